package db

import (
	"context"
	"database/sql"
	"time"

	"linli/db/crm"
)

// Rhythm is what a customer asked for and used in the twelve months up to today, and the same of everybody in the buildings
// where the customer lives. loc is the project's zone.
func (s *Store) Rhythm(ctx context.Context, by crm.Staff, customerID int64, today string, loc *time.Location) (own, around crm.Rhythm, err error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return own, around, err
	}
	from := crm.AddMonths(today, -12)
	since := crm.DayStart(from, loc)
	where, args := personCases(by)
	rows, err := q.rows(`SELECT k.kind, k.received_at FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.customer_id = ? AND k.received_at >= ? AND `+where,
		append([]any{customerID, since}, args...)...)
	if err != nil {
		return own, around, err
	}
	defer rows.Close()
	for rows.Next() {
		var kind crm.Kind
		var at int64
		if err := rows.Scan(&kind, &at); err != nil {
			return own, around, err
		}
		countKind(&own, kind, 1)
		own.Last = max(own.Last, at)
		if ago := crm.MonthsBefore(time.Unix(at, 0).In(loc).Format(time.DateOnly), today); ago >= 0 && ago < len(own.Months) {
			own.Months[len(own.Months)-1-ago]++
		}
	}
	if err := rows.Err(); err != nil {
		return own, around, err
	}
	own.Customers = 1
	err = q.row(`SELECT COALESCE(SUM(qty), 0), COALESCE(SUM(amount_fen), 0) FROM vas_usage WHERE customer_id = ? AND used_on > ? AND used_on <= ?`, customerID, from, today).
		Scan(&own.Uses, &own.UsesFen)
	if err != nil {
		return own, around, err
	}
	around, err = buildingRhythm(q, by, customerID, from, today, since)
	return own, around, err
}

// buildingRhythm sums the buildings in which a customer lives today.
func buildingRhythm(q querier, by crm.Staff, customerID int64, from, today string, since int64) (r crm.Rhythm, err error) {
	err = q.row(`SELECT COALESCE(MIN(r.building_no), '') FROM occupancy o JOIN room r ON r.id = o.room_id WHERE o.customer_id = ? AND r.building_no <> ''
		AND (o.moved_out_on = '' OR o.moved_out_on > ?)`, customerID, today).Scan(&r.Segment)
	if err != nil || r.Segment == "" || !crm.ReachesBuilding(by, r.Segment) {
		return crm.Rhythm{}, err
	}
	rooms := `SELECT id FROM room WHERE project_id = ? AND building_no = ?`
	if err := q.row(`SELECT COUNT(DISTINCT o.customer_id) FROM occupancy o WHERE o.room_id IN (`+rooms+`) AND (o.moved_in_on = '' OR o.moved_in_on <= ?)
		AND (o.moved_out_on = '' OR o.moved_out_on > ?)`, by.ProjectID, r.Segment, today, today).Scan(&r.Customers); err != nil {
		return r, err
	}
	rows, err := q.rows(`SELECT k.kind, COUNT(*) FROM service_case k WHERE k.room_id IN (`+rooms+`) AND k.received_at >= ? GROUP BY k.kind`, by.ProjectID, r.Segment, since)
	if err := countKinds(rows, err, &r); err != nil {
		return r, err
	}
	err = q.row(`SELECT COALESCE(SUM(u.qty), 0), COALESCE(SUM(u.amount_fen), 0) FROM vas_usage u WHERE u.used_on > ? AND u.used_on <= ? AND EXISTS
		(SELECT 1 FROM occupancy o WHERE o.customer_id = u.customer_id AND o.room_id IN (`+rooms+`))`, from, today, by.ProjectID, r.Segment).Scan(&r.Uses, &r.UsesFen)
	return r, err
}

func countKinds(rows *sql.Rows, err error, r *crm.Rhythm) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind crm.Kind
		var n int64
		if err := rows.Scan(&kind, &n); err != nil {
			return err
		}
		countKind(r, kind, n)
	}
	return rows.Err()
}

func countKind(r *crm.Rhythm, kind crm.Kind, n int64) {
	switch kind {
	case crm.Complaint:
		r.Complaints += n
	case crm.Repair:
		r.Repairs += n
	default:
		r.Others += n
	}
}

// Segments compares the buildings of the project: customers, cases and uses of the twelve months up to today. A steward sees own
// buildings.
func (s *Store) Segments(ctx context.Context, by crm.Staff, today string, loc *time.Location) ([]crm.Rhythm, error) {
	q := s.reader(ctx)
	from := crm.AddMonths(today, -12)
	rows, err := q.rows(`SELECT r.building_no, COUNT(DISTINCT o.customer_id) FROM room r JOIN occupancy o ON o.room_id = r.id
		WHERE r.project_id = ? AND r.building_no <> '' AND (o.moved_in_on = '' OR o.moved_in_on <= ?) AND (o.moved_out_on = '' OR o.moved_out_on > ?)
		GROUP BY r.building_no`, by.ProjectID, today, today)
	found, err := collect(rows, err, func(rows *sql.Rows, r *crm.Rhythm) error { return rows.Scan(&r.Segment, &r.Customers) })
	if err != nil {
		return nil, err
	}
	at := map[string]*crm.Rhythm{}
	var list []crm.Rhythm
	for _, r := range found {
		if crm.ReachesBuilding(by, r.Segment) {
			list = append(list, r)
		}
	}
	for i := range list {
		at[list[i].Segment] = &list[i]
	}
	if err := fillCases(q, at, by.ProjectID, crm.DayStart(from, loc)); err != nil {
		return nil, err
	}
	return list, fillUses(q, at, by.ProjectID, from, today)
}

func fillCases(q querier, at map[string]*crm.Rhythm, project, since int64) error {
	rows, err := q.rows(`SELECT r.building_no, k.kind, COUNT(*) FROM service_case k JOIN room r ON r.id = k.room_id
		WHERE k.project_id = ? AND k.received_at >= ? GROUP BY r.building_no, k.kind`, project, since)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var building string
		var kind crm.Kind
		var n int64
		if err := rows.Scan(&building, &kind, &n); err != nil {
			return err
		}
		if r := at[building]; r != nil {
			countKind(r, kind, n)
		}
	}
	return rows.Err()
}

func fillUses(q querier, at map[string]*crm.Rhythm, project int64, from, today string) error {
	rows, err := q.rows(`SELECT home, SUM(qty), SUM(amount_fen) FROM (SELECT u.qty AS qty, u.amount_fen AS amount_fen, (SELECT MIN(r.building_no) FROM occupancy o
		JOIN room r ON r.id = o.room_id WHERE o.customer_id = u.customer_id AND r.building_no <> '') AS home FROM vas_usage u JOIN value_added_service v ON v.id = u.service_id
		WHERE v.project_id = ? AND u.used_on > ? AND u.used_on <= ?) used WHERE home IS NOT NULL GROUP BY home`, project, from, today)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var building string
		var uses, fen int64
		if err := rows.Scan(&building, &uses, &fen); err != nil {
			return err
		}
		if r := at[building]; r != nil {
			r.Uses, r.UsesFen = uses, fen
		}
	}
	return rows.Err()
}
