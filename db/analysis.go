package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

// Analysis is what the cases received in a month teach: why clocks were missed, what the causes were and where, how quick whom.
type Analysis struct {
	Misses      []crm.Bar // by reason; «未说明» where nobody said so
	Causes      []crm.Bar
	Places      []crm.Bar // at most 10
	Departments []crm.Bar
	Teams       []Efficiency
	People      []Efficiency
}

// Efficiency is how quickly a team or a person worked, and how often on time.
type Efficiency struct {
	Department, Name          string
	Ack, Response, Resolution crm.Speed
}

const unexplained = "未说明"

// Analyse reads a month [from, to) for those who may see what is late; clock narrows the misses, empty for all. A department's
// head sees the own department, the executive no person.
func (s *Store) Analyse(ctx context.Context, who crm.Staff, from, to, now int64, clock crm.ClockName) (a Analysis, err error) {
	scope, args := `c.project_id = ?`, []any{who.ProjectID}
	if who.Reach(crm.OverdueRead) == crm.Own {
		scope, args = caseScope(who)
	}
	month := condition{scope, args}.and(`c.received_at >= ? AND c.received_at < ? AND `+countsAsCase, from, to)
	q := s.reader(ctx)
	if a.Misses, err = missBars(q, month, clock, now); err != nil {
		return a, err
	}
	if err = causeBars(q, month, &a); err != nil {
		return a, err
	}
	if a.Teams, err = efficiency(q, month, `''`, now); err != nil || who.Reach(crm.OverdueRead) == crm.Totals {
		return a, err
	}
	a.People, err = efficiency(q, month, `COALESCE(p.name, '')`, now)
	return a, err
}

const fromCases = ` FROM service_case c LEFT JOIN room r ON r.id = c.room_id `

func missBars(q querier, month condition, clock crm.ClockName, now int64) ([]crm.Bar, error) {
	late := month.and(`(k.missed_due_at <> 0 OR `+clockOpen+` AND k.due_at < ? AND `+clockTicks+`) AND (? = '' OR k.clock = ?)`, now, now, string(clock), string(clock))
	counts := map[string]int64{}
	err := each(q, `SELECT COALESCE(m.reason, ''), COUNT(*)`+fromCases+`JOIN case_clock k ON k.case_id = c.id
		LEFT JOIN miss_reason m ON m.case_id = k.case_id AND m.cycle_no = k.cycle_no AND m.clock = k.clock AND m.accepted_at <> 0 WHERE `+late.where+` GROUP BY 1`, late.args, func(rows *sql.Rows) error {
		var reason string
		var n int64
		err := rows.Scan(&reason, &n)
		if reason == "" {
			reason = unexplained
		}
		counts[reason] += n
		return err
	})
	return crm.Pareto(counts), err
}

func causeBars(q querier, month condition, a *Analysis) error {
	causes, places, departments := map[string]int64{}, map[string]int64{}, map[string]int64{}
	err := each(q, `SELECT c.root_causes, `+causePlaceSQL+`, c.department, COUNT(*)`+fromCases+`WHERE c.root_causes <> '' AND `+month.where+` GROUP BY 1, 2, 3`, month.args, func(rows *sql.Rows) error {
		var list, place, department string
		var n int64
		err := rows.Scan(&list, &place, &department, &n)
		for _, cause := range strings.Split(list, ",") {
			causes[cause] += n
		}
		places[place] += n
		departments[crm.Label(crm.Departments, department)] += n
		return err
	})
	a.Causes, a.Places, a.Departments = crm.Pareto(causes), crm.Pareto(places), crm.Pareto(departments)
	a.Places = a.Places[:min(len(a.Places), 10)]
	return err
}

// efficiency groups the first cycle's clocks by department and another expression.
func efficiency(q querier, month condition, name string, now int64) (list []Efficiency, err error) {
	err = each(q, `SELECT c.department, `+name+`, k.clock, COUNT(*), SUM(CASE WHEN k.met_at <> 0 AND k.missed_due_at = 0 AND k.met_at <= k.due_at THEN 1 ELSE 0 END),
		SUM(CASE WHEN k.met_at <> 0 THEN 1 ELSE 0 END), SUM(CASE WHEN k.met_at <> 0 THEN k.met_at - k.anchor_at ELSE 0 END)`+fromCases+`JOIN case_clock k ON k.case_id = c.id AND k.cycle_no = 1 LEFT JOIN staff p ON p.id = c.handler_id
		WHERE c.department <> '' AND (k.met_at <> 0 OR k.missed_due_at <> 0 OR `+clockOpen+` AND k.due_at < ? AND `+clockTicks+`) AND `+month.where+` GROUP BY 1, 2, 3 ORDER BY 1, 2`, append([]any{now, now}, month.args...), func(rows *sql.Rows) error {
		var department, person string
		var clock crm.ClockName
		var s crm.Speed
		if err := rows.Scan(&department, &person, &clock, &s.Due, &s.Kept, &s.Done, &s.Seconds); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].Department != department || list[n-1].Name != person {
			list = append(list, Efficiency{Department: department, Name: person})
		}
		e := &list[len(list)-1]
		switch clock {
		case crm.AckClock:
			e.Ack = s
		case crm.ResponseClock:
			e.Response = s
		case crm.ResolutionClock:
			e.Resolution = s
		}
		return nil
	})
	return list, err
}
