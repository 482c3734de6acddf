package db

import (
	"testing"
	"time"

	"linli/db/crm"
)

// TestAbandonedPreview: an upload that nobody came back to for seven days loses its rows, and says so.
func TestAbandonedPreview(t *testing.T) {
	o := newOffice(t)
	old := o.start("old.csv", roster("许婷,15400000001,3-2-501,业主,"))
	touched := o.start("touched.csv", roster("孔平,15400000002,3-2-502,业主,"))
	done := o.commit(o.start("done.csv", roster("曹磊,15400000003,3-2-503,业主,")), false)
	start := o.now
	o.now = start.Add(time.Second)
	if err := o.store.SetImportMapping(t.Context(), o.by(crm.Manager), touched.ID, 1, touched.HeaderRow, touched.Mapping); err != nil {
		t.Fatal(err)
	}
	rows := func(b crm.Import) int { return o.count(`SELECT COUNT(*) FROM import_row WHERE batch_id = ?`, b.ID) }
	tick := func(after time.Duration) {
		t.Helper()
		o.now = start.Add(after)
		if err := o.store.Tick(t.Context(), o.now); err != nil {
			t.Fatal(err)
		}
	}
	tick(previewDays * 24 * time.Hour)
	if rows(old) != 2 || o.page(old.ID).Status != crm.ImportPreviewed {
		t.Fatalf("after seven days: %d rows, %s", rows(old), o.page(old.ID).Status)
	}
	tick(previewDays*24*time.Hour + time.Second)
	if rows(old) != 0 || o.page(old.ID).StateLabel() != "已放弃" {
		t.Errorf("a second later: %d rows, %s", rows(old), o.page(old.ID).StateLabel())
	}
	if rows(touched) != 2 || rows(done) != 2 || o.page(done.ID).Status != crm.ImportCommitted {
		t.Errorf("%d rows of one worked on later, %d of one that was imported", rows(touched), rows(done))
	}
	o.checkCounts(t, map[string]int{`SELECT COUNT(*) FROM journal WHERE kind = 'import_abandoned' AND actor_id = 0`: 1})
	tick(previewDays*24*time.Hour + 2*time.Second)
	if rows(touched) != 0 {
		t.Errorf("%d rows of one worked on seven days ago", rows(touched))
	}
	by, page := o.by(crm.Manager), o.page(old.ID)
	_, commit := o.store.CommitImport(t.Context(), by, old.ID, page.RowVersion, false)
	_, back := o.store.TakeBackImport(t.Context(), by, old.ID, page.RowVersion)
	_, refused := o.store.RefusedRows(t.Context(), by, old.ID)
	for what, err := range map[string]error{"import": commit, "take back": back, "map": o.store.SetImportMapping(t.Context(), by, old.ID, page.RowVersion, 1, old.Mapping)} {
		if !crm.Is(err, crm.Conflict) {
			t.Errorf("%s what was abandoned: %v", what, err)
		}
	}
	if !crm.Is(refused, crm.NotFound) {
		t.Errorf("rows to correct of what was abandoned: %v", refused)
	}
	if v, err := o.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}
