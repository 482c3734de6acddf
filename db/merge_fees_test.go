package db

import (
	"testing"

	"linli/db/crm"
)

// bill puts a fee of January on a file, paid on a day or not at all.
func (o *office) bill(c crm.Customer, fen int64, paidOn string) {
	o.t.Helper()
	o.sql(`INSERT INTO fee_record (project_id, customer_id, room_id, item, period, receivable_fen, due_on) VALUES (1, ?, (SELECT room_id FROM occupancy WHERE customer_id = ? ORDER BY id LIMIT 1), 'property', '2026-01', ?, '2026-01-31')`,
		c.ID, c.ID, fen)
	if paidOn != "" {
		o.sql(`INSERT INTO payment (fee_id, amount_fen, paid_on) VALUES ((SELECT MAX(id) FROM fee_record), ?, ?)`, fen, paidOn)
	}
}

// TestTheSameFeeOnBothFilesCountsOnce holds that a fee both files hold is kept once, and that an undo gives each its own.
func TestTheSameFeeOnBothFilesCountsOnce(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	kept, gone := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-501", "occupant")
	o.bill(kept, 12000, "2026-01-20")
	o.bill(gone, 12000, "2026-01-20")
	o.sql(`UPDATE fee_record SET disputed = 1 WHERE customer_id = ?`, gone.ID)
	before := o.dump()
	p, err := o.store.PreviewMerge(t.Context(), o.by(crm.Supervisor).Staff, kept.ID, gone.ID, o.today())
	o.ok(err)
	if p.Fees != 1 || len(p.Problems) != 0 {
		t.Errorf("preview: %d fees, %v", p.Fees, p.Problems)
	}
	o.ok(o.merge(kept, gone))
	fees, err := o.store.Fees(t.Context(), o.by(crm.Supervisor).Staff, kept.ID)
	o.ok(err)
	if len(fees) != 1 || len(fees[0].Payments) != 1 || !fees[0].Disputed {
		t.Errorf("after the merge: %+v", fees)
	}
	o.ok(o.undo(gone))
	o.same(before, o.dump())
}

func TestFeesThatDifferForbidAMerge(t *testing.T) {
	for _, x := range []struct {
		name   string
		fen    int64
		paidOn string
		words  string
	}{
		{"another sum", 12001, "2026-01-20", "两份档案都有 3-2-501 2026-01 的物业费，而应收、缴费不同"},
		{"paid another day", 12000, "2026-01-21", "而缴费不同"},
		{"not paid", 12000, "", "而缴费不同；请先查明哪一笔是对的"},
	} {
		t.Run(x.name, func(t *testing.T) {
			o := newOffice(t)
			o.staffed()
			kept, gone := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-501", "occupant")
			o.bill(kept, 12000, "2026-01-20")
			o.bill(gone, x.fen, x.paidOn)
			o.refused(o.merge(kept, gone), crm.Conflict, x.words)
		})
	}
}
