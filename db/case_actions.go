package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"linli/db/crm"
)

// Each function here is one action of domain.md §3.3: the rule of crm, what it asks of other records, one transaction.
// id is the case, seen its row_version on the form. Errors: NotFound out of sight, Stale, Forbidden, Conflict, Invalid.

// Acknowledge records the acknowledgement (T2).
func (s *Store) Acknowledge(ctx context.Context, by By, id, seen int64, in crm.Acknowledgement) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error { return tx.acknowledge(c, act, in) })
}

func (tx *Tx) acknowledge(c *crm.Case, act crm.Act, in crm.Acknowledgement) (err error) {
	if in.Attempts, err = ackAttempts(tx, c.ID, c.Current().No); err != nil {
		return err
	}
	if err := c.Acknowledge(act, in); err != nil {
		return err
	}
	if err := tx.promise(c, in); err != nil {
		return err
	}
	return tx.afterStatement(c, crm.AckClock)
}

// afterStatement asks a supervisor to verify the moments of the clocks named that wait.
func (tx *Tx) afterStatement(c *crm.Case, names ...crm.ClockName) error {
	var waiting []string
	for _, name := range names {
		if c.Current().Clock(name).Pending {
			waiting = append(waiting, crm.Label(crm.Clocks, string(name)))
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	return tx.caseTask(c, "verify", "请核实事后填写的时间："+strings.Join(waiting, "、"), crm.Supervisor, 24*3600)
}

// caseTask is a task about a case for a role, due some seconds from now, once while open.
func (tx *Tx) caseTask(c *crm.Case, kind, title string, role crm.Role, in int64) error {
	key := fmt.Sprintf("%s:%d:%d:%d", kind, c.ID, c.Current().No, tx.now)
	return tx.addTask(NewTask{Kind: kind, Title: title, Subject: "case", SubjectID: c.ID, Role: role, DueAt: tx.now + in, DedupeKey: key})
}

// endTasks closes the open tasks of some kinds about a case: what they ask for has been done.
func (tx *Tx) endTasks(id int64, kinds ...any) error {
	return tx.exec(`UPDATE task SET done_at = ?, done_by = ?, row_version = row_version + 1 WHERE subject = 'case' AND subject_id = ? AND done_at = 0 AND kind IN (`+marks("?", len(kinds))+`)`,
		append([]any{tx.now, tx.by.Staff.ID, id}, kinds...)...)
}

func ackAttempts(q querier, id int64, cycle int) ([]crm.Attempt, error) {
	rows, err := q.rows(`SELECT at, method, result FROM ack_attempt WHERE case_id = ? AND cycle_no = ? ORDER BY at, id`, id, cycle)
	return collect(rows, err, func(rows *sql.Rows, a *crm.Attempt) error { return rows.Scan(&a.At, &a.Method, &a.Result) })
}

// TryAck records an attempt to reach the customer.
func (s *Store) TryAck(ctx context.Context, by By, id, seen int64, method, result string, at crm.Moment) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		try, err := c.TryAck(act, method, result, at)
		if err != nil {
			return err
		}
		return tx.exec(`INSERT INTO ack_attempt (case_id, cycle_no, at, method, result, by_id) VALUES (?, ?, ?, ?, ?, ?)`, id, c.Current().No, try.At, try.Method, try.Result, by.Staff.ID)
	})
}

// VerifyMoment decides about a moment typed afterwards.
func (s *Store) VerifyMoment(ctx context.Context, by By, id, seen int64, clock crm.ClockName, cycle int, verdict, note string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.Verify(act, clock, cycle, verdict, note); err != nil || c.Pending() {
			return err
		}
		return tx.endTasks(id, "verify")
	})
}

// AssignCase gives the case to a department and, where named, a handler of the project by log-in name (T3).
func (s *Store) AssignCase(ctx context.Context, by By, id, seen int64, in crm.Dispatch, handlerLogin string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error { return tx.assign(c, act, in, handlerLogin) })
}

func (tx *Tx) assign(c *crm.Case, act crm.Act, in crm.Dispatch, handlerLogin string) error {
	to, err := tx.colleague(c.ID, handlerLogin, "handler", crm.CaseWork)
	if err != nil {
		return err
	}
	in.HandlerID, in.HandlerName = to.ID, to.Name
	if err := c.Assign(act, in); err != nil {
		return err
	}
	return tx.endTasks(c.ID, "reassign")
}

// AcceptCase takes the case in hand (T4).
func (s *Store) AcceptCase(ctx context.Context, by By, id, seen int64, firstStep string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.Accept(act, firstStep); err != nil {
			return err
		}
		return tx.endTasks(id, "reassign")
	})
}

// ReturnCase sends the case back (T5); a supervisor reassigns within four hours.
func (s *Store) ReturnCase(ctx context.Context, by By, id, seen int64, reason string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.Return(act, reason); err != nil {
			return err
		}
		return tx.caseTask(c, "reassign", "退单待重新派单", crm.Supervisor, 4*3600)
	})
}

// InvestigateCase records the findings.
func (s *Store) InvestigateCase(ctx context.Context, by By, id, seen int64, at crm.Moment, findings string) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.Investigate(act, at, findings) })
}

// RespondCase records the first response (T7).
func (s *Store) RespondCase(ctx context.Context, by By, id, seen int64, in crm.Response) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error { return tx.respond(c, act, in) })
}

func (tx *Tx) respond(c *crm.Case, act crm.Act, in crm.Response) error {
	if err := c.Respond(act, in); err != nil {
		return err
	}
	return tx.afterStatement(c, crm.ResponseClock)
}

// ProposeResult writes the proposed result (T10a) and asks for approval where it is needed.
func (s *Store) ProposeResult(ctx context.Context, by By, id, seen int64, in crm.Proposal) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := tx.propose(c, act, in); err != nil || c.Approval != "pending" {
			return err
		}
		return tx.askApproval(c, "处理结果待审批")
	})
}

func (tx *Tx) propose(c *crm.Case, act crm.Act, in crm.Proposal) (err error) {
	if in.Photos, err = photosOf(tx, c); err != nil {
		return err
	}
	if err := c.Propose(act, in); err != nil {
		return err
	}
	return tx.endTasks(c.ID, "approve")
}

func (tx *Tx) askApproval(c *crm.Case, title string) error {
	role := crm.Supervisor
	if c.Kind == crm.Complaint && c.Level == crm.Major {
		role = crm.Manager
	}
	return tx.caseTask(c, "approve", title, role, 4*3600)
}

// ApproveResult decides about a proposal (T10b).
func (s *Store) ApproveResult(ctx context.Context, by By, id, seen int64, verdict, reason string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.Approve(act, verdict, reason); err != nil {
			return err
		}
		if err := tx.endTasks(id, "approve"); err != nil || c.Approval != "refused" {
			return err
		}
		return tx.addTask(NewTask{Kind: "refused", Title: "处理结果被退回，请修改", Subject: "case", SubjectID: id, AssigneeID: c.HandlerID, DueAt: tx.now + 4*3600})
	})
}

// ResolveCase ends the handling (T10) and plans the revisit.
func (s *Store) ResolveCase(ctx context.Context, by By, id, seen int64, in crm.Told) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error { return tx.resolve(c, act, in) })
}

func (tx *Tx) resolve(c *crm.Case, act crm.Act, in crm.Told) (err error) {
	if in.Proposal != nil {
		if in.Proposal.Photos, err = photosOf(tx, c); err != nil {
			return err
		}
	}
	if err := c.Resolve(act, in); err != nil {
		return err
	}
	return tx.afterResolve(c)
}

func (tx *Tx) afterResolve(c *crm.Case) error {
	if err := tx.endTasks(c.ID, "refused", "progress"); err != nil {
		return err
	}
	if err := tx.afterStatement(c, crm.ResponseClock, crm.ResolutionClock); err != nil || c.State != crm.PendingRevisit {
		return err
	}
	intake, err := tx.atWork(c.IntakeOwnerID)
	if err != nil {
		return err
	}
	return tx.addRevisit(c.NewRevisit(intake))
}

// atWork is a member of the project's staff with the roles held now; nobody when the account is closed.
func (tx *Tx) atWork(id int64) (crm.Staff, error) {
	list, err := accounts(tx, tx.by.Staff.ProjectID, tx.now, "s.id = ? AND s.disabled_at = 0", id)
	if err != nil || len(list) == 0 {
		return crm.Staff{}, err
	}
	return crm.Staff{ID: id, Name: list[0].Name, ProjectID: tx.by.Staff.ProjectID, Roles: list[0].Roles}, nil
}

// ReworkCase sends a case back into work by a supervisor's word (T11).
func (s *Store) ReworkCase(ctx context.Context, by By, id, seen int64, unresolved string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.Rework(act, tx.now, unresolved); err != nil {
			return err
		}
		if err := tx.cancelRevisits(id); err != nil {
			return err
		}
		return tx.afterRework(c)
	})
}

// CloseCase ends the case (T12).
func (s *Store) CloseCase(ctx context.Context, by By, id, seen int64, note string) error {
	return s.withRevisit(ctx, by, id, seen, func(_ *Tx, c *crm.Case, r *crm.Revisit, act crm.Act) error { return c.Close(act, r, note) })
}

// ReopenCase starts a new cycle (T16).
func (s *Store) ReopenCase(ctx context.Context, by By, id, seen int64, told crm.Moment, reason string) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.Reopen(act, told, reason) })
}

// WithdrawCase ends the case on the customer's word, or asks a supervisor to confirm it (T13).
func (s *Store) WithdrawCase(ctx context.Context, by By, id, seen int64, in crm.Withdrawal) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.Withdraw(act, in); err != nil {
			return err
		}
		if c.State == crm.Withdrawn {
			return tx.cancelRevisits(id)
		}
		if c.WithdrawalBy == 0 {
			return tx.caseTask(c, "internal", "客户撤诉但涉及安全，请安排内部处理", crm.Supervisor, 4*3600)
		}
		return tx.caseTask(c, "withdrawal", "撤诉待本人联系客户确认", crm.Supervisor, 24*3600)
	})
}

// ConfirmWithdrawal is the supervisor's word on a withdrawal.
func (s *Store) ConfirmWithdrawal(ctx context.Context, by By, id, seen int64, at crm.Moment, method, verdict string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.ConfirmWithdrawal(act, at, method, verdict); err != nil {
			return err
		}
		if err := tx.endTasks(id, "withdrawal"); err != nil || c.State != crm.Withdrawn {
			return err
		}
		return tx.cancelRevisits(id)
	})
}

// CompleteCase ends a suggestion, praise or enquiry (T19); an adopted suggestion is looked at again after 30 days.
func (s *Store) CompleteCase(ctx context.Context, by By, id, seen int64, in crm.Completion) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.Complete(act, in); err != nil {
			return err
		}
		if err := tx.afterStatement(c, crm.AckClock, crm.ResponseClock); err != nil || c.Decision != "adopt" {
			return err
		}
		return tx.addTask(NewTask{Kind: "adopted", Title: "采纳的建议：回访落实情况", Subject: "case", SubjectID: id, AssigneeID: c.IntakeOwnerID, DueAt: tx.now + 30*86400})
	})
}

// ReportUp gives the next role up a task with an answer due in four hours (T20).
func (s *Store) ReportUp(ctx context.Context, by By, id, seen int64, problem, asked string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.ReportUp(act, problem, asked); err != nil {
			return err
		}
		return tx.caseTask(c, "report_up", "下级上报，请答复", crm.NextRoleUp(by.Staff), 4*3600)
	})
}
