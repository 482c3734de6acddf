package db

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"linli/db/crm"
)

// tickScene is a project with somebody of every role that the ladder names.
type tickScene struct {
	*committeeScene
	clerk, handler, supervisor crm.Staff
	start                      time.Time
}

func newTickScene(t *testing.T) *tickScene {
	t.Helper()
	s := &tickScene{committeeScene: newCommitteeScene(t)}
	s.start = s.time("2026-09-01 08:00:00")
	s.clerk, s.handler = s.hire("clerk", crm.Assignment{Role: crm.Clerk}), s.hire("handler", crm.Assignment{Role: crm.Handler, Department: "GC"})
	s.supervisor = s.hire("supervisor", crm.Assignment{Role: crm.Supervisor})
	return s
}

func (s *tickScene) hire(login string, role crm.Assignment) crm.Staff {
	s.t.Helper()
	by := By{Staff: crm.System(s.project), Now: s.time("2026-08-05 09:00:00")}
	if _, err := s.store.AddStaff(s.t.Context(), by, NewAccount{Login: login, Name: "员工" + login, PasswordHash: "-", Role: role}); err != nil {
		s.t.Fatal(err)
	}
	staff, err := s.store.StaffByLogin(s.t.Context(), s.project, s.start.Unix(), login)
	if err != nil {
		s.t.Fatal(err)
	}
	return staff
}

// complaint registers a general complaint at the start, in the hands of the handler when asked.
func (s *tickScene) complaint(assigned bool) *crm.Case {
	s.t.Helper()
	ctx, by := s.t.Context(), By{Staff: s.clerk, Now: s.start}
	by.Staff.ProjectCode = "LY"
	c, err := s.store.RegisterCase(ctx, by, NewCase{Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "facilities", SubCategory: "照明", Anonymous: true, Place: "大厅", Summary: "大厅的灯全部不亮"}})
	if err != nil || !assigned {
		return c
	}
	steps := []error{
		s.store.Acknowledge(ctx, by, c.ID, 1, crm.Acknowledgement{Method: "posted", ToldNumber: true, ToldNextStep: "今天派人去看", SummaryConfirmed: "yes"}),
		s.store.AssignCase(ctx, by, c.ID, 2, crm.Dispatch{Department: "GC"}, "handler"),
	}
	for _, err := range steps {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return c
}

// tickAt is a tick of a program that has run all along.
func (s *tickScene) tickAt(after time.Duration) {
	s.t.Helper()
	s.tickAfterStop(after - time.Minute)
	s.tickAfterStop(after)
}

// tickAfterStop is the first tick since the one before, whenever that was.
func (s *tickScene) tickAfterStop(after time.Duration) {
	s.t.Helper()
	if err := s.store.Tick(s.t.Context(), s.start.Add(after)); err != nil {
		s.t.Fatal(err)
	}
}

// open are the open tasks, as kind, title and whose they are.
func (s *tickScene) open() []string {
	s.t.Helper()
	rows, err := s.store.read.Query(`SELECT t.kind || ' ' || t.title || ' ' || COALESCE(p.login, t.role || t.department) FROM task t LEFT JOIN staff p ON p.id = t.assignee_id WHERE t.done_at = 0 ORDER BY t.id`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			s.t.Fatal(err)
		}
		list = append(list, line)
	}
	return list
}

func (s *tickScene) count(query string, args ...any) (n int) {
	s.t.Helper()
	if err := s.store.read.QueryRow(query, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func TestLadderOfAnAcknowledgement(t *testing.T) {
	s := newTickScene(t)
	c := s.complaint(false)
	half, late := "reminder 尚未受理确认，请联系客户 clerk", "reminder 受理确认即将超时 supervisor"
	over := "reminder 受理确认已超时，请尽快办理 supervisor"
	manager, explain := "reminder 受理确认已超时 manager", "explain_miss 请说明超时原因：受理确认 clerk"
	for _, step := range []struct {
		at   time.Duration
		want []string
	}{
		{12 * time.Hour, nil},
		{12*time.Hour + time.Second, []string{half}},
		{12*time.Hour + time.Minute, []string{half}},
		{18*time.Hour + time.Second, []string{half, late}},
		{24 * time.Hour, []string{half, late}},
		{24*time.Hour + time.Second, []string{half, over, explain, manager}},
		{25 * time.Hour, []string{half, over, explain, manager}},
	} {
		s.tickAt(step.at)
		if got := s.open(); !slices.Equal(got, step.want) {
			t.Errorf("after %s: %q, want %q", step.at, got, step.want)
		}
	}
	lines := s.count(`SELECT COUNT(*) FROM journal`)
	for range 3 {
		s.tickAt(26 * time.Hour)
	}
	if n := s.count(`SELECT COUNT(*) FROM journal`); n != lines {
		t.Errorf("a tick that has nothing to do wrote %d lines", n-lines)
	}
	for kind, want := range map[string]int{"deadline_missed": 1, "escalated": 3} {
		if n := s.count(`SELECT COUNT(*) FROM journal WHERE kind = ? AND subject = 'case' AND subject_id = ? AND actor_id = 0`, kind, c.ID); n != want {
			t.Errorf("%d lines %s, want %d", n, kind, want)
		}
	}
	by := By{Staff: s.clerk, Now: s.start.Add(26 * time.Hour)}
	if err := s.store.Acknowledge(t.Context(), by, c.ID, 2, crm.Acknowledgement{Method: "posted", ToldNumber: true, ToldNextStep: "今天派人去看", SummaryConfirmed: "yes"}); err != nil {
		t.Fatal(err)
	}
	if got := s.open(); !slices.Equal(got, []string{explain}) {
		t.Errorf("once confirmed: %q", got)
	}
	if err := s.store.ExplainMiss(t.Context(), by, c.ID, 3, crm.Miss{Clock: crm.AckClock, Reason: "人手不足"}); err != nil {
		t.Fatal(err)
	}
	if got := s.open(); len(got) != 0 {
		t.Errorf("once explained: %q", got)
	}
}

func TestLadderOfAResponse(t *testing.T) {
	s := newTickScene(t)
	s.complaint(true) // response after 48 hours, resolution after 72
	soon, head := "reminder 首次答复即将超时 handler", "reminder 首次答复即将超时 dept_headGC"
	explain, progress := "explain_miss 请说明超时原因：首次答复 handler", "progress 向客户说明进度 clerk"
	due, lateSoon, lateHead := "reminder 首次答复已超时 manager", "reminder 首次答复已超时，请尽快办理 handler", "reminder 首次答复已超时，请尽快办理 dept_headGC"
	for _, step := range []struct {
		at   time.Duration
		want []string
	}{
		{48*time.Hour*4/5 - time.Second, nil},
		{48*time.Hour*4/5 + time.Second, []string{soon, head}},
		{48*time.Hour + time.Second, []string{lateSoon, lateHead, explain, progress, due}},
	} {
		s.tickAt(step.at)
		if got := s.open(); !slices.Equal(got, step.want) {
			t.Errorf("after %s: %q, want %q", step.at, got, step.want)
		}
	}
	s.tickAt(72*time.Hour + time.Second)
	if !slices.Contains(s.open(), "reminder 首次答复严重超时 quality") {
		t.Errorf("half the span after its due: %q", s.open())
	}
}

// TestTickAfterDowntime: what nobody saw for days is caught up with at once, in the same words, and once.
func TestTickAfterDowntime(t *testing.T) {
	s := newTickScene(t)
	for range 3*tickBatch + 7 {
		s.complaint(false)
	}
	s.tickAt(30 * 24 * time.Hour)
	if n := s.count(`SELECT COUNT(*) FROM case_clock WHERE due_at <> 0 AND missed_due_at = due_at`); n != 3*(3*tickBatch+7) {
		t.Errorf("%d misses", n)
	}
	tasks := s.count(`SELECT COUNT(*) FROM task`)
	s.tickAt(30 * 24 * time.Hour)
	if n := s.count(`SELECT COUNT(*) FROM task`); n != tasks || tasks == 0 {
		t.Errorf("%d tasks, then %d", tasks, n)
	}
	if v, err := s.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

// TestReadingNeedsNoTick: lists say the same before and after the tick has written the misses.
func TestReadingNeedsNoTick(t *testing.T) {
	s := newTickScene(t)
	s.complaint(true)
	now := s.start.Add(80 * time.Hour)
	read := func() string {
		rows, err := s.store.Clocks(context.Background(), s.manager, ClockFilter{Limit: 10}, now.Unix())
		if err != nil {
			t.Fatal(err)
		}
		counts, err := s.store.OverdueCounts(context.Background(), s.manager, now.Unix(), time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := s.store.Cases(context.Background(), s.manager, CaseFilter{Verdict: crm.Missed, Limit: 10}, now.Unix())
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(counts.Total, len(cases))
		for _, r := range rows {
			text += fmt.Sprint(" ", r.Name, r.Clock.Verdict(now.Unix()))
		}
		return text
	}
	before := read()
	s.tickAt(80 * time.Hour)
	if after := read(); after != before {
		t.Errorf("before %s, after %s", before, after)
	}
}

// TestReminderGoesToWhoIsThere: a leaver is not reminded, the supervisor is.
func TestReminderGoesToWhoIsThere(t *testing.T) {
	s := newTickScene(t)
	s.complaint(false)
	if err := s.store.DisableStaff(t.Context(), By{Staff: s.manager, Now: s.start}, s.clerk.ID, 0); err != nil {
		t.Fatal(err)
	}
	s.tickAt(13 * time.Hour)
	if got, want := s.open(), []string{"reminder 尚未受理确认，请联系客户 supervisor"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	rows, err := s.store.Cases(t.Context(), s.manager, CaseFilter{Limit: 10}, s.start.Unix())
	if err != nil || len(rows) != 1 || !rows[0].Unowned {
		t.Errorf("a case without a living intake owner: %+v %v", rows, err)
	}
}
