package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"linli/db/crm"
)

// sharedScope is what by sees for working where they work, not for being named: over service_case c, empty for nothing.
func sharedScope(by crm.Staff) condition {
	parts, args := []string{}, []any{}
	if work := workedOn("c", by.Departments()); work.where != "" {
		parts, args = append(parts, work.where), append(args, work.args...)
	}
	if buildings := by.Buildings(); len(buildings) > 0 {
		parts, args = append(parts, "c.building_no IN ("+marks("?", len(buildings))+")"), append(args, list(buildings)...)
	}
	return condition{strings.Join(parts, " OR "), args}
}

// workedOn are the cases that departments work on or help with; empty for no department.
func workedOn(table string, departments []string) condition {
	if len(departments) == 0 {
		return condition{}
	}
	in := " IN (" + marks("?", len(departments)) + ")"
	return condition{table + ".department" + in + " OR " + table + ".id IN (SELECT xa.case_id FROM case_assist xa WHERE xa.department" + in + ")", append(list(departments), list(departments)...)}
}

// SightOfCases names which open cases by sees and how: whoever has the same name sees the same, letter for letter. It holds
// what the sight is made of and neither person nor role: what may be read in a row, departments and buildings where those are all
// there is to see, the cases that are theirs beyond, and those that they must not know of.
func (s *Store) SightOfCases(ctx context.Context, by crm.Staff) (string, error) {
	q, own, hidden := s.reader(ctx), []int64(nil), []int64(nil)
	secret, args := secretOpenCases(by)
	hidden, err := caseIDs(q.rows(secret, args...))
	if err != nil {
		return "", err
	}
	reach, where := by.Reach(crm.CaseRead), [2][]string{}
	if personal, args := personalCases(by, reach); personal != "" {
		if own, err = caseIDs(q.rows(personal, args...)); err != nil {
			return "", err
		}
	}
	if reach == crm.Own {
		where = [2][]string{sorted(by.Departments()), sorted(by.Buildings())}
	}
	return fmt.Sprintf("%d %d %t %t %q %d %d", by.ProjectID, reach, crm.SeesNames(by), seesConfidential(by), where, own, hidden), nil
}

func sorted(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

func secretOpenCases(by crm.Staff) (query string, args []any) {
	return `SELECT c.id FROM service_case c WHERE c.id IN ` + secretCases + ` AND c.project_id = ? AND c.step IS NOT NULL ORDER BY c.id`, []any{by.ID, by.ID, by.ID, by.ProjectID}
}

// personalCases are the open cases that a person sees for being named in them; empty for those who see all.
func personalCases(by crm.Staff, reach crm.Scope) (query string, args []any) {
	switch reach {
	case crm.Own:
		rest, shared := ` AND c.project_id = ? AND c.step IS NOT NULL`, sharedScope(by)
		if shared.where != "" {
			rest += ` AND CASE WHEN ` + shared.where + ` THEN 0 ELSE 1 END = 1`
		}
		for _, named := range []string{"c.handler_id = ?", "c.intake_owner_id = ?"} {
			if query != "" {
				query += ` UNION `
			}
			query += `SELECT c.id FROM service_case c WHERE c.is_open = 1 AND ` + named + rest
			args = append(append(args, by.ID, by.ProjectID), shared.args...)
		}
		return query + ` ORDER BY 1`, args
	case crm.Assigned:
		return `SELECT c.id FROM service_case c WHERE c.project_id = ? AND c.step IS NOT NULL AND ` + ledBy("c") + ` ORDER BY c.id`, []any{by.ProjectID, by.ID, string(by.Role())}
	}
	return "", nil
}

func caseIDs(rows *sql.Rows, err error) ([]int64, error) {
	return collect(rows, err, func(rows *sql.Rows, id *int64) error { return rows.Scan(id) })
}

// askedAtOnce is for how many cases SeesAny asks; the statement is the same for fewer.
const askedAtOnce = 16

// SeesAny reports whether by may see one of these cases now; true when there are too many to ask for.
func (s *Store) SeesAny(ctx context.Context, by crm.Staff, ids []int64) (sees bool, err error) {
	if len(ids) == 0 || len(ids) > askedAtOnce {
		return len(ids) > 0, nil
	}
	query, args := seesAny(by, ids)
	err = s.reader(ctx).row(query, args...).Scan(&sees)
	return sees, err
}

func seesAny(by crm.Staff, ids []int64) (query string, args []any) {
	for i := range askedAtOnce {
		args = append(args, ids[min(i, len(ids)-1)])
	}
	where, scope := caseScope(by)
	return `SELECT EXISTS (SELECT 1 FROM service_case c WHERE c.id IN (` + marks("?", askedAtOnce) + `) AND ` + where + `)`, append(args, scope...)
}
