package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// GiveConsent writes down what a customer agreed to. Care has its own way, with its tag.
func (s *Store) GiveConsent(ctx context.Context, by By, customerID int64, c crm.Consent) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.activeCustomer(customerID)
		if err != nil {
			return err
		}
		p := crm.Problems{}
		p.Check(c.Purpose != crm.ConsentCare, "purpose", "关怀信息的同意随关怀标签一起登记")
		tx.answers("customer", customerID)
		_, err = tx.giveConsent(k.ID, c, p)
		return err
	})
	return fail("give consent", err)
}

// giveConsent keeps a consent; p is what is wrong with the form so far. One to older words ends with it.
func (tx *Tx) giveConsent(customerID int64, c crm.Consent, p crm.Problems) (int64, error) {
	known, err := consentsOf(tx, customerID, true)
	if err != nil {
		return 0, err
	}
	if c.GivenAt == 0 {
		c.GivenAt = tx.now
	}
	c.Check(known, tx.now, p)
	if err := p.Err(); err != nil {
		return 0, err
	}
	for _, old := range known {
		if old.Active() && old.Purpose == c.Purpose && c.Purpose != crm.ConsentCare {
			if err := tx.withdraw(customerID, old.ID, crm.ConsentOver, "改按新文本同意"); err != nil {
				return 0, err
			}
		}
	}
	id, err := tx.insert(`INSERT INTO consent (customer_id, purpose, text_version, given_at, method, evidence, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		customerID, c.Purpose, c.TextVersion, c.GivenAt, c.Method, c.Evidence, tx.by.Staff.ID)
	if err != nil {
		return 0, err
	}
	return id, tx.journal(Entry{Kind: consentKind(c.Purpose, "consent_given", "care_agreed"), Subject: "customer", SubjectID: customerID, CustomerID: customerID, EventAt: c.GivenAt,
		After: map[string]any{"consent_id": id, "purpose": c.Purpose, "text_version": c.TextVersion, "method": c.Method}, Texts: map[string]any{"evidence": c.Evidence}})
}

// consentKind keeps what is said about care apart: few may read it.
func consentKind(purpose, kind, care string) string {
	if purpose == crm.ConsentCare {
		return care
	}
	return kind
}

// WithdrawConsent ends a consent at once, with everything that stands on it.
func (s *Store) WithdrawConsent(ctx context.Context, by By, customerID, seen, id int64, method, evidence string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.customerToChange(customerID, seen)
		if err != nil {
			return err
		}
		c, err := consentOf(tx, by.Staff, k.ID, id)
		if err != nil {
			return err
		}
		if !c.Active() {
			return crm.Refuse(crm.Conflict, "这项同意已经撤回")
		}
		p := crm.Problems{}
		crm.CheckEnd(method, evidence, p)
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		if err := tx.withdraw(k.ID, id, method, evidence); err != nil {
			return err
		}
		return tx.bumpCustomer(k.ID, seen)
	})
	return fail("withdraw consent", err)
}

// withdraw ends a consent and the care tag that stands on it.
func (tx *Tx) withdraw(customerID, id int64, method, evidence string) error {
	var purpose, version string
	err := tx.row(`UPDATE consent SET withdrawn_at = ?, withdrawn_method = ?, withdrawn_evidence = ?, withdrawn_by = ? WHERE id = ? AND customer_id = ? AND withdrawn_at = 0
		RETURNING purpose, text_version`, tx.now, method, evidence, tx.by.Staff.ID, id, customerID).Scan(&purpose, &version)
	if err != nil {
		return found(err, "没有找到这项同意")
	}
	tags, err := tagsOf(tx, customerID, true)
	if err != nil {
		return err
	}
	for _, t := range tags {
		if t.Class == crm.TagCare && t.ConsentID == id {
			if err := tx.endTag(customerID, t); err != nil {
				return err
			}
		}
	}
	return tx.journal(Entry{Kind: consentKind(purpose, "consent_withdrawn", "care_withdrawn"), Subject: "customer", SubjectID: customerID, CustomerID: customerID,
		After: map[string]any{"consent_id": id, "purpose": purpose, "text_version": version, "method": method}, Texts: map[string]any{"evidence": evidence}})
}

const consentColumns = `SELECT c.id, c.purpose, c.text_version, c.given_at, c.method, c.evidence, COALESCE(s.name, ''), c.withdrawn_at, c.withdrawn_method, c.withdrawn_evidence
	FROM consent c LEFT JOIN staff s ON s.id = c.recorded_by WHERE c.customer_id = ?`

func scanConsent(row interface{ Scan(...any) error }, c *crm.Consent) error {
	return row.Scan(&c.ID, &c.Purpose, &c.TextVersion, &c.GivenAt, &c.Method, &c.Evidence, &c.By, &c.WithdrawnAt, &c.WithdrawnMethod, &c.WithdrawnEvidence)
}

// consentsOf are the consents of a customer, those that hold first; those to care only where they may be seen.
func consentsOf(q querier, customerID int64, care bool) ([]crm.Consent, error) {
	query := consentColumns
	if !care {
		query += ` AND c.purpose <> 'care'`
	}
	rows, err := q.rows(query+` ORDER BY c.withdrawn_at <> 0, c.id DESC LIMIT 50`, customerID)
	return collect(rows, err, func(rows *sql.Rows, c *crm.Consent) error { return scanConsent(rows, c) })
}

func consentOf(q querier, by crm.Staff, customerID, id int64) (c crm.Consent, err error) {
	err = scanConsent(q.row(consentColumns+` AND c.id = ?`, customerID, id), &c)
	if err == nil && c.Purpose == crm.ConsentCare && !crm.SeesCare(by) {
		err = sql.ErrNoRows
	}
	return c, found(err, "没有找到这项同意")
}

// Consent reads one consent of a customer.
func (s *Store) Consent(ctx context.Context, by crm.Staff, customerID, id int64) (crm.Consent, error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return crm.Consent{}, err
	}
	return consentOf(q, by, customerID, id)
}

// NotePrivacyNotice writes down when the customer was given the privacy notice.
func (s *Store) NotePrivacyNotice(ctx context.Context, by By, customerID, seen int64, on string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.customerToChange(customerID, seen)
		if err != nil {
			return err
		}
		today, err := tx.today()
		if err != nil {
			return err
		}
		p := crm.Problems{}
		p.Check(on != "", "privacy_notice_on", "请填写告知日期")
		p.Check(on <= today, "privacy_notice_on", "告知日期不能晚于今天")
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		if on == k.PrivacyNoticeOn {
			return nil
		}
		if err := tx.exec(`UPDATE customer SET privacy_notice_on = ? WHERE id = ?`, on, k.ID); err != nil {
			return err
		}
		if err := tx.journal(Entry{Kind: "privacy_notice", Subject: "customer", SubjectID: k.ID, CustomerID: k.ID, Before: map[string]any{"privacy_notice_on": k.PrivacyNoticeOn},
			After: map[string]any{"privacy_notice_on": on}}); err != nil {
			return err
		}
		return tx.bumpCustomer(k.ID, seen)
	})
	return fail("note privacy notice", err)
}
