package db

import (
	"context"
	"database/sql"
	"errors"

	"linli/db/crm"
)

// Frame is what stands around every page: what presses, and the projects to switch to.
type Frame struct {
	Missed   int // open clocks past their due that the person may see, at most 1000
	Tasks    int // open tasks of the person, at most 1000
	Projects []Project
}

// Frame counts for the navigation; a count stops at 1000. What was counted is kept until something is written or the next
// due passes.
func (s *Store) Frame(ctx context.Context, by crm.Staff, now int64) (Frame, error) {
	return keep(s, &s.frames, keptFor{by.ID, by.ProjectID}, by.Roles, now, func(k *kept[Frame]) (err error) {
		f, q := &k.value, s.reader(ctx)
		if f.Projects, err = s.ProjectsOf(ctx, by.ID, now); err != nil {
			return err
		}
		if by.May(crm.TaskDo) {
			if f.Tasks, err = countTasks(q, by); err != nil {
				return err
			}
		}
		if by.Reach(crm.CaseRead) != crm.All {
			return nil
		}
		known := notSecret(by, "k.case_id")
		if f.Missed, err = s.countClocks(ctx, "", openClocks(by).and(`k.due_at < ?`, now).and(known.where, known.args...)); err != nil {
			return err
		}
		next, err := s.nextDue(ctx, by, now)
		k.upTo(next)
		return err
	})
}

// nextDue is when the count of misses grows next by itself: the first due of an open clock that is not past, 0 = none.
func (s *Store) nextDue(ctx context.Context, by crm.Staff, now int64) (due int64, err error) {
	c := openClocks(by).and(`k.due_at >= ?`, now)
	err = s.reader(ctx).row(`SELECT k.due_at FROM case_clock k WHERE `+c.where+` ORDER BY k.due_at LIMIT 1`, c.args...).Scan(&due)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return due, err
}
