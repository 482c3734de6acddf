package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

// What must never be read on a page of the committee.
const (
	secretName    = "诸葛慕容"
	secretSummary = "三楼住户半夜拖动家具"
	secretDetail  = "对方姓司徒，住隔壁"
)

// monthOfCases registers n complaints and 3 repairs of one room each in March, and moves on to April.
func (w *world) monthOfCases(n int) {
	w.t.Helper()
	register := func(i int, kind crm.Kind, category, sub string) {
		room := "3-" + strconv.Itoa(101+i)
		c, err := w.store.AddCustomer(w.t.Context(), w.by("supervisor"), crm.CustomerForm{Name: secretName + strconv.Itoa(i), Kind: "person",
			Phone: strconv.Itoa(15412345678 + i), Room: room, Relation: "owner", MovedInOn: "2020-01-01"})
		if err != nil {
			w.t.Fatal(err)
		}
		in := db.NewCase{Room: room, Registration: crm.Registration{Kind: kind, Channel: "phone", Category: category, SubCategory: sub, CustomerID: c.ID,
			Summary: secretSummary, Detail: secretDetail, RemedyWanted: "尽快处理", Place: "三楼走廊"}}
		if i%2 == 0 {
			in.Ack = &crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今日派人", SummaryConfirmed: "yes", OnTheSpot: true}
		}
		if _, err := w.store.RegisterCase(w.t.Context(), w.by("clerk"), in); err != nil {
			w.t.Fatal(err)
		}
		w.wait(time.Minute)
	}
	for i := range n {
		register(i, crm.Complaint, "noise", "生活")
	}
	for i := range 3 {
		register(n+i, crm.Repair, "elevator", "异响")
	}
	w.at(time.Date(2025, 4, 1, 9, 0, 0, 0, testStart.Location()))
}

func TestCommitteeReadsWhatTheManagerPublishes(t *testing.T) {
	w := newWorld(t)
	w.monthOfCases(12)
	member, manager := w.login("committee"), w.login("manager")
	member.get("/committee").want(t, http.StatusOK, "还没有公布过报告").lacks(t, "尚未公布的月份")
	member.get("/committee/2025-03").want(t, http.StatusNotFound)
	member.post("/committee/2025-03", url.Values{}).want(t, http.StatusForbidden)

	manager.get("/committee").want(t, http.StatusOK, "2025年3月", "尚未公布的月份")
	if a := manager.post("/committee/2025-03", url.Values{"row_version": {"0"}, "_key": {"k1"}}); a.status != http.StatusSeeOther || a.location != "/committee/2025-03" {
		t.Fatalf("publish: %d %s", a.status, a.location)
	}
	if a := manager.post("/committee/2025-03", url.Values{"row_version": {"0"}, "_key": {"k1"}}); a.status != http.StatusSeeOther {
		t.Fatalf("the same button again: %d", a.status)
	}
	manager.get("/committee").want(t, http.StatusOK, "第1版").lacks(t, "第2版")

	page := member.get("/committee/2025-03").want(t, http.StatusOK, "绿园小区 · 2025年3月 · 数据截至 2025-04-01 09:00 · 第1版",
		"绿园小区业主委员会·2025-04-01·仅供业委会履职使用", "统计口径", "校验码 SHA-256")
	page.lacks(t, secretName, "诸葛", "154****", "15400", secretSummary, "拖动", secretDetail, "三楼走廊", "3-101", "3-1", "项目经理", "前台客服", "重新公布", "/cases", "/customers", "校验码不符")
	doc := page.doc(t)
	for selector, want := range map[string]string{
		".report-kind tr:contains(投诉) td": "*", ".report-kind tr:contains(报修) td": "*", ".report-kind tfoot td": "15",
		".report-category tr:contains(电梯) td": "*", ".report-category tr:contains(宠物) td": "0",
		".report-rates tr:contains(受理及时率) td": "50.0%", ".report-rates tr:contains(办结及时率) td": "0.0%",
	} {
		if got := strings.TrimSpace(doc.Find(selector).First().Text()); got != want {
			t.Errorf("%s reads %q, want %q", selector, got, want)
		}
	}
	if part := member.part("/committee/2025-03").want(t, http.StatusOK, "统计口径"); strings.Contains(part.body, "<html") {
		t.Error("a part must be no page")
	}
}

func TestAMonthIsReadBeforeItIsPublished(t *testing.T) {
	w := newWorld(t)
	w.monthOfCases(12)
	manager := w.login("manager")
	if n := manager.get("/committee").doc(t).Find(`#open-months, a[href="/committee/2025-03"]`).Length(); n != 2 {
		t.Error("the month does not lead to its preview")
	}
	if href := manager.get("/").doc(t).Find(`.desk-link:contains(尚未公布)`).AttrOr("href", ""); href != "/committee/2025-03" {
		t.Errorf("the workbench leads to %q", href)
	}
	draft := manager.get("/committee/2025-03").want(t, http.StatusOK, "尚未公布", "业委会还看不到", "统计口径").lacks(t, secretName, "SHA-256", "data-print", "第1版").doc(t)
	if got := draft.Find(".report-kind tfoot td").Text(); strings.TrimSpace(got) != "15" || draft.Find(`form[action="/committee/2025-03"]`).Length() != 1 {
		t.Errorf("the preview counts %s", got)
	}
	manager.get("/committee/2025-03?version=1").want(t, http.StatusNotFound)
	for _, role := range []string{"committee", "executive", "privacy_officer"} {
		w.login(role).get("/committee/2025-03").want(t, http.StatusNotFound, "还没有公布")
	}
	manager.get("/committee").want(t, http.StatusOK, "还没有公布过报告") // nothing was kept
	for _, path := range []string{"/committee/2025-04", "/committee/0001-01"} {
		manager.get(path).want(t, http.StatusNotFound)
	}
	manager.post("/committee/2025-03", url.Values{"row_version": {"0"}}).want(t, http.StatusSeeOther)
	manager.get("/committee/2025-03").want(t, http.StatusOK, "第1版").lacks(t, "业委会还看不到")
}

// What was previewed is what is published: figures that changed since are looked at again.
func TestFiguresThatChangedSinceThePreviewAreNotPublished(t *testing.T) {
	w := newWorld(t)
	w.monthOfCases(12)
	manager := w.login("manager")
	shown := func() url.Values {
		figures, _ := manager.get("/committee/2025-03").want(t, http.StatusOK, "业委会还看不到").doc(t).Find(`form[action="/committee/2025-03"] input[name=figures]`).Attr("value")
		return url.Values{"row_version": {"0"}, "figures": {figures}}
	}
	before := shown()
	w.wait(time.Minute)
	if again := shown(); again.Get("figures") != before.Get("figures") || len(again.Get("figures")) != 64 {
		t.Fatalf("figures are %q, a minute later %q", before.Get("figures"), again.Get("figures"))
	}
	w.login("clerk").register(complaint("received_at", "2025-03-31T20:00", "late_entry_reason", "batch"))
	manager.post("/committee/2025-03", before).want(t, http.StatusConflict, "预览之后数字有变化")
	manager.postPart("/committee/2025-03", before).want(t, http.StatusConflict, "预览之后数字有变化", before.Get("figures")).lacks(t, "<html")
	manager.get("/committee").want(t, http.StatusOK, "还没有公布过报告")
	manager.post("/committee/2025-03", shown()).want(t, http.StatusSeeOther)
}

func TestCommitteeOlderVersionStays(t *testing.T) {
	w := newWorld(t)
	w.monthOfCases(12)
	manager := w.login("manager")
	manager.get("/committee")
	manager.post("/committee/2025-03", url.Values{"row_version": {"0"}}).want(t, http.StatusSeeOther)
	first := manager.get("/committee/2025-03").doc(t).Find(".report").Text()
	w.wait(time.Hour)
	manager = w.login("manager")
	manager.get("/committee/2025-03").want(t, http.StatusOK, "重新公布", "生成第2版")
	manager.post("/committee/2025-03", url.Values{"row_version": {"1"}}).want(t, http.StatusSeeOther)
	manager.get("/committee/2025-03").want(t, http.StatusOK, "第2版", "数据截至 2025-04-01 10:00", "/committee/2025-03?version=1")
	old := manager.get("/committee/2025-03?version=1").want(t, http.StatusOK, "这是旧版本").doc(t)
	old.Find(".alert").Remove()
	if got := old.Find(".report").Text(); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(first), " ") {
		t.Errorf("version 1 reads differently now")
	}
	manager.get("/committee").want(t, http.StatusOK, "第2版", "/committee/2025-03?version=1")

	stale := manager.post("/committee/2025-03", url.Values{"row_version": {"1"}}).want(t, http.StatusConflict, "2025年3月已由项目经理于2025-04-01 10:00公布第2版")
	if strings.Contains(stale.body, "第3版") {
		t.Error("a stale form published")
	}
	manager.postPart("/committee/2025-03", url.Values{"row_version": {"1"}}).want(t, http.StatusConflict, `name="row_version" value="2"`, "第2版").lacks(t, "<html")
	moved := manager.postPart("/committee/2025-03", url.Values{"row_version": {"2"}})
	if moved.status != http.StatusNoContent || moved.header.Get("HX-Redirect") != "/committee/2025-03" {
		t.Errorf("htmx: %d to %s", moved.status, moved.header.Get("HX-Redirect"))
	}
}

func TestCommitteeRefuses(t *testing.T) {
	w := newWorld(t)
	w.monthOfCases(1)
	manager := w.login("manager")
	manager.get("/committee")
	for path, status := range map[string]int{
		"/committee/2025-3": 404, "/committee/2025-13": 404, "/committee/2025-03-01": 404, "/committee/0000-01": 404, "/committee/abcd-ef": 404, "/committee/2025-Q1": 404,
		"/committee/2025-03?version=1": 404, "/committee/2025-03?version=x": 404, "/committee/2025-03?version=-1": 404, "/committee/2025-03?version=99999999999999999999": 404,
		"/committee/9999-12": 404,
	} {
		manager.get(path).want(t, status)
	}
	for path, problem := range map[string]string{
		"/committee/2025-04": "2025年4月尚未结束", "/committee/2025-05": "还没有到", "/committee/9999-12": "还没有到", "/committee/0001-01": "更早的月份不能公布",
	} {
		manager.post(path, url.Values{}).want(t, http.StatusUnprocessableEntity, problem, "尚未公布的月份")
		manager.postPart(path, url.Values{}).want(t, http.StatusUnprocessableEntity, problem, "committee-publish").lacks(t, "<html")
	}
	manager.post("/committee/2025-13", url.Values{}).want(t, http.StatusNotFound)
	manager.post("/committee/2025-03", url.Values{"row_version": {"eins"}}).want(t, http.StatusUnprocessableEntity)
	manager.post("/committee/2025-03", url.Values{"row_version": {"7"}}).want(t, http.StatusUnprocessableEntity)
	for _, role := range []string{"clerk", "steward", "handler", "dept_head", "supervisor", "sysadmin"} {
		c := w.login(role)
		c.get("/committee").want(t, http.StatusForbidden)
		c.get("/committee/2025-03").want(t, http.StatusForbidden)
	}
	for _, role := range []string{"executive", "privacy_officer", "committee"} {
		c := w.login(role)
		c.get("/committee").want(t, http.StatusOK).lacks(t, "尚未公布的月份")
		c.post("/committee/2025-03", url.Values{}).want(t, http.StatusForbidden)
	}
}

func TestCommitteeMonthOfFewCasesShowsNoFigure(t *testing.T) {
	w := newWorld(t)
	w.monthOfCases(1)
	quality := w.login("quality")
	quality.get("/committee")
	quality.post("/committee/2025-03", url.Values{}).want(t, http.StatusSeeOther)
	quality.get("/committee/2025-03").want(t, http.StatusOK, "并入季度公布").lacks(t, "report-table")
}
