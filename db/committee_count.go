package db

import (
	"database/sql"
	"time"

	"linli/db/crm"
)

// monthSpan bounds what is counted: [from, to) as known at now.
type monthSpan struct {
	project, from, to, now, reopenDays int64
	zone                               *time.Location
}

// roomKey tells rooms apart: an anonymous case is a room of its own, one without a room counts as a room of its customer.
const roomKey = `CASE WHEN c.anonymous = 0 AND c.room_id IS NOT NULL THEN c.room_id * 3
	WHEN c.anonymous = 0 AND c.customer_id IS NOT NULL THEN COALESCE((SELECT MIN(o.room_id) * 3 FROM occupancy o WHERE o.customer_id = c.customer_id), c.customer_id * 3 + 1)
	ELSE c.id * 3 + 2 END`

// countsAsCase leaves out what never was a case of its own, and imported ones unless the manager wants them counted.
const countsAsCase = `c.state NOT IN ('voided', 'merged') AND c.counted = 1`

// ourFailing leaves out what figures about our failings leave out: judged invalid, or somebody else's responsibility.
const ourFailing = `c.validity <> 'invalid' AND c.responsibility NOT IN ('developer', 'utility', 'neighbour', 'government')`

// countMonth counts what a report is made of (domain.md §7, §8).
func countMonth(q querier, m monthSpan) (*crm.Counted, error) {
	c := &crm.Counted{}
	for _, count := range []func(querier, monthSpan, *crm.Counted) error{countCases, countClocks, countRounds, countReopened, countCoverage} {
		if err := count(q, m, c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// countCases counts the cases received in the month, and the distinct rooms behind each figure.
func countCases(q querier, m monthSpan, c *crm.Counted) error {
	received := `FROM (SELECT CASE WHEN c.first_kind = 'complaint' THEN c.first_kind ELSE c.kind END AS kind, c.level, c.category, ` + roomKey + ` AS room_key FROM service_case c
		WHERE c.project_id = ? AND c.received_at >= ? AND c.received_at < ? AND ` + countsAsCase + `) AS received`
	args := []any{m.project, m.from, m.to}
	if err := q.row(`SELECT COUNT(*), COUNT(DISTINCT room_key) `+received, args...).Scan(&c.Total.Cases, &c.Total.Rooms); err != nil {
		return err
	}
	for _, table := range []struct {
		cells *map[string]crm.Cell
		query string
	}{
		{&c.Kinds, `SELECT kind, COUNT(*), COUNT(DISTINCT room_key) ` + received + ` GROUP BY kind`},
		{&c.Levels, `SELECT level, COUNT(*), COUNT(DISTINCT room_key) ` + received + ` WHERE kind = 'complaint' GROUP BY level`},
		{&c.Categories, `SELECT category, COUNT(*), COUNT(DISTINCT room_key) ` + received + ` GROUP BY category`},
	} {
		*table.cells = map[string]crm.Cell{}
		if err := each(q, table.query, args, func(rows *sql.Rows) error {
			var code string
			var cell crm.Cell
			err := rows.Scan(&code, &cell.Cases, &cell.Rooms)
			(*table.cells)[code] = cell
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// clocksOfMonth are those of complaints; «+ 0» is the index case_clock_month.
const clocksOfMonth = `SELECT k.clock, k.anchor_at, k.due_at, k.met_at, k.missed_due_at, k.off, c.validity, ` + roomKey + `
	FROM case_clock k JOIN service_case c ON c.id = k.case_id
	WHERE k.project_id = ? AND k.clock IN ('ack', 'response', 'resolution') AND k.due_at + 0 > 0 AND k.due_at + 0 >= ? AND k.due_at + 0 < ? AND c.kind = 'complaint' AND ` + countsAsCase

// countClocks asks every clock of a complaint that fell due in the month whether it was kept.
func countClocks(q querier, m monthSpan, c *crm.Counted) error {
	return each(q, clocksOfMonth,
		[]any{m.project, m.from, m.to}, func(rows *sql.Rows) error {
			var name crm.ClockName
			var k crm.Clock
			var validity string
			var room int64
			if err := rows.Scan(&name, &k.AnchorAt, &k.DueAt, &k.MetAt, &k.MissedDueAt, &k.Off, &validity, &room); err != nil {
				return err
			}
			switch {
			case name == crm.AckClock:
				c.Ack.AddClock(k, m.now, room)
			case name == crm.ResponseClock:
				c.Response.AddClock(k, m.now, room)
			case validity != "invalid":
				c.Resolution.AddClock(k, m.now, room)
			}
			return nil
		})
}

// roundOff tells the rounds that nobody had to finish: the case was sent back into work, or withdrawn, before they fell due.
// The clock of the case knows the running round; the n-th rework of a cycle ended its n-th round.
const roundOff = `CASE WHEN v.status = 'cancelled' AND v.round <= (SELECT COUNT(*) FROM journal j WHERE j.subject = 'case' AND j.subject_id = v.case_id
	AND j.kind = 'reworked' AND j.cycle_no = v.cycle_no AND j.recorded_at <= v.due_at) THEN 1 ELSE COALESCE(k.off, 0) END`

// countRounds counts the rounds of calling back after complaints that fell due in the month, and what customers said.
func countRounds(q querier, m monthSpan, c *crm.Counted) error {
	return each(q, `SELECT v.due_at, v.done_at, v.status, v.satisfaction, CASE WHEN `+scored+` AND `+ourFailing+` THEN 1 ELSE 0 END,
		v.missed_due_at, `+roundOff+`, `+roomKey+`
		FROM revisit v JOIN service_case c ON c.id = v.case_id
		LEFT JOIN case_clock k ON k.case_id = v.case_id AND k.cycle_no = v.cycle_no AND k.clock = 'revisit' AND k.due_at = v.due_at
		WHERE v.project_id = ? AND v.due_at >= ? AND v.due_at < ? AND c.kind = 'complaint' AND `+countsAsCase,
		[]any{m.project, m.from, m.to}, func(rows *sql.Rows) error {
			var k crm.Clock
			var status string
			var satisfaction int
			var counted bool
			var room int64
			if err := rows.Scan(&k.DueAt, &k.MetAt, &status, &satisfaction, &counted, &k.MissedDueAt, &k.Off, &room); err != nil {
				return err
			}
			before := c.Revisit.Due
			c.Revisit.AddClock(k, m.now, room)
			if c.Revisit.Due > before {
				c.Reached.Add(status == "done", room)
			}
			if counted {
				c.Scores.AddScore(satisfaction, room)
			}
			return nil
		})
}

// countReopened counts the cycles of complaints closed in the month, and which of them were reopened in time.
func countReopened(q querier, m monthSpan, c *crm.Counted) error {
	return each(q, `SELECT CASE WHEN n.anchor_at <= j.recorded_at + ? * 86400 THEN 1 ELSE 0 END, `+roomKey+`
		FROM journal j JOIN service_case c ON c.id = j.subject_id
		LEFT JOIN case_cycle n ON n.case_id = c.id AND n.no = j.cycle_no + 1
		WHERE j.kind = 'closed' AND j.recorded_at >= ? AND j.recorded_at < ? AND j.subject = 'case'
		AND c.project_id = ? AND c.kind = 'complaint' AND `+countsAsCase+` AND `+ourFailing,
		[]any{m.reopenDays, m.from, m.to, m.project}, func(rows *sql.Rows) error {
			var reopened bool
			var room int64
			if err := rows.Scan(&reopened, &room); err != nil {
				return err
			}
			c.Reopened.Add(reopened, room)
			return nil
		})
}

// countCoverage counts the rooms people lived or worked in on the last day of the month, and those called back with
// success since the year began.
func countCoverage(q querier, m monthSpan, c *crm.Counted) error {
	last := time.Unix(m.to-1, 0).In(m.zone)
	year := time.Date(last.Year(), 1, 1, 0, 0, 0, 0, m.zone).Unix()
	reached := map[int64]bool{}
	if err := each(q, `SELECT DISTINCT COALESCE(c.room_id, (SELECT MIN(o.room_id) FROM occupancy o WHERE o.customer_id = c.customer_id), 0)
		FROM revisit v JOIN service_case c ON c.id = v.case_id
		WHERE v.project_id = ? AND c.counted = 1 AND v.status = 'done' AND v.kind <> 'site_check' AND v.done_at >= ? AND v.done_at < ?`,
		[]any{m.project, year, m.to}, func(rows *sql.Rows) error {
			var room int64
			err := rows.Scan(&room)
			reached[room] = true
			return err
		}); err != nil {
		return err
	}
	on := last.Format(time.DateOnly)
	return each(q, `SELECT DISTINCT o.room_id FROM occupancy o JOIN room r ON r.id = o.room_id
		WHERE r.project_id = ? AND r.kind IN ('residential', 'shop', 'office') AND o.moved_in_on <= ? AND (o.moved_out_on = '' OR o.moved_out_on > ?)`,
		[]any{m.project, on, on}, func(rows *sql.Rows) error {
			var room int64
			err := rows.Scan(&room)
			c.Coverage.Add(reached[room], room)
			return err
		})
}

// each runs fn on every row.
func each(q querier, query string, args []any, fn func(*sql.Rows) error) error {
	rows, err := q.rows(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
