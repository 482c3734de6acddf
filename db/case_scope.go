package db

import (
	"strings"

	"linli/db/crm"
)

// caseScope says which cases a person may see, over service_case c and its room r: the whole project, or what is handed to
// the person, taken in by them, in their department or, for a steward, in their buildings.
func caseScope(by crm.Staff) (where string, args []any) {
	project := "c.project_id = ?"
	args = []any{by.ProjectID}
	switch by.Reach(crm.CaseRead) {
	case crm.All:
		return project, args
	case crm.Own:
	default:
		return project + " AND 1 = 0", args
	}
	parts := []string{"c.handler_id = ?", "c.intake_owner_id = ?"}
	args = append(args, by.ID, by.ID)
	if departments := by.Departments(); len(departments) > 0 {
		parts = append(parts, "c.department IN ("+marks("?", len(departments))+")")
		args = append(args, list(departments)...)
	}
	if buildings := by.Buildings(); len(buildings) > 0 {
		parts = append(parts, "r.building_no IN ("+marks("?", len(buildings))+")")
		args = append(args, list(buildings)...)
	}
	return project + " AND (" + strings.Join(parts, " OR ") + ")", args
}
