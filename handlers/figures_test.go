package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// calledBack takes a complaint to its closing with what the customer gave.
func (w *world) calledBack(summary, satisfaction string) string {
	w.t.Helper()
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint("summary", summary))
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	clerk.must(path, crm.DoAssign, "department", "BJ", "handler", "supervisor")
	lead.must(path, crm.DoAccept, "first_step", "核实")
	lead.must(path, crm.DoResolve, slices.Concat(resultFields, toldFields)...)
	clerk.must(path, crm.DoRevisit, with2(reachedFields, "satisfaction", satisfaction)...)
	if satisfaction < "3" {
		w.login("manager").must(path, crm.DoSupervisor, "note", "已道歉并说明")
	}
	clerk.must(path, crm.DoClose)
	return clerk.caseAt(path).No
}

// headlines are the three figures of a start page, as read aloud.
func (c *client) headlines() string {
	c.w.t.Helper()
	return strings.Join(strings.Fields(c.get("/").want(c.w.t, http.StatusOK).doc(c.w.t).Find(".headlines").Text()), " ")
}

// TestHeadlineFigures: the three figures of the start pages, where they come from, and the cases behind them.
func TestHeadlineFigures(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	if got, want := clerk.headlines(), "客户至上 处理后满意率 — 本月 0/0，上月 —沟通透明 告知完整率 — 本月 0/0，上月 —持续改进 整改按期完成率 — 本月 0/0，上月 —"; got != want {
		t.Errorf("an office without cases: %s", got)
	}
	happy, calm, sad := w.calledBack("楼道没有打扫", "5"), w.calledBack("大厅没有打扫", "3"), w.calledBack("地库没有打扫", "2")
	praise := clerk.register(complaint("kind", "praise", "summary", "保洁阿姨非常负责", "remedy_wanted", ""))
	clerk.must(praise, crm.DoComplete, "method", "phone", "text", "已转告", "department", "BJ")
	praised := clerk.caseAt(praise).No
	w.wait(2 * time.Minute)
	for _, role := range []string{"clerk", "steward", "handler", "dept_head", "supervisor", "manager", "quality", "executive"} {
		c := w.login(role)
		for _, part := range []string{"处理后满意率 33.3% 本月 1/3", "告知完整率 75.0% 本月 3/4", "整改按期完成率 —"} {
			if got := c.headlines(); !strings.Contains(got, part) {
				t.Errorf("%s lacks %s: %s", role, part, got)
			}
		}
		c.get("/").want(t, http.StatusOK, `href="/figures"`)
	}
	for _, role := range []string{"committee", "privacy_officer", "sysadmin"} {
		w.login(role).get("/").want(t, http.StatusOK).lacks(t, "处理后满意率")
	}
	w.login("executive").get("/figures").want(t, http.StatusOK, "33.3%", "无效投诉").lacks(t, "/cases?")
	page := w.login("manager").get("/figures").want(t, http.StatusOK, "2025年3月（至今）", "2025年2月")
	lists := map[string][]string{}
	for _, a := range page.doc(t).Find(".figure-link").EachIter() {
		href, _ := a.Attr("href")
		lists[a.Text()] = clerk.get(href).want(t, http.StatusOK, "2025年3月").numbers(t)
	}
	for label, want := range map[string][]string{"回访满意（4–5分）": {happy}, "回访未满意（1–3分）": {sad, calm}, "关闭且告知完整": {sad, calm, happy}, "关闭但告知不全": {praised}} {
		if !slices.Equal(lists[label], want) {
			t.Errorf("%s: %v, want %v", label, lists[label], want)
		}
	}
	if got := w.login("steward").get("/cases?view=list&figure=told").numbers(t); len(got) != 0 {
		t.Errorf("behind a figure a steward finds cases of others: %v", got)
	}
	clerk.get("/cases?view=list&figure=told&month=2025-02").want(t, http.StatusOK, "2025年2月").lacks(t, happy)
	clerk.get("/cases?figure=told&month=2025-13").want(t, http.StatusOK, "已忽略", happy)
	w.at(testStart.AddDate(0, 1, 0))
	if got := w.login("clerk").headlines(); !strings.Contains(got, "告知完整率 — 本月 0/0，上月 75.0%") {
		t.Errorf("a month later: %s", got)
	}
}

// TestHeadlinesEndWithTheMonth: the month ends in the project's zone, whatever was counted a moment before.
func TestHeadlinesEndWithTheMonth(t *testing.T) {
	w := newWorld(t)
	w.at(time.Date(2025, 3, 31, 23, 0, 0, 0, testStart.Location()))
	w.calledBack("楼道没有打扫", "5")
	w.at(time.Date(2025, 3, 31, 23, 59, 59, 0, testStart.Location()))
	clerk := w.login("clerk")
	if got := clerk.headlines(); !strings.Contains(got, "告知完整率 100.0% 本月 1/1") {
		t.Errorf("in the last second of the month: %s", got)
	}
	w.wait(time.Second)
	if got := clerk.headlines(); !strings.Contains(got, "告知完整率 — 本月 0/0，上月 100.0%") {
		t.Errorf("a second later: %s", got)
	}
}
