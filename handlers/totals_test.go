package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// TestFiguresAreSilentAboutCasesAboutTheReader: with a complaint about the supervisor, their figures stay what they were, and those
// of everybody else count it.
func TestFiguresAreSilentAboutCasesAboutTheReader(t *testing.T) {
	w := newWorld(t)
	w.hire("manager2", "丁一", crm.Assignment{Role: crm.Manager})
	customer, file := w.onFile("刘晓梅", "15400000011", "3-2-501")
	of := []string{"customer_id", strconv.FormatInt(customer, 10), "caller_name", "", "caller_phone", "", "caller_relation", "", "room", "3-2-501", "place", ""}
	clerk := w.login("clerk")
	clerk.must(clerk.register(complaint(of...)), crm.DoAcknowledge, ackFields...)
	about := clerk.register(complaint(append(of, "category", "staff_conduct", "sub_category", "管家", "summary", "主管答应的事没有做到", "targets", "supervisor")...))
	clerk.must(about, crm.DoAcknowledge, ackFields...)
	lead := w.login("manager")
	lead.must(about, crm.DoAssign, "department", "JL", "handler", "manager2")
	w.wait(2 * time.Minute)

	base := func(who string) string {
		rows := w.login(who).get(file+"/services").want(t, http.StatusOK).doc(t)
		cells := []string{}
		for _, c := range rows.Find("section[aria-labelledby=customer-speed] tbody tr").First().Find("td .speed-rate").EachIter() {
			cells = append(cells, c.Text())
		}
		return strings.Join(cells, " ")
	}
	if got := base("supervisor"); strings.Contains(got, "（2/2）") || !strings.Contains(got, "（1/1）") {
		t.Errorf("whom it is about reads %s", got)
	}
	if got := base("manager"); !strings.Contains(got, "（2/2）") {
		t.Errorf("the manager reads %s", got)
	}
	team := func(who string) bool {
		return strings.Contains(w.login(who).get("/analysis").want(t, http.StatusOK).body, "项目经理办公室")
	}
	if team("supervisor") || !team("manager") {
		t.Errorf("teams: supervisor %v, manager %v", team("supervisor"), team("manager"))
	}
}

func TestHeadlinesAreSilentAboutWhatTheReaderMustNotKnow(t *testing.T) {
	w := newWorld(t)
	w.calledBack("楼道没有打扫", "5")
	w.wait(2 * time.Minute)
	satisfied := func(who, want string) {
		t.Helper()
		if got := w.login(who).headlines(); !strings.Contains(got, "处理后满意率 "+want) {
			t.Errorf("%s: %s", who, got)
		}
	}
	satisfied("supervisor", "100.0% 本月 1/1")
	w.rewrite(`INSERT INTO case_bar (case_id, staff_id) VALUES (1, ?)`, w.staff["supervisor"].ID)
	satisfied("supervisor", "— 本月 0/0")
	satisfied("manager", "100.0% 本月 1/1")
}
