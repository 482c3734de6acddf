package db

import (
	"database/sql"
	"fmt"
	"time"

	"linli/db/crm"
)

// leave hands on what somebody whose account was disabled had to do (domain.md §9): what they took in stands as nobody's, what they
// worked on or led goes to their department or to another owner, their tasks to whoever holds the role, their shifts to nobody.
func (tx *Tx) leave(gone crm.Staff) error {
	if err := tx.noteOwner(`intake_owner_id = ? AND is_open = 1`, gone.ID); err != nil {
		return err
	}
	rows, err := tx.rows(`SELECT c.id, c.project_id FROM service_case c WHERE c.is_open = 1 AND (c.handler_id = ? OR c.owner_id = ? OR c.targets <> '' AND EXISTS (SELECT 1 FROM task t
		WHERE t.subject = 'case' AND t.subject_id = c.id AND t.assignee_id = ? AND t.done_at = 0)) ORDER BY c.id`, gone.ID, gone.ID, gone.ID)
	cases, err := collect(rows, err, func(rows *sql.Rows, c *leftCase) error { return rows.Scan(&c.id, &c.project) })
	if err != nil {
		return err
	}
	if err := tx.leaveTasks(gone.ID); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE revisit SET assignee_id = NULL WHERE assignee_id = ? AND status IN ('planned', 'in_progress')`, gone.ID); err != nil {
		return err
	}
	for _, c := range cases {
		if err := tx.asSystem(c.project, func() error { return tx.leaveCase(c.id, gone) }); err != nil {
			return err
		}
	}
	return tx.leaveShifts(gone.ID)
}

type leftCase struct{ id, project int64 }

// asSystem does something in a project as nobody's act.
func (tx *Tx) asSystem(project int64, do func() error) error {
	author := tx.by.Staff
	defer func() { tx.by.Staff = author }()
	tx.by.Staff = crm.System(project)
	return do()
}

// leaveTasks gives open tasks to the role they were meant for; without one to the head of the department where the case was worked
// on by who left, to the supervisor otherwise.
func (tx *Tx) leaveTasks(gone int64) error {
	const worked = `task.role = '' AND task.subject = 'case' AND EXISTS (SELECT 1 FROM service_case c WHERE c.id = task.subject_id AND c.handler_id = ? AND c.department <> '')`
	return tx.exec(`UPDATE task SET assignee_id = NULL, department = CASE WHEN `+worked+` THEN (SELECT c.department FROM service_case c WHERE c.id = task.subject_id) ELSE department END,
		role = CASE WHEN `+worked+` THEN 'dept_head' WHEN role = '' THEN 'supervisor' ELSE role END, row_version = row_version + 1 WHERE assignee_id = ? AND done_at = 0`, gone, gone, gone)
}

// leaveCase takes who left out of a case. The head of the department is asked to give it to somebody; of a case about staff its
// owner has the tasks, and is told when it is another one.
func (tx *Tx) leaveCase(id int64, gone crm.Staff) error {
	var left *crm.Case
	var worked, led bool
	if err := tx.bySystem(id, func(c *crm.Case, act crm.Act) (bool, error) {
		people, err := tx.colleagues(c.CustomerID, c.RoomID)
		if err != nil {
			return false, err
		}
		left, worked, led = c, c.HandlerID == gone.ID, c.OwnerID == gone.ID
		return c.PersonLeft(act, gone, people), nil
	}); err != nil {
		return err
	}
	if worked && left.HandlerID == 0 {
		if err := tx.addTask(NewTask{Kind: "reassign", Title: gone.Name + "已离岗，请安排经办人", Subject: "case", SubjectID: id, Role: crm.DeptHead, Department: left.Department,
			DueAt: tx.now + 4*3600, DedupeKey: fmt.Sprintf("left:%d:%d:%d", id, gone.ID, tx.now)}); err != nil {
			return err
		}
	}
	if left.Targets == "" && !led {
		return nil
	}
	if err := tx.bar(left); err != nil || !led {
		return err
	}
	return tx.ownerTask(left)
}

// leaveShifts takes who left off the roster from today on.
func (tx *Tx) leaveShifts(gone int64) error {
	rows, err := tx.rows(`SELECT DISTINCT project_id FROM duty_roster WHERE staff_id = ? ORDER BY project_id`, gone)
	projects, err := collect(rows, err, func(rows *sql.Rows, id *int64) error { return rows.Scan(id) })
	if err != nil {
		return err
	}
	for _, id := range projects {
		loc, err := tx.zone(id)
		if err != nil {
			return err
		}
		today := time.Unix(tx.now, 0).In(loc).Format(time.DateOnly)
		n, err := tx.changed(`DELETE FROM duty_roster WHERE project_id = ? AND staff_id = ? AND on_date >= ?`, id, gone, today)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := tx.journal(Entry{Kind: "roster_set", System: true, ProjectID: id, Subject: "roster", Before: map[string]any{"staff": []int64{gone}}, After: map[string]any{"on": today, "staff": []int64{}}}); err != nil {
			return err
		}
	}
	return nil
}
