package db

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"linli/db/crm"
)

// whatCasesWaitFor is crm.Case.Step in SQL, of the case that a line of the journal is about.
const whatCasesWaitFor = `SELECT CASE WHEN c.is_open = 0 THEN ''
	WHEN EXISTS (SELECT 1 FROM case_clock a WHERE a.case_id = c.id AND a.cycle_no = c.cycle_no AND a.clock = 'ack' AND a.at = 0 AND a.off = 0 AND a.due_at <> 0) THEN 'to_confirm'
	WHEN c.state = 'assigned' THEN 'to_accept' WHEN c.state IN ('in_progress', 'on_hold') THEN 'in_hand' WHEN c.state = 'pending_revisit' THEN 'to_revisit' ELSE 'to_assign' END
	FROM service_case c WHERE c.id = NEW.subject_id`

// TestStepAfterEveryChange makes a demo in a file that refuses a line about a case whose step is not that of its clocks and
// state as they lie in the file then. That the step is the rule's, for every case, is among the invariants.
func TestStepAfterEveryChange(t *testing.T) {
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for _, statement := range []string{
		`CREATE TABLE seen (step TEXT PRIMARY KEY)`,
		`CREATE TRIGGER step_kept AFTER INSERT ON journal WHEN NEW.subject = 'case' BEGIN
			SELECT RAISE(ABORT, 'a case stands in another step than its clocks') WHERE (` + whatCasesWaitFor + `) <> (SELECT COALESCE(step, '') FROM service_case WHERE id = NEW.subject_id);
			INSERT INTO seen SELECT COALESCE(step, '') FROM service_case WHERE id = NEW.subject_id ON CONFLICT DO NOTHING;
		END`,
	} {
		if _, err := s.write.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	in := Demo{Households: 60, Cases: 250, Seed: 3, Now: demoNow, Password: demoPassword}
	if err := newDemo(s, context.Background(), in).make(in); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(column(t, s, `SELECT step FROM seen ORDER BY step`), " "); got != " in_hand to_accept to_assign to_confirm to_revisit" {
		t.Errorf("steps that were met: %s", got)
	}
}

// TestColumnsAreRangesOfAnIndex: a column reads the cases that it shows and no other, whoever asks; counting reads none.
func TestColumnsAreRangesOfAnIndex(t *testing.T) {
	s := newCommitteeScene(t)
	role := func(a crm.Assignment) crm.Staff {
		return crm.Staff{ID: 7, ProjectID: s.project, Roles: []crm.Assignment{a}}
	}
	for name, by := range map[string]crm.Staff{"clerk": role(crm.Assignment{Role: crm.Clerk}), "handler": role(crm.Assignment{Role: crm.Handler, Department: "GC"})} {
		c := CaseFilter{Step: crm.ToConfirm}.where(by, 1_000_000)
		cards := s.plan(`SELECT `+caseRowColumns+caseRowTables+c.where+` ORDER BY `+nextDue+`, c.id LIMIT 20`, c.args...)
		if !strings.Contains(cards, "c USING INDEX service_case_step (project_id=? AND step=?)") || strings.Contains(cards, "TEMP B-TREE") {
			t.Errorf("%s:\n%s", name, cards)
		}
		if count := s.plan(countedCases(c), c.args...); !strings.Contains(count, "c USING COVERING INDEX service_case_step (project_id=? AND step=?)") {
			t.Errorf("%s counts:\n%s", name, count)
		}
	}
}

// TestAStewardsCasesAreFoundByThemselves: what a steward has open is read from what makes it theirs, not from among all.
func TestAStewardsCasesAreFoundByThemselves(t *testing.T) {
	s := newCommitteeScene(t)
	steward := crm.Staff{ID: 7, ProjectID: s.project, Roles: []crm.Assignment{{Role: crm.Steward, Buildings: []string{"3"}}}}
	step := CaseFilter{Step: crm.ToConfirm}.where(steward, 1_000_000)
	tables, clocks := clocksSeen(steward)
	for name, plan := range map[string]string{
		"board":  s.plan(`SELECT `+caseRowColumns+caseRowTables+step.where+` ORDER BY `+nextDue+`, c.id LIMIT 20`, step.args...),
		"clocks": s.plan(`SELECT COUNT(*) FROM case_clock k`+tables+` WHERE `+clocks.where+` AND k.due_at < ?`, append(clocks.args, 1_000_000)...),
	} {
		for _, part := range []string{"service_case_handler (handler_id=? AND is_open=?)", "service_case_intake (intake_owner_id=?)", "service_case_building (project_id=? AND building_no=?)", "case_clock_pending (project_id=?)"} {
			if !strings.Contains(plan, part) {
				t.Errorf("%s without %s:\n%s", name, part, plan)
			}
		}
		if strings.Contains(plan, "service_case_step") || strings.Contains(plan, "case_clock_open") || strings.Contains(plan, "SCAN o") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
	query, args := revisitsOf(steward, RevisitFilter{Whose: "own", Limit: 11}, 1_000_000)
	if plan := s.plan(query, args...); !strings.Contains(plan, "v USING INDEX revisit_whose (project_id=? AND assignee_id=?)") || strings.Contains(plan, "TEMP B-TREE FOR ORDER BY") {
		t.Errorf("own revisits:\n%s", plan)
	}
}
