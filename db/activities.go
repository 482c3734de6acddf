package db

import (
	"context"
	"database/sql"
	"time"

	"linli/db/crm"
)

const activityColumns = `SELECT e.id, e.kind, e.title, e.place, e.starts_at, e.capacity, e.audience, e.note, e.photos, e.minutes, e.state, e.cancel_reason, e.created_at, e.row_version,
	(SELECT COUNT(*) FROM event_attendance x WHERE x.event_id = e.id AND x.status = 'invited'), (SELECT COUNT(*) FROM event_attendance x WHERE x.event_id = e.id AND x.status = 'signed_up'),
	(SELECT COUNT(*) FROM event_attendance x WHERE x.event_id = e.id AND x.status = 'attended'), (SELECT COUNT(*) FROM event_attendance x WHERE x.event_id = e.id AND x.status = 'absent')
	FROM event e WHERE e.project_id = ? `

func scanActivity(row interface{ Scan(...any) error }, a *crm.Activity) error {
	return row.Scan(&a.ID, &a.Kind, &a.Title, &a.Place, &a.StartsAt, &a.Capacity, &a.Audience, &a.Note, &a.Photos, &a.Minutes, &a.State, &a.CancelReason, &a.CreatedAt, &a.RowVersion,
		&a.Invited, &a.SignedUp, &a.Attended, &a.Absent)
}

// ActivityFilter narrows the list of activities: to those that start in [From, To), 0 for open ends. After is the last one of the
// page before.
type ActivityFilter struct {
	Kind, Stage string
	From, To    int64
	After       int64
	Now         int64
	Limit       int
}

// Activities lists activities, the latest start first, one more than Limit when there are more.
func (s *Store) Activities(ctx context.Context, by crm.Staff, in ActivityFilter) ([]crm.Activity, error) {
	if !by.May(crm.ActivityEdit) {
		return nil, crm.Refuse(crm.Forbidden, "您没有查看社区活动的权限")
	}
	c := condition{"1 = 1", []any{by.ProjectID}}
	if in.Kind != "" {
		c = c.and("e.kind = ?", in.Kind)
	}
	switch in.Stage {
	case crm.ActivityDraft, crm.ActivityCancelled:
		c = c.and("e.state = ?", in.Stage)
	case "upcoming":
		c = c.and("e.state = 'approved' AND e.starts_at > ?", in.Now)
	case "begun":
		c = c.and("e.state = 'approved' AND e.starts_at <= ?", in.Now)
	}
	if in.From != 0 {
		c = c.and("e.starts_at >= ?", in.From)
	}
	if in.To != 0 {
		c = c.and("e.starts_at < ?", in.To)
	}
	if in.After != 0 {
		c = c.and("(e.starts_at, e.id) < (SELECT x.starts_at, x.id FROM event x WHERE x.id = ? AND x.project_id = ?)", in.After, by.ProjectID)
	}
	rows, err := s.reader(ctx).rows(activityColumns+`AND `+c.where+` ORDER BY e.starts_at DESC, e.id DESC LIMIT ?`, append(c.args, in.Limit+1)...)
	return collect(rows, err, func(rows *sql.Rows, a *crm.Activity) error { return scanActivity(rows, a) })
}

// Activity reads one; NotFound in another project.
func (s *Store) Activity(ctx context.Context, by crm.Staff, id int64) (crm.Activity, error) {
	return activityByID(s.reader(ctx), by, id)
}

func activityByID(q querier, by crm.Staff, id int64) (a crm.Activity, err error) {
	if !by.May(crm.ActivityEdit) {
		return a, crm.Refuse(crm.Forbidden, "您没有查看社区活动的权限")
	}
	err = scanActivity(q.row(activityColumns+`AND e.id = ?`, by.ProjectID, id), &a)
	return a, found(err, "没有找到这项活动")
}

// activityToChange is the one that a form was about, if nobody was quicker. seen is the version of the form.
func (tx *Tx) activityToChange(id, seen int64) (crm.Activity, error) {
	a, err := activityByID(tx, tx.by.Staff, id)
	if err == nil && a.RowVersion != seen {
		err = tx.stale("activity", id)
	}
	return a, err
}

// SaveActivity adds an activity (ID 0) or changes one. A new one is approved at once where the author may approve.
func (s *Store) SaveActivity(ctx context.Context, by By, seen int64, a crm.Activity) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		id, err = tx.saveActivity(seen, a)
		return err
	})
	return id, fail("save activity", err)
}

func (tx *Tx) saveActivity(seen int64, a crm.Activity) (id int64, err error) {
	if a.ID == 0 {
		return tx.addActivity(a)
	}
	was, err := tx.activityToChange(a.ID, seen)
	if err != nil {
		return 0, err
	}
	if err := was.CheckChange(tx.by.Staff); err != nil {
		return 0, err
	}
	if err := a.Check(was, tx.now); err != nil {
		return 0, err
	}
	a.State = was.State
	if err := tx.exec(`UPDATE event SET kind = ?, title = ?, place = ?, starts_at = ?, capacity = ?, audience = ?, note = ?, photos = ?, row_version = row_version + 1 WHERE id = ?`,
		a.Kind, a.Title, a.Place, a.StartsAt, a.Capacity, a.Audience, a.Note, a.Photos, a.ID); err != nil {
		return 0, err
	}
	return a.ID, tx.journal(Entry{Kind: "activity_changed", Subject: "activity", SubjectID: a.ID, Before: activityFacts(was), After: activityFacts(a), Texts: activityTexts(a)})
}

func (tx *Tx) addActivity(a crm.Activity) (id int64, err error) {
	by := tx.by.Staff
	if !by.May(crm.ActivityEdit) {
		return 0, crm.Refuse(crm.Forbidden, "您没有新建社区活动的权限")
	}
	if err := a.Check(crm.Activity{}, tx.now); err != nil {
		return 0, err
	}
	a.State = crm.ActivityDraft
	if by.May(crm.ActivityApprove) {
		a.State = crm.ActivityApproved
	}
	id, err = tx.insert(`INSERT INTO event (project_id, kind, title, place, starts_at, capacity, audience, note, photos, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		by.ProjectID, a.Kind, a.Title, a.Place, a.StartsAt, a.Capacity, a.Audience, a.Note, a.Photos, a.State, tx.now)
	if err != nil {
		return 0, err
	}
	return id, tx.journal(Entry{Kind: "activity_added", Subject: "activity", SubjectID: id, To: a.State, After: activityFacts(a), Texts: activityTexts(a)})
}

func activityFacts(a crm.Activity) map[string]any {
	return map[string]any{"kind": a.Kind, "state": a.State, "starts_at": a.StartsAt, "capacity": a.Capacity, "photos": a.Photos}
}

func activityTexts(a crm.Activity) map[string]any {
	return map[string]any{"title": a.Title, "place": a.Place, "audience": a.Audience, "note": a.Note}
}

// ApproveActivity opens a draft for people. seen is the version of the form.
func (s *Store) ApproveActivity(ctx context.Context, by By, id, seen int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		a, err := tx.activityToChange(id, seen)
		if err != nil {
			return err
		}
		if err := a.CheckApprove(by.Staff); err != nil {
			return err
		}
		return tx.moveActivity(a, crm.ActivityApproved, "activity_approved", "")
	})
	return fail("approve activity", err)
}

// CancelActivity takes an activity off; it stays on file with the reason.
func (s *Store) CancelActivity(ctx context.Context, by By, id, seen int64, reason string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		a, err := tx.activityToChange(id, seen)
		if err != nil {
			return err
		}
		if err := a.CheckCancel(by.Staff, reason); err != nil {
			return err
		}
		return tx.moveActivity(a, crm.ActivityCancelled, "activity_cancelled", reason)
	})
	return fail("cancel activity", err)
}

func (tx *Tx) moveActivity(a crm.Activity, state, kind, reason string) error {
	if err := tx.exec(`UPDATE event SET state = ?, cancel_reason = ?, row_version = row_version + 1 WHERE id = ?`, state, reason, a.ID); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: kind, Subject: "activity", SubjectID: a.ID, From: a.State, To: state, Before: map[string]any{"state": a.State}, After: map[string]any{"state": state},
		Texts: map[string]any{"title": a.Title}, Note: reason})
}

// WriteMinutes keeps what was said at an activity.
func (s *Store) WriteMinutes(ctx context.Context, by By, id, seen int64, text string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		a, err := tx.activityToChange(id, seen)
		if err != nil {
			return err
		}
		if err := a.CheckMinutes(tx.now); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE event SET minutes = ?, row_version = row_version + 1 WHERE id = ?`, text, id); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "activity_minuted", Subject: "activity", SubjectID: id, Texts: map[string]any{"title": a.Title, "before": a.Minutes, "after": text}})
	})
	return fail("write minutes", err)
}

// SignInSheet is an activity on its way to paper: who is expected, by room, and the line of the journal that tells of the printing.
type SignInSheet struct {
	crm.Activity
	People []crm.Attendee
	Line   Head
}

// maxOnSheet is how many people a sheet names.
const maxOnSheet = 2000

// PrintSignIn reads the people whom an activity expects, within by's reach, and writes down who takes the list away.
func (s *Store) PrintSignIn(ctx context.Context, by By, id int64, today string) (p SignInSheet, err error) {
	err = s.inTx(ctx, By{Staff: by.Staff, Now: by.Now, Source: by.Source}, func(tx *Tx) error {
		if p.Activity, err = activityByID(tx, by.Staff, id); err != nil {
			return err
		}
		c := attendeeScope(by.Staff).and("x.event_id = ? AND x.status <> ?", id, crm.Absent)
		const byRoom = `(SELECT MIN(r.sort_key) FROM occupancy o JOIN room r ON r.id = o.room_id WHERE o.customer_id = c.id), c.sort_key, x.id`
		if p.People, err = attendees(tx, by.Staff, c, byRoom, maxOnSheet, today); err != nil {
			return err
		}
		if err := tx.journal(Entry{Kind: "printed", Subject: "activity", SubjectID: id, After: map[string]any{"rows": len(p.People)}, Texts: map[string]any{"title": p.Title}, Note: "签到表"}); err != nil {
			return err
		}
		p.Line = Head{tx.head.seq, tx.head.hash}
		return nil
	})
	return p, fail("print sign-in sheet", err)
}

// CustomerActivities are the activities in a customer's file, the latest first.
func (s *Store) CustomerActivities(ctx context.Context, by crm.Staff, customer int64) ([]crm.Attendance, error) {
	where, args := customerScope(by)
	rows, err := s.reader(ctx).rows(`SELECT e.id, e.starts_at, e.title, e.kind, x.status, e.state = 'cancelled' FROM event_attendance x JOIN event e ON e.id = x.event_id
		JOIN customer c ON c.id = x.customer_id WHERE x.customer_id = ? AND `+where+` ORDER BY e.starts_at DESC, x.id DESC LIMIT 100`, append([]any{customer}, args...)...)
	return collect(rows, err, func(rows *sql.Rows, a *crm.Attendance) error {
		return rows.Scan(&a.ActivityID, &a.StartsAt, &a.Title, &a.Kind, &a.Status, &a.Cancelled)
	})
}

// ActivityPlan is how far the activities of a calendar year are, kind by kind; cancelled ones and drafts do not count.
func (s *Store) ActivityPlan(ctx context.Context, by crm.Staff, now int64, loc *time.Location) ([]crm.ActivityPlan, error) {
	set, err := s.Settings(ctx, by.ProjectID)
	if err != nil {
		return nil, err
	}
	year := time.Unix(now, 0).In(loc).Year()
	from, to := time.Date(year, 1, 1, 0, 0, 0, 0, loc).Unix(), time.Date(year+1, 1, 1, 0, 0, 0, 0, loc).Unix()
	rows, err := s.reader(ctx).rows(`SELECT e.kind, SUM(CASE WHEN e.starts_at <= ? THEN 1 ELSE 0 END), SUM(CASE WHEN e.starts_at > ? THEN 1 ELSE 0 END)
		FROM event e WHERE e.project_id = ? AND e.state = 'approved' AND e.starts_at >= ? AND e.starts_at < ? GROUP BY e.kind`, now, now, by.ProjectID, from, to)
	counted, err := collect(rows, err, func(rows *sql.Rows, p *crm.ActivityPlan) error { return rows.Scan(&p.Kind, &p.Held, &p.Coming) })
	list := set.ActivityPlans()
	for i := range list {
		for _, c := range counted {
			if c.Kind == list[i].Kind {
				list[i].Held, list[i].Coming = c.Held, c.Coming
			}
		}
	}
	return list, err
}

// activityDay is when the local day of a moment begins, and its date.
func activityDay(at int64, loc *time.Location) (begins int64, date string) {
	date = time.Unix(at, 0).In(loc).Format(time.DateOnly)
	return crm.DayStart(date, loc), date
}
