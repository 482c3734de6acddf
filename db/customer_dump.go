package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

const dumpAtOnce = 500

// EachCustomer hands every customer of by's project to fn in the order of their numbers, numbers masked, links those of
// today only; the journal says that somebody read them all. It is for the console: whoever may use it may read the file.
func (s *Store) EachCustomer(ctx context.Context, by By, today string, fn func(crm.CustomerHead) error) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		var n int
		if err := tx.row(`SELECT COUNT(*) FROM customer WHERE project_id = ? AND status = 'active'`, by.Staff.ProjectID).Scan(&n); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "exported", Subject: "export", After: map[string]any{"what": crm.ExportCustomers, "rows": n, "format": "json"}})
	})
	if err != nil {
		return fail("each customer", err)
	}
	q := s.reader(ctx)
	for after := int64(0); ; {
		page, err := dumpPage(q, by.Staff.ProjectID, after, today)
		if err != nil || len(page) == 0 {
			return fail("each customer", err)
		}
		for _, h := range page {
			if err := fn(h); err != nil {
				return err
			}
		}
		after = page[len(page)-1].Customer.ID
	}
}

func dumpPage(q querier, project, after int64, today string) ([]crm.CustomerHead, error) {
	rows, err := q.rows(`SELECT `+customerColumns+` FROM customer c WHERE c.project_id = ? AND c.status = 'active' AND c.id > ? ORDER BY c.id LIMIT ?`,
		project, after, dumpAtOnce)
	page, err := collect(rows, err, func(rows *sql.Rows, h *crm.CustomerHead) error { return scanCustomer(rows, &h.Customer) })
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(page))
	for i, h := range page {
		ids[i] = h.Customer.ID
	}
	everywhere := crm.Staff{ProjectID: project, Roles: []crm.Assignment{{Role: crm.Manager}}}
	links, err := linksOf(q, everywhere, ids)
	if err != nil {
		return nil, err
	}
	contacts, err := contactsOf(q, ids)
	for i := range page {
		c := &page[i].Customer
		c.Contacts, page[i].Type = contacts[c.ID], crm.CustomerType(links[c.ID], today)
		for _, l := range links[c.ID] {
			if l.Active(today) {
				c.Links = append(c.Links, l)
			}
		}
	}
	return page, err
}
