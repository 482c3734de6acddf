package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"linli/db/crm"
)

// The tasks a contact note makes.
const (
	promiseTask = "promise"
	contactTask = "next_contact"
)

// NewNote is a conversation to be written down.
type NewNote struct {
	crm.ContactNote
	Need, NeedWantedByOn string  // what the customer wants beside
	ForSteward           bool    // promise and next contact are the steward's to keep, not the writer's
	Promises, Contacts   []int64 // earlier notes whose promise, or next contact, this conversation keeps
}

// AddNote writes a conversation down. Its promise and next contact become tasks, a need becomes one of the file's.
func (s *Store) AddNote(ctx context.Context, by By, customerID int64, in NewNote) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.activeCustomer(customerID)
		if err != nil {
			return err
		}
		zone, err := tx.zone(k.ProjectID)
		if err != nil {
			return err
		}
		if in.At == 0 {
			in.At = tx.now
		}
		p := crm.Problems{}
		in.Check(tx.now, localDay(in.At, zone), p)
		p.Check(in.NeedWantedByOn == "" || in.Need != "", "need", "请写明需求")
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		if id, err = tx.insertNote(k, in); err != nil {
			return err
		}
		if err := tx.followLater(k, in, id, zone); err != nil {
			return err
		}
		if in.Need != "" {
			if _, err := tx.insertNeed(k, crm.Need{Text: in.Need, WantedByOn: in.NeedWantedByOn, Status: "open", NoteID: id}); err != nil {
				return err
			}
		}
		return tx.followedBy(k, in, zone)
	})
	return id, fail("add note", err)
}

// writeNote is the row alone; caseID is the case it was said about, 0 for none.
func (tx *Tx) writeNote(k crm.Customer, in crm.ContactNote, caseID int64) (int64, error) {
	id, err := tx.insert(`INSERT INTO contact_note (project_id, customer_id, case_id, at, form, channel, direction, summary, promise, promise_on, next_contact_on, by_id, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		k.ProjectID, k.ID, none(caseID), in.At, in.Form, in.Channel, in.Direction, in.Summary, in.Promise, in.PromiseOn, in.NextContactOn, tx.by.Staff.ID, tx.now)
	if err != nil {
		return 0, fmt.Errorf("insert note: %w", err)
	}
	return id, nil
}

func (tx *Tx) insertNote(k crm.Customer, in NewNote) (int64, error) {
	id, err := tx.writeNote(k, in.ContactNote, 0)
	if err != nil {
		return 0, err
	}
	facts := map[string]any{"note_id": id, "form": in.Form, "channel": in.Channel, "direction": in.Direction}
	texts := map[string]any{"summary": in.Summary}
	if in.Promise != "" {
		facts["promise_on"], texts["promise"] = in.PromiseOn, in.Promise
	}
	if in.NextContactOn != "" {
		facts["next_contact_on"] = in.NextContactOn
	}
	return id, tx.journal(Entry{Kind: "note_added", Subject: "customer", SubjectID: k.ID, CustomerID: k.ID, EventAt: in.At, After: facts, Texts: texts})
}

// followLater makes the tasks of a promise and of a next contact, due when their day ends.
func (tx *Tx) followLater(k crm.Customer, in NewNote, id int64, zone *time.Location) error {
	t := NewTask{Subject: "customer", SubjectID: k.ID, AssigneeID: tx.by.Staff.ID, NoteID: id}
	if in.ForSteward && k.StewardID != 0 {
		t.AssigneeID = k.StewardID
	}
	for _, later := range []struct{ kind, title, on string }{{promiseTask, "兑现对客户的承诺", in.PromiseOn}, {contactTask, "按约定再联系客户", in.NextContactOn}} {
		if later.on == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, later.on, zone)
		if err != nil {
			return err
		}
		t.Kind, t.Title, t.DueAt, t.DedupeKey = later.kind, later.title, crm.EndOfDay(day.Unix(), 0, zone), followKey(later.kind, id)
		if err := tx.addTask(t); err != nil {
			return err
		}
	}
	return nil
}

func followKey(kind string, noteID int64) string { return fmt.Sprintf("%s:%d", kind, noteID) }

// followedBy ends what earlier notes left to do and this conversation has done.
func (tx *Tx) followedBy(k crm.Customer, in NewNote, zone *time.Location) error {
	for kind, ids := range map[string][]int64{promiseTask: in.Promises, contactTask: in.Contacts} {
		slices.Sort(ids)
		for _, id := range ids {
			var one int
			if err := tx.row(`SELECT 1 FROM contact_note WHERE id = ? AND customer_id = ?`, id, k.ID).Scan(&one); err != nil {
				return found(err, "没有找到这条沟通记录")
			}
			if err := tx.endTask(followKey(kind, id)); err != nil {
				return err
			}
			if err := tx.noteFollowed(id, kind, in.Summary); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteFollowed writes that the promise or the next contact of a note has been seen to, once.
func (tx *Tx) noteFollowed(id int64, kind, note string) error {
	zone, err := tx.zone(tx.by.Staff.ProjectID)
	if err != nil {
		return err
	}
	today := localDay(tx.now, zone)
	n := crm.ContactNote{ID: id}
	var caseID int64
	if err := tx.row(`SELECT customer_id, promise, promise_on, promise_kept_on, contacted_on, COALESCE(case_id, 0) FROM contact_note WHERE id = ?`, id).
		Scan(&n.CustomerID, &n.Promise, &n.PromiseOn, &n.PromiseKeptOn, &n.ContactedOn, &caseID); err != nil {
		return err
	}
	e := Entry{Subject: "customer", SubjectID: n.CustomerID, CustomerID: n.CustomerID, Note: note}
	switch {
	case kind == promiseTask && n.PromiseKeptOn == "" && n.PromiseOn != "":
		n.PromiseKeptOn = today
		e.Kind, e.After = "promise_kept", map[string]any{"note_id": id, "promise_on": n.PromiseOn, "kept_on": today, "state": n.PromiseState(today)}
		e.Texts = map[string]any{"promise": n.Promise}
		err = tx.exec(`UPDATE contact_note SET promise_kept_on = ? WHERE id = ?`, today, id)
	case kind == contactTask && n.ContactedOn == "":
		e.Kind, e.After = "contact_made", map[string]any{"note_id": id}
		err = tx.exec(`UPDATE contact_note SET contacted_on = ? WHERE id = ?`, today, id)
	default:
		return nil
	}
	if err != nil || caseID != 0 { // who may not know of the case would read it in the customer's story
		return err
	}
	return tx.journal(e)
}

// localDay is the calendar date of a moment.
func localDay(at int64, zone *time.Location) string {
	return time.Unix(at, 0).In(zone).Format(time.DateOnly)
}

const noteSelect = `SELECT n.id, n.customer_id, n.at, n.form, n.channel, n.direction, n.summary, n.promise, n.promise_on, n.promise_kept_on, n.next_contact_on, n.contacted_on,
	COALESCE(s.name, '') FROM contact_note n LEFT JOIN staff s ON s.id = n.by_id `

const noteColumns = noteSelect + `WHERE n.customer_id = ? `

func scanNote(rows *sql.Rows, n *crm.ContactNote) error {
	return rows.Scan(&n.ID, &n.CustomerID, &n.At, &n.Form, &n.Channel, &n.Direction, &n.Summary, &n.Promise, &n.PromiseOn, &n.PromiseKeptOn, &n.NextContactOn, &n.ContactedOn, &n.By)
}

// noteScope are the notes n that by may read: those about a case only where the case and whose it is may be known.
func noteScope(by crm.Staff) condition {
	where, args := personCases(by)
	return condition{`(n.case_id IS NULL OR EXISTS (SELECT 1 FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.id = n.case_id AND ` + where + `))`, args}
}

// notesOf are a customer's latest conversations, as far as by may read them.
func notesOf(q querier, by crm.Staff, customerID int64, limit int) ([]crm.ContactNote, error) {
	scope := noteScope(by)
	rows, err := q.rows(noteColumns+`AND `+scope.where+` ORDER BY n.at DESC, n.id DESC LIMIT ?`, append(append([]any{customerID}, scope.args...), limit)...)
	return collect(rows, err, scanNote)
}

// OpenFollowUps are the notes of a customer whose promise or next contact is still to be seen to, the first due first.
func (s *Store) OpenFollowUps(ctx context.Context, by crm.Staff, customerID int64) ([]crm.ContactNote, error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, err
	}
	scope := noteScope(by)
	rows, err := q.rows(noteColumns+`AND (n.promise_on <> '' AND n.promise_kept_on = '' OR n.next_contact_on <> '' AND n.contacted_on = '') AND `+scope.where+`
		ORDER BY n.at DESC LIMIT 20`, append([]any{customerID}, scope.args...)...)
	return collect(rows, err, scanNote)
}
