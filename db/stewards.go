package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// stewardsOf are those who answered for a customer, the latest first.
func stewardsOf(q querier, customerID int64) ([]crm.Stewardship, error) {
	rows, err := q.rows(`SELECT w.id, w.staff_id, s.name, w.start_on, w.end_on, w.reason FROM stewardship w JOIN staff s ON s.id = w.staff_id
		WHERE w.customer_id = ? ORDER BY w.start_on DESC, w.id DESC LIMIT 50`, customerID)
	return collect(rows, err, func(rows *sql.Rows, w *crm.Stewardship) error {
		return rows.Scan(&w.ID, &w.StaffID, &w.Name, &w.StartOn, &w.EndOn, &w.Reason)
	})
}

// Stewards are the people who may be a customer's steward: whoever holds that role in the project and has not left.
func (s *Store) Stewards(ctx context.Context, by crm.Staff, now int64) ([]crm.Staff, error) {
	rows, err := s.reader(ctx).rows(`SELECT s.id, s.login, s.name FROM staff s WHERE s.disabled_at = 0 AND EXISTS (SELECT 1 FROM role_assignment a WHERE a.staff_id = s.id
		AND a.project_id = ? AND a.role = ? AND a.start_at <= ? AND (a.end_at = 0 OR a.end_at > ?)) ORDER BY s.name, s.id`, by.ProjectID, string(crm.Steward), now, now)
	return collect(rows, err, func(rows *sql.Rows, p *crm.Staff) error { return rows.Scan(&p.ID, &p.Login, &p.Name) })
}

// HandOver makes somebody the steward of a customer from a day on, not later than today; the one until then ends with it. Tasks that
// wait for the former one go along.
func (s *Store) HandOver(ctx context.Context, by By, customerID, to int64, on, reason, today string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.activeCustomer(customerID); err != nil {
			return err
		}
		list, err := stewardsOf(tx, customerID)
		if err != nil {
			return err
		}
		present := crm.Stewardship{}
		if len(list) > 0 && list[0].EndOn == "" {
			present = list[0]
		}
		p := crm.Problems{}
		crm.CheckHandover(present, to, on, p)
		p.Check(on <= today, "start_on", "交接日期不能晚于今天")
		var known bool
		if err := tx.row(`SELECT EXISTS (SELECT 1 FROM role_assignment a JOIN staff s ON s.id = a.staff_id AND s.disabled_at = 0 WHERE a.staff_id = ? AND a.project_id = ? AND a.role = ?
			AND a.start_at <= ? AND (a.end_at = 0 OR a.end_at > ?))`, to, by.Staff.ProjectID, string(crm.Steward), tx.now, tx.now).Scan(&known); err != nil {
			return err
		}
		p.Check(to == 0 || known, "steward", "请选择本项目的管家")
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		if present.ID != 0 {
			if err := tx.exec(`UPDATE stewardship SET end_on = ? WHERE id = ?`, on, present.ID); err != nil {
				return err
			}
			if err := tx.exec(`UPDATE task SET assignee_id = ?, row_version = row_version + 1 WHERE subject = 'customer' AND subject_id = ? AND assignee_id = ? AND done_at = 0`,
				to, customerID, present.StaffID); err != nil {
				return err
			}
		}
		if err := tx.exec(`INSERT INTO stewardship (customer_id, staff_id, start_on, reason) VALUES (?, ?, ?, ?)`, customerID, to, on, reason); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE customer SET steward_id = ?, row_version = row_version + 1 WHERE id = ?`, to, customerID); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "handed_over", Subject: "customer", SubjectID: customerID, CustomerID: customerID,
			Before: map[string]any{"steward_id": present.StaffID}, After: map[string]any{"steward_id": to, "start_on": on}, Note: reason})
	})
	return fail("hand over", err)
}
