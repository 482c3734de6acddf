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

func forum(starts string) url.Values {
	return url.Values{"title": {"停车座谈会"}, "kind": {"forum"}, "starts_at": {starts}, "place": {"会议室"}, "capacity": {"1"}, "audience": {"3栋"}, "note": {"谈停车"}, "photos": {"on"}}
}

func TestActivityFromDraftToMinutes(t *testing.T) {
	s := newScene(t) // Friday 17:50
	clerk, supervisor := s.login("clerk"), s.login("supervisor")
	bad := forum("2025-03-14T19:30")
	bad.Del("title")
	bad.Set("capacity", "-1")
	clerk.post("/activities", bad).want(t, http.StatusUnprocessableEntity, "请填写名称", "名额应在 0 至 99999 之间", "谈停车")
	made := forum("2025-03-14T19:30")
	made.Set("_key", "one-forum")
	place := clerk.post("/activities", made).want(t, http.StatusSeeOther).location
	if again := clerk.post("/activities", made).want(t, http.StatusSeeOther).location; again != place {
		t.Errorf("sent twice: %s and %s", place, again)
	}
	clerk.get(place).want(t, http.StatusOK, "停车座谈会", "待批准", "2025-03-14 19:30", "1（还有 1）").lacks(t, `name="who"`, "批准</button>")
	clerk.post(place+"/people", url.Values{"who": {nearPhone}, "to": {"signed_up"}}).want(t, http.StatusConflict, "批准后才能登记人员")
	clerk.post(place+"/approval", url.Values{"row_version": {"1"}}).want(t, http.StatusForbidden)
	supervisor.post(place+"/approval", url.Values{"row_version": {"1"}}).want(t, http.StatusSeeOther)
	supervisor.post(place+"/approval", url.Values{"row_version": {"1"}}).want(t, http.StatusConflict, "已被")
	clerk.get(place+"/edit").want(t, http.StatusForbidden, "已批准的活动由客服主管或项目经理修改")
	clerk.get(place+"/minutes").want(t, http.StatusConflict, "活动还没有开始")

	clerk.get(place).want(t, http.StatusOK, `name="who"`, "未开始", "已报名")
}

func TestCheckInAtTheDoor(t *testing.T) {
	s := newScene(t)
	clerk, supervisor := s.login("clerk"), s.login("supervisor")
	made := supervisor.post("/activities", forum("2025-03-14T19:30")).want(t, http.StatusSeeOther).location
	people := made + "/people"
	clerk.postPart(people, url.Values{"who": {"9-9-909"}, "to": {"attended"}}).want(t, http.StatusUnprocessableEntity, "没有找到这个人", "9-9-909").lacks(t, "<html")
	clerk.postPart(people, url.Values{"who": {nearName}, "to": {"attended"}}).want(t, http.StatusOK, "找到几位", nearName).lacks(t, "<html", `value="`+nearName) // two files
	clerk.post(people, url.Values{"who": {nearName}, "to": {"attended"}}).want(t, http.StatusOK, "找到几位", "<html")
	clerk.postPart(people, url.Values{"customer_id": {fmt.Sprint(s.near["customer"])}, "to": {"signed_up"}}).want(t, http.StatusOK, "已报名："+nearName, "154****3412").lacks(t, nearPhone)
	clerk.postPart(people, url.Values{"who": {farRoom}, "to": {"signed_up"}}).want(t, http.StatusConflict, "名额 1 人已满")
	clerk.postPart(people, url.Values{"who": {nearRoom}, "to": {"attended"}}).want(t, http.StatusOK, "已签到："+nearName) // of the two the one who signed up
	clerk.postPart(people, url.Values{"customer_id": {fmt.Sprint(s.near["customer"])}, "to": {"attended"}}).want(t, http.StatusConflict, "已签到过了（03-14 17:50")
	clerk.post(people, url.Values{"who": {nearPhone}, "to": {"party"}}).want(t, http.StatusUnprocessableEntity, "请选择签到、报名、邀请或未到")
	clerk.post(people, url.Values{"customer_id": {fmt.Sprint(s.elsewhere["customer"])}, "to": {"invited"}}).want(t, http.StatusNotFound)

	row := clerk.get(made).want(t, http.StatusOK, "撤销签到", "未同意拍照", fmt.Sprint("/cases/new?customer_id=", s.near["customer"])).doc(t).Find("form[action*='/people/']")
	undo, version := row.AttrOr("action", ""), row.Find("[name=row_version]").AttrOr("value", "")
	clerk.post(undo, url.Values{"row_version": {"1"}, "to": {"signed_up"}}).want(t, http.StatusConflict, "已被")
	clerk.post(undo, url.Values{"to": {"signed_up"}}).want(t, http.StatusUnprocessableEntity)
	clerk.post(undo, url.Values{"row_version": {version}, "to": {"signed_up"}}).want(t, http.StatusSeeOther)
	s.login("steward").get(made).want(t, http.StatusOK, nearName, nearRoom)
	s.login("quality").get(made).want(t, http.StatusForbidden)

	clerk.post(made+"/absences", url.Values{}).want(t, http.StatusConflict, "活动还没有开始")
	s.at(time.Date(2025, 3, 15, 9, 0, 0, 0, testStart.Location()))
	clerk = s.login("clerk")
	clerk.post(made+"/minutes", url.Values{"minutes": {"车位线重画"}, "row_version": {"1"}}).want(t, http.StatusSeeOther)
	clerk.post(made+"/minutes", url.Values{"minutes": {"另一稿"}, "row_version": {"1"}}).want(t, http.StatusConflict, "已被", "车位线重画", "另一稿")
	clerk.post(made+"/absences", url.Values{}).want(t, http.StatusSeeOther)
	clerk.get(made).want(t, http.StatusOK, "1 人记为未到", "车位线重画")
	clerk.get(fmt.Sprint("/customers/", s.near["customer"], "/timeline?kind=activities")).want(t, http.StatusOK, "报名未到：停车座谈会")
	clerk.get(services(s)).want(t, http.StatusOK, `href="`+made+`"`, "未到", "参加活动次数")
	s.login("quality").get(services(s)).want(t, http.StatusOK, "停车座谈会").lacks(t, `href="`+made+`"`)
}

func TestSignInSheetShowsNoNames(t *testing.T) {
	s := newScene(t)
	path := fmt.Sprint("/activities/", s.near["activity"], "/sign-in-sheet")
	s.login("clerk").get(path).want(t, http.StatusOK, nearRoom, "欧阳*", "签名", "不拍照", "返回活动").lacks(t, nearName, nearPhone, "154****")
	steward := s.login("steward")
	steward.get(path).want(t, http.StatusOK, nearRoom)
	steward.get(fmt.Sprint("/activities/", s.far["activity"], "/sign-in-sheet")).want(t, http.StatusOK, "另有 1 人不在这张表上").lacks(t, farRoom, "诸葛*")
	steward.get(fmt.Sprint("/activities/", s.far["activity"])).want(t, http.StatusOK, "另有 1 人不在您可查看的范围内").lacks(t, farRoom, farName)
	lines, err := s.store.SubjectLog(t.Context(), "activity", s.near["activity"])
	if err != nil || len(lines) != 3 || lines[2].Kind != "printed" || lines[2].ActorID != s.staff["steward"].ID {
		t.Errorf("%+v %v", lines, err)
	}
}

func TestActivityIsCancelled(t *testing.T) {
	s := newScene(t)
	manager := s.login("manager")
	made := manager.post("/activities", forum("2025-03-20T19:30")).want(t, http.StatusSeeOther).location
	manager.get(made+"/cancel").want(t, http.StatusOK, "停车座谈会", "取消的原因")
	manager.post(made+"/cancel", url.Values{"row_version": {"1"}}).want(t, http.StatusUnprocessableEntity, "请填写取消的原因")
	manager.post(made+"/cancel", url.Values{"row_version": {"9"}, "reason": {"下雨"}}).want(t, http.StatusConflict)
	manager.post(made+"/cancel", url.Values{"row_version": {"1"}, "reason": {"下雨"}}).want(t, http.StatusSeeOther)
	manager.get(made).want(t, http.StatusOK, "已取消：下雨").lacks(t, `name="who"`, "修改</a>")
	manager.post(made, forum("2025-03-20T19:30")).want(t, http.StatusConflict, "活动已取消")
	manager.get("/activities?state=cancelled").want(t, http.StatusOK, "停车座谈会").lacks(t, ">业主座谈会</a>")
	manager.get("/activities?state=begun&kind=forum").want(t, http.StatusOK, ">业主座谈会</a>").lacks(t, ">停车座谈会</a>")
	manager.get("/activities?state=someday").want(t, http.StatusOK, "已忽略无法识别的筛选条件：状态", "停车座谈会")
}

func TestActivitiesInPages(t *testing.T) {
	s := newScene(t)
	manager, start := s.login("manager"), s.clock().Unix()
	for i := range pageRows + 3 {
		_, err := s.store.SaveActivity(t.Context(), s.by("manager"), 0, crm.Activity{Kind: "volunteer", Title: fmt.Sprintf("清理行动%03d号", i), Place: "楼道", StartsAt: start + int64(i/2)*3600})
		s.ok(err)
	}
	page := manager.get("/activities?kind=volunteer").want(t, http.StatusOK)
	more := page.doc(t).Find("#more a").AttrOr("href", "")
	rest := manager.part(more).want(t, http.StatusOK).lacks(t, "<html", "<table")
	for i := range pageRows + 3 {
		title := fmt.Sprintf("清理行动%03d号", i)
		if n := strings.Count(page.body, title) + strings.Count(rest.body, title); n != 1 {
			t.Errorf("%s stands there %d times", title, n)
		}
	}
}

func TestManagerSeesWhatThePlanLacks(t *testing.T) {
	s := newScene(t) // two forums were held
	manager, clerk := s.login("manager"), s.login("clerk")
	manager.get("/").want(t, http.StatusOK, "今年的社区活动还没有排满", "社区活动还差 4 场、业主大会还差 1 场").lacks(t, "业主座谈会还差")
	manager.get("/activities").want(t, http.StatusOK, "2025年计划", "已办 2/2", "已办 0/4，还差 4")
	clerk.get("/").want(t, http.StatusOK).lacks(t, "还没有排满")
	clerk.get("/activities").want(t, http.StatusOK).lacks(t, "年计划")
	meeting := forum("2025-06-01T10:00")
	meeting.Set("kind", "assembly")
	manager.post("/activities", meeting).want(t, http.StatusSeeOther)
	manager.get("/activities").want(t, http.StatusOK, "已办 0/1，已排 1").lacks(t, "已排 1，还差")
	manager.get("/").want(t, http.StatusOK, "社区活动还差 4 场").lacks(t, "业主大会还差")
}
