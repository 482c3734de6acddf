package db

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"linli/db/crm"
)

// CountLine is how many clocks of somebody, or of some kind, are late or about to be.
type CountLine struct {
	Code, Label           string
	Missed, DueSoon, Late int // Late: missed since the beginning of the period and done or ended by now
}

// OverdueCounts are the clocks that by may count, by what they promise, by department and by who is in charge.
type OverdueCounts struct {
	Clocks, Departments, People []CountLine
	Total                       CountLine
}

// OverdueCounts counts open clocks as of now, and settled misses since a moment. It is the only part of the overdue page
// that somebody entitled to totals may see, so it asks for the whole project where the right reaches no case.
func (s *Store) OverdueCounts(ctx context.Context, by crm.Staff, now, since int64) (o OverdueCounts, err error) {
	scope, args := caseScope(by)
	if by.Reach(crm.OverdueRead) == crm.Totals {
		c := notSecret(by, "c.id").and(`c.project_id = ?`, by.ProjectID)
		scope, args = c.where, c.args
	}
	tally := map[string]map[string]*CountLine{"clock": {}, "department": {}, "person": {}}
	read := func(settled bool, where string, more ...any) error {
		rows, err := s.reader(ctx).rows(`SELECT k.clock, k.anchor_at, k.due_at, k.met_at, k.missed_due_at, k.off, k.paused_until, c.department, COALESCE(p.login, ''), COALESCE(p.name, '')
			FROM case_clock k JOIN service_case c ON c.id = k.case_id LEFT JOIN staff p ON p.id = `+clockOwner+` LEFT JOIN room r ON r.id = c.room_id
			WHERE k.project_id = ? AND `+scope+` AND `+where, append(append([]any{by.ProjectID}, args...), more...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := o.count(rows, tally, now, settled); err != nil {
				return err
			}
		}
		return rows.Err()
	}
	if err := read(false, dueOrSoon, now, now, now); err != nil {
		return o, err
	}
	if err := read(true, settledMiss+` AND k.missed_due_at >= ?`, now, since); err != nil {
		return o, err
	}
	o.Clocks, o.Departments, o.People = byClock(tally["clock"]), byWeight(tally["department"]), byWeight(tally["person"])
	return o, nil
}

func (o *OverdueCounts) count(rows *sql.Rows, tally map[string]map[string]*CountLine, now int64, settled bool) error {
	var k crm.Clock
	var clock, department, login, name string
	if err := rows.Scan(&clock, &k.AnchorAt, &k.DueAt, &k.MetAt, &k.MissedDueAt, &k.Off, &k.PausedUntil, &department, &login, &name); err != nil {
		return err
	}
	verdict := k.Verdict(now)
	for kind, line := range map[string]CountLine{
		"clock":      {Code: clock, Label: crm.Label(crm.Clocks, clock)},
		"department": {Code: department, Label: cmp.Or(crm.Label(crm.Departments, department), "尚未派单")},
		"person":     {Code: login, Label: cmp.Or(name, "无指定人")},
	} {
		sum, ok := tally[kind][line.Code]
		if !ok {
			sum = &line
			tally[kind][line.Code] = sum
		}
		sum.add(verdict, settled)
	}
	o.Total.add(verdict, settled)
	return nil
}

func (l *CountLine) add(v crm.Verdict, settled bool) {
	switch {
	case settled:
		l.Late++
	case v == crm.Missed:
		l.Missed++
	case v == crm.DueSoon:
		l.DueSoon++
	}
}

// byClock is all four clocks in their order.
func byClock(lines map[string]*CountLine) []CountLine {
	list := make([]CountLine, len(crm.Clocks))
	for i, c := range crm.Clocks {
		list[i] = CountLine{Code: c.Code, Label: c.Label}
		if l, ok := lines[c.Code]; ok {
			list[i] = *l
		}
	}
	return list
}

// byWeight puts those with most misses first.
func byWeight(lines map[string]*CountLine) []CountLine {
	list := make([]CountLine, 0, len(lines))
	for _, code := range slices.Sorted(maps.Keys(lines)) {
		list = append(list, *lines[code])
	}
	slices.SortStableFunc(list, func(a, b CountLine) int {
		return cmp.Or(cmp.Compare(b.Missed, a.Missed), cmp.Compare(b.DueSoon, a.DueSoon), cmp.Compare(b.Late, a.Late))
	})
	return list
}
