package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// Vehicles are the plates of a customer's cars, masked.
func (s *Store) Vehicles(ctx context.Context, by crm.Staff, customerID int64) ([]string, error) {
	where, args := customerScope(by)
	rows, err := s.reader(ctx).rows(`SELECT v.plate FROM vehicle v JOIN customer c ON c.id = v.customer_id WHERE v.customer_id = ? AND v.ended_on = '' AND `+where+` ORDER BY v.id`,
		append([]any{customerID}, args...)...)
	return collect(rows, err, func(rows *sql.Rows, plate *string) error {
		err := rows.Scan(plate)
		*plate = crm.MaskPlate(*plate)
		return err
	})
}
