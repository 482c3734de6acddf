package db

import (
	"context"
	"fmt"

	"linli/db/crm"
)

// addRevisit plans a round after a case; the key makes a second one impossible.
func (tx *Tx) addRevisit(r crm.Revisit) error {
	return tx.exec(`INSERT INTO revisit (project_id, case_id, cycle_no, round, kind, status, customer_id, assignee_id, due_at, dedupe_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.by.Staff.ProjectID, r.CaseID, r.Cycle, r.Round, r.Kind, r.Status, none(r.CustomerID), none(r.AssigneeID), r.DueAt, fmt.Sprintf("case:%d:%d:%d", r.CaseID, r.Cycle, r.Round))
}

// cancelRevisits ends the rounds of a case that nobody will call for any more.
func (tx *Tx) cancelRevisits(caseID int64) error {
	return tx.exec(`UPDATE revisit SET status = 'cancelled' WHERE case_id = ? AND status IN ('planned', 'in_progress')`, caseID)
}

// caseRevisits are the rounds of a case with their attempts, oldest first.
func caseRevisits(q querier, caseID int64) (list []crm.Revisit, err error) {
	rows, err := q.rows(`SELECT v.id, v.case_id, v.cycle_no, v.round, v.kind, v.status, COALESCE(v.customer_id, 0), COALESCE(v.assignee_id, 0), v.due_at, v.done_at, v.missed_due_at,
		v.solved, v.satisfaction, v.expectation, v.comment, v.new_need, v.next_on, v.notice_at, v.notice_method,
		COALESCE(a.at, 0), COALESCE(a.channel, ''), COALESCE(a.result, ''), COALESCE(a.by_id, 0), COALESCE(p.name, '')
		FROM revisit v LEFT JOIN revisit_attempt a ON a.revisit_id = v.id LEFT JOIN staff p ON p.id = a.by_id WHERE v.case_id = ? ORDER BY v.id, a.id`, caseID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r crm.Revisit
		var a crm.RevisitAttempt
		if err := rows.Scan(&r.ID, &r.CaseID, &r.Cycle, &r.Round, &r.Kind, &r.Status, &r.CustomerID, &r.AssigneeID, &r.DueAt, &r.DoneAt, &r.MissedDueAt,
			&r.Solved, &r.Satisfaction, &r.Expectation, &r.Comment, &r.NewNeed, &r.NextOn, &r.NoticeAt, &r.NoticeMethod,
			&a.At, &a.Channel, &a.Result, &a.ByID, &a.ByName); err != nil {
			return nil, err
		}
		if n := len(list); n == 0 || list[n-1].ID != r.ID {
			list = append(list, r)
		}
		if last := &list[len(list)-1]; a.At != 0 {
			last.Attempts = append(last.Attempts, a)
		}
	}
	return list, rows.Err()
}

// openRevisit is the running round of a case, an empty one where there is none: the rules say what that means.
func (tx *Tx) openRevisit(c *crm.Case) (*crm.Revisit, error) {
	list, err := caseRevisits(tx, c.ID)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if r := &list[i]; r.Cycle == c.Current().No && r.Round == c.Round {
			return r, nil
		}
	}
	return &crm.Revisit{}, nil
}

// saveRevisit writes a round and the attempts that are new.
func (tx *Tx) saveRevisit(r *crm.Revisit, known int) error {
	if r.ID == 0 {
		return nil
	}
	if err := tx.exec(`UPDATE revisit SET status = ?, done_at = ?, missed_due_at = ?, solved = ?, satisfaction = ?, expectation = ?, comment = ?, new_need = ?, next_on = ?, notice_at = ?, notice_method = ? WHERE id = ?`,
		r.Status, r.DoneAt, r.MissedDueAt, r.Solved, r.Satisfaction, r.Expectation, r.Comment, r.NewNeed, r.NextOn, r.NoticeAt, r.NoticeMethod, r.ID); err != nil {
		return err
	}
	for _, a := range r.Attempts[known:] {
		if err := tx.exec(`INSERT INTO revisit_attempt (revisit_id, at, channel, result, by_id) VALUES (?, ?, ?, ?, ?)`, r.ID, a.At, a.Channel, a.Result, a.ByID); err != nil {
			return err
		}
	}
	return nil
}

// withRevisit runs a rule on the case and its running round.
func (s *Store) withRevisit(ctx context.Context, by By, id, seen int64, rule func(tx *Tx, c *crm.Case, r *crm.Revisit, act crm.Act) error) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		r, err := tx.openRevisit(c)
		if err != nil {
			return err
		}
		known := len(r.Attempts)
		if err := rule(tx, c, r, act); err != nil {
			return err
		}
		return tx.saveRevisit(r, known)
	})
}

// RecordRevisit records one attempt of the running round, and what follows from it (domain.md §4.3, §4.4).
func (s *Store) RecordRevisit(ctx context.Context, by By, id, seen int64, in crm.RevisitReport) error {
	return s.withRevisit(ctx, by, id, seen, func(tx *Tx, c *crm.Case, r *crm.Revisit, act crm.Act) error {
		if err := c.Revisit(act, r, in); err != nil {
			return err
		}
		return tx.afterRevisit(c, r, in.Result, act)
	})
}

// afterRevisit asks for what follows from an attempt: a new need and a wrong number always, and what its outcome calls for.
func (tx *Tx) afterRevisit(c *crm.Case, r *crm.Revisit, result string, act crm.Act) error {
	if r.NewNeed != "" {
		need := NewTask{Kind: "new_need", Title: "回访中提出新需求，请登记", Subject: "case", SubjectID: c.ID, AssigneeID: c.IntakeOwnerID, DueAt: tx.now + 86400}
		if err := tx.addTask(need); err != nil {
			return err
		}
	}
	if result == "wrong_number" && c.CustomerID != 0 {
		if err := tx.askVerification(c.CustomerID, "回访号码有误"); err != nil {
			return err
		}
	}
	if r.InVain() >= 3 && c.CustomerID != 0 {
		if err := tx.askVerification(c.CustomerID, "多次回访未联系上"); err != nil {
			return err
		}
	}
	if c.Gate != crm.GateWaiting {
		if err := tx.endTasks(c.ID, "notice"); err != nil {
			return err
		}
	}
	switch {
	case c.Gate == crm.GateSupervisor:
		return tx.caseTask(c, "supervisor_call", "客户不满意，关闭前请致电", crm.Supervisor, crm.EndOfDay(tx.now, 3, act.Loc)-tx.now)
	case c.Gate == crm.GateDeclined:
		return tx.caseTask(c, "decline", "客户拒访，请确认", crm.Supervisor, 86400)
	case c.State == crm.InProgress:
		return tx.afterRework(c)
	case c.Current().Revisit.MetAt != 0 && c.GateOpensAt == 0:
		return tx.askNotice(r)
	}
	return nil
}

// askNotice asks whoever calls back for the written notice after three attempts in vain, once a round.
func (tx *Tx) askNotice(r *crm.Revisit) error {
	t := NewTask{Kind: "notice", Title: "三次未联系上，请发出书面通知", Subject: "case", SubjectID: r.CaseID, AssigneeID: r.AssigneeID,
		DueAt: tx.now + 86400, DedupeKey: fmt.Sprintf("notice:%d:%d:%d", r.CaseID, r.Cycle, r.Round)}
	if t.AssigneeID == 0 {
		t.Role = crm.Supervisor
	}
	return tx.addTask(t)
}

// afterRework tells the manager of a case that goes into its third round.
func (tx *Tx) afterRework(c *crm.Case) error {
	if c.Round < crm.LastRound-1 {
		return nil
	}
	return tx.caseTask(c, "third_round", "多轮回访仍未解决，由项目经理负责", crm.Manager, 86400)
}

// NotifyRevisit records the written notice of the unreachable rule.
func (s *Store) NotifyRevisit(ctx context.Context, by By, id, seen int64, at crm.Moment, method string) error {
	return s.withRevisit(ctx, by, id, seen, func(tx *Tx, c *crm.Case, r *crm.Revisit, act crm.Act) error {
		if err := c.Notify(act, r, at, method); err != nil {
			return err
		}
		return tx.endTasks(id, "notice")
	})
}

// ConfirmDecline is the supervisor's word that the customer declined.
func (s *Store) ConfirmDecline(ctx context.Context, by By, id, seen int64, note string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.ConfirmDecline(act, note); err != nil {
			return err
		}
		return tx.endTasks(id, "decline")
	})
}

// SupervisorCall is the supervisor's call to a dissatisfied customer.
func (s *Store) SupervisorCall(ctx context.Context, by By, id, seen int64, at crm.Moment, note string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.SupervisorCall(act, at, note); err != nil {
			return err
		}
		return tx.endTasks(id, "supervisor_call")
	})
}
