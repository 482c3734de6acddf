package db

import (
	"context"
	"database/sql"
	"errors"

	"linli/db/crm"
)

// LimitContact sets the one channel for a customer, for a time, in place of an earlier one; Channel "" lifts it.
func (s *Store) LimitContact(ctx context.Context, by By, customerID, seen int64, l crm.ContactLimit) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.customerToChange(customerID, seen); err != nil {
			return err
		}
		if err := l.Check(by.Staff, tx.now); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		before, err := contactLimit(tx, customerID)
		if err != nil {
			return err
		}
		if err := tx.exec(`UPDATE contact_limit SET ended_at = ? WHERE customer_id = ? AND ended_at = 0`, tx.now, customerID); err != nil {
			return err
		}
		if l.Channel != "" {
			if err := tx.exec(`INSERT INTO contact_limit (project_id, customer_id, channel, reason, set_by, set_at, until_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				by.Staff.ProjectID, customerID, l.Channel, l.Reason, by.Staff.ID, tx.now, l.UntilAt); err != nil {
				return err
			}
		} else {
			l.UntilAt = 0
		}
		if err := tx.journal(Entry{Kind: "contact_limited", Subject: "customer", SubjectID: customerID, CustomerID: customerID, Before: map[string]any{"channel": before.Channel, "until_at": before.UntilAt},
			After: map[string]any{"channel": l.Channel, "until_at": l.UntilAt}, Note: l.Reason}); err != nil {
			return err
		}
		return tx.bumpCustomer(customerID, seen)
	})
	return fail("limit contact", err)
}

// contactLimit is the last one set and not lifted, which may be over.
func contactLimit(q querier, customerID int64) (l crm.ContactLimit, err error) {
	err = q.row(`SELECT channel, reason, until_at FROM contact_limit WHERE customer_id = ? AND ended_at = 0 ORDER BY id DESC LIMIT 1`, customerID).Scan(&l.Channel, &l.Reason, &l.UntilAt)
	if errors.Is(err, sql.ErrNoRows) {
		return l, nil
	}
	return l, err
}

// ContactLimit is the last limit of a customer whom by may see.
func (s *Store) ContactLimit(ctx context.Context, by crm.Staff, customerID int64) (crm.ContactLimit, error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return crm.ContactLimit{}, err
	}
	return contactLimit(q, customerID)
}
