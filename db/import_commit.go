package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"linli/db/crm"
)

// CommitImport puts a batch on file in one transaction: all of it, or with partial its good rows. The plan is made anew
// against the file as it is now.
func (s *Store) CommitImport(ctx context.Context, by By, id, version int64, partial bool) (b crm.Import, err error) {
	return s.commitImport(ctx, by, id, version, partial, noStep)
}

func (s *Store) commitImport(ctx context.Context, by By, id, version int64, partial bool, step stepper) (b crm.Import, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		tx.answers("import", id)
		if b, err = importByID(tx, by.Staff, id); err != nil {
			return err
		}
		if err := b.CheckWaiting("没有重复写入"); err != nil {
			return err
		}
		if b, err = tx.importToChange(id, version); err != nil {
			return err
		}
		rows, err := importRows(tx, id)
		if err != nil {
			return err
		}
		p, err := planImport(tx, by, &b, rows)
		if err != nil {
			return err
		}
		return tx.commit(&b, p, partial, step)
	})
	return b, fail("commit import", err)
}

// commit puts a planned batch on file.
func (tx *Tx) commit(b *crm.Import, p importPlan, partial bool, step stepper) error {
	if p.problem != nil {
		return p.problem
	}
	counts := p.counts()
	if err := counts.CheckCommit(partial); err != nil {
		return err
	}
	if len(p.rows) > inOneGo {
		if err := tx.longWrite(); err != nil {
			return err
		}
	}
	if err := tx.carryOut(b.ID, p, step); err != nil {
		return err
	}
	b.Counts, b.Status, b.CommittedAt, b.Partial = counts, crm.ImportCommitted, tx.now, counts.Refused > 0
	if err := tx.saveImport(b); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: "import_committed", Subject: "import", SubjectID: b.ID, Before: map[string]any{"status": crm.ImportPreviewed},
		After: map[string]any{"status": b.Status, "partial": b.Partial, "counts": b.Counts}})
}

// ImportFile imports a file in one transaction, as a program does that nobody looks at: the page has the refused rows. Nothing
// is kept of a file that is not imported; dry keeps nothing in any case. The id of the page is that of the batch, 0 for none.
func (s *Store) ImportFile(ctx context.Context, by By, upload Upload, partial, dry bool) (page crm.ImportPage, err error) {
	q := s.reader(ctx)
	b, rows, err := readUpload(q, by.Staff, upload)
	if err != nil {
		return page, fail("read import", err)
	}
	page.Import, page.Rows = b, len(rows)
	first := rows[:min(len(rows), sampleRows)]
	page.Columns = crm.ImportColumns(first, b.HeaderIndex(first), b.Columns, b.Mapping)
	if err := importedBefore(q, &page); err != nil {
		return page, fail("same file", err)
	}
	if dry {
		p, err := planImport(q, by, &b, rows)
		describePlan(&page, p, rows)
		return page, fail("plan import", err)
	}
	err = s.inTx(ctx, by, func(tx *Tx) error {
		p, err := planImport(tx, by, &b, rows)
		if err != nil {
			return err
		}
		if describePlan(&page, p, rows); p.problem != nil || page.Counts.CheckCommit(partial) != nil {
			return errNothing
		}
		if err := tx.insertImport(&b, rows); err != nil {
			return err
		}
		if err := tx.commit(&b, p, partial, noStep); err != nil {
			return err
		}
		b.Preview = page.Preview
		page.Import = b
		return nil
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return page, fail("import file", err)
}

// errNothing ends a transaction that would write nothing.
var errNothing = errors.New("nothing to import")

// saveImport writes what a commit or a take-back changes.
func (tx *Tx) saveImport(b *crm.Import) error {
	counts, err := json.Marshal(b.Counts)
	if err != nil {
		return err
	}
	b.RowVersion++
	return tx.exec(`UPDATE import_batch SET status = ?, counts = ?, partial = ?, committed_at = ?, taken_back_at = ?, row_version = ? WHERE id = ?`,
		b.Status, string(counts), b.Partial, b.CommittedAt, b.TakenBackAt, b.RowVersion, b.ID)
}

// rowError says in which row a rule of the file stood against the plan.
func rowError(no int, err error) error {
	var refusal *crm.Error
	if errors.As(err, &refusal) {
		return crm.Refuse(refusal.Code, fmt.Sprintf("第 %d 行：%s。什么都没有写入", no, problemText(refusal)))
	}
	return fmt.Errorf("row %d: %w", no, err)
}
