package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

func (w *world) tick() {
	w.t.Helper()
	if err := w.store.Tick(w.t.Context(), w.clock()); err != nil {
		w.t.Fatal(err)
	}
}

// late registers a complaint of GC that nobody answers in time; it returns address and number.
func (w *world) late() (path, no string) {
	w.t.Helper()
	clerk := w.login("clerk")
	path = clerk.register(complaint("category", "facilities", "sub_category", "照明", "summary", "地库照明全部不亮了"))
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	no = clerk.caseAt(path).No
	w.wait(48*time.Hour + time.Second)
	return path, no
}

func TestOverduePageTellsLateFromSoon(t *testing.T) {
	w := newWorld(t)
	path, no := w.late()
	section := func(a answer, n int) string { return a.doc(t).Find("#list > section").Eq(n).Text() }
	check := func(want ...bool) {
		t.Helper()
		a := w.login("manager").get("/overdue").want(t, http.StatusOK)
		for i := range want {
			if got := strings.Contains(section(a, i), no); got != want[i] {
				t.Errorf("section %d: %v %s", i, got, section(a, i))
			}
		}
	}
	w.wait(-time.Second - 48*time.Hour/5 - time.Second)
	check(false, false, false)
	w.wait(time.Second)
	check(true, false, false)
	w.wait(48 * time.Hour / 5)
	check(true, false, false) // at the due there is still time
	w.wait(time.Second)
	check(false, true, false) // the response is late, the resolution has a third of its time left
	w.tick()
	check(false, true, false)
	handler := w.login("handler")
	handler.must(path, crm.DoAccept, "first_step", "今天去看")
	handler.must(path, crm.DoRespond, "method", "phone", "text", "明天更换灯管")
	check(false, false, false, true) // behind what is paused
	w.login("manager").get("/overdue?verdict=late").want(t, http.StatusOK, no, "完成")
	w.login("manager").get("/overdue?verdict=missed").want(t, http.StatusOK, "没有超时未办的时限").lacks(t, no)
}

func TestOverduePageFiltersAndCounts(t *testing.T) {
	w := newWorld(t)
	_, no := w.late()
	manager := w.login("manager")
	for query, want := range map[string]bool{"": true, "?clock=response": true, "?clock=ack": false, "?department=GC": true, "?department=BJ": false,
		"?person=handler": true, "?person=clerk": false, "?verdict=missed&clock=response&department=GC&person=handler": true, "?verdict=due_soon&clock=response": false} {
		for _, a := range []answer{manager.get("/overdue" + query), manager.part("/overdue" + query)} {
			if got := strings.Contains(a.want(t, http.StatusOK).body, no); got != want {
				t.Errorf("%s: %v", query, got)
			}
		}
	}
	manager.get("/overdue?clock=tea&department=XX&person=nobody&verdict=met&after=1-2").want(t, http.StatusOK, "已忽略无法识别的筛选条件")
	counts := manager.part("/overdue?view=counts").want(t, http.StatusOK, "工程维修部", "责任部门经办").lacks(t, "<html")
	if got := strings.Join(strings.Fields(counts.doc(t).Find(".stat").Eq(1).Text()), " "); got != "首次答复1 已超时即将超时 0本月超时已办 0" {
		t.Errorf("figures: %s", got)
	}
	manager.get("/overdue?view=counts").want(t, http.StatusOK, "<html", "工程维修部")
	executive := w.login("executive")
	for _, path := range []string{"/overdue", "/overdue?verdict=missed", "/overdue?view=counts"} {
		executive.get(path).want(t, http.StatusOK, "工程维修部", "首次答复").lacks(t, no, "地库照明", `href="/overdue?`)
		executive.part(path).want(t, http.StatusOK).lacks(t, no, "地库照明")
	}
	for _, role := range []string{"clerk", "steward", "handler", "privacy_officer", "committee", "sysadmin"} {
		w.login(role).get("/overdue").want(t, http.StatusForbidden)
	}
}

func TestHeadSeesTheOwnDepartmentOnly(t *testing.T) {
	w := newWorld(t)
	w.hire("cleaning", "保洁主管", crm.Assignment{Role: crm.DeptHead, Department: "BJ"})
	_, no := w.late()
	w.login("dept_head").get("/overdue").want(t, http.StatusOK, no)
	w.login("dept_head").get("/overdue?view=counts").want(t, http.StatusOK, "工程维修部")
	other := w.login("cleaning")
	other.get("/overdue").want(t, http.StatusOK).lacks(t, no)
	other.get("/overdue?department=GC").want(t, http.StatusOK).lacks(t, no)
	other.get("/overdue?view=counts").want(t, http.StatusOK).lacks(t, "工程维修部")
}

func TestMissReasonFromOwnerToManager(t *testing.T) {
	w := newWorld(t)
	path, no := w.late()
	w.tick()
	id := strings.TrimPrefix(path, "/cases/")
	ask := path + "/miss-reason?clock=response"
	handler, manager := w.login("handler"), w.login("manager")
	version := handler.version(path)
	form := url.Values{"clock": {"response"}, "reason": {"人手不足"}, "row_version": {version}}
	handler.get("/tasks").want(t, http.StatusOK, "请说明超时原因：首次答复", "/cases/"+id+"/miss-reason")
	handler.get(path).want(t, http.StatusOK, "miss-reason?clock=response&amp;cycle=1", "说明原因")
	w.login("clerk").get(path).want(t, http.StatusOK).lacks(t, "miss-reason?clock=response")
	handler.get(ask).want(t, http.StatusOK, "<html", "超时原因", no)
	handler.part(ask).want(t, http.StatusOK, "data-modal").lacks(t, "<html")
	handler.get(path+"/miss-reason").want(t, http.StatusUnprocessableEntity, "请选择时限")
	handler.get(path+"/miss-reason?clock=resolution").want(t, http.StatusConflict, "该时限没有超时")
	for name, test := range map[string]struct {
		extra  []string
		status int
		text   string
	}{
		"no clock":      {[]string{"clock", ""}, 422, "请选择时限"},
		"no reason":     {[]string{"reason", ""}, 422, "请选择超时原因"},
		"no such one":   {[]string{"reason", "天气"}, 422, "请选择超时原因"},
		"other, alone":  {[]string{"reason", "其他", "note", ""}, 422, "须写明原因"},
		"no version":    {[]string{"row_version", ""}, 422, "版本号"},
		"stale":         {[]string{"row_version", "1"}, 409, "已被"},
		"wrong cycle":   {[]string{"cycle", "7"}, 422, "没有这一轮"},
		"broken cycle":  {[]string{"cycle", "x"}, 422, "请填写数字"},
		"another clock": {[]string{"clock", "ack"}, 409, "该时限没有超时"},
	} {
		sent := with(url.Values{"clock": {"response"}, "reason": {"人手不足"}, "row_version": {version}, "note": {"已填写的说明"}}, test.extra...)
		a := handler.post(path+"/miss-reason", sent)
		if a.status != test.status || !strings.Contains(a.body, test.text) {
			t.Errorf("%s: %d %s", name, a.status, notices(a.doc(t)))
		}
		if part := handler.postPart(path+"/miss-reason", sent); part.status != test.status || strings.Contains(part.body, "<html") {
			t.Errorf("part of %s: %d", name, part.status)
		}
	}
	handler.post(path+"/miss-reason", with(url.Values{"clock": {"response"}, "row_version": {version}, "note": {"灯管缺货等了两天"}})).want(t, 422, "灯管缺货等了两天")
	w.login("clerk").post(path+"/miss-reason", form).want(t, http.StatusForbidden, "由该时限的责任人")
	manager.post(path+"/miss-reason/acceptance", url.Values{"clock": {"response"}, "row_version": {version}}).want(t, http.StatusConflict, "还没有人说明")
	if a := handler.post(path+"/miss-reason", form); a.status != http.StatusSeeOther || a.location != path {
		t.Fatalf("%d %s", a.status, a.location)
	}
	handler.get("/tasks").want(t, http.StatusOK).lacks(t, "请说明超时原因")
	if got := handler.version(path); got != version {
		t.Errorf("the case moved on to version %s", got)
	}
	manager.get("/overdue").want(t, http.StatusOK, "人手不足（待认可）", "认可")
	w.login("dept_head").post(path+"/miss-reason/acceptance", url.Values{"clock": {"response"}, "row_version": {version}}).want(t, http.StatusForbidden)
	part := manager.postPart(path+"/miss-reason/acceptance", url.Values{"clock": {"response"}, "cycle": {"1"}, "row_version": {version}}).want(t, http.StatusOK, "人手不足（已认可）", "reason-"+id+"-1-response")
	if part.header.Get("HX-Trigger") != "close-dialog" {
		t.Errorf("the dialog stays: %v", part.header)
	}
	manager.post(path+"/miss-reason/acceptance", url.Values{"clock": {"response"}, "row_version": {version}}).want(t, http.StatusConflict, "已经认可")
	handler.post(path+"/miss-reason", with(form, "reason", "等待部门")).want(t, http.StatusConflict, "已经认可")
	manager.get(ask).want(t, http.StatusOK, "人手不足").lacks(t, "提交原因")
	manager.get(path).want(t, http.StatusOK, "说明超时原因", "认可超时原因")
}

func TestMissReasonOutOfReach(t *testing.T) {
	w := newWorld(t)
	w.hire("cleaning", "保洁主管", crm.Assignment{Role: crm.DeptHead, Department: "BJ"})
	path, _ := w.late()
	version := w.login("clerk").version(path)
	other := w.login("cleaning")
	other.get(path+"/miss-reason?clock=response").want(t, http.StatusNotFound)
	other.post(path+"/miss-reason", url.Values{"clock": {"response"}, "reason": {"人手不足"}, "row_version": {version}}).want(t, http.StatusNotFound)
	other.post(path+"/miss-reason", url.Values{"clock": {"response"}, "reason": {"人手不足"}}).want(t, http.StatusNotFound)
}

func TestMissReasonTwiceWithOneKey(t *testing.T) {
	w := newWorld(t)
	path, _ := w.late()
	handler := w.login("handler")
	form := url.Values{"clock": {"response"}, "reason": {"人手不足"}, "row_version": {handler.version(path)}, "_key": {"once"}}
	for range 2 {
		if a := handler.post(path+"/miss-reason", form); a.status != http.StatusSeeOther || a.location != path {
			t.Errorf("%d %s", a.status, a.location)
		}
	}
	if n := strings.Count(handler.get(path).body, "说明超时原因"); n != 1 {
		t.Errorf("%d lines in the history", n)
	}
}
