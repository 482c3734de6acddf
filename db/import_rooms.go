package db

import (
	"linli/db/crm"
)

// planRooms plans a list of rooms.
func planRooms(q querier, by By, b *crm.Import, rows []crm.SheetRow) (p importPlan, err error) {
	places, err := knownPlaces(q, by.Staff.ProjectID)
	if err != nil {
		return p, err
	}
	plan := crm.PlanRooms(crm.ReadRooms(rows, b.HeaderIndex(rows), b.Mapping, b.Date1904), places, b.Mapping)
	for i := range plan {
		if plan[i].Outcome == crm.RowNew {
			p.rooms = append(p.rooms, plan[i].Row.Address.Code())
		}
		if plan[i].NewBuilding {
			p.buildings = append(p.buildings, plan[i].Row.Address.BuildingCode())
		}
	}
	p.rows = plannedRows(plan, func(row *crm.PlannedRoom) *crm.PlannedRow { return &row.PlannedRow })
	p.carry = func(tx *Tx, id int64, i int) ([]madeRecord, error) { return tx.carryRoom(id, &plan[i]) }
	return p, nil
}

func showRoom(_ crm.Staff, b *crm.Import, row crm.SheetRow) []string {
	return crm.ReadRoomRow(row, b.Mapping, b.Date1904).Shown()
}

// carryRoom makes a room or changes what is on file about it.
func (tx *Tx) carryRoom(id int64, planned *crm.PlannedRoom) ([]madeRecord, error) {
	row := planned.Row
	after := map[string]any{}
	if row.AreaM2 != 0 && row.AreaM2 != planned.Known.AreaM2 {
		after["area_m2"] = row.AreaM2
	}
	if row.Occupancy != "" && row.Occupancy != planned.Known.Occupancy {
		after["occupancy"] = row.Occupancy
	}
	if planned.Outcome == crm.RowNew {
		room, err := tx.ensureRoom(row.Address, id)
		if err != nil || len(after) == 0 {
			return []madeRecord{{Table: "room", ID: room.ID}}, err
		}
		_, err = tx.turn(madeRecord{Table: "room", ID: room.ID}, nil, after)
		return []madeRecord{{Table: "room", ID: room.ID}}, err
	}
	if row.Address.Kind != planned.Known.Kind {
		after["kind"] = row.Address.Kind
	}
	before := map[string]any{}
	for column := range after {
		before[column] = map[string]any{"area_m2": planned.Known.AreaM2, "occupancy": planned.Known.Occupancy, "kind": planned.Known.Kind}[column]
	}
	m := madeRecord{Table: "room", ID: planned.Known.ID, Before: before, After: after}
	if _, err := tx.turn(m, nil, after); err != nil {
		return nil, err
	}
	return []madeRecord{m}, tx.journal(Entry{Kind: "room_changed", Subject: "room", SubjectID: m.ID, Before: before, After: withImport(after, id)})
}

// withImport adds the batch to the facts of a line.
func withImport(facts map[string]any, id int64) map[string]any {
	line := map[string]any{"import_id": id}
	for name, value := range facts {
		line[name] = value
	}
	return line
}
