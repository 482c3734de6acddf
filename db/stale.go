package db

import (
	"database/sql"
	"errors"
	"fmt"
)

// Stale is returned when a record has moved on since the form was drawn: who changed it last (ByID 0 = the system), when (unix seconds, 0 = not written down), and
// the version it has now.
type Stale struct {
	Subject     string
	ID, Version int64
	ByID        int64
	By          string
	At          int64
}

func (s *Stale) Error() string {
	return fmt.Sprintf("%s %d has moved on to version %d", s.Subject, s.ID, s.Version)
}

// versions says how to read the row_version of a subject of the journal.
var versions = map[string]string{
	"customer":    `SELECT row_version FROM customer WHERE id = ?`,
	"case":        `SELECT row_version FROM service_case WHERE id = ?`,
	"group":       `SELECT row_version FROM group_case WHERE id = ?`,
	"task":        `SELECT row_version FROM task WHERE id = ?`,
	"import":      `SELECT row_version FROM import_batch WHERE id = ?`,
	"export":      `SELECT row_version FROM export_job WHERE id = ?`,
	"staff":       `SELECT row_version FROM staff WHERE id = ?`,
	"contract":    `SELECT row_version FROM service_contract WHERE id = ?`,
	"fee":         `SELECT row_version FROM fee_record WHERE id = ?`,
	"service":     `SELECT row_version FROM value_added_service WHERE id = ?`,
	"referral":    `SELECT row_version FROM referral WHERE id = ?`,
	"extra_field": `SELECT row_version FROM extra_field WHERE id = ?`,
	"facility":    `SELECT row_version FROM facility WHERE id = ?`,
	"record":      `SELECT row_version FROM service_record WHERE id = ?`,
	"room":        `SELECT row_version FROM room WHERE id = ?`,
	"place":       `SELECT row_version FROM place_code WHERE id = ?`,
	"activity":    `SELECT row_version FROM event WHERE id = ?`,
	"attendance":  `SELECT row_version FROM event_attendance WHERE id = ?`,
	"measure":     `SELECT row_version FROM measure WHERE id = ?`,
	"handover":    `SELECT row_version FROM handover_card WHERE id = ?`,
	"settings":    `SELECT MAX(version) FROM settings WHERE project_id = ?`,
}

// stale is the error for a save that saw an older version than the one in the file.
func (tx *Tx) stale(subject string, id int64) error {
	s, err := staleOf(tx, subject, id)
	if err != nil {
		return err
	}
	return s
}

// staleOf is where a record stands now.
func staleOf(q querier, subject string, id int64) (*Stale, error) {
	query, ok := versions[subject]
	if !ok {
		return nil, fmt.Errorf("no version is kept of %q", subject)
	}
	s := &Stale{Subject: subject, ID: id}
	if err := q.row(query, id).Scan(&s.Version); err != nil {
		return nil, found(err, "没有找到这条记录")
	}
	err := q.row(`SELECT j.actor_id, COALESCE(s.name, '系统'), j.recorded_at FROM journal j LEFT JOIN staff s ON s.id = j.actor_id
		WHERE j.subject = ? AND j.subject_id = ? AND j.kind NOT IN ('revealed', 'note_added', 'need_added', 'preference_added', 'tag_added', 'care_added', 'care_agreed',
			'consent_given', 'promise_kept', 'contact_made') ORDER BY j.seq DESC LIMIT 1`, subject, id).Scan(&s.ByID, &s.By, &s.At)
	if errors.Is(err, sql.ErrNoRows) { // the system moves a task on without a line of its own
		s.By, err = "系统", nil
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}
