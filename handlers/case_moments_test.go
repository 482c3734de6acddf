package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

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
	clerk.get("/tasks").want(t, http.StatusOK, "请说明超时原因：受理确认")
	lead.must(path, crm.DoVerify, "clock", "ack", "verdict", "ok")
	k := clerk.caseAt(path).Current().Ack
	if v := k.Verdict(w.clock().Unix()); v != crm.Met || k.MetAt != received.Add(9*time.Hour).Unix() {
		t.Errorf("after the verification: %s at %d", v, k.MetAt)
	}
	clerk.get("/tasks").want(t, http.StatusOK).lacks(t, "请说明超时原因")
	log := clerk.get(path).doc(t).Find(".timeline-line").Text()
	if !strings.Contains(log, "受理确认记录于 2025-03-15 09:00") || !strings.Contains(log, "前台客服，发生于 2025-03-14 17:00") || strings.Count(log, "记录于") != 1 {
		t.Errorf("the log does not tell when it happened from when it was written: %q", log)
	}
	for _, kind := range []string{"时限已过", "受理确认客服主管核实时间", "撤销超时"} {
		if !strings.Contains(log, kind) {
			t.Errorf("the log lacks %s", kind)
		}
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
