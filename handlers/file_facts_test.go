package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// said is a conversation as the form sends it.
func said(fields ...string) url.Values {
	return with(url.Values{"channel": {"phone"}, "direction": {"in"}, "summary": {"问停车位有没有空"}, "promise": {"周日前回电"}, "promise_on": {"2025-03-16"}, "follower": {"me"}}, fields...)
}

func TestPromiseFromTheCallToTheBreach(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	clerk.get(path).want(t, http.StatusOK, path+"/notes/new").lacks(t, "先看这里")
	clerk.get(path+"/notes/new").want(t, http.StatusOK, "谁找谁", "沟通内容")
	for _, test := range []struct{ field, value, says string }{
		{"summary", "", "请写明沟通内容"}, {"promise_on", "", "请填写承诺兑现的日期"}, {"promise_on", "2025-03-13", "兑现日期不能早于沟通当天"}, {"promise", "", "请写明承诺了什么"},
		{"channel", "smoke", "请选择沟通渠道"}, {"at", "2025-03-14T18:50", "沟通时间不能晚于现在"}, {"promises", "x", "请重新选择"},
	} {
		for _, send := range []func(string, url.Values) answer{clerk.post, clerk.postPart} {
			a := send(path+"/notes", said(test.field, test.value)).want(t, http.StatusUnprocessableEntity, test.says)
			if test.field != "summary" && !strings.Contains(a.body, "问停车位有没有空") {
				t.Errorf("%s: what was typed is gone", test.field)
			}
		}
	}
	if a := clerk.post(path+"/notes", said("_key", "n-1")); a.status != http.StatusSeeOther || a.location != path {
		t.Fatalf("%d to %q", a.status, a.location)
	}
	clerk.post(path+"/notes", said("_key", "n-1")).want(t, http.StatusSeeOther)
	page := clerk.get(path).want(t, http.StatusOK, "先看这里", "承诺 2025-03-16 前：周日前回电", "电话 · 客户找我们", "问停车位有没有空")
	if n := page.doc(t).Find(".timeline-item").Length(); n != 2 {
		t.Errorf("%d stories after one form sent twice", n)
	}
	tasks := clerk.get("/tasks").want(t, http.StatusOK, "兑现对客户的承诺", "2025-03-16 前答应：周日前回电", "记录沟通")
	next := tasks.href(t, `a[href*="/notes/new"]`)
	w.at(time.Date(2025, 3, 17, 9, 0, 0, 0, testStart.Location()))
	clerk = w.login("clerk")
	clerk.get(path).want(t, http.StatusOK, "1 项承诺已过期未兑现，最早应在 2025-03-16")
	clerk.get(path+"/profile").want(t, http.StatusOK, "失信", "周日前回电")
	form := clerk.get(next).want(t, http.StatusOK, "这次兑现了哪项承诺")
	id, chosen := form.doc(t).Find("input[name=promises]:checked").Attr("value")
	if !chosen {
		t.Fatal("the promise of the task is not ticked")
	}
	clerk.post(path+"/notes", url.Values{"channel": {"phone"}, "direction": {"out"}, "summary": {"已回电告知"}, "promises": {id}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "逾期兑现承诺", "曾有 1 次承诺逾期兑现").lacks(t, "已过期未兑现")
	clerk.get("/tasks").want(t, http.StatusOK).lacks(t, "周日前回电")
}

// TestTheNextContactSaysWhatItGoesOnFrom: a task to call again names the conversation before it, in the list and on the workbench.
func TestTheNextContactSaysWhatItGoesOnFrom(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	clerk.post(path+"/notes", url.Values{"channel": {"phone"}, "direction": {"in"}, "summary": {"问停车位有没有空"}, "next_contact_on": {"2025-03-20"}}).want(t, http.StatusSeeOther)
	for _, page := range []string{"/tasks", "/"} {
		clerk.get(page).want(t, http.StatusOK, "按约定再联系客户", "问停车位有没有空", "待办期限")
	}
}

func TestNeedsOnTheScreen(t *testing.T) {
	w := newWorld(t)
	clerk, manager := w.login("clerk"), w.login("manager")
	path := clerk.add(owner())
	clerk.post(path+"/needs", url.Values{"text": {""}, "status": {"open"}}).want(t, http.StatusUnprocessableEntity, "请写明需求")
	clerk.post(path+"/needs", url.Values{"text": {"希望装扶手"}, "status": {"open"}, "wanted_by_on": {"2025-03-10"}}).want(t, http.StatusSeeOther)
	profile := clerk.get(path+"/profile").want(t, http.StatusOK, "希望装扶手", "待处理", "希望 2025-03-10 前，已过")
	need := profile.href(t, `a[href*="/needs/"]:not([href$="new"])`)
	clerk.get(need).want(t, http.StatusOK, "希望装扶手", `name="row_version" value="1"`)
	clerk.post(need, url.Values{"text": {"希望装扶手"}, "status": {"met"}}).want(t, http.StatusUnprocessableEntity, "页面缺少版本号")
	w.wait(time.Minute)
	manager.post(need, url.Values{"row_version": {"1"}, "text": {"希望装扶手"}, "status": {"planned"}}).want(t, http.StatusSeeOther)
	for _, send := range []func(string, url.Values) answer{clerk.post, clerk.postPart} {
		send(need, url.Values{"row_version": {"1"}, "text": {"希望装扶手"}, "status": {"met"}, "reason": {"装好了"}}).
			want(t, http.StatusConflict, "已被项目经理于2025-03-14 17:51修改", "已列入计划", "已满足", "装好了", `name="row_version" value="2"`)
	}
	clerk.post(need, url.Values{"row_version": {"2"}, "text": {"希望装扶手"}, "status": {"declined"}}).want(t, http.StatusUnprocessableEntity, "请写明无法满足的原因")
	clerk.post(need, url.Values{"row_version": {"2"}, "text": {"希望装扶手"}, "status": {"declined"}, "reason": {"墙体不允许"}}).want(t, http.StatusSeeOther)
	clerk.get(path+"/timeline?kind=needs").want(t, http.StatusOK, "需求无法满足", "墙体不允许", "新增需求")
	clerk.get(path+"/needs/99").want(t, http.StatusNotFound)
}

func TestTagsOnTheScreen(t *testing.T) {
	w := newWorld(t)
	clerk, manager := w.login("clerk"), w.login("manager")
	path := clerk.add(owner())
	for _, tag := range []string{"維 權", "難纏", "黑名單", "回族", "信佛", "党员", "独居老人", "w e i q u a n"} {
		clerk.post(path+"/tags", url.Values{"tag": {tag}}).want(t, http.StatusUnprocessableEntity, `value="`+tag+`"`)
	}
	clerk.post(path+"/tags", url.Values{"tag": {"养宠"}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "养宠")
	clerk.get(path+"/care/new").want(t, http.StatusForbidden)
	care := url.Values{"tag": {"独居老人"}, "method": {"paper"}}
	manager.get(path+"/care/new").want(t, http.StatusOK, "单独同意")
	manager.post(path+"/care", care).want(t, http.StatusUnprocessableEntity, "请写明凭证")
	manager.post(path+"/care", with(care, "evidence", "同意书一号")).want(t, http.StatusSeeOther)
	for _, page := range []string{path, path + "/profile", path + "/timeline", path + "/timeline?kind=consents"} {
		manager.get(page).want(t, http.StatusOK)
		clerk.get(page).want(t, http.StatusOK).lacks(t, "独居老人", "同意书一号", "关怀信息")
	}
	profile := manager.get(path+"/profile").want(t, http.StatusOK, "独居老人", "同意书一号", "凭单独同意")
	withdrawal := profile.href(t, `a[href$="/withdrawal"]`)
	clerk.get(withdrawal).want(t, http.StatusNotFound)
	manager.post(withdrawal, url.Values{"row_version": {"1"}, "method": {"call"}, "evidence": {"三月十四日来电"}}).want(t, http.StatusSeeOther)
	manager.get(path).want(t, http.StatusOK, "关怀标签结束").want(t, http.StatusOK)
	if n := manager.get(path).doc(t).Find(".first-look .bg-purple-lt").Length(); n != 0 {
		t.Error("the care tag outlives its consent")
	}
	tag, _ := clerk.get(path + "/profile").doc(t).Find(`form[action*="/tags/"]`).Attr("action")
	clerk.post(tag, url.Values{"row_version": {"1"}}).want(t, http.StatusConflict, "修改，请核对后保存", "养宠")
	clerk.post(tag, url.Values{"row_version": {"2"}}).want(t, http.StatusSeeOther)
	clerk.get(path+"/profile").want(t, http.StatusOK, "没有标签")
}

func TestExtraFieldFromSettingsToTheFile(t *testing.T) {
	w := newWorld(t)
	clerk, manager, admin := w.login("clerk"), w.login("manager"), w.login("sysadmin")
	path := clerk.add(owner())
	clerk.get(path+"/profile").lacks(t, "补充信息")
	manager.post("/admin/fields", url.Values{"name": {"身份证号码"}, "kind": {"text"}, "purpose": {"核对身份"}}).want(t, http.StatusUnprocessableEntity, "不收集")
	manager.post("/admin/fields", url.Values{"name": {"备用钥匙"}, "kind": {"choice"}, "purpose": {"紧急情况开门"}, "choices": {"没有\n管家处"}, "readers": {"steward", "manager"}}).want(t, http.StatusSeeOther)
	manager.post("/admin/fields", url.Values{"name": {"门禁卡"}, "kind": {"number"}, "purpose": {"补办时核对"}}).want(t, http.StatusSeeOther)
	admin.get("/admin/fields").want(t, http.StatusOK, "备用钥匙", "紧急情况开门", "楼栋管家、项目经理").lacks(t, "停用")
	clerk.get(path+"/profile").want(t, http.StatusOK, "门禁卡").lacks(t, "备用钥匙")
	clerk.get(path+"/extras").want(t, http.StatusOK, "用途：补办时核对").lacks(t, "备用钥匙")
	clerk.post(path+"/extras", url.Values{"row_version": {"1"}, "extra_2": {"两"}}).want(t, http.StatusUnprocessableEntity, "请填写数字", `value="两"`)
	manager.post(path+"/extras", url.Values{"row_version": {"1"}, "extra_1": {"管家处"}, "extra_2": {"2"}}).want(t, http.StatusSeeOther)
	manager.get(path+"/profile").want(t, http.StatusOK, "管家处")
	clerk.get(path+"/profile").want(t, http.StatusOK).lacks(t, "管家处")
	clerk.post(path+"/extras", url.Values{"row_version": {"1"}, "extra_2": {"3"}}).want(t, http.StatusConflict, "请核对后保存", `value="3"`)
	row := manager.get("/admin/fields").doc(t).Find(`form[action$="/1/retirement"]`)
	if row.Length() != 1 {
		t.Fatal("the field cannot be retired")
	}
	manager.post("/admin/fields/1/retirement", url.Values{"row_version": {"1"}}).want(t, http.StatusSeeOther)
	manager.get(path+"/profile").want(t, http.StatusOK).lacks(t, "备用钥匙", "管家处")
}

func TestTimelineOnTheScreen(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	for i := range 25 {
		w.wait(time.Minute)
		clerk.post(path+"/notes", url.Values{"channel": {"wechat"}, "direction": {"out"}, "summary": {fmt.Sprintf("第%02d条消息", i)}}).want(t, http.StatusSeeOther)
	}
	page := clerk.get(path).want(t, http.StatusOK, "第24条消息").lacks(t, "第00条消息")
	more := page.href(t, `.more a[href*="before="]`)
	clerk.part(more).want(t, http.StatusOK, "第00条消息", "建立客户档案").lacks(t, "第24条消息", "<html", "pill")
	clerk.get(more).want(t, http.StatusOK, "<html", "第00条消息", "返回档案")
	clerk.part(path+"/timeline?kind=file").want(t, http.StatusOK, "建立客户档案", `aria-current="true">档案`).lacks(t, "条消息")
	clerk.part(path+"/timeline?kind=cases").want(t, http.StatusOK, "还没有这方面的记录")
	for _, wrong := range []string{"x", "1", "1-", "-5-1", "1-0", "1-x"} {
		clerk.get(path+"/timeline?before="+wrong).want(t, http.StatusNotFound)
	}
}

func TestConsentOnTheScreen(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	clerk.get(path+"/profile").want(t, http.StatusOK, "还没有告知")
	clerk.post(path+"/privacy-notice", url.Values{"row_version": {"1"}, "privacy_notice_on": {"2025-03-15"}}).want(t, http.StatusUnprocessableEntity, "告知日期不能晚于今天")
	clerk.post(path+"/privacy-notice", url.Values{"row_version": {"1"}, "privacy_notice_on": {"2025-03-14"}}).want(t, http.StatusSeeOther)
	clerk.get(path+"/consents/new").want(t, http.StatusOK, "不同意不影响物业服务", "优惠与增值服务推送").lacks(t, "关怀信息")
	form := url.Values{"purpose": {"promotion"}, "method": {"call"}, "evidence": {"录音 0314-7"}}
	clerk.post(path+"/consents", with(url.Values{"purpose": {"promotion"}, "method": {"call"}}, "text_version", "1999")).want(t, http.StatusUnprocessableEntity, "请写明凭证", "同意文本已更新")
	clerk.post(path+"/consents", form).want(t, http.StatusSeeOther)
	clerk.post(path+"/consents", form).want(t, http.StatusUnprocessableEntity, "这项同意已经在档并有效")
	profile := clerk.get(path+"/profile").want(t, http.StatusOK, "2025-03-14 已告知", "优惠与增值服务推送", "录音 0314-7", "有效")
	end := profile.href(t, `a[href$="/withdrawal"]`)
	clerk.get(end).want(t, http.StatusOK, "撤回后立即停止使用")
	clerk.post(end, url.Values{"row_version": {"2"}, "method": {"message"}, "evidence": {"短信 18:02"}}).want(t, http.StatusSeeOther)
	clerk.get(path+"/profile").want(t, http.StatusOK, "已撤回", "短信 18:02")
	clerk.post(end, url.Values{"row_version": {"3"}, "method": {"message"}, "evidence": {"再来"}}).want(t, http.StatusConflict)
}
