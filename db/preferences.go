package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// AddPreference writes down what a customer likes; where only one value can hold, the old one ends.
func (s *Store) AddPreference(ctx context.Context, by By, customerID int64, p crm.Preference) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.activeCustomer(customerID)
		if err != nil {
			return err
		}
		today, err := tx.today()
		if err != nil {
			return err
		}
		if p.RecordedOn == "" {
			p.RecordedOn = today
		}
		problems := crm.Problems{}
		p.Check(today, problems)
		held, err := preferencesOf(tx, k.ID)
		if err != nil {
			return err
		}
		for _, old := range held {
			problems.Check(old.Key != p.Key || old.Value != p.Value, "value", "这条偏好已经在档")
		}
		if err := problems.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		for _, old := range held {
			if p.Single() && old.Key == p.Key {
				if err := tx.endPreference(k.ID, old, today); err != nil {
					return err
				}
			}
		}
		id, err = tx.insert(`INSERT INTO preference (customer_id, key, value, source, recorded_on) VALUES (?, ?, ?, ?, ?) RETURNING id`, k.ID, p.Key, p.Value, p.Source, p.RecordedOn)
		if err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "preference_added", Subject: "customer", SubjectID: k.ID, CustomerID: k.ID,
			After: map[string]any{"preference_id": id, "key": p.Key, "source": p.Source}, Texts: map[string]any{"value": p.Value}})
	})
	return id, fail("add preference", err)
}

// EndPreference says that a preference no longer holds.
func (s *Store) EndPreference(ctx context.Context, by By, customerID, seen, id int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.customerToChange(customerID, seen)
		if err != nil {
			return err
		}
		today, err := tx.today()
		if err != nil {
			return err
		}
		held, err := preferencesOf(tx, k.ID)
		if err != nil {
			return err
		}
		tx.answers("customer", customerID)
		for _, p := range held {
			if p.ID == id {
				if err := tx.endPreference(k.ID, p, today); err != nil {
					return err
				}
				return tx.bumpCustomer(k.ID, seen)
			}
		}
		return crm.Refuse(crm.NotFound, "没有找到这条偏好")
	})
	return fail("end preference", err)
}

func (tx *Tx) endPreference(customerID int64, p crm.Preference, today string) error {
	if err := tx.exec(`UPDATE preference SET ended_on = ? WHERE id = ?`, today, p.ID); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: "preference_ended", Subject: "customer", SubjectID: customerID, CustomerID: customerID,
		Before: map[string]any{"preference_id": p.ID, "key": p.Key}, Texts: map[string]any{"value": p.Value}})
}

// preferencesOf are the preferences of a customer that hold.
func preferencesOf(q querier, customerID int64) ([]crm.Preference, error) {
	rows, err := q.rows(`SELECT id, key, value, source, recorded_on FROM preference WHERE customer_id = ? AND ended_on = '' ORDER BY key, id`, customerID)
	return collect(rows, err, func(rows *sql.Rows, p *crm.Preference) error {
		return rows.Scan(&p.ID, &p.Key, &p.Value, &p.Source, &p.RecordedOn)
	})
}

// today is the local date of the write.
func (tx *Tx) today() (string, error) {
	zone, err := tx.zone(tx.by.Staff.ProjectID)
	if err != nil {
		return "", err
	}
	return localDay(tx.now, zone), nil
}
