package db

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"linli/db/crm"
)

// staffAtWork is everybody of the first project.
func staffAtWork(t *testing.T, s *Store, now int64) (list []crm.Staff) {
	t.Helper()
	for _, login := range column(t, s, `SELECT login FROM staff WHERE disabled_at = 0 ORDER BY id`) {
		who, err := s.StaffByLogin(context.Background(), 1, now, login)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, who)
	}
	return list
}

// TestWhoSharesABoardSeesTheSame draws the board of everybody in the demo and compares those of one sight, row for row. Some
// of the staff live in the estate, and complaints are about some.
func TestWhoSharesABoardSeesTheSame(t *testing.T) {
	s := demoFile(t, Demo{Households: 120, Cases: 900, Seed: 4}, false)
	ctx, now := context.Background(), demoNow.Unix()
	people := staffAtWork(t, s, now)
	var clerks []crm.Staff
	for _, p := range people {
		if p.Role() == crm.Clerk {
			clerks = append(clerks, p)
		}
	}
	sight := func(who crm.Staff) string {
		t.Helper()
		name, err := s.SightOfCases(ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	if len(clerks) < 3 || sight(clerks[0]) != sight(clerks[1]) || sight(clerks[1]) != sight(clerks[2]) {
		t.Fatal("clerks who see all do not share")
	}
	for _, statement := range []string{
		`INSERT INTO staff_home (staff_id, project_id, room_id, start_on) SELECT ?, 1, room_id, '2026-01-01' FROM service_case WHERE step = 'to_revisit' AND room_id IS NOT NULL ORDER BY id LIMIT 1`,
		`INSERT INTO case_bar (staff_id, case_id) SELECT ?, id FROM service_case WHERE step = 'in_hand' ORDER BY id LIMIT 1`,
	} {
		if _, err := s.write.Exec(statement, clerks[0].ID); err != nil {
			t.Fatal(err)
		}
		if sight(clerks[0]) == sight(clerks[1]) {
			t.Errorf("a clerk who must not know of a case shares with one who may: %s", statement)
		}
		clerks = clerks[1:]
	}
	boards, sharing := map[string][]BoardColumn{}, 0
	for _, who := range people {
		if !who.May(crm.CaseRead) {
			continue
		}
		board, err := s.Board(ctx, who, CaseFilter{}, crm.BoardSteps(), now)
		if err != nil {
			t.Fatal(err)
		}
		name := sight(who)
		if other, ok := boards[name]; ok {
			sharing++
			if !reflect.DeepEqual(board, other) {
				t.Errorf("%s shares a board that is not theirs: %s", who.Login, name)
			}
		}
		if slices.Contains(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '[' || r == ']' }), who.Login) {
			t.Errorf("the name of a sight names %s", who.Login)
		}
		boards[name] = board
	}
	if sharing < 5 || len(boards) < 8 {
		t.Errorf("%d sights, %d people share one", len(boards), sharing)
	}
}

// TestSightsThatDiffer: a role, a department, a building or a case of one's own is another sight.
func TestSightsThatDiffer(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	room, customer := d.room("2020-01-01", "")
	sights := map[string]string{}
	sight := func(who crm.Staff) string {
		t.Helper()
		name, err := d.store.SightOfCases(t.Context(), who)
		d.ok(err)
		return name
	}
	steward := func(buildings ...string) crm.Assignment {
		return crm.Assignment{Role: crm.Steward, Buildings: buildings}
	}
	for login, role := range map[string]crm.Assignment{"bj": {Role: crm.Handler, Department: "BJ"}, "gc-head": {Role: crm.DeptHead, Department: "GC"}, "one": steward("1"), "both": steward("1", "2"),
		"clerks": {Role: crm.Clerk}, "inspector": {Role: crm.Quality}, "director": {Role: crm.Executive}} {
		name := sight(d.hire(login, role))
		if other := sights[name]; other != "" {
			t.Errorf("%s and %s share a sight", login, other)
		}
		sights[name] = login
	}
	twin := d.hire("twin", crm.Assignment{Role: crm.Handler, Department: "GC"})
	if sight(twin) != sight(d.handler) {
		t.Error("two handlers of a department do not share")
	}
	if sights[sight(d.handler)] != "gc-head" || sights[sight(d.manager)] != "clerks" {
		t.Error("roles that see the same do not share")
	}
	d.register(room, customer, nil)
	d.work()
	if sight(twin) != sight(d.handler) {
		t.Error("a case of the department, in the hands of one of them, is another sight")
	}
	d.do(d.supervisor, func(by By, id, seen int64) error {
		return d.store.TransferCase(t.Context(), by, id, seen, crm.Transfer{Department: "KF", Reason: "改由客服跟进"}, "handler")
	})
	if sight(twin) == sight(d.handler) {
		t.Error("a handler with a case beyond the department shares with one without")
	}
}

// TestChangesTellWhoMayHaveLostSight: whoever saw a case before a change and not after it is told, without being asked.
func TestChangesTellWhoMayHaveLostSight(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	ctx := t.Context()
	room, customer := d.room("2020-01-01", "")
	people := []crm.Staff{d.clerk, d.handler, d.supervisor, d.manager, d.hire("bj", crm.Assignment{Role: crm.Handler, Department: "BJ"}), d.hire("kf", crm.Assignment{Role: crm.Supervisor}),
		d.hire("director", crm.Assignment{Role: crm.Executive}), d.hire("inspector", crm.Assignment{Role: crm.Quality})}
	var heard []Moves
	d.store.Moved = func(m Moves) { heard = append(heard, m) }
	see := func() (list []string) {
		t.Helper()
		for _, who := range people {
			sees, err := d.store.SeesAny(ctx, who, []int64{d.id})
			d.ok(err)
			if got := d.reads(who, &crm.Case{ID: d.id}); sees != (len(got) == 1) {
				t.Errorf("%s: sees %v, reads %v", who.Login, sees, got)
			}
			if sees {
				list = append(list, who.Login)
			}
		}
		return list
	}
	d.register(room, customer, nil)
	for _, change := range []struct {
		name string
		who  crm.Staff
		left bool // told to everybody
		do   func(by By, id, seen int64) error
	}{
		{"confirmed", d.clerk, false, func(by By, id, seen int64) error {
			return d.store.Acknowledge(ctx, by, id, seen, crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今天清运", SummaryConfirmed: "yes"})
		}},
		{"assigned", d.supervisor, false, func(by By, id, seen int64) error {
			return d.store.AssignCase(ctx, by, id, seen, crm.Dispatch{Department: "GC"}, "handler")
		}},
		{"accepted", d.handler, false, func(by By, id, seen int64) error { return d.store.AcceptCase(ctx, by, id, seen, "到现场") }},
		{"transferred", d.supervisor, true, func(by By, id, seen int64) error {
			return d.store.TransferCase(ctx, by, id, seen, crm.Transfer{Department: "BJ", Reason: "改派"}, "bj")
		}},
		{"recused", d.supervisor, true, func(by By, id, seen int64) error { return d.store.Recuse(ctx, by, id, seen, "亲属") }},
	} {
		before := see()
		heard = nil
		d.do(change.who, change.do)
		lost := slices.DeleteFunc(before, func(login string) bool { return slices.Contains(see(), login) })
		if len(heard) != 1 || !slices.Equal(heard[0].Cases, []int64{d.id}) || heard[0].Left != change.left {
			t.Fatalf("%s: heard %+v", change.name, heard)
		}
		if (len(lost) > 0) != change.left {
			t.Errorf("%s: %v lost sight, told %v", change.name, lost, change.left)
		}
	}
}

func TestAskingForSightReadsTheCasesAlone(t *testing.T) {
	s := newCommitteeScene(t)
	byID := func(plan string) bool {
		return strings.Contains(plan, "AND id=?") || strings.Contains(plan, "(rowid=?)")
	}
	for name, a := range map[string]crm.Assignment{"clerk": {Role: crm.Clerk}, "handler": {Role: crm.Handler, Department: "GC"}, "steward": {Role: crm.Steward, Buildings: []string{"3"}}} {
		who := crm.Staff{ID: 7, ProjectID: s.project, Roles: []crm.Assignment{a}}
		query, args := seesAny(who, []int64{4, 5})
		if plan := s.plan(query, args...); !byID(plan) {
			t.Errorf("%s: which of these\n%s", name, plan)
		}
		query, args = secretOpenCases(who)
		if plan := s.plan(query, args...); !byID(plan) {
			t.Errorf("%s: secret ones\n%s", name, plan)
		}
		if query, args = personalCases(who, who.Reach(crm.CaseRead)); query == "" {
			continue
		}
		if plan := s.plan(query, args...); !strings.Contains(plan, "service_case_handler") || !strings.Contains(plan, "service_case_intake") {
			t.Errorf("%s: own ones\n%s", name, plan)
		}
	}
}
