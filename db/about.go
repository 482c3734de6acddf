package db

import (
	"context"
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// colleagues are who is at work in the project, with those who share a home with the complainant.
func (tx *Tx) colleagues(customer, room int64) (p crm.Colleagues, err error) {
	list, err := accounts(tx, tx.by.Staff.ProjectID, tx.now, "s.disabled_at = 0")
	for _, a := range list {
		p.Staff = append(p.Staff, crm.Staff{ID: a.ID, Login: a.Login, Name: a.Name, ProjectID: tx.by.Staff.ProjectID, Roles: a.Roles})
	}
	if err != nil {
		return p, err
	}
	rows, err := tx.rows(`SELECT h.staff_id FROM staff_home h WHERE h.end_on = '' AND (h.room_id = ? OR EXISTS (SELECT 1 FROM occupancy o
		WHERE o.room_id = h.room_id AND o.customer_id = ? AND (o.moved_out_on = '' OR o.moved_out_on > h.start_on)))`, room, customer)
	p.Home, err = collect(rows, err, func(rows *sql.Rows, id *int64) error { return rows.Scan(id) })
	return p, err
}

// readTargets turns log-in names into whom a complaint is about.
func (tx *Tx) readTargets(in *NewCase) (err error) {
	if len(in.TargetLogins) == 0 || in.Kind != crm.Complaint {
		return nil
	}
	if in.People, err = tx.colleagues(in.CustomerID, in.RoomID); err != nil {
		return err
	}
	var ok bool
	if in.Targets, ok = in.People.Named(in.TargetLogins); !ok {
		return crm.InvalidField("targets", "请重新选择涉及的员工")
	}
	return nil
}

// notOwnHome refuses a case of somebody's own home: they could not even see it.
func (tx *Tx) notOwnHome(in *NewCase) error {
	var home, family bool
	err := tx.row(`SELECT EXISTS (SELECT 1 FROM staff_home h WHERE h.staff_id = ? AND h.room_id = ? AND h.end_on = ''), ? IN `+household,
		tx.by.Staff.ID, in.RoomID, in.CustomerID, tx.by.Staff.ID).Scan(&home, &family)
	switch {
	case err != nil:
		return err
	case home:
		return crm.InvalidField("room", "这是您本人的住处，请由同事登记")
	case family:
		return crm.InvalidField("customer_id", "这是您本人或同住人，请由同事登记")
	}
	return nil
}

// bar keeps by person who must not know of a case, and hands what they had to do for it to its owner.
func (tx *Tx) bar(c *crm.Case) error {
	if err := tx.barFrom(c.ID, c.Barred()); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE revisit SET assignee_id = NULL WHERE case_id = ? AND status IN ('planned', 'in_progress') AND assignee_id IN (SELECT b.staff_id FROM case_bar b WHERE b.case_id = ?)`, c.ID, c.ID); err != nil {
		return err
	}
	whose := `assignee_id IN (SELECT b.staff_id FROM case_bar b WHERE b.case_id = ?)`
	if c.Targets != "" {
		whose = `(assignee_id IS NULL OR ` + whose + `)`
	}
	return tx.exec(`UPDATE task SET assignee_id = ?, role = ?, department = '', row_version = row_version + 1 WHERE subject = 'case' AND subject_id = ? AND done_at = 0 AND `+whose,
		none(c.OwnerID), c.OwnerRole, c.ID, c.ID)
}

// barTargets hides a fresh complaint from whom it is about.
func (tx *Tx) barTargets(c *crm.Case) error {
	if c.Targets == "" {
		return nil
	}
	if err := tx.bar(c); err != nil {
		return err
	}
	return tx.ownerTask(c)
}

// ownerTask tells the owner of a case about staff of it.
func (tx *Tx) ownerTask(c *crm.Case) error {
	return tx.addTask(NewTask{Kind: "owner", Title: "涉及员工的投诉，由您承办", Subject: "case", SubjectID: c.ID, AssigneeID: c.OwnerID, Role: crm.Role(c.OwnerRole),
		DueAt: tx.now + 4*3600, DedupeKey: fmt.Sprintf("owner:%d:%d:%s", c.ID, c.OwnerID, c.OwnerRole)})
}

// toOwner addresses a task about a case to who leads it: of a case about staff what is nobody's own, of any what was meant
// for somebody who must not know of it.
func (tx *Tx) toOwner(t *NewTask) error {
	if t.Subject != "case" || t.Kind == "review" { // a review goes above the owner
		return nil
	}
	var owner int64
	var role, targets string
	var barred bool
	err := tx.row(`SELECT COALESCE(c.owner_id, 0), c.owner_role, c.targets, EXISTS (SELECT 1 FROM case_bar b WHERE b.case_id = c.id AND b.staff_id = ?) FROM service_case c WHERE c.id = ?`,
		t.AssigneeID, t.SubjectID).Scan(&owner, &role, &targets, &barred)
	if err == nil && (barred || targets != "" && t.AssigneeID == 0) {
		t.AssigneeID, t.Role, t.Department = owner, crm.Role(role), ""
	}
	return err
}

// mustRecuse refuses to give somebody a case that they must not know of.
func (tx *Tx) mustRecuse(id, staff int64, field string) error {
	var secret bool
	err := tx.row(`SELECT ? IN `+secretCases, id, staff, staff, staff).Scan(&secret)
	if err == nil && secret {
		err = crm.InvalidField(field, "该员工须回避，请另选他人")
	}
	return err
}

// AddTarget says that a complaint is about somebody of the staff, by log-in name.
func (s *Store) AddTarget(ctx context.Context, by By, id, seen int64, login string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		people, err := tx.colleagues(c.CustomerID, c.RoomID)
		if err != nil {
			return err
		}
		found, ok := people.Named([]string{login})
		if !ok {
			return crm.InvalidField("target", "请选择涉及的员工")
		}
		if err := c.AddTarget(act, found[0], people); err != nil {
			return err
		}
		if err := tx.bar(c); err != nil {
			return err
		}
		return tx.ownerTask(c)
	})
}

// Recuse takes the author out of a case.
func (s *Store) Recuse(ctx context.Context, by By, id, seen int64, reason string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		people, err := tx.colleagues(c.CustomerID, c.RoomID)
		if err != nil {
			return err
		}
		if err := c.Recuse(act, reason, people); err != nil {
			return err
		}
		return tx.bar(c)
	})
}

// TakeStatement records what the person a complaint is about said.
func (s *Store) TakeStatement(ctx context.Context, by By, id, seen int64, at crm.Moment, words string) error {
	return s.ChangeCase(ctx, by, id, seen, func(_ *Tx, c *crm.Case, act crm.Act) error { return c.TakeStatement(act, at, words) })
}

// Staffers are the people of the project whom a complaint may be about: everybody at work but the actor.
func (s *Store) Staffers(ctx context.Context, by crm.Staff, now int64) (list []Account, err error) {
	people, err := s.atWork(ctx, by, now)
	for _, a := range people.all {
		if a.ID != by.ID && (crm.Staff{Roles: a.Roles}).Has(crm.Clerk, crm.Steward, crm.Handler, crm.DeptHead, crm.Supervisor, crm.Manager, crm.Quality, crm.Executive, crm.PrivacyOfficer) {
			list = append(list, a)
		}
	}
	return list, err
}
