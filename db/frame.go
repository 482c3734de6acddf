package db

import (
	"context"
	"database/sql"
	"errors"
	"reflect"

	"linli/db/crm"
)

// Frame is what stands around every page: what presses, and the projects to switch to.
type Frame struct {
	Missed   int // open clocks past their due that the person may see, at most 1000
	Tasks    int // open tasks of the person, at most 1000
	Projects []Project
}

// keptFrame is a frame with what it was true for.
type keptFrame struct {
	Frame
	roles       []crm.Assignment
	writes      int64 // of this program, when it was counted
	from, until int64
}

// frameKey is whose frame it is.
type frameKey struct{ staff, project int64 }

// mostKept is how long a frame is kept at most: another program may have written.
const mostKept = 60

// Frame counts for the navigation; a count stops at 1000. What was counted is kept until something is written or the next
// due passes.
func (s *Store) Frame(ctx context.Context, by crm.Staff, now int64) (Frame, error) {
	writes, key := s.writes.Load(), frameKey{by.ID, by.ProjectID}
	if kept, ok := s.frames.Load(key); ok {
		k := kept.(keptFrame)
		if k.writes == writes && k.from <= now && now <= k.until && reflect.DeepEqual(k.roles, by.Roles) {
			return k.Frame, nil
		}
	}
	k := keptFrame{roles: by.Roles, writes: writes, from: now, until: now + mostKept}
	if err := s.countFrame(ctx, by, now, &k); err != nil {
		return Frame{}, err
	}
	s.frames.Store(key, k)
	return k.Frame, nil
}

func (s *Store) countFrame(ctx context.Context, by crm.Staff, now int64, k *keptFrame) (err error) {
	q := s.reader(ctx)
	if k.Projects, err = s.ProjectsOf(ctx, by.ID, now); err != nil {
		return err
	}
	if by.May(crm.TaskDo) {
		if k.Tasks, err = countTasks(q, by); err != nil {
			return err
		}
	}
	if by.Reach(crm.CaseRead) != crm.All {
		return nil
	}
	err = q.row(`SELECT COUNT(*) FROM (SELECT 1 FROM case_clock WHERE project_id = ? AND met_at = 0 AND off = 0 AND due_at <> 0 AND due_at < ? LIMIT 1000) AS n`,
		by.ProjectID, now).Scan(&k.Missed)
	if err != nil {
		return err
	}
	var next int64
	err = q.row(`SELECT due_at FROM case_clock WHERE project_id = ? AND met_at = 0 AND off = 0 AND due_at <> 0 AND due_at >= ? ORDER BY due_at LIMIT 1`, by.ProjectID, now).Scan(&next)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	k.until = min(k.until, next)
	return err
}
