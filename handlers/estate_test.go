package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linli/db/crm"
)

func TestWarnedBeforeTheCaseIsRegistered(t *testing.T) {
	s := newScene(t) // the lift of 3栋2单元 is under repair
	clerk := s.login("clerk")
	warning := "3栋2单元客梯 维修中：" + facilityText
	for address, warned := range map[string]bool{
		"?room=3-2-501&category=elevator": true, "?room=3栋2单元501室": true, "?place=3栋电梯厅": true, "?place=3号楼二单元大堂": true, "?place=3栋1单元大堂": false,
		"?place=9栋大堂": false, "?room=8-1-101": false, "?room=不是房号": false, "": false, fmt.Sprint("?customer_id=", s.near["customer"]): true, fmt.Sprint("?customer_id=", s.elsewhere["customer"]): false,
	} {
		a := clerk.part("/cases/new/warnings"+address).want(t, http.StatusOK)
		if got := strings.Contains(a.body, warning); got != warned {
			t.Errorf("%q: warned %v, want %v", address, got, warned)
		}
	}
	clerk.get("/cases/new?room=3-2-501").want(t, http.StatusOK, warning)
	clerk.get("/cases/new/warnings?room=3-2-501").want(t, http.StatusSeeOther)
	form := url.Values{"kind": {"repair"}, "channel": {"phone"}, "category": {"elevator"}, "sub_category": {"停梯"}, "room": {"3-2-501"}, "customer_id": {fmt.Sprint(s.near["customer"])}}
	clerk.post("/cases", form).want(t, http.StatusUnprocessableEntity, warning)
	form.Set("summary", "电梯不动了，老人下不来")
	clerk.post("/cases", form).want(t, http.StatusSeeOther) // told, not held up

	mended := url.Values{"name": {"客梯"}, "kind": {"elevator"}, "building_id": {fmt.Sprint(s.near["building"])}, "unit": {"2"}, "state": {"normal"}}
	s.save(s.login("supervisor"), fmt.Sprint("/facilities/", s.near["facility"]), "/edit", mended)
	clerk.part("/cases/new/warnings?room=3-2-501").want(t, http.StatusOK).lacks(t, warning)
}

// save posts a form of a record with the version its page shows.
func (s *scene) save(c *client, path, page string, form url.Values) answer {
	s.t.Helper()
	version, _ := c.get(path+page).want(s.t, http.StatusOK).doc(s.t).Find("main input[name=row_version]").Attr("value")
	form.Set("row_version", version)
	return c.post(path, form).want(s.t, http.StatusSeeOther)
}

func TestCommonGroundsWarnByTheirPlace(t *testing.T) {
	s := newScene(t)
	manager, clerk := s.login("manager"), s.login("clerk")
	manager.post("/facilities", url.Values{"name": {"入口道闸"}, "kind": {"barrier"}, "place": {"东门"}, "state": {"stopped"}, "answer": {"请走西门"}}).want(t, http.StatusSeeOther)
	clerk.part("/cases/new/warnings?place=东门岗亭").want(t, http.StatusOK, "东门入口道闸 停用：请走西门")
	clerk.part("/cases/new/warnings?place=西门岗亭").want(t, http.StatusOK).lacks(t, "道闸")
}

func TestFacilityIsKeptByThoseWhoLookAfterIt(t *testing.T) {
	s := newScene(t)
	steward, supervisor := s.login("steward"), s.login("supervisor")
	form := func(building int64) url.Values {
		return url.Values{"name": {"门禁"}, "kind": {"access"}, "building_id": {fmt.Sprint(building)}, "state": {"normal"}}
	}
	steward.post("/facilities", form(s.near["building"])).want(t, http.StatusSeeOther)
	steward.post("/facilities", form(s.far["building"])).want(t, http.StatusUnprocessableEntity, "请选择您负责的楼栋")
	steward.post("/facilities", url.Values{"name": {"门禁"}, "kind": {"access"}, "place": {"东门"}, "state": {"normal"}}).want(t, http.StatusUnprocessableEntity, "请选择您负责的楼栋")
	supervisor.post("/facilities", form(s.elsewhere["building"])).want(t, http.StatusUnprocessableEntity, "请选择您负责的楼栋")

	bad := form(s.near["building"])
	bad.Set("unit", "7")
	bad.Set("state", "stopped")
	supervisor.post("/facilities", bad).want(t, http.StatusUnprocessableEntity, "这栋楼没有这个单元", "请写明答复口径", "门禁")
	old := fmt.Sprint("/facilities/", s.near["facility"])
	stale := form(s.near["building"])
	stale.Set("row_version", "1") // the plan of the scene has moved it on
	supervisor.post(old, stale).want(t, http.StatusConflict, "已被", "名称")
	steward.get("/facilities").want(t, http.StatusOK, "3栋2单元").lacks(t, "8栋")
	supervisor.get("/facilities?state=troubled").want(t, http.StatusOK, "3栋2单元", "8栋1单元").lacks(t, "门禁</a>")
	supervisor.get(fmt.Sprint("/facilities?state=troubled&kind=elevator&building=", s.near["building"])).want(t, http.StatusOK, facilityText).lacks(t, "8栋1单元")
	supervisor.get(fmt.Sprint("/facilities?building=", s.elsewhere["building"])).want(t, http.StatusOK, "已忽略无法识别的筛选条件：楼栋")
}

func TestPlanOfAYearAndServiceDone(t *testing.T) {
	s := newScene(t) // 季度维保 is planned for 2025-03-20, today is the 14th
	steward := s.login("steward")
	plan, facility := fmt.Sprint("/buildings/", s.near["building"], "/plan"), fmt.Sprint("/facilities/", s.near["facility"])
	steward.get(plan).want(t, http.StatusOK, "季度维保", "计划中", "3月")
	steward.get(plan+"?year=2024").want(t, http.StatusOK, "这一年还没有计划").lacks(t, "季度维保")
	steward.get(facility).want(t, http.StatusOK, "2025-03-20")
	s.at(testStart.AddDate(0, 0, 6))
	steward = s.login("steward")
	steward.get(plan).want(t, http.StatusOK, "计划中", "已逾期</dt><dd class=\"datagrid-content\">0 项")
	s.at(testStart.AddDate(0, 0, 7))
	steward = s.login("steward")
	steward.get(plan).want(t, http.StatusOK, "已逾期</dt><dd class=\"datagrid-content\">1 项")
	steward.get("/facilities?state=overdue").want(t, http.StatusOK, "客梯", "逾期")
	steward.get("/buildings").want(t, http.StatusOK, "3栋").lacks(t, "8栋")

	done := fmt.Sprint("/service-records/", s.near["record"])
	form := url.Values{"done_on": {"2025-03-22"}, "by_name": {"维保单位"}, "result": {"正常"}, "next_service_on": {"2025-06-20"}, "row_version": {"1"}}
	steward.post(done+"/done", form).want(t, http.StatusUnprocessableEntity, "完成日期不能晚于今天", "维保单位")
	form.Set("done_on", "2025-03-21")
	form.Set("case_no", "TS-LY-20250101-9999")
	steward.post(done+"/done", form).want(t, http.StatusUnprocessableEntity, "没有找到这件诉求")
	no := s.login("manager").caseAt(fmt.Sprint("/cases/", s.near["case"])).No
	form.Set("case_no", strings.ToLower(no))
	steward.post(done+"/done", form).want(t, http.StatusSeeOther)
	steward.post(done+"/done", form).want(t, http.StatusConflict)
	steward.get(facility).want(t, http.StatusOK, "2025-03-21", "2025-06-20", "维保单位", no)
	s.login("privacy_officer").get(facility).want(t, http.StatusOK, "维保单位").lacks(t, no) // reads no cases

	record, err := s.store.ServiceRecord(t.Context(), s.staff["manager"], s.near["record"])
	if err != nil || record.Status("2025-03-21") != crm.ServiceDone || record.CaseID != s.near["case"] {
		t.Errorf("%+v %v", record, err)
	}
}

func TestMapOfABuilding(t *testing.T) {
	s := newScene(t)
	manager, room := s.login("manager"), fmt.Sprint("/rooms/", s.near["room"])
	cell := func() string {
		a := manager.get(fmt.Sprint("/buildings/", s.near["building"])).want(t, http.StatusOK, "3栋2单元", facilityText)
		return strings.Join(strings.Fields(a.doc(t).Find(fmt.Sprintf("a.room[href='%s']", room)).Text()), " ")
	}
	if got := cell(); got != "501 出租 2 件未结" {
		t.Errorf("cell %q", got)
	}
	s.save(manager, room+"/occupancy", "", url.Values{"occupancy": {"decorating"}})
	if got := cell(); !strings.HasPrefix(got, "501 装修中") {
		t.Errorf("cell %q", got)
	}
	manager.get(room).want(t, http.StatusOK, "装修中（人工登记）", "客梯", nearName, "一户一档目录", nearText)
	s.login("steward").get(fmt.Sprint("/buildings/", s.far["building"])).want(t, http.StatusNotFound)
	manager.post(room+"/occupancy", url.Values{"occupancy": {"haunted"}, "row_version": {"2"}}).want(t, http.StatusUnprocessableEntity, "请选择使用情况")
	manager.post(room+"/occupancy", url.Values{"occupancy": {"vacant"}, "row_version": {"1"}}).want(t, http.StatusConflict, "已被")
}

func TestPlanIsCancelled(t *testing.T) {
	s := newScene(t) // 季度维保 is planned for 2025-03-20
	steward, facility := s.login("steward"), fmt.Sprint("/facilities/", s.near["facility"])
	record := fmt.Sprint("/service-records/", s.near["record"])
	steward.get(facility).want(t, http.StatusOK, `href="`+record+`/cancel"`)
	steward.get(record+"/cancel").want(t, http.StatusOK, "2025-03-20", "季度维保", "取消的原因")
	steward.post(record+"/cancel", url.Values{"row_version": {"1"}}).want(t, http.StatusUnprocessableEntity, "请填写取消的原因")
	steward.post(record+"/cancel", url.Values{"row_version": {"7"}, "reason": {"并入下季度"}}).want(t, http.StatusConflict, "请核对后保存", "并入下季度")
	steward.post(record+"/cancel", url.Values{"row_version": {"1"}, "reason": {"并入下季度"}}).want(t, http.StatusSeeOther)
	steward.get(facility).want(t, http.StatusOK, "已取消", "2025-03-14 取消：并入下季度").lacks(t, record)
	for _, change := range []string{"", "/done", "/cancel"} {
		form := url.Values{"row_version": {"2"}, "reason": {"再取消"}, "kind": {"hardware"}, "title": {"季度维保"}, "planned_on": {"2025-03-20"}, "done_on": {"2025-03-14"}, "by_name": {"维保单位"}}
		steward.post(record+change, form).want(t, http.StatusConflict, "这项计划已于 2025-03-14 取消")
	}
	f, err := s.store.Facility(t.Context(), s.staff["manager"], s.near["facility"])
	if err != nil || f.NextOn != "" {
		t.Errorf("served next on %q: %v", f.NextOn, err)
	}
	log, err := s.store.SubjectLog(t.Context(), "record", s.near["record"])
	if err != nil || log[len(log)-1].Kind != "service_cancelled" || log[len(log)-1].Note != "并入下季度" {
		t.Errorf("%+v %v", log, err)
	}
	s.at(testStart.AddDate(0, 0, 10))
	s.login("steward").get("/facilities?state=overdue").want(t, http.StatusOK).lacks(t, "客梯")
	s.login("steward").get(fmt.Sprint("/buildings/", s.near["building"], "/plan")).want(t, http.StatusOK, "已取消</dt><dd class=\"datagrid-content\">1 项", "已逾期</dt><dd class=\"datagrid-content\">0 项")
}

func TestWhatIsDoneCannotBeCancelled(t *testing.T) {
	s := newScene(t)
	steward, record := s.login("steward"), fmt.Sprint("/service-records/", s.near["record"])
	steward.post(record+"/done", url.Values{"row_version": {"1"}, "done_on": {"2025-03-14"}, "by_name": {"维保单位"}}).want(t, http.StatusSeeOther)
	steward.post(record+"/cancel", url.Values{"row_version": {"2"}, "reason": {"反悔"}}).want(t, http.StatusConflict, "已经完成的服务不能取消")
}
