package db

import (
	"context"
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// AskAssist asks another department for help with a case, and tells it.
func (s *Store) AskAssist(ctx context.Context, by By, id, seen int64, department, task string, due crm.Moment) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		a, err := c.AskAssist(act, department, task, due)
		if err != nil {
			return err
		}
		if err := tx.exec(`INSERT INTO case_assist (case_id, department, task, due_at, asked_by, asked_at) VALUES (?, ?, ?, ?, ?, ?)`, id, a.Department, a.Task, a.DueAt, by.Staff.ID, a.AskedAt); err != nil {
			return err
		}
		return tx.addTask(assistTask(id, a))
	})
}

// assistTask tells the head of an assisting department, or who leads what has no head of its own.
func assistTask(id int64, a crm.Assist) NewTask {
	t := NewTask{Kind: "assist", Title: "请协办：" + a.Task, Subject: "case", SubjectID: id, DueAt: a.DueAt, DedupeKey: fmt.Sprintf("assist:%d:%s:%d", id, a.Department, a.AskedAt)}
	switch a.Department {
	case "KF":
		t.Role = crm.Supervisor
	case "PZ":
		t.Role = crm.Quality
	case "JL":
		t.Role = crm.Manager
	default:
		t.Role, t.Department = crm.DeptHead, a.Department
	}
	return t
}

// FinishAssist records what a department did.
func (s *Store) FinishAssist(ctx context.Context, by By, id, seen int64, department, result string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		if err := c.FinishAssist(act, department, result); err != nil {
			return err
		}
		var asked int64
		err := tx.row(`UPDATE case_assist SET result = ?, done_by = ?, done_at = ? WHERE case_id = ? AND department = ? AND done_at = 0 RETURNING asked_at`, result, by.Staff.ID, tx.now, id, department).Scan(&asked)
		if err != nil {
			return err
		}
		return tx.endTask(fmt.Sprintf("assist:%d:%s:%d", id, department, asked))
	})
}

// assists are what departments were asked to do for a case.
func assists(q querier, id int64) ([]crm.Assist, error) {
	rows, err := q.rows(`SELECT a.id, a.department, a.task, a.due_at, COALESCE(p.name, ''), a.asked_at, a.result, COALESCE(d.name, ''), a.done_at
		FROM case_assist a LEFT JOIN staff p ON p.id = a.asked_by LEFT JOIN staff d ON d.id = a.done_by WHERE a.case_id = ? ORDER BY a.id`, id)
	return collect(rows, err, func(rows *sql.Rows, a *crm.Assist) error {
		return rows.Scan(&a.ID, &a.Department, &a.Task, &a.DueAt, &a.AskedBy, &a.AskedAt, &a.Result, &a.DoneBy, &a.DoneAt)
	})
}
