package db

import (
	"errors"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// refused fails unless err says no with the words.
func (o *office) refused(err error, code crm.Code, words string) {
	o.t.Helper()
	var refusal *crm.Error
	if !errors.As(err, &refusal) || refusal.Code != code || !strings.Contains(refusal.Message, words) {
		o.t.Errorf("%v, want %s with %q", err, code, words)
	}
}

func TestMergeIsRefused(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	a, b := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-502", "owner")
	before := o.dump()
	_, err := o.store.MergeCustomers(t.Context(), o.by(crm.Clerk), a.ID, 1, b.ID, 1, "", o.today())
	o.refused(err, crm.Forbidden, "没有合并")
	stranger := o.by(crm.Manager)
	stranger.Staff.ProjectID = 2
	_, err = o.store.MergeCustomers(t.Context(), stranger, a.ID, 1, b.ID, 1, "", o.today())
	o.refused(err, crm.NotFound, "没有找到")
	for _, seen := range [][2]int64{{2, 1}, {1, 2}} {
		_, err = o.store.MergeCustomers(t.Context(), o.by(crm.Manager), a.ID, seen[0], b.ID, seen[1], "", o.today())
		var stale *Stale
		if !errors.As(err, &stale) {
			t.Errorf("versions %v: %v", seen, err)
		}
	}
	o.refused(o.merge(a, a), crm.Conflict, "同一份档案")
	o.sql(`INSERT INTO fee_record (project_id, customer_id, item, period, receivable_fen, due_on) VALUES (1, ?, 'property', '2026-01', 100, '2026-01-31'), (1, ?, 'property', '2026-01', 101, '2026-01-31')`, a.ID, b.ID)
	o.refused(o.merge(a, b), crm.Conflict, "两份档案都有 2026-01 的物业费，而应收不同")
	o.sql(`UPDATE fee_record SET status = 'taken_back' WHERE customer_id = ?`, b.ID)
	o.sql(`UPDATE customer SET kind = 'organisation' WHERE id = ?`, b.ID)
	o.refused(o.merge(a, b), crm.Conflict, "一份是单位")
	o.sql(`UPDATE customer SET kind = 'person' WHERE id = ?`, b.ID)
	o.sql(`DELETE FROM fee_record`)
	o.same(before, o.dump())
	if n := o.count(`SELECT count(*) FROM journal WHERE kind = 'customers_merged'`); n != 0 {
		t.Error("a refused merge is in the journal")
	}
	o.ok(o.merge(a, b))
	o.refused(o.merge(a, b), crm.Conflict, "KH-LY-000002 已合并")
}

// TestMergeKeepsOnePrimaryContact holds that no room comes to have two at a time by the join of two links.
func TestMergeKeepsOnePrimaryContact(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	a := o.resident("许婷", "", "3-2-501", "owner") // primary since 2020
	b, c := o.resident("许婷", "", "3-2-501", "owner"), o.resident("孔平", "", "3-2-501", "tenant")
	o.sql(`UPDATE occupancy SET moved_in_on = '2018-01-01' WHERE customer_id = ?`, b.ID)
	o.sql(`UPDATE occupancy SET moved_in_on = '2019-01-01', moved_out_on = '2020-01-01', is_primary_contact = 1 WHERE customer_id = ?`, c.ID)
	o.refused(o.merge(a, b), crm.Conflict, "3-2-501：同一时间一间房只能有一位主要联系人")
	o.sql(`UPDATE occupancy SET is_primary_contact = 0 WHERE customer_id = ?`, c.ID)
	o.ok(o.merge(a, b))
}

func TestUndoIsRefused(t *testing.T) {
	o := newOffice(t)
	kept, gone := o.twins()
	o.refused(o.undo(gone), crm.NotFound, "没有合并过")
	o.ok(o.merge(kept, gone))
	merged, held := o.now, o.dump()
	o.now = merged.Add(7*24*time.Hour + time.Second)
	o.refused(o.undo(gone), crm.Conflict, "超过 7 天")
	o.now = merged.Add(time.Hour)
	o.refused(o.store.UndoMerge(t.Context(), o.by(crm.Clerk), gone.ID, o.version(gone.ID)), crm.Forbidden, "没有合并")
	var stale *Stale
	if err := o.store.UndoMerge(t.Context(), o.by(crm.Manager), gone.ID, 1); !errors.As(err, &stale) {
		t.Errorf("a stale form: %v", err)
	}
	// somebody else became the payer of the room in between
	o.sql(`UPDATE occupancy SET is_payer = 0, moved_in_on = '2019-06-01' WHERE customer_id = ?`, kept.ID)
	o.sql(`INSERT INTO occupancy (customer_id, room_id, relation, is_payer) VALUES (3, 1, 'tenant', 1)`)
	changed := o.dump()
	o.refused(o.undo(gone), crm.Conflict, "3-2-501 有了改动")
	o.same(changed, o.dump())
	o.sql(`DELETE FROM occupancy WHERE customer_id = 3`)
	o.sql(`UPDATE occupancy SET is_payer = 1, moved_in_on = '2019-05-01' WHERE customer_id = ?`, kept.ID)
	o.same(held, o.dump())
	o.ok(o.undo(gone))
	o.refused(o.undo(gone), crm.Conflict, "已经撤销")
	o.ok(o.merge(kept, gone)) // and once more
	o.ok(o.undo(gone))
}

// TestMergesAreUndoneBackwards holds that of several merges the last one goes first.
func TestMergesAreUndoneBackwards(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	a, b := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-502", "owner")
	c, d := o.resident("许婷", "15400000003", "3-2-503", "owner"), o.resident("许婷", "15400000004", "3-2-504", "owner")
	before := o.dump()
	o.ok(o.merge(c, d))
	o.ok(o.merge(b, c))
	o.ok(o.merge(a, b))
	if id, err := survivor(o.store.reader(t.Context()), d.ID); err != nil || id != a.ID {
		t.Errorf("the last file leads to %d, %v", id, err)
	}
	o.refused(o.undo(d), crm.Conflict, "KH-LY-000003 后来又并入了另一份")
	o.ok(o.undo(b))
	o.ok(o.merge(a, b))
	o.ok(o.undo(b))
	o.ok(o.undo(c))
	o.ok(o.undo(d))
	o.same(before, o.dump())
	o.ok(o.merge(a, b))
	o.ok(o.merge(a, c))
	o.refused(o.undo(b), crm.Conflict, "还并入了别的档案")
	o.ok(o.undo(c))
	o.ok(o.undo(b))
	o.same(before, o.dump())
}
