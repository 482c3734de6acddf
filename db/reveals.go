package db

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"linli/db/crm"
)

// RevealInput is a wish to see one means of contact plain. Note says what «other» is; CaseID is the case it is for, 0 = none.
type RevealInput struct {
	ContactPointID, CaseID int64
	Reason, Note           string
}

// check finds what is wrong with the wish.
func (in RevealInput) check() error {
	p := crm.Problems{}
	p.Check(crm.Has(crm.RevealReasons, in.Reason), "reason", "请选择查看事由")
	p.Check(in.Reason != "other" || in.Note != "", "note", "请写明事由")
	return p.Err()
}

// Revealed is a plain means of contact and how it reads masked.
type Revealed struct{ Kind, Value, Masked string }

// Reveal shows one means of contact of one customer and writes down who saw it and why (domain.md §9). The same form sent
// again shows it again without another line.
func (s *Store) Reveal(ctx context.Context, by By, customerID int64, in RevealInput) (r Revealed, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		if r, err = revealable(tx, by.Staff, customerID, in.ContactPointID); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		if err := tx.checkRevealCase(customerID, in.CaseID); err != nil {
			return err
		}
		tx.answers("contact_point", in.ContactPointID)
		after := map[string]any{"field": r.Kind, "contact_point_id": in.ContactPointID, "reason": in.Reason}
		if in.CaseID != 0 {
			after["case_id"] = in.CaseID
		}
		if err := tx.journal(Entry{Kind: "revealed", Subject: "customer", SubjectID: customerID, CustomerID: customerID, After: after, Note: in.Note}); err != nil {
			return err
		}
		return tx.watchReveals()
	})
	var again *Repeated
	if errors.As(err, &again) && *again == (Repeated{"contact_point", in.ContactPointID}) {
		r, err = revealable(s.reader(ctx), by.Staff, customerID, in.ContactPointID)
	}
	if err != nil {
		return Revealed{}, fail("reveal", err)
	}
	return r, nil
}

// Contact is one means of contact within the reach of by, masked: what the form for a reveal is about.
func (s *Store) Contact(ctx context.Context, by crm.Staff, customerID, contactID int64) (crm.ContactPoint, error) {
	r, err := revealable(s.reader(ctx), by, customerID, contactID)
	return crm.ContactPoint{ID: contactID, Kind: r.Kind, Shown: r.Masked}, err
}

// revealable reads a means of contact that by may see plain; anything else is not found.
func revealable(q querier, by crm.Staff, customerID, contactID int64) (r Revealed, err error) {
	scope, args := revealScope(by)
	c := condition{`p.id = ? AND c.id = ? AND p.project_id = c.project_id`, []any{contactID, customerID}}.and(scope, args...)
	stranger := strangersTo(by, "c.id")
	c = c.and(stranger.where, stranger.args...)
	var value, extension string
	err = q.row(`SELECT p.kind, p.value, p.extension FROM contact_point p JOIN customer c ON c.id = p.customer_id WHERE `+c.where, c.args...).Scan(&r.Kind, &value, &extension)
	r.Value, r.Masked = crm.Dialled(value, extension), crm.MaskContact(r.Kind, value, extension)
	return r, notOwn(q, by, customerID, found(err, "没有找到这个联系方式"))
}

// revealScope are the customers whose contacts by may see plain, as a condition on customer c: all of the project, a
// steward's own buildings, a handler's open cases. Confidential cases lead nobody to the person; contact goes through the clerk.
func revealScope(by crm.Staff) (where string, args []any) {
	if by.Reach(crm.CustomerReveal) == crm.All {
		return "c.project_id = ?", []any{by.ProjectID}
	}
	var parts []string
	if by.Has(crm.Steward) {
		own, more := customerScope(by)
		parts, args = append(parts, own), append(args, more...)
	}
	if by.Has(crm.Handler, crm.DeptHead) {
		mine := []string{"hk.handler_id = ?"}
		args = append(args, by.ProjectID, by.ID)
		if departments := by.Departments(); len(departments) > 0 {
			mine, args = append(mine, "hk.department IN ("+marks("?", len(departments))+")"), append(args, list(departments)...)
		}
		parts = append(parts, `c.project_id = ? AND EXISTS (SELECT 1 FROM service_case hk WHERE hk.customer_id = c.id AND hk.is_open = 1 AND hk.confidential = 0
			AND (`+strings.Join(mine, " OR ")+`))`)
	}
	if len(parts) == 0 {
		return "1 = 0", nil
	}
	return "((" + strings.Join(parts, ") OR (") + "))", args
}

// checkRevealCase holds that the case a reveal is for is the customer's, and one the actor may connect with the person.
func (tx *Tx) checkRevealCase(customerID, caseID int64) error {
	if caseID == 0 {
		return nil
	}
	where, args := personCases(tx.by.Staff)
	var fits bool
	err := tx.row(`SELECT EXISTS (SELECT 1 FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.id = ? AND k.customer_id = ? AND `+where+`)`,
		append([]any{caseID, customerID}, args...)...).Scan(&fits)
	if err != nil {
		return err
	}
	if !fits {
		return crm.InvalidField("case_id", "没有找到该客户的这条诉求")
	}
	return nil
}

// watchReveals tells the privacy officer, once a day, of a person who looks at many contacts without an open case or a
// due revisit of the customer.
func (tx *Tx) watchReveals() error {
	by := tx.by.Staff
	settings, err := settingsOf(tx, "project_id = ?", by.ProjectID)
	if err != nil {
		return err
	}
	loc, err := tx.zone(by.ProjectID)
	if err != nil {
		return err
	}
	now := tx.by.Now.In(loc)
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, loc)
	var count int
	err = tx.row(`SELECT COUNT(*) FROM journal j WHERE j.kind = 'revealed' AND j.recorded_at >= ? AND j.project_id = ? AND j.actor_id = ?
		AND NOT EXISTS (SELECT 1 FROM service_case k WHERE k.customer_id = j.customer_id AND (k.is_open = 1 OR k.closed_at >= j.recorded_at))
		AND NOT EXISTS (SELECT 1 FROM revisit v WHERE v.customer_id = j.customer_id AND v.due_at < ? AND (v.status IN ('planned', 'in_progress') OR v.done_at >= j.recorded_at))`,
		day.Unix(), by.ProjectID, by.ID, day.AddDate(0, 0, 1).Unix()).Scan(&count)
	if err != nil || count <= settings.RevealAlert {
		return err
	}
	return tx.addTask(NewTask{Kind: "reveal_alert", Title: by.Name + "今日查看明文超过 " + strconv.Itoa(settings.RevealAlert) + " 次，且客户无未结诉求或到期回访，请核实",
		Subject: "staff", SubjectID: by.ID, Role: crm.PrivacyOfficer, DueAt: day.AddDate(0, 0, 2).Unix(),
		DedupeKey: "reveal_alert:" + strconv.FormatInt(by.ProjectID, 10) + ":" + strconv.FormatInt(by.ID, 10) + ":" + day.Format(time.DateOnly)})
}
