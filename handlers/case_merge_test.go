package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

// duplicates registers two complaints of one person an hour apart, then a third of somebody else; it returns their pages.
func (w *world) duplicates() (first, second, other int64) {
	w.t.Helper()
	one, _ := w.onFile("许婷", "15400000001", "3-2-501")
	two, _ := w.onFile("曹磊", "15400000002", "3-2-502")
	register := func(customer int64, room string) int64 {
		c, err := w.store.RegisterCase(w.t.Context(), w.by("clerk"), db.NewCase{Room: room, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
			Category: "cleaning", SubCategory: "楼道", CustomerID: customer, Summary: "楼道垃圾没有清运"}})
		if err != nil {
			w.t.Fatal(err)
		}
		w.wait(time.Hour)
		return c.ID
	}
	return register(one, "3-2-501"), register(one, "3-2-501"), register(two, "3-2-502")
}

func casePath(id int64) string { return recordPath("case", id) }

func TestMergeOfCasesOnScreen(t *testing.T) {
	w := newWorld(t)
	first, second, other := w.duplicates()
	w.at(testStart.Add(24*time.Hour + time.Minute)) // the first one was due a minute ago, the second one is not yet
	c := w.login("supervisor")
	path := casePath(first) + "/merge"
	c.get(casePath(first)).want(t, http.StatusOK, `href="`+path+`"`)
	c.get(path).want(t, http.StatusOK, "TS-LY-20250314-0002", "对比").lacks(t, "TS-LY-20250314-0003")
	c.get(path+"?master=TS-LY-20250314-0009").want(t, http.StatusUnprocessableEntity, "没有找到编号")
	c.get(path+"?master=TS-LY-20250314-0003").want(t, http.StatusOK, "不是同一诉求人", "一因多诉").lacks(t, "已把主案编号")
	preview := c.part(path+"?master=ts-ly-20250314-0002").want(t, http.StatusOK, "楼道垃圾没有清运", "并案后主案记为超时", "变为：时限 2025-03-15 17:50", "原来：时限 2025-03-15 18:50")
	preview.lacks(t, "<html")
	form := url.Values{"row_version": {"1"}, "master": {fmt.Sprint(second)}, "master_version": {"1"}, "reason": {"同一堆垃圾"}, "method": {"phone"}, "told_number": {"on"}}
	without := func(name string) url.Values {
		f := url.Values{}
		for k, v := range form {
			if k != name {
				f[k] = v
			}
		}
		return f
	}
	for _, name := range []string{"reason", "method", "told_number"} {
		c.postPart(path, without(name)).want(t, http.StatusUnprocessableEntity, "并入 TS-LY-20250314-0002")
	}
	c.postPart(path, without("master")).want(t, http.StatusUnprocessableEntity, "请选择并入哪一件")
	c.post(path, without("row_version")).want(t, http.StatusUnprocessableEntity, "缺少版本号")
	w.login("clerk").post(path, form).want(t, http.StatusForbidden)
	w.login("clerk").get(path).want(t, http.StatusForbidden)
	w.login("clerk").get(casePath(first)).want(t, http.StatusOK).lacks(t, path)
	stale := without("master_version")
	stale.Set("master_version", "7")
	c.postPart(path, stale).want(t, http.StatusConflict, "修改，请核对后保存", "同一堆垃圾")
	foreign := without("master")
	foreign.Set("master", fmt.Sprint(other))
	c.post(path, foreign).want(t, http.StatusConflict, "不是同一诉求人")

	if done := c.post(path, form).want(t, http.StatusSeeOther); done.location != casePath(second) {
		t.Errorf("went to %s", done.location)
	}
	c.get(casePath(second)).want(t, http.StatusOK, "已并案，7 天内可以拆分", "并入的诉求", casePath(first), "2025-03-14 17:50:00")
	gone := c.get(casePath(first)).want(t, http.StatusOK, "已并入", casePath(second), "以前可以拆分", "拆分并案")
	c.get("/cases").want(t, http.StatusOK, "TS-LY-20250314-0002").lacks(t, "TS-LY-20250314-0001")
	c.get("/overdue?verdict=late").want(t, http.StatusOK).lacks(t, "TS-LY-20250314-0001")
	c.get("/overdue?verdict=missed").want(t, http.StatusOK, "TS-LY-20250314-0002").lacks(t, "TS-LY-20250314-0001")
	c.post(path, form).want(t, http.StatusConflict)
	c.post(casePath(first)+"/acknowledgement", url.Values{"row_version": {value(t, gone, "row_version")}, "method": {"phone"}, "told_number": {"on"}, "told_next_step": {"清运"}, "summary_confirmed": {"yes"}}).want(t, http.StatusConflict)
	if again := w.follow(first); again != second {
		t.Errorf("what follows a merged case hangs on %d, not on its master", again)
	}
}

// follow registers a case that goes on from another one, and says which one it hangs on.
func (w *world) follow(previous int64) int64 {
	w.t.Helper()
	page, err := w.store.CaseByID(w.t.Context(), w.staff["manager"], previous)
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := w.store.RegisterCase(w.t.Context(), w.by("clerk"), db.NewCase{Room: "3-2-501", Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "cleaning",
		SubCategory: "楼道", CustomerID: page.Case.CustomerID, PreviousID: previous, Summary: "楼道又堆了垃圾"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return c.PreviousID
}

func TestUnmergeOnScreen(t *testing.T) {
	w := newWorld(t)
	first, second, _ := w.duplicates()
	merged := w.clock()
	in := crm.Merging{Reason: "同一件", Method: "phone", ToldNumber: true}
	w.must(w.store.MergeCase(t.Context(), w.by("supervisor"), first, 1, second, 1, in))
	path, undo := casePath(first)+"/unmerge", url.Values{"row_version": {"2"}, "reason": {"一件在三楼，一件在五楼"}}
	w.at(merged.Add(7*24*time.Hour + time.Second))
	c := w.login("supervisor")
	c.get(casePath(first)).want(t, http.StatusOK, "已并入").lacks(t, "以前可以拆分", path)
	c.post(path, undo).want(t, http.StatusConflict, "超过7天")
	w.wait(-time.Second)
	c.get(casePath(first)).want(t, http.StatusOK, path)
	c.post(path, url.Values{"row_version": {"2"}}).want(t, http.StatusUnprocessableEntity, "为什么不是同一件事")
	c.post(path, url.Values{"row_version": {"1"}, "reason": {"两件"}}).want(t, http.StatusConflict, "修改，请核对后保存")
	w.login("clerk").post(path, undo).want(t, http.StatusForbidden)
	c.postPart(path, undo).want(t, http.StatusOK, "已保存：拆分并案").lacks(t, "已并入 <a")
	c.get(casePath(second)).want(t, http.StatusOK, "从本案拆出").lacks(t, "并入的诉求")
	c.post(path, undo).want(t, http.StatusConflict)
	for _, id := range []int64{first, second} {
		page, err := w.store.CaseByID(t.Context(), w.staff["manager"], id)
		w.must(err)
		if page.Case.State != crm.Registered || page.Case.ReceivedAt != page.Case.RegisteredAt || page.Case.MasterID != 0 {
			t.Errorf("%d: %s, received %d, registered %d", id, page.Case.State, page.Case.ReceivedAt, page.Case.RegisteredAt)
		}
	}
	w.must(w.app.Store.Tick(t.Context(), w.clock()))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestMergeOfCasesAboutDifferentPeople says beforehand who of the staff will know of neither, and keeps its word.
func TestMergeOfCasesAboutDifferentPeople(t *testing.T) {
	w := newWorld(t)
	customer, _ := w.onFile("许婷", "15400000001", "3-2-501")
	about := func(target string) *crm.Case {
		c, err := w.store.RegisterCase(t.Context(), w.by("manager"), db.NewCase{Room: "3-2-501", TargetLogins: []string{target}, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
			Category: crm.StaffConduct, SubCategory: "前台", CustomerID: customer, Summary: "接待时推诿了三次"}})
		w.must(err)
		return c
	}
	master, dup := about("clerk"), about("handler")
	c, path := w.login("manager"), casePath(dup.ID)+"/merge"
	c.get(path+"?master="+master.No).want(t, http.StatusOK, "涉及的员工", w.staff["clerk"].Name, w.staff["handler"].Name, "都看不到这两件诉求")
	c.post(path, url.Values{"row_version": {"1"}, "master": {fmt.Sprint(master.ID)}, "master_version": {"1"}, "reason": {"同一次接待"}, "method": {"phone"}, "told_number": {"on"}}).want(t, http.StatusSeeOther)
	clerk := w.login("clerk")
	for _, id := range []int64{master.ID, dup.ID} {
		clerk.get(casePath(id)).want(t, http.StatusNotFound)
	}
	c.get(casePath(master.ID)).want(t, http.StatusOK, "涉及的员工", w.staff["clerk"].Name+"、"+w.staff["handler"].Name)
	c.post(casePath(dup.ID)+"/unmerge", url.Values{"row_version": {"2"}, "reason": {"两次接待"}}).want(t, http.StatusSeeOther)
	clerk.get(casePath(master.ID)).want(t, http.StatusNotFound)
	clerk.get(casePath(dup.ID)).want(t, http.StatusOK).lacks(t, master.No)
}

// TestMergedLastComesOutFirst merges two into one: the one that came first stays until the other is out.
func TestMergedLastComesOutFirst(t *testing.T) {
	w := newWorld(t)
	first, second, _ := w.duplicates()
	w.follow(first)
	third, err := w.store.CaseIDByNo(t.Context(), w.staff["clerk"], "TS-LY-20250314-0004")
	w.must(err)
	in, manager := crm.Merging{Reason: "同一件", Method: "phone", ToldNumber: true}, w.staff["manager"]
	merge := func(id int64) {
		t.Helper()
		page, err := w.store.CaseByID(t.Context(), manager, third)
		w.must(err)
		w.must(w.store.MergeCase(t.Context(), w.by("manager"), id, 1, third, page.Case.RowVersion, in))
	}
	level(t, w, third)
	merge(first)
	w.wait(time.Minute)
	merge(second)
	c := w.login("manager")
	undo := func(id int64) answer {
		return c.post(casePath(id)+"/unmerge", url.Values{"row_version": {"2"}, "reason": {"两回事"}})
	}
	undo(first).want(t, http.StatusConflict, "请先拆分后并入的")
	undo(second).want(t, http.StatusSeeOther)
	undo(first).want(t, http.StatusSeeOther)
}

// level raises a case above those that go into it.
func level(t *testing.T, w *world, id int64) {
	t.Helper()
	w.rewrite(`UPDATE service_case SET level = 'major' WHERE id = ?`, id)
}

// TestTwoMergeAtOnce lets two supervisors merge one duplicate from the same page: one wins, the other is told who.
func TestTwoMergeAtOnce(t *testing.T) {
	w := newWorld(t)
	first, second, _ := w.duplicates()
	w.hire("aide", "另一主管", crm.Assignment{Role: crm.Supervisor})
	form := url.Values{"row_version": {"1"}, "master": {strconv.FormatInt(second, 10)}, "master_version": {"1"}, "reason": {"同一件"}, "method": {"face"}, "told_number": {"on"}}
	a, b := w.login("supervisor"), w.login("aide")
	for _, c := range []*client{a, b} {
		c.get(casePath(first) + "/merge?master=TS-LY-20250314-0002")
	}
	answers := make(chan answer, 2)
	for _, c := range []*client{a, b} {
		go func() { answers <- c.post(casePath(first)+"/merge", form) }()
	}
	won := 0
	for range 2 {
		if got := <-answers; got.status == http.StatusSeeOther {
			won++
		} else {
			got.want(t, http.StatusConflict, "修改，请核对后保存")
		}
	}
	if won != 1 {
		t.Errorf("%d merges went through", won)
	}
}
