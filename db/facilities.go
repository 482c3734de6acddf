package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

const facilityColumns = `SELECT f.id, COALESCE(f.building_id, 0), COALESCE(f.unit_id, 0), COALESCE(f.room_id, 0), COALESCE(g.phase, ''), COALESCE(g.no, ''), COALESCE(u.no, ''),
	COALESCE(r.code, ''), f.place, f.kind, f.name, f.state, f.answer, f.warranty_until_on, f.last_service_on, f.next_service_on, f.row_version
	FROM facility f LEFT JOIN building g ON g.id = f.building_id LEFT JOIN unit u ON u.id = f.unit_id LEFT JOIN room r ON r.id = f.room_id `

func scanFacility(row interface{ Scan(...any) error }, f *crm.Facility) error {
	return row.Scan(&f.ID, &f.BuildingID, &f.UnitID, &f.RoomID, &f.Phase, &f.Building, &f.Unit, &f.Room, &f.Place, &f.Kind, &f.Name, &f.State, &f.Answer,
		&f.WarrantyUntilOn, &f.LastServiceOn, &f.NextOn, &f.RowVersion)
}

func scanFacilityRow(rows *sql.Rows, f *crm.Facility) error { return scanFacility(rows, f) }

// buildingScope is the part of the buildings that by reaches with a right, as a condition on building g: all of the project,
// or own ones. What stands on the common grounds has no building and is read by everybody with the right, changed by those with
// the whole project.
func buildingScope(by crm.Staff, right crm.Capability, project string) (where string, args []any) {
	where, args = project+" = ?", []any{by.ProjectID}
	switch by.Reach(right) {
	case crm.All:
		return where, args
	case crm.Own:
		own, common := "1 = 0", ""
		if right == crm.CustomerRead {
			common = " OR g.id IS NULL"
		}
		if buildings := by.Buildings(); len(buildings) > 0 {
			own, args = "g.no IN ("+marks("?", len(buildings))+")", append(args, list(buildings)...)
		}
		return where + " AND (" + own + common + ")", args
	}
	return "1 = 0", nil
}

// FacilityFilter narrows the list of facilities; Troubled asks for all that are not normal. After is the last one of the page before.
type FacilityFilter struct {
	BuildingID  int64
	Kind, State string
	Troubled    bool
	Due         string // the next service is over on this day
	After       int64
	Limit       int
}

// facilityOrder is what a list of facilities f goes by: those that do not work first, the worst before the others, then by building with
// the common grounds first.
const facilityOrder = `CASE f.state WHEN 'stopped' THEN 0 WHEN 'under_repair' THEN 1 WHEN 'limited' THEN 2 ELSE 3 END, COALESCE(f.building_id, 0), f.id`

// Facilities lists facilities within by's reach, what is broken first, one more than Limit when there are more.
func (s *Store) Facilities(ctx context.Context, by crm.Staff, in FacilityFilter) ([]crm.Facility, error) {
	where, args := buildingScope(by, crm.CustomerRead, "f.project_id")
	c := condition{where, args}
	if in.BuildingID != 0 {
		c = c.and("f.building_id = ?", in.BuildingID)
	}
	if in.Kind != "" {
		c = c.and("f.kind = ?", in.Kind)
	}
	if in.State != "" {
		c = c.and("f.state = ?", in.State)
	}
	if in.Troubled {
		c = c.and("f.state <> 'normal'")
	}
	if in.Due != "" {
		c = c.and("f.next_service_on <> '' AND f.next_service_on < ?", in.Due)
	}
	if in.After != 0 {
		c = c.and("("+facilityOrder+") > (SELECT "+facilityOrder+" FROM facility f WHERE f.id = ? AND f.project_id = ?)", in.After, by.ProjectID)
	}
	rows, err := s.reader(ctx).rows(facilityColumns+`WHERE `+c.where+` ORDER BY `+facilityOrder+` LIMIT ?`, append(c.args, in.Limit+1)...)
	return collect(rows, err, scanFacilityRow)
}

// Facility reads one within by's reach.
func (s *Store) Facility(ctx context.Context, by crm.Staff, id int64) (crm.Facility, error) {
	return facilityInScope(s.reader(ctx), by, crm.CustomerRead, id)
}

func facilityInScope(q querier, by crm.Staff, right crm.Capability, id int64) (f crm.Facility, err error) {
	where, args := buildingScope(by, right, "f.project_id")
	err = scanFacility(q.row(facilityColumns+`WHERE f.id = ? AND `+where, append([]any{id}, args...)...), &f)
	return f, found(err, "没有找到这项设施")
}

// roomFacilities are those of a room, of its stairwell and of its building, in this order.
func roomFacilities(q querier, by crm.Staff, roomID int64) ([]crm.Facility, error) {
	rows, err := q.rows(facilityColumns+`JOIN room h ON h.id = ? AND h.project_id = f.project_id AND (f.room_id = h.id OR f.room_id IS NULL AND f.building_id = h.building_id
		AND (f.unit_id IS NULL OR f.unit_id = h.unit_id)) WHERE f.project_id = ? ORDER BY f.room_id IS NULL, f.unit_id IS NULL, f.id LIMIT 100`, roomID, by.ProjectID)
	return collect(rows, err, scanFacilityRow)
}

// SaveFacility adds a facility (ID 0) or changes one. The place is that of Room or of BuildingID and Unit as typed, or words
// alone. seen is the version of the form.
func (s *Store) SaveFacility(ctx context.Context, by By, seen int64, f crm.Facility) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		id, err = tx.saveFacility(seen, f)
		return err
	})
	return id, fail("save facility", err)
}

func (tx *Tx) saveFacility(seen int64, f crm.Facility) (int64, error) {
	var was crm.Facility
	if f.ID != 0 {
		var err error
		if was, err = facilityInScope(tx, tx.by.Staff, crm.FacilityEdit, f.ID); err != nil {
			return 0, err
		}
		if was.RowVersion != seen {
			return 0, tx.stale("facility", f.ID)
		}
	}
	p := crm.Problems{}
	if err := tx.placeFacility(&f, p); err != nil {
		return 0, err
	}
	f.Check(p)
	if err := p.Err(); err != nil {
		return 0, err
	}
	entry := Entry{Kind: "facility_added", Subject: "facility", Before: facilityFacts(was), After: facilityFacts(f),
		Texts: map[string]any{"name": f.Name, "place": f.Place, "answer": f.Answer}}
	var err error
	if f.ID != 0 {
		entry.Kind = "facility_changed"
		err = tx.exec(`UPDATE facility SET building_id = ?, unit_id = ?, room_id = ?, place = ?, kind = ?, name = ?, state = ?, answer = ?, warranty_until_on = ?, last_service_on = ?,
			next_service_on = ?, row_version = row_version + 1 WHERE id = ?`, none(f.BuildingID), none(f.UnitID), none(f.RoomID), f.Place, f.Kind, f.Name, f.State, f.Answer,
			f.WarrantyUntilOn, f.LastServiceOn, f.NextOn, f.ID)
	} else {
		entry.Before = nil
		f.ID, err = tx.insert(`INSERT INTO facility (project_id, building_id, unit_id, room_id, place, kind, name, state, answer, warranty_until_on, last_service_on, next_service_on, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, tx.by.Staff.ProjectID, none(f.BuildingID), none(f.UnitID), none(f.RoomID), f.Place, f.Kind, f.Name, f.State,
			f.Answer, f.WarrantyUntilOn, f.LastServiceOn, f.NextOn, tx.now)
	}
	if err != nil {
		return 0, err
	}
	entry.SubjectID = f.ID
	return f.ID, tx.journal(entry)
}

func facilityFacts(f crm.Facility) map[string]any {
	return map[string]any{"building_id": f.BuildingID, "unit_id": f.UnitID, "room_id": f.RoomID, "kind": f.Kind, "state": f.State,
		"warranty_until_on": f.WarrantyUntilOn, "last_service_on": f.LastServiceOn, "next_service_on": f.NextOn}
}

// placeFacility resolves the room, or the building with its stairwell, and refuses what the actor does not look after.
func (tx *Tx) placeFacility(f *crm.Facility, p crm.Problems) error {
	if f.Room != "" {
		room, err := typedRoom(tx, tx.by.Staff.ProjectID, f.Room)
		if err != nil {
			return err
		}
		f.RoomID = room.ID
		if err := tx.row(`SELECT COALESCE(building_id, 0), COALESCE(unit_id, 0) FROM room WHERE id = ?`, room.ID).Scan(&f.BuildingID, &f.UnitID); err != nil {
			return err
		}
	}
	if f.BuildingID == 0 {
		p.Check(tx.by.Staff.Reach(crm.FacilityEdit) == crm.All, "building_id", "请选择您负责的楼栋")
		p.Check(f.Unit == "", "unit", "请先选择楼栋")
		return nil
	}
	if _, err := buildingInScope(tx, tx.by.Staff, crm.FacilityEdit, f.BuildingID); crm.Is(err, crm.NotFound) {
		p.Add("building_id", "请选择您负责的楼栋")
		return nil
	} else if err != nil || f.Room != "" || f.Unit == "" {
		return err
	}
	err := tx.row(`SELECT id FROM unit WHERE building_id = ? AND no = ?`, f.BuildingID, f.Unit).Scan(&f.UnitID)
	if crm.Is(found(err, "?"), crm.NotFound) {
		p.Add("unit", "这栋楼没有这个单元")
		return nil
	}
	return err
}
