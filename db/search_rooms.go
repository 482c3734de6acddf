package db

import (
	"cmp"
	"database/sql"
	"slices"

	"linli/db/crm"
)

// mostPrefixed is how many rooms of a beginning are looked at; a stairwell has fewer.
const mostPrefixed = 200

type foundRoom struct {
	crm.RoomHit
	sortKey string
}

func (r foundRoom) room() int64 { return r.ID }

// foundRooms are rooms in the order of the estate; typed means that they are what was typed, not only begin so.
type foundRooms struct {
	list  []foundRoom
	typed bool
}

// rooms finds the room typed, or that of any unit where the unit was left out, or those that begin so.
func (b box) rooms() (foundRooms, error) {
	if b.query.Room != "" {
		if list, err := b.roomsWhere(`r.code = ?`, b.query.Room); err != nil || len(list) > 0 {
			return foundRooms{list, true}, err
		}
	}
	if b.query.Lacking != "" {
		codes, err := b.unitCodes()
		if err != nil {
			return foundRooms{}, err
		}
		if len(codes) > 0 {
			if list, err := b.roomsWhere(`r.code IN (`+marks("?", len(codes))+`)`, list(codes)...); err != nil || len(list) > 0 {
				return foundRooms{list, true}, err
			}
		}
	}
	if b.query.Prefix == "" {
		return foundRooms{}, nil
	}
	list, err := b.roomsWhere(`r.code >= ? AND r.code < ?`, b.query.Prefix, upTo(b.query.Prefix))
	return foundRooms{list, false}, err
}

// roomsWhere reads the rooms of a condition that by reaches, in the order of the estate.
func (b box) roomsWhere(where string, args ...any) ([]foundRoom, error) {
	c := ownRooms(b.by).and(where, args...)
	rows, err := b.q.rows(`SELECT r.id, r.code, r.kind, r.sort_key, (SELECT COUNT(*) FROM occupancy o WHERE o.room_id = r.id
		AND (o.moved_in_on = '' OR o.moved_in_on <= ?) AND (o.moved_out_on = '' OR o.moved_out_on > ?))
		FROM room r WHERE `+c.where+` ORDER BY r.code LIMIT ?`, append(append([]any{b.today, b.today}, c.args...), mostPrefixed)...)
	found, err := collect(rows, err, func(rows *sql.Rows, r *foundRoom) error {
		return rows.Scan(&r.ID, &r.Code, &r.Kind, &r.sortKey, &r.Occupants)
	})
	slices.SortFunc(found, func(x, y foundRoom) int { return cmp.Compare(x.sortKey, y.sortKey) })
	return found[:min(len(found), b.limit)], err
}

// unitCodes are the codes of a room typed without its unit, one a unit of the building.
func (b box) unitCodes() ([]string, error) {
	rows, err := b.q.rows(`SELECT u.no FROM building g JOIN unit u ON u.building_id = g.id WHERE g.project_id = ? AND g.no = ? AND g.phase = '' ORDER BY u.no LIMIT 50`,
		b.by.ProjectID, b.query.Lacking)
	return collect(rows, err, func(rows *sql.Rows, code *string) error {
		var unit string
		err := rows.Scan(&unit)
		*code = crm.Address{Building: b.query.Lacking, Unit: unit, Room: b.query.LastPart}.Code()
		return err
	})
}
