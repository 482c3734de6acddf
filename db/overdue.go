package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"linli/db/crm"
)

// ClockFilter narrows a list of clocks; zero values leave it wide. Codes are checked by the caller.
type ClockFilter struct {
	Verdict    crm.Verdict // Missed: due and not done · DueSoon · Paused · Late: missed and done since, or ended; empty: Missed and DueSoon
	Clock      crm.ClockName
	Department string
	Person     string // log-in name of whoever is in charge of the clock
	Due        int64  // only dues before this moment, 0 = any
	After      ClockKey
	Limit      int
}

// ClockKey is where a page of clocks ended.
type ClockKey struct {
	Due, Case int64
	Cycle     int
	Clock     crm.ClockName
}

// ClockRow is one clock of a case with who is in charge of it and, where it was missed, why.
type ClockRow struct {
	CaseID            int64
	Cycle             int
	Name              crm.ClockName
	Clock             crm.Clock
	No, Summary       string
	Kind              crm.Kind
	Level             crm.Level
	State             crm.State
	Urgent            bool
	Department, Owner string // Owner is empty while nobody is named
	Reason            string // why it was missed, empty while nobody said so
	Accepted          bool
}

// KeyOf is where a list ends that ends with r.
func (f ClockFilter) KeyOf(r ClockRow) ClockKey {
	due := r.Clock.DueAt
	if f.Verdict == crm.Late {
		due = r.Clock.MissedDueAt
	}
	return ClockKey{due, r.CaseID, r.Cycle, r.Name}
}

// clockOwner is who is in charge of a clock: who took the case in, who handles it, who calls back.
const clockOwner = `CASE k.clock WHEN 'ack' THEN c.intake_owner_id
	WHEN 'revisit' THEN (SELECT v.assignee_id FROM revisit v WHERE v.case_id = k.case_id AND v.cycle_no = k.cycle_no ORDER BY v.round DESC LIMIT 1) ELSE c.handler_id END`

const clockRowColumns = `k.case_id, k.cycle_no, k.clock, k.anchor_at, k.due_at, k.met_at, k.missed_due_at, k.off, k.paused_until, c.no, c.summary, c.kind, c.level, c.state, c.urgent, c.department,
	COALESCE(p.name, ''), COALESCE(m.reason, ''), COALESCE(m.accepted_at, 0) <> 0`

const clockRowTables = ` FROM case_clock k JOIN service_case c ON c.id = k.case_id LEFT JOIN staff p ON p.id = ` + clockOwner + `
	LEFT JOIN miss_reason m ON m.case_id = k.case_id AND m.cycle_no = k.cycle_no AND m.clock = k.clock LEFT JOIN room r ON r.id = c.room_id WHERE `

func scanClockRow(rows *sql.Rows, r *ClockRow) error {
	return rows.Scan(&r.CaseID, &r.Cycle, &r.Name, &r.Clock.AnchorAt, &r.Clock.DueAt, &r.Clock.MetAt, &r.Clock.MissedDueAt, &r.Clock.Off, &r.Clock.PausedUntil,
		&r.No, &r.Summary, &r.Kind, &r.Level, &r.State, &r.Urgent, &r.Department, &r.Owner, &r.Reason, &r.Accepted)
}

// settledMiss are the clocks whose miss is on record and that do not stand among the due ones any more. What was merged
// counts with its master.
const settledMiss = `k.missed_due_at <> 0 AND NOT (` + clockOpen + ` AND k.due_at < ?) AND ` + countsAsCase

// dueOrSoon are the open clocks that are late or about to be; none of them is a settledMiss.
const dueOrSoon = clockOpen + ` AND (k.due_at < ? OR k.missed_due_at = 0 AND ` + clockTicks + ` AND ` + clockSoon + `)`

// where turns the filter into conditions that all must hold, in the cases that by may see.
func (f ClockFilter) where(by crm.Staff, now int64) condition {
	scope, args := caseScope(by)
	all := []string{`k.project_id = ?`}
	args = append([]any{by.ProjectID}, args...)
	add := func(where string, more ...any) { all, args = append(all, where), append(args, more...) }
	all = append(all, scope)
	switch f.Verdict {
	case crm.Missed:
		add(clockOpen+` AND k.due_at < ?`, now)
	case crm.Late:
		add(settledMiss, now)
	case crm.DueSoon, crm.Paused:
		part := verdictParts(f.Verdict, now)[0]
		add(part.where, part.args...)
	default:
		add(dueOrSoon, now, now, now)
	}
	if f.Clock != "" {
		add(clockIs, string(f.Clock))
	}
	if f.Department != "" {
		add(`c.department = ?`, f.Department)
	}
	if f.Person != "" {
		add(clockOwner+` = (SELECT h.id FROM staff h WHERE h.login = ?)`, f.Person)
	}
	if f.Due != 0 {
		add(`k.due_at < ?`, f.Due)
	}
	return condition{strings.Join(all, " AND "), args}
}

// Clocks lists clocks that by may see: those whose due passed or comes in the order of dues, settled misses the newest
// first. One row more than Limit says that there is more.
func (s *Store) Clocks(ctx context.Context, by crm.Staff, f ClockFilter, now int64) ([]ClockRow, error) {
	c := f.where(by, now)
	order, beyond := `k.due_at, k.case_id, k.cycle_no, k.clock`, `(k.due_at, k.case_id, k.cycle_no, k.clock) > (?, ?, ?, ?)`
	if f.Verdict == crm.Late {
		order, beyond = `k.missed_due_at DESC, k.case_id DESC, k.cycle_no DESC, k.clock DESC`, `(k.missed_due_at, k.case_id, k.cycle_no, k.clock) < (?, ?, ?, ?)`
	}
	if f.After.Case != 0 {
		c.where, c.args = c.where+` AND `+beyond, append(c.args, f.After.Due, f.After.Case, f.After.Cycle, string(f.After.Clock))
	}
	return s.clockRows(ctx, c, order, f.Limit)
}

func (s *Store) clockRows(ctx context.Context, c condition, order string, limit int) ([]ClockRow, error) {
	rows, err := s.reader(ctx).rows(`SELECT `+clockRowColumns+clockRowTables+c.where+` ORDER BY `+order+` LIMIT ?`, append(c.args, limit)...)
	return collect(rows, err, scanClockRow)
}

// firstClocks are the first of clocks that clocksSeen says, in an order. What stands in a row is read of those only that are listed.
func (s *Store) firstClocks(ctx context.Context, tables string, c condition, order string, limit int) ([]ClockRow, error) {
	first := condition{`(k.case_id, k.cycle_no, k.clock) IN (SELECT k.case_id, k.cycle_no, k.clock FROM case_clock k` + tables + ` WHERE ` + c.where + ` ORDER BY ` + order + ` LIMIT ?)`, append(c.args, limit)}
	return s.clockRows(ctx, first, order, limit)
}

// Pressing counts the open clocks that by may see: those past their due and those about to be, each to 1000. What was
// counted is kept until something is written or a clock passes a border.
func (s *Store) Pressing(ctx context.Context, by crm.Staff, now int64) (missed, soon int, err error) {
	n, err := keep(s, &s.pressing, keptFor{by.ID, by.ProjectID}, by.Roles, now, func(k *kept[[2]int]) (err error) {
		tables, c := clocksSeen(by)
		if k.value[0], err = s.countClocks(ctx, tables, c.and(`k.due_at < ?`, now)); err != nil {
			return err
		}
		if k.value[1], err = s.countClocks(ctx, tables, c.and(`k.missed_due_at = 0 AND k.due_at >= ? AND `+clockTicks+` AND `+clockSoon, now, now, now)); err != nil {
			return err
		}
		border, err := s.nextBorder(ctx, by, now)
		k.upTo(border)
		return err
	})
	return n[0], n[1], err
}

// borders are the moments at which an open clock changes its verdict by itself, each an index: it is late after the first,
// about to be from the second on and goes on from the third on.
var borders = []border{
	{`k.due_at`, `k.due_at <> 0`, 0},
	{clockSoonAt, `k.missed_due_at = 0`, 1},
	{`k.paused_until`, `k.paused_until <> 0`, 1},
}

type border struct {
	moment, of string
	before     int64 // whether the moment itself belongs to the time before (0) or not (1)
}

// nextBorder is the last moment before another open clock changes its verdict, 0 = none will.
func (s *Store) nextBorder(ctx context.Context, by crm.Staff, now int64) (last int64, err error) {
	for _, b := range borders {
		var moment int64
		query, args := b.next(openClocks(by), now)
		err := s.reader(ctx).row(query, args...).Scan(&moment)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if moment -= b.before; last == 0 || moment < last {
			last = moment
		}
	}
	return last, nil
}

// next asks for the next such moment of clocks, not before now.
func (b border) next(of condition, now int64) (query string, args []any) {
	c := of.and(b.of+` AND `+b.moment+` > ?`, now-1+b.before)
	return `SELECT ` + b.moment + ` FROM case_clock k WHERE ` + c.where + ` ORDER BY ` + b.moment + ` LIMIT 1`, c.args
}

// openClocks are the clocks of the project that run; the condition is that of the index case_clock_open.
func openClocks(by crm.Staff) condition {
	return condition{`k.project_id = ? AND ` + clockOpen, []any{by.ProjectID}}
}

// clocksSeen are the openClocks that by may see, with the tables beside case_clock k that this takes: none for who may see all.
func clocksSeen(by crm.Staff) (tables string, c condition) {
	known := notSecret(by, "k.case_id")
	if seesFew(by) {
		few := fewCases(by)
		return "", condition{"k.case_id IN (" + few.where + ")", few.args}.and(clockOpen).and(known.where, known.args...)
	}
	c = openClocks(by).and(known.where, known.args...)
	if by.Reach(crm.CaseRead) == crm.All {
		return "", c
	}
	scope, args := caseScope(by)
	return withCase, c.and(scope, args...)
}

// withCase joins what the scope of a person asks for.
const withCase = ` JOIN service_case c ON c.id = k.case_id LEFT JOIN room r ON r.id = c.room_id`

// countClocks counts to 1000 and no further.
func (s *Store) countClocks(ctx context.Context, tables string, c condition) (n int, err error) {
	err = s.reader(ctx).row(`SELECT COUNT(*) FROM (SELECT 1 FROM case_clock k`+tables+` WHERE `+c.where+` LIMIT 1000) AS n`, c.args...).Scan(&n)
	return n, err
}
