package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

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
	w := newWorld(t)
	w.hire("guard", "朱珠", crm.Assignment{Role: crm.Handler, Department: "ZX"})
	w.hire("zz", "朱朱", crm.Assignment{Role: crm.Clerk})
	list, err := w.store.Colleagues(context.Background(), w.staff["clerk"], w.clock().Unix())
	if err != nil {
		t.Fatal(err)
	}
	var logins, groups []string
	for _, o := range staffOptions(list, "ZX") {
		logins, groups = append(logins, o.Value), append(groups, o.Group)
	}
	want := []string{"guard", "dept_head", "handler", "clerk", "zz", "steward", "supervisor", "manager"}
	if !slices.Equal(logins, want) || !slices.Equal(slices.Compact(groups), []string{"秩序维护部", "工程维修部", "前台客服", "楼栋管家", "客服主管", "项目经理"}) {
		t.Errorf("%v in %v", logins, groups)
	}
}

// TestPeopleToFilterByStandByDepartment: each department and role is named once in the choice of people.
func TestPeopleToFilterByStandByDepartment(t *testing.T) {
	w := newWorld(t)
	w.hire("zz", "朱珠", crm.Assignment{Role: crm.Handler, Department: "GC"})
	w.hire("zzz", "朱朱", crm.Assignment{Role: crm.Clerk})
	for _, path := range []string{"/cases?view=list", "/overdue", "/tasks"} {
		page := w.login("manager").get(path).want(t, http.StatusOK).doc(t)
		page.Find("#filter select").Each(func(_ int, s *goquery.Selection) {
			groups := s.Find("optgroup").Map(func(_ int, g *goquery.Selection) string { return g.AttrOr("label", "") })
			if once := slices.Compact(slices.Sorted(slices.Values(groups))); len(once) < len(groups) {
				t.Errorf("%s: %s has %v", path, s.AttrOr("name", ""), groups)
			}
		})
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
