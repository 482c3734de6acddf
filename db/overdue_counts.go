package db

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"linli/db/crm"
)

// CountLine is how many clocks of somebody, or of some kind, are late or about to be.
type CountLine struct {
	Code, Label           string
	Missed, DueSoon, Late int // Late: missed since the month began and done or ended by now, as of a minute ago at most
}

// OverdueCounts are the clocks that by may count, by what they promise, by department and by who is in charge.
type OverdueCounts struct {
	Clocks, Departments, People []CountLine
	Total                       CountLine
}

// ownedClock is what a clock is counted by.
type ownedClock struct{ clock, department, login, name string }

// OverdueCounts counts open clocks as of now, and settled misses of the month. It is the only part of the overdue page
// that somebody entitled to totals may see, so it asks for the whole project where the right reaches no case.
func (s *Store) OverdueCounts(ctx context.Context, by crm.Staff, now int64, zone *time.Location) (o OverdueCounts, err error) {
	scope, args := caseScope(by)
	if by.Reach(crm.OverdueRead) == crm.Totals {
		c := everyCase(by)
		scope, args = c.where, c.args
	}
	seen := condition{`k.project_id = ? AND ` + scope, append([]any{by.ProjectID}, args...)}
	open, err := s.openOverdue(ctx, by, seen, now)
	if err != nil {
		return o, err
	}
	settled, err := s.settledMisses(ctx, by, seen, now, zone)
	if err != nil {
		return o, err
	}
	tally := map[string]map[string]*CountLine{"clock": {}, "department": {}, "person": {}}
	for i, v := range []crm.Verdict{crm.Missed, crm.DueSoon, crm.Late} {
		for owned, n := range [3]map[ownedClock]int{open[0], open[1], settled}[i] {
			o.count(tally, owned, v, n)
		}
	}
	o.Clocks, o.Departments, o.People = byClock(tally["clock"]), byWeight(tally["department"]), byWeight(tally["person"])
	return o, nil
}

// openOverdue are the open clocks that are missed and those about to be, until something is written or a clock passes a border.
func (s *Store) openOverdue(ctx context.Context, by crm.Staff, seen condition, now int64) ([2]map[ownedClock]int, error) {
	return keep(s, &s.overdue, keptFor{by.ID, by.ProjectID}, by.Roles, now, func(k *kept[[2]map[ownedClock]int]) (err error) {
		for i, v := range []crm.Verdict{crm.Missed, crm.DueSoon} {
			part := verdictParts(v, now)[0]
			if k.value[i], err = s.countOwned(ctx, seen.and(part.where, part.args...)); err != nil {
				return err
			}
		}
		border, err := s.nextBorder(ctx, by, now)
		k.upTo(border)
		return err
	})
}

// settledMisses are those of the month of now. A large office has thousands, so they may be a minute old.
func (s *Store) settledMisses(ctx context.Context, by crm.Staff, seen condition, now int64, zone *time.Location) (map[ownedClock]int, error) {
	return keep(s, &s.settled, keptFor{by.ID, by.ProjectID}, by.Roles, now, func(k *kept[map[ownedClock]int]) (err error) {
		begin, end := crm.PeriodOf(now, zone).Bounds(zone)
		k.whateverIsWritten = true
		k.upTo(end - 1)
		k.value, err = s.countOwned(ctx, seen.and(settledMiss+` AND k.missed_due_at >= ?`, now, begin))
		return err
	})
}

// countOwned counts clocks by what they promise and who is in charge of them. The database adds up: of thousands of clocks few
// lines come out.
func (s *Store) countOwned(ctx context.Context, c condition) (map[ownedClock]int, error) {
	counts := map[ownedClock]int{}
	return counts, each(s.reader(ctx), `SELECT g.clock, g.department, COALESCE(p.login, ''), COALESCE(p.name, ''), g.n
		FROM (SELECT k.clock, c.department, `+clockOwner+` AS owner, COUNT(*) AS n
			FROM case_clock k JOIN service_case c ON c.id = k.case_id LEFT JOIN room r ON r.id = c.room_id WHERE `+c.where+` GROUP BY 1, 2, 3) g
		LEFT JOIN staff p ON p.id = g.owner`, c.args, func(rows *sql.Rows) error {
		var o ownedClock
		var n int
		err := rows.Scan(&o.clock, &o.department, &o.login, &o.name, &n)
		counts[o] += n
		return err
	})
}

func (o *OverdueCounts) count(tally map[string]map[string]*CountLine, owned ownedClock, v crm.Verdict, n int) {
	for kind, line := range map[string]CountLine{
		"clock":      {Code: owned.clock, Label: crm.Label(crm.Clocks, owned.clock)},
		"department": {Code: owned.department, Label: cmp.Or(crm.Label(crm.Departments, owned.department), "尚未派单")},
		"person":     {Code: owned.login, Label: cmp.Or(owned.name, "无指定人")},
	} {
		sum, ok := tally[kind][line.Code]
		if !ok {
			sum = &line
			tally[kind][line.Code] = sum
		}
		sum.add(v, n)
	}
	o.Total.add(v, n)
}

func (l *CountLine) add(v crm.Verdict, n int) {
	switch v {
	case crm.Late:
		l.Late += n
	case crm.Missed:
		l.Missed += n
	case crm.DueSoon:
		l.DueSoon += n
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
