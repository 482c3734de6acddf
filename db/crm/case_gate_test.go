package crm

import (
	"testing"
	"time"
)

// anonymous is a complaint by nobody, with a query code.
func anonymous() Registration {
	r := complaint()
	r.CustomerID, r.Anonymous = 0, true
	return r
}

func TestGate(t *testing.T) {
	for _, r := range []struct {
		name   string
		in     RevisitReport
		state  State
		gate   Gate
		status string
		close  Code
	}{
		{"solved, 5", reached("yes", 5), PendingRevisit, GateAllowed, "done", ""},
		{"solved, 3", reached("yes", 3), PendingRevisit, GateAllowed, "done", ""},
		{"solved, blank", reached("yes", 0), PendingRevisit, GateAllowed, "done", ""},
		{"solved, 2", reached("yes", 2), PendingRevisit, GateSupervisor, "done", Conflict},
		{"solved, 1", reached("yes", 1), PendingRevisit, GateSupervisor, "done", Conflict},
		{"partly", reached("partly", 0), InProgress, "", "done", Conflict},
		{"unsolved", reached("no", 1), InProgress, "", "done", Conflict},
		{"unsolved yet content", reached("no", 5), InProgress, "", "done", Conflict},
		{"declined", RevisitReport{Channel: "phone", Result: "refused"}, PendingRevisit, GateDeclined, "declined", Conflict},
		{"not answered", RevisitReport{Channel: "phone", Result: "no_answer"}, PendingRevisit, GateWaiting, "in_progress", Conflict},
		{"wrong number", RevisitReport{Channel: "phone", Result: "wrong_number"}, PendingRevisit, GateWaiting, "in_progress", Conflict},
		{"later", RevisitReport{Channel: "wechat", Result: "asked_later"}, PendingRevisit, GateWaiting, "in_progress", Conflict},
	} {
		f := resolved(t, "2025-03-14 08:00", complaint())
		wantCode(t, r.name+": closed before the call", f.close("lead"), Conflict)
		f.must(f.call("clerk", r.in))
		if f.c.State != r.state || f.c.Gate != r.gate || f.r.Status != r.status {
			t.Errorf("%s: %s, gate %q, round %s", r.name, f.c.State, f.c.Gate, f.r.Status)
		}
		wantCode(t, r.name+": closed", f.close("lead"), r.close)
	}
}

func TestSiteCheckInsteadOfACall(t *testing.T) {
	for passed, state := range map[string]State{"yes": PendingRevisit, "no": InProgress} {
		f := resolved(t, "2025-03-14 08:00", anonymous())
		if f.r.Kind != "site_check" {
			t.Errorf("kind %s", f.r.Kind)
		}
		wantCode(t, "a call", f.call("clerk", reached("yes", 5)), Invalid)
		f.must(f.call("clerk", RevisitReport{Passed: passed, Note: "现场查看"}))
		if f.c.State != state {
			t.Errorf("passed %s: %s", passed, f.c.State)
		}
		wantCode(t, "notice about somebody unknown", f.c.Notify(f.as("clerk"), f.r, Moment{}, "message"), Conflict)
		if passed == "yes" {
			f.must(f.close("lead"))
		}
	}
}

func TestSiteCheckOutsideTheDepartment(t *testing.T) {
	for _, r := range []struct {
		department string
		who        Assignment
		want       Code
	}{
		{"GC", Assignment{Role: Clerk}, ""}, {"GC", Assignment{Role: Clerk, Department: "GC"}, Forbidden}, {"GC", Assignment{Role: Supervisor}, ""},
		{"KF", Assignment{Role: Clerk}, Forbidden}, {"KF", Assignment{Role: Clerk, Department: "PZ"}, ""}, {"KF", Assignment{Role: Supervisor}, Forbidden},
		{"KF", Assignment{Role: Steward, Buildings: []string{"3"}}, ""}, {"KF", Assignment{Role: Manager}, ""}, {"KF", Assignment{Role: Handler, Department: "GC"}, Forbidden},
	} {
		f := register(t, "2025-03-14 08:00", anonymous())
		f.must(f.ackAs()).must(f.c.Assign(f.as("lead"), Dispatch{Department: r.department, HandlerID: people["handler"].ID})).must(f.accept()).must(f.resolve())
		act := f.as("clerk")
		act.By = Staff{ID: 99, ProjectID: 1, Roles: []Assignment{r.who}}
		wantCode(t, string(r.who.Role)+" of "+r.who.Department+" checks "+r.department, f.c.Revisit(act, f.r, RevisitReport{Passed: "yes"}), r.want)
	}
}

func TestSupervisorsCall(t *testing.T) {
	f := resolved(t, "2025-03-14 08:00", complaint())
	f.must(f.call("clerk", reached("yes", 2)))
	for who, want := range map[string]Code{"clerk": Forbidden, "steward": Forbidden, "handler": Forbidden, "head": Forbidden, "quality": Forbidden} {
		wantCode(t, who, f.c.SupervisorCall(f.as(who), Moment{}, "已道歉"), want)
	}
	wantCode(t, "without a note", f.c.SupervisorCall(f.as("lead"), Moment{}, ""), Invalid)
	wantCode(t, "before the result", f.c.SupervisorCall(f.as("lead"), Moment{At: f.c.ResolvedAt - 1}, "已道歉"), Invalid)
	f.must(f.c.SupervisorCall(f.as("lead"), Moment{}, "已道歉"))
	if f.r.Satisfaction != 2 {
		t.Errorf("satisfaction %d: what the customer said stays", f.r.Satisfaction)
	}
	f.must(f.close("clerk"))
	wantCode(t, "once more", f.c.SupervisorCall(f.as("lead"), Moment{}, "已道歉"), Conflict)
}

func TestDeclineIsConfirmed(t *testing.T) {
	f := resolved(t, "2025-03-14 08:00", complaint())
	f.must(f.call("clerk", RevisitReport{Channel: "phone", Result: "refused"}))
	f.wantVerdict("a declined revisit is made", f.cycle().Revisit, Met)
	wantCode(t, "clerk", f.c.ConfirmDecline(f.as("clerk"), ""), Forbidden)
	f.must(f.c.ConfirmDecline(f.as("lead"), ""))
	if f.r.Satisfaction != 0 {
		t.Errorf("satisfaction %d of somebody who said nothing", f.r.Satisfaction)
	}
	f.must(f.close("clerk"))
	if f.c.ClosedUnconfirmed {
		t.Error("a declined revisit is no unconfirmed closing")
	}
}

func TestRoundsAndTheManager(t *testing.T) {
	f := resolved(t, "2025-03-14 08:00", complaint())
	for round := 1; round <= 2; round++ {
		if f.r.Round != round || f.r.AssigneeID != people["clerk"].ID {
			t.Errorf("round %d is %d of %d", round, f.r.Round, f.r.AssigneeID)
		}
		f.wait(time.Hour)
		f.must(f.call("clerk", reached("no", 0))).must(f.resolve())
	}
	if f.r.Round != 3 || f.r.AssigneeID != 0 {
		t.Errorf("the third round is %d of %d", f.r.Round, f.r.AssigneeID)
	}
	wantCode(t, "the third round by the clerk", f.call("clerk", reached("yes", 4)), Forbidden)
	wantCode(t, "the third round by the supervisor", f.call("lead", reached("yes", 4)), Forbidden)
	f.must(f.call("boss", reached("yes", 4))).must(f.close("clerk"))
	if f.cycle().Reworks != 2 || f.count("reworked") != 2 {
		t.Errorf("%d reworks", f.cycle().Reworks)
	}
}

func TestWhoIsNamedForTheRevisit(t *testing.T) {
	named := func(r Registration, level Level, who string) int64 {
		f := register(t, "2025-03-14 08:00", r)
		f.c.IntakeOwnerID = people[who].ID
		f.must(f.ack()).must(f.c.Assign(f.as("lead"), Dispatch{Department: "GC", HandlerID: people["handler"].ID, Level: level})).must(f.accept())
		f.must(f.propose(result()))
		if f.c.Approval == "pending" {
			f.must(f.approve())
		}
		f.must(f.c.Resolve(f.as("handler"), Told{Method: "phone", Whom: "本人"}))
		round := f.c.NewRevisit(people[who])
		return round.AssigneeID
	}
	for who, want := range map[string]int64{"clerk": people["clerk"].ID, "lead": people["lead"].ID, "steward": 0, "boss": 0, "handler": 0} {
		if got := named(complaint(), "", who); got != want {
			t.Errorf("%s took it in: named %d, want %d", who, got, want)
		}
	}
	if got := named(complaint(), Major, "clerk"); got != 0 {
		t.Errorf("a major complaint is left to %d", got)
	}
}

func TestRevisitClockKeepsItsMiss(t *testing.T) {
	f := resolved(t, "2025-03-14 08:00", complaint())
	due := f.cycle().Revisit.DueAt
	f.now = due + 1
	f.must(f.call("clerk", reached("no", 0)))
	if f.r.MissedDueAt != due || f.r.DoneAt != due+1 {
		t.Errorf("the round: done %s, missed %s", when(f.r.DoneAt), when(f.r.MissedDueAt))
	}
	wantMoment(t, "after the rework", f.cycle().Revisit.MissedDueAt, when(due))
	f.must(f.resolve()).must(f.call("clerk", reached("yes", 5)))
	f.wantVerdict("the cycle's revisit clock", f.cycle().Revisit, Late)
	if f.r.MissedDueAt != 0 || f.r.Late(f.now) {
		t.Errorf("the second round was made in time, missed %s", when(f.r.MissedDueAt))
	}
	if f.count("deadline_missed") != 1 {
		t.Errorf("%d misses in the log, want one a cycle and clock", f.count("deadline_missed"))
	}
}

func TestRevisitTypedAfterItsDueIsLate(t *testing.T) {
	for _, r := range []struct {
		now, typed int64 // from the due
		want       Verdict
		missed     bool
	}{{-1, -1, Met, false}, {0, 0, Met, false}, {0, -100, Met, false}, {1, 1, Late, true}, {1, 0, Late, true}, {9999, -50, Late, true}} {
		f := resolved(t, "2025-03-14 08:00", complaint())
		due := f.cycle().Revisit.DueAt
		if f.r.Late(due) || !f.r.Late(due+1) {
			t.Error("an open round is overdue from the second after its due")
		}
		f.now = due + r.now
		in := reached("yes", 5)
		in.At = Moment{At: due + r.typed}
		f.must(f.call("clerk", in))
		f.wantVerdict("revisit", f.cycle().Revisit, r.want)
		if (f.r.MissedDueAt != 0) != r.missed || f.r.Late(f.now) != r.missed {
			t.Errorf("made %d, typed %d s after the due: the round's miss %s", r.typed, r.now, when(f.r.MissedDueAt))
		}
	}
}
