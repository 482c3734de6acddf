package db

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

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

// TakeBackImport takes off the file what a batch brought, row by row. What has records of its own by now stays, and the rows
// say why; the rest can be tried again later.
func (s *Store) TakeBackImport(ctx context.Context, by By, id, version int64) (b crm.Import, err error) {
	return s.takeBackImport(ctx, by, id, version, noStep)
}

func (s *Store) takeBackImport(ctx context.Context, by By, id, version int64, step stepper) (b crm.Import, err error) {
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
		if err := importers[b.Kind].back(tx, id, &b.Counts, step); err != nil {
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

// takeBackCustomers takes a roster off the file, customer by customer. What it filled in goes where it still stands.
func (tx *Tx) takeBackCustomers(id int64, counts *crm.ImportCounts, step stepper) error {
	rows, err := tx.rows(`SELECT i.row_no, i.customer_id, c.import_id = i.batch_id`+broughtRows, id)
	brought, err := collect(rows, err, func(rows *sql.Rows, r *broughtRow) error { return rows.Scan(&r.no, &r.customer, &r.own) })
	if err != nil {
		return err
	}
	kept, err := tx.keptReasons(id)
	if err != nil {
		return err
	}
	if err := tx.takeBackMade(id, "changed", counts, step); err != nil {
		return err
	}
	gone, err := tx.takeBackRows(id, brought, kept, counts, step)
	if err != nil {
		return err
	}
	return tx.passPrimary(gone)
}

// takeBackRows decides row by row and counts; it returns the links that went.
func (tx *Tx) takeBackRows(id int64, brought []broughtRow, kept map[int64]string, counts *crm.ImportCounts, step stepper) (gone []crm.Link, err error) {
	done := map[int64]bool{}
	for _, r := range brought {
		if err := step(); err != nil {
			return nil, err
		}
		if kept[r.customer] == "" && !done[r.customer] {
			done[r.customer] = true
			links, err := tx.takeBackCustomer(id, r)
			if err != nil {
				return nil, err
			}
			gone = append(gone, links...)
		}
		if err := tx.noteBack(id, r.no, kept[r.customer], counts); err != nil {
			return nil, err
		}
	}
	return gone, nil
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
	{"已有费用记录", `SELECT i.customer_id FROM import_row i JOIN fee_record f ON f.customer_id = i.customer_id AND f.status = 'active'
		WHERE i.batch_id = ? AND i.outcome = 'new'`},
	{"已登记车辆", `SELECT i.customer_id FROM import_row i JOIN vehicle v ON v.customer_id = i.customer_id AND v.ended_on = '' WHERE i.batch_id = ? AND i.outcome = 'new'`},
	{"已在社区活动的名单里", `SELECT i.customer_id FROM import_row i JOIN event_attendance x ON x.customer_id = i.customer_id WHERE i.batch_id = ? AND i.outcome = 'new'`},
	{"有关于该客户的待办", `SELECT i.customer_id FROM import_row i JOIN task t ON t.subject = 'customer' AND t.subject_id = i.customer_id
		WHERE i.batch_id = ? AND i.outcome = 'new'`},
	{"导入后档案有改动", `SELECT i.customer_id FROM import_row i JOIN journal j ON j.customer_id = i.customer_id
		WHERE i.batch_id = ? AND i.outcome IN ('new', 'same_customer') AND j.customer_id <> 0
		AND j.kind NOT IN ('revealed', 'exported', 'link_added', 'contact_added', 'link_taken_back', 'contact_taken_back',
			'primary_passed', 'customer_filled', 'vehicle_added', 'vehicle_taken_back', 'fee_changed')
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

// takeBackCustomer takes away what a batch gave a customer and returns the links among it; one it put on file goes from lists
// and search.
func (tx *Tx) takeBackCustomer(id int64, r broughtRow) ([]crm.Link, error) {
	links, err := tx.takeBackLinks(id, r.customer)
	if err != nil {
		return nil, err
	}
	if r.own {
		return links, tx.retireCustomer(id, r.customer, links)
	}
	return links, tx.tellTakenBack(id, r, links)
}

// tellTakenBack writes what a customer who stays has lost, and stops their numbers.
func (tx *Tx) tellTakenBack(id int64, r broughtRow, links []crm.Link) error {
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

// passPrimary makes a primary contact of whoever would have been it had the batch never come: the next one who was put into
// the room (domain.md §2: the first contact of a room is its primary one).
func (tx *Tx) passPrimary(gone []crm.Link) error {
	for _, was := range gone {
		if !was.Primary {
			continue
		}
		links, err := linksOfRoom(tx, was.RoomID)
		if err != nil {
			return err
		}
		slices.SortFunc(links, func(a, b crm.Link) int { return cmp.Compare(a.ID, b.ID) })
		for i := range links {
			next := links[i]
			if next.Primary || !next.Overlaps(was) || !next.LacksContact(links) {
				continue
			}
			next.Primary = true
			if err := tx.exec(`UPDATE occupancy SET is_primary_contact = 1 WHERE id = ?`, next.ID); err != nil {
				return err
			}
			if err := tx.exec(`UPDATE customer SET row_version = row_version + 1 WHERE id = ?`, next.CustomerID); err != nil {
				return err
			}
			if err := tx.journal(Entry{Kind: "primary_passed", Subject: "customer", SubjectID: next.CustomerID, CustomerID: next.CustomerID,
				After: map[string]any{"link_id": next.ID, "is_primary_contact": true}, Texts: map[string]any{"room": next.Room}}); err != nil {
				return err
			}
			links[i] = next
		}
	}
	return nil
}

// retireCustomer takes a customer out of lists and search; number and history stay.
func (tx *Tx) retireCustomer(id, customer int64, links []crm.Link) error {
	if err := tx.exec(`UPDATE customer SET status = 'taken_back', row_version = row_version + 1 WHERE id = ?`, customer); err != nil {
		return err
	}
	if err := tx.unindexName(customer); err != nil {
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

// roomInUse is whether anything belongs to room r.
const roomInUse = `(EXISTS (SELECT 1 FROM occupancy o WHERE o.room_id = r.id) OR EXISTS (SELECT 1 FROM service_case k WHERE k.room_id = r.id)
	OR EXISTS (SELECT 1 FROM facility y WHERE y.room_id = r.id) OR EXISTS (SELECT 1 FROM fee_record f WHERE f.room_id = r.id)
	OR EXISTS (SELECT 1 FROM vehicle v WHERE v.bay_room_id = r.id))`

// removeEmptyRooms removes the rooms a batch made that nobody needs any more, with units and buildings left empty.
func (tx *Tx) removeEmptyRooms(id int64) (removed int, err error) {
	type room struct {
		id, unit, building int64
		code               string
	}
	rows, err := tx.rows(`SELECT r.id, COALESCE(r.unit_id, 0), COALESCE(r.building_id, 0), r.code FROM room r WHERE r.project_id = ? AND r.import_id = ?
		AND NOT `+roomInUse,
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
		if err := tx.exec(`DELETE FROM unit WHERE id = ? AND NOT EXISTS (SELECT 1 FROM room WHERE unit_id = unit.id)
			AND NOT EXISTS (SELECT 1 FROM facility WHERE unit_id = unit.id)`, unit); err != nil {
			return 0, err
		}
	}
	for building := range buildings {
		if err := tx.exec(`DELETE FROM building WHERE id = ? AND NOT EXISTS (SELECT 1 FROM room WHERE building_id = building.id)
			AND NOT EXISTS (SELECT 1 FROM unit WHERE building_id = building.id) AND NOT EXISTS (SELECT 1 FROM facility WHERE building_id = building.id)
			AND NOT EXISTS (SELECT 1 FROM service_record WHERE building_id = building.id)`, building); err != nil {
			return 0, err
		}
	}
	return len(empty), nil
}
