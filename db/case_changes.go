package db

import (
	"context"

	"linli/db/crm"
)

// What changes the course of a case beside its work: who has it, how serious it is, when it came in, what it is about.

// TransferCase gives a case in work to another department or handler (T6).
func (s *Store) TransferCase(ctx context.Context, by By, id, seen int64, in crm.Transfer, handlerLogin string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		to, err := tx.colleague(id, handlerLogin, "handler", crm.CaseWork)
		if err != nil {
			return err
		}
		in.HandlerID, in.HandlerName = to.ID, to.Name
		if err := c.Transfer(act, in); err != nil {
			return err
		}
		return tx.endTasks(id, "reassign")
	})
}

// colleague is the account of the project with a log-in name and a right who may be given the case, nobody for no name; field is
// where it was chosen.
func (tx *Tx) colleague(id int64, login, field string, right crm.Capability) (crm.Staff, error) {
	who, err := tx.atDesk(login, field, right)
	if err != nil || who.ID == 0 {
		return who, err
	}
	return who, tx.mustRecuse(id, who.ID, field)
}

// atDesk is the living account of the project with a log-in name and a right, nobody for no name.
func (tx *Tx) atDesk(login, field string, right crm.Capability) (crm.Staff, error) {
	if login == "" {
		return crm.Staff{}, nil
	}
	list, err := accounts(tx, tx.by.Staff.ProjectID, tx.now, "s.login = ? AND s.disabled_at = 0", login)
	if err != nil {
		return crm.Staff{}, err
	}
	if len(list) == 0 || !(crm.Staff{Roles: list[0].Roles}).May(right) {
		return crm.Staff{}, crm.InvalidField(field, "请重新选择")
	}
	return crm.Staff{ID: list[0].ID, Name: list[0].Name, Roles: list[0].Roles}, nil
}

// HandOverIntake gives a case another intake owner, with what was left to the one before.
func (s *Store) HandOverIntake(ctx context.Context, by By, id, seen int64, login, reason string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		to, err := tx.colleague(id, login, "owner", crm.CaseRegister)
		if err != nil {
			return err
		}
		before := c.IntakeOwnerID
		if err := c.HandOver(act, to, reason); err != nil || before == c.HandlerID {
			return err
		}
		reminders := ownerRungs(id, c.Current().No, crm.AckClock)
		return tx.exec(`UPDATE task SET assignee_id = ?, row_version = row_version + 1 WHERE subject = 'case' AND subject_id = ? AND done_at = 0
			AND (assignee_id = ? OR assignee_id IS NULL AND dedupe_key IN (`+marks("?", len(reminders))+`))`, append([]any{to.ID, id, before}, reminders...)...)
	})
}

// ChangeLevel gives a complaint another level (T17).
func (s *Store) ChangeLevel(ctx context.Context, by By, id, seen int64, in crm.LevelChange) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.ChangeLevel(act, in) })
}

// CorrectReceipt moves the moment of receipt (T17).
func (s *Store) CorrectReceipt(ctx context.Context, by By, id, seen int64, in crm.Receipt) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.CorrectReceipt(act, in) })
}

// ChangeCategory says that a case is about something else (T17).
func (s *Store) ChangeCategory(ctx context.Context, by By, id, seen int64, in crm.Recategorised) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) (err error) {
		like := crm.Registration{Kind: c.Kind, RoomID: c.RoomID, Category: in.Category, SubCategory: in.SubCategory}
		if in.Earlier, err = earlierCases(tx, like, c.ReceivedAt); err != nil {
			return err
		}
		if err := c.ChangeCategory(act, in); err != nil {
			return err
		}
		return tx.endTasks(id, "recategorise")
	})
}

// AnnulMiss takes a miss back that an error or an outage made.
func (s *Store) AnnulMiss(ctx context.Context, by By, id, seen int64, in crm.Annulment) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		was := asSaved(c)
		if err := c.Annul(act, &in); err != nil {
			return err
		}
		y := in.Cycle - 1
		return tx.annulled(c, in.Cycle, in.Clock, was.cycles[y].Clock(in.Clock).DueAt, c.Cycles[y].Clock(in.Clock).DueAt)
	})
}

// annulled ends the reminders of a clock; a round of calling back keeps a miss of its own.
func (tx *Tx) annulled(c *crm.Case, cycle int, name crm.ClockName, before, due int64) error {
	for _, key := range rungKeys(c.ID, cycle, name) {
		if err := tx.endTask(key.(string)); err != nil {
			return err
		}
	}
	if name != crm.RevisitClock {
		return nil
	}
	return tx.exec(`UPDATE revisit SET missed_due_at = 0, due_at = ? WHERE case_id = ? AND cycle_no = ? AND due_at = ?`, due, c.ID, cycle, before)
}
