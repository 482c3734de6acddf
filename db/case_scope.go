package db

import "linli/db/crm"

// secretCases are the cases that a person of the staff (?, three times) must not know of: about them, given up by them, or of
// somebody they live with (domain.md §3.7).
const secretCases = `(SELECT xb.case_id FROM case_bar xb WHERE xb.staff_id = ?
	UNION ALL SELECT xr.id FROM service_case xr WHERE xr.room_id IN (SELECT xh.room_id FROM staff_home xh WHERE xh.staff_id = ? AND xh.end_on = '')
	UNION ALL SELECT xc.id FROM service_case xc WHERE xc.customer_id IN ` + household + `)`

// notSecret leaves out the cases that by must not know of; column names the case.
func notSecret(by crm.Staff, column string) condition {
	return condition{column + ` NOT IN ` + secretCases, []any{by.ID, by.ID, by.ID}}
}

// ledBy are the cases about staff that a person (?) with a role (?) leads.
func ledBy(alias string) string {
	return `(` + alias + `.owner_id = ? OR ` + alias + `.owner_id IS NULL AND ` + alias + `.owner_role = ?)`
}

// caseScope says which cases a person may see, over service_case c: the whole project, or what is handed to
// the person, taken in by them, in their department or, for a steward, in their buildings; never what they must not know of.
func caseScope(by crm.Staff) (where string, args []any) {
	project, known := "c.project_id = ?", notSecret(by, "c.id")
	project, args = project+" AND "+known.where, append([]any{by.ProjectID}, known.args...)
	switch by.Reach(crm.CaseRead) {
	case crm.All:
		return project, args
	case crm.Own:
	case crm.Assigned:
		return project + " AND " + ledBy("c"), append(args, by.ID, string(by.Role()))
	default:
		return project + " AND 1 = 0", args
	}
	named, shared := "c.handler_id = ? OR c.intake_owner_id = ?", sharedScope(by)
	if shared.where != "" {
		named += " OR " + shared.where
	}
	return project + " AND (" + named + ")", append(append(args, by.ID, by.ID), shared.args...)
}

// openScope is caseScope for lists of open cases alone. Where a person's own cases are few they are found by what makes them
// theirs, however many other cases there are; those of a department are many, and better left out one by one.
func openScope(by crm.Staff) (where string, args []any) {
	if !seesFew(by) {
		return caseScope(by)
	}
	few, known := fewCases(by), notSecret(by, "c.id")
	return "c.id IN (" + few.where + ") AND " + known.where, append(few.args, known.args...)
}

// seesFew reports whether by sees no cases but those that name them and those of their buildings.
func seesFew(by crm.Staff) bool {
	return by.Reach(crm.CaseRead) == crm.Own && len(by.Departments()) == 0
}

// fewCases are the cases of whoever seesFew that are open, or of which something stated waits to be verified.
func fewCases(by crm.Staff) condition {
	const own = `SELECT o.id FROM service_case o WHERE o.project_id + 0 = ? AND o.is_open = 1 AND `
	c := condition{own + `o.handler_id = ? UNION ` + own + `o.intake_owner_id = ?`, []any{by.ProjectID, by.ID, by.ProjectID, by.ID}}
	if buildings := by.Buildings(); len(buildings) > 0 {
		c.where += ` UNION SELECT o.id FROM service_case o WHERE o.project_id = ? AND o.building_no IN (` + marks("?", len(buildings)) + `) AND o.building_no <> '' AND o.is_open = 1`
		c.args = append(append(c.args, by.ProjectID), list(buildings)...)
	}
	scope, args := caseScope(by)
	c.where += ` UNION SELECT w.case_id FROM case_clock w JOIN service_case c ON c.id = w.case_id WHERE w.project_id = ? AND w.pending = 1 AND ` + scope
	c.args = append(append(c.args, by.ProjectID), args...)
	return c
}
