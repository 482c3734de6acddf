package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"linli/db/crm"
)

// Task is something to do, for a person or for whoever holds a role (domain.md §2).
type Task struct {
	ID, SubjectID, AssigneeID, DueAt, DoneAt, CreatedAt, Version int64
	Kind, Title, Subject, SubjectNo                              string
	Summary                                                      string // of the case it is about, or what was promised or talked about
	PromiseOn                                                    string // by which day that was promised
	NoteID                                                       int64  // contact note whose promise or next contact it is
	Role, Department, Note, AssigneeName                         string
	Key                                                          string // what it was made once for
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
	NoteID               int64
}

// addTask makes a task in the actor's project, to whom it may be given; an existing one with the same key stays as it is.
func (tx *Tx) addTask(t NewTask) error {
	if err := tx.toOwner(&t); err != nil {
		return err
	}
	var key any
	if t.DedupeKey != "" {
		key = t.DedupeKey
	}
	return tx.exec(`INSERT INTO task (project_id, kind, title, subject, subject_id, assignee_id, role, department, due_at, dedupe_key, note_id, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dedupe_key) DO NOTHING`,
		tx.by.Staff.ProjectID, t.Kind, t.Title, t.Subject, t.SubjectID, none(t.AssigneeID), string(t.Role), t.Department, t.DueAt, key, none(t.NoteID), tx.now)
}

// endTask closes the open task with a key: what it asks for has been done.
func (tx *Tx) endTask(key string) error {
	return tx.exec(`UPDATE task SET done_at = ?, done_by = ?, row_version = row_version + 1 WHERE dedupe_key = ? AND done_at = 0`, tx.now, tx.by.Staff.ID, key)
}

// duty is a task's role and department, empty where any department may do it.
type duty struct {
	role       crm.Role
	department string
}

// dutiesOf are the roles a person does tasks of, each once. The manager may do what is a supervisor's.
func dutiesOf(by crm.Staff) []duty {
	var list []duty
	add := func(role crm.Role, department string) {
		for _, d := range []duty{{role, ""}, {role, department}} {
			if !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	for _, a := range by.Roles {
		add(a.Role, a.Department)
		if a.Role == crm.Manager {
			add(crm.Supervisor, "")
		}
	}
	return list
}

// taskScope are the tasks of a person: their own, and those of a role they hold (in their department where one is named)
// that nobody else was given.
func taskScope(by crm.Staff) (where string, args []any) {
	c := condition{`t.project_id = ? AND ` + ownTasks(by).where, append([]any{by.ProjectID}, ownTasks(by).args...)}
	known := taskKnownTo(by)
	c = c.and(known.where, known.args...)
	return c.where, c.args
}

// ownTasks are taskScope whatever they are about, in any project.
func ownTasks(by crm.Staff) condition {
	c := condition{`t.assignee_id = ?`, []any{by.ID}}
	for _, d := range dutiesOf(by) {
		c.where, c.args = c.where+` OR t.assignee_id IS NULL AND t.role = ? AND t.department = ?`, append(c.args, string(d.role), d.department)
	}
	return condition{`(` + c.where + `)`, c.args}
}

// taskKnownTo leaves out tasks about cases that by must not know of.
func taskKnownTo(by crm.Staff) condition {
	known := notSecret(by, "t.subject_id")
	return condition{`(t.subject <> 'case' OR ` + known.where + `)`, known.args}
}

// openParts are the open ones of ownTasks as conditions of which one must hold, no task twice: each is a range of an index in the
// order of dues, which SQLite does not see in an OR.
func openParts(by crm.Staff) []condition {
	open := condition{`t.done_at = 0 AND t.project_id = ?`, []any{by.ProjectID}}
	parts := []condition{open.and(`t.assignee_id = ?`, by.ID)}
	for _, d := range dutiesOf(by) {
		parts = append(parts, open.and(`t.assignee_id IS NULL AND t.role = ? AND t.department = ?`, string(d.role), d.department))
	}
	return parts
}

// openTasks are the open tasks of taskScope in parts.
func openTasks(by crm.Staff) []condition {
	known, parts := taskKnownTo(by), openParts(by)
	for i := range parts {
		parts[i] = parts[i].and(known.where, known.args...)
	}
	return parts
}

// eachPart is one SELECT over all parts.
func eachPart(columns string, parts []condition) condition {
	var all condition
	for i, part := range parts {
		if i > 0 {
			all.where += ` UNION ALL `
		}
		all.where, all.args = all.where+columns+` WHERE `+part.where, append(all.args, part.args...)
	}
	return all
}

// countTasks counts the open tasks of taskScope to 1000. Counting reads no task: what the person must not know of is counted by
// itself, as it is little, and taken off.
func countTasks(q querier, by crm.Staff) (n int, err error) {
	const most = 1000
	var secret int
	own := ownTasks(by)
	err = q.row(`SELECT COUNT(*) FROM task t WHERE t.subject = 'case' AND t.subject_id IN `+secretCases+` AND t.done_at = 0 AND t.project_id = ? AND `+own.where,
		slices.Concat([]any{by.ID, by.ID, by.ID, by.ProjectID}, own.args)...).Scan(&secret)
	if err != nil {
		return 0, err
	}
	all := eachPart(`SELECT 1 FROM task t`, openParts(by))
	err = q.row(`SELECT COUNT(*) FROM (`+all.where+` LIMIT ?) AS n`, append(all.args, most+secret)...).Scan(&n)
	return n - secret, err
}

const taskColumns = `t.id, t.kind, t.title, t.subject, t.subject_id, COALESCE(c.no, u.no, ''), COALESCE(c.summary, CASE t.kind WHEN 'promise' THEN n.promise ELSE n.summary END, ''), CASE t.kind WHEN 'promise' THEN n.promise_on ELSE '' END, COALESCE(t.note_id, 0), COALESCE(t.assignee_id, 0), COALESCE(p.name, ''),
	t.role, t.department, t.due_at, t.done_at, t.note, t.created_at, t.row_version, COALESCE(t.dedupe_key, '')`

const taskTables = ` FROM task t LEFT JOIN staff p ON p.id = t.assignee_id LEFT JOIN service_case c ON t.subject = 'case' AND c.id = t.subject_id
	LEFT JOIN customer u ON t.subject = 'customer' AND u.id = t.subject_id LEFT JOIN contact_note n ON n.id = t.note_id `

func scanTask(row interface{ Scan(...any) error }, t *Task) error {
	return row.Scan(&t.ID, &t.Kind, &t.Title, &t.Subject, &t.SubjectID, &t.SubjectNo, &t.Summary, &t.PromiseOn, &t.NoteID, &t.AssigneeID, &t.AssigneeName,
		&t.Role, &t.Department, &t.DueAt, &t.DoneAt, &t.Note, &t.CreatedAt, &t.Version, &t.Key)
}

// Tasks lists a person's open tasks, the nearest due first; own are only those that name the person. One more than limit
// says that there is more.
func (s *Store) Tasks(ctx context.Context, by crm.Staff, own bool, after CaseKey, limit int) ([]Task, error) {
	parts := openTasks(by)
	if own {
		parts = parts[:1]
	}
	if after.ID != 0 {
		for i := range parts {
			parts[i] = parts[i].and(`(t.due_at, t.id) > (?, ?)`, after.Due, after.ID)
		}
	}
	return firstTasks(s.reader(ctx), parts, limit)
}

// firstTasks reads the tasks with the nearest due of all parts.
func firstTasks(q querier, parts []condition, limit int) ([]Task, error) {
	first := eachPart(`SELECT t.due_at, t.id FROM task t`, parts)
	rows, err := q.rows(`SELECT `+taskColumns+taskTables+`WHERE t.id IN (SELECT id FROM (`+first.where+` ORDER BY 1, 2 LIMIT ?) f) ORDER BY t.due_at, t.id`,
		append(first.args, limit)...)
	return collect(rows, err, func(rows *sql.Rows, t *Task) error { return scanTask(rows, t) })
}

// TaskByID reads a task of the person's, done or not; others are not found.
func (s *Store) TaskByID(ctx context.Context, by crm.Staff, id int64) (Task, error) {
	return taskByID(s.reader(ctx), by, id)
}

func taskByID(q querier, by crm.Staff, id int64) (t Task, err error) {
	where, args := taskScope(by)
	err = scanTask(q.row(`SELECT `+taskColumns+taskTables+`WHERE `+where+` AND t.id = ?`, append(args, id)...), &t)
	return t, found(err, "没有找到这项待办")
}

// CompleteTask ends a task with what was done. The answer to a report and what the customer was told go into the history of its case.
func (s *Store) CompleteTask(ctx context.Context, by By, id, seen int64, note string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		t, err := taskByID(tx, by.Staff, id)
		if err != nil {
			return err
		}
		switch {
		case t.Version != seen:
			return tx.stale("task", id)
		case t.DoneAt != 0:
			return crm.Refuse(crm.Conflict, "这项待办已经完成")
		}
		if note == "" {
			return crm.InvalidField("note", "请写明办理情况")
		}
		if err := tx.exec(`UPDATE task SET done_at = ?, done_by = ?, note = ?, row_version = row_version + 1 WHERE id = ?`, tx.now, by.Staff.ID, note, id); err != nil {
			return err
		}
		tx.answers("task", id)
		if err := tx.journal(Entry{Kind: "task_done", Subject: "task", SubjectID: id, After: map[string]any{"kind": t.Kind, "about": t.Subject, "about_id": t.SubjectID}, Note: note}); err != nil {
			return err
		}
		if t.NoteID != 0 {
			return tx.noteFollowed(t.NoteID, t.Kind, note)
		}
		told := map[string]string{"report_up": "report_answered", "progress": "progress_told"}[t.Kind]
		if told == "" || t.Subject != "case" {
			return nil
		}
		c, err := loadCase(tx, t.SubjectID)
		if err != nil {
			return err
		}
		return tx.journal(Entry{Kind: told, Subject: "case", SubjectID: c.ID, CustomerID: c.CustomerID, Cycle: c.Current().No,
			From: string(c.State), To: string(c.State), Note: note})
	})
	if err != nil {
		return fmt.Errorf("complete task %d: %w", id, err)
	}
	return nil
}
