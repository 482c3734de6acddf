package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"linli/db/crm"
)

// Attendees are people of an activity's list within by's reach, those of one status or all, by name, one more than limit when there
// are more; after is the last one of the page before. today is the local date.
func (s *Store) Attendees(ctx context.Context, by crm.Staff, activity int64, status string, after int64, limit int, today string) ([]crm.Attendee, error) {
	q := s.reader(ctx)
	if _, err := activityByID(q, by, activity); err != nil {
		return nil, err
	}
	c := attendeeScope(by).and("x.event_id = ?", activity)
	if status != "" {
		c = c.and("x.status = ?", status)
	}
	if after != 0 {
		c = c.and("(c.sort_key, x.id) > (SELECT ac.sort_key, ax.id FROM event_attendance ax JOIN customer ac ON ac.id = ax.customer_id WHERE ax.id = ? AND ax.event_id = ?)", after, activity)
	}
	return attendees(q, by, c, `c.sort_key, x.id`, limit+1, today)
}

// attendees reads people of lists in an order.
func attendees(q querier, by crm.Staff, c condition, order string, limit int, today string) ([]crm.Attendee, error) {
	rows, err := q.rows(`SELECT x.id, x.customer_id, x.status, x.at, COALESCE(f.name, ''), x.row_version,
		NOT EXISTS (SELECT 1 FROM consent n WHERE n.customer_id = x.customer_id AND n.purpose = 'photos' AND n.withdrawn_at = 0)
		FROM event_attendance x JOIN customer c ON c.id = x.customer_id LEFT JOIN staff f ON f.id = x.by_id WHERE `+c.where+` ORDER BY `+order+` LIMIT ?`, append(c.args, limit)...)
	list, err := collect(rows, err, func(rows *sql.Rows, a *crm.Attendee) error {
		return rows.Scan(&a.ID, &a.Customer.ID, &a.Status, &a.At, &a.By, &a.RowVersion, &a.NoPhotos)
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	people, err := customerRows(q, by, idsOf(list, func(a crm.Attendee) int64 { return a.Customer.ID }), today)
	for i := range people {
		list[i].Customer = people[i]
	}
	return list, err
}

// attendeeScope is the part of the people c of lists that by may see one by one.
func attendeeScope(by crm.Staff) condition {
	where, args := customerScope(by)
	return condition{where, args}
}

// AttendeeCounts are how many people of an activity's list are within by's reach, by status.
func (s *Store) AttendeeCounts(ctx context.Context, by crm.Staff, activity int64) (map[string]int64, error) {
	c := attendeeScope(by).and("x.event_id = ?", activity)
	rows, err := s.reader(ctx).rows(`SELECT x.status, COUNT(*) FROM event_attendance x JOIN customer c ON c.id = x.customer_id WHERE `+c.where+` GROUP BY x.status`, c.args...)
	counts := map[string]int64{}
	_, err = collect(rows, err, func(rows *sql.Rows, _ *struct{}) error {
		var status string
		var n int64
		err := rows.Scan(&status, &n)
		counts[status] = n
		return err
	})
	return counts, err
}

// Coming is what is noted about somebody and an activity: who is meant by number or by what was typed, and how they stand now.
type Coming struct {
	ActivityID, CustomerID int64
	Text, Status           string
}

// Come is what became of it: the person and how they stand, or nobody and those who may be meant.
type Come struct {
	Who    crm.CustomerRow
	Status string
	Meant  []crm.Attendee
}

// NoteComing puts somebody on the list of an activity or moves them on. Of several people who may be meant by a text nobody is moved,
// unless just one of them is expected: who signed up or is invited comes to the desk. today is the local date.
func (s *Store) NoteComing(ctx context.Context, by By, in Coming, today string, loc *time.Location) (out Come, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		tx.answers("activity", in.ActivityID)
		a, err := activityByID(tx, by.Staff, in.ActivityID)
		if err != nil {
			return err
		}
		if in.CustomerID == 0 {
			if in.CustomerID, out.Meant, err = tx.meant(a, in, today); err != nil || in.CustomerID == 0 {
				return err
			}
		}
		was, err := tx.attendance(a.ID, &in)
		if err != nil {
			return err
		}
		out.Status = in.Status
		if out.Who, err = tx.oneRow(in.CustomerID, today); err != nil {
			return err
		}
		return tx.comes(a, was, in, out.Who.Name, loc)
	})
	if errors.Is(err, errUndecided) {
		return out, nil
	}
	return out, fail("note coming", err)
}

// errUndecided ends a transaction in which nothing was written.
var errUndecided = errors.New("several people may be meant")

// meant finds who is meant by a text.
func (tx *Tx) meant(a crm.Activity, in Coming, today string) (id int64, list []crm.Attendee, err error) {
	b := look(tx, tx.by.Staff, in.Text, MaxCallers, today)
	if b.query.Text == "" {
		return 0, nil, crm.InvalidField("who", "请输入房号、姓名或电话尾号")
	}
	people, _, err := b.find()
	if err != nil {
		return 0, nil, err
	}
	if slices.ContainsFunc(people, livesHere) {
		people = slices.DeleteFunc(people, func(f find) bool { return !livesHere(f) })
	}
	ids := idsOf(people, find.customer)
	switch len(ids) {
	case 0:
		return 0, nil, crm.InvalidField("who", "没有找到这个人，请换房号、姓名或电话尾号再试")
	case 1:
		return ids[0], nil, nil
	}
	return tx.expected(a, in, ids, today)
}

func livesHere(f find) bool { return f.lives && !f.why.Past }

// expected is the one of several people who is awaited at the desk, otherwise all of them with how they stand.
func (tx *Tx) expected(a crm.Activity, in Coming, ids []int64, today string) (id int64, list []crm.Attendee, err error) {
	rows, err := customerRows(tx, tx.by.Staff, ids, today)
	if err != nil {
		return 0, nil, err
	}
	awaited := 0
	for _, row := range rows {
		x, err := tx.attendance(a.ID, &Coming{CustomerID: row.ID})
		if err != nil {
			return 0, nil, err
		}
		if x.Status == crm.SignedUp || x.Status == crm.Invited {
			id, awaited = row.ID, awaited+1
		}
		x.Customer = row
		list = append(list, x)
	}
	if awaited == 1 && in.Status == crm.Attended {
		return id, nil, nil
	}
	return 0, list, errUndecided
}

// attendance is how the one meant stands to an activity, without a number for who is not on the list.
func (tx *Tx) attendance(activity int64, in *Coming) (x crm.Attendee, err error) {
	if in.CustomerID, err = survivor(tx, in.CustomerID); err != nil {
		return x, err
	}
	err = tx.row(`SELECT x.id, x.status, x.at, COALESCE(f.name, ''), x.row_version FROM event_attendance x LEFT JOIN staff f ON f.id = x.by_id WHERE x.event_id = ? AND x.customer_id = ?`,
		activity, in.CustomerID).Scan(&x.ID, &x.Status, &x.At, &x.By, &x.RowVersion)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return x, err
}

// oneRow is a customer whose file the actor may write in, as lists show them.
func (tx *Tx) oneRow(id int64, today string) (crm.CustomerRow, error) {
	if _, err := tx.activeCustomer(id); err != nil {
		return crm.CustomerRow{}, err
	}
	rows, err := customerRows(tx, tx.by.Staff, []int64{id}, today)
	if err != nil {
		return crm.CustomerRow{}, err
	}
	return rows[0], nil
}

// comes writes it down.
func (tx *Tx) comes(a crm.Activity, was crm.Attendee, in Coming, name string, loc *time.Location) error {
	day, date := activityDay(a.StartsAt, loc)
	if was.Status == in.Status && was.ID != 0 && a.State == crm.ActivityApproved {
		return crm.Refuse(crm.Conflict, fmt.Sprintf("%s%s过了（%s，%s登记），不用再登记", name, crm.Label(crm.AttendanceStates, was.Status),
			time.Unix(was.At, 0).In(loc).Format("01-02 15:04"), was.By))
	}
	if err := a.Admit(was.Status, in.Status, day, tx.now); err != nil {
		return err
	}
	var err error
	if was.ID == 0 {
		was.ID, err = tx.insert(`INSERT INTO event_attendance (event_id, customer_id, status, at, by_id) VALUES (?, ?, ?, ?, ?) RETURNING id`, a.ID, in.CustomerID, in.Status, tx.now, tx.by.Staff.ID)
	} else {
		err = tx.exec(`UPDATE event_attendance SET status = ?, at = ?, by_id = ?, row_version = row_version + 1 WHERE id = ?`, in.Status, tx.now, tx.by.Staff.ID, was.ID)
	}
	if err != nil {
		return err
	}
	return tx.tellComing(a, was, in, date)
}

// tellComing writes the line of it: who came, came when the activity began.
func (tx *Tx) tellComing(a crm.Activity, was crm.Attendee, in Coming, date string) error {
	e := Entry{Kind: crm.AttendanceStory(in.Status), Subject: "attendance", SubjectID: was.ID, CustomerID: in.CustomerID, From: was.Status, To: in.Status,
		After: map[string]any{"status": in.Status, "activity_id": a.ID, "kind": a.Kind, "on": date}, Texts: map[string]any{"title": a.Title}}
	if was.Status != "" {
		e.Before = map[string]any{"status": was.Status}
	}
	if (in.Status == crm.Attended || in.Status == crm.Absent) && was.Status != crm.Attended {
		e.EventAt = min(tx.now, a.StartsAt)
	}
	return tx.journal(e)
}

// MoveAttendee moves one person of the list on; seen is the version of the form.
func (s *Store) MoveAttendee(ctx context.Context, by By, activity, attendee, seen int64, status, today string, loc *time.Location) (out Come, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		tx.answers("activity", activity)
		a, err := activityByID(tx, by.Staff, activity)
		if err != nil {
			return err
		}
		in := Coming{ActivityID: activity, Status: status}
		if err := tx.row(`SELECT customer_id FROM event_attendance WHERE id = ? AND event_id = ?`, attendee, activity).Scan(&in.CustomerID); err != nil {
			return found(err, "名单里没有这个人")
		}
		if out.Who, err = tx.oneRow(in.CustomerID, today); err != nil {
			return err
		}
		was, err := tx.attendance(activity, &in)
		if err != nil {
			return err
		}
		if was.RowVersion != seen {
			return tx.stale("attendance", attendee)
		}
		out.Status = status
		return tx.comes(a, was, in, out.Who.Name, loc)
	})
	return out, fail("move attendee", err)
}

// NoteAbsences notes of everybody who signed up and did not come, within by's reach, that they were absent.
func (s *Store) NoteAbsences(ctx context.Context, by By, activity int64, loc *time.Location) (n int, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		tx.answers("activity", activity)
		a, err := activityByID(tx, by.Staff, activity)
		if err != nil {
			return err
		}
		c := attendeeScope(by.Staff).and("x.event_id = ? AND x.status = ?", activity, crm.SignedUp)
		rows, err := tx.rows(`SELECT x.customer_id FROM event_attendance x JOIN customer c ON c.id = x.customer_id WHERE `+c.where+` ORDER BY x.id`, c.args...)
		ids, err := collect(rows, err, scanID)
		if err == nil && len(ids) == 0 {
			err = crm.Refuse(crm.Conflict, "没有已报名而未签到的人")
		}
		if err != nil {
			return err
		}
		for _, id := range ids {
			in := Coming{ActivityID: activity, CustomerID: id, Status: crm.Absent}
			was, err := tx.attendance(activity, &in)
			if err != nil {
				return err
			}
			if err := tx.comes(a, was, in, "", loc); err != nil {
				return err
			}
		}
		n = len(ids)
		return nil
	})
	return n, fail("note absences", err)
}
