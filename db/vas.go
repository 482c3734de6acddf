package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// Services is the project's catalogue with who used what in the twelve months up to a day and who would like to.
func (s *Store) Services(ctx context.Context, by crm.Staff, today string) ([]crm.Service, error) {
	rows, err := s.reader(ctx).rows(`SELECT v.id, v.name, v.contact_level, v.retired_at, v.row_version,
		(SELECT COUNT(DISTINCT u.customer_id) FROM vas_usage u WHERE u.service_id = v.id AND u.used_on > ? AND u.used_on <= ?),
		(SELECT COALESCE(SUM(u.qty), 0) FROM vas_usage u WHERE u.service_id = v.id AND u.used_on > ? AND u.used_on <= ?),
		(SELECT COALESCE(SUM(u.amount_fen), 0) FROM vas_usage u WHERE u.service_id = v.id AND u.used_on > ? AND u.used_on <= ?),
		(SELECT COUNT(DISTINCT p.customer_id) FROM preference p JOIN customer c ON c.id = p.customer_id WHERE p.key = ? AND p.value = v.name AND p.ended_on = ''
			AND c.project_id = v.project_id AND c.status = 'active')
		FROM value_added_service v WHERE v.project_id = ? ORDER BY v.retired_at <> 0, v.id`,
		crm.AddMonths(today, -12), today, crm.AddMonths(today, -12), today, crm.AddMonths(today, -12), today, crm.InterestKey, by.ProjectID)
	return collect(rows, err, func(rows *sql.Rows, v *crm.Service) error {
		var retired int64
		err := rows.Scan(&v.ID, &v.Name, &v.ContactLevel, &retired, &v.RowVersion, &v.Users, &v.Uses, &v.AmountFen, &v.Interested)
		v.Retired = retired != 0
		return err
	})
}

// Interested are the customers within by's reach who would like a service, in the order of their names.
func (s *Store) Interested(ctx context.Context, by crm.Staff, service string, limit int, today string) ([]crm.CustomerRow, error) {
	q := s.reader(ctx)
	where, args := customerScope(by)
	rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name, c.sort_key FROM customer c WHERE c.status = 'active' AND `+where+` AND c.id IN
		(SELECT p.customer_id FROM preference p WHERE p.key = ? AND p.value = ? AND p.ended_on = '') ORDER BY c.sort_key, c.id LIMIT ?`,
		append(args, crm.InterestKey, service, limit)...)
	found, err := collect(rows, err, scanRow(by))
	if err != nil {
		return nil, err
	}
	return found, fillRows(q, by, found, today)
}

// AddService puts a service into the catalogue.
func (s *Store) AddService(ctx context.Context, by By, v crm.Service) error {
	return s.saveService(ctx, by, v, func(tx *Tx) (err error) {
		v.ID, err = tx.insert(`INSERT INTO value_added_service (project_id, name, contact_level) VALUES (?, ?, ?) RETURNING id`, by.Staff.ProjectID, v.Name, v.ContactLevel)
		return err
	})
}

// ChangeService renames a service, grades its contact anew, takes it out of use or back into it. seen is the version of the form.
func (s *Store) ChangeService(ctx context.Context, by By, seen int64, v crm.Service) error {
	return s.saveService(ctx, by, v, func(tx *Tx) error {
		var version, retired int64
		err := tx.row(`SELECT row_version, retired_at FROM value_added_service WHERE id = ? AND project_id = ?`, v.ID, by.Staff.ProjectID).Scan(&version, &retired)
		switch {
		case err != nil:
			return found(err, "没有找到这项服务")
		case version != seen:
			return tx.stale("service", v.ID)
		case v.Retired && retired == 0:
			retired = tx.now
		case !v.Retired:
			retired = 0
		}
		return tx.exec(`UPDATE value_added_service SET name = ?, contact_level = ?, retired_at = ?, row_version = row_version + 1 WHERE id = ?`, v.Name, v.ContactLevel, retired, v.ID)
	})
}

func (s *Store) saveService(ctx context.Context, by By, v crm.Service, save func(tx *Tx) error) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		p := crm.Problems{}
		v.Check(p)
		if err := p.Err(); err != nil {
			return err
		}
		if err := save(tx); unique(err) {
			return crm.InvalidField("name", "目录里已有这项服务")
		} else if err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "service_changed", Subject: "service", SubjectID: v.ID, After: map[string]any{"name": v.Name, "contact_level": v.ContactLevel, "retired": v.Retired}})
	})
	return fail("save service", err)
}

// Usages are a customer's uses of value-added services, the latest first.
func (s *Store) Usages(ctx context.Context, by crm.Staff, customerID int64) ([]crm.Usage, error) {
	where, args := customerScope(by)
	rows, err := s.reader(ctx).rows(`SELECT u.id, u.service_id, v.name, u.used_on, u.qty, u.amount_fen FROM vas_usage u JOIN value_added_service v ON v.id = u.service_id
		JOIN customer c ON c.id = u.customer_id WHERE u.customer_id = ? AND `+where+` ORDER BY u.used_on DESC, u.id DESC LIMIT 200`, append([]any{customerID}, args...)...)
	return collect(rows, err, func(rows *sql.Rows, u *crm.Usage) error {
		return rows.Scan(&u.ID, &u.ServiceID, &u.Service, &u.UsedOn, &u.Qty, &u.AmountFen)
	})
}

// AddUsage notes that a customer used a service. today is the local date.
func (s *Store) AddUsage(ctx context.Context, by By, customerID int64, u crm.Usage, today string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.activeCustomer(customerID); err != nil {
			return err
		}
		p := crm.Problems{}
		u.Check(today, p)
		if err := p.Err(); err != nil {
			return err
		}
		err := tx.row(`SELECT name FROM value_added_service WHERE id = ? AND project_id = ? AND retired_at = 0`, u.ServiceID, by.Staff.ProjectID).Scan(&u.Service)
		if crm.Is(found(err, "?"), crm.NotFound) {
			return crm.InvalidField("service_id", "请选择目录里的服务")
		} else if err != nil {
			return err
		}
		tx.answers("customer", customerID)
		id, err := tx.insert(`INSERT INTO vas_usage (customer_id, service_id, used_on, qty, amount_fen, by_id) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
			customerID, u.ServiceID, u.UsedOn, u.Qty, u.AmountFen, by.Staff.ID)
		if err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "service_used", Subject: "customer", SubjectID: customerID, CustomerID: customerID,
			After: map[string]any{"usage_id": id, "service": u.Service, "used_on": u.UsedOn, "qty": u.Qty, "amount_fen": u.AmountFen}})
	})
	return fail("add usage", err)
}
