package db

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"linli/db/crm"
)

// TestHeadlinesAreThoseOfTheReport holds the figures of the start pages to the count that reports are made of and to the
// cases that stand behind them.
func TestHeadlinesAreThoseOfTheReport(t *testing.T) {
	s := demoFile(t, Demo{Households: 60, Cases: 900, Seed: 1, Now: demoNow, Password: "demo-password"}, false)
	ctx, now := context.Background(), demoNow.Unix()
	p, err := committeeProjectOf(s.reader(ctx), 1)
	if err != nil {
		t.Fatal(err)
	}
	manager := crm.Staff{ID: 1, ProjectID: 1, Roles: []crm.Assignment{{Role: crm.Manager}}}
	months, err := s.Headlines(ctx, manager, now, p.zone)
	if err != nil {
		t.Fatal(err)
	}
	measures := int64(0)
	for _, m := range months {
		from, to := m.Month.Bounds(p.zone)
		var c crm.Counted
		if err := countRounds(s.reader(ctx), monthSpan{project: 1, from: from, to: to, now: now, zone: p.zone}, &c); err != nil {
			t.Fatal(err)
		}
		if m.Satisfied.Kept != c.Scores.Kept || m.Satisfied.Due != c.Scores.Due || m.Satisfied.Due == 0 {
			t.Errorf("%v: satisfied %d of %d, the report says %d of %d", m.Month, m.Satisfied.Kept, m.Satisfied.Due, c.Scores.Kept, c.Scores.Due)
		}
		for list, want := range map[crm.FigureList]int64{crm.ListTold: m.Told.Kept, crm.ListUntold: m.Told.Due - m.Told.Kept} {
			cases, err := s.Cases(ctx, manager, CaseFilter{Figure: list, FigureFrom: from, FigureTo: to, Limit: 1000}, now)
			if err != nil || int64(len(cases)) != want {
				t.Errorf("%v: %d cases behind %s, want %d: %v", m.Month, len(cases), list, want, err)
			}
		}
		if m.Told.Due == 0 {
			t.Errorf("%v: no case was closed", m.Month)
		}
		measures += int64(m.Measures.Due)
	}
	if measures == 0 {
		t.Error("no measure was due in two months")
	}
}

// TestManyWhoAskAreCountedForOnce: who asks while somebody counts waits for what is counted.
func TestManyWhoAskAreCountedForOnce(t *testing.T) {
	var s Store
	var box sync.Map
	var counted atomic.Int64
	var ready, done sync.WaitGroup
	release := make(chan struct{})
	const people = 8
	ready.Add(people)
	for range people {
		done.Go(func() {
			ready.Done()
			got, err := keep(&s, &box, keptFor{1, 1}, nil, 100, func(k *kept[string]) error {
				<-release
				counted.Add(1)
				k.value = "counted"
				return nil
			})
			if err != nil || got != "counted" {
				t.Errorf("%q %v", got, err)
			}
		})
	}
	ready.Wait()
	close(release)
	done.Wait()
	if n := counted.Load(); n != 1 {
		t.Errorf("counted %d times", n)
	}
	for _, later := range []struct {
		now    int64
		writes int64
		want   int64
	}{{160, 0, 1}, {161, 0, 2}, {161, 1, 3}, {161, 0, 3}} {
		s.writes.Add(later.writes)
		if _, err := keep(&s, &box, keptFor{1, 1}, nil, later.now, func(k *kept[string]) error { counted.Add(1); return nil }); err != nil || counted.Load() != later.want {
			t.Errorf("%+v: counted %d times: %v", later, counted.Load(), err)
		}
	}
}
