package db

import (
	"context"
	"fmt"

	"linli/db/crm"
)

// VoidCase takes a test or a wrong entry out (T15); what anybody had to do for it is over.
func (s *Store) VoidCase(ctx context.Context, by By, id, seen int64, why, reason string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.Void(act, why, reason); err != nil {
			return err
		}
		return tx.exec(`UPDATE task SET done_at = ?, done_by = ?, note = '已作废', row_version = row_version + 1 WHERE subject = 'case' AND subject_id = ? AND done_at = 0`, tx.now, by.Staff.ID, id)
	})
}

// RemoveHazard notes that a hazard is gone.
func (s *Store) RemoveHazard(ctx context.Context, by By, id, seen int64, at crm.Moment, how string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.RemoveHazard(act, at, how); err != nil {
			return err
		}
		return tx.endTasks(id, "urgent")
	})
}

// AddCaseNote writes plain words into the log of a case.
func (s *Store) AddCaseNote(ctx context.Context, by By, id, seen int64, at crm.Moment, note string) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.AddNote(act, at, note) })
}

// AddTranscript adds to the chat of a case that came in by one.
func (s *Store) AddTranscript(ctx context.Context, by By, id, seen int64, agent, text string) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.AddTranscript(act, agent, text) })
}

// AskReview passes the complainant's wish for a review on, one role above who approved the verdict (T18).
func (s *Store) AskReview(ctx context.Context, by By, id, seen int64, in crm.ReviewAsked) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		people, err := tx.colleagues(c.CustomerID, c.RoomID)
		if err != nil {
			return err
		}
		approver, err := tx.atWork(c.ApproverID)
		if err != nil {
			return err
		}
		if err := c.AskReview(act, in, approver, people); err != nil {
			return err
		}
		to := NewTask{Kind: "review", Title: "诉求人申请复核，请决定", Subject: "case", SubjectID: id, Role: crm.Role(c.ReviewRole), DueAt: c.ReviewDue(), DedupeKey: fmt.Sprintf("review:%d:%d", id, c.Current().No)}
		if to.Role == crm.Executive {
			to.AssigneeID = c.OwnerID
		}
		return tx.addTask(to)
	})
}

// DecideReview upholds an invalid verdict or overturns it.
func (s *Store) DecideReview(ctx context.Context, by By, id, seen int64, verdict, words string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		before := len(c.Cycles)
		if err := c.DecideReview(act, verdict, words); err != nil {
			return err
		}
		if err := tx.endTasks(id, "review"); err != nil {
			return err
		}
		told := NewTask{Kind: "review_told", Title: "请把复核结果告知诉求人", Subject: "case", SubjectID: id, AssigneeID: c.IntakeOwnerID, DueAt: tx.now + 86400, DedupeKey: fmt.Sprintf("review_told:%d:%d", id, before)}
		if err := tx.addTask(told); err != nil || c.State != crm.InProgress || len(c.Cycles) != before {
			return err
		}
		if err := tx.cancelRevisits(id); err != nil {
			return err
		}
		return tx.afterRework(c)
	})
}

// ChangeKind turns an enquiry or a complaint into another kind.
func (s *Store) ChangeKind(ctx context.Context, by By, id, seen int64, in crm.KindChange) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.ChangeKind(act, in); err != nil {
			return err
		}
		return tx.endTasks(id, "approve", "refused")
	})
}

// linkRepair says in the log of a new complaint which repair it comes from; the repair goes on and says nothing, so that who
// the complaint is about does not read of it there.
func (tx *Tx) linkRepair(c *crm.Case, act crm.Act) error {
	if c.PreviousID == 0 || c.Kind != crm.Complaint {
		return nil
	}
	from, err := loadCase(tx, c.PreviousID)
	if err == nil && from.Kind == crm.Repair {
		c.ComesFrom(act, from.No)
	}
	return err
}
