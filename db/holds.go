package db

import (
	"context"

	"linli/db/crm"
)

// HoldCase lets a case wait for others, or go on waiting (T8).
func (s *Store) HoldCase(ctx context.Context, by By, id, seen int64, in crm.Hold) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.Hold(act, in) })
}

// ResumeCase goes on with a case that waits (T9).
func (s *Store) ResumeCase(ctx context.Context, by By, id, seen int64, note string) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.Resume(act, note) })
}

// holdsOver are the cases whose wait has come to its end.
func holdsOver(project, now int64) tickJob {
	return tickJob{"holds", `SELECT c.id FROM service_case c WHERE c.project_id = ? AND c.hold_until <> 0 AND c.hold_until <= ? ORDER BY c.hold_until LIMIT ?`,
		[]any{project, now}, (*Tx).holdOver}
}

// holdOver takes a case up again by the system; a supervisor looks whether what it waited for has come.
func (tx *Tx) holdOver(id int64) error {
	return tx.bySystem(id, func(c *crm.Case, act crm.Act) (bool, error) {
		if !c.HoldOver(act) {
			return false, nil
		}
		return true, tx.caseTask(c, "hold_over", "挂起期满，已恢复办理，请跟进", crm.Supervisor, 4*3600)
	})
}

// bySystem runs a rule of the system on a case; what it says it has done is saved.
func (tx *Tx) bySystem(id int64, rule func(c *crm.Case, act crm.Act) (bool, error)) error {
	c, err := tx.anyCase(id)
	if err != nil {
		return err
	}
	act, err := tx.actOn(c)
	if err != nil {
		return err
	}
	was := asSaved(c)
	if done, err := rule(c, act); err != nil || !done {
		return err
	}
	return tx.saveCase(c, was)
}
