package db

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"linli/db/crm"
)

// turnable are the columns that an import may change and a take-back change back.
var turnable = map[string][]string{
	"customer":   {"honorific", "org_credit_code", "contact_person", "preferred_channel"},
	"occupancy":  {"moved_in_on"},
	"room":       {"kind", "area_m2", "occupancy"},
	"fee_record": {"receivable_fen", "discount_fen", "due_on"},
	"vehicle":    {"bay_room_id", "label", "ended_on"},
}

// versioned are the tables whose forms carry a version.
var versioned = []string{"customer", "fee_record"}

// turn writes columns of a record, where given only if they still hold what they held; it reports whether they did. Column
// names come from turnable alone.
func (tx *Tx) turn(m madeRecord, from, to map[string]any) (bool, error) {
	var set, where []string
	var args, conditions []any
	for _, column := range slices.Sorted(maps.Keys(to)) {
		if !slices.Contains(turnable[m.Table], column) {
			return false, fmt.Errorf("column %s of %s is not to be changed", column, m.Table)
		}
		set, args = append(set, column+" = ?"), append(args, columnValue(column, to[column]))
		if from != nil {
			where, conditions = append(where, " AND "+column+" IS NOT DISTINCT FROM ?"), append(conditions, columnValue(column, from[column]))
		}
	}
	if slices.Contains(versioned, m.Table) {
		set = append(set, "row_version = row_version + 1")
	}
	n, err := tx.changed(`UPDATE `+m.Table+` SET `+strings.Join(set, ", ")+` WHERE id = ?`+strings.Join(where, ""), append(append(args, m.ID), conditions...)...)
	return n == 1, err
}

// columnValue is a value as its column holds it: no bay and no area are NULL.
func columnValue(column string, value any) any {
	if zero := value == int64(0) || value == float64(0); zero && (column == "bay_room_id" || column == "area_m2") {
		return nil
	}
	return value
}

// takeBackAll takes back what the rows of a batch made or changed.
func (tx *Tx) takeBackAll(id int64, counts *crm.ImportCounts, step stepper) error {
	return tx.takeBackMade(id, "new", counts, step)
}

// takeBackMade takes back what the changed rows of a batch made, and those of another outcome, the last row first, and counts.
func (tx *Tx) takeBackMade(id int64, outcome string, counts *crm.ImportCounts, step stepper) error {
	type row struct {
		no       int
		customer int64
		made     string
	}
	rows, err := tx.rows(`SELECT row_no, COALESCE(customer_id, 0), made FROM import_row WHERE batch_id = ? AND outcome IN ('changed', ?) AND taken_back_at = 0 ORDER BY row_no DESC`, id, outcome)
	list, err := collect(rows, err, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.no, &r.customer, &r.made) })
	if err != nil {
		return err
	}
	counts.Kept = 0
	for _, r := range list {
		if err := step(); err != nil {
			return err
		}
		why, err := tx.undoRow(id, r.customer, r.made)
		if err != nil {
			return fmt.Errorf("row %d: %w", r.no, err)
		}
		if err := tx.noteBack(id, r.no, why, counts); err != nil {
			return err
		}
	}
	return nil
}

// noteBack notes with a row that it was taken back, or why not.
func (tx *Tx) noteBack(id int64, no int, why string, counts *crm.ImportCounts) error {
	if why != "" {
		counts.Kept++
		return tx.exec(`UPDATE import_row SET kept = ? WHERE batch_id = ? AND row_no = ?`, why, id, no)
	}
	counts.TakenBack++
	return tx.exec(`UPDATE import_row SET taken_back_at = ?, kept = '' WHERE batch_id = ? AND row_no = ?`, tx.now, id, no)
}

// undoRow undoes what a row made, the last first; a sentence says why it cannot be, and then nothing of the row is undone.
func (tx *Tx) undoRow(id, customer int64, text string) (why string, err error) {
	var made []madeRecord
	if text == "" {
		return "", nil
	}
	if err := json.Unmarshal([]byte(text), &made); err != nil {
		return "", err
	}
	for _, m := range made {
		if why, err = tx.standsInTheWay(id, m); why != "" || err != nil {
			return why, err
		}
	}
	slices.Reverse(made)
	for _, m := range made {
		if m.Before == nil {
			err = tx.unmake(id, m)
		} else {
			err = tx.turnBack(id, customer, m)
		}
		if err != nil {
			return "", err
		}
	}
	return "", nil
}

// turned are the kinds of the lines about a record that is changed back.
var turned = map[string]string{"customer": "customer_filled", "occupancy": "customer_filled", "room": "room_changed", "fee_record": "fee_changed", "vehicle": "vehicle_changed"}

// turnBack gives a record what it held before.
func (tx *Tx) turnBack(id, customer int64, m madeRecord) error {
	if _, err := tx.turn(m, nil, m.Before); err != nil {
		return err
	}
	e := Entry{Kind: turned[m.Table], Subject: "customer", SubjectID: customer, CustomerID: customer,
		After: map[string]any{"taken_back": true, "import_id": id, m.Table + "_id": m.ID}}
	switch m.Table {
	case "room":
		e.Subject, e.SubjectID, e.CustomerID = "room", m.ID, 0
	case "fee_record":
		e.Subject, e.SubjectID = "fee", m.ID
	case "vehicle":
		if err := tx.row(`SELECT customer_id FROM vehicle WHERE id = ?`, m.ID).Scan(&e.CustomerID); err != nil {
			return err
		}
		e.SubjectID = e.CustomerID
	case "customer":
		if err := tx.indexAgain(m.ID); err != nil {
			return err
		}
	}
	return tx.journal(e)
}

// hindrances are questions about a record that was made, with what is said when the answer is yes; the batch is the second
// parameter.
var hindrances = map[string][]struct{ why, query string }{
	"fee_record": {
		{"已有另外的缴费记录", `SELECT EXISTS (SELECT 1 FROM payment WHERE fee_id = ? AND status = 'active' AND import_id <> ?)`},
		{"这笔费用有争议", `SELECT EXISTS (SELECT 1 FROM fee_record WHERE id = ? AND (disputed = 1 OR disputed_case_id IS NOT NULL) AND ? <> 0)`},
	},
	"vehicle": {{"这辆车已有改动", `SELECT EXISTS (SELECT 1 FROM vehicle WHERE id = ? AND (ended_on <> '' OR import_id <> ?))`}},
	"service_case": {
		{"导入后已有办理", `SELECT EXISTS (SELECT 1 FROM journal j WHERE j.subject = 'case' AND j.subject_id = ? AND j.actor_id <> 0 AND j.kind <> 'revealed'
			AND j.seq > (SELECT MAX(d.seq) FROM journal d WHERE d.subject = 'import' AND d.subject_id = ? AND d.kind = 'import_committed'))`},
		{"已有接续的诉求", `SELECT EXISTS (SELECT 1 FROM service_case WHERE previous_id = ? AND ? <> 0)`},
	},
	"room": {
		{"这间房已有住户、诉求、费用或设施", `SELECT EXISTS (SELECT 1 FROM room r WHERE r.id = ? AND r.import_id = ? AND ` + roomInUse + `)`},
	},
}

// standsInTheWay says why a record cannot be taken back.
func (tx *Tx) standsInTheWay(id int64, m madeRecord) (string, error) {
	if m.Before != nil {
		return tx.changedSince(m)
	}
	for _, h := range hindrances[m.Table] {
		var yes bool
		if err := tx.row(h.query, m.ID, id).Scan(&yes); err != nil || yes {
			return h.why, err
		}
	}
	return "", nil
}

// changedSince says when the columns that a row changed hold something else by now.
func (tx *Tx) changedSince(m madeRecord) (string, error) {
	same, err := tx.turn(m, m.After, m.After)
	if err != nil || same {
		return "", err
	}
	return "导入后又有改动", nil
}

// unmake takes a record off the file. Fees and payments stay as taken back; a car or a room without anything is removed and
// the journal keeps what it was.
func (tx *Tx) unmake(id int64, m madeRecord) error {
	switch m.Table {
	case "fee_record":
		return tx.exec(`UPDATE fee_record SET status = 'taken_back', row_version = row_version + 1 WHERE id = ?`, m.ID)
	case "payment":
		return tx.exec(`UPDATE payment SET status = 'taken_back' WHERE id = ?`, m.ID)
	case "service_case":
		return tx.takeBackCase(m.ID)
	case "vehicle":
		var customer, bay int64
		var plate, label string
		if err := tx.row(`DELETE FROM vehicle WHERE id = ? RETURNING customer_id, COALESCE(bay_room_id, 0), plate, label`, m.ID).Scan(&customer, &bay, &plate, &label); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "vehicle_taken_back", Subject: "customer", SubjectID: customer, CustomerID: customer,
			Before: map[string]any{"vehicle_id": m.ID, "bay_room_id": bay, "import_id": id}, Texts: map[string]any{"plate": plate, "label": label}})
	}
	return nil // rooms go together at the end
}
