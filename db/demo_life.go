package db

import (
	"fmt"
	"slices"

	"linli/db/crm"
)

// life is one case on its way: what has been drawn for it and not happened yet.
type life struct {
	id      int64
	topic   topic
	home    *demoHome
	handler crm.Staff
	calls   rounds

	investigates, answers, invalid, paid, withdraws, returns, refused, reports bool
	holds, moves, mistaken, asks                                               bool // it waits for others, goes to another handler, is no case at all, needs another department

	tries  int  // attempts that fail before the acknowledgement
	raised bool // and a note is left then
	forgot bool // the acknowledgement is typed in after its due

	says []string // what is heard when calling back, in order; then by chance
	pace int64    // minutes a step takes at most, 0 = as usual
	stop func(c *crm.Case) bool
	plan int // counts the plans made for it: only the last one is carried out
}

// live registers the cases and lets each run its course, all in the order of time.
func (d *demo) live(cases int) error {
	shared := d.outages(cases)
	shown := min(cases, len(showcases))
	d.arrive(d.arrivals(max(0, cases-shown-shared)))
	for i := range shown {
		d.show(&showcases[i])
	}
	d.publishing()
	d.office()
	d.keepFiles()
	d.keepNotes()
	d.keepPeople()
	d.keepMeasures()
	d.keepActivities()
	d.keepCounter()
	return d.run(d.now.Unix())
}

// arrive registers the next of the cases, and then the rest.
func (d *demo) arrive(list []arrival) {
	if len(list) == 0 {
		return
	}
	d.add(list[0].registered, func(int64) error {
		d.arrive(list[1:])
		if d.chance(0.6) {
			return d.callAgain(list[0])
		}
		return d.register(list[0], nil)
	})
}

// follow plans the next step of a case after what has just happened.
func (d *demo) follow(l *life, at int64) {
	c := d.cases[l.id]
	if l.stop != nil && l.stop(c) {
		d.rest(l, at)
		return
	}
	when, do := d.next(l, c, at)
	if do == nil {
		delete(d.cases, l.id)
		l.plan++
		return
	}
	if l.pace > 0 && !l.calls.hopeless && !l.forgot {
		when = at + d.between(1, l.pace)*60
	}
	l.plan++
	d.wait(l, c, at, max(when, at+1), do)
}

// rest lets a case stand where it is, whatever was planned for it.
func (d *demo) rest(l *life, at int64) {
	l.plan++
	d.wait(l, d.cases[l.id], at, d.now.Unix()+1, nil)
}

// take does a step and plans the next.
func (d *demo) take(l *life, at int64, do step) error {
	c := d.cases[l.id]
	d.forget(l)
	if err := do(l, c, at); err != nil {
		return fmt.Errorf("case %d, %s: %w", l.id, c.State, err)
	}
	d.follow(l, at)
	return nil
}

type step func(l *life, c *crm.Case, at int64) error

// next is what happens to the case next, and when.
func (d *demo) next(l *life, c *crm.Case, at int64) (int64, step) {
	cycle := c.Current()
	switch {
	case pendingClock(c) != "":
		return d.after(at, 90, 1600), d.verify
	case c.State == crm.Closed:
		return d.nextAfterClosing(l, c, at)
	case !c.State.Open():
		return 0, nil
	case l.mistaken && c.State == crm.Registered:
		if soon := d.after(at, 5, 200); soon <= c.RegisteredAt+86400 {
			return soon, d.void
		}
		l.mistaken = false // noticed too late
		return d.next(l, c, at)
	case c.WithdrawalBy != 0:
		return d.after(at, 60, 1000), d.confirmWithdrawal
	case l.withdraws && !c.Hazard() && c.State != crm.Registered:
		return d.after(at, 60, 1500), d.withdraw
	case cycle.Ack.At == 0 && !(c.Urgent && cycle.Response.Open()): // a hazard is met first
		return d.nextAck(l, c, at)
	case c.Kind != crm.Complaint && c.Kind != crm.Repair:
		return d.nextOther(c, at)
	case c.State == crm.PendingRevisit:
		return d.nextRevisit(l, c, at)
	}
	return d.nextWork(l, c, at)
}

func pendingClock(c *crm.Case) crm.ClockName {
	for _, name := range crm.ClockNames {
		if c.Current().Clock(name).Pending {
			return name
		}
	}
	return ""
}

func (d *demo) nextAck(l *life, c *crm.Case, at int64) (int64, step) {
	if l.tries > 0 {
		return d.after(at, 125, 200), d.tryAck
	}
	due := c.Current().Ack.DueAt
	if l.forgot {
		return due + 900, d.acknowledge
	}
	if d.chance(6) {
		return d.meet(at, due, 100), d.acknowledge
	}
	return d.meet(at, at+(due-at)/3, 0), d.acknowledge
}

func (d *demo) nextOther(c *crm.Case, at int64) (int64, step) {
	if c.Hazard() {
		return at + 20*60, d.removeHazard
	}
	if c.Kind == crm.Enquiry && d.chance(70) {
		return at + d.between(2, 25)*60, d.complete
	}
	due := c.Current().Response.DueAt
	if due == 0 {
		due = at + 2*86400
	}
	return d.meet(at, due, 3), d.complete
}

func (d *demo) nextWork(l *life, c *crm.Case, at int64) (int64, step) {
	cycle := c.Current()
	switch {
	case c.State == crm.Registered || c.State == crm.Acknowledged:
		if c.Urgent {
			return at + d.between(2, 9)*60, d.assign
		}
		return d.after(at, 5, 150), d.assign
	case c.State == crm.AssignedState && l.returns:
		return d.after(at, 20, 200), d.giveBack
	case c.State == crm.AssignedState && c.Urgent:
		return at + d.between(2, 8)*60, d.accept
	case c.State == crm.AssignedState:
		return d.after(at, 5, 120), d.accept
	case c.State == crm.OnHold:
		return d.nextOfHold(c, at)
	case l.moves && c.Approval != "pending":
		return d.after(at, 30, 300), d.transfer
	case l.reports:
		return d.after(at, 60, 400), d.reportUp
	case (l.answers || c.Urgent || d.approvable(l, c)) && cycle.Response.At == 0 && !cycle.Response.Off:
		return d.meet(at, cycle.Response.DueAt, 2), d.respond
	case c.Hazard():
		return at + 20*60, d.removeHazard
	case l.holds && cycle.Response.At != 0 && c.Approval != "pending":
		return d.after(at, 60, 900), d.hold
	case l.asks && c.Approval != "pending":
		return d.after(at, 30, 300), d.askHelp
	case c.Assisting != "" && c.State == crm.InProgress:
		return d.after(at, 60, 1200), d.help
	case l.investigates && c.InvestigatedAt < cycle.AnchorAt:
		return d.after(at, 30, 600), d.investigate
	case c.Approval == "pending":
		return d.after(at, 15, 400), d.approve
	case (c.ProposedAt == 0 || c.Approval == "refused") && d.approvable(l, c):
		return d.meet(at, cycle.Resolution.DueAt-12*3600, 3), d.propose
	}
	due := cycle.Resolution.DueAt
	if cycle.Response.At == 0 && !cycle.Response.Off { // the result is the first answer too
		due = cycle.Response.DueAt
	}
	return d.meet(at, due, 3), d.resolve
}

// approvable reports whether the result will need somebody's approval.
func (d *demo) approvable(l *life, c *crm.Case) bool {
	return l.invalid || l.paid || c.Kind == crm.Complaint && c.Level != crm.General
}

func (d *demo) nextRevisit(l *life, c *crm.Case, at int64) (int64, step) {
	switch c.Gate {
	case crm.GateSupervisor:
		return d.after(at, 60, 2500), d.supervisorCall
	case crm.GateDeclined:
		return d.after(at, 60, 1400), d.confirmDecline
	case crm.GateAllowed:
		return d.after(at, 5, 900), d.close
	}
	if c.GateOpensAt != 0 {
		return d.working(max(at, c.GateOpensAt) + d.between(10, 600)*60), d.close
	}
	return d.nextAttempt(l, c, at)
}

func (d *demo) nextAfterClosing(l *life, c *crm.Case, at int64) (int64, step) {
	chance := 2.6
	if c.Kind == crm.Repair {
		chance = 0.9
	} else if c.Kind != crm.Complaint {
		chance = 0
	}
	if l.heard("again") {
		chance = 100
	}
	if c.Anonymous || len(c.Cycles) > 2 || !d.chance(chance) {
		return 0, nil
	}
	return d.working(at + d.between(86400, 27*86400)), d.reopen
}

// colleague is a member of the staff by id.
func (d *demo) colleague(id int64) crm.Staff {
	i := slices.IndexFunc(d.staff.all, func(s crm.Staff) bool { return s.ID == id })
	if i < 0 {
		return d.staff.manager
	}
	return d.staff.all[i]
}
