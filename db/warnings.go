package db

import (
	"context"
	"errors"

	"linli/db/crm"
)

// CasePlace is where a case is about to be registered, as far as it was typed.
type CasePlace struct{ Room, Text, Category string }

// TroubledFacilities are the facilities at a place that are not normal, those a case of the category is likely about first. What
// cannot be read warns of nothing.
func (s *Store) TroubledFacilities(ctx context.Context, by crm.Staff, in CasePlace) ([]crm.Facility, error) {
	q := s.reader(ctx)
	if by.Reach(crm.CaseRegister) == crm.None {
		return nil, nil
	}
	c, err := troubledAt(q, by, in)
	if err != nil || c.where == "" {
		return nil, err
	}
	rows, err := q.rows(facilityColumns+`WHERE f.project_id = ? AND f.state <> 'normal' AND (`+c.where+`) ORDER BY f.id LIMIT 100`, append([]any{by.ProjectID}, c.args...)...)
	all, err := collect(rows, err, scanFacilityRow)
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, f := range all {
		private := f.RoomID != 0 && !crm.ReachesBuilding(by, f.Building)
		if !private && (f.BuildingID != 0 || f.Speaks(in.Text)) {
			kept = append(kept, f)
		}
	}
	return crm.FitFirst(kept, in.Category), nil
}

// troubledAt is a condition on facility f: it serves the room typed, or stands in the building that the words name, or on the
// common grounds.
func troubledAt(q querier, by crm.Staff, in CasePlace) (c condition, err error) {
	if in.Room != "" {
		room, err := typedRoom(q, by.ProjectID, in.Room)
		var refusal *crm.Error
		if errors.As(err, &refusal) {
			return c, nil
		}
		return condition{`f.room_id = ? OR f.room_id IS NULL AND EXISTS (SELECT 1 FROM room h WHERE h.id = ? AND h.building_id = f.building_id
			AND (f.unit_id IS NULL OR f.unit_id = h.unit_id))`, []any{room.ID, room.ID}}, err
	}
	if in.Text == "" {
		return c, nil
	}
	c = condition{`f.building_id IS NULL`, nil}
	if spot, ok := crm.SpotOf(in.Text); ok {
		c.where += ` OR f.room_id IS NULL AND g.no = ? AND (? = '' OR g.phase = ?) AND (? = '' OR f.unit_id IS NULL OR u.no = ?)`
		c.args = []any{spot.Building, spot.Phase, spot.Phase, spot.Unit, spot.Unit}
	}
	return c, nil
}

// MostOpenCases is how many open cases a clerk is shown before another one is registered.
const MostOpenCases = 5

// OpenCases are what is still to be dealt with at a room, as typed, and for a customer (0 = nobody), the newest first, but for
// the one that the new case goes on from (0 = none); one more than MostOpenCases says that there are others. A room that cannot be
// read has none.
func (s *Store) OpenCases(ctx context.Context, by crm.Staff, room string, customerID, previous int64) ([]CaseRow, error) {
	if by.Reach(crm.CaseRegister) == crm.None || room == "" && customerID == 0 {
		return nil, nil
	}
	var at crm.Room
	if room != "" {
		var err error
		var refusal *crm.Error
		if at, err = typedRoom(s.reader(ctx), by.ProjectID, room); err != nil && !errors.As(err, &refusal) {
			return nil, err
		}
	}
	where, args := caseScope(by)
	c := condition{where, args}.and(`c.id IN (SELECT id FROM service_case WHERE room_id = ? AND is_open = 1 UNION SELECT id FROM service_case WHERE customer_id = ? AND is_open = 1) AND c.id <> ?`, at.ID, customerID, previous)
	if !seesConfidential(by) {
		c.where += ` AND c.confidential = 0`
	}
	return s.caseRows(ctx, by, c, `c.id DESC`, MostOpenCases+1)
}
