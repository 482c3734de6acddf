package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// broughtRow is a row of a batch that brought something: a customer, or a room or number for one.
type broughtRow struct {
	no       int
	customer int64
	own      bool // the batch put the customer on file
}

const broughtRows = ` FROM import_row i JOIN customer c ON c.id = i.customer_id
	WHERE i.batch_id = ? AND i.outcome IN ('new', 'same_customer') AND i.taken_back_at = 0 ORDER BY i.row_no`

// TakeBackImport takes off the file what a batch brought, customer by customer. Whoever has records of their own by now
// stays, and the rows say why; the rest can be tried again later.
func (s *Store) TakeBackImport(ctx context.Context, by By, id, version int64) (b crm.Import, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		tx.answers("import", id)
		if b, err = importByID(tx, by.Staff, id); err != nil {
			return err
		}
		if err := b.CheckTakeBack(); err != nil {
			return err
		}
		if b, err = tx.importToChange(id, version); err != nil {
			return err
		}
		rows, err := tx.rows(`SELECT i.row_no, i.customer_id, c.import_id = i.batch_id`+broughtRows, id)
		brought, err := collect(rows, err, func(rows *sql.Rows, r *broughtRow) error { return rows.Scan(&r.no, &r.customer, &r.own) })
		if err != nil {
			return err
		}
		kept, err := tx.keptReasons(id)
		if err != nil {
			return err
		}
		if err := tx.takeBackRows(id, brought, kept, &b.Counts); err != nil {
			return err
		}
		removed, err := tx.removeEmptyRooms(id)
		if err != nil {
			return err
		}
		before := b.Status
		b.SetTakenBack(tx.now)
		if err := tx.saveImport(&b); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "import_taken_back", Subject: "import", SubjectID: id, Before: map[string]any{"status": before},
			After: map[string]any{"status": b.Status, "taken_back": b.Counts.TakenBack, "kept": b.Counts.Kept, "rooms_removed": removed}})
	})
	return b, fail("take back import", err)
}

// takeBackRows decides row by row and counts.
func (tx *Tx) takeBackRows(id int64, brought []broughtRow, kept map[int64]string, counts *crm.ImportCounts) error {
	done := map[int64]bool{}
	counts.Kept = 0
	for _, r := range brought {
		if why := kept[r.customer]; why != "" {
			counts.Kept++
			if err := tx.exec(`UPDATE import_row SET kept = ? WHERE batch_id = ? AND row_no = ?`, why, id, r.no); err != nil {
				return err
			}
			continue
		}
		if !done[r.customer] {
			done[r.customer] = true
			if err := tx.takeBackCustomer(id, r); err != nil {
				return err
			}
		}
		counts.TakenBack++
		if err := tx.exec(`UPDATE import_row SET taken_back_at = ?, kept = '' WHERE batch_id = ? AND row_no = ?`, tx.now, id, r.no); err != nil {
			return err
		}
	}
	return nil
}

// keepers find customers of a batch who have more than the batch brought, with the sentence that says so. Reading a number
// is no change, and what other imports added is judged by what is left of it.
var keepers = []struct{ why, query string }{
	{"已有诉求", `SELECT i.customer_id FROM import_row i JOIN service_case k ON k.customer_id = i.customer_id WHERE i.batch_id = ? AND i.outcome = 'new'`},
	{"已有回访", `SELECT i.customer_id FROM import_row i JOIN revisit v ON v.customer_id = i.customer_id WHERE i.batch_id = ? AND i.outcome = 'new'`},
	{"另有住户关系，不是这一批导入的", `SELECT i.customer_id FROM import_row i JOIN occupancy o ON o.customer_id = i.customer_id AND o.import_id <> i.batch_id
		WHERE i.batch_id = ? AND i.outcome = 'new'`},
	{"另有联系方式，不是这一批导入的", `SELECT i.customer_id FROM import_row i JOIN contact_point p ON p.customer_id = i.customer_id AND p.import_id <> i.batch_id
		WHERE i.batch_id = ? AND i.outcome = 'new' AND p.status <> 'stopped'`},
	{"有关于该客户的待办", `SELECT i.customer_id FROM import_row i JOIN task t ON t.subject = 'customer' AND t.subject_id = i.customer_id
		WHERE i.batch_id = ? AND i.outcome = 'new'`},
	{"导入后档案有改动", `SELECT i.customer_id FROM import_row i JOIN journal j ON j.customer_id = i.customer_id
		WHERE i.batch_id = ? AND i.outcome IN ('new', 'same_customer') AND j.customer_id <> 0
		AND j.kind NOT IN ('revealed', 'exported', 'link_added', 'contact_added', 'link_taken_back', 'contact_taken_back')
		AND j.seq > (SELECT MAX(c.seq) FROM journal c WHERE c.subject = 'import' AND c.subject_id = i.batch_id AND c.kind = 'import_committed')`},
}

// keptReasons says of each customer of a batch why it stays; who can go is not in it.
func (tx *Tx) keptReasons(id int64) (map[int64]string, error) {
	kept := map[int64]string{}
	for _, k := range keepers {
		rows, err := tx.rows(k.query, id)
		found, err := collect(rows, err, func(rows *sql.Rows, customer *int64) error { return rows.Scan(customer) })
		if err != nil {
			return nil, err
		}
		for _, customer := range found {
			if kept[customer] == "" {
				kept[customer] = k.why
			}
		}
	}
	return kept, nil
}

// takeBackCustomer takes away what a batch gave a customer; one it put on file goes from lists and search.
func (tx *Tx) takeBackCustomer(id int64, r broughtRow) error {
	links, err := tx.takeBackLinks(id, r.customer)
	if err != nil {
		return err
	}
	if r.own {
		return tx.retireCustomer(id, r.customer, links)
	}
	for _, l := range links {
		if err := tx.journal(Entry{Kind: "link_taken_back", Subject: "customer", SubjectID: r.customer, CustomerID: r.customer, Before: linkFacts(l, id),
			Texts: map[string]any{"room": l.Room}}); err != nil {
			return err
		}
	}
	n, err := tx.changed(`UPDATE contact_point SET status = 'stopped' WHERE customer_id = ? AND import_id = ? AND status = 'ok'`, r.customer, id)
	if err != nil || n == 0 {
		return err
	}
	return tx.journal(Entry{Kind: "contact_taken_back", Subject: "customer", SubjectID: r.customer, CustomerID: r.customer,
		After: map[string]any{"stopped": n, "import_id": id}})
}

// takeBackLinks removes the links of a customer that a batch brought; the journal keeps what they were.
func (tx *Tx) takeBackLinks(id, customer int64) ([]crm.Link, error) {
	rows, err := tx.rows(`SELECT `+linkColumns+linkTables+`WHERE o.customer_id = ? AND o.import_id = ? ORDER BY o.id`, customer, id)
	links, err := collect(rows, err, scanLink)
	if err != nil || len(links) == 0 {
		return nil, err
	}
	return links, tx.exec(`DELETE FROM occupancy WHERE customer_id = ? AND import_id = ?`, customer, id)
}

// retireCustomer takes a customer out of lists and search; number and history stay.
func (tx *Tx) retireCustomer(id, customer int64, links []crm.Link) error {
	if err := tx.exec(`UPDATE customer SET status = 'taken_back', row_version = row_version + 1 WHERE id = ?`, customer); err != nil {
		return err
	}
	if err := tx.exec(`DELETE FROM customer_spelling WHERE customer_id = ?`, customer); err != nil {
		return err
	}
	if err := tx.unindexText(customer); err != nil {
		return err
	}
	before := map[string]any{"status": crm.CustomerActive}
	var facts []map[string]any
	for _, l := range links {
		facts = append(facts, linkFacts(l, id))
	}
	if len(facts) > 0 {
		before["links"] = facts
	}
	return tx.journal(Entry{Kind: "taken_back", Subject: "customer", SubjectID: customer, CustomerID: customer, Before: before,
		After: map[string]any{"status": crm.CustomerTakenBack, "import_id": id}})
}

// removeEmptyRooms removes the rooms a batch made that nobody needs any more, with units and buildings left empty.
func (tx *Tx) removeEmptyRooms(id int64) (removed int, err error) {
	type room struct {
		id, unit, building int64
		code               string
	}
	rows, err := tx.rows(`SELECT r.id, COALESCE(r.unit_id, 0), COALESCE(r.building_id, 0), r.code FROM room r WHERE r.project_id = ? AND r.import_id = ?
		AND NOT EXISTS (SELECT 1 FROM occupancy o WHERE o.room_id = r.id) AND NOT EXISTS (SELECT 1 FROM service_case k WHERE k.room_id = r.id)`,
		tx.by.Staff.ProjectID, id)
	empty, err := collect(rows, err, func(rows *sql.Rows, r *room) error { return rows.Scan(&r.id, &r.unit, &r.building, &r.code) })
	if err != nil {
		return 0, err
	}
	units, buildings := map[int64]bool{}, map[int64]bool{}
	for _, r := range empty {
		units[r.unit], buildings[r.building] = true, true
		if err := tx.exec(`DELETE FROM room WHERE id = ?`, r.id); err != nil {
			return 0, err
		}
		if err := tx.journal(Entry{Kind: "room_removed", Subject: "room", SubjectID: r.id, Before: map[string]any{"import_id": id},
			Texts: map[string]any{"code": r.code}}); err != nil {
			return 0, err
		}
	}
	for unit := range units {
		if err := tx.exec(`DELETE FROM unit WHERE id = ? AND NOT EXISTS (SELECT 1 FROM room WHERE unit_id = unit.id)`, unit); err != nil {
			return 0, err
		}
	}
	for building := range buildings {
		if err := tx.exec(`DELETE FROM building WHERE id = ? AND NOT EXISTS (SELECT 1 FROM room WHERE building_id = building.id)
			AND NOT EXISTS (SELECT 1 FROM unit WHERE building_id = building.id)`, building); err != nil {
			return 0, err
		}
	}
	return len(empty), nil
}
