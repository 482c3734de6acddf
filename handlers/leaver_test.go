package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// TestWhatALeaverWorkedOn goes to the department: the case has no handler, its head is asked to name one, and the leaver's tasks
// are there too.
func TestWhatALeaverWorkedOn(t *testing.T) {
	w := newWorld(t)
	clerk, lead := w.login("clerk"), w.login("supervisor")
	accepted, waiting := clerk.register(complaint()), clerk.register(complaint("summary", "地库积水没有人清理"))
	for _, path := range []string{accepted, waiting} {
		clerk.must(path, crm.DoAcknowledge, ackFields...)
		lead.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	}
	w.login("handler").must(accepted, crm.DoAccept, "first_step", "先看现场")
	w.wait(49 * time.Hour) // past the first response
	w.must(w.store.Tick(t.Context(), w.clock()))
	w.login("handler").get("/tasks").want(t, http.StatusOK, "请说明超时原因：首次答复")
	head := w.login("dept_head")
	head.get("/tasks").want(t, http.StatusOK).lacks(t, "请说明超时原因")
	w.leave("handler")
	tasks := head.get("/tasks").want(t, http.StatusOK, "请说明超时原因：首次答复").body
	name := w.staff["handler"].Name
	if n := strings.Count(tasks, name+"已离岗，请安排经办人"); n != 2 {
		t.Errorf("the head is asked %d times for a handler", n)
	}
	for _, path := range []string{accepted, waiting} {
		if c := head.caseAt(path); c.HandlerID != 0 || c.Department != "GC" {
			t.Errorf("handler %d of %s", c.HandlerID, c.Department)
		}
		head.get(path).want(t, http.StatusOK, "人员离岗", name+"的账号已停用")
	}
	w.hire("new", "何勇", crm.Assignment{Role: crm.Handler, Department: "GC"})
	head.must(accepted, crm.DoTransfer, "department", "GC", "handler", "new", "reason", "原经办人离岗")
	w.login("new").must(waiting, crm.DoAccept, "first_step", "去现场")
	if c := head.caseAt(waiting); c.HandlerID != w.staff["new"].ID {
		t.Errorf("taken on by %d", c.HandlerID)
	}
	head.get("/tasks").want(t, http.StatusOK).lacks(t, "已离岗，请安排经办人")
	if v, err := w.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

// TestOwnerOfACaseAboutStaffLeaves: somebody else leads it and hears of it; the person it is about goes on knowing nothing.
func TestOwnerOfACaseAboutStaffLeaves(t *testing.T) {
	w := newWorld(t)
	second := w.hire("second", "丁一", crm.Assignment{Role: crm.Manager})
	clerk := w.login("clerk")
	path := clerk.register(complaint("category", "staff_conduct", "sub_category", "前台", "summary", "主管说话很不客气", "targets", "supervisor"))
	if c := clerk.caseAt(path); c.OwnerID != w.staff["manager"].ID {
		t.Fatalf("led by %d", c.OwnerID)
	}
	w.leave("manager")
	c := w.login("second").caseAt(path)
	if c.OwnerID != second.ID || c.OwnerRole != string(crm.Manager) {
		t.Errorf("led by %d, %s", c.OwnerID, c.OwnerRole)
	}
	w.login("second").get("/tasks").want(t, http.StatusOK, "涉及员工的投诉，由您承办")
	w.login("supervisor").get(path).want(t, http.StatusNotFound)
	w.login("supervisor").get("/tasks").want(t, http.StatusOK).lacks(t, c.No, "很不客气")
}

func TestLeaverIsOffTheRoster(t *testing.T) {
	w := newWorld(t)
	w.hire("leaver", "罗静", crm.Assignment{Role: crm.Clerk})
	day := func(offset int) string {
		return w.clock().In(testStart.Location()).AddDate(0, 0, offset).Format(time.DateOnly)
	}
	for _, on := range []int{-1, 0, 1} {
		w.must(w.store.SetDuty(t.Context(), w.by("supervisor"), day(on), crm.Shifts[0].Code, []string{"leaver", "clerk"}))
	}
	w.leave("leaver")
	list, err := w.store.Roster(t.Context(), w.staff["supervisor"], day(-1), day(1))
	w.must(err)
	var on []string
	for _, d := range list {
		on = append(on, d.On+" "+d.Login)
	}
	if got, want := strings.Join(on, ", "), day(-1)+" clerk, "+day(-1)+" leaver, "+day(0)+" clerk, "+day(1)+" clerk"; got != want {
		t.Errorf("on duty: %s", got)
	}
}
