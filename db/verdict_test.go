package db

import (
	"database/sql"
	"maps"
	"strconv"
	"strings"
	"testing"

	"linli/db/crm"
)

// TestVerdictInSQL compares the database's answer with crm.Clock.Verdict for every clock of a grid, at every second that matters.
func TestVerdictInSQL(t *testing.T) {
	s := newCommitteeScene(t)
	const anchor, span = 1_000_000, 24 * 3600
	var clocks []crm.Clock
	for _, length := range []int64{1800, 7200, 10 * 3600, 10*3600 + 3, span, 7 * span} {
		due := int64(anchor) + length
		for _, met := range []int64{0, anchor, due, due + 1} {
			for _, missed := range []int64{0, due, due - 100} {
				for _, off := range []bool{false, true} {
					for _, until := range []int64{0, due, due - 7300, due - length/5} {
						clocks = append(clocks, crm.Clock{AnchorAt: anchor, DueAt: due, MetAt: met, MissedDueAt: missed, Off: off, PausedUntil: until})
					}
				}
			}
		}
	}
	clocks = append(clocks, crm.Clock{}, crm.Clock{Off: true}, crm.Clock{AnchorAt: anchor, DueAt: anchor + span, MissedDueAt: anchor + 60})
	id := s.add(kase{})
	for i, k := range clocks {
		s.write(`INSERT INTO case_clock (case_id, cycle_no, clock, project_id, anchor_at, due_at, met_at, missed_due_at, off, paused_until) VALUES (?, ?, 'ack', ?, ?, ?, ?, ?, ?, ?)`,
			id, 100+i, s.project, k.AnchorAt, k.DueAt, k.MetAt, k.MissedDueAt, k.Off, k.PausedUntil)
	}
	for _, length := range []int64{1800, 7200, 10 * 3600, 10*3600 + 3, span, 7 * span} {
		for _, off := range []int64{-7201, -7200, -7199, -length / 5, -length/5 - 1, -length/5 + 1, -1, 0, 1, 90000} {
			compareVerdicts(t, s, clocks, anchor+length+off)
		}
	}
}

func compareVerdicts(t *testing.T, s *committeeScene, clocks []crm.Clock, now int64) {
	t.Helper()
	got := map[int]crm.Verdict{}
	for _, v := range crm.Verdicts {
		var where []string
		var args []any
		for _, part := range verdictParts(crm.Verdict(v.Code), now) {
			where, args = append(where, "("+part.where+")"), append(args, part.args...)
		}
		rows, err := s.store.read.Query(`SELECT k.cycle_no FROM case_clock k WHERE k.cycle_no >= 100 AND (`+strings.Join(where, " OR ")+`)`, args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var i int
			if err := rows.Scan(&i); err != nil {
				t.Fatal(err)
			}
			if got[i-100] != "" {
				t.Fatalf("at %d clock %+v is both %s and %s", now, clocks[i-100], got[i-100], v.Code)
			}
			got[i-100] = crm.Verdict(v.Code)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for i, k := range clocks {
		if want := k.Verdict(now); got[i] != want {
			t.Fatalf("at %d (due %+d) the database says %q of %+v, the rule %q", now, now-k.DueAt, got[i], k, want)
		}
	}
}

// TestListsStartFromSmallIndexes: a list of open or missed clocks never walks through all clocks that there ever were.
func TestListsStartFromSmallIndexes(t *testing.T) {
	s := newCommitteeScene(t)
	for _, v := range []crm.Verdict{"", crm.Missed, crm.DueSoon, crm.Running, crm.Paused} {
		for _, clock := range append([]crm.ClockName{""}, crm.ClockNames...) {
			c := withClock(clock, v, s.project, 1_000_000)
			plan := s.plan(`SELECT c.id FROM service_case c WHERE `+c.where, c.args...)
			for line := range strings.Lines(plan) {
				if strings.Contains(line, " k ") && !strings.Contains(line, "case_clock_open") && !strings.Contains(line, "case_clock_owing") && !strings.Contains(line, "case_clock_soon") && !strings.Contains(line, "case_clock_paused") {
					t.Errorf("%s %s: %s", clock, v, line)
				}
			}
		}
	}
	if plan := s.plan(clocksOfMonth, s.project, 1, 2); !strings.Contains(plan, "case_clock_month (project_id=? AND <expr>>? AND <expr><?)") {
		t.Errorf("clocks of a month:\n%s", plan)
	}
	for _, job := range ladderJobs(s.project, 1_000_000, downtime{}) {
		want := "k USING INDEX case_clock_open (project_id=? AND due_at<?)"
		switch {
		case job.name == "ladder before acknowledgement":
			want = "c USING INDEX service_case_step (project_id=? AND step=?)"
		case strings.Contains(job.query, clockSoon):
			want = "k USING INDEX case_clock_soon (project_id=? AND <expr><?)"
		}
		if plan := s.plan(job.query, append(job.args, tickBatch)...); !strings.Contains(plan, want) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s, want %s:\n%s", job.name, want, plan)
		}
	}
}

// TestNoRungIsOverlooked: the tick finds a case exactly when one of its clocks has reached a rung.
func TestNoRungIsOverlooked(t *testing.T) {
	s := newCommitteeScene(t)
	const due, paused = 10_000_000, 1000
	type kept struct {
		id   int64
		span int64
	}
	var cases []kept
	for _, span := range []int64{1800, 7200, 36_003, 86_400, 7 * 86_400} {
		id := s.add(kase{})
		s.write(`UPDATE service_case SET step = ?, level = 'general', is_open = 1, cycle_no = 9 WHERE id = ?`, string(crm.ToConfirm), id)
		s.write(`INSERT INTO case_cycle (case_id, no, anchor_at, paused_seconds, settings_id) SELECT ?, 9, ?, ?, MAX(id) FROM settings`, id, due-span, paused)
		for _, name := range crm.ClockNames {
			s.write(`INSERT INTO case_clock (case_id, cycle_no, clock, project_id, anchor_at, due_at) VALUES (?, 9, ?, ?, ?, ?)`, id, string(name), s.project, due-span, due)
		}
		cases = append(cases, kept{id, span})
	}
	momentOf := func(r crm.Rung, span int64) int64 {
		k := crm.Clock{AnchorAt: due - span, DueAt: due}
		if r.Clock == crm.ResolutionClock {
			return r.MomentOf(k, paused)
		}
		return r.MomentOf(k, 0)
	}
	for _, at := range crm.Ladder {
		for _, c := range cases {
			for now := momentOf(at, c.span) - 1; now <= momentOf(at, c.span)+1; now++ {
				want := map[string]int{}
				for _, r := range crm.Ladder {
					for _, c := range cases {
						if r.Level == "" && momentOf(r, c.span) < now {
							want[jobOf(r)+strconv.FormatInt(c.id, 10)] = 1
						}
					}
				}
				if got := s.onLadder(now); !maps.Equal(got, want) {
					t.Fatalf("%s %+d of a span of %d: found %v, reached %v", at.Code, now-momentOf(at, c.span), c.span, got, want)
				}
			}
		}
	}
}

// jobOf is the name of the job that tells of a rung.
func jobOf(r crm.Rung) string {
	if r.Clock == crm.AckClock && r.Before > 0 {
		return "ladder before acknowledgement"
	}
	return "ladder " + r.Code
}

// onLadder are the cases that the tick finds for its ladder, after the job that finds them.
func (s *committeeScene) onLadder(now int64) map[string]int {
	s.t.Helper()
	got := map[string]int{}
	for _, job := range ladderJobs(s.project, now, downtime{}) {
		err := each(s.store.reader(s.t.Context()), job.query, append(job.args, tickBatch), func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			got[job.name+id] = 1
			return err
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return got
}

// TestOpenCasesAreReadInOrder: a page of open cases is a range of an index, those that nobody owns are its beginning.
func TestOpenCasesAreReadInOrder(t *testing.T) {
	s := newCommitteeScene(t)
	by := crm.Staff{ProjectID: s.project, Roles: []crm.Assignment{{Role: crm.Clerk}}}
	for name, f := range map[string]CaseFilter{"service_case_work": {State: OpenCases}, "service_case_board": {State: crm.Registered}} {
		c := f.where(by, 1_000_000)
		for what, narrowed := range map[string]condition{"list": c, "next page": c.and(afterDue, 1, 1, 1), "without an owner": c.and(unownedFirst)} {
			plan := s.plan(`SELECT `+caseRowColumns+caseRowTables+narrowed.where+` ORDER BY `+nextDue+`, c.id LIMIT 50`, narrowed.args...)
			if !strings.Contains(plan, name) || strings.Contains(plan, "TEMP B-TREE") || what != "list" && !strings.Contains(plan, "<expr>") {
				t.Errorf("%s, %s:\n%s", name, what, plan)
			}
		}
	}
}

// TestWorkIsReadInOrder: the lists of the workbench are ranges of indexes, read no further than they show.
func TestWorkIsReadInOrder(t *testing.T) {
	s := newCommitteeScene(t)
	as := func(roles ...crm.Role) crm.Staff {
		who := crm.Staff{ID: 1, ProjectID: s.project}
		for _, r := range roles {
			who.Roles = append(who.Roles, crm.Assignment{Role: r, Department: "GC"})
		}
		return who
	}
	mine, untaken := workOf(as(crm.Handler))
	_, department := workOf(as(crm.DeptHead))
	scope, args := caseScope(as(crm.Clerk))
	seen := condition{scope, args}
	for index, c := range map[string]condition{"service_case_hands (handler_id=?)": mine, "service_case_untaken (project_id=? AND department=?)": untaken,
		"service_case_department (project_id=? AND department=?)": department, "service_case_approval (project_id=?)": decisionsOf(as(crm.Supervisor))[0],
		"service_case_withdrawal (project_id=?)": decisionsOf(as(crm.Manager))[1], "service_case_called (project_id=?)": calledOf(as(crm.Manager)), "service_case_called (project_id": calledOf(as(crm.Clerk)),
		"service_case_step (project_id=? AND": toAssign(as(crm.Supervisor)), "service_case_step (project_id=? AND step=?)": seen.and(`c.step = ? AND c.intake_owner_id = ?`, string(crm.ToConfirm), 1)} {
		plan := s.plan(`SELECT `+caseRowColumns+caseRowTables+c.where+` ORDER BY `+nextDue+`, c.id LIMIT 11`, c.args...)
		if !strings.Contains(plan, "c USING INDEX "+index) || strings.Contains(plan, "TEMP B-TREE FOR ORDER BY") {
			t.Errorf("%s:\n%s", index, plan)
		}
	}
	for _, b := range borders {
		query, args := b.next(openClocks(as(crm.Clerk)), 1_000_000)
		plan := s.plan(query, args...)
		if strings.Contains(plan, "TEMP B-TREE") || !strings.Contains(plan, "(project_id=? AND ") {
			t.Errorf("next %s:\n%s", b.moment, plan)
		}
	}
	gone := movedOutLately(s.project, "2026-11-22")
	if plan := s.plan(gone.query, append(gone.args, tickBatch)...); !strings.Contains(plan, "e USING COVERING INDEX occupancy_ended (moved_out_on>? AND moved_out_on<?)") || strings.Contains(plan, "SCAN") {
		t.Errorf("%s:\n%s", gone.name, plan)
	}
	query, args := openBeside(as(crm.Clerk), []int64{1, 2})
	if plan := s.plan(query, args...); !strings.Contains(plan, "service_case_customer_open (customer_id=?)") {
		t.Errorf("open cases of customers:\n%s", plan)
	}
}

// plan is how SQLite goes about a query.
func (s *committeeScene) plan(query string, args ...any) string {
	s.t.Helper()
	rows, err := s.store.read.Query(`EXPLAIN QUERY PLAN `+query, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var line string
		if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
			s.t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	return plan.String()
}
