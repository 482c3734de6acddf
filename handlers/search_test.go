package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"linli/db"
	"linli/db/crm"
)

// neighbours puts people, rooms and cases on file: a complaint in GC about 3-2-501, a confidential one about 3-2-502.
func neighbours(w *world) (clerk *client, open, secret string) {
	w.t.Helper()
	clerk = w.login("clerk")
	clerk.add(owner())
	clerk.add(owner("name", "曾国藩", "phone", "154 1234 8812", "room", "3-2-502"))
	clerk.add(owner("name", "John Smith", "phone", "0571-87654321", "room", "8-1-101"))
	clerk.add(url.Values{"name": {"重庆小面有限公司"}, "kind": {"organisation"}, "room": {"商铺3-101"}, "relation": {"tenant"}})
	open = clerk.register(complaint("category", "facilities", "sub_category", "照明", "place", "", "room", "3-2-501", "caller_name", "单于晓", "caller_phone", "15400000001"))
	secret = clerk.register(complaint("category", "noise", "sub_category", "生活", "place", "", "room", "3-2-502", "caller_name", "曾国藩", "caller_phone", "15412348812", "summary", "楼上夜里很吵睡不着"))
	for _, path := range []string{open, secret} {
		clerk.must(path, crm.DoAcknowledge, ackFields...)
		clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	}
	return clerk, open, secret
}

func find(c *client, text string) answer { return c.part("/search?q=" + url.QueryEscape(text)) }

func TestSearchFinds(t *testing.T) {
	w := newWorld(t)
	clerk, open, secret := neighbours(w)
	no := func(path string) string { return clerk.caseAt(path).No }
	for text, want := range map[string][]string{
		"单于晓": {"单于晓", "154****0001", "3-2-501", "1件未结", no(open)}, "于晓": {"单于晓"}, "单": {"单于晓"}, "chanyuxiao": {"单于晓"}, "chanyu": {"单于晓"},
		"cyx": {"单于晓"}, "dyx": {"单于晓"}, "CYX": {"单于晓"}, "zgf": {"曾国藩"}, "zeng guo": {"曾国藩"}, "john": {"John Smith"}, "smi": {"John Smith"}, "js": {"John Smith"},
		"重庆小面": {"重庆小面有限公司"}, "cqxm": {"重庆小面有限公司"}, "小面有限": {"重庆小面有限公司"},
		"8812": {"曾国藩", "154****8812"}, "15412348812": {"曾国藩"}, "+86 154 1234 8812": {"曾国藩"}, "87654321": {"John Smith", "0571-****4321"}, "0571-87654321": {"John Smith"},
		"単": {"单于晓", "姓名"}, "單于": {"单于晓"}, "曾國藩": {"曾国藩"}, "單yx": {"单于晓"}, "chan于x": {"单于晓", "拼音 chan yu xiao"}, "syx": {"单于晓", "拼音 shan yu xiao"}, "zeng gf": {"曾国藩"}, "zengguof": {"曾国藩"},
		"guofan": {"曾国藩"}, "gf": {"曾国藩"}, "xmyx": {"重庆小面有限公司"}, "johnsm": {"John Smith"},
		"三栋二单元五〇一": {"单于晓", "房号 3-2-501"}, "绿园小区3栋2单元501室": {"单于晓"}, "ts-ly-2025": {no(open), no(secret)}, "kh-ly-00000": {"单于晓", "曾国藩", "客户编号"}, "0314-0001": {no(open)},
		"3-2-501": {"3-2-501", "单于晓", no(open)}, "3栋2单元501室": {"单于晓"}, "3-2-": {"3-2-501", "3-2-502"}, "3栋": {"3-2-501", "3-商铺101"}, "3-501": {"3-2-501"}, "8-1-1": {"8-1-101"},
		no(open): {no(open), "楼道垃圾"}, strings.ToLower(no(open)): {no(open)}, "0001": {no(open)}, "20250314-0001": {no(open)}, "2": {no(secret)},
		"KH-LY-000002": {"曾国藩"}, "kh-ly-2": {"曾国藩"}, "000002": {"曾国藩"},
	} {
		find(clerk, text).want(t, http.StatusOK, want...).lacks(t, "<html", "15412348812", "15400000001")
		if t.Failed() {
			t.Fatalf("searching %q", text)
		}
	}
	for _, text := range []string{"812", "单晓", "于单", "x", "9-9-999", "TS-LY-20250314-9999", "1541234881", "'; DROP TABLE customer; --", `"`, `*`, "NEAR(单 晓)", strings.Repeat("长", 64), "name:单"} {
		find(clerk, text).want(t, http.StatusOK, "没有找到").lacks(t, "单于晓", "曾国藩")
	}
	find(clerk, "").want(t, http.StatusOK)
	find(clerk, strings.Repeat("长", 65)).want(t, http.StatusUnprocessableEntity)
	clerk.get("/search?q=cyx").want(t, http.StatusOK, "<html", "搜索“cyx”", "单于晓", "154****0001")
	clerk.get("/search").want(t, http.StatusOK, "请输入要找的内容")
	options := find(clerk, "3-2-501").doc(t).Find("[role=option]")
	if options.Length() < 3 {
		t.Errorf("%d options", options.Length())
	}
	if ids := options.Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("id", "") }); hasDouble(ids) {
		t.Errorf("ids %v", ids)
	}
}

func TestSearchPutsTheFamilyNameFirst(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	for i, name := range []string{"李娜", "任承华", "林伟"} {
		clerk.add(owner("name", name, "phone", "1540000001"+strconv.Itoa(i), "room", "3-2-60"+strconv.Itoa(i+1)))
	}
	for path, rows := range map[string]string{"/search?q=lin": "#hit-none, [role=option]", "/cases/new/callers?caller=lin": ".form-check"} {
		found := clerk.part(path).want(t, http.StatusOK).doc(t).Find(rows)
		if !strings.Contains(found.First().Text(), "林伟") || !strings.Contains(found.Text(), "李娜") {
			t.Errorf("%s finds %q", path, found.Text())
		}
	}
}

func hasDouble(list []string) bool {
	seen := map[string]bool{}
	for _, s := range list {
		if s == "" || seen[s] {
			return true
		}
		seen[s] = true
	}
	return false
}

func TestSearchKeepsToItsReach(t *testing.T) {
	w := newWorld(t)
	clerk, open, secret := neighbours(w)
	openNo, secretNo := clerk.caseAt(open).No, clerk.caseAt(secret).No

	steward := w.login("steward")
	find(steward, "cyx").want(t, http.StatusOK, "单于晓", "1件未结", openNo)
	find(steward, "zgf").want(t, http.StatusOK, "曾国藩").lacks(t, "件未结", secretNo)
	find(steward, "3-2-502").want(t, http.StatusOK, "曾国藩").lacks(t, secretNo)
	find(steward, secretNo).want(t, http.StatusOK, secretNo).lacks(t, "曾国藩", "3-2-502")
	for _, text := range []string{"john", "4321", "8-1-101", "KH-LY-000003"} {
		find(steward, text).want(t, http.StatusOK, "没有找到")
	}

	for _, role := range []string{"handler", "dept_head"} {
		c := w.login(role)
		find(c, openNo).want(t, http.StatusOK, openNo)
		c.get("/search?q="+openNo).want(t, http.StatusOK, "单于*").lacks(t, "单于晓", "/customers/1")
		for _, text := range []string{"单于晓", "cyx", "0001", "3-2-501"} {
			find(c, text).want(t, http.StatusOK, openNo).lacks(t, "单于晓", "154****0001", "/customers/", "/rooms/")
		}
		for _, text := range []string{"曾国藩", "zgf", "8812", "3-2-502", "john", "8-1-101", "KH-LY-000002"} {
			find(c, text).want(t, http.StatusOK, "没有找到")
		}
		c.get("/search?q="+secretNo).want(t, http.StatusOK, secretNo, "保密投诉人").lacks(t, "曾国藩", "3-2-502")
	}

	quality := w.login("quality")
	find(quality, "zgf").want(t, http.StatusOK, "曾国藩").lacks(t, "件未结", secretNo)
	officer := w.login("privacy_officer")
	find(officer, "zgf").want(t, http.StatusOK, "曾*").lacks(t, "曾国藩", secretNo)
	find(officer, "cyx").want(t, http.StatusOK, "单于*").lacks(t, openNo)
	find(clerk, "zgf").want(t, http.StatusOK, "1件未结", secretNo)
	for _, role := range []string{"executive", "committee", "sysadmin"} {
		find(w.login(role), "cyx").want(t, http.StatusForbidden)
	}
	find(w.visitor(), "cyx").want(t, http.StatusUnauthorized)
}

func TestTimelineHidesConfidentialCases(t *testing.T) {
	w := newWorld(t)
	clerk, open, secret := neighbours(w)
	openNo, secretNo := clerk.caseAt(open).No, clerk.caseAt(secret).No
	person := func(c *client, q string) answer { return c.get(find(clerk, q).href(t, `a[href^="/customers/"]`)) }
	person(clerk, "cyx").want(t, http.StatusOK, openNo, "楼道垃圾两天没有清运", "受理确认", "登记")
	person(clerk, "zgf").want(t, http.StatusOK, secretNo, "楼上夜里很吵")
	person(w.login("supervisor"), "zgf").want(t, http.StatusOK, secretNo)
	for _, role := range []string{"steward", "quality", "privacy_officer"} {
		person(w.login(role), "zgf").want(t, http.StatusOK).lacks(t, secretNo, "楼上夜里很吵", secret)
	}
	person(w.login("steward"), "cyx").want(t, http.StatusOK, openNo)
	person(w.login("privacy_officer"), "cyx").want(t, http.StatusOK).lacks(t, openNo, "楼道垃圾")
	room := find(clerk, "3-2-502").href(t, `a[href^="/rooms/"]`)
	clerk.get(room).want(t, http.StatusOK, secretNo)
	w.login("steward").get(room).want(t, http.StatusOK, "曾国藩").lacks(t, secretNo, "楼上夜里很吵")
}

func TestTimelineGoesOn(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	for i := 1; i <= 35; i++ {
		n := strconv.Itoa(i)
		clerk.post(path, url.Values{"row_version": {n}, "note": {"第" + n + "次"}}).want(t, http.StatusSeeOther)
	}
	first := clerk.get(path).want(t, http.StatusOK, "→ 第35次", "→ 第16次", "更早的记录").lacks(t, "→ 第15次", "建立客户档案")
	more := first.href(t, "li.more a")
	clerk.part(more).want(t, http.StatusOK, "→ 第15次", "→ 第1次", "建立客户档案").lacks(t, "<html", "→ 第16次", "更早的记录")
	clerk.get(more).want(t, http.StatusOK, "<html", "→ 第15次", "返回档案")
	clerk.get(path+"/timeline?before=x").want(t, http.StatusNotFound)
}

func TestReveal(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	form := clerk.get(path).href(t, `a[href*="/reveals/new"]`)
	clerk.get(form).want(t, http.StatusOK, "查看手机明文", "154****0001", "回电", "紧急").lacks(t, "15400000001")
	clerk.part(form).want(t, http.StatusOK, "data-modal", "查看事由").lacks(t, "<html", "15400000001")
	wish := url.Values{"contact_point_id": {"1"}, "reason": {"callback"}}
	for _, test := range []struct {
		form url.Values
		says string
	}{
		{with(url.Values{"contact_point_id": {"1"}}), "请选择查看事由"},
		{url.Values{"contact_point_id": {"1"}, "reason": {"curiosity"}}, "请选择查看事由"},
		{url.Values{"contact_point_id": {"1"}, "reason": {"other"}}, "请写明事由"},
		{url.Values{"contact_point_id": {"1"}, "reason": {"callback"}, "case_id": {"77"}}, "没有找到该客户的这条诉求"},
	} {
		clerk.post(path+"/reveals", test.form).want(t, http.StatusUnprocessableEntity, test.says, "<html").lacks(t, "15400000001")
		clerk.postPart(path+"/reveals", test.form).want(t, http.StatusUnprocessableEntity, test.says, `id="reveal-form"`).lacks(t, "15400000001", "<html")
	}
	for _, none := range []string{"", "x"} {
		clerk.post(path+"/reveals", url.Values{"contact_point_id": {none}, "reason": {"callback"}}).want(t, http.StatusUnprocessableEntity, "请选择要查看的联系方式")
	}
	if n := revealsOf(w, 1); n != 0 {
		t.Fatalf("%d reveals written by refused forms", n)
	}
	part := clerk.postPart(path+"/reveals", wish).want(t, http.StatusOK, ">15400000001<", `data-expires="1741945860"`, `data-masked="154****0001"`).lacks(t, "<html")
	if part.header.Get("HX-Trigger") != `{"close-dialog":""}` || part.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", part.header)
	}
	page := clerk.post(path+"/reveals", with(url.Values{"contact_point_id": {"1"}, "reason": {"other"}, "note": {"核对门牌"}})).want(t, http.StatusOK, "15400000001", "<html")
	if page.header.Get("Refresh") != "60; url="+path {
		t.Errorf("refresh %q", page.header.Get("Refresh"))
	}
	clerk.get(path).want(t, http.StatusOK, "154****0001").lacks(t, "15400000001", "查看明文：")
	if n := revealsOf(w, 1); n != 2 {
		t.Errorf("%d reveals written", n)
	}
	w.login("manager").get(path).want(t, http.StatusOK, "查看明文", "手机 · 其他；核对门牌", "手机 · 回电")
	if strings.Contains(w.log.String(), "15400000001") || strings.Contains(w.log.String(), "单于晓") {
		t.Error("the log holds personal data")
	}
	again := with(url.Values{"contact_point_id": {"1"}, "reason": {"callback"}, "_key": {"twice"}})
	clerk.postPart(path+"/reveals", again).want(t, http.StatusOK, "15400000001")
	clerk.postPart(path+"/reveals", again).want(t, http.StatusOK, "15400000001")
	if n := revealsOf(w, 1); n != 3 {
		t.Errorf("%d reveals after the same form twice", n)
	}
}

// revealsOf counts the lines about a customer that tell of a reveal, each with its author, reason and address.
func revealsOf(w *world, customer int64) (n int) {
	w.t.Helper()
	lines, err := w.store.SubjectLog(w.t.Context(), "customer", customer)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range lines {
		if l.Kind != "revealed" {
			continue
		}
		n++
		if l.ActorID == 0 || l.Source == "" || l.CustomerID != customer || !strings.Contains(l.After, `"field":"mobile"`) || !strings.Contains(l.After, `"reason"`) {
			w.t.Errorf("line %d tells too little: %s", l.Seq, l.After)
		}
	}
	return n
}

func TestWhoMayReveal(t *testing.T) {
	w := newWorld(t)
	clerk, open, _ := neighbours(w)
	wish := func(contact string) url.Values { return url.Values{"contact_point_id": {contact}, "reason": {"visit"}} }
	for role, want := range map[string][3]int{ // of an open case, of a confidential one, of a far room
		"clerk": {200, 200, 200}, "supervisor": {200, 200, 200}, "manager": {200, 200, 200}, "quality": {200, 200, 200}, "privacy_officer": {200, 200, 200},
		"steward": {200, 200, 404}, "handler": {200, 404, 404}, "dept_head": {200, 404, 404}, "executive": {403, 403, 403}, "committee": {403, 403, 403}, "sysadmin": {403, 403, 403},
	} {
		c := w.login(role)
		for i, status := range want {
			id := string(rune('1' + i))
			if a := c.postPart("/customers/"+id+"/reveals", wish(id)); a.status != status {
				t.Errorf("%s, customer %s: %d, want %d", role, id, a.status, status)
			}
			if a := c.part("/customers/" + id + "/reveals/new?contact_point_id=" + id); a.status != status {
				t.Errorf("%s asks for the form of customer %s: %d, want %d", role, id, a.status, status)
			}
		}
	}
	clerk.postPart("/customers/1/reveals", wish("2")).want(t, http.StatusNotFound).lacks(t, "15412348812")
	clerk.postPart("/customers/1/reveals", wish("99")).want(t, http.StatusNotFound)
	clerk.postPart("/customers/99/reveals", wish("1")).want(t, http.StatusNotFound)
	clerk.part("/customers/1/reveals/new").want(t, http.StatusNotFound)

	handler := w.login("handler")
	handler.get(open).want(t, http.StatusOK, "/customers/1/reveals/new?contact_point_id=1")
	withCase := with(wish("1"), "case_id", strings.TrimPrefix(open, "/cases/"))
	if a := handler.post("/customers/1/reveals", withCase).want(t, http.StatusOK, "15400000001"); a.header.Get("Refresh") != "60; url="+open {
		t.Errorf("refresh %q", a.header.Get("Refresh"))
	}
	clerk.must(open, crm.DoWithdraw, "method", "phone", "reason", "客户说不用了")
	handler.post("/customers/1/reveals", wish("1")).want(t, http.StatusNotFound)
}

func TestManyRevealsTellThePrivacyOfficer(t *testing.T) {
	w := newWorld(t)
	clerk, _, _ := neighbours(w)
	officer := w.staff["privacy_officer"]
	look := func(customer string, n int) {
		t.Helper()
		for range n {
			clerk.postPart("/customers/"+customer+"/reveals", url.Values{"contact_point_id": {customer}, "reason": {"verify"}}).want(t, http.StatusOK)
		}
	}
	tasks := func() int {
		t.Helper()
		list, err := w.store.Tasks(t.Context(), officer, false, db.CaseKey{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	look("1", 31) // an open case stands behind them
	look("3", 30)
	if n := tasks(); n != 0 {
		t.Fatalf("%d tasks at the limit", n)
	}
	look("3", 1)
	if n := tasks(); n != 1 {
		t.Fatalf("%d tasks one above the limit", n)
	}
	look("3", 2)
	if n := tasks(); n != 1 {
		t.Errorf("%d tasks on one day", n)
	}
}
