package db

import (
	"context"

	"linli/db/crm"
)

// Frame is what stands around every page: what presses, and the projects to switch to.
type Frame struct {
	Missed   int // open clocks past their due that the person may see, at most 1000
	Tasks    int // open tasks of the person, at most 1000
	Projects []Project
}

// Frame counts for the navigation; a count stops at 1000.
func (s *Store) Frame(ctx context.Context, by crm.Staff, now int64) (f Frame, err error) {
	if f.Projects, err = s.ProjectsOf(ctx, by.ID, now); err != nil {
		return f, err
	}
	if by.Reach(crm.CaseRead) == crm.All {
		if err := s.reader(ctx).row(`SELECT COUNT(*) FROM (SELECT 1 FROM case_clock WHERE project_id = ? AND met_at = 0 AND off = 0 AND due_at <> 0 AND due_at < ? LIMIT 1000) AS n`,
			by.ProjectID, now).Scan(&f.Missed); err != nil {
			return f, err
		}
	}
	if by.May(crm.TaskDo) {
		where, args := taskScope(by)
		err = s.reader(ctx).row(`SELECT COUNT(*) FROM (SELECT 1 FROM task t WHERE t.done_at = 0 AND `+where+` LIMIT 1000) AS n`, args...).Scan(&f.Tasks)
	}
	return f, err
}
