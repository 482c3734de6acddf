package db

import (
	"context"
	"database/sql"
	"time"

	"linli/db/crm"
)

// VerifyFile notes that a customer's file was checked with the customer today: every means of contact in use counts as
// checked, and what asked for the check is done. changes says what was corrected, empty for nothing. today is the local date.
func (s *Store) VerifyFile(ctx context.Context, by By, customerID int64, method, changes, today string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.activeCustomer(customerID); err != nil {
			return err
		}
		if !crm.Has(crm.VerificationMethods, method) {
			return crm.InvalidField("method", "请选择核实方式")
		}
		tx.answers("customer", customerID)
		return tx.verifyFile(customerID, method, changes, today)
	})
	return fail("verify file", err)
}

func (tx *Tx) verifyFile(customerID int64, method, changes, today string) error {
	id, err := tx.insert(`INSERT INTO file_verification (customer_id, verified_on, by_id, method, changes) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		customerID, today, tx.by.Staff.ID, method, changes)
	if err != nil {
		return err
	}
	if err := tx.exec(`UPDATE customer SET verified_on = ? WHERE id = ? AND verified_on < ?`, today, customerID, today); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE contact_point SET verified_at = ?, verified_by = ? WHERE customer_id = ? AND status = 'ok' AND doubtful = 0`, tx.now, tx.by.Staff.ID, customerID); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE task SET done_at = ?, done_by = ?, note = '已核实档案', row_version = row_version + 1
			WHERE subject = 'customer' AND subject_id = ? AND kind = 'verify_file' AND done_at = 0`, tx.now, tx.by.Staff.ID, customerID); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: "file_verified", Subject: "customer", SubjectID: customerID, CustomerID: customerID,
		After: map[string]any{"verification_id": id, "method": method, "verified_on": today}, Note: changes})
}

// askVerification asks the steward, without one the front desk, to check a file within a week; one open task is enough.
func (tx *Tx) askVerification(customerID int64, why string) error {
	var steward int64
	var asked bool
	err := tx.row(`SELECT COALESCE(c.steward_id, 0), EXISTS (SELECT 1 FROM task t WHERE t.subject = 'customer' AND t.subject_id = c.id AND t.kind = 'verify_file' AND t.done_at = 0)
		FROM customer c WHERE c.id = ?`, customerID).Scan(&steward, &asked)
	if err != nil || asked {
		return err
	}
	t := NewTask{Kind: "verify_file", Title: "请核实客户档案：" + why, Subject: "customer", SubjectID: customerID, AssigneeID: steward, DueAt: tx.now + 7*86400}
	if steward == 0 {
		t.Role = crm.Clerk
	}
	return tx.addTask(t)
}

// verificationsOf are the latest checks of a file.
func verificationsOf(q querier, customerID int64) ([]crm.Verification, error) {
	rows, err := q.rows(`SELECT v.id, v.verified_on, s.name, v.method, v.changes FROM file_verification v JOIN staff s ON s.id = v.by_id
		WHERE v.customer_id = ? ORDER BY v.verified_on DESC, v.id DESC LIMIT 10`, customerID)
	return collect(rows, err, func(rows *sql.Rows, v *crm.Verification) error {
		return rows.Scan(&v.ID, &v.VerifiedOn, &v.By, &v.Method, &v.Changes)
	})
}

// FileHealth is how complete and how lately checked a file is.
type FileHealth struct {
	Points        []crm.Point
	State         string // code of crm.FileStates
	VerifiedOn    string
	ValidUntil    string
	Verifications []crm.Verification
	Steward       string
	Stewards      []crm.Stewardship
}

// FileHealth says how complete and how lately checked a customer's file is. today is the local date
// in the zone loc.
func (s *Store) FileHealth(ctx context.Context, by crm.Staff, customerID int64, today string, loc *time.Location) (h FileHealth, err error) {
	q := s.reader(ctx)
	head, err := customerHead(q, by, customerID, today)
	if err != nil {
		return h, err
	}
	set, err := s.Settings(ctx, by.ProjectID)
	if err != nil {
		return h, err
	}
	filed, err := filedOf(q, []int64{customerID}, today, loc, set)
	if err != nil {
		return h, err
	}
	f := filed[customerID]
	cycle := set.VerifyCycle(head.Type)
	h.Points = crm.Completeness(head.Customer.Kind, head.Type, f.Filed)
	h.VerifiedOn, h.State, h.ValidUntil = f.verifiedOn, crm.FileState(f.verifiedOn, cycle, today), crm.ValidUntil(f.verifiedOn, cycle)
	if h.Verifications, err = verificationsOf(q, customerID); err != nil {
		return h, err
	}
	h.Stewards, err = stewardsOf(q, customerID)
	for _, w := range h.Stewards {
		if w.Holds(today) {
			h.Steward = w.Name
		}
	}
	return h, err
}

// filed is what completeness asks of one customer's file.
type filed struct {
	crm.Filed
	customerType, kind, verifiedOn string
}

// filedOf reads what completeness asks of some customers' files.
func filedOf(q querier, ids []int64, today string, loc *time.Location, set crm.Settings) (map[int64]*filed, error) {
	found := map[int64]*filed{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := q.rows(`SELECT c.id, c.kind, c.name <> '', c.contact_person <> '', c.preferred_channel <> '', c.privacy_notice_on <> '', c.steward_id IS NOT NULL, c.verified_on,
		COALESCE((SELECT MAX(p.verified_at) FROM contact_point p WHERE p.customer_id = c.id AND p.status = 'ok'), 0),
		EXISTS (SELECT 1 FROM occupancy o JOIN occupancy w ON w.room_id = o.room_id AND w.is_primary_contact = 1 AND (w.moved_out_on = '' OR w.moved_out_on > ?)
			WHERE o.customer_id = c.id AND (o.moved_out_on = '' OR o.moved_out_on > ?))
		FROM customer c WHERE c.id IN (`+marks("?", len(ids))+`)`, append([]any{today, today}, list(ids)...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	verified := map[int64]int64{}
	for rows.Next() {
		var id, at int64
		f := &filed{}
		if err := rows.Scan(&id, &f.kind, &f.Name, &f.ContactPerson, &f.PreferredChannel, &f.PrivacyNotice, &f.Steward, &f.verifiedOn, &at, &f.PrimaryKnown); err != nil {
			return nil, err
		}
		found[id], verified[id] = f, at
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	links, err := linksOf(q, crm.System(0), ids)
	if err != nil {
		return nil, err
	}
	for id, f := range found {
		f.customerType = crm.CustomerType(links[id], today)
		for _, l := range links[id] {
			f.Relation = f.Relation || l.Active(today)
			f.MovedInOn = f.MovedInOn || l.Active(today) && l.MovedInOn != ""
		}
		if verified[id] != 0 {
			on := time.Unix(verified[id], 0).In(loc).Format(time.DateOnly)
			f.ContactVerified = crm.ValidUntil(on, set.VerifyCycle(f.customerType)) >= today
		}
	}
	return found, nil
}
