package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

// complaint is the least a general complaint needs; extra replaces or removes ("") fields.
func complaint(extra ...string) url.Values {
	form := url.Values{"kind": {"complaint"}, "channel": {"phone"}, "category": {"cleaning"}, "sub_category": {"楼道"}, "place": {"3栋一楼大厅"},
		"caller_name": {"林小满"}, "caller_phone": {"15412345678"}, "caller_relation": {"owner"}, "summary": {"楼道垃圾两天没有清运"}}
	return with(form, extra...)
}

func with(form url.Values, extra ...string) url.Values {
	for i := 0; i+1 < len(extra); i += 2 {
		if extra[i+1] == "" {
			form.Del(extra[i])
			continue
		}
		form.Set(extra[i], extra[i+1])
	}
	return form
}

// register makes a case as the clerk and returns its address.
func (c *client) register(form url.Values) string {
	c.w.t.Helper()
	a := c.post("/cases", form)
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/cases/") {
		c.w.t.Fatalf("register: %d %s %s", a.status, a.location, notices(a.doc(c.w.t)))
	}
	return a.location
}

// version is the row_version the page of a record holds.
func (c *client) version(path string) string {
	c.w.t.Helper()
	a := c.get(path)
	v, _ := a.doc(c.w.t).Find("input[name=row_version]").First().Attr("value")
	if v == "" {
		v = strconv.FormatInt(c.caseAt(path).RowVersion, 10)
	}
	return v
}

// caseAt reads the case behind an address from the store, as the manager sees it.
func (c *client) caseAt(path string) *crm.Case {
	c.w.t.Helper()
	id, _ := strconv.ParseInt(strings.TrimPrefix(path, "/cases/"), 10, 64)
	p, err := c.w.store.CaseByID(c.w.t.Context(), c.w.staff["manager"], id)
	if err != nil {
		c.w.t.Fatal(err)
	}
	return p.Case
}

// do sends an action with the version of the page as it is now.
func (c *client) act(path string, action crm.Action, fields ...string) answer {
	c.w.t.Helper()
	form := with(url.Values{}, fields...)
	form.Set("row_version", c.version(path))
	return c.post(path+"/"+string(action), form)
}

// must sends an action that has to go through.
func (c *client) must(path string, action crm.Action, fields ...string) {
	c.w.t.Helper()
	if a := c.act(path, action, fields...); a.status != http.StatusSeeOther {
		c.w.t.Fatalf("%s: %d %s", action, a.status, notices(a.doc(c.w.t)))
	}
}

var (
	ackFields     = []string{"method", "phone", "told_number", "on", "told_next_step", "保洁部今天清运，明天回复您", "summary_confirmed", "yes"}
	resultFields  = []string{"resolution", "垃圾已清运，增加一次巡检", "root_causes", "人员技能", "responsibility", "company", "validity", "valid"}
	toldFields    = []string{"told_method", "phone", "told_whom", "林小满"}
	reachedFields = []string{"channel", "phone", "result", "reached", "solved", "yes", "satisfaction", "4"}
)

func TestComplaintFromCallToClosing(t *testing.T) {
	w := newWorld(t)
	clerk, handler := w.login("clerk"), w.login("handler")
	path := clerk.register(complaint("category", "facilities", "sub_category", "照明"))
	clerk.get(path).want(t, http.StatusOK, "TS-LY-20250314-0001", "受理确认", "已登记", "您反映的“楼道垃圾两天没有清运”已受理")
	w.wait(10 * time.Minute)
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	handler.must(path, crm.DoAccept, "first_step", "今天下午去现场")
	handler.must(path, crm.DoInvestigate, "findings", "灯管老化")
	handler.must(path, crm.DoRespond, "method", "phone", "text", "已查明，明天更换", "expected_on", "2025-03-15")
	w.wait(20 * time.Hour)
	clerk, handler = w.login("clerk"), w.login("handler")
	handler.must(path, crm.DoPropose, resultFields...)
	handler.must(path, crm.DoResolve, toldFields...)
	if c := handler.caseAt(path); c.State != crm.PendingRevisit || c.Current().Revisit.DueAt != c.ResolvedAt+72*3600 {
		t.Fatalf("after resolving: %s, revisit due %d", c.State, c.Current().Revisit.DueAt)
	}
	if a := clerk.act(path, crm.DoClose); a.status != http.StatusConflict {
		t.Errorf("closed before the revisit: %d", a.status)
	}
	clerk.must(path, crm.DoRevisit, reachedFields...)
	clerk.must(path, crm.DoClose, "note", "客户认可")
	c := clerk.caseAt(path)
	if c.State != crm.Closed {
		t.Fatalf("state %s", c.State)
	}
	for _, name := range crm.ClockNames {
		if v := c.Current().Clock(name).Verdict(w.clock().Unix()); v != crm.Met {
			t.Errorf("%s: %s", name, v)
		}
	}
	page := clerk.get(path).want(t, http.StatusOK, "已关闭", "满意度 4", "灯管老化")
	for _, kind := range []string{"登记", "受理确认", "派单", "接单", "调查", "首次答复", "提出处理结果", "处理完成", "回访", "关闭"} {
		if !strings.Contains(page.doc(t).Find(".timeline-line").Text(), kind) {
			t.Errorf("the log lacks %s", kind)
		}
	}
	if v, err := w.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

func TestRegisterAndConfirmInOneStep(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.register(with(complaint(ackFields...), "ack_now", "on"))
	c := clerk.caseAt(path)
	if c.State != crm.Acknowledged || c.Current().Ack.At != c.ReceivedAt || c.Current().Ack.Verdict(w.clock().Unix()) != crm.Met {
		t.Errorf("%s, confirmed at %d, received at %d", c.State, c.Current().Ack.At, c.ReceivedAt)
	}
	late := with(complaint(ackFields...), "ack_now", "on", "received_at", "2025-03-14T16:00", "late_entry_reason", "away")
	clerk.post("/cases", late).want(t, http.StatusUnprocessableEntity, "只有电话、来访且非补录")
	if a := clerk.act(path, crm.DoAcknowledge, ackFields...); a.status != http.StatusConflict || !strings.Contains(a.body, "该诉求已确认") {
		t.Errorf("confirmed twice: %d", a.status)
	}
}

func TestRefusedRegistrationKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	rows := []struct {
		name  string
		extra []string
		want  string
	}{
		{"no summary", []string{"summary", "短"}, "摘要须为5到200个字"},
		{"no place", []string{"place", ""}, "请填写房号"},
		{"unknown room", []string{"room", "9-9-909"}, "没有房号"},
		{"nobody", []string{"caller_name", "", "caller_phone", ""}, "请选择客户"},
		{"no phone", []string{"caller_phone", "无"}, "请填写能联系上的电话"},
		{"unknown customer", []string{"customer_id", "99999"}, "没有这个客户"},
		{"sub of another category", []string{"sub_category", "困人"}, "请选择该类别下的子类"},
		{"late without a reason", []string{"received_at", "2025-03-14T17:30"}, "请选择补录原因"},
		{"from the future", []string{"received_at", "2025-03-14T18:00"}, "受理时间不能晚于现在"},
		{"year 0", []string{"received_at", "0000-01-01T00:00"}, "received_at"},
		{"year 9999", []string{"received_at", "9999-01-01T00:00"}, "received_at"},
		{"31 days ago", []string{"received_at", "2025-02-11T08:00", "late_entry_reason", "batch"}, "须由客服主管登记"},
		{"unknown kind", []string{"kind", "quarrel"}, "请选择诉求类型"},
	}
	for _, r := range rows {
		a := clerk.post("/cases", complaint(append([]string{"detail", "一段很长的说明"}, r.extra...)...))
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, r.want) {
			t.Errorf("%s: %d %s", r.name, a.status, notices(a.doc(t)))
		}
		if !strings.Contains(a.body, "一段很长的说明") {
			t.Errorf("%s: what was typed is gone", r.name)
		}
	}
	if part := clerk.postPart("/cases", complaint("summary", "")); part.status != http.StatusUnprocessableEntity || strings.Contains(part.body, "<html") {
		t.Errorf("as a part: %d", part.status)
	}
}

func TestDoubleClickMakesOneCase(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	first := clerk.register(complaint("_key", "same-key"))
	second := clerk.register(complaint("_key", "same-key"))
	if first != second {
		t.Errorf("two cases: %s %s", first, second)
	}
	if other := w.login("supervisor").register(complaint("_key", "same-key")); other == first {
		t.Error("another person's key must not answer")
	}
}

func TestStaleSaveShowsBoth(t *testing.T) {
	w := newWorld(t)
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint())
	seen := clerk.version(path)
	lead.must(path, crm.DoAcknowledge, ackFields...)
	form := with(url.Values{}, ackFields...)
	clerk.post(path+"/acknowledgement", form).want(t, http.StatusUnprocessableEntity, "缺少版本号")
	a := clerk.post(path+"/acknowledgement", with(form, "row_version", seen)).want(t, http.StatusConflict, "已被客服主管于2025-03-14 17:50修改", "保洁部今天清运")
	if !strings.Contains(a.body, "您打开页面之后的变化") {
		t.Error("the change in between is not shown")
	}
	part := clerk.postPart(path+"/acknowledgement", with(form, "row_version", seen)).want(t, http.StatusConflict)
	if strings.Contains(part.body, "<html") {
		t.Error("a part must be no page")
	}
}

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
	for _, role := range []string{"handler", "steward", "dept_head"} {
		w.login(role).get(path).want(t, http.StatusNotFound)
	}
	for _, role := range []string{"committee", "sysadmin", "executive", "privacy_officer"} {
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
