package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"linli/db/crm"
)

// onlineLogin is the account in whose name the owners' form registers; nobody can sign in with it.
const onlineLogin = "@online"

// online is that account at the desk of a project.
func (s *Store) online(ctx context.Context, by By, project Project) (By, error) {
	err := s.reader(ctx).row(`SELECT id FROM staff WHERE login = ?`, onlineLogin).Scan(&by.Staff.ID)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.inTx(ctx, By{Staff: crm.System(project.ID), Now: by.Now}, func(tx *Tx) error {
			err := tx.exec(`INSERT INTO staff (login, name, password_hash, disabled_at, created_at) VALUES (?, '在线表单', '!', ?, ?) ON CONFLICT (login) DO NOTHING`, onlineLogin, tx.now, tx.now)
			if err != nil {
				return err
			}
			return tx.row(`SELECT id FROM staff WHERE login = ?`, onlineLogin).Scan(&by.Staff.ID)
		})
	}
	by.Staff.Login, by.Staff.Name, by.Staff.ProjectID, by.Staff.ProjectCode = onlineLogin, "在线表单", project.ID, project.Code
	by.Staff.Roles = []crm.Assignment{{Role: crm.Clerk}}
	return by, err
}

// RegisterOnline is the owners' door to the one way in: received now, taken in by whoever is on duty, found again by a code.
func (s *Store) RegisterOnline(ctx context.Context, by By, project Project, in NewCase) (c *crm.Case, err error) {
	if by, err = s.online(ctx, by, project); err != nil {
		return nil, fail("register online", err)
	}
	in.Received, in.LateEntry, in.Ack, in.Online = crm.Moment{}, "", nil, true
	err = s.inTx(ctx, by, func(tx *Tx) error {
		if in.OwnerID, err = tx.onDuty(); err != nil {
			return err
		}
		if c, err = tx.registerCase(in); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "privacy_notice", Subject: "case", SubjectID: c.ID, CustomerID: c.CustomerID, Cycle: c.Current().No, From: string(c.State), To: string(c.State), Note: fmt.Sprintf("隐私告知第%d版", crm.PrivacyNotice)})
	})
	return c, fail("register online", err)
}

// onDuty is who takes in what comes by itself: whoever stands on the roster for the shift, otherwise a clerk, a supervisor, a
// manager; of several, who has the fewest open cases. Without anybody it is the form's own account: 无人负责.
func (tx *Tx) onDuty() (int64, error) {
	set, err := tx.settings()
	if err != nil {
		return 0, err
	}
	loc, err := tx.zone(tx.by.Staff.ProjectID)
	if err != nil {
		return 0, err
	}
	shift := set.ShiftAt(tx.now, loc)
	roster, err := dutyOf(tx, tx.by.Staff.ProjectID, shift.On, shift.Code)
	if err != nil {
		return 0, err
	}
	list, err := accounts(tx, tx.by.Staff.ProjectID, tx.now, "s.disabled_at = 0")
	if err != nil {
		return 0, err
	}
	best, rank, load := int64(0), 0, 0
	for _, a := range list {
		r := dutyRank(crm.Staff{ID: a.ID, Roles: a.Roles}, roster)
		if r == 0 || r < rank {
			continue
		}
		var open int
		if err := tx.row(`SELECT COUNT(*) FROM (SELECT 1 FROM service_case WHERE intake_owner_id = ? AND is_open = 1 LIMIT 1000) AS n`, a.ID).Scan(&open); err != nil {
			return 0, err
		}
		if r > rank || open < load {
			best, rank, load = a.ID, r, open
		}
	}
	return best, nil
}

func dutyRank(who crm.Staff, roster []Duty) int {
	for _, d := range roster {
		if d.StaffID == who.ID && who.CaseDesk() {
			return 4
		}
	}
	switch {
	case who.Has(crm.Clerk):
		return 3
	case who.Has(crm.Supervisor):
		return 2
	case who.Has(crm.Manager):
		return 1
	}
	return 0
}

// OnlineCase is what the holder of a code may know: nothing about any person.
type OnlineCase struct {
	*crm.Case
	Project   Project
	CanReview bool
	MergedNo  string // of the case it went on as
	Added     []AddedOnline
}

// AddedOnline are words that were added under the code, oldest first.
type AddedOnline struct {
	At   int64
	Text string
}

// CaseByCode finds a case by its query code; NotFound for any other text.
func (s *Store) CaseByCode(ctx context.Context, code string, now int64) (o OnlineCase, err error) {
	q := s.reader(ctx)
	if o.Case, err = caseByCode(q, code); err != nil {
		return o, err
	}
	if o.Project, err = s.ProjectByID(ctx, o.ProjectID); err != nil {
		return o, err
	}
	set, err := s.Settings(ctx, o.ProjectID)
	if err != nil {
		return o, err
	}
	desk := crm.Staff{ID: -1, ProjectID: o.ProjectID, Roles: []crm.Assignment{{Role: crm.Clerk}}}
	for _, a := range o.ActionsFor(crm.Act{By: desk, Now: now, Settings: set, Loc: o.Project.Zone()}) {
		o.CanReview = o.CanReview || a == crm.DoAskReview
	}
	if o.State == crm.Merged {
		if err = q.row(`SELECT no FROM service_case WHERE id = ?`, o.MasterID).Scan(&o.MergedNo); err != nil {
			return o, err
		}
	}
	o.Added, err = addedOnline(q, o.ID)
	return o, err
}

func addedOnline(q querier, id int64) ([]AddedOnline, error) {
	rows, err := q.rows(`SELECT `+lineColumns+lineTables+`WHERE j.subject = 'case' AND j.subject_id = ? AND j.kind = 'supplemented' AND s.login = ? AND t.body <> '' ORDER BY j.seq`, id, onlineLogin)
	return collect(rows, err, func(rows *sql.Rows, a *AddedOnline) error {
		var l Line
		err := scanLine(rows, &l)
		a.At, a.Text = l.EventAt, l.Note
		return err
	})
}

func caseByCode(q querier, code string) (*crm.Case, error) {
	var id int64
	code = strings.ToUpper(strings.TrimSpace(code))
	if len(code) != 8 {
		return nil, crm.Refuse(crm.NotFound, "没有这个查询码")
	}
	if err := q.row(`SELECT id FROM service_case WHERE query_code = ?`, code).Scan(&id); err != nil {
		return nil, found(err, "没有这个查询码")
	}
	return loadCase(q, id)
}

// SupplementOnline adds words to a case under its code; who has the case in hand is told.
func (s *Store) SupplementOnline(ctx context.Context, by By, o OnlineCase, text string) error {
	by, err := s.online(ctx, by, o.Project)
	if err == nil {
		err = s.inTx(ctx, by, func(tx *Tx) error {
			c, err := loadCase(tx, o.ID)
			if err != nil {
				return err
			}
			if err := c.Supplement(text); err != nil {
				return err
			}
			if err := tx.journal(Entry{Kind: "supplemented", Subject: "case", SubjectID: c.ID, CustomerID: c.CustomerID, Cycle: c.Current().No, From: string(c.State), To: string(c.State), Note: text}); err != nil {
				return err
			}
			to, err := tx.inCharge(c, crm.AckClock, c.Current().No)
			if err != nil {
				return err
			}
			if c.HandlerID != 0 {
				to.AssigneeID, to.Role, to.Department = c.HandlerID, "", ""
			}
			to.Kind, to.Title, to.DueAt = "supplement", "诉求人在线补充了内容，请查看", tx.now+24*3600
			return tx.addTask(to)
		})
	}
	return fail("supplement online", err)
}

// ReviewOnline asks for a review of an invalid verdict under the code.
func (s *Store) ReviewOnline(ctx context.Context, by By, o OnlineCase, reason string) error {
	by, err := s.online(ctx, by, o.Project)
	if err != nil {
		return err
	}
	return s.AskReview(ctx, by, o.ID, o.RowVersion, crm.ReviewAsked{Method: "message", Reason: reason})
}
