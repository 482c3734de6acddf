package db

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// waiting is a general complaint (due after 72 hours) on hold from the 24th hour until 2026-09-05 00:00.
func (s *tickScene) waiting(reason string) *crm.Case {
	s.t.Helper()
	c, ctx := s.complaint(true), s.t.Context()
	by := By{Staff: s.handler, Now: s.start.Add(time.Hour)}
	lead := By{Staff: s.supervisor, Now: s.start.Add(24 * time.Hour)}
	for _, err := range []error{
		s.store.AcceptCase(ctx, by, c.ID, 3, "去看"),
		s.store.RespondCase(ctx, by, c.ID, 4, crm.Response{Method: "posted", Text: "等厂家来修"}),
		s.store.HoldCase(ctx, lead, c.ID, 5, crm.Hold{Reason: reason, Evidence: "厂家回函", Until: "2026-09-05", Method: "posted"}),
	} {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return c
}

// TestTickOfAHold: a paused clock is neither missed nor climbed; the case is taken up at midnight and its ladder follows the due.
func TestTickOfAHold(t *testing.T) {
	s := newTickScene(t)
	c := s.waiting("third_party") // held 2026-09-02 08:00 for 64 h: due 2026-09-07 00:00
	read := func(after time.Duration) string {
		now := s.start.Add(after).Unix()
		words := ""
		for _, v := range []crm.Verdict{crm.Running, crm.DueSoon, crm.Paused, crm.Missed} {
			cases, err := s.store.Cases(t.Context(), s.manager, CaseFilter{Clock: crm.ResolutionClock, Verdict: v, Limit: 9}, now)
			if err != nil {
				t.Fatal(err)
			}
			if len(cases) == 1 {
				words += string(v)
			}
		}
		missed, soon, err := s.store.Pressing(t.Context(), s.manager, now)
		if err != nil {
			t.Fatal(err)
		}
		clocks, err := s.store.Clocks(t.Context(), s.manager, ClockFilter{Verdict: crm.Paused, Limit: 9}, now)
		if err != nil {
			t.Fatal(err)
		}
		return words + strings.Repeat("!", missed) + strings.Repeat("?", soon) + strings.Repeat("=", len(clocks))
	}
	for _, step := range []struct {
		at   time.Duration
		want string
	}{{24 * time.Hour, "paused="}, {73 * time.Hour, "paused="}, {88*time.Hour - time.Second, "paused="}} {
		s.tickAt(step.at)
		if got := read(step.at); got != step.want || len(s.open()) != 0 {
			t.Errorf("after %s: %s, want %s; tasks %q", step.at, got, step.want, s.open())
		}
	}
	if got := read(88 * time.Hour); got != "running" {
		t.Errorf("at midnight, before the tick: %s", got)
	}
	s.tickAt(88 * time.Hour)
	if p, err := s.store.CaseByID(t.Context(), s.manager, c.ID); err != nil || p.Case.State != crm.InProgress || p.Case.Current().PausedSecs != 64*3600 {
		t.Fatalf("at midnight: %+v %v", p, err)
	}
	over := "hold_over 挂起期满，已恢复办理，请跟进 supervisor"
	if got := s.open(); !slices.Equal(got, []string{over}) {
		t.Errorf("taken up: %q", got)
	}
	s.tickAt(136*time.Hour - 72*time.Hour/5)
	if got := s.open(); len(got) != 1 {
		t.Errorf("before the last fifth: %q", got)
	}
	s.tickAt(136*time.Hour - 72*time.Hour/5 + time.Second)
	if got := s.open(); len(got) != 3 || got[1] != "reminder 处理完成即将超时 handler" {
		t.Errorf("in the last fifth: %q", got)
	}
	s.tickAt(136 * time.Hour)
	if got := read(136 * time.Hour); got != "due_soon?" {
		t.Errorf("at its due: %s", got)
	}
	s.tickAt(136*time.Hour + time.Second)
	if got := read(136*time.Hour + time.Second); got != "missed!" {
		t.Errorf("past its due: %s", got)
	}
	if v, err := s.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

// TestHoldForMaterialsIsMissedAsAnyOther: what pauses nothing is missed while it waits.
func TestHoldForMaterialsIsMissedAsAnyOther(t *testing.T) {
	s := newTickScene(t)
	s.waiting("parts")
	s.tickAt(72*time.Hour + time.Second)
	if got := s.open(); !slices.Contains(got, "reminder 处理完成已超时 manager") {
		t.Errorf("past its due on hold: %q", got)
	}
	s.tickAt(88 * time.Hour)
	if n := s.count(`SELECT COUNT(*) FROM service_case WHERE state = 'in_progress' AND hold_until = 0`); n != 1 {
		t.Error("not taken up at midnight")
	}
}
