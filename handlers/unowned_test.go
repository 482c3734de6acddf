package handlers

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"linli/db/crm"
)

// leave disables an account as the administrator does.
func (w *world) leave(login string) {
	w.t.Helper()
	if err := w.store.DisableStaff(w.t.Context(), w.by("sysadmin"), w.staff[login].ID, 0); err != nil {
		w.t.Fatal(err)
	}
}

// TestUnownedCasesStandFirst: what a leaver took in stands before everything else, on every page of a list, until they are back.
func TestUnownedCasesStandFirst(t *testing.T) {
	w := newWorld(t)
	w.hire("leaver", "罗静", crm.Assignment{Role: crm.Clerk})
	kept := w.many(60, "三号楼大厅")
	leaver := w.login("leaver")
	left := []string{leaver.caseAt(leaver.register(complaint())).No}
	w.wait(time.Minute)
	left = append(left, leaver.caseAt(leaver.register(complaint("summary", "地库积水没有人清理"))).No)
	closed := leaver.register(complaint("summary", "楼道里的灯一直不亮"))
	leaver.must(closed, crm.DoAcknowledge, ackFields...)
	leaver.must(closed, crm.DoAssign, "department", "BJ", "handler", "supervisor")
	clerk, supervisor := w.login("clerk"), w.login("supervisor")
	supervisor.must(closed, crm.DoAccept, "first_step", "核实")
	supervisor.must(closed, crm.DoResolve, slices.Concat(resultFields, toldFields)...)
	clerk.must(closed, crm.DoRevisit, reachedFields...)
	clerk.must(closed, crm.DoClose)
	byDue := append(slices.Clone(kept), left...)
	for _, path := range []string{"/cases?state=open", "/cases?view=list&state=registered"} {
		if got := clerk.pages(path); !slices.Equal(got, byDue) {
			t.Errorf("%s with everybody here: %v", path, got[:3])
		}
	}
	clerk.get("/").want(t, http.StatusOK).lacks(t, "无人负责")
	w.leave("leaver")
	first := append(slices.Clone(left), kept...)
	for _, path := range []string{"/cases?state=open", "/cases?view=list&state=registered", "/cases?view=list&step=to_confirm"} {
		if got := clerk.pages(path); !slices.Equal(got, first) {
			t.Errorf("%s: %v", path, got[:min(3, len(got))])
		}
	}
	for _, c := range []*client{clerk, supervisor, w.login("manager")} {
		board := c.get("/cases").want(t, http.StatusOK, "无人负责的最先")
		if got := board.numbers(t); len(got) < 3 || !slices.Equal(got[:3], first[:3]) {
			t.Errorf("board: %v", got[:min(3, len(got))])
		}
		desk := c.get("/").want(t, http.StatusOK, "无人负责").doc(t)
		if id, _ := desk.Find(".desk section").First().Attr("id"); id != "unowned" || desk.Find("#unowned [data-row]").Length() != 2 {
			t.Errorf("the workbench begins with %q, %d cases", id, desk.Find("#unowned [data-row]").Length())
		}
	}
	w.login("handler").get("/").want(t, http.StatusOK).lacks(t, "无人负责")
	clerk.get("/cases?view=list&state=closed").want(t, http.StatusOK).lacks(t, "无人负责")
	clerk.must(closed, crm.DoReopen, "reason", "还有别的事")
	if got := clerk.get("/cases?state=open").numbers(t); !slices.Contains(got[:3], clerk.caseAt(closed).No) {
		t.Errorf("reopened, nobody owns it: %v", got[:3])
	}
	if err := w.store.ResetPassword(t.Context(), w.by("sysadmin"), w.staff["leaver"].ID, 0, testHash()); err != nil {
		t.Fatal(err)
	}
	clerk.get("/cases?state=open").want(t, http.StatusOK).lacks(t, "无人负责")
}
