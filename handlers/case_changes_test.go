package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

// answered is a complaint in the handler's hands whose customer has had a first response.
func (w *world) answered(extra ...string) string {
	w.t.Helper()
	clerk, lead, handler := w.login("clerk"), w.login("supervisor"), w.login("handler")
	path := clerk.register(complaint(extra...))
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	lead.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	handler.must(path, crm.DoAccept, "first_step", "去看")
	handler.must(path, crm.DoRespond, "method", "phone", "text", "厂家明天来")
	return path
}

var holdFields = []string{"reason", "third_party", "evidence", "厂家回函", "until", "2025-03-20", "method", "phone"}

// clock is the line of one clock on the page of a case.
func (a answer) clock(t *testing.T, name string) string {
	t.Helper()
	for _, line := range a.doc(t).Find(".clocks > li").EachIter() {
		if strings.Contains(line.Find("strong").First().Text(), name) {
			return strings.Join(strings.Fields(line.Text()), " ")
		}
	}
	return ""
}

func TestHoldOnThePages(t *testing.T) {
	w := newWorld(t)
	path := w.answered()
	lead := w.login("supervisor")
	lead.must(path, crm.DoHold, holdFields...)
	w.wait(24 * time.Hour)
	lead = w.login("supervisor")
	page := lead.get(path).want(t, http.StatusOK, "已挂起", "第三方处理")
	clock := page.clock(t, "处理完成")
	for _, words := range []string{"已暂停", "时限 2025-03-18 17:50:00", "最迟 2025-03-20 00:00 起继续计时", "72小时", "24小时"} {
		if !strings.Contains(clock, words) {
			t.Errorf("the paused clock lacks %q: %s", words, clock)
		}
	}
	if strings.Contains(clock, "剩 ") {
		t.Errorf("a paused clock counts down: %s", clock)
	}
	no := lead.caseAt(path).No
	lead.get("/overdue?verdict=paused").want(t, http.StatusOK, no, "恢复计时")
	lead.get("/overdue").want(t, http.StatusOK, "已暂停（挂起）", no)
	lead.get("/cases?view=list&verdict=paused").want(t, http.StatusOK, no, "已暂停，03-20 00:00 恢复计时")
	for _, other := range []string{"running", "due_soon", "missed"} {
		lead.get("/cases?view=list&clock=resolution&verdict="+other).want(t, http.StatusOK).lacks(t, no)
	}
	w.login("handler").must(path, crm.DoResume)
	if c := lead.caseAt(path); c.State != crm.InProgress || c.Current().PausedSecs != 86400 {
		t.Errorf("%s, paused %d s", c.State, c.Current().PausedSecs)
	}
	log := lead.get(path).doc(t).Find(".timeline-line").Text()
	if !strings.Contains(log, "挂起") || !strings.Contains(log, "恢复") {
		t.Errorf("the log says %s", log)
	}
}

// TestChangesOutOfOrder: each in a state, by a person or with a moment that does not fit, and twice; nothing is written.
func TestChangesOutOfOrder(t *testing.T) {
	w := newWorld(t)
	path := w.answered()
	fresh := w.login("clerk").register(complaint())
	held := w.answered("summary", "门禁坏了一个星期")
	w.login("supervisor").must(held, crm.DoHold, holdFields...)
	people := map[string]*client{}
	for _, r := range []struct {
		name, path, who string
		action          crm.Action
		fields          []string
		status          int
		says            string
	}{
		{"hold a fresh case", fresh, "supervisor", crm.DoHold, holdFields, http.StatusConflict, "不能挂起"},
		{"resume what runs", path, "handler", crm.DoResume, nil, http.StatusConflict, "不能恢复办理"},
		{"transfer what waits", held, "supervisor", crm.DoTransfer, []string{"department", "KF", "reason", "改派"}, http.StatusConflict, "不能转派"},
		{"hold by the handler", path, "handler", crm.DoHold, holdFields, http.StatusForbidden, ""},
		{"hold by a clerk", path, "clerk", crm.DoHold, holdFields, http.StatusForbidden, ""},
		{"resume by quality", held, "quality", crm.DoResume, nil, http.StatusForbidden, ""},
		{"transfer by the handler", path, "handler", crm.DoTransfer, []string{"department", "KF", "reason", "改派"}, http.StatusForbidden, ""},
		{"level by a clerk", path, "clerk", crm.DoLevel, []string{"level", "major", "reason", "媒体"}, http.StatusForbidden, ""},
		{"receipt long before, no word why", path, "supervisor", crm.DoReceipt, []string{"received_at", "2025-03-14T17:30", "reason", "登记本"}, http.StatusUnprocessableEntity, "补录"},
		{"receipt earlier by quality", path, "quality", crm.DoReceipt, []string{"received_at", "2025-03-14T17:40", "reason", "登记本"}, http.StatusForbidden, ""},
		{"receipt in the future", path, "quality", crm.DoReceipt, []string{"received_at", "2025-03-15T17:40", "reason", "登记本"}, http.StatusUnprocessableEntity, "不能晚于登记时间"},
		{"receipt that is no moment", path, "quality", crm.DoReceipt, []string{"received_at", "昨天下午", "reason", "登记本"}, http.StatusUnprocessableEntity, ""},
		{"annul what was not missed", path, "quality", crm.DoAnnul, []string{"clock", "ack", "cause", "outage", "reason", "停电"}, http.StatusConflict, "没有超时"},
		{"annul by the manager", path, "manager", crm.DoAnnul, []string{"clock", "ack", "cause", "outage", "reason", "停电"}, http.StatusForbidden, ""},
		{"told before the receipt", path, "supervisor", crm.DoHold, with2(holdFields, "told_at", "2025-03-14T17:00"), http.StatusUnprocessableEntity, "受理时间与现在之间"},
		{"told in the future", path, "supervisor", crm.DoHold, with2(holdFields, "told_at", "2025-03-14T18:00"), http.StatusUnprocessableEntity, "受理时间与现在之间"},
		{"new date told in the future", path, "supervisor", crm.DoLevel, []string{"level", "major", "reason", "媒体", "told_new_date_at", "2025-03-15T18:00"}, http.StatusUnprocessableEntity, "受理时间与现在之间"},
		{"until today", path, "supervisor", crm.DoHold, with2(holdFields, "until", "2025-03-14"), http.StatusUnprocessableEntity, "须晚于今天"},
		{"until the summer", path, "supervisor", crm.DoHold, with2(holdFields, "until", "2025-07-01"), http.StatusUnprocessableEntity, "最长至 2025-04-13"},
		{"until the 31st of February", path, "supervisor", crm.DoHold, with2(holdFields, "until", "2025-02-31"), http.StatusUnprocessableEntity, ""},
		{"owner who is none", path, "supervisor", crm.DoHandOver, []string{"owner", "handler", "reason", "调岗"}, http.StatusUnprocessableEntity, "请重新选择"},
		{"handler who is none", path, "supervisor", crm.DoTransfer, []string{"department", "KF", "handler", "committee", "reason", "改派"}, http.StatusUnprocessableEntity, "请重新选择"},
		{"category with a foreign sub", path, "supervisor", crm.DoCategory, []string{"category", "noise/楼道", "reason", "误选"}, http.StatusUnprocessableEntity, "子类"},
	} {
		if people[r.who] == nil {
			people[r.who] = w.login(r.who)
		}
		c, before := people[r.who], w.login("manager").caseAt(r.path)
		form := with(url.Values{}, r.fields...)
		form.Set("row_version", strconv.FormatInt(before.RowVersion, 10))
		for _, send := range []func(string, url.Values) answer{c.post, c.postPart} {
			if a := send(r.path+"/"+string(r.action), form); a.status != r.status || !strings.Contains(a.body, r.says) {
				t.Errorf("%s: %d, says %q; want %d %q", r.name, a.status, notices(a.doc(t)), r.status, r.says)
			}
		}
		if after := w.login("manager").caseAt(r.path); after.RowVersion != before.RowVersion || after.State != before.State {
			t.Errorf("%s: refused, but the case changed", r.name)
		}
	}
}

// TestTwoAtTheSameMoment: of two who act on the same version one wins, the other is told who it was.
func TestTwoAtTheSameMoment(t *testing.T) {
	w := newWorld(t)
	for _, r := range []struct {
		name          string
		first, second crm.Action
		one, other    []string
	}{
		{"hold and transfer", crm.DoHold, crm.DoTransfer, holdFields, []string{"department", "KF", "reason", "改派"}},
		{"level and level", crm.DoLevel, crm.DoLevel, []string{"level", "important", "reason", "再次反映"}, []string{"level", "major", "reason", "媒体"}},
	} {
		path := w.answered("summary", "同时办理："+r.name)
		lead, boss := w.login("supervisor"), w.login("manager")
		seen := strconv.FormatInt(lead.caseAt(path).RowVersion, 10)
		answers := make(chan answer, 2)
		go func() {
			answers <- lead.post(path+"/"+string(r.first), with(with(url.Values{}, r.one...), "row_version", seen))
		}()
		go func() {
			answers <- boss.post(path+"/"+string(r.second), with(with(url.Values{}, r.other...), "row_version", seen))
		}()
		got := []answer{<-answers, <-answers}
		slices.SortFunc(got, func(a, b answer) int { return a.status - b.status })
		if got[0].status != http.StatusSeeOther || got[1].status != http.StatusConflict {
			t.Fatalf("%s: %d and %d", r.name, got[0].status, got[1].status)
		}
		winner := "客服主管"
		if !strings.Contains(got[1].body, "已被"+winner) {
			winner = "项目经理"
		}
		got[1].want(t, http.StatusConflict, "已被"+winner+"于2025-03-14 17:50修改")
	}
}

func TestCorrectionsByQuality(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.register(complaint())
	w.wait(25 * time.Hour)
	if err := w.store.Tick(t.Context(), w.clock()); err != nil {
		t.Fatal(err)
	}
	clerk, quality := w.login("clerk"), w.login("quality")
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	quality.get(path).want(t, http.StatusOK, "撤销超时")
	quality.must(path, crm.DoAnnul, "clock", "ack", "cause", "outage", "reason", "3月15日机房停电，见故障单")
	if v := clerk.caseAt(path).Current().Ack.Verdict(w.clock().Unix()); v != crm.Met {
		t.Errorf("annulled: %s", v)
	}
	page := quality.get(path)
	log := page.doc(t).Find(".timeline-line").Text()
	for _, words := range []string{"时限已过", "撤销时限", "系统停用；3月15日机房停电"} {
		if !strings.Contains(log, words) {
			t.Errorf("the log lacks %s", words)
		}
	}
	if clock := page.clock(t, "受理确认"); !strings.Contains(clock, "已由品质部撤销") {
		t.Errorf("the clock says %s", clock)
	}
	tasks, err := w.store.Tasks(t.Context(), w.staff["clerk"], true, db.CaseKey{}, 20)
	if err != nil || slices.ContainsFunc(tasks, func(task db.Task) bool { return task.Kind == "explain_miss" }) {
		t.Errorf("still asked why: %+v %v", tasks, err)
	}
}

// TestDeadlinesOfOthers: what the law and a hotline ask for stands on the page and on lists.
func TestDeadlinesOfOthers(t *testing.T) {
	w := newWorld(t)
	w.at(time.Date(2025, 3, 14, 9, 0, 0, 0, testStart.Location()))
	clerk := w.login("clerk")
	path := clerk.register(complaint("channel", "hotline_12345", "external_no", "HZ-1", "external_due_at", "2025-03-15T08:00"))
	page := clerk.get(path)
	for name, words := range map[string][]string{"法定答复期限": {"时限 2025-03-25 00:00:00", "至 2025-03-24 24:00", "剩 10天15小时", "计时中"}, "外部时限": {"时限 2025-03-15 08:00:00", "剩 23小时00分"}} {
		for _, word := range words {
			if clock := page.clock(t, name); !strings.Contains(clock, word) {
				t.Errorf("%s lacks %q: %s", name, word, clock)
			}
		}
	}
	clerk.get("/cases?view=list&state=open").want(t, http.StatusOK, "外部时限").lacks(t, "法定答复")
	due := time.Date(2025, 3, 25, 0, 0, 0, 0, testStart.Location())
	for after, want := range map[time.Duration]string{-48*time.Hour - time.Second: "", -48 * time.Hour: "法定答复 剩 2天0小时", -time.Hour: "法定答复 剩 1小时00分", time.Hour: "法定答复 已超 1小时00分"} {
		w.at(due.Add(after))
		a := w.login("clerk").get("/cases?view=list&state=open").want(t, http.StatusOK, want)
		if want == "" {
			a.lacks(t, "法定答复")
		}
	}
	w.at(due)
	clerk = w.login("clerk")
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	w.login("supervisor").must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	w.login("handler").must(path, crm.DoRespond, "method", "phone", "text", "明天完成")
	if clock := clerk.get(path).clock(t, "法定答复期限"); !strings.Contains(clock, "按时") {
		t.Errorf("answered at its very end: %s", clock)
	}
	clerk.get("/cases?view=list&state=open").want(t, http.StatusOK).lacks(t, "法定答复")
}

func TestHandingOnAndCategory(t *testing.T) {
	w := newWorld(t)
	path := w.login("clerk").register(complaint("category", "other", "sub_category", ""))
	lead := w.login("supervisor")
	lead.get(path).want(t, http.StatusOK, "交接受理人", "改类别", "更正受理时间")
	lead.must(path, crm.DoCategory, "category", "noise/装修", "reason", "听了录音")
	lead.must(path, crm.DoHandOver, "owner", "steward", "reason", "调岗")
	c := lead.caseAt(path)
	if c.Category != "noise" || c.SubCategory != "装修" || !c.Confidential || c.IntakeOwnerID != w.staff["steward"].ID {
		t.Errorf("%s %s, confidential %v, owner %d", c.Category, c.SubCategory, c.Confidential, c.IntakeOwnerID)
	}
	w.login("steward").get(path).want(t, http.StatusOK)
}

// TestClockThatRanBack: what is done while the machine's clock is three hours behind stands after what was done before, and
// says so.
func TestClockThatRanBack(t *testing.T) {
	w := newWorld(t)
	path := w.answered()
	w.wait(-3 * time.Hour)
	lead := w.login("supervisor")
	lead.must(path, crm.DoHold, "reason", "customer", "evidence", "短信", "until", "2025-03-16", "method", "message")
	w.wait(time.Hour)
	w.login("handler").must(path, crm.DoResume)
	c := lead.caseAt(path)
	if c.Current().PausedSecs != 0 || c.LastEventAt != testStart.Unix() {
		t.Errorf("paused %d s, last event at %d", c.Current().PausedSecs, c.LastEventAt)
	}
	if log := w.login("manager").get(path).doc(t).Find(".timeline-line").Text(); strings.Count(log, "系统时钟曾回退") != 2 {
		t.Errorf("the log says %s", log)
	}
}
