package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

// confirmedOnTheSpot is a registration with its confirmation and a promise.
func confirmedOnTheSpot(extra ...string) url.Values {
	return with(complaint("ack_now", "on", "method", "phone", "told_number", "on", "told_next_step", "周日上门查看", "summary_confirmed", "yes", "promised_on", "2025-03-16"), extra...)
}

func TestAPromiseIsKeptByTheAnswer(t *testing.T) {
	w := newWorld(t)
	clerk, lead, handler := w.login("clerk"), w.login("supervisor"), w.login("handler")
	path := clerk.register(confirmedOnTheSpot())
	c := clerk.caseAt(path)
	file := fmt.Sprint("/customers/", c.CustomerID)
	clerk.get(path).want(t, http.StatusOK, "读给客户听", "编号"+c.No, "我们约定：后天（3月16日）前，周日上门查看。", "承诺 2025-03-16 前，待兑现")
	lead.get(path).want(t, http.StatusOK, "承诺 2025-03-16 前，待兑现").lacks(t, "读给客户听")
	clerk.get("/tasks").want(t, http.StatusOK, "兑现对客户的承诺（"+c.No+"）", "2025-03-16 前答应：周日上门查看", "待办期限")
	clerk.get(file).want(t, http.StatusOK, "周日上门查看")
	clerk.get(file+"/profile").want(t, http.StatusOK, "受理确认 "+c.No, "待兑现")

	lead.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	handler.must(path, crm.DoAccept, "first_step", "现场查看")
	w.wait(16 * time.Minute)
	clerk = w.login("clerk")
	clerk.get(path).lacks(t, "读给客户听") // the customer is gone
	w.wait(24 * time.Hour)
	w.login("handler").must(path, crm.DoRespond, "method", "phone", "text", "已查明，明天更换", "expected_on", "2025-03-17")
	clerk = w.login("clerk")
	clerk.get("/tasks").lacks(t, "兑现对客户的承诺")
	clerk.get(path).want(t, http.StatusOK, "周日上门查看", "已兑现").lacks(t, "待兑现")
	clerk.get(file+"/profile").want(t, http.StatusOK, "已兑现")
	if v, err := w.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

func TestABrokenPromiseIsKnownFirst(t *testing.T) {
	w := newWorld(t)
	path := w.login("clerk").register(confirmedOnTheSpot())
	file := fmt.Sprint("/customers/", w.login("clerk").caseAt(path).CustomerID)
	w.at(time.Date(2025, 3, 16, 23, 59, 59, 0, testStart.Location()))
	w.login("clerk").get(path).want(t, http.StatusOK, "待兑现").lacks(t, "失信")
	w.wait(time.Second)
	clerk := w.login("clerk")
	clerk.get(path).want(t, http.StatusOK, "承诺 2025-03-16 前，失信")
	clerk.get(file).want(t, http.StatusOK, "已过期未兑现")
	w.login("supervisor").must(path, crm.DoAssign, "department", "BJ", "handler", "supervisor")
	clerk.must(path, crm.DoRespond, "method", "phone", "text", "抱歉晚了，已查明")
	clerk.get(path).want(t, http.StatusOK, "逾期兑现").lacks(t, "失信")
}

func TestWhatMayBePromised(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	for what, form := range map[string]url.Values{
		"约定的日期不能早于告知当天":    confirmedOnTheSpot("promised_on", "2025-03-13"),
		"没有可以联系的客户，不能约定日期": confirmedOnTheSpot("caller_name", "", "caller_phone", "", "anonymous", "on", "method", "posted"),
		"promised_on": confirmedOnTheSpot("promised_on", "2025-02-30"),
	} {
		clerk.post("/cases", form).want(t, http.StatusUnprocessableEntity, what)
	}
	today := clerk.register(confirmedOnTheSpot("promised_on", "2025-03-14"))
	clerk.get(today).want(t, http.StatusOK, "我们约定：今天前，周日上门查看。")
	plain := clerk.register(confirmedOnTheSpot("promised_on", ""))
	clerk.get(plain).want(t, http.StatusOK, "读给客户听").lacks(t, "我们约定", "待兑现")

	later := clerk.register(complaint())
	clerk.must(later, crm.DoAcknowledge, append(ackFields, "promised_on", "2025-03-20")...)
	clerk.get(later).want(t, http.StatusOK, "承诺 2025-03-20 前，待兑现")
	w.login("supervisor").must(later, crm.DoWithdraw, "method", "phone", "reason", "自己解决了")
	if c := clerk.caseAt(later); c.State == crm.Withdrawn { // nothing is left to keep
		clerk.get(later).want(t, http.StatusOK).lacks(t, "待兑现")
	} else {
		t.Fatalf("state %s", c.State)
	}
}

func TestAPromiseTellsNobodyOfASecretCase(t *testing.T) {
	s := newScene(t)
	c := s.login("clerk")
	c.get("/cases/new")
	form := confirmedOnTheSpot("room", nearRoom, "category", "noise", "sub_category", "生活", "caller_name", "", "caller_phone", "", "caller_relation", "", "customer_id", fmt.Sprint(s.near["customer"]))
	path := c.post("/cases", form).want(t, http.StatusSeeOther).location
	if !c.caseAt(path).Confidential {
		t.Fatal("the case is not confidential")
	}
	file := fmt.Sprint("/customers/", s.near["customer"])
	for _, page := range []string{file, file + "/profile", file + "/timeline", file + "/notes/new"} {
		if body := s.login("steward").get(page).want(t, http.StatusOK).body; strings.Contains(body, "周日上门查看") {
			t.Errorf("the steward reads it at %s", page)
		}
	}
	c.get(file).want(t, http.StatusOK, "周日上门查看")
	c.get(file+"/notes/new").want(t, http.StatusOK, "周日上门查看")
}

// TestManyArePromisedADay promises one day to all homes of a cause and another one to one of them: each is a task of its own.
func TestManyArePromisedADay(t *testing.T) {
	w := newWorld(t)
	path, rooms := w.outage(3)
	c := w.login("clerk")
	for _, room := range rooms {
		c.post(path+"/callers", url.Values{"room": {room}}).want(t, http.StatusSeeOther)
	}
	page := c.get(path+"?do=acknowledgement").want(t, http.StatusOK, "另外约定的日期（空着表示同上）")
	_, second := row(t, page, rooms[1])
	form := all(t, page, "told_number", "on", "told_next_step", "上门清扫", "summary_confirmed", "yes", "promised_on", "2025-03-16", "on_"+second, "2025-03-13")
	refused := c.postPart(path+"/acknowledgement", form).want(t, http.StatusUnprocessableEntity, rooms[1]+"的日期", "约定的日期不能早于告知当天")
	if kept := refused.doc(t).Find("#f-all-on_"+second).AttrOr("value", ""); kept != "2025-03-13" {
		t.Errorf("kept %q", kept)
	}
	form.Set("on_"+second, "2025-03-32")
	c.post(path+"/acknowledgement", form).want(t, http.StatusUnprocessableEntity, rooms[1]+"的日期")
	form.Set("on_"+second, "2025-03-18")
	form.Set("promised_on", "2025-03-13")
	c.post(path+"/acknowledgement", form).want(t, http.StatusUnprocessableEntity, "另外约定的日期", "约定的日期不能早于告知当天")
	if got := w.list(`SELECT promise_on FROM contact_note`); len(got) != 0 {
		t.Errorf("a refused save promised %v", got)
	}
	form.Set("promised_on", "2025-03-16")
	c.post(path+"/acknowledgement", form).want(t, http.StatusSeeOther)
	if got := w.list(`SELECT n.promise_on || ' ' || n.promise || ' ' || r.code FROM contact_note n JOIN service_case c ON c.id = n.case_id JOIN room r ON r.id = c.room_id ORDER BY c.id`); !slices.Equal(got,
		[]string{"2025-03-16 上门清扫 " + rooms[0], "2025-03-18 上门清扫 " + rooms[1], "2025-03-16 上门清扫 " + rooms[2]}) {
		t.Errorf("promised: %v", got)
	}
	tasks, err := w.store.Tasks(t.Context(), w.staff["clerk"], true, db.CaseKey{}, 20)
	w.must(err)
	tasks = slices.DeleteFunc(tasks, func(x db.Task) bool { return x.Kind != "promise" })
	if len(tasks) != 3 {
		t.Errorf("%d promises are tasks", len(tasks))
	}
	c.get(casePath(2)).want(t, http.StatusOK, "承诺 2025-03-18 前，待兑现")
}

// TestManyAreGivenADayToExpect answers all with one day, and one home with another.
func TestManyAreGivenADayToExpect(t *testing.T) {
	w := newWorld(t)
	path, rooms := w.outage(2)
	c, worker := w.login("clerk"), w.login("supervisor")
	for _, room := range rooms {
		c.post(path+"/callers", url.Values{"room": {room}}).want(t, http.StatusSeeOther)
	}
	do := func(c *client, step string, more ...string) {
		t.Helper()
		c.post(path+"/"+step, all(t, c.get(path+"?do="+step), more...)).want(t, http.StatusSeeOther)
	}
	do(c, "acknowledgement", "told_number", "on", "told_next_step", "上门清扫", "summary_confirmed", "yes")
	do(worker, "assignment", "department", "BJ", "handler", "supervisor", "level", "general")
	do(worker, "response", "text", "缺人手，明天清扫", "expected_on", "2025-03-15", "on_2", "2025-03-17")
	if got := w.list(`SELECT expected_on FROM service_case ORDER BY id`); !slices.Equal(got, []string{"2025-03-15", "2025-03-17"}) {
		t.Errorf("expected on %v", got)
	}
	if got := w.list(`SELECT CAST(COUNT(*) AS TEXT) FROM contact_note`); got[0] != "0" {
		t.Errorf("an answer promised: %v", got)
	}
}
