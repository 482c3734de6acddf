package db

import (
	"context"
	"slices"

	"linli/db/crm"
)

// Moves are the cases of a project that a transaction changed.
type Moves struct {
	Project int64
	Cases   []int64
	Left    bool       // one of them may have left somebody's sight
	Steps   []crm.Step // where they stood and stand on the board; nil = anywhere
}

// leaves reports whether somebody may have lost sight of the case by what a line tells: it was theirs and is handed on, or
// they are kept from it now.
func leaves(e Entry) bool {
	if e.Kind == "registered" {
		return false
	}
	for _, name := range []string{"department", "handler_id", "intake_owner_id"} {
		if was := e.Before[name]; was != nil && was != "" && was != int64(0) {
			return true
		}
	}
	for _, name := range []string{"targets", "recused", "owner_id", "owner_role", "customer_id", "room_id"} {
		if _, changed := e.After[name]; changed {
			return true
		}
	}
	return false
}

// moves remembers a line of the journal about a case until the commit. Who looked at what moves nothing.
func (tx *Tx) moves(project int64, e Entry) {
	if e.Subject != "case" || e.Kind == "revealed" || tx.store.Moved == nil {
		return
	}
	if tx.moved == nil {
		tx.moved = map[int64]*Moves{}
	}
	m := tx.moved[project]
	if m == nil {
		m = &Moves{Project: project}
		tx.moved[project] = m
	}
	if !slices.Contains(m.Cases, e.SubjectID) {
		m.Cases = append(m.Cases, e.SubjectID)
	}
	m.Left = m.Left || leaves(e)
}

// stands remembers until the commit in which steps a case stood and stands.
func (tx *Tx) stands(id int64, steps ...crm.Step) {
	if tx.store.Moved == nil {
		return
	}
	if tx.stood == nil {
		tx.stood = map[int64][]crm.Step{}
	}
	tx.stood[id] = append(tx.stood[id], steps...)
}

// tell says after the commit which cases moved. A case that was written about without being saved may stand anywhere.
func (tx *Tx) tell() {
	for _, m := range tx.moved {
		for _, id := range m.Cases {
			steps, saved := tx.stood[id]
			if !saved {
				m.Steps = nil
				break
			}
			m.Steps = append(m.Steps, steps...)
		}
		tx.store.Moved(*m)
	}
}

// CaseSince says who changed a case since the version seen, and when; nil where nobody has. NotFound out of sight.
func (s *Store) CaseSince(ctx context.Context, by crm.Staff, id, seen int64) (*Stale, error) {
	where, args := caseScope(by)
	q, version := s.reader(ctx), int64(0)
	err := q.row(`SELECT c.row_version FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE c.id = ? AND `+where, append([]any{id}, args...)...).Scan(&version)
	if err != nil {
		return nil, found(err, "没有找到这个诉求")
	}
	if version == seen {
		return nil, nil
	}
	return staleOf(q, "case", id)
}

// Alive is who a session belongs to at now (unix seconds), with the roles held then; nobody once it has ended or was idle too long.
func (s *Store) Alive(ctx context.Context, hash string, now int64) (crm.Staff, error) {
	ses, err := s.SessionByHash(ctx, hash, now)
	if crm.Is(err, crm.NotFound) {
		return crm.Staff{}, nil
	}
	if err != nil {
		return crm.Staff{}, err
	}
	set, err := s.Settings(ctx, ses.Project.ID)
	if err != nil || ses.Expired(set, now) {
		return crm.Staff{}, err
	}
	return ses.Staff, nil
}
