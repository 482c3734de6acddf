package db

import (
	"database/sql"
	"time"

	"linli/db/crm"
)

// promise writes down what was promised with a day when a case was confirmed, on the customer's file and as a task of who
// promised it. The history of the case tells of it already.
func (tx *Tx) promise(c *crm.Case, ack crm.Acknowledgement) error {
	n, ok := ack.Note(c)
	if !ok {
		return nil
	}
	zone, err := tx.zone(c.ProjectID)
	if err != nil {
		return err
	}
	k := crm.Customer{ID: c.CustomerID, ProjectID: c.ProjectID}
	id, err := tx.writeNote(k, n, c.ID)
	if err != nil {
		return err
	}
	day, err := time.ParseInLocation(time.DateOnly, n.PromiseOn, zone)
	if err != nil {
		return err
	}
	return tx.addTask(NewTask{Kind: promiseTask, Title: "兑现对客户的承诺（" + c.No + "）", Subject: "customer", SubjectID: k.ID, AssigneeID: tx.by.Staff.ID, NoteID: id,
		DueAt: crm.EndOfDay(day.Unix(), 0, zone), DedupeKey: followKey(promiseTask, id)})
}

// settlePromises ends the promises of a case when the customer has been answered: they are kept that day. Where it ends without
// an answer, taken back or void, there is nothing left to keep; a merged one is answered for by the other.
func (tx *Tx) settlePromises(c *crm.Case, was savedCase) error {
	last := len(was.cycles) - 1
	answered := last >= 0 && was.cycles[last].Response.At == 0 && c.Cycles[last].Response.At != 0
	ended := was.open && !c.State.Open() && c.State != crm.Merged
	if !answered && !ended {
		return nil
	}
	rows, err := tx.rows(`SELECT id FROM contact_note WHERE case_id = ? AND promise_on <> '' AND promise_kept_on = ''`, c.ID)
	ids, err := collect(rows, err, func(rows *sql.Rows, id *int64) error { return rows.Scan(id) })
	if err != nil || len(ids) == 0 {
		return err
	}
	set, args := `promise = '', promise_on = ''`, []any(nil)
	if answered || c.State == crm.Closed {
		zone, err := tx.zone(c.ProjectID)
		if err != nil {
			return err
		}
		at := tx.now
		if answered {
			at = c.Cycles[last].Response.At
		}
		set, args = `promise_kept_on = ?`, []any{localDay(at, zone)}
	}
	if err := tx.exec(`UPDATE contact_note SET `+set+` WHERE case_id = ? AND promise_on <> '' AND promise_kept_on = ''`, append(args, c.ID)...); err != nil {
		return err
	}
	for _, id := range ids {
		if err := tx.endTask(followKey(promiseTask, id)); err != nil {
			return err
		}
	}
	return nil
}

// promisesOf are what was promised with a day at a case's confirmations, the newest first.
func promisesOf(q querier, caseID int64) ([]crm.ContactNote, error) {
	rows, err := q.rows(noteSelect+`WHERE n.case_id = ? AND n.promise_on <> '' ORDER BY n.id DESC`, caseID)
	return collect(rows, err, scanNote)
}
