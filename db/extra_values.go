package db

import (
	"context"
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// ExtraValue is a field with what it says about a customer.
type ExtraValue struct {
	Field crm.ExtraField
	Value string
}

// extraValues are the fields by may read, with what they say about a customer.
func extraValues(q querier, by crm.Staff, customerID int64) ([]ExtraValue, error) {
	rows, err := q.rows(`SELECT f.id, f.name, f.kind, f.choices, f.purpose, f.readers, f.retired_at, f.row_version, COALESCE(v.value, '')
		FROM extra_field f LEFT JOIN extra_value v ON v.field_id = f.id AND v.customer_id = ? WHERE f.project_id = ? AND f.retired_at = 0 ORDER BY f.id`, customerID, by.ProjectID)
	all, err := collect(rows, err, func(rows *sql.Rows, v *ExtraValue) error {
		return scanExtra(scanBefore{rows, &v.Value}, &v.Field)
	})
	open := all[:0]
	for _, v := range all {
		if v.Field.Open(by) {
			open = append(open, v)
		}
	}
	return open, err
}

// scanBefore scans one more column, the last.
type scanBefore struct {
	rows *sql.Rows
	last any
}

func (s scanBefore) Scan(dest ...any) error { return s.rows.Scan(append(dest, s.last)...) }

// ExtraName is the name a field's value has in a form.
func ExtraName(fieldID int64) string { return fmt.Sprintf("extra_%d", fieldID) }

// SaveExtras writes the values that came with a form; typed finds one by the name of its field. seen is the version of the file.
func (s *Store) SaveExtras(ctx context.Context, by By, customerID, seen int64, typed func(name string) (text string, ok bool)) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.customerToChange(customerID, seen)
		if err != nil {
			return err
		}
		values, err := extraValues(tx, by.Staff, k.ID)
		if err != nil {
			return err
		}
		p := crm.Problems{}
		var changed []ExtraValue
		before, after := map[string]any{}, map[string]any{}
		for _, v := range values {
			name := ExtraName(v.Field.ID)
			text, ok := typed(name)
			if !ok {
				continue
			}
			read, err := v.Field.ReadValue(text)
			p.AddError(name, err)
			if err == nil && read != v.Value {
				before[v.Field.Name], after[v.Field.Name] = v.Value, read
				changed = append(changed, ExtraValue{v.Field, read})
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		if len(changed) == 0 {
			return nil
		}
		return tx.writeExtras(k.ID, seen, changed, map[string]any{"before": before, "after": after})
	})
	return fail("save extra values", err)
}

func (tx *Tx) writeExtras(customerID, seen int64, changed []ExtraValue, texts map[string]any) error {
	names := make([]string, len(changed))
	for i, v := range changed {
		names[i] = v.Field.Name
		query, args := `INSERT INTO extra_value (customer_id, field_id, value, changed_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (customer_id, field_id) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`, []any{customerID, v.Field.ID, v.Value, tx.now}
		if v.Value == "" {
			query, args = `DELETE FROM extra_value WHERE customer_id = ? AND field_id = ?`, args[:2]
		}
		if err := tx.exec(query, args...); err != nil {
			return err
		}
	}
	if err := tx.journal(Entry{Kind: "extra_changed", Subject: "customer", SubjectID: customerID, CustomerID: customerID, After: map[string]any{"fields": names}, Texts: texts}); err != nil {
		return err
	}
	return tx.bumpCustomer(customerID, seen)
}
