package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

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
