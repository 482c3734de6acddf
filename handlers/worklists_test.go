package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

func TestReportUpIsAnsweredByItsTask(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.register(complaint())
	clerk.must(path, crm.DoReportUp, "problem", "保洁人手不够", "asked", "请协调外包增援")
	supervisor := w.login("supervisor")
	page := supervisor.get("/tasks").want(t, http.StatusOK, "下级上报，请答复", clerk.caseAt(path).No)
	action, _ := page.doc(t).Find(".task form").First().Attr("action")
	version, _ := page.doc(t).Find(".task input[name=row_version]").First().Attr("value")
	w.login("clerk").post(action, url.Values{"note": {"不是我的"}, "row_version": {version}}).want(t, http.StatusNotFound)
	supervisor.post(action, url.Values{"note": {"明早增派两人"}}).want(t, http.StatusUnprocessableEntity, "版本号", "明早增派两人")
	supervisor.post(action, url.Values{"row_version": {version}}).want(t, http.StatusUnprocessableEntity, "请写明办理情况", "<html")
	supervisor.postPart(action, url.Values{"row_version": {version}}).want(t, http.StatusUnprocessableEntity, "请写明办理情况").lacks(t, "<html")
	supervisor.post(action, url.Values{"note": {"明早增派两人"}, "row_version": {"99"}}).want(t, http.StatusConflict, "请核对后保存", "明早增派两人").lacks(t, "1970")
	supervisor.post(action, url.Values{"note": {strings.Repeat("长", 501)}, "row_version": {version}}).want(t, http.StatusUnprocessableEntity)
	before := clerk.caseAt(path).RowVersion
	done := supervisor.postPart(action, url.Values{"note": {"明早增派两人"}, "row_version": {version}}).want(t, http.StatusOK, "已完成")
	if done.doc(t).Find("li.task form").Length() != 0 {
		t.Error("a task that is done still has its form")
	}
	again := url.Values{"note": {"再答一次"}, "row_version": {version}}
	supervisor.post(action, again).want(t, http.StatusConflict, "<html", "已被客服主管于2025-03-14 ", "再答一次", "明早增派两人")
	supervisor.postPart(action, again).want(t, http.StatusConflict, "已被客服主管于", "再答一次", "明早增派两人").lacks(t, "<html")
	again.Set("row_version", "2")
	supervisor.post(action, again).want(t, http.StatusConflict, "已经完成")
	refused := supervisor.postPart(action, again).want(t, http.StatusConflict, "已经完成")
	if refused.header.Get("HX-Retarget") != "#notice" || refused.header.Get("HX-Reswap") != "innerHTML" {
		t.Error("a sentence takes the place of the form")
	}
	supervisor.get("/tasks").want(t, http.StatusOK, "没有待办")
	clerk.get(path).want(t, http.StatusOK, "上报答复", "明早增派两人")
	if c := clerk.caseAt(path); c.RowVersion != before {
		t.Error("an answer is no change of the case")
	}
	if v, err := w.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

func TestTaskForABrowserWithoutScripts(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	clerk.must(clerk.register(complaint()), crm.DoReportUp, "problem", "保洁人手不够", "asked", "请协调外包增援")
	supervisor := w.login("supervisor")
	page := supervisor.get("/tasks")
	action, _ := page.doc(t).Find(".task form").Attr("action")
	version, _ := page.doc(t).Find(".task input[name=row_version]").Attr("value")
	if a := supervisor.post(action, url.Values{"note": {"已协调"}, "row_version": {version}}); a.status != http.StatusSeeOther || a.location != "/tasks" {
		t.Errorf("%d %s", a.status, a.location)
	}
	supervisor.get("/tasks").want(t, http.StatusOK, "待办已完成")
	supervisor.get(strings.TrimSuffix(action, "/completion")).want(t, http.StatusOK, "已完成")
	supervisor.get("/tasks/999999").want(t, http.StatusNotFound)
	supervisor.get("/tasks?whose=nobody&after=x").want(t, http.StatusOK, "已忽略")
}

func TestRevisitsAreListedForThoseWhoCall(t *testing.T) {
	w := newWorld(t)
	resolve := func(extra ...string) (path, no string) {
		clerk, handler := w.login("clerk"), w.login("handler")
		path = clerk.register(complaint(append([]string{"category", "facilities", "sub_category", "照明"}, extra...)...))
		clerk.must(path, crm.DoAcknowledge, ackFields...)
		clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
		handler.must(path, crm.DoAccept, "first_step", "今天去看")
		handler.must(path, crm.DoPropose, resultFields...)
		handler.must(path, crm.DoResolve, toldFields...)
		return path, clerk.caseAt(path).No
	}
	first, firstNo := resolve()
	w.wait(time.Hour)
	_, secondNo := resolve("summary", "电梯口的灯一直闪")
	clerk := w.login("clerk")
	if got := clerk.get("/revisits").want(t, http.StatusOK, "林小满", "尚未联系", "楼道垃圾两天没有清运").numbers(t); !slices.Equal(got, []string{firstNo, secondNo}) {
		t.Errorf("nearest first: %v", got)
	}
	clerk.part("/revisits").want(t, http.StatusOK, firstNo).lacks(t, "<html")
	clerk.get("/revisits?whose=own").want(t, http.StatusOK, firstNo, "前台客服")
	clerk.get("/revisits?whose=open").want(t, http.StatusOK, "没有待回访").lacks(t, firstNo)
	w.login("steward").get("/revisits").want(t, http.StatusOK).lacks(t, firstNo)
	w.login("handler").get("/revisits").want(t, http.StatusForbidden)
	clerk.must(first, crm.DoRevisit, "channel", "phone", "result", "no_answer")
	clerk.get("/revisits").want(t, http.StatusOK, "已联系1次", "无人接听")
	w.wait(71*time.Hour + 30*time.Minute)
	clerk = w.login("clerk")
	if got := clerk.get("/revisits?whose=late").want(t, http.StatusOK, "已超").numbers(t); !slices.Equal(got, []string{firstNo}) {
		t.Errorf("late ones: %v", got)
	}
	clerk.must(first, crm.DoRevisit, reachedFields...)
	clerk.get("/revisits").want(t, http.StatusOK, secondNo).lacks(t, firstNo)
	clerk.get("/revisits?whose=mine&after=1").want(t, http.StatusOK, "已忽略")
}

// TestStoppedRevisitCountsDownNoMore: once the rule of three is fulfilled nobody is late with the round any more.
func TestStoppedRevisitCountsDownNoMore(t *testing.T) {
	w := newWorld(t)
	clerk, handler := w.login("clerk"), w.login("handler")
	path := clerk.register(complaint("category", "facilities", "sub_category", "照明"))
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	handler.must(path, crm.DoAccept, "first_step", "今天去看")
	handler.must(path, crm.DoPropose, resultFields...)
	handler.must(path, crm.DoResolve, toldFields...)
	w.wait(40 * time.Minute) // 18:30
	w.login("clerk").must(path, crm.DoRevisit, "channel", "phone", "result", "no_answer")
	w.wait(15 * time.Hour)
	w.login("clerk").must(path, crm.DoRevisit, "channel", "phone", "result", "no_answer")
	w.wait(5 * time.Hour)
	clerk = w.login("clerk")
	clerk.must(path, crm.DoRevisit, "channel", "phone", "result", "no_answer")
	clerk.must(path, crm.DoRevisitNotice, "method", "message")
	w.at(time.Date(2025, 3, 18, 23, 59, 59, 0, testStart.Location()))
	clerk = w.login("clerk")
	clerk.get("/revisits").want(t, http.StatusOK, "已按时联系", "2025-03-19 00:00 后可关闭").lacks(t, "<time-left")
	clerk.get("/revisits?whose=late").want(t, http.StatusOK, "没有待回访")
	clerk.get("/cases").want(t, http.StatusOK, "已书面通知，等待回复")
	w.wait(time.Second)
	clerk = w.login("clerk")
	clerk.get("/revisits").want(t, http.StatusOK, "等待期满，可关闭")
	clerk.get("/cases").want(t, http.StatusOK, "未联系上，可关闭")
	clerk.get("/").want(t, http.StatusOK, "已按时联系")
}

func TestWorkbenchOfEveryRole(t *testing.T) {
	w := newWorld(t)
	for role, texts := range map[string][]string{
		"clerk":      {"快超时", "下班前必清", "待我确认的", "今日到期", "到期回访", "我的待办", "登记诉求", "没有待办"},
		"steward":    {"快超时", "下班前必清", "登记诉求"},
		"supervisor": {"快超时", "待确认的", "登记诉求"},
		"manager":    {"超时与即将超时", "业委会月报尚未公布", "登记诉求", "快超时"},
		"handler":    {"指派给我的", "本部门待接单", "我的待办"},
		"dept_head":  {"本部门办理中", "我的待办"},
		"quality":    {"超时与即将超时", "审计记录", "我的待办"},
		"executive":  {"超时与即将超时", "业委会专页"},
		"committee":  {"业委会专页", "还没有公布的月报"}, "privacy_officer": {"我的待办", "审计记录"}, "sysadmin": {"账号", "系统设置", "没有开启自动备份"},
	} {
		c := w.login(role)
		a := c.get("/").want(t, http.StatusOK, texts...)
		if primary := a.doc(t).Find(".page-actions .btn-primary").Length(); primary > 1 {
			t.Errorf("%s has %d primary actions", role, primary)
		}
		c.part("/").want(t, http.StatusOK, texts...).lacks(t, "<html")
	}
	for _, role := range []string{"handler", "quality", "executive", "committee", "sysadmin"} {
		w.login(role).get("/").lacks(t, "登记诉求")
	}
}

func TestWhatWaitsToBeAssignedStandsOnTheWorkbench(t *testing.T) {
	w := newWorld(t)
	clerk, lead, manager := w.login("clerk"), w.login("supervisor"), w.login("manager")
	listed := func(c *client, no string) bool {
		return strings.Contains(c.get("/").doc(t).Find("#to_assign").Text(), no)
	}
	path := clerk.register(complaint("category", "elevator", "sub_category", "停梯"))
	no := clerk.caseAt(path).No
	asked := clerk.register(complaint("kind", "enquiry"))
	clerk.must(asked, crm.DoAcknowledge, ackFields...)
	if listed(lead, no) || listed(lead, clerk.caseAt(asked).No) {
		t.Error("what is not confirmed, or is answered at the counter, waits for nobody to assign it")
	}
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	if !listed(lead, no) || !listed(manager, no) || listed(clerk, no) {
		t.Errorf("supervisor %v, manager %v, clerk %v", listed(lead, no), listed(manager, no), listed(clerk, no))
	}
	lead.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	if listed(lead, no) {
		t.Error("assigned and still there")
	}
}

func TestWhatWaitsToBeClosedStandsOnTheWorkbench(t *testing.T) {
	w := newWorld(t)
	clerk, lead, handler, steward := w.login("clerk"), w.login("supervisor"), w.login("handler"), w.login("steward")
	listed := func(c *client, no string) bool {
		return strings.Contains(c.get("/").doc(t).Find("#to_close").Text(), no)
	}
	for i, category := range [][]string{{"category", "elevator", "sub_category", "停梯"}, {"category", "facilities", "sub_category", "照明"}, {"category", "facilities", "sub_category", "照明"}} {
		important, owner := i == 0, []*client{clerk, clerk, steward}[i]
		path := owner.register(complaint(category...))
		no := clerk.caseAt(path).No
		clerk.must(path, crm.DoAcknowledge, ackFields...)
		lead.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
		handler.must(path, crm.DoAccept, "first_step", "今天去看")
		handler.must(path, crm.DoPropose, resultFields...)
		if important {
			lead.must(path, crm.DoApprove, "verdict", "approve")
		}
		handler.must(path, crm.DoResolve, toldFields...)
		if clerk.get(path).want(t, http.StatusOK).lacks(t, "to-read"); listed(lead, no) {
			t.Error("not called back yet")
		}
		clerk.must(path, crm.DoRevisit, reachedFields...)
		if own := owner == clerk && !important; listed(clerk, no) != own || !listed(lead, no) || listed(handler, no) || listed(steward, no) {
			t.Errorf("case %d: clerk %v, supervisor %v, handler %v, steward %v", i, listed(clerk, no), listed(lead, no), listed(handler, no), listed(steward, no))
		}
		lead.must(path, crm.DoClose)
		if listed(lead, no) {
			t.Error("closed and still there")
		}
	}
}

func TestWorkbenchShowsWhatPresses(t *testing.T) {
	w := newWorld(t)
	block := func(c *client, id string) string { return c.get("/").doc(t).Find("#" + id).Text() }
	w.at(testStart.Add(-8*time.Hour - 50*time.Minute - time.Second))
	clerk := w.login("clerk")
	before := clerk.caseAt(clerk.register(complaint("summary", "凌晨的垃圾没有清运"))).No
	w.wait(time.Second) // a case of Friday 9:00 is due on Saturday 9:00
	edge := clerk.caseAt(clerk.register(complaint("summary", "早上的垃圾没有清运"))).No
	if list := block(clerk, "tonight"); strings.Contains(list, edge) || !strings.Contains(list, before) {
		t.Errorf("due at 9:00 itself %v, a second before %v", strings.Contains(list, edge), strings.Contains(list, before))
	}
	w.at(testStart)
	clerk = w.login("clerk")
	no := clerk.caseAt(clerk.register(complaint())).No // Friday 17:50, due on Saturday 17:50
	for id, want := range map[string]bool{"soon": false, "tonight": false, "unconfirmed": true, "today": false} {
		if got := strings.Contains(block(clerk, id), no); got != want {
			t.Errorf("%s on Friday: %v", id, got)
		}
	}
	w.at(testStart.Add(24*time.Hour - 288*time.Minute - time.Second)) // a fifth of the day is left, and a second
	clerk = w.login("clerk")
	if strings.Contains(block(clerk, "soon"), no) {
		t.Error("not yet due soon")
	}
	w.wait(time.Second)
	if !strings.Contains(block(clerk, "soon"), no) {
		t.Error("due soon")
	}
	w.wait(5 * time.Hour)
	clerk = w.login("clerk")
	if strings.Contains(block(clerk, "soon"), no) {
		t.Error("late is not soon")
	}
	if calm := block(clerk, "tonight"); strings.Contains(calm, "可以安心交班") || !strings.Contains(calm, "已超时的见“待我确认的”") {
		t.Errorf("the shift ends with %s", calm)
	}
	if figures := strings.Join(strings.Fields(clerk.get("/").doc(t).Find(".stat").First().Text()), " "); figures != "已超时3" {
		t.Errorf("figures: %s", figures)
	}
}

// TestAPhoneIsOfferedTheRestOfAList: three lines stand on a phone, of the others the number.
func TestAPhoneIsOfferedTheRestOfAList(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	for n := 1; n <= deskRows+1; n++ {
		clerk.register(complaint())
		list := clerk.get("/").want(t, http.StatusOK).doc(t).Find("#unconfirmed")
		want := ""
		if n > phoneRows && n <= deskRows {
			want = fmt.Sprintf("全部 %d 件", n)
		}
		if got := list.Find(".desk-more").Text(); got != want {
			t.Errorf("%d cases: %q", n, got)
		}
		if more := list.Find(`a.desk-all`).Length(); (more == 1) != (n > deskRows) {
			t.Errorf("%d cases: %d links to all", n, more)
		}
	}
}

func TestWorkbenchOfThoseWhoDecide(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor, handler := w.login("clerk"), w.login("supervisor"), w.login("handler")
	path := clerk.register(complaint("category", "elevator", "sub_category", "停梯", "summary", "二单元电梯停了一整天"))
	no := clerk.caseAt(path).No
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	supervisor.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	if list := handler.get("/").doc(t).Find("#mine").Text(); !strings.Contains(list, no) {
		t.Error("the handler does not see the case")
	}
	if list := w.login("dept_head").get("/").doc(t).Find("#department").Text(); !strings.Contains(list, no) {
		t.Error("the head does not see the department's case")
	}
	handler.must(path, crm.DoAccept, "first_step", "先放告示")
	handler.must(path, crm.DoPropose, resultFields...)
	for _, role := range []string{"supervisor", "manager"} {
		if list := w.login(role).get("/").doc(t).Find("#approvals").Text(); !strings.Contains(list, no) {
			t.Errorf("%s is not asked to approve", role)
		}
	}
	supervisor.must(path, crm.DoApprove, "verdict", "approve")
	if w.login("manager").get("/").doc(t).Find("#approvals").Length() != 0 {
		t.Error("nothing waits for approval any more")
	}
	clerk.must(path, crm.DoWithdraw, "method", "phone", "reason", "客户说已经好了")
	if list := w.login("manager").get("/").doc(t).Find("#withdrawals").Text(); !strings.Contains(list, no) {
		t.Error("the withdrawal waits for nobody")
	}
}

func TestNewOfficeIsToldHowToBegin(t *testing.T) {
	w := newWorld(t)
	boss, clerk := w.login("manager"), w.login("clerk")
	boss.get("/").want(t, http.StatusOK, "开始使用", "核对时限", `href="/imports/new"`, "登记第一件诉求").lacks(t, "已完成")
	clerk.get("/").want(t, http.StatusOK, "开始使用", `href="/customers/new"`, "登记第一件诉求").lacks(t, "核对时限", `href="/imports/new"`)
	w.login("handler").get("/").lacks(t, "开始使用")
	clerk.add(owner())
	boss.get("/").want(t, http.StatusOK, "开始使用", "已完成")
	clerk.register(complaint())
	boss.get("/").want(t, http.StatusOK).lacks(t, "开始使用")
	clerk.get("/").want(t, http.StatusOK).lacks(t, "开始使用")
}
