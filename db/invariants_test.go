package db

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"linli/db/crm"
)

// checkInvariants holds a file to what must be true of any file at a moment up to which the minute tick has run.
func checkInvariants(t *testing.T, s *Store, now int64) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, *Store, int64){
		"sound file": checkSound, "journal": checkJournal, "fold": checkFold, "clocks": checkClocks, "rounds": checkRounds,
		"numbers": checkNumbers, "search": checkFindable, "bars": checkBars, "committee": checkCommittee,
	} {
		t.Run(name, func(t *testing.T) { check(t, s, now) })
	}
}

// none fails when a query that looks for what must not be finds something.
func nothing(t *testing.T, s *Store, what, query string, args ...any) {
	t.Helper()
	var n int
	if err := s.read.QueryRow(`SELECT COUNT(*) FROM (`+query+`) AS x`, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if n > 0 {
		t.Errorf("%s: %d", what, n)
	}
}

func checkSound(t *testing.T, s *Store, _ int64) {
	var word string
	if err := s.read.QueryRow(`PRAGMA integrity_check`).Scan(&word); err != nil || word != "ok" {
		t.Errorf("integrity: %s %v", word, err)
	}
	rows, err := s.read.Query(`PRAGMA foreign_key_check`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if rows.Next() {
		t.Error("a reference leads nowhere")
	}
	nothing(t, s, "cases without a living intake owner", `SELECT 1 FROM service_case c LEFT JOIN staff s ON s.id = c.intake_owner_id WHERE s.id IS NULL OR s.disabled_at <> 0`)
	nothing(t, s, "open cases that are marked otherwise", `SELECT 1 FROM service_case c JOIN staff s ON s.id = c.intake_owner_id
		WHERE c.is_open = 1 AND c.unowned <> CASE WHEN s.disabled_at <> 0 THEN 1 ELSE 0 END`)
	nothing(t, s, "customers whose first day is not that of their links", `SELECT 1 FROM customer c WHERE c.began_on <> COALESCE(
		(SELECT MIN(CASE o.moved_in_on WHEN '' THEN '0001-01-01' ELSE o.moved_in_on END) FROM occupancy o WHERE o.customer_id = c.id), '9999-12-31')`)
	nothing(t, s, "customers who are not marked as their links end", `SELECT 1 FROM customer c WHERE c.link_ends <> CASE WHEN EXISTS (
		SELECT 1 FROM occupancy o WHERE o.customer_id = c.id AND o.moved_out_on <> '') THEN 1 ELSE 0 END`)
	nothing(t, s, "cases that keep another building than that of their room", `SELECT 1 FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE c.building_no <> COALESCE(r.building_no, '')`)
	nothing(t, s, "tasks about nothing", `SELECT 1 FROM task t WHERE t.subject = 'case' AND NOT EXISTS (SELECT 1 FROM service_case c WHERE c.id = t.subject_id)`)
	nothing(t, s, "done tasks of nobody", `SELECT 1 FROM task WHERE done_at <> 0 AND done_by = 0`)
	nothing(t, s, "cases of nobody", `SELECT 1 FROM service_case WHERE customer_id IS NULL AND anonymous = 0 AND import_id IS NULL`)
	nothing(t, s, "numbers that may be somebody's", `SELECT 1 FROM contact_point WHERE kind = 'mobile' AND value NOT LIKE '154%'`)
	nothing(t, s, "two primary contacts", `SELECT 1 FROM occupancy WHERE is_primary_contact = 1 AND moved_out_on = '' GROUP BY room_id HAVING COUNT(*) > 1`)
}

func checkJournal(t *testing.T, s *Store, now int64) {
	v, err := s.VerifyJournal(context.Background())
	if err != nil || v.BadSeq != 0 || v.Rows == 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
	nothing(t, s, "lines out of order", `SELECT 1 FROM journal j JOIN journal k ON k.seq = j.seq + 1 WHERE k.recorded_at < j.recorded_at`)
	nothing(t, s, "lines from the future", `SELECT 1 FROM journal WHERE recorded_at > ? OR event_at > recorded_at`, now)
	nothing(t, s, "acts of nobody", `SELECT 1 FROM journal WHERE actor_id = 0 AND kind NOT IN ('project_created', 'account_added', 'deadline_missed', 'escalated', 'resumed', 'level_changed', 'measure_added')`)
}

// checkFold rebuilds every case from its lines: each says what was before it, and the end is what the file has.
func checkFold(t *testing.T, s *Store, _ int64) {
	q := s.reader(context.Background())
	rows, err := q.rows(`SELECT id FROM service_case ORDER BY id`)
	ids, err := collect(rows, err, func(rows *sql.Rows, id *int64) error { return rows.Scan(id) })
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		lines, err := s.SubjectLog(context.Background(), "case", id)
		if err != nil || len(lines) == 0 || lines[0].Kind != "registered" {
			t.Fatalf("case %d: %d lines, %v", id, len(lines), err)
		}
		folded := map[string]any{}
		for _, l := range lines {
			if err := fold(folded, l); err != nil {
				t.Fatalf("case %d, line %d %s: %v", id, l.Seq, l.Kind, err)
			}
		}
		c, err := loadCase(q, id)
		if err != nil {
			t.Fatal(err)
		}
		if want := notZero(c.Facts()); !maps.Equal(notZero(folded), want) {
			t.Fatalf("case %d is not the fold of its lines: %s", id, difference(notZero(folded), want))
		}
		checkDerived(t, q, c)
	}
}

func fold(facts map[string]any, l Line) error {
	before, err := factsOf(l.Before)
	if err != nil {
		return err
	}
	for name, value := range before {
		if was := facts[name]; was != value && !(was == nil && isZero(value)) {
			return fmt.Errorf("%s was %v, not %v", name, was, value)
		}
	}
	if state, _ := facts["state"].(string); state != l.From {
		return fmt.Errorf("from %s, but the state was %s", l.From, state)
	}
	after, err := factsOf(l.After)
	if err != nil {
		return err
	}
	maps.Copy(facts, after)
	maps.Copy(facts, l.Texts)
	if facts["state"] != l.To {
		return fmt.Errorf("to %s, but the state is %s", l.To, facts["state"])
	}
	return nil
}

func isZero(v any) bool { return v == nil || reflect.ValueOf(v).IsZero() }

func notZero(facts map[string]any) map[string]any {
	facts = maps.Clone(facts)
	maps.DeleteFunc(facts, func(_ string, v any) bool { return isZero(v) })
	return facts
}

func difference(a, b map[string]any) string {
	var names []string
	for name := range a {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// checkDerived compares the columns that follow from a case with what follows from it.
func checkDerived(t *testing.T, q querier, c *crm.Case) {
	t.Helper()
	var cycles int
	var open bool
	var due int64
	var clock crm.ClockName
	var step crm.Step
	if err := q.row(`SELECT cycle_no, is_open, next_due_at, next_clock, COALESCE(step, '') FROM service_case WHERE id = ?`, c.ID).Scan(&cycles, &open, &due, &clock, &step); err != nil {
		t.Fatal(err)
	}
	wantClock, wantDue := c.NextDue()
	if cycles != len(c.Cycles) || open != c.State.Open() || due != wantDue || clock != wantClock || step != c.Step() {
		t.Errorf("case %d: cycle %d open %v next %s %d step %s, want %d %v %s %d %s", c.ID, cycles, open, clock, due, step, len(c.Cycles), c.State.Open(), wantClock, wantDue, c.Step())
	}
}

func checkClocks(t *testing.T, s *Store, now int64) {
	nothing(t, s, "cycles without four clocks", `SELECT 1 FROM case_cycle y WHERE (SELECT COUNT(*) FROM case_clock k WHERE k.case_id = y.case_id AND k.cycle_no = y.no) <> 4`)
	nothing(t, s, "dues before their anchor", `SELECT 1 FROM case_clock WHERE due_at <> 0 AND due_at <= anchor_at`)
	nothing(t, s, "milestones before the anchor", `SELECT 1 FROM case_clock WHERE met_at <> 0 AND met_at < anchor_at`)
	nothing(t, s, "met too late without a miss", `SELECT 1 FROM case_clock WHERE met_at > due_at AND due_at <> 0 AND missed_due_at = 0`)
	nothing(t, s, "a miss although met in time", `SELECT 1 FROM case_clock WHERE met_at <> 0 AND missed_due_at <> 0 AND met_at <= missed_due_at`)
	nothing(t, s, "misses the tick has not written", `SELECT 1 FROM case_clock WHERE met_at = 0 AND off = 0 AND due_at <> 0 AND missed_due_at = 0 AND due_at < ?`, now-120)
	nothing(t, s, "misses without a line", `SELECT 1 FROM case_clock k WHERE missed_due_at <> 0 AND NOT EXISTS
		(SELECT 1 FROM journal j WHERE j.subject = 'case' AND j.subject_id = k.case_id AND j.kind = 'deadline_missed')`)
	nothing(t, s, "clocks that run although the case has ended", `SELECT 1 FROM case_clock k JOIN service_case c ON c.id = k.case_id
		WHERE c.is_open = 0 AND k.met_at = 0 AND k.off = 0 AND k.pending = 0 AND k.due_at > c.closed_at AND c.closed_at <> 0`)
	span := `CASE c.level WHEN 'major' THEN %d WHEN 'important' THEN %d ELSE %d END`
	unmoved := `NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject = 'case' AND j.subject_id = c.id AND j.kind = 'level_changed') AND c.kind = 'complaint' AND c.cycle_no < 3`
	for clock, hours := range map[string][3]any{"response": {4, 24, 48}, "resolution": {360, 168, 72}} {
		nothing(t, s, clock+" not due when promised", `SELECT 1 FROM case_clock k JOIN service_case c ON c.id = k.case_id JOIN case_cycle y ON y.case_id = c.id AND y.no = k.cycle_no
			WHERE k.clock = ? AND `+unmoved+` AND k.due_at <> k.anchor_at + 3600 * (`+fmt.Sprintf(span, hours[0], hours[1], hours[2])+`) + CASE k.clock WHEN 'resolution' THEN y.paused_seconds ELSE 0 END`, clock)
	}
	nothing(t, s, "acknowledgement not due when promised", `SELECT 1 FROM case_clock k JOIN service_case c ON c.id = k.case_id
		WHERE k.clock = 'ack' AND k.due_at <> k.anchor_at + 3600 * CASE c.kind WHEN 'praise' THEN 72 ELSE 24 END`)
}

func checkRounds(t *testing.T, s *Store, _ int64) {
	nothing(t, s, "cases whose round is not that of their revisits", `SELECT 1 FROM service_case c
		WHERE c.round <> COALESCE((SELECT MAX(v.round) FROM revisit v WHERE v.case_id = c.id AND v.cycle_no = c.cycle_no), 0)`)
	nothing(t, s, "waiting cases without one open revisit", `SELECT 1 FROM service_case c WHERE c.gate = 'waiting' AND c.state = 'pending_revisit'
		AND (SELECT COUNT(*) FROM revisit v WHERE v.case_id = c.id AND v.status IN ('planned', 'in_progress')) <> 1`)
	nothing(t, s, "open revisits of ended cases", `SELECT 1 FROM revisit v JOIN service_case c ON c.id = v.case_id WHERE c.is_open = 0 AND v.status IN ('planned', 'in_progress')`)
	nothing(t, s, "finished revisits without an attempt", `SELECT 1 FROM revisit v WHERE v.status IN ('done', 'declined', 'unreachable') AND NOT EXISTS (SELECT 1 FROM revisit_attempt a WHERE a.revisit_id = v.id)`)
	nothing(t, s, "handlers who called back", `SELECT 1 FROM revisit_attempt a JOIN revisit v ON v.id = a.revisit_id JOIN service_case c ON c.id = v.case_id WHERE a.by_id = c.handler_id AND v.cycle_no = c.cycle_no`)
	nothing(t, s, "closed by who resolved", `SELECT 1 FROM service_case WHERE state = 'closed' AND closed_by = resolver_id AND round > 0`)
}

// checkNumbers holds that numbers were handed out without a gap.
func checkNumbers(t *testing.T, s *Store, _ int64) {
	nothing(t, s, "days whose counter is not the number of their cases", `SELECT 1 FROM counter n WHERE n.name LIKE 'case:%' AND n.value <>
		(SELECT COUNT(*) FROM service_case c JOIN project p ON p.id = c.project_id WHERE c.no LIKE substr(n.name, 6, 2) || '-' || p.code || '-' || replace(substr(n.name, -10), '-', '') || '-%')`)
	nothing(t, s, "customers whose counter is not their number", `SELECT 1 FROM counter n WHERE n.name LIKE 'customer %' AND n.value <> (SELECT COUNT(*) FROM customer)`)
}

func checkFindable(t *testing.T, s *Store, _ int64) {
	nothing(t, s, "customers without a reading", `SELECT 1 FROM customer c WHERE NOT EXISTS (SELECT 1 FROM name_reading p WHERE p.customer_id = c.id)`)
	rows, err := s.reader(context.Background()).rows(`SELECT id, name FROM customer ORDER BY id LIMIT 200`)
	names, err := collect(rows, err, func(rows *sql.Rows, c *crm.Customer) error { return rows.Scan(&c.ID, &c.Name) })
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range names {
		var one int
		if err := s.read.QueryRow(`SELECT COUNT(*) FROM customer_text WHERE customer_text MATCH ? AND rowid = ?`, phrase(c.Name), c.ID).Scan(&one); err != nil || one != 1 {
			t.Fatalf("customer %d is not found by name: %v", c.ID, err)
		}
	}
}

func checkCommittee(t *testing.T, s *Store, _ int64) {
	rows, err := s.read.Query(`SELECT r.body, r.body_hash, j.after FROM committee_report r JOIN journal j ON j.subject = 'committee' AND j.subject_id = r.id AND j.kind = 'committee_published'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var body, hash, written string
		if err := rows.Scan(&body, &hash, &written); err != nil {
			t.Fatal(err)
		}
		if crm.HashOf(body) != hash || !strings.Contains(written, hash) {
			t.Error("a report is not what was published")
		}
	}
	nothing(t, s, "reports that no line tells of", `SELECT 1 FROM committee_report r WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject = 'committee' AND j.subject_id = r.id)`)
}

// checkBars holds that who must not know of a case is kept for it and for what was merged into it, and nobody else.
func checkBars(t *testing.T, s *Store, _ int64) {
	t.Helper()
	listed := `SELECT p.id AS staff_id, k.id AS case_id FROM lead k JOIN service_case c ON c.id = k.leads JOIN staff p ON ',' || c.targets || ',' || c.recused || ',' LIKE '%,' || p.id || ',%'`
	leads := `WITH RECURSIVE lead (id, leads) AS (SELECT id, id FROM service_case UNION SELECT l.id, c.master_id FROM lead l JOIN service_case c ON c.id = l.leads WHERE c.state = 'merged') `
	nothing(t, s, "people who see what they must not", leads+listed+` EXCEPT SELECT staff_id, case_id FROM case_bar`)
	nothing(t, s, "people kept out for nothing", leads+`SELECT staff_id, case_id FROM case_bar EXCEPT `+listed)
}
