package db

import (
	"slices"
	"testing"
	"time"

	"linli/db/crm"
)

// TestMergedCaseLeavesEveryList merges a case that waits for its revisit and for a supervisor's call, looks that nothing of
// it is asked any more, takes it out again, and looks that all of it is.
func TestMergedCaseLeavesEveryList(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	ctx := t.Context()
	room, customer := d.room("2020-01-01", "")
	late := func(r *crm.Registration) { r.SubCategory = "外围" }
	resolve := func() {
		d.work()
		d.tell(crm.Told{})
	}
	master := d.register(room, customer, late).ID
	resolve()
	dup := d.register(room, customer, nil).ID
	resolve()
	d.now = d.now.Add(time.Hour)
	d.revisit(d.clerk, d.answered("yes", 1))
	d.wantTasks("before", "supervisor_call")
	rounds := func() (states []string) {
		list, err := caseRevisits(d.store.reader(ctx), dup)
		d.ok(err)
		for _, r := range list {
			states = append(states, r.Status)
		}
		return states
	}
	was := rounds()
	facts := d.facts(master, dup)
	in := crm.Merging{Reason: "同一件", Method: "phone", ToldNumber: true}
	d.now = d.now.Add(time.Hour)
	d.do(d.supervisor, func(by By, id, seen int64) error {
		m, err := d.store.CaseByID(ctx, d.manager, master)
		d.ok(err)
		return d.store.MergeCase(ctx, by, id, seen, master, m.Case.RowVersion, in)
	})
	d.wantTasks("merged")
	for _, list := range []CaseFilter{{Limit: 50}, {State: OpenCases, Limit: 50}} {
		rows, err := d.store.Cases(ctx, d.manager, list, d.now.Unix())
		d.ok(err)
		if slices.ContainsFunc(rows, func(r CaseRow) bool { return r.ID == dup && r.State.Open() }) {
			t.Error("the merged case stands in a list of open ones")
		}
	}
	d.now = d.now.Add(2 * 24 * time.Hour)
	d.do(d.supervisor, func(by By, id, seen int64) error { return d.store.UnmergeCase(ctx, by, id, seen, "两回事") })
	if now := rounds(); !slices.Equal(was, now) {
		t.Errorf("rounds %v, were %v", now, was)
	}
	d.wantTasks("apart again", "supervisor_call")
	if now := d.facts(master, dup); now != facts {
		t.Errorf("not as it was:\n%s\n%s", facts, now)
	}
	d.ok(d.store.Tick(ctx, d.now))
	for _, check := range []func(*testing.T, *Store, int64){checkJournal, checkFold, checkClocks, checkRounds} {
		check(t, d.store, d.now.Unix())
	}
}

// facts are where two cases stand, in words.
func (d *desk) facts(ids ...int64) (all string) {
	d.t.Helper()
	for _, id := range ids {
		p, err := d.store.CaseByID(d.t.Context(), d.manager, id)
		d.ok(err)
		c := p.Case
		all += c.No + " " + string(c.State) + " " + string(c.Gate)
		for _, name := range crm.ClockNames {
			k := c.Current().Clock(name)
			all += " " + string(k.Verdict(d.now.Unix())) + time.Unix(k.DueAt, 0).UTC().Format(" 02 15:04:05")
		}
		all += "\n"
	}
	return all
}

func (d *desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// TestAMovedAnchorIsKept: the receipt of a case moves by a correction, and by a duplicate that came in before it; what the file has
// is what the log says, and it moves back when the two are taken apart.
func TestAMovedAnchorIsKept(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	room, customer := d.room("2020-01-01", "")
	dup := d.register(room, customer, nil)
	d.now = d.now.Add(3 * time.Hour)
	master := d.register(room, customer, func(r *crm.Registration) { r.SubCategory = "外围" })
	anchor := func(when string, c *crm.Case, want time.Time) {
		t.Helper()
		p, err := d.store.CaseByID(t.Context(), d.manager, c.ID)
		d.ok(err)
		if y := p.Case.Current(); y.AnchorAt != want.Unix() || y.Ack.AnchorAt != want.Unix() || y.Ack.DueAt != want.Unix()+86400 {
			t.Errorf("%s: anchor %s, due %s", when, time.Unix(y.AnchorAt, 0).UTC(), time.Unix(y.Ack.DueAt, 0).UTC())
		}
		checkFold(t, d.store, 0)
	}
	start := d.now.Add(-3 * time.Hour)
	d.into(dup, master)
	anchor("merged", master, start)
	d.outOf(dup)
	anchor("apart", master, start.Add(3*time.Hour))
	anchor("apart", dup, start)
	d.id = dup.ID
	d.do(d.supervisor, func(by By, id, seen int64) error {
		return d.store.CorrectReceipt(t.Context(), by, id, seen, crm.Receipt{At: crm.Moment{At: start.Add(-time.Hour).Unix()}, LateEntry: "relayed", Reason: "门岗登记本"})
	})
	anchor("corrected", dup, start.Add(-time.Hour))
}
