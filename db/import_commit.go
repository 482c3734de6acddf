package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"linli/db/crm"
)

// CommitImport puts a batch on file in one transaction: all of it, or with partial its good rows. The plan is made anew
// against the file as it is now.
func (s *Store) CommitImport(ctx context.Context, by By, id, version int64, partial bool) (b crm.Import, err error) {
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
		p, err := planImport(tx, by.Staff, b, rows)
		if err != nil {
			return err
		}
		if p.problem != nil {
			return p.problem
		}
		if err := p.counts.CheckCommit(partial); err != nil {
			return err
		}
		if err := tx.carryOut(id, p.plan); err != nil {
			return err
		}
		b.Counts, b.Status, b.CommittedAt, b.Partial = p.counts, crm.ImportCommitted, tx.now, p.counts.Refused > 0
		if err := tx.saveImport(&b); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "import_committed", Subject: "import", SubjectID: id, Before: map[string]any{"status": crm.ImportPreviewed},
			After: map[string]any{"status": b.Status, "partial": b.Partial, "counts": b.Counts}})
	})
	return b, fail("commit import", err)
}

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

// carryOut does what was planned, row by row, and notes with each row what became of it.
func (tx *Tx) carryOut(id int64, plan []crm.Planned) error {
	customers := make([]int64, len(plan))
	for i, planned := range plan {
		customer := planned.CustomerID
		if planned.Earlier >= 0 {
			customer = customers[planned.Earlier]
		}
		var err error
		switch planned.Outcome {
		case crm.RowNew:
			customer, err = tx.importCustomer(id, planned)
		case crm.RowSameCustomer:
			err = tx.importMore(id, customer, planned)
		}
		if err != nil {
			return rowError(planned.Row.No, err)
		}
		customers[i] = customer
		if err := tx.exec(`UPDATE import_row SET outcome = ?, why = ?, customer_id = ? WHERE batch_id = ? AND row_no = ?`,
			planned.Outcome, planned.Why, none(customer), id, planned.Row.No); err != nil {
			return err
		}
	}
	return nil
}

// rowError says in which row a rule of the file stood against the plan.
func rowError(no int, err error) error {
	var refusal *crm.Error
	if errors.As(err, &refusal) {
		return crm.Refuse(refusal.Code, fmt.Sprintf("第 %d 行：%s。什么都没有写入", no, problemText(refusal)))
	}
	return fmt.Errorf("row %d: %w", no, err)
}

// importCustomer puts the customer of a row on file.
func (tx *Tx) importCustomer(id int64, planned crm.Planned) (int64, error) {
	row := planned.Row
	in := NewCustomer{Name: row.Name, Kind: row.Kind, Honorific: row.Honorific, PreferredChannel: row.PreferredChannel, Note: row.Note,
		OrgCreditCode: row.OrgCreditCode, ContactPerson: row.ContactPerson, Source: crm.FromImport, ImportID: id, Contacts: planned.Contacts}
	if planned.NewLink {
		link, err := tx.importLink(id, row)
		if err != nil {
			return 0, err
		}
		in.Links = []NewLink{link}
	}
	c, err := tx.addCustomer(in)
	return c.ID, err
}

// importMore gives a customer on file another room or number.
func (tx *Tx) importMore(id, customer int64, planned crm.Planned) error {
	if planned.NewLink {
		link, err := tx.importLink(id, planned.Row)
		if err != nil {
			return err
		}
		if _, err := tx.addLink(customer, link, id); err != nil {
			return err
		}
	}
	for _, contact := range planned.Contacts {
		if _, err := tx.addContact(customer, contact, id); err != nil {
			return err
		}
	}
	return nil
}

// importLink is how a row puts its customer into a room; the room is made where it is missing, and gets its area where
// that is not known.
func (tx *Tx) importLink(id int64, row crm.RosterRow) (NewLink, error) {
	room, err := tx.ensureRoom(row.Address, id)
	if err != nil {
		return NewLink{}, err
	}
	if row.AreaM2 > 0 && room.AreaM2 == 0 {
		if err := tx.exec(`UPDATE room SET area_m2 = ? WHERE id = ?`, row.AreaM2, room.ID); err != nil {
			return NewLink{}, err
		}
		if err := tx.journal(Entry{Kind: "room_changed", Subject: "room", SubjectID: room.ID, After: map[string]any{"area_m2": row.AreaM2, "import_id": id}}); err != nil {
			return NewLink{}, err
		}
	}
	return NewLink{Room: room, Relation: row.Relation, MovedInOn: row.MovedInOn, MovedOutOn: row.MovedOutOn, Vacant: room.Created}, nil
}

func scanImported(rows *sql.Rows, r *importedRow) error {
	var cells []byte
	if err := rows.Scan(&r.No, &cells, &r.outcome, &r.why, &r.kept, &r.customer, &r.takenBack, &r.at); err != nil {
		return err
	}
	return json.Unmarshal(cells, &r.Cells)
}
