package db

import (
	"context"
	"time"

	"linli/db/crm"
)

// deskRows is how many rows a list of the workbench shows; one more says that there is more.
const deskRows = 10

// Desk is what a person's day starts with; lists are empty for those who have no use for them.
type Desk struct {
	Missed, DueSoon, Unconfirmed, Revisiting int // at most 1000
	Unowned                                  []CaseRow
	Soon                                     []ClockRow
	Tonight                                  []ClockRow // acknowledgements that fall due before the next shift
	NextShift                                int64      // when it opens, unix seconds
	Today                                    []ClockRow // other clocks that fall due today
	ToConfirm                                []CaseRow
	Mine, Department                         []CaseRow
	ToAssign, ToClose                        []CaseRow
	Approvals, Withdrawals, Verifications    []CaseRow
	Tasks                                    []Task
	Revisits                                 []RevisitRow
	Overdue                                  OverdueCounts
	Headlines                                [2]crm.HeadlineMonth // of this month and the last
	Months                                   CommitteeMonths
	Activities                               []crm.ActivityPlan // of this year, for who answers for the plan
	NoCustomers, NoCases                     bool               // the project has only just begun
	Drafts                                   int                // registrations the person has not sent yet
}

// day is the local day of now: when it ends, when the next shift opens.
type day struct {
	now, end, nextShift int64
	zone                *time.Location
}

func dayOf(now time.Time, loc *time.Location, set crm.Settings) day {
	t := now.In(loc)
	y, m, d := t.Date()
	return day{now.Unix(), time.Date(y, m, d+1, 0, 0, 0, 0, loc).Unix(), set.ShiftAt(now.Unix(), loc).NextAt, loc}
}

// Desk reads the workbench of the actor's roles.
func (s *Store) Desk(ctx context.Context, by By, loc *time.Location) (d Desk, err error) {
	who := by.Staff
	set, err := s.Settings(ctx, who.ProjectID)
	if err != nil {
		return d, err
	}
	today := dayOf(by.Now, loc, set)
	d.NextShift = today.nextShift
	loads := []struct {
		wanted bool
		load   func(context.Context, crm.Staff, day, *Desk) error
	}{
		{who.CaseDesk(), s.deskClocks},
		{who.CaseDesk(), s.deskCases},
		{who.Has(crm.Handler, crm.DeptHead), s.deskWork},
		{who.Has(crm.Supervisor, crm.Manager), s.deskDecisions},
		{who.Has(crm.Manager, crm.Quality, crm.Executive), s.deskOverdue},
		{who.Has(crm.Manager), s.deskActivities},
	}
	for _, l := range loads {
		if !l.wanted {
			continue
		}
		if err := l.load(ctx, who, today, &d); err != nil {
			return d, err
		}
	}
	if who.May(crm.FiguresRead) {
		if d.Headlines, err = s.Headlines(ctx, who, today.now, loc); err != nil {
			return d, err
		}
	}
	if who.May(crm.TaskDo) {
		if d.Tasks, err = s.Tasks(ctx, who, false, CaseKey{}, deskRows+1); err != nil {
			return d, err
		}
	}
	if who.May(crm.CommitteeRead) {
		d.Months, err = s.CommitteeReports(ctx, by)
	}
	if err == nil && who.CaseDesk() {
		d.Drafts, err = s.countDrafts(ctx, by, "/cases")
	}
	if err == nil && who.CaseDesk() {
		err = s.reader(ctx).row(`SELECT NOT EXISTS (SELECT 1 FROM customer WHERE project_id = ?), NOT EXISTS (SELECT 1 FROM service_case WHERE project_id = ?)`,
			who.ProjectID, who.ProjectID).Scan(&d.NoCustomers, &d.NoCases)
	}
	return d, err
}

func (s *Store) deskActivities(ctx context.Context, who crm.Staff, today day, d *Desk) (err error) {
	d.Activities, err = s.ActivityPlan(ctx, who, today.now, today.zone)
	return err
}

// deskClocks are the clocks that run out, in what the person may see. Those of an ended case run on only while what was stated of
// them waits to be verified.
func (s *Store) deskClocks(ctx context.Context, who crm.Staff, today day, d *Desk) (err error) {
	if d.Missed, d.DueSoon, err = s.Pressing(ctx, who, today.now); err != nil {
		return err
	}
	tables, seen := clocksSeen(who)
	seen = seen.and(`(k.pending = 0 OR EXISTS (SELECT 1 FROM service_case o WHERE o.id = k.case_id AND o.is_open = 1))`)
	const byDue = `k.due_at, k.case_id`
	soon := seen.and(`k.missed_due_at = 0 AND k.due_at >= ? AND `+clockTicks+` AND `+clockSoon, today.now, today.now, today.now)
	var rest []ClockRow // confirmations stand first
	for _, l := range []struct {
		rows *[]ClockRow
		what condition
	}{
		{&d.Soon, soon.and(`k.clock = 'ack'`)},
		{&rest, soon.and(`k.clock <> 'ack'`)},
		{&d.Tonight, seen.and(`k.clock = 'ack' AND k.at = 0 AND k.due_at >= ? AND k.due_at < ?`, today.now, today.nextShift)},
		{&d.Today, seen.and(`k.clock <> 'ack' AND k.due_at >= ? AND k.due_at < ? AND `+clockTicks+` AND NOT (`+clockSoon+`)`, today.now, today.end, today.now, today.now)},
	} {
		if *l.rows, err = s.firstClocks(ctx, tables, l.what, byDue, deskRows+1); err != nil {
			return err
		}
	}
	d.Soon = append(d.Soon, rest[:min(len(rest), deskRows+1-len(d.Soon))]...)
	return nil
}

// deskCases are the cases that nobody owns, those to be confirmed and to be closed, the person's own unless they lead, and the revisits that are due.
func (s *Store) deskCases(ctx context.Context, who crm.Staff, today day, d *Desk) (err error) {
	scope, args := openScope(who)
	if d.Unowned, err = s.caseRows(ctx, who, condition{scope, args}.and(unownedFirst), nextDue+`, c.id`, deskRows+1); err != nil {
		return err
	}
	waiting := condition{scope, args}.and(`c.step = ?`, string(crm.ToConfirm))
	if d.Unconfirmed, err = s.countCases(ctx, waiting); err != nil {
		return err
	}
	if !who.Has(crm.Supervisor, crm.Manager) {
		waiting = waiting.and(`c.intake_owner_id = ?`, who.ID)
	}
	if d.ToConfirm, err = s.caseRows(ctx, who, waiting, nextDue+`, c.id`, deskRows+1); err != nil {
		return err
	}
	if d.Revisits, err = s.Revisits(ctx, who, RevisitFilter{Whose: deskRevisits(who), Limit: deskRows + 1}, today.now); err != nil {
		return err
	}
	if d.Revisiting, err = s.countCases(ctx, condition{scope, args}.and(`c.step = ?`, string(crm.ToRevisit))); err != nil {
		return err
	}
	if len(crm.ClosingLevels(who)) > 0 {
		d.ToClose, err = s.caseRows(ctx, who, calledOf(who), nextDue+`, c.id`, deskRows+1)
	}
	return err
}

// calledOf are the cases that were called back and wait for who to close them: their own ones where the customer is content, any
// for who leads. The words are those of the index service_case_called, and the step is not for an index to look for.
func calledOf(who crm.Staff) condition {
	scope, args := openScope(who)
	levels := crm.ClosingLevels(who)
	called := condition{scope, args}.and(`c.is_open = 1 AND c.gate NOT IN ('', 'waiting') AND c.step || '' = ?`, string(crm.ToRevisit)).
		and(`c.level IN (`+marks("?", len(levels))+`)`, list(levels)...)
	if !who.Has(crm.Supervisor, crm.Manager) {
		called = called.and(`c.gate = ? AND c.targets = '' AND c.intake_owner_id = ?`, string(crm.GateAllowed), who.ID)
	}
	return called
}

// toAssign are the cases that wait for a department.
func toAssign(who crm.Staff) condition {
	scope, args := caseScope(who)
	return condition{scope, args}.and(`c.step = ?`, string(crm.ToAssign)).and(`c.kind IN (`+marks("?", len(crm.AssignedKinds))+`)`, list(crm.AssignedKinds)...)
}

// deskRevisits: who leads calls for those that nobody is named for.
func deskRevisits(who crm.Staff) string {
	if who.Has(crm.Supervisor, crm.Manager) {
		return ""
	}
	return "own"
}

func (s *Store) deskWork(ctx context.Context, who crm.Staff, _ day, d *Desk) (err error) {
	mine, department := workOf(who)
	if d.Mine, err = s.caseRows(ctx, who, mine, nextDue+`, c.id`, deskRows+1); err != nil || len(who.Departments()) == 0 {
		return err
	}
	d.Department, err = s.caseRows(ctx, who, department, nextDue+`, c.id`, deskRows+1)
	return err
}

// workOf is what is assigned to a handler, and to the department while nobody has taken it; a head sees all of it. The words are
// those of the indexes service_case_hands, _department and _untaken.
func workOf(who crm.Staff) (mine, department condition) {
	open := notSecret(who, "c.id").and(`c.project_id = ? AND c.is_open = 1 AND c.state IN ('assigned', 'in_progress', 'on_hold')`, who.ProjectID)
	departments := who.Departments()
	department = open.and(`c.department IN (`+marks("?", len(departments))+`)`, list(departments)...)
	if who.Has(crm.DeptHead) {
		department = department.and(`(c.handler_id IS NULL OR c.handler_id <> ?)`, who.ID)
	} else {
		department = department.and(`c.handler_id IS NULL`)
	}
	return open.and(`c.handler_id = ?`, who.ID), department
}

// decisionsOf is what waits for a supervisor or manager: approvals, withdrawals, and statements to verify, which is not for
// those who typed them.
func decisionsOf(who crm.Staff) [3]condition {
	project := notSecret(who, "c.id").and(`c.project_id = ?`, who.ProjectID)
	approvals := project.and(`c.approval = 'pending' AND c.is_open = 1`)
	if !who.Has(crm.Manager) {
		approvals = approvals.and(`NOT (c.kind = 'complaint' AND c.level = 'major')`)
	}
	return [3]condition{
		approvals,
		project.and(`c.withdrawal_by IS NOT NULL AND c.withdrawal_by <> ? AND c.is_open = 1`, who.ID),
		project.and(`c.id IN (SELECT w.case_id FROM case_clock w WHERE w.project_id = ? AND w.pending = 1 AND w.stated_by <> ?)`, who.ProjectID, who.ID),
	}
}

func (s *Store) deskDecisions(ctx context.Context, who crm.Staff, _ day, d *Desk) (err error) {
	what := decisionsOf(who)
	for i, rows := range []*[]CaseRow{&d.Approvals, &d.Withdrawals, &d.Verifications} {
		if *rows, err = s.caseRows(ctx, who, what[i], nextDue+`, c.id`, deskRows+1); err != nil {
			return err
		}
	}
	d.ToAssign, err = s.caseRows(ctx, who, toAssign(who), nextDue+`, c.id`, deskRows+1)
	return err
}

func (s *Store) deskOverdue(ctx context.Context, who crm.Staff, today day, d *Desk) (err error) {
	d.Overdue, err = s.OverdueCounts(ctx, who, today.now, today.zone)
	return err
}
