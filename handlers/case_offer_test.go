package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"linli/db"
	"linli/db/crm"
)

// standing is the form that stands open on a case page, empty for none, and the sentence that says whose turn it is.
func (c *client) standing(path string) (form, waiting string) {
	card := c.get(path).doc(c.w.t).Find("#next-step").Closest("section")
	return strings.TrimSpace(card.Find(".action-title:not(#to-read)").Text()), strings.TrimSpace(card.Find(".waiting").Text())
}

func TestOnlyTheNextStepStandsOpen(t *testing.T) {
	w := newWorld(t)
	clerk, lead, handler := w.login("clerk"), w.login("supervisor"), w.login("handler")
	path := clerk.register(complaint("category", "elevator", "sub_category", "停梯"))
	check := func(c *client, form, waiting string) {
		t.Helper()
		if gotForm, gotWaiting := c.standing(path); gotForm != form || gotWaiting != waiting {
			t.Errorf("open is %q, waiting %q; want %q and %q", gotForm, gotWaiting, form, waiting)
		}
	}
	check(clerk, "受理确认", "")
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	check(clerk, "", "待客服主管定级、派单。")
	check(lead, "派单", "")
	lead.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	check(clerk, "", "已派给责任部门经办，待接单。")
	check(lead, "", "已派给责任部门经办，待接单。") // may, but it is another's turn
	check(handler, "接单", "")
	handler.must(path, crm.DoAccept, "first_step", "查看控制柜")
	check(clerk, "", "由责任部门经办处理中。")
	check(handler, "首次答复", "")
	check(lead, "", "由责任部门经办处理中。")
	handler.must(path, crm.DoRespond, "method", "phone", "text", "今晚换主板")
	check(handler, "提出处理结果", "")
	handler.must(path, crm.DoPropose, resultFields...)
	check(clerk, "", "处理结果待审批，审批后再告知客户。")
	check(handler, "", "处理结果待审批，审批后再告知客户。")
	check(lead, "审批", "")
	lead.must(path, crm.DoApprove, "verdict", "approve")
	check(handler, "处理完成", "")
	check(lead, "", "由责任部门经办处理中。")
	handler.must(path, crm.DoResolve, toldFields...)
	check(handler, "", "已处理完成，待经办人以外的人回访客户。")
	check(clerk, "回访", "")
	clerk.must(path, crm.DoRevisit, reachedFields...)
	check(clerk, "", "回访通过，待客服主管关闭。")
	check(lead, "关闭", "")
	lead.must(path, crm.DoClose)
	check(clerk, "", "诉求已关闭，没有要办的事。")
}

func TestGeneralCasesAreResolvedWithoutAProposal(t *testing.T) {
	w := newWorld(t)
	clerk, handler := w.login("clerk"), w.login("handler")
	path := clerk.register(complaint())
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	handler.must(path, crm.DoAccept, "first_step", "查看")
	handler.must(path, crm.DoRespond, "method", "phone", "text", "明天清运")
	if form, _ := handler.standing(path); form != "处理完成" {
		t.Errorf("open is %q", form)
	}
}

func TestStaffStandByDepartment(t *testing.T) {
	list := []db.Account{
		{Login: "a", Roles: []crm.Assignment{{Role: crm.Supervisor}}}, {Login: "b", Roles: []crm.Assignment{{Role: crm.Handler, Department: "ZX"}}},
		{Login: "c", Roles: []crm.Assignment{{Role: crm.Handler, Department: "GC"}}}, {Login: "d", Roles: []crm.Assignment{{Role: crm.DeptHead, Department: "ZX"}}},
		{Login: "e", Roles: []crm.Assignment{{Role: crm.Clerk}}},
	}
	var logins, groups []string
	for _, o := range staffOptions(list, "ZX") {
		logins, groups = append(logins, o.Value), append(groups, o.Group)
	}
	if !slices.Equal(logins, []string{"b", "d", "c", "e", "a"}) || !slices.Equal(groups, []string{"秩序维护部", "秩序维护部", "工程维修部", "前台客服", "客服主管"}) {
		t.Errorf("%v in %v", logins, groups)
	}
}

func TestWhoWasSlowerKeepsTheWords(t *testing.T) {
	w := newWorld(t)
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint("category", "elevator", "sub_category", "停梯"))
	typed := with(url.Values{"row_version": {lead.version(path)}}, append(ackFields, "told_next_step", "电梯班今晚来看", "evidence", "通话录音12")...)
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	late := lead.post(path+"/"+string(crm.DoAcknowledge), typed).want(t, http.StatusConflict, "已被"+w.staff["clerk"].Name+"于", "您填写的内容：已告知的下一步：电梯班今晚来看；凭据：通话录音12").lacks(t, "phone；")
	if open := strings.TrimSpace(late.doc(t).Find("#next-step").Closest("section").Find(".action-title:not(#to-read)").Text()); open != "派单" {
		t.Errorf("what comes next is %q", open)
	}
}
