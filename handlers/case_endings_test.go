package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// TestEndingsOverThePages walks each of the actions as page and as part: refused for what is missing, for who may not, for an
// old version, and done.
func TestEndingsOverThePages(t *testing.T) {
	for action, c := range map[crm.Action]struct {
		by, not   string
		good      url.Values
		bad, says string
	}{
		crm.DoVoid:         {"manager", "clerk", url.Values{"why": {"wrong"}, "reason": {"登错楼栋"}}, "why", "已作废"},
		crm.DoHazard:       {"clerk", "quality", url.Values{"how": {"已断电并围挡"}}, "how", "隐患已消除"},
		crm.DoAskReview:    {"clerk", "handler", url.Values{"method": {"phone"}, "reason": {"楼道确实没有打扫"}}, "reason", "待复核"},
		crm.DoDecideReview: {"manager", "clerk", url.Values{"verdict": {"overturned"}, "words": {"记录不全"}}, "words", "撤销无效判定"},
		crm.DoAssistDone:   {"manager", "quality", url.Values{"department": {"ZX"}, "result": {"监控已调取"}}, "result", "监控已调取"},
		crm.DoStatement:    {"manager", "clerk", url.Values{"statement": {"当时在接另一个电话"}}, "statement", "当时在接另一个电话"},
		crm.DoKind:         {"manager", "clerk", url.Values{"kind": {"suggestion"}, "reason": {"只是建议"}, "agreed": {"on"}, "method": {"phone"}}, "kind", "投诉→建议"},
		crm.DoAssist:       {"manager", "quality", url.Values{"department": {"ZX"}, "task": {"调取监控"}}, "task", "调取监控"},
		crm.DoTarget:       {"manager", "quality", url.Values{"target": {"worker"}}, "target", workerName},
	} {
		t.Run(string(action), func(t *testing.T) {
			s := newScene(t)
			id := s.staged(action)
			path, k := recordPath("case", id), s.login(c.by)
			version := k.version(path)
			with := func(change url.Values) url.Values {
				form := url.Values{"row_version": {version}}
				for name, values := range c.good {
					form[name] = values
				}
				for name, values := range change {
					form[name] = values
				}
				return form
			}
			send := path + "/" + string(action)
			s.login(c.not).post(send, with(nil)).want(t, http.StatusForbidden)
			k.post(send, with(url.Values{c.bad: {""}})).want(t, http.StatusUnprocessableEntity, `name="`+c.bad+`"`)
			k.postPart(send, with(url.Values{c.bad: {""}})).want(t, http.StatusUnprocessableEntity, `id="case-no"`).lacks(t, "<html")
			k.post(send, with(url.Values{"row_version": {"999"}})).want(t, http.StatusConflict)
			k.postPart(send, with(nil)).want(t, http.StatusOK, c.says).lacks(t, "<html")
			k.post(send, with(nil)).want(t, http.StatusConflict)
		})
	}
}

func TestRecusalOverThePages(t *testing.T) {
	s := newScene(t)
	k, path := s.login("supervisor"), recordPath("case", s.near["case"])
	version := k.version(path)
	k.post(path+"/recusal", url.Values{"row_version": {version}}).want(t, http.StatusUnprocessableEntity, "请写明回避的原因")
	if a := k.post(path+"/recusal", url.Values{"row_version": {version}, "reason": {"当事人是亲属"}}).want(t, http.StatusSeeOther); a.location != "/cases" {
		t.Errorf("leads to %s", a.location)
	}
	k.get(path).want(t, http.StatusNotFound)
	s.login("manager").get(path).want(t, http.StatusOK, "已回避", "客服主管")
}

// TestAboutStaffAtTheCounter: the field stands with its category, nobody registers a complaint about themselves or of their own home.
func TestAboutStaffAtTheCounter(t *testing.T) {
	s := newScene(t)
	k := s.login("clerk")
	k.part("/cases/new/sub-categories?category=staff_conduct").want(t, http.StatusOK, `name="targets"`, workerName).lacks(t, `value="clerk"`)
	k.part("/cases/new/sub-categories?category=cleaning").want(t, http.StatusOK).lacks(t, `name="targets"`)
	k.get("/cases/new")
	form := url.Values{"kind": {"complaint"}, "channel": {"phone"}, "category": {"staff_conduct"}, "sub_category": {"维修"}, "room": {nearRoom}, "customer_id": {fmt.Sprint(s.near["customer"])},
		"summary": {"维修师傅态度生硬"}, "targets": {"worker", "handler"}, "_key": {"k1"}}
	a := k.post("/cases", form).want(t, http.StatusSeeOther)
	k.get(a.location).want(t, http.StatusOK, "涉及的员工", workerName, "承办人", "客服主管", "保密")
	s.login("handler").get(a.location).want(t, http.StatusNotFound)
	form.Set("_key", "k2")
	form["targets"] = []string{"clerk"}
	k.post("/cases", form).want(t, http.StatusUnprocessableEntity, "请由同事办理")
	form["targets"] = []string{"nobody"}
	k.post("/cases", form).want(t, http.StatusUnprocessableEntity, "请重新选择涉及的员工")
	s.livesAt("clerk", nearRoom)
	k = s.login("clerk")
	k.get("/cases/new")
	delete(form, "targets")
	k.post("/cases", form).want(t, http.StatusUnprocessableEntity, "请由同事登记")
	k.get(a.location).want(t, http.StatusNotFound)
	owner := s.login("supervisor")
	owner.get("/tasks").want(t, http.StatusOK, "涉及员工的投诉，由您承办")
	version := owner.version(a.location)
	owner.post(a.location+"/acknowledgement", url.Values{"row_version": {version}, "method": {"phone"}, "told_number": {"on"}, "told_next_step": {"由我跟进"}, "summary_confirmed": {"yes"}}).want(t, http.StatusSeeOther)
	owner.post(a.location+"/assignment", url.Values{"row_version": {owner.version(a.location)}, "department": {"GC"}, "handler": {"worker"}}).want(t, http.StatusUnprocessableEntity, "须回避")
}

// TestReviewIsDueInFiveDays: the task of who decides it, above the approver, is due five days after it was asked for.
func TestReviewIsDueInFiveDays(t *testing.T) {
	s := newScene(t)
	id := s.staged(crm.DoDecideReview)
	due := s.list(fmt.Sprintf(`SELECT due_at FROM task WHERE kind = 'review' AND role = 'manager' AND done_at = 0 AND subject_id = %d`, id))
	if len(due) != 1 || due[0] != fmt.Sprint(s.clock().Add(5*24*time.Hour).Unix()) {
		t.Errorf("tasks due %v", due)
	}
	k := s.login("manager")
	path := recordPath("case", id)
	if form, _ := k.standing(path); form != "复核决定" {
		t.Errorf("%q stands open for who decides the review", form)
	}
	if lead := k.get(path).doc(t).Find("#next-step").Closest("section").Find(".form-lead").First().Text(); !strings.Contains(lead, "客户的理由：电话：") {
		t.Errorf("it says %q", lead)
	}
	k.post(path+"/review/decision", url.Values{"row_version": {k.version(path)}, "verdict": {"overturned"}, "words": {"记录不全"}}).want(t, http.StatusSeeOther)
	k.get(path).want(t, http.StatusOK, "处理中", "撤销无效判定")
	for _, login := range []string{"handler", "manager"} {
		page := s.login(login).get(path).want(t, http.StatusOK).doc(t)
		if form := page.Find(`textarea[name=resolution]`); form.Length() == 0 || strings.TrimSpace(form.Text()) != "" || page.Find(`[name=root_causes]:checked, [name=responsibility] option[selected][value!=""]`).Length() != 0 {
			t.Errorf("%s: %d forms for a result, the old one stands in them: %q", login, form.Length(), form.Text())
		}
		if !strings.Contains(page.Find("main").Text(), "已说明") {
			t.Errorf("%s: the history has lost the old result", login)
		}
	}
	if left := s.list(fmt.Sprintf(`SELECT kind FROM task WHERE done_at = 0 AND kind IN ('review', 'review_told') AND subject_id = %d`, id)); strings.Join(left, ",") != "review_told" {
		t.Errorf("open: %v", left)
	}
}
