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
	if c := clerk.caseAt(clerk.register(with(late, "ack_at", "2025-03-14T16:30", "evidence", "值班记录第3页"))); c.State != crm.Acknowledged || c.Current().Ack.At != c.ReceivedAt+1800 || c.Current().Ack.MetAt != c.RegisteredAt {
		t.Errorf("a confirmation typed afterwards: %s, %+v", c.State, c.Current().Ack)
	}
	clerk.post("/cases", with(late, "ack_at", "2025-03-14T16:30", "evidence", "")).want(t, http.StatusUnprocessableEntity, "须写明凭据", `value="2025-03-14T16:30"`)
	bare := complaint("summary", "短", "ack_now", "on")
	clerk.post("/cases", bare).want(t, http.StatusUnprocessableEntity, "摘要须为5到200个字", "请选择确认方式", "请勾选：确认时要把受理编号告诉客户")
	if a := clerk.act(path, crm.DoAcknowledge, ackFields...); a.status != http.StatusConflict || !strings.Contains(a.body, "该诉求已确认") {
		t.Errorf("confirmed twice: %d", a.status)
	}
}

// Somebody chosen on file and somebody else typed in full are two: neither is dropped without a word.
func TestARegistrationIsOfOnePerson(t *testing.T) {
	s := newScene(t)
	clerk, chosen := s.login("clerk"), fmt.Sprint(s.near["customer"])
	clerk.post("/cases", complaint("customer_id", chosen)).want(t, http.StatusUnprocessableEntity, "又填写了另一位来电人", `value="林小满"`, `value="15412345678"`)
	for name, typed := range map[string][]string{"their own name": {"caller_name", nearName}, "a name that was searched for": {"caller_phone", ""}, "none of them": {"customer_id", ""}} {
		if a := clerk.post("/cases", complaint(append([]string{"customer_id", chosen}, typed...)...)); a.status != http.StatusSeeOther {
			t.Errorf("%s: %d %s", name, a.status, notices(a.doc(t)))
		}
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
