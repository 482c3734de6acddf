package db

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"linli/db/crm"
)

// ToVerify is a customer whose file wants checking.
type ToVerify struct {
	crm.CustomerRow
	VerifiedOn, State, ValidUntil, Steward string
}

// VerifyKey is where a page of the list goes on.
type VerifyKey struct {
	VerifiedOn string
	ID         int64
}

// FilesToVerify lists customers of today whose check is of a state (expiring, expired or never), the longest ago first, within by's
// reach; with own only those by is the steward of. It reads on from after and stops at limit.
func (s *Store) FilesToVerify(ctx context.Context, by crm.Staff, state string, own bool, after VerifyKey, limit int, today string) ([]ToVerify, error) {
	set, err := s.Settings(ctx, by.ProjectID)
	if err != nil {
		return nil, err
	}
	where, args := customerScope(by)
	if own {
		where, args = where+" AND c.steward_id = ?", append(args, by.ID)
	}
	from, to := verifiedBetween(state, max(set.VerifyCycle("tenant"), set.VerifyCycle("owner")), min(set.VerifyCycle("tenant"), set.VerifyCycle("owner")), today)
	q := s.reader(ctx)
	var list []ToVerify
	for len(list) < limit {
		rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name, c.sort_key, c.verified_on, COALESCE(g.name, '') FROM customer c LEFT JOIN staff g ON g.id = c.steward_id
			WHERE c.project_id = ? AND c.status = 'active' AND c.verified_on >= ? AND c.verified_on <= ? AND (c.verified_on, c.id) > (?, ?) AND `+where+`
			ORDER BY c.verified_on, c.id LIMIT ?`, append(append([]any{by.ProjectID, from, to, after.VerifiedOn, after.ID}, args...), limit)...)
		page, err := collect(rows, err, scanToVerify(by))
		if err != nil || len(page) == 0 {
			return list, err
		}
		after = VerifyKey{page[len(page)-1].VerifiedOn, page[len(page)-1].ID}
		full := len(page) == limit
		if page, err = fillToVerify(q, by, page, set, state, today); err != nil {
			return nil, err
		}
		if list = append(list, page...); !full {
			break
		}
	}
	return list[:min(len(list), limit)], nil
}

// verifiedBetween are the days of checks among which a state can be found, whatever the cycle.
func verifiedBetween(state string, longest, shortest int, today string) (from, to string) {
	if state == "never" {
		return "", ""
	}
	from = "0001-01-01"
	if state == "expiring" {
		from = crm.AddDays(crm.AddMonths(today, -longest), -3) // three days for months of different length
		return from, crm.AddDays(crm.AddMonths(today, -shortest), 34)
	}
	return from, crm.AddDays(crm.AddMonths(today, -shortest), 3)
}

func scanToVerify(by crm.Staff) func(*sql.Rows, *ToVerify) error {
	return func(rows *sql.Rows, v *ToVerify) error {
		var kind string
		err := rows.Scan(&v.ID, &v.No, &kind, &v.Name, &v.SortKey, &v.VerifiedOn, &v.Steward)
		v.Name = crm.ShowName(by, kind, v.Name)
		return err
	}
}

// fillToVerify completes rows and leaves out those who have moved out or whose check is of another state.
func fillToVerify(q querier, by crm.Staff, page []ToVerify, set crm.Settings, state, today string) ([]ToVerify, error) {
	rows := make([]crm.CustomerRow, len(page))
	for i, v := range page {
		rows[i] = v.CustomerRow
	}
	if err := fillRows(q, by, rows, today); err != nil {
		return nil, err
	}
	kept := page[:0]
	for i, v := range page {
		v.CustomerRow = rows[i]
		cycle := set.VerifyCycle(v.Type)
		v.State, v.ValidUntil = crm.FileState(v.VerifiedOn, cycle, today), crm.ValidUntil(v.VerifiedOn, cycle)
		if v.State == state && v.Type != "former" {
			kept = append(kept, v)
		}
	}
	return kept, nil
}

// mostContracts is how many contracts the list of incomplete files looks through.
const mostContracts = 500

// FilesToComplete lists contracts with customers signed some days ago (a setting) whose files are not complete, the oldest first.
func (s *Store) FilesToComplete(ctx context.Context, by crm.Staff, limit int, today string, loc *time.Location) ([]crm.Contract, error) {
	set, err := s.Settings(ctx, by.ProjectID)
	if err != nil {
		return nil, err
	}
	q := s.reader(ctx)
	where, args := customerScope(by)
	rows, err := q.rows(contractColumns+`WHERE t.project_id = ? AND t.customer_id IS NOT NULL AND t.signed_on <= ? AND (t.end_on = '' OR t.end_on >= ?) AND c.status = 'active' AND `+where+`
		ORDER BY t.signed_on, t.id LIMIT ?`, append(append([]any{by.ProjectID, crm.AddDays(today, -int(set.ContractFileDays)), today}, args...), mostContracts)...)
	list, err := collect(rows, err, scanContract(by))
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(list))
	for i, t := range list {
		ids[i] = t.CustomerID
	}
	files, err := filedOf(q, ids, today, loc, set)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if f := files[list[i].CustomerID]; f != nil {
			points := crm.Completeness(f.kind, f.customerType, f.Filed)
			list[i].Done, list[i].Of = crm.DonePoints(points), len(points)
		}
	}
	list = slices.DeleteFunc(list, func(t crm.Contract) bool { return t.Done == t.Of })
	return list[:min(len(list), limit)], nil
}
