package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// TestFrameKeptIsTrue holds the kept counts to what is counted anew: after a write, when a due passes, when roles change.
func TestFrameKeptIsTrue(t *testing.T) {
	ctx := context.Background()
	s, by := benchStore(t)
	now := by.Now.Unix()
	counted := func(what string, who crm.Staff, now int64) Frame {
		t.Helper()
		kept, err := s.Frame(ctx, who, now)
		if err != nil {
			t.Fatal(err)
		}
		missed, soon, err := s.Pressing(ctx, who, now)
		if err != nil {
			t.Fatal(err)
		}
		fresh := &Store{Path: s.Path, read: s.read, write: s.write}
		if counts, want := openCounts(t, s, who, now), openCounts(t, fresh, who, now); !reflect.DeepEqual(counts, want) {
			t.Errorf("%s: kept %+v, counted %+v", what, counts, want)
		}
		want, err := fresh.Frame(ctx, who, now)
		if err != nil {
			t.Fatal(err)
		}
		wantMissed, wantSoon, err := fresh.Pressing(ctx, who, now)
		if err != nil {
			t.Fatal(err)
		}
		if kept.Missed != want.Missed || kept.Tasks != want.Tasks || len(kept.Projects) != len(want.Projects) || missed != wantMissed || soon != wantSoon {
			t.Errorf("%s: kept %+v, %d missed, %d soon; counted %+v, %d, %d", what, kept, missed, soon, want, wantMissed, wantSoon)
		}
		return kept
	}
	before := counted("at first", by.Staff, now)
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if err := tx.exec(`UPDATE case_clock SET anchor_at = ?, due_at = ?, missed_due_at = 0 WHERE case_id = 1 AND clock = 'ack'`, now-86400, now+30); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE case_clock SET anchor_at = ?, due_at = ?, missed_due_at = 0 WHERE case_id = 1 AND clock = 'response'`, now, now+40+2*3600); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE case_clock SET met_at = 0, off = 0 WHERE case_id = 1 AND clock IN ('ack', 'response')`); err != nil {
			return err
		}
		return tx.addTask(NewTask{Kind: "approve", Title: "审批", Subject: "case", SubjectID: 1, Role: crm.Supervisor, DueAt: now, DedupeKey: "frame-test"})
	})
	if err != nil {
		t.Fatal(err)
	}
	after := counted("after a write", by.Staff, now)
	if after.Tasks != before.Tasks+1 {
		t.Errorf("%d tasks after one more was added to %d", after.Tasks, before.Tasks)
	}
	counted("at the due", by.Staff, now+30)
	late := counted("after the due", by.Staff, now+31)
	if late.Missed != after.Missed+1 {
		t.Errorf("%d missed after one more due has passed, %d before", late.Missed, after.Missed)
	}
	counted("a second before one more is about to be missed", by.Staff, now+39)
	counted("from then on", by.Staff, now+40)
	counted("after a clock that was set back", by.Staff, now)
	err = s.inTx(ctx, by, func(tx *Tx) error {
		return tx.exec(`UPDATE case_clock SET anchor_at = ?, due_at = ?, missed_due_at = 0, met_at = 0, off = 0, paused_until = ? WHERE case_id = 1 AND clock = 'resolution'`, now-86400, now+3600, now+35)
	})
	if err != nil {
		t.Fatal(err)
	}
	counted("in a pause", by.Staff, now+32)
	counted("in its last second", by.Staff, now+34)
	counted("after a pause", by.Staff, now+35)
	clerk := by.Staff
	clerk.Roles = []crm.Assignment{{Role: crm.Clerk}}
	counted("with another role", clerk, now)
	handler := by.Staff
	handler.Roles = []crm.Assignment{{Role: crm.Handler, Department: "GC"}}
	if f := counted("without the right to all cases", handler, now); f.Missed != 0 {
		t.Errorf("a handler is told of %d misses of the project", f.Missed)
	}
}

// openCounts are the counts of the overdue page but for the settled misses, which may be a minute old.
func openCounts(t *testing.T, s *Store, who crm.Staff, now int64) OverdueCounts {
	t.Helper()
	o, err := s.OverdueCounts(t.Context(), who, now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, lines := range [][]CountLine{o.Clocks, o.Departments, o.People} {
		for i := range lines {
			lines[i].Late = 0
		}
	}
	o.Total.Late = 0
	isNone := func(l CountLine) bool { return l.Missed+l.DueSoon == 0 }
	o.Departments, o.People = slices.DeleteFunc(o.Departments, isNone), slices.DeleteFunc(o.People, isNone)
	return o
}

// TestCountTasksIsTheList counts what the list of tasks shows.
func TestCountTasksIsTheList(t *testing.T) {
	ctx := context.Background()
	s, by := benchStore(t)
	err := s.inTx(ctx, by, func(tx *Tx) error {
		for i, task := range []NewTask{{Role: crm.Manager}, {Role: crm.Supervisor}, {Role: crm.DeptHead, Department: "GC"}, {Role: crm.DeptHead, Department: "KF"}, {Role: crm.DeptHead}, {AssigneeID: 1, Role: crm.Clerk}, {Role: crm.Clerk},
			{Role: crm.Manager, Subject: "case", SubjectID: 1}, {Role: crm.Manager, Subject: "case", SubjectID: 2}, {AssigneeID: 1, Subject: "case", SubjectID: 2}} {
			task.Kind, task.Title, task.DedupeKey = "approve", "审批", "count-"+string(rune('a'+i))
			if err := tx.addTask(task); err != nil {
				return err
			}
		}
		return tx.exec(`INSERT INTO case_bar (staff_id, case_id) VALUES (1, 2)`)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, roles := range [][]crm.Assignment{
		{{Role: crm.Manager}}, {{Role: crm.Supervisor}}, {{Role: crm.Manager}, {Role: crm.Supervisor}}, {{Role: crm.DeptHead, Department: "GC"}},
		{{Role: crm.DeptHead, Department: "GC"}, {Role: crm.DeptHead, Department: "KF"}, {Role: crm.Clerk}},
	} {
		who := crm.Staff{ID: 1, ProjectID: 1, Roles: roles}
		list, err := s.Tasks(ctx, who, false, CaseKey{}, 2000)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := countTasks(s.reader(ctx), who); err != nil || n != len(list) || n < 2 {
			t.Errorf("roles %v: counted %d tasks, the list has %d, error %v", roles, n, len(list), err)
		}
		if err := eachTask(s, who, &list); err != nil || len(list) != 0 {
			t.Errorf("roles %v: the list leaves %v, error %v", roles, list, err)
		}
	}
}

// eachTask takes the open tasks of a person out of a list, asking page by page and task by task.
func eachTask(s *Store, who crm.Staff, list *[]Task) error {
	where, args := taskScope(who)
	rows, err := s.read.Query(`SELECT `+taskColumns+taskTables+`WHERE t.done_at = 0 AND `+where+` ORDER BY t.due_at, t.id`, args...)
	all, err := collect(rows, err, func(rows *sql.Rows, t *Task) error { return scanTask(rows, t) })
	if err != nil || !reflect.DeepEqual(all, *list) {
		return errors.Join(err, fmt.Errorf("the scope holds %v", all))
	}
	for after := (CaseKey{}); len(*list) > 0; {
		page, err := s.Tasks(context.Background(), who, false, after, 2)
		if err != nil || len(page) == 0 || !reflect.DeepEqual(page, (*list)[:len(page)]) {
			return errors.Join(err, fmt.Errorf("after %v comes %v", after, page))
		}
		last := page[len(page)-1]
		after, *list = CaseKey{last.DueAt, last.ID}, (*list)[len(page):]
	}
	return nil
}

// TestTasksAreReadInOrder: each part of the list of tasks is a range of an index, read no further than the page.
func TestTasksAreReadInOrder(t *testing.T) {
	s := newCommitteeScene(t)
	who := crm.Staff{ID: 1, ProjectID: s.project, Roles: []crm.Assignment{{Role: crm.Manager}, {Role: crm.DeptHead, Department: "GC"}}}
	all := eachPart(`SELECT t.due_at, t.id FROM task t`, openTasks(who))
	plan := s.plan(all.where+` ORDER BY 1, 2 LIMIT 11`, all.args...)
	for line := range strings.Lines(plan) {
		if strings.Contains(line, " t ") && !strings.Contains(line, "task_person") && !strings.Contains(line, "task_duty") || strings.Contains(line, "TEMP B-TREE FOR ORDER") {
			t.Errorf("%s in:\n%s", line, plan)
		}
	}
}
