package db

import "linli/db/crm"

// clockOpen is crm.Clock.Open in SQL, word for word the condition of the index case_clock_open.
const clockOpen = `k.met_at = 0 AND k.off = 0 AND k.due_at <> 0`

// clockSoonAt is when the last part of the span begins, crm's soonWindow in SQL and the expression of the index case_clock_soon;
// clockSoon says that now (?) lies in it, clockTicks that no pause holds the clock then.
const (
	clockSoonAt = `k.due_at - CASE WHEN (k.due_at - k.anchor_at) / 5 > 7200 THEN (k.due_at - k.anchor_at) / 5 ELSE 7200 END`
	clockSoon   = clockSoonAt + ` <= ?`
	clockTicks  = `k.paused_until <= ?`
)

// clockIs names one of the four clocks without letting SQLite look for it in an index: an index of all clocks of that name,
// done ones too, would win over the small ones that the lists of open and missed clocks are made for.
const clockIs = `k.clock || '' = ?`

// condition is a piece of a WHERE with its arguments.
type condition struct {
	where string
	args  []any
}

// and narrows a condition.
func (c condition) and(where string, args ...any) condition {
	return condition{c.where + ` AND ` + where, append(append([]any{}, c.args...), args...)}
}

// verdictParts are the clocks k that have a verdict at now, as conditions of which one must hold: each fits an index. It is
// crm.Clock.Verdict put to the database, and the only other place that knows; a test holds the two together.
func verdictParts(v crm.Verdict, now int64) []condition {
	switch v {
	case crm.Missed:
		return []condition{
			{clockOpen + ` AND k.due_at < ?`, []any{now}},
			{`k.missed_due_at <> 0 AND k.met_at = 0`, nil},
		}
	case crm.DueSoon:
		return []condition{{clockOpen + ` AND k.missed_due_at = 0 AND k.due_at >= ? AND ` + clockTicks + ` AND ` + clockSoon, []any{now, now, now}}}
	case crm.Running:
		return []condition{{clockOpen + ` AND k.missed_due_at = 0 AND k.due_at >= ? AND ` + clockTicks + ` AND NOT (` + clockSoon + `)`, []any{now, now, now}}}
	case crm.Paused:
		return []condition{{`k.paused_until <> 0 AND k.paused_until > ? AND k.missed_due_at = 0 AND ` + clockOpen, []any{now}}}
	case crm.Late:
		return []condition{
			{`k.missed_due_at <> 0 AND k.met_at <> 0`, nil},
			{`k.missed_due_at = 0 AND k.met_at <> 0 AND k.met_at > k.due_at`, nil},
		}
	case crm.Met:
		return []condition{{`k.met_at <> 0 AND k.missed_due_at = 0 AND k.met_at <= k.due_at`, nil}}
	case crm.NotApplicable:
		return []condition{{`k.met_at = 0 AND k.missed_due_at = 0 AND (k.off = 1 OR k.due_at = 0)`, nil}}
	}
	return nil
}

// few reports whether clocks of a verdict are few enough to start from; of the others every page of cases has some.
func few(v crm.Verdict) bool {
	return v == crm.Missed || v == crm.DueSoon || v == crm.Running || v == crm.Paused
}

// withClock are the cases that have a clock, any when empty, with a verdict; without one the clock must be running towards its due.
func withClock(clock crm.ClockName, v crm.Verdict, project, now int64) condition {
	parts := verdictParts(v, now)
	if v == "" {
		parts = []condition{{clockOpen, nil}}
	}
	if len(parts) == 0 {
		return condition{`1 = 0`, nil}
	}
	var c condition
	for i, part := range parts {
		if i > 0 {
			c.where += ` UNION ALL `
		}
		c.where += `SELECT k.case_id FROM case_clock k WHERE `
		if v == "" || few(v) {
			c.where, c.args = c.where+`k.project_id = ? AND `, append(c.args, project)
		} else {
			c.where += `k.case_id = c.id AND `
		}
		if clock != "" {
			c.where, c.args = c.where+clockIs+` AND `, append(c.args, string(clock))
		}
		c.where, c.args = c.where+part.where, append(c.args, part.args...)
	}
	if v == "" || few(v) {
		c.where = `c.id IN (` + c.where + `)`
	} else {
		c.where = `EXISTS (` + c.where + `)`
	}
	return c
}
