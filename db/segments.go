package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"linli/db/crm"
)

// Segments compares the parts of a cut of the project: customers, cases, uses and activities of the twelve months up to today. A
// steward sees own buildings.
func (s *Store) Segments(ctx context.Context, by crm.Staff, cut, today string, loc *time.Location) ([]crm.Rhythm, error) {
	q := s.reader(ctx)
	year := yearUpTo(today, loc)
	if codes := crm.SegmentCodes(cut); codes != nil {
		return segmentsOfCustomers(q, by, cut, codes, year)
	}
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
	slices.SortFunc(list, func(x, y crm.Rhythm) int {
		return cmp.Or(cmp.Compare(len(x.Segment), len(y.Segment)), cmp.Compare(x.Segment, y.Segment))
	})
	for i := range list {
		at[list[i].Segment] = &list[i]
	}
	if err := fillCases(q, at, by, year.since); err != nil {
		return nil, err
	}
	if err := fillUses(q, at, by.ProjectID, year); err != nil {
		return nil, err
	}
	return list, fillEvents(q, at, by.ProjectID, year)
}

// span are twelve months up to a day: the day before their first, their last, and the moments of their bounds.
type span struct {
	from, today  string
	since, until int64
}

func yearUpTo(today string, loc *time.Location) span {
	from := crm.AddMonths(today, -12)
	return span{from, today, crm.DayStart(crm.AddDays(from, 1), loc), crm.DayStart(crm.AddDays(today, 1), loc)}
}

func fillCases(q querier, at map[string]*crm.Rhythm, by crm.Staff, since int64) error {
	known := notSecret(by, "k.id")
	rows, err := q.rows(`SELECT r.building_no, k.kind, COUNT(*) FROM service_case k JOIN room r ON r.id = k.room_id
		WHERE k.project_id = ? AND k.received_at >= ? AND `+known.where+` GROUP BY r.building_no, k.kind`, append([]any{by.ProjectID, since}, known.args...)...)
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

func fillUses(q querier, at map[string]*crm.Rhythm, project int64, year span) error {
	rows, err := q.rows(`SELECT home, SUM(qty), SUM(amount_fen) FROM (SELECT u.qty AS qty, u.amount_fen AS amount_fen, (SELECT MIN(r.building_no) FROM occupancy o
		JOIN room r ON r.id = o.room_id WHERE o.customer_id = u.customer_id AND r.building_no <> '') AS home FROM vas_usage u JOIN value_added_service v ON v.id = u.service_id
		WHERE v.project_id = ? AND u.used_on > ? AND u.used_on <= ?) used WHERE home IS NOT NULL GROUP BY home`, project, year.from, year.today)
	return eachHome(rows, err, at, func(r *crm.Rhythm, n []int64) { r.Uses, r.UsesFen = n[0], n[1] }, 2)
}

func fillEvents(q querier, at map[string]*crm.Rhythm, project int64, year span) error {
	rows, err := q.rows(`SELECT home, COUNT(*) FROM (SELECT (SELECT MIN(r.building_no) FROM occupancy o JOIN room r ON r.id = o.room_id WHERE o.customer_id = x.customer_id AND r.building_no <> '') AS home
		FROM event e JOIN event_attendance x ON x.event_id = e.id WHERE e.project_id = ? AND `+attendedIn+`) came WHERE home IS NOT NULL GROUP BY home`, project, year.since, year.until)
	return eachHome(rows, err, at, func(r *crm.Rhythm, n []int64) { r.Events = n[0] }, 1)
}

// eachHome reads rows of a building and some sums.
func eachHome(rows *sql.Rows, err error, at map[string]*crm.Rhythm, set func(r *crm.Rhythm, sums []int64), sums int) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	var building string
	values, targets := make([]int64, sums), []any{&building}
	for i := range values {
		targets = append(targets, &values[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if r := at[building]; r != nil {
			set(r, values)
		}
	}
	return rows.Err()
}

// segmentsOfCustomers puts each customer of today into the first of the codes that one of their links has, with what they asked for
// and used themselves.
func segmentsOfCustomers(q querier, by crm.Staff, cut string, codes []string, year span) ([]crm.Rhythm, error) {
	first, scope, args := firstCode(by, cut, codes, year.today)
	all := make([]crm.Rhythm, len(codes))
	for i := range all {
		all[i].Segment = codes[i]
	}
	rows, err := q.rows(`SELECT segment, COUNT(*) FROM (SELECT `+first+` AS segment FROM occupancy o JOIN room r ON r.id = o.room_id WHERE `+scope+` GROUP BY o.customer_id) m
		WHERE segment IS NOT NULL GROUP BY segment`, args...)
	err = eachSegment(rows, err, all, func(r *crm.Rhythm, n []int64) { r.Customers = n[0] }, 1)
	if err != nil {
		return nil, err
	}
	known := notSecret(by, "k.id")
	rows, err = q.rows(`SELECT segment, SUM(CASE kind WHEN 'complaint' THEN 1 ELSE 0 END), SUM(CASE kind WHEN 'repair' THEN 1 ELSE 0 END), COUNT(*) FROM
			(SELECT k.kind AS kind, (SELECT `+first+` FROM occupancy o JOIN room r ON r.id = o.room_id WHERE o.customer_id = k.customer_id AND `+scope+`) AS segment
		FROM service_case k WHERE k.project_id = ? AND k.received_at >= ? AND k.customer_id IS NOT NULL AND `+known.where+`) m WHERE segment IS NOT NULL GROUP BY segment`,
		append(append(slices.Clone(args), by.ProjectID, year.since), known.args...)...)
	err = eachSegment(rows, err, all, func(r *crm.Rhythm, n []int64) { r.Complaints, r.Repairs, r.Others = n[0], n[1], n[2]-n[0]-n[1] }, 3)
	if err != nil {
		return nil, err
	}
	rows, err = q.rows(`SELECT segment, SUM(qty), SUM(fen) FROM (SELECT u.qty AS qty, u.amount_fen AS fen, (SELECT `+first+` FROM occupancy o JOIN room r ON r.id = o.room_id
			WHERE o.customer_id = u.customer_id AND `+scope+`) AS segment
		FROM vas_usage u JOIN value_added_service v ON v.id = u.service_id WHERE v.project_id = ? AND u.used_on > ? AND u.used_on <= ?) m WHERE segment IS NOT NULL GROUP BY segment`,
		append(slices.Clone(args), by.ProjectID, year.from, year.today)...)
	err = eachSegment(rows, err, all, func(r *crm.Rhythm, n []int64) { r.Uses, r.UsesFen = n[0], n[1] }, 2)
	if err != nil {
		return nil, err
	}
	rows, err = q.rows(`SELECT segment, COUNT(*) FROM (SELECT (SELECT `+first+` FROM occupancy o JOIN room r ON r.id = o.room_id WHERE o.customer_id = x.customer_id AND `+scope+`) AS segment
		FROM event e JOIN event_attendance x ON x.event_id = e.id WHERE e.project_id = ? AND `+attendedIn+`) m WHERE segment IS NOT NULL GROUP BY segment`,
		append(slices.Clone(args), by.ProjectID, year.since, year.until)...)
	err = eachSegment(rows, err, all, func(r *crm.Rhythm, n []int64) { r.Events = n[0] }, 1)
	return slices.DeleteFunc(all, func(r crm.Rhythm) bool { return r.Customers == 0 }), err
}

// firstCode is the place of a customer among the codes of a cut, as an expression over their links o to rooms r, and the links that
// count: those of today, within by's buildings.
func firstCode(by crm.Staff, cut string, codes []string, today string) (first, scope string, args []any) {
	column := map[string]string{crm.SegmentType: "o.relation", crm.SegmentRoom: "r.kind"}[cut]
	var cases strings.Builder
	for i, code := range codes {
		fmt.Fprintf(&cases, " WHEN '%s' THEN %d", code, i)
	}
	first = "MIN(CASE " + column + cases.String() + " END)"
	scope = "r.project_id = ? AND (o.moved_in_on = '' OR o.moved_in_on <= ?) AND (o.moved_out_on = '' OR o.moved_out_on > ?)"
	args = []any{by.ProjectID, today, today}
	if by.Reach(crm.CustomerRead) != crm.All {
		buildings := by.Buildings()
		if len(buildings) == 0 {
			return first, "1 = 0", nil
		}
		scope, args = scope+" AND r.building_no IN ("+marks("?", len(buildings))+")", append(args, list(buildings)...)
	}
	return first, scope, args
}

// eachSegment reads rows of the place of a segment and some sums.
func eachSegment(rows *sql.Rows, err error, all []crm.Rhythm, set func(r *crm.Rhythm, sums []int64), sums int) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	values, targets := make([]int64, sums+1), make([]any, sums+1)
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		set(&all[values[0]], values[1:])
	}
	return rows.Err()
}
