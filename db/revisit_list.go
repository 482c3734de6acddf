package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

// RevisitFilter narrows the list of revisits that are due; zero values leave it wide.
type RevisitFilter struct {
	Whose string // own, open (nobody named), or empty for all
	Late  bool   // only those whose due has passed
	After CaseKey
	Limit int
}

// RevisitRow is one revisit to be made, customer and place as the reader may see them.
type RevisitRow struct {
	ID, CaseID, DueAt, GateOpensAt int64
	DoneAt                         int64 // the clock has stopped: the attempts were made, the wait is on
	CaseNo, Summary                string
	Kind, Person, Place            string
	Assignee, NextOn               string // Assignee is empty where supervisor or manager call
	Level                          crm.Level
	Round, Tries                   int
	LastTryAt                      int64
	LastResult                     string
}

// Revisits lists what is to be called back, nearest due first, within the reader's scope. One row more than Limit says
// that there is more.
func (s *Store) Revisits(ctx context.Context, by crm.Staff, f RevisitFilter, now int64) ([]RevisitRow, error) {
	query, args := revisitsOf(by, f, now)
	rows, err := s.reader(ctx).rows(query, args...)
	return collect(rows, err, func(rows *sql.Rows, r *RevisitRow) error {
		var c crm.Case
		var room, name, kind string
		err := rows.Scan(&r.ID, &r.CaseID, &r.DueAt, &r.GateOpensAt, &r.DoneAt, &r.CaseNo, &r.Summary, &r.Kind, &c.Place, &room, &name, &kind,
			&c.Confidential, &c.Anonymous, &r.Assignee, &r.NextOn, &r.Level, &r.Round, &r.Tries, &r.LastTryAt, &r.LastResult)
		r.Person, r.Place = shownPerson(by, &c, kind, name), shownPlace(by, &c, room)
		return err
	})
}

func revisitsOf(by crm.Staff, f RevisitFilter, now int64) (query string, args []any) {
	scope, args := caseScope(by)
	where := []string{`v.project_id = ? AND v.status IN ('planned', 'in_progress')`, scope}
	args = append([]any{by.ProjectID}, args...)
	add := func(condition string, more ...any) { where, args = append(where, condition), append(args, more...) }
	switch f.Whose {
	case "own":
		add(`v.assignee_id = ?`, by.ID)
	case "open":
		add(`v.assignee_id IS NULL`)
	}
	if f.Late {
		add(`v.done_at = 0 AND v.due_at < ?`, now)
	}
	if f.After.ID != 0 {
		add(`(v.due_at, v.id) > (?, ?)`, f.After.Due, f.After.ID)
	}
	return `SELECT v.id, v.case_id, v.due_at, c.gate_opens_at, v.done_at, c.no, c.summary, v.kind, c.place, COALESCE(r.code, ''), COALESCE(u.name, ''), COALESCE(u.kind, ''),
		c.confidential, c.anonymous, COALESCE(p.name, ''), v.next_on, c.level, v.round,
		(SELECT COUNT(*) FROM revisit_attempt a WHERE a.revisit_id = v.id), COALESCE(l.at, 0), COALESCE(l.result, '')
		FROM revisit v JOIN service_case c ON c.id = v.case_id LEFT JOIN room r ON r.id = c.room_id LEFT JOIN customer u ON u.id = v.customer_id LEFT JOIN staff p ON p.id = v.assignee_id
		LEFT JOIN revisit_attempt l ON l.id = (SELECT MAX(a.id) FROM revisit_attempt a WHERE a.revisit_id = v.id)
		WHERE ` + strings.Join(where, " AND ") + ` ORDER BY v.due_at, v.id LIMIT ?`, append(args, f.Limit)
}
