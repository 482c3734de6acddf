package handlers

import "linli/db/crm"

// workRoutes are the addresses of work lists.
func workRoutes() []Route {
	return []Route{
		{"GET", "/overdue", crm.OverdueRead, (*App).overduePage},
		{"GET", "/analysis", crm.OverdueRead, (*App).analysisPage},
		{"GET", "/measures", crm.OverdueRead, (*App).measuresPage},
		{"GET", "/measures/new", crm.MeasureEdit, (*App).newMeasure},
		{"POST", "/measures", crm.MeasureEdit, (*App).addMeasure},
		{"GET", "/measures/{id}", crm.MeasureEdit, (*App).measurePage},
		{"POST", "/measures/{id}", crm.MeasureEdit, (*App).changeMeasure},
		{"GET", "/revisits", crm.RevisitPerform, (*App).revisitsPage},
		{"GET", "/tasks", crm.TaskDo, (*App).tasksPage},
		{"GET", "/tasks/{id}", crm.TaskDo, (*App).taskPage},
		{"POST", "/tasks/{id}/completion", crm.TaskDo, (*App).completeTask},
	}
}

// shiftRoutes are the addresses of shifts.
func shiftRoutes() []Route {
	return []Route{
		{"GET", "/shift", crm.CaseRegister, (*App).shiftPage},
		{"GET", "/handovers", crm.CaseRegister, (*App).handoversPage},
		{"GET", "/handovers/new", crm.CaseRegister, (*App).newHandover},
		{"POST", "/handovers", crm.CaseRegister, (*App).writeHandover},
		{"GET", "/handovers/{id}", crm.CaseRegister, (*App).handoverPage},
		{"POST", "/handovers/{id}/receipt", crm.CaseRegister, (*App).takeHandover},
		{"GET", "/roster", crm.CaseRegister, (*App).rosterPage},
		{"GET", "/roster/edit", crm.RosterEdit, (*App).editRoster},
		{"POST", "/roster", crm.RosterEdit, (*App).saveRoster},
	}
}
