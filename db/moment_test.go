package db

import (
	"context"
	"testing"

	"linli/db/crm"
)

// TestOneMoment: what is read together stays as it stood when the reading began, whoever writes meanwhile; the next reading is new.
func TestOneMoment(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	c := o.resident("单于晓", "15400000001", "3-2-501", "owner")
	read := func(ctx context.Context) int64 {
		k, err := customerInScope(o.store.reader(ctx), o.by(crm.Clerk).Staff, c.ID)
		o.ok(err)
		return k.RowVersion
	}
	before := read(t.Context())
	o.ok(o.store.atOneMoment(t.Context(), func(ctx context.Context) error {
		if read(ctx) != before {
			t.Error("the reading begins with another version")
		}
		o.sql(`UPDATE customer SET row_version = row_version + 1 WHERE id = ?`, c.ID)
		if read(ctx) != before {
			t.Error("a change shows in the middle of a reading")
		}
		return nil
	}))
	if read(t.Context()) != before+1 {
		t.Error("the next reading does not show the change")
	}
}
