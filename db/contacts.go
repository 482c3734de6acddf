package db

import (
	"context"
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// insertContact keeps a means of contact: the value as it is dialled, and its digits backwards for the search by tail.
func (tx *Tx) insertContact(customerID int64, in crm.ContactInput, importID int64) (crm.ContactPoint, error) {
	digits, doubtful := "", 0
	if in.Kind == crm.ContactMobile || in.Kind == crm.ContactLandline {
		digits = digitsOf(in.Value)
	}
	if in.Doubtful {
		doubtful = 1
	}
	id, err := tx.insert(`INSERT INTO contact_point (customer_id, project_id, kind, value, label, extension, digits, tail, doubtful, import_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		customerID, tx.by.Staff.ProjectID, in.Kind, in.Value, in.Label, in.Extension, digits, backwards(digits), doubtful, importID)
	if err != nil {
		return crm.ContactPoint{}, fmt.Errorf("add contact: %w", err)
	}
	return crm.ContactPoint{ID: id, Kind: in.Kind, Shown: crm.MaskContact(in.Kind, in.Value, in.Extension), Label: in.Label, Doubtful: in.Doubtful, Status: "ok"}, nil
}

// addContact gives a customer another means of contact, unless it is on the file; it reports whether it was new.
func (tx *Tx) addContact(customerID int64, in crm.ContactInput, importID int64) (bool, error) {
	var known bool
	err := tx.row(`SELECT EXISTS (SELECT 1 FROM contact_point WHERE customer_id = ? AND value = ? AND extension = ? AND status = 'ok')`,
		customerID, in.Value, in.Extension).Scan(&known)
	if err != nil || known {
		return false, err
	}
	if _, err := tx.insertContact(customerID, in, importID); err != nil {
		return false, err
	}
	return true, tx.journal(Entry{Kind: "contact_added", Subject: "customer", SubjectID: customerID, CustomerID: customerID,
		After: map[string]any{"kind": in.Kind, "import_id": importID}, Texts: map[string]any{"value": in.Normalised(), "label": in.Label}})
}

func scanContact(rows *sql.Rows, customerID *int64, p *crm.ContactPoint) error {
	var value, extension string
	if err := rows.Scan(customerID, &p.ID, &p.Kind, &value, &extension, &p.Label, &p.Doubtful, &p.Status, &p.VerifiedAt); err != nil {
		return err
	}
	p.Shown = crm.MaskContact(p.Kind, value, extension)
	return nil
}

// contactsOf reads the means of contact of some customers, masked, numbers before the rest.
func contactsOf(q querier, ids []int64) (map[int64][]crm.ContactPoint, error) {
	found := map[int64][]crm.ContactPoint{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := q.rows(`SELECT customer_id, id, kind, value, extension, label, doubtful, status, verified_at FROM contact_point
		WHERE customer_id IN (`+marks("?", len(ids))+`) AND status <> 'stopped'
		ORDER BY customer_id, CASE kind WHEN 'mobile' THEN 0 WHEN 'landline' THEN 1 ELSE 2 END, id`, list(ids)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var customer int64
		var p crm.ContactPoint
		if err := scanContact(rows, &customer, &p); err != nil {
			return nil, err
		}
		found[customer] = append(found[customer], p)
	}
	return found, rows.Err()
}

func digitsOf(text string) string {
	digits := make([]byte, 0, len(text))
	for i := range len(text) {
		if c := text[i]; c >= '0' && c <= '9' {
			digits = append(digits, c)
		}
	}
	return string(digits)
}

func backwards(digits string) string {
	b := []byte(digits)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// ChangeContact says that a number is wrong, no longer used, or right after all.
func (s *Store) ChangeContact(ctx context.Context, by By, customerID, seen, contactID int64, status string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.customerToChange(customerID, seen); err != nil {
			return err
		}
		if !crm.Has(crm.ContactStates, status) {
			return crm.InvalidField("status", "请选择联系方式的状态")
		}
		var kind, value, extension, old string
		err := tx.row(`SELECT kind, value, extension, status FROM contact_point WHERE id = ? AND customer_id = ?`, contactID, customerID).Scan(&kind, &value, &extension, &old)
		if err != nil {
			return found(err, "没有找到这个联系方式")
		}
		tx.answers("customer", customerID)
		if status == old {
			return nil
		}
		if err := tx.exec(`UPDATE contact_point SET status = ? WHERE id = ?`, status, contactID); err != nil {
			return err
		}
		if status == "wrong" {
			if err := tx.askVerification(customerID, "联系方式有误"); err != nil {
				return err
			}
		}
		if err := tx.journal(Entry{Kind: "contact_changed", Subject: "customer", SubjectID: customerID, CustomerID: customerID,
			Before: map[string]any{"contact_point_id": contactID, "status": old}, After: map[string]any{"contact_point_id": contactID, "kind": kind, "status": status},
			Texts: map[string]any{"value": crm.ContactInput{Value: value, Extension: extension}.Normalised()}}); err != nil {
			return err
		}
		return tx.bumpCustomer(customerID, seen)
	})
	return fail("change contact", err)
}
