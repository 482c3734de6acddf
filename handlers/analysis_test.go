package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// resolve takes a new complaint through to the moment its customer was told.
func (w *world) resolved(fields ...string) string {
	w.t.Helper()
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint(fields...))
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	lead.must(path, crm.DoAssign, "department", "GC", "handler", "supervisor")
	lead.must(path, crm.DoAccept, "first_step", "核实")
	w.wait(2 * time.Hour)
	w.login("supervisor").must(path, crm.DoResolve, append(append([]string{}, resultFields...), toldFields...)...)
	return path
}

func TestThirdCaseOfACauseOpensAMeasure(t *testing.T) {
	w := newWorld(t)
	w.resolved("place", "东门")
	w.resolved("place", "东门")
	w.resolved("place", "西门")
	lead := w.login("supervisor")
	lead.get("/measures").want(t, http.StatusOK, "没有改进措施")
	w.resolved("place", "东门")
	lead = w.login("supervisor")
	page := lead.get("/measures").want(t, http.StatusOK, "东门：30天内第3件")
	if n := strings.Count(page.body, "30天内第3件因"); n != 1 {
		t.Errorf("%d measures", n)
	}
	lead.get("/measures").lacks(t, "请制定") // the state says what is still to be done
	lead.get("/tasks").want(t, http.StatusOK, "请制定改进措施：东门，")
	w.resolved("place", "东门")
	if n := strings.Count(w.login("supervisor").get("/measures").body, "30天内第3件因"); n != 1 {
		t.Errorf("a fourth case opens another: %d", n)
	}
}

func TestCasesThirtyDaysApartOpenNoMeasure(t *testing.T) {
	w := newWorld(t)
	w.resolved("place", "东门")
	w.wait(30*24*time.Hour - 4*time.Hour + time.Second) // each of the next two takes two hours to resolve
	w.resolved("place", "东门")
	w.resolved("place", "东门")
	w.login("supervisor").get("/measures").want(t, http.StatusOK, "没有改进措施")
}

func TestMeasureRegister(t *testing.T) {
	w := newWorld(t)
	lead := w.login("supervisor")
	form := url.Values{"title": {"更换楼道灯"}, "cause": {"设施老化"}, "place": {"3栋"}, "state": {"planned"}}
	lead.post("/measures", url.Values{"state": {"planned"}}).want(t, http.StatusUnprocessableEntity, "请写明要改进什么")
	lead.post("/measures", form).want(t, http.StatusSeeOther)
	href, ok := lead.get("/measures").want(t, http.StatusOK, "更换楼道灯", "3栋").doc(t).Find(`td a[href^="/measures/"]`).Attr("href")
	if !ok {
		t.Fatal("the list has no link to it")
	}
	lead.part(href).want(t, http.StatusOK, "设施老化").lacks(t, "<html")
	form.Set("row_version", "1")
	form.Set("state", "doing")
	lead.post(href, form).want(t, http.StatusUnprocessableEntity, "请指定负责人", "请填写完成日期")
	form.Set("owner", "handler")
	form.Set("due_on", "2025-03-13")
	lead.post(href, form).want(t, http.StatusSeeOther)
	lead.post(href, form).want(t, http.StatusConflict, "更换楼道灯")
	for i, step := range []string{"done", "checked"} {
		form.Set("state", step)
		form.Set("effect", "两个月没有再发生")
		form.Set("row_version", strconv.Itoa(2+i))
		lead.get("/measures").want(t, http.StatusOK, "更换楼道灯")
		lead.post(href, form).want(t, http.StatusSeeOther)
	}
	lead.get("/measures").want(t, http.StatusOK, "没有改进措施")
	lead.get("/measures?state=all").want(t, http.StatusOK, "更换楼道灯", "已验证").lacks(t, "已过期")
	w.login("clerk").get("/measures").want(t, http.StatusForbidden)
}

func TestMeasureRegisterGoesOnBelow(t *testing.T) {
	w := newWorld(t)
	lead := w.login("supervisor")
	for i := range pageRows + 1 {
		lead.post("/measures", url.Values{"title": {fmt.Sprintf("措施%03d", i)}, "cause": {"设施老化"}, "state": {"planned"}}).want(t, http.StatusSeeOther)
	}
	more, ok := lead.get("/measures").want(t, http.StatusOK, "措施050", "措施001").lacks(t, "措施000").doc(t).Find("#more a").Attr("href")
	if !ok {
		t.Fatal("nothing leads to more")
	}
	lead.part(more).want(t, http.StatusOK, "措施000").lacks(t, "措施001", "<thead")
}

func TestLateMeasure(t *testing.T) {
	w := newWorld(t)
	lead := w.login("supervisor")
	lead.post("/measures", url.Values{"title": {"更换楼道灯"}, "cause": {"设施老化"}, "state": {"doing"}, "owner": {"handler"}, "due_on": {"2025-03-13"}}).want(t, http.StatusSeeOther)
	href := "/measures/1"
	w.login("executive").get("/measures?state=doing").want(t, http.StatusOK, "更换楼道灯", "已过期").lacks(t, href)
	w.login("executive").get(href).want(t, http.StatusForbidden)
	w.login("clerk").get("/measures").want(t, http.StatusForbidden)
}

func TestAnalysisOfAMonth(t *testing.T) {
	w := newWorld(t)
	path := w.resolved("place", "东门")
	w.login("clerk").register(complaint("received_at", "2025-03-12T08:00", "late_entry_reason", "away")) // late from the first moment
	manager := w.login("manager")
	page := manager.get("/analysis").want(t, http.StatusOK, "2025年3月", "未说明", "东门", "工程维修部", "平均 2.0、", "中位 2.0 小时", "到现在超时的时限共 2 个", `href="/overdue"`, "按时 100.0%", "（1/1）", w.staff["supervisor"].Name)
	page.lacks(t, path)
	manager.get("/overdue").want(t, http.StatusOK, "按到期落在本月", `<a href="/analysis">`)
	manager.get("/analysis?clock=revisit").want(t, http.StatusOK, "这个月没有超时")
	manager.get("/analysis?month=2025-02").want(t, http.StatusOK, "2025年2月", "这个月没有超时").lacks(t, "东门")
	w.login("executive").get("/analysis").want(t, http.StatusOK, "工程维修部").lacks(t, w.staff["supervisor"].Name)
	w.login("clerk").get("/analysis").want(t, http.StatusForbidden)
}
