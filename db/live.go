package db

import (
	"context"

	"linli/db/crm"
)

// moved is a case that a transaction changed.
type moved struct{ project, id int64 }

// moves remembers a line of the journal about a case until the commit. Who looked at what moves nothing.
func (tx *Tx) moves(l Line) {
	if l.Subject != "case" || l.Kind == "revealed" || tx.store.Moved == nil {
		return
	}
	if tx.moved == nil {
		tx.moved = map[moved]bool{}
	}
	tx.moved[moved{l.ProjectID, l.SubjectID}] = true
}

// tell says after the commit which cases moved.
func (tx *Tx) tell() {
	projects := map[int64][]int64{}
	for m := range tx.moved {
		projects[m.project] = append(projects[m.project], m.id)
	}
	for project, cases := range projects {
		tx.store.Moved(project, cases)
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
