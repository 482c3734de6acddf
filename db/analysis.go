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

const unexplained = "未说明"

// Analyse reads a month [from, to) for those who may see what is late; clock narrows the misses, empty for all. A department's
// head sees the own department, the executive no person.
func (s *Store) Analyse(ctx context.Context, who crm.Staff, from, to, now int64, clock crm.ClockName) (a Analysis, err error) {
	scope := everyCase(who)
	if who.Reach(crm.OverdueRead) == crm.Own {
		scope.where, scope.args = caseScope(who)
	}
	month := scope.and(`c.received_at >= ? AND c.received_at < ? AND `+countsAsCase, from, to)
	q := s.reader(ctx)
	if a.Misses, err = missBars(q, month, clock, now); err != nil {
		return a, err
	}
	if err = causeBars(q, month, &a); err != nil {
		return a, err
	}
	assigned := month.and(`c.department <> ''`)
	if a.Teams, err = efficiency(q, month, `c.department`, `''`, now); err != nil || who.Reach(crm.OverdueRead) == crm.Totals {
		return a, err
	}
	a.People, err = efficiency(q, assigned, `c.department`, `COALESCE(p.name, '')`, now)
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
