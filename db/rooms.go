package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/db/crm"
)

// places remembers the buildings and units a transaction has met, so that a roster does not ask for them row by row.
type places struct {
	community int64
	buildings map[string]*building // by phase and number
}

type building struct {
	id    int64
	units map[string]int64
}

const roomColumns = `r.id, r.code, r.building_no, r.kind, COALESCE(r.floor, 0), COALESCE(r.area_m2, 0), r.sort_key`

func scanRoom(row interface{ Scan(...any) error }, r *crm.Room) error {
	return row.Scan(&r.ID, &r.Code, &r.BuildingNo, &r.Kind, &r.Floor, &r.AreaM2, &r.SortKey)
}

// roomByCode finds the room with a short code.
func roomByCode(q querier, project int64, code string) (r crm.Room, err error) {
	err = scanRoom(q.row(`SELECT `+roomColumns+` FROM room r WHERE r.project_id = ? AND r.code = ?`, project, code), &r)
	return r, err
}

// typedRoom resolves what a person typed; every refusal is a sentence at the field «room».
func typedRoom(q querier, project int64, text string) (crm.Room, error) {
	address, err := crm.TypedAddress(text)
	if err != nil {
		return crm.Room{}, atRoom(err)
	}
	room, err := roomByCode(q, project, address.Code())
	if !errors.Is(err, sql.ErrNoRows) {
		return room, err
	}
	var units bool
	err = q.row(`SELECT EXISTS (SELECT 1 FROM unit u JOIN building b ON b.id = u.building_id WHERE b.project_id = ? AND b.no = ? AND b.phase = ?)`,
		project, address.Building, address.Phase).Scan(&units)
	if err != nil {
		return crm.Room{}, err
	}
	if err := crm.CheckUnit(address, units); err != nil {
		return crm.Room{}, atRoom(err)
	}
	return crm.Room{}, crm.InvalidField("room", "没有房号 "+address.Code()+"，请核对")
}

// atRoom puts a refusal at the field «room».
func atRoom(err error) error {
	var refusal *crm.Error
	if errors.As(err, &refusal) && refusal.Code == crm.Invalid && len(refusal.Fields) == 0 {
		return crm.InvalidField("room", refusal.Message)
	}
	return err
}

// RoomByCode resolves what a person typed, in the current project: 3-2-501, 3栋2单元501室.
func (tx *Tx) RoomByCode(text string) (crm.Room, error) {
	return typedRoom(tx, tx.by.Staff.ProjectID, text)
}

// RoomByCode resolves what a person typed, in the current project.
func (s *Store) RoomByCode(ctx context.Context, by crm.Staff, text string) (crm.Room, error) {
	return typedRoom(s.reader(ctx), by.ProjectID, text)
}

// ensureRoom finds the room of an address, or makes it with its building and unit. importID is the batch it comes with,
// 0 for none.
func (tx *Tx) ensureRoom(address crm.Address, importID int64) (crm.Room, error) {
	project := tx.by.Staff.ProjectID
	room, err := roomByCode(tx, project, address.Code())
	if !errors.Is(err, sql.ErrNoRows) {
		return room, err
	}
	var buildingID, unitID int64
	if address.Building != "" {
		if buildingID, unitID, err = tx.ensureBuilding(address); err != nil {
			return room, err
		}
	}
	room = crm.Room{Code: address.Code(), BuildingNo: address.Building, Kind: address.Kind, SortKey: address.SortKey(), Created: true}
	if room.Kind == "" {
		room.Kind = crm.RoomResidential
	}
	var floor any
	if n, ok := address.Floor(); ok {
		room.Floor, floor = n, n
	}
	room.ID, err = tx.insert(`INSERT INTO room (project_id, building_id, unit_id, code, building_no, kind, floor, sort_key, import_id, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		project, none(buildingID), none(unitID), room.Code, room.BuildingNo, room.Kind, floor, room.SortKey, importID, tx.now)
	if err != nil {
		return room, fmt.Errorf("add room: %w", err)
	}
	return room, tx.journal(Entry{Kind: "room_added", Subject: "room", SubjectID: room.ID,
		After: map[string]any{"building": room.BuildingNo, "kind": room.Kind, "import_id": importID}, Texts: map[string]any{"code": room.Code}})
}

// ensureBuilding finds or makes the building and the unit of an address, and wants the unit where the building has any.
func (tx *Tx) ensureBuilding(address crm.Address) (buildingID, unitID int64, err error) {
	b, err := tx.building(address)
	if err != nil {
		return 0, 0, err
	}
	if err := crm.CheckUnit(address, len(b.units) > 0); err != nil {
		return 0, 0, atRoom(err)
	}
	if b.id == 0 {
		if b.id, err = tx.insert(`INSERT INTO building (project_id, community_id, phase, no) VALUES (?, ?, ?, ?) RETURNING id`,
			tx.by.Staff.ProjectID, tx.places.community, address.Phase, address.Building); err != nil {
			return 0, 0, fmt.Errorf("add building: %w", err)
		}
	}
	if address.Unit == "" {
		return b.id, 0, nil
	}
	if unitID = b.units[address.Unit]; unitID == 0 {
		if unitID, err = tx.insert(`INSERT INTO unit (building_id, no) VALUES (?, ?) RETURNING id`, b.id, address.Unit); err != nil {
			return 0, 0, fmt.Errorf("add unit: %w", err)
		}
		b.units[address.Unit] = unitID
	}
	return b.id, unitID, nil
}

// building is the building of an address with its units; id 0 where there is none yet. A project has one community.
func (tx *Tx) building(address crm.Address) (*building, error) {
	if tx.places == nil {
		tx.places = &places{buildings: map[string]*building{}}
		err := tx.row(`SELECT id FROM community WHERE project_id = ? ORDER BY id LIMIT 1`, tx.by.Staff.ProjectID).Scan(&tx.places.community)
		if err != nil {
			return nil, fmt.Errorf("community: %w", err)
		}
	}
	key := address.Phase + "/" + address.Building
	if b, ok := tx.places.buildings[key]; ok {
		return b, nil
	}
	b := &building{units: map[string]int64{}}
	err := tx.row(`SELECT id FROM building WHERE community_id = ? AND phase = ? AND no = ?`, tx.places.community, address.Phase, address.Building).Scan(&b.id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	rows, err := tx.rows(`SELECT id, no FROM unit WHERE building_id = ?`, b.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var no string
		if err := rows.Scan(&id, &no); err != nil {
			return nil, err
		}
		b.units[no] = id
	}
	tx.places.buildings[key] = b
	return b, rows.Err()
}
