package db

import (
	"context"
	"database/sql"
	"time"

	"linli/db/crm"
)

// attendedIn is the condition that somebody (x) came to an activity (e) that began from one moment on and before another.
const attendedIn = `x.status = 'attended' AND e.state = 'approved' AND e.starts_at >= ? AND e.starts_at < ?`

// Rhythm is what a customer asked for, used and came to in the twelve months up to today, and the same of everybody in the buildings
// where the customer lives. loc is the project's zone.
func (s *Store) Rhythm(ctx context.Context, by crm.Staff, customerID int64, today string, loc *time.Location) (own, around crm.Rhythm, err error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return own, around, err
	}
	year := yearUpTo(today, loc)
	where, args := personCases(by)
	rows, err := q.rows(`SELECT k.kind, k.received_at FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.customer_id = ? AND k.received_at >= ? AND `+where,
		append([]any{customerID, year.since}, args...)...)
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
	err = q.row(`SELECT COALESCE(SUM(qty), 0), COALESCE(SUM(amount_fen), 0), (SELECT COUNT(*) FROM event_attendance x JOIN event e ON e.id = x.event_id WHERE x.customer_id = ? AND `+attendedIn+`)
		FROM vas_usage WHERE customer_id = ? AND used_on > ? AND used_on <= ?`, customerID, year.since, year.until, customerID, year.from, today).Scan(&own.Uses, &own.UsesFen, &own.Events)
	if err != nil {
		return own, around, err
	}
	around, err = buildingRhythm(q, by, customerID, year)
	return own, around, err
}

// buildingRhythm sums the buildings in which a customer lives today.
func buildingRhythm(q querier, by crm.Staff, customerID int64, year span) (r crm.Rhythm, err error) {
	err = q.row(`SELECT COALESCE(MIN(r.building_no), '') FROM occupancy o JOIN room r ON r.id = o.room_id WHERE o.customer_id = ? AND r.building_no <> ''
		AND (o.moved_out_on = '' OR o.moved_out_on > ?)`, customerID, year.today).Scan(&r.Segment)
	if err != nil || r.Segment == "" || !crm.ReachesBuilding(by, r.Segment) {
		return crm.Rhythm{}, err
	}
	rooms := `SELECT id FROM room WHERE project_id = ? AND building_no = ?`
	if err := q.row(`SELECT COUNT(DISTINCT o.customer_id) FROM occupancy o WHERE o.room_id IN (`+rooms+`) AND (o.moved_in_on = '' OR o.moved_in_on <= ?)
		AND (o.moved_out_on = '' OR o.moved_out_on > ?)`, by.ProjectID, r.Segment, year.today, year.today).Scan(&r.Customers); err != nil {
		return r, err
	}
	known := notSecret(by, "k.id")
	rows, err := q.rows(`SELECT k.kind, COUNT(*) FROM service_case k WHERE k.room_id IN (`+rooms+`) AND k.received_at >= ? AND `+known.where+` GROUP BY k.kind`,
		append([]any{by.ProjectID, r.Segment, year.since}, known.args...)...)
	if err := countKinds(rows, err, &r); err != nil {
		return r, err
	}
	err = q.row(`SELECT COALESCE(SUM(u.qty), 0), COALESCE(SUM(u.amount_fen), 0) FROM vas_usage u WHERE u.used_on > ? AND u.used_on <= ? AND EXISTS
		(SELECT 1 FROM occupancy o WHERE o.customer_id = u.customer_id AND o.room_id IN (`+rooms+`))`, year.from, year.today, by.ProjectID, r.Segment).Scan(&r.Uses, &r.UsesFen)
	if err != nil {
		return r, err
	}
	err = q.row(`SELECT COUNT(*) FROM event_attendance x JOIN event e ON e.id = x.event_id WHERE e.project_id = ? AND `+attendedIn+` AND EXISTS
		(SELECT 1 FROM occupancy o WHERE o.customer_id = x.customer_id AND o.room_id IN (`+rooms+`))`, by.ProjectID, year.since, year.until, by.ProjectID, r.Segment).Scan(&r.Events)
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
