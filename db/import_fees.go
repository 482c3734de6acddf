package db

import (
	"database/sql"

	"linli/db/crm"
)

// knownPeople are the customers whom the rows of a list mean, with the rooms of the project.
func knownPeople(q querier, project int64, keys crm.RosterKeys) (crm.People, error) {
	places, err := knownPlaces(q, project)
	if err != nil {
		return crm.People{}, err
	}
	customers, err := knownCustomers(q, project, keys)
	if err != nil {
		return crm.People{}, err
	}
	rows, err := q.rows(`SELECT g.no, k.id, k.no, k.name FROM customer g JOIN customer k ON k.id = g.merged_into
		WHERE g.project_id = ? AND g.status = 'merged' AND k.status NOT IN ('merged', 'taken_back')`, project)
	if err != nil {
		return crm.People{}, err
	}
	defer rows.Close()
	people := crm.NewPeople(customers, places)
	for rows.Next() {
		var no string
		var kept crm.KnownCustomer
		if err := rows.Scan(&no, &kept.ID, &kept.No, &kept.Name); err != nil {
			return people, err
		}
		if keys.No(no) {
			people.Merged(no, kept)
		}
	}
	return people, rows.Err()
}

// planFees plans a list of fees or of payments.
func planFees(q querier, by By, b *crm.Import, rows []crm.SheetRow) (p importPlan, err error) {
	k, err := crm.ImportKindOf(b.Kind)
	if err != nil {
		return p, err
	}
	read := crm.ReadFees(k, rows, b.HeaderIndex(rows), b.Mapping, b.Date1904)
	people, err := knownPeople(q, by.Staff.ProjectID, crm.KeysOfWho(read, func(row *crm.FeeRow) crm.Who { return row.Who }))
	if err != nil {
		return p, err
	}
	known, err := knownFees(q, by.Staff.ProjectID, crm.FeePeriods(read))
	if err != nil {
		return p, err
	}
	plan := crm.PlanFees(k, read, people, known, b.Mapping)
	p.rows = plannedRows(plan, func(row *crm.PlannedFee) *crm.PlannedRow { return &row.PlannedRow })
	p.carry = func(tx *Tx, id int64, i int) ([]madeRecord, error) { return tx.carryFee(id, plan, i) }
	return p, nil
}

func showFee(by crm.Staff, b *crm.Import, row crm.SheetRow) []string {
	k, err := crm.ImportKindOf(b.Kind)
	if err != nil {
		return nil
	}
	return crm.ReadFeeRow(k, row, b.Mapping, b.Date1904).Shown(by, k)
}

// knownFees are the fees of some periods with their payments.
func knownFees(q querier, project int64, periods []string) (known []crm.KnownFee, err error) {
	at := map[int64]int{}
	for len(periods) > 0 {
		some := periods[:min(len(periods), together)]
		periods = periods[len(some):]
		args := append([]any{project}, list(some)...)
		rows, err := q.rows(`SELECT id, customer_id, COALESCE(room_id, 0), item, period, receivable_fen, discount_fen, due_on FROM fee_record
			WHERE project_id = ? AND status = 'active' AND period IN (`+marks("?", len(some))+`) ORDER BY id`, args...)
		fees, err := collect(rows, err, func(rows *sql.Rows, f *crm.KnownFee) error {
			return rows.Scan(&f.ID, &f.CustomerID, &f.RoomID, &f.Item, &f.Period, &f.ReceivableFen, &f.Discount, &f.DueOn)
		})
		if err != nil {
			return nil, err
		}
		for _, f := range fees {
			at[f.ID] = len(known)
			known = append(known, f)
		}
		if err := knownPayments(q, known, at, some, args); err != nil {
			return nil, err
		}
	}
	return known, nil
}

func knownPayments(q querier, known []crm.KnownFee, at map[int64]int, periods []string, args []any) error {
	rows, err := q.rows(`SELECT p.fee_id, p.amount_fen, p.paid_on, COUNT(*) FROM payment p JOIN fee_record f ON f.id = p.fee_id
		WHERE f.project_id = ? AND f.status = 'active' AND p.status = 'active' AND f.period IN (`+marks("?", len(periods))+`)
		GROUP BY p.fee_id, p.amount_fen, p.paid_on`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var fee int64
		var paid crm.Payment
		var n int
		if err := rows.Scan(&fee, &paid.AmountFen, &paid.PaidOn, &n); err != nil {
			return err
		}
		f := &known[at[fee]]
		if f.Payments == nil {
			f.Payments = map[crm.Payment]int{}
		}
		f.Payments[paid] = n
	}
	return rows.Err()
}

// carryFee puts a fee and a payment on file, or changes a fee. The batch is the line of the journal for what it adds; a fee
// that changes has one of its own.
func (tx *Tx) carryFee(id int64, plan []crm.PlannedFee, i int) (made []madeRecord, err error) {
	planned := &plan[i]
	row := planned.Row
	if planned.Earlier >= 0 {
		planned.FeeID = plan[planned.Earlier].FeeID
	}
	if planned.NewFee {
		planned.FeeID, err = tx.insert(`INSERT INTO fee_record (project_id, customer_id, room_id, item, period, receivable_fen, discount_fen, due_on, import_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, tx.by.Staff.ProjectID, planned.CustomerID, none(planned.RoomID), row.Item, row.Period,
			row.ReceivableFen, row.Discount, row.DueOn, id)
		if err != nil {
			return nil, err
		}
		made = append(made, madeRecord{Table: "fee_record", ID: planned.FeeID})
	}
	if planned.NewPayment {
		payment, err := tx.insert(`INSERT INTO payment (fee_id, amount_fen, paid_on, import_id) VALUES (?, ?, ?, ?) RETURNING id`,
			planned.FeeID, row.PaidFen, row.PaidOn, id)
		if err != nil {
			return nil, err
		}
		made = append(made, madeRecord{Table: "payment", ID: payment})
	}
	if planned.Before == nil {
		return made, nil
	}
	m := madeRecord{Table: "fee_record", ID: planned.FeeID,
		Before: map[string]any{"receivable_fen": planned.Before.ReceivableFen, "discount_fen": planned.Before.Discount, "due_on": planned.Before.DueOn},
		After:  map[string]any{"receivable_fen": row.ReceivableFen, "discount_fen": row.Discount, "due_on": row.DueOn}}
	if _, err := tx.turn(m, nil, m.After); err != nil {
		return nil, err
	}
	return []madeRecord{m}, tx.journal(Entry{Kind: "fee_changed", Subject: "fee", SubjectID: m.ID, CustomerID: planned.CustomerID,
		Before: m.Before, After: withImport(m.After, id)})
}
