package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// EachCase hands every case of by's project that a filter lets through to fn, in the order of their ids, those behind the
// filter's After only; the journal says that somebody read them. It is for the console: whoever may use it may read the file.
func (s *Store) EachCase(ctx context.Context, by By, f CaseFilter, fn func(*crm.Case) error) error {
	everywhere := crm.Staff{ProjectID: by.Staff.ProjectID, Roles: []crm.Assignment{{Role: crm.Manager}}}
	all := f.where(everywhere, by.Now.Unix()).and(`c.id > ?`)
	err := s.inTx(ctx, by, func(tx *Tx) error {
		var n int
		if err := tx.row(`SELECT COUNT(*) FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE `+all.where, append(all.args, f.After.ID)...).Scan(&n); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "exported", Subject: "export", After: map[string]any{"what": crm.ExportCases, "rows": n, "format": "json"}})
	})
	if err != nil {
		return fail("each case", err)
	}
	q := s.reader(ctx)
	for after := f.After.ID; ; {
		rows, err := q.rows(`SELECT c.id FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE `+all.where+` ORDER BY c.id LIMIT ?`,
			append(all.args, after, dumpAtOnce)...)
		ids, err := collect(rows, err, func(rows *sql.Rows, id *int64) error { return rows.Scan(id) })
		if err != nil || len(ids) == 0 {
			return fail("each case", err)
		}
		for _, id := range ids {
			c, err := loadCase(q, id)
			if err != nil {
				return fail("each case", err)
			}
			if err := fn(c); err != nil {
				return err
			}
		}
		after = ids[len(ids)-1]
	}
}
