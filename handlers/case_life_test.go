package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

func TestWhoMayDoWhat(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.register(complaint("category", "elevator", "sub_category", "困人"))
	c := clerk.caseAt(path)
	if c.Level != crm.Major || !c.Urgent {
		t.Fatalf("entrapment is %s, urgent %v", c.Level, c.Urgent)
	}
	for role, status := range map[string]int{"clerk": http.StatusForbidden, "steward": http.StatusForbidden, "handler": http.StatusForbidden, "quality": http.StatusForbidden, "committee": http.StatusForbidden, "sysadmin": http.StatusForbidden} {
		person := w.login(role)
		form := url.Values{"department": {"GC"}, "row_version": {"1"}}
		if a := person.post(path+"/assignment", form); a.status != status {
			t.Errorf("%s assigns a major case: %d", role, a.status)
		}
	}
	for _, role := range []string{"handler", "steward", "dept_head", "executive"} {
		w.login(role).get(path).want(t, http.StatusNotFound)
	}
	for _, role := range []string{"committee", "sysadmin", "privacy_officer"} {
		w.login(role).get(path).want(t, http.StatusForbidden)
	}
	lead := w.login("supervisor")
	lead.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	w.login("handler").get(path).want(t, http.StatusOK)
	w.login("dept_head").get(path).want(t, http.StatusOK)
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	if c := clerk.caseAt(path); c.State != crm.AssignedState {
		t.Errorf("confirming in place moved the state to %s", c.State)
	}
}

func TestApprovalAndConflictRules(t *testing.T) {
	w := newWorld(t)
	clerk, lead, boss := w.login("clerk"), w.login("supervisor"), w.login("manager")
	path := clerk.register(complaint())
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	lead.must(path, crm.DoAssign, "department", "BJ", "handler", "supervisor")
	lead.must(path, crm.DoAccept, "first_step", "核实")
	direct := append(append([]string{}, resultFields...), toldFields...)
	if a := lead.act(path, crm.DoResolve, append(direct, "validity", "invalid", "invalid_reason", "事实不成立")...); a.status != http.StatusUnprocessableEntity {
		t.Errorf("invalid without approval: %d", a.status)
	}
	lead.must(path, crm.DoPropose, append(append([]string{}, resultFields...), "validity", "invalid", "invalid_reason", "事实不成立")...)
	if a := lead.act(path, crm.DoApprove, "verdict", "approve"); a.status != http.StatusForbidden {
		t.Errorf("the handler approved the invalidity: %d", a.status)
	}
	if a := boss.act(path, crm.DoApprove, "verdict", "refuse"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("refused without a reason: %d", a.status)
	}
	boss.must(path, crm.DoApprove, "verdict", "approve")
	lead.must(path, crm.DoResolve, toldFields...)
	for who, c := range map[string]*client{"handler": lead, "approver of the invalidity": boss} {
		if a := c.act(path, crm.DoRevisit, reachedFields...); a.status != http.StatusForbidden {
			t.Errorf("the %s did the revisit: %d", who, a.status)
		}
	}
	clerk.must(path, crm.DoRevisit, reachedFields...)
	if a := lead.act(path, crm.DoClose); a.status != http.StatusForbidden {
		t.Errorf("the resolving handler closed: %d", a.status)
	}
	boss.must(path, crm.DoClose)
}

func TestReworkReopenAndWithdrawal(t *testing.T) {
	w := newWorld(t)
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint())
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	clerk.must(path, crm.DoAssign, "department", "BJ", "handler", "supervisor")
	lead.must(path, crm.DoAccept, "first_step", "核实")
	direct := append(append([]string{}, resultFields...), toldFields...)
	lead.must(path, crm.DoResolve, direct...)
	clerk.must(path, crm.DoRevisit, "channel", "phone", "result", "reached", "solved", "partly", "comment", "又堆了一堆")
	if c := clerk.caseAt(path); c.State != crm.InProgress || c.Current().Reworks != 1 {
		t.Fatalf("after «partly»: %s, %d reworks", c.State, c.Current().Reworks)
	}
	lead.must(path, crm.DoResolve, direct...)
	clerk.must(path, crm.DoRevisit, with2(reachedFields, "satisfaction", "2")...)
	if a := clerk.act(path, crm.DoClose); a.status != http.StatusConflict {
		t.Errorf("closed before the supervisor's call: %d", a.status)
	}
	if a := lead.act(path, crm.DoSupervisor, "note", "已道歉并说明"); a.status != http.StatusForbidden {
		t.Errorf("the handler made the supervisor's call: %d", a.status)
	}
	w.login("manager").must(path, crm.DoSupervisor, "note", "已道歉并说明")
	clerk.must(path, crm.DoClose)
	if a := clerk.act(path, crm.DoReopen, "told_at", "2024-01-01T00:00", "reason", "又来了"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("reopened before closing: %d", a.status)
	}
	clerk.must(path, crm.DoReopen, "reason", "又来了")
	c := clerk.caseAt(path)
	if len(c.Cycles) != 2 || c.State != crm.InProgress || c.Current().Ack.DueAt != w.clock().Unix()+86400 {
		t.Fatalf("after reopening: %d cycles, %s", len(c.Cycles), c.State)
	}
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	clerk.must(path, crm.DoWithdraw, "method", "phone", "reason", "自己解决了")
	if c := clerk.caseAt(path); c.State != crm.Withdrawn || c.Current().Resolution.Verdict(w.clock().Unix()) != crm.NotApplicable {
		t.Errorf("after withdrawing: %s", c.State)
	}
	if a := clerk.act(path, crm.DoReopen, "reason", "x"); a.status != http.StatusConflict {
		t.Errorf("reopened a withdrawn case: %d", a.status)
	}

	important := clerk.register(complaint("category", "fees", "sub_category", "公摊"))
	clerk.must(important, crm.DoWithdraw, "method", "phone", "reason", "不追究了")
	if c := clerk.caseAt(important); c.State != crm.Registered || c.WithdrawalBy == 0 {
		t.Errorf("an important case left its state: %s", c.State)
	}
	lead.must(important, crm.DoConfirmDrawal, "method", "phone", "verdict", "ok")
	if c := clerk.caseAt(important); c.State != crm.Withdrawn {
		t.Errorf("confirmed withdrawal: %s", c.State)
	}
}

func with2(base []string, extra ...string) []string {
	return append(append([]string{}, base...), extra...)
}

func TestOtherKindsEndByCompletion(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	for kind, fields := range map[string][]string{"enquiry": nil, "praise": {"department", "BJ"}, "suggestion": {"decision", "adopt"}} {
		path := clerk.register(complaint("kind", kind))
		if kind == "suggestion" {
			if a := clerk.act(path, crm.DoComplete, "method", "phone", "text", "谢谢", "decision", "adopt"); a.status != http.StatusConflict {
				t.Errorf("a suggestion ended unconfirmed: %d", a.status)
			}
			clerk.must(path, crm.DoAcknowledge, ackFields...)
		}
		clerk.must(path, crm.DoComplete, with2([]string{"method", "phone", "text", "已转告，谢谢您"}, fields...)...)
		c := clerk.caseAt(path)
		if c.State != crm.Closed || c.Current().Ack.MetAt == 0 {
			t.Errorf("%s: %s, confirmed at %d", kind, c.State, c.Current().Ack.MetAt)
		}
	}
}

func TestAnonymousAndConfidential(t *testing.T) {
	w := newWorld(t)
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint("caller_name", "", "caller_phone", "", "caller_relation", "", "anonymous", "on"))
	code := clerk.caseAt(path).QueryCode
	if len(code) != 8 {
		t.Fatalf("query code %q", code)
	}
	clerk.get(path).want(t, http.StatusOK, code, "匿名")
	if a := clerk.act(path, crm.DoAcknowledge, ackFields...); a.status != http.StatusSeeOther {
		clerk.must(path, crm.DoAcknowledge, with2(ackFields, "method", "posted")...)
	}
	lead.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	handler := w.login("handler")
	handler.must(path, crm.DoAccept, "first_step", "去看")
	handler.must(path, crm.DoResolve, with2(with2(resultFields, toldFields...), "told_method", "posted")...)
	clerk.must(path, crm.DoRevisit, "passed", "no", "note", "还在漏")
	if c := clerk.caseAt(path); c.State != crm.InProgress {
		t.Errorf("failed site check: %s", c.State)
	}

	secret := clerk.register(complaint("category", "noise", "sub_category", "装修", "caller_name", "欧阳若兰", "caller_phone", "15400001111"))
	clerk.get(secret).want(t, http.StatusOK, "欧阳若兰", "保密")
	lead.must(secret, crm.DoAcknowledge, ackFields...)
	lead.must(secret, crm.DoAssign, "department", "GC", "handler", "handler")
	handler.get(secret).want(t, http.StatusOK, "保密投诉人").lacks(t, "欧阳若兰", "154****1111", "15400001111")
	w.login("quality").get(secret).want(t, http.StatusOK, "保密投诉人").lacks(t, "欧阳若兰")
}

func TestMomentTypedAfterwards(t *testing.T) {
	w := newWorld(t)
	received := time.Date(2025, 3, 14, 8, 0, 0, 0, testStart.Location())
	w.at(received)
	clerk := w.login("clerk")
	path := clerk.register(complaint())
	w.at(received.Add(25 * time.Hour))
	clerk, lead := w.login("clerk"), w.login("supervisor")
	typed := with2(ackFields, "ack_at", "2025-03-14T17:00")
	if a := clerk.act(path, crm.DoAcknowledge, typed...); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "凭据") {
		t.Fatalf("without evidence: %d", a.status)
	}
	clerk.must(path, crm.DoAcknowledge, with2(typed, "evidence", "通话记录 0314-77")...)
	if v := clerk.caseAt(path).Current().Ack.Verdict(w.clock().Unix()); v != crm.Missed {
		t.Errorf("before the verification: %s", v)
	}
	if a := clerk.act(path, crm.DoVerify, "clock", "ack", "verdict", "ok"); a.status != http.StatusForbidden {
		t.Errorf("a clerk verified: %d", a.status)
	}
	lead.must(path, crm.DoVerify, "clock", "ack", "verdict", "ok")
	k := clerk.caseAt(path).Current().Ack
	if v := k.Verdict(w.clock().Unix()); v != crm.Met || k.MetAt != received.Add(9*time.Hour).Unix() {
		t.Errorf("after the verification: %s at %d", v, k.MetAt)
	}
	log := clerk.get(path).doc(t).Find(".timeline-line").Text()
	for _, kind := range []string{"时限已过", "撤销超时", "核实时间"} {
		if !strings.Contains(log, kind) {
			t.Errorf("the log lacks %s", kind)
		}
	}
}

func TestNumbersAreUniqueAtOnce(t *testing.T) {
	w := newWorld(t)
	const n = 50
	seen := make(chan string, n)
	for i := range n {
		go func() {
			c, err := w.store.RegisterCase(t.Context(), w.by("clerk"), db.NewCase{CallerName: "林小满", CallerPhone: "15412345678", Registration: crm.Registration{
				Kind: crm.Complaint, Channel: "phone", Category: "cleaning", SubCategory: "楼道", Place: "大厅", Summary: fmt.Sprintf("第%d次楼道没有打扫", i)}})
			if err != nil {
				t.Error(err)
				seen <- ""
				return
			}
			seen <- c.No
		}()
	}
	numbers := map[string]bool{}
	for range n {
		numbers[<-seen] = true
	}
	if len(numbers) != n {
		t.Errorf("%d numbers for %d cases", len(numbers), n)
	}
}

func TestNobodyReached(t *testing.T) {
	w := newWorld(t)
	w.at(time.Date(2025, 3, 17, 9, 0, 0, 0, testStart.Location()))
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint())
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	clerk.must(path, crm.DoAssign, "department", "BJ", "handler", "supervisor")
	lead.must(path, crm.DoAccept, "first_step", "核实")
	lead.must(path, crm.DoResolve, with2(resultFields, toldFields...)...)
	w.wait(time.Hour)
	try := []string{"channel", "phone", "result", "no_answer"}
	clerk = w.login("clerk")
	clerk.must(path, crm.DoRevisit, try...) // Monday 10:00
	w.wait(4 * time.Hour)
	clerk = w.login("clerk")
	clerk.must(path, crm.DoRevisit, try...) // 14:00
	if a := clerk.act(path, crm.DoRevisitNotice, "method", "message"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("notice after two attempts: %d", a.status)
	}
	w.wait(20 * time.Hour)
	clerk = w.login("clerk")
	clerk.must(path, crm.DoRevisit, try...) // Tuesday 10:00
	clerk.must(path, crm.DoRevisitNotice, "method", "message")
	w.at(time.Date(2025, 3, 21, 23, 59, 59, 0, testStart.Location())) // three days end with Friday
	clerk = w.login("clerk")
	if a := clerk.act(path, crm.DoClose); a.status != http.StatusConflict {
		t.Errorf("closed one second before the wait was over: %d", a.status)
	}
	w.wait(time.Second)
	clerk.must(path, crm.DoClose)
	c := clerk.caseAt(path)
	if !c.ClosedUnconfirmed || c.Current().Revisit.Verdict(w.clock().Unix()) != crm.Met {
		t.Errorf("unconfirmed %v, revisit %s", c.ClosedUnconfirmed, c.Current().Revisit.Verdict(w.clock().Unix()))
	}
	clerk.get(path).want(t, http.StatusOK, "关闭（未回访到）", "未联系上")
}

func TestEndedCasesLeaveTheListOfOpenMisses(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.register(complaint())
	w.wait(25 * time.Hour)
	if err := w.store.Tick(t.Context(), w.clock()); err != nil {
		t.Fatal(err)
	}
	clerk, boss := w.login("clerk"), w.login("manager")
	no := clerk.caseAt(path).No
	boss.get("/overdue").want(t, http.StatusOK, no)
	clerk.must(path, crm.DoWithdraw, "method", "phone", "reason", "自己解决了")
	c := clerk.caseAt(path)
	if v := c.Current().Ack.Verdict(w.clock().Unix()); v != crm.Missed {
		t.Errorf("the miss went with the withdrawal: %s", v)
	}
	if frame, err := w.store.Frame(t.Context(), w.staff["manager"], w.clock().Unix()); err != nil || frame.Missed != 0 {
		t.Errorf("still %d on the navigation, %v", frame.Missed, err)
	}
}

// A department may be given by its code or by its name, in forms and in filters.
func TestDepartmentsAreKnownByName(t *testing.T) {
	w := newWorld(t)
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint(ackFields...))
	lead.must(path, crm.DoAcknowledge, ackFields...)
	lead.act(path, crm.DoAssign, "department", "工程部", "handler", "handler").want(t, http.StatusUnprocessableEntity)
	lead.must(path, crm.DoAssign, "department", "工程维修部", "handler", "handler")
	if c := lead.caseAt(path); c.Department != "GC" {
		t.Errorf("assigned to %q", c.Department)
	}
	for query, want := range map[string]bool{"GC": true, "工程维修部": true, "BJ": false, "环境保洁部": false} {
		a := lead.get("/cases?department=" + url.QueryEscape(query))
		if strings.Contains(a.body, `href="`+path+`"`) != want {
			t.Errorf("department=%s: listed is not %v", query, want)
		}
	}
}
