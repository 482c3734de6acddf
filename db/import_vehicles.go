package db

import (
	"database/sql"
	"time"

	"linli/db/crm"
)

// planVehicles plans a list of cars.
func planVehicles(q querier, by By, b *crm.Import, rows []crm.SheetRow) (p importPlan, err error) {
	read := crm.ReadVehicles(rows, b.HeaderIndex(rows), b.Mapping, b.Date1904)
	people, err := knownPeople(q, by.Staff.ProjectID, crm.KeysOfWho(read, func(row *crm.VehicleRow) crm.Who { return row.Who }))
	if err != nil {
		return p, err
	}
	cars, err := q.rows(`SELECT v.id, v.customer_id, COALESCE(v.bay_room_id, 0), c.no, v.plate, v.label FROM vehicle v JOIN customer c ON c.id = v.customer_id
		WHERE v.project_id = ? AND v.ended_on = '' ORDER BY v.id`, by.Staff.ProjectID)
	on, err := collect(cars, err, func(rows *sql.Rows, v *crm.KnownVehicle) error {
		return rows.Scan(&v.ID, &v.CustomerID, &v.BayID, &v.CustomerNo, &v.Plate, &v.Label)
	})
	if err != nil {
		return p, err
	}
	known := map[string]crm.KnownVehicle{}
	for _, v := range on {
		known[v.Plate] = v
	}
	plan := crm.PlanVehicles(read, people, known, b.Mapping)
	p.rows = plannedRows(plan, func(row *crm.PlannedVehicle) *crm.PlannedRow { return &row.PlannedRow })
	p.carry = func(tx *Tx, id int64, i int) ([]madeRecord, error) { return tx.carryVehicle(id, &plan[i]) }
	return p, nil
}

func showVehicle(by crm.Staff, b *crm.Import, row crm.SheetRow) []string {
	return crm.ReadVehicleRow(row, b.Mapping, b.Date1904).Shown(by)
}

// carryVehicle puts a car on file, changes its bay or label, or ends it with one customer and begins it with another.
func (tx *Tx) carryVehicle(id int64, planned *crm.PlannedVehicle) (made []madeRecord, err error) {
	known, row := planned.Known, planned.Row
	if known.ID != 0 && !planned.Moves {
		m := madeRecord{Table: "vehicle", ID: known.ID, Before: map[string]any{"bay_room_id": known.BayID, "label": known.Label},
			After: map[string]any{"bay_room_id": planned.BayID, "label": row.Label}}
		if _, err := tx.turn(m, nil, m.After); err != nil {
			return nil, err
		}
		return []madeRecord{m}, tx.journal(Entry{Kind: "vehicle_changed", Subject: "customer", SubjectID: planned.CustomerID, CustomerID: planned.CustomerID,
			After: map[string]any{"vehicle_id": known.ID, "bay_room_id": planned.BayID, "import_id": id}, Texts: map[string]any{"plate": row.Plate, "label": row.Label}})
	}
	if planned.Moves {
		zone, err := tx.zone(tx.by.Staff.ProjectID)
		if err != nil {
			return nil, err
		}
		m := madeRecord{Table: "vehicle", ID: known.ID, Before: map[string]any{"ended_on": ""}, After: map[string]any{"ended_on": tx.by.Now.In(zone).Format(time.DateOnly)}}
		if _, err := tx.turn(m, nil, m.After); err != nil {
			return nil, err
		}
		if err := tx.journal(Entry{Kind: "vehicle_ended", Subject: "customer", SubjectID: known.CustomerID, CustomerID: known.CustomerID,
			After: map[string]any{"vehicle_id": known.ID, "import_id": id}, Texts: map[string]any{"plate": row.Plate}}); err != nil {
			return nil, err
		}
		made = append(made, m)
	}
	vehicle, err := tx.insert(`INSERT INTO vehicle (project_id, customer_id, plate, bay_room_id, label, import_id) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		tx.by.Staff.ProjectID, planned.CustomerID, row.Plate, none(planned.BayID), row.Label, id)
	if err != nil {
		return nil, err
	}
	return append(made, madeRecord{Table: "vehicle", ID: vehicle}), tx.journal(Entry{Kind: "vehicle_added", Subject: "customer", SubjectID: planned.CustomerID,
		CustomerID: planned.CustomerID, After: map[string]any{"vehicle_id": vehicle, "bay_room_id": planned.BayID, "import_id": id}, Texts: map[string]any{"plate": row.Plate}})
}
