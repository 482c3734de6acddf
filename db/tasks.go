package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

// Task is something to do, for a person or for whoever holds a role (domain.md §2).
type Task struct {
	ID, SubjectID, AssigneeID, DueAt, DoneAt, CreatedAt, Version int64
	Kind, Title, Subject, SubjectNo                              string
	Role, Department, Note, AssigneeName                         string
}

// NewTask is a task to be; with a DedupeKey it is made once.
type NewTask struct {
	Kind, Title, Subject string
	SubjectID            int64
	AssigneeID           int64
	Role                 crm.Role
	Department           string
	DueAt                int64
	DedupeKey            string
}

// addTask makes a task in the actor's project; an existing one with the same key stays as it is.
func (tx *Tx) addTask(t NewTask) error {
	var key any
	if t.DedupeKey != "" {
		key = t.DedupeKey
	}
	return tx.exec(`INSERT INTO task (project_id, kind, title, subject, subject_id, assignee_id, role, department, due_at, dedupe_key, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dedupe_key) DO NOTHING`,
		tx.by.Staff.ProjectID, t.Kind, t.Title, t.Subject, t.SubjectID, none(t.AssigneeID), string(t.Role), t.Department, t.DueAt, key, tx.now)
}

// taskScope are the tasks of a person: their own, and those of a role they hold (in their department where one is named)
// that nobody else was given. The manager may do what is a supervisor's.
func taskScope(by crm.Staff) (where string, args []any) {
	parts := []string{"t.assignee_id = ?"}
	args = []any{by.ProjectID, by.ID}
	add := func(role crm.Role, department string) {
		parts = append(parts, "(t.assignee_id IS NULL AND t.role = ? AND (t.department = '' OR t.department = ?))")
		args = append(args, string(role), department)
	}
	for _, a := range by.Roles {
		add(a.Role, a.Department)
		if a.Role == crm.Manager {
			add(crm.Supervisor, "")
		}
	}
	return "t.project_id = ? AND (" + strings.Join(parts, " OR ") + ")", args
}

// Tasks lists a person's open tasks, the nearest due first.
func (s *Store) Tasks(ctx context.Context, by crm.Staff, limit int) ([]Task, error) {
	where, args := taskScope(by)
	rows, err := s.reader(ctx).rows(`SELECT t.id, t.kind, t.title, t.subject, t.subject_id, COALESCE(c.no, ''), COALESCE(t.assignee_id, 0), COALESCE(p.name, ''),
		t.role, t.department, t.due_at, t.done_at, t.note, t.created_at, t.row_version
		FROM task t LEFT JOIN staff p ON p.id = t.assignee_id LEFT JOIN service_case c ON t.subject = 'case' AND c.id = t.subject_id
		WHERE t.done_at = 0 AND `+where+` ORDER BY t.due_at, t.id LIMIT ?`, append(args, limit)...)
	return collect(rows, err, func(rows *sql.Rows, t *Task) error { return scanTask(rows, t) })
}

func scanTask(rows interface{ Scan(...any) error }, t *Task) error {
	return rows.Scan(&t.ID, &t.Kind, &t.Title, &t.Subject, &t.SubjectID, &t.SubjectNo, &t.AssigneeID, &t.AssigneeName,
		&t.Role, &t.Department, &t.DueAt, &t.DoneAt, &t.Note, &t.CreatedAt, &t.Version)
}
