package db

import (
	"context"
	"slices"
	"testing"
	"time"

	"linli/db/crm"
)

// night ticks at the start of a local day.
func (o *office) night(day string) {
	o.t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, day, time.FixedZone("UTC+8", 8*3600))
	o.ok(err)
	o.ok(o.store.Tick(context.Background(), at))
}

// held are what a customer agreed to and has not withdrawn, then the tags.
func (o *office) held(by By, id int64) (list []string) {
	o.t.Helper()
	p := o.profile(by, id)
	for _, c := range p.Consents {
		if c.Active() {
			list = append(list, c.Purpose)
		}
	}
	for _, t := range p.Tags {
		list = append(list, t.Code)
	}
	slices.Sort(list)
	return list
}

// TestMovingOutEndsOffersAndCare holds the border day, that a second night does nothing more, and that each end is in the journal.
func TestMovingOutEndsOffersAndCare(t *testing.T) {
	o, c, who := onFile(t)
	ctx, manager := context.Background(), who[crm.Manager]
	o.ok(o.store.GiveConsent(ctx, manager, c.ID, crm.Consent{Purpose: crm.ConsentPromotion, Method: "call", Evidence: "录音 1123"}))
	o.ok(o.store.GiveConsent(ctx, manager, c.ID, crm.Consent{Purpose: "photos", Method: "call", Evidence: "录音 1123"}))
	o.ok(o.store.AddCare(ctx, manager, c.ID, "独居老人", agreed()))
	_, err := o.store.AddTag(ctx, manager, c.ID, "养宠")
	o.ok(err)
	o.sql(`INSERT INTO customer_tag (customer_id, class, code, started_on) VALUES (?, 'care', '行动不便', '2026-01-01')`, c.ID)
	all := []string{"care", "photos", "promotion", "养宠", "独居老人", "行动不便"}
	slices.Sort(all)
	is := func(when string, want []string) {
		t.Helper()
		if got := o.held(manager, c.ID); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	o.night("2026-11-23")
	is("while living there", all)
	link := o.file(manager, c.ID).Customer.Links[0]
	o.ok(o.store.ChangeLink(ctx, manager, c.ID, o.version(c.ID), LinkChange{LinkID: link.ID, MovedInOn: link.MovedInOn, MovedOutOn: "2026-11-25", EndReason: "sold"}))
	o.night("2026-11-24")
	is("the day before", all)
	o.night("2026-11-25")
	is("from the day of leaving", []string{"photos", "养宠"})
	for kind, want := range map[string]int{"consent_withdrawn": 1, "care_withdrawn": 1, "care_ended": 2, "tag_ended": 0} {
		if n := o.count(`SELECT count(*) FROM journal WHERE kind = ? AND customer_id = ? AND actor_id = 0`, kind, c.ID); n != want {
			t.Errorf("%d lines %s, want %d", n, kind, want)
		}
	}
	for _, g := range o.profile(manager, c.ID).Consents {
		if !g.Active() && g.WithdrawnMethod != crm.ConsentMovedOut {
			t.Errorf("%s ended by %q", g.Purpose, g.WithdrawnMethod)
		}
	}
	before, lines := o.dump(), o.count(`SELECT count(*) FROM journal`)
	delete(before, "keeping") // when the clock last ticked
	o.night("2026-11-25")
	o.night("2026-11-26")
	o.same(before, o.dump())
	if n := o.count(`SELECT count(*) FROM journal`); n != lines {
		t.Errorf("a second night wrote %d lines", n-lines)
	}
}

// TestMovingWithinTheEstateEndsNothing holds that who leaves one home of several stays a resident.
func TestMovingWithinTheEstateEndsNothing(t *testing.T) {
	o, c, who := onFile(t)
	ctx, manager := context.Background(), who[crm.Manager]
	o.ok(o.store.GiveConsent(ctx, manager, c.ID, crm.Consent{Purpose: crm.ConsentPromotion, Method: "call", Evidence: "录音 1123"}))
	link := o.file(manager, c.ID).Customer.Links[0]
	o.ok(o.store.ChangeLink(ctx, manager, c.ID, o.version(c.ID), LinkChange{LinkID: link.ID, MovedInOn: link.MovedInOn, MovedOutOn: "2026-11-20", EndReason: "sold"}))
	o.ok(o.store.ChangeCustomer(ctx, manager, c.ID, o.version(c.ID), crm.CustomerForm{Room: "3-2-502", Relation: "tenant", MovedInOn: "2026-11-30", Given: map[string]bool{"room": true, "relation": true, "moved_in_on": true}}))
	o.night("2026-11-23")
	if got := o.held(manager, c.ID); !slices.Equal(got, []string{"promotion"}) {
		t.Errorf("who moves in again next week holds %v", got)
	}
}

// TestMovedOutLongAgo holds that nobody is overlooked who left before the days that every tick looks at, and that what is agreed to
// afterwards ends with the next day.
func TestMovedOutLongAgo(t *testing.T) {
	o, c, who := onFile(t)
	ctx, manager := context.Background(), who[crm.Manager]
	agree := func() {
		o.ok(o.store.GiveConsent(ctx, manager, c.ID, crm.Consent{Purpose: crm.ConsentPromotion, Method: "call", Evidence: "录音 1123"}))
	}
	agree()
	o.sql(`UPDATE occupancy SET moved_in_on = '2020-01-01', moved_out_on = '2025-02-01' WHERE customer_id = ?`, c.ID)
	o.night("2026-11-23")
	if got := o.held(manager, c.ID); len(got) > 0 {
		t.Errorf("who left long ago holds %v", got)
	}
	agree()
	o.night("2026-11-24")
	if got := o.held(manager, c.ID); len(got) > 0 {
		t.Errorf("a day later %v", got)
	}
	o.night("2026-11-25")
	agree()
	o.sql(`UPDATE occupancy SET moved_out_on = '2026-10-15' WHERE customer_id = ?`, c.ID)
	o.night("2026-11-25")
	if got := o.held(manager, c.ID); len(got) > 0 {
		t.Errorf("who left lately waits for the next day with %v", got)
	}
}
