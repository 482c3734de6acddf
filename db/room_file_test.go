package db

import (
	"context"
	"testing"

	"linli/db/crm"
)

// TestPapersOfARoomAreCounted holds that checks and consents of those who live there stand in the index, care for few only.
func TestPapersOfARoomAreCounted(t *testing.T) {
	o, c, who := onFile(t)
	ctx, manager := context.Background(), who[crm.Manager]
	o.ok(o.store.GiveConsent(ctx, manager, c.ID, crm.Consent{Purpose: "photos", Method: "call", Evidence: "录音 1123"}))
	o.ok(o.store.AddCare(ctx, manager, c.ID, "独居老人", agreed()))
	o.ok(o.store.VerifyFile(ctx, manager, c.ID, "phone", "", o.today()))
	room := o.file(manager, c.ID).Customer.Links[0].RoomID
	for role, consents := range map[crm.Role]int{crm.Manager: 2, crm.Clerk: 1} {
		f, err := o.store.RoomFile(ctx, who[role].Staff, room, o.today())
		o.ok(err)
		if f.Consents != consents || f.Verifications != 1 || f.Revisits != 0 {
			t.Errorf("%s: %d consents, %d checks, %d revisits", role, f.Consents, f.Verifications, f.Revisits)
		}
	}
	o.sql(`UPDATE occupancy SET moved_out_on = ? WHERE room_id = ?`, o.today(), room)
	f, err := o.store.RoomFile(ctx, manager.Staff, room, o.today())
	o.ok(err)
	if f.Consents+f.Verifications != 0 {
		t.Errorf("papers of who has left: %+v", f)
	}
}
