package crm

import (
	"slices"
	"strings"
	"testing"
)

// whileOpen is what may be done with any open complaint.
const whileOpen = "withdrawal report-up merge cause intake-owner level category receipt targets recusal notes"

// scenes are a general complaint in building 3, in every state this product reaches; "handler" of GC has it once it is
// handed out.
var scenes = []struct {
	name     string
	assigned bool
	make     func(t *testing.T) *file
	may      string // what somebody may do then (domain.md §3.3)
}{
	{"registered", false, func(t *testing.T) *file { return register(t, "2025-03-14 08:00", complaint()) }, "acknowledgement ack-attempts assists kind voiding " + whileOpen},
	{"acknowledged", false, func(t *testing.T) *file { f := register(t, "2025-03-14 08:00", complaint()); return f.must(f.ack()) }, "assignment assists kind " + whileOpen},
	{"assigned", true, func(t *testing.T) *file {
		f := register(t, "2025-03-14 08:00", complaint())
		return f.must(f.ack()).must(f.assign())
	}, "acceptance return response assists kind " + whileOpen},
	{"in_progress", true, func(t *testing.T) *file { return inWork(t, "2025-03-14 08:00", complaint()) }, "investigation response proposal resolution transfer assists kind " + whileOpen},
	{"answered", true, func(t *testing.T) *file {
		f := inWork(t, "2025-03-14 08:00", complaint())
		return f.must(f.respond())
	}, "investigation proposal resolution hold transfer assists " + whileOpen},
	{"on hold", true, func(t *testing.T) *file { f := answered(t); return f.must(f.hold("third_party", "2025-03-20")) }, "investigation resumption hold assists " + whileOpen},
	{"approval pending", true, func(t *testing.T) *file {
		f := inWork(t, "2025-03-14 08:00", complaint())
		return f.must(f.propose(invalid()))
	}, "investigation response proposal approval assists kind " + whileOpen},
	{"pending_revisit", true, func(t *testing.T) *file { return resolved(t, "2025-03-14 08:00", complaint()) }, "revisits revisit-notice rework " + whileOpen},
	{"dissatisfied", true, func(t *testing.T) *file {
		f := resolved(t, "2025-03-14 08:00", complaint())
		return f.must(f.call("clerk2", reached("yes", 1)))
	}, "supervisor-call rework " + whileOpen},
	{"declined", true, func(t *testing.T) *file {
		f := resolved(t, "2025-03-14 08:00", complaint())
		return f.must(f.call("clerk2", RevisitReport{Channel: "phone", Result: "refused"}))
	}, "decline-confirmation rework " + whileOpen},
	{"called back", true, func(t *testing.T) *file {
		f := resolved(t, "2025-03-14 08:00", complaint())
		return f.must(f.call("clerk2", reached("yes", 4)))
	}, "closure rework " + whileOpen},
	{"closed", true, func(t *testing.T) *file { return closed(t, "2025-03-14 08:00", complaint()) }, "reopening receipt notes"},
	{"withdrawn", false, func(t *testing.T) *file {
		f := register(t, "2025-03-14 08:00", complaint())
		return f.must(f.c.Withdraw(f.as("clerk2"), Withdrawal{Method: "phone", Reason: "不追究"}))
	}, "receipt notes"},
	{"of a group", false, func(t *testing.T) *file {
		f := register(t, "2025-03-14 08:00", complaint())
		return f.must(f.c.Join(f.as("clerk"), lift()))
	}, "acknowledgement ack-attempts assists voiding " + strings.Replace(whileOpen, " cause", " cause/leaving", 1)},
	{"merged", false, func(t *testing.T) *file {
		a, b := alike(t, "2025-03-14 08:00", "2025-03-14 08:00")
		a.must(merge(a, b, "2025-03-14 09:00"))
		return b
	}, "unmerge"},
}

// persons are those who may ever do an action on that complaint, before and after it was handed out (domain.md §0, §3.3).
func persons(a Action, assigned, ended bool) string {
	desk, work := "clerk clerk2 steward lead lead2 boss boss2", "steward lead lead2 boss boss2"
	leads := "lead lead2 boss boss2"
	if assigned {
		work += " handler head"
	}
	switch a {
	case DoAcknowledge, DoAckAttempt, DoReopen, DoWithdraw, DoRevisit, DoRevisitNotice, DoJoin, DoLeave:
		return desk
	case DoAssign, DoClose:
		return "clerk clerk2 " + leads
	case DoAccept, DoResume, DoInvestigate, DoPropose, DoResolve:
		return work
	case DoReturn:
		if assigned {
			return "handler"
		}
		return work
	case DoRespond, DoComplete:
		return desk + " " + work
	case DoTransfer:
		if assigned {
			return leads + " head"
		}
		return leads
	case DoReceipt:
		return leads + " quality"
	case DoAnnul:
		return "quality"
	case DoHazard:
		return desk + " " + work
	case DoAskReview:
		return desk
	case DoDecideReview:
		return "boss boss2 quality executive"
	case DoAssist, DoAssistDone:
		return work
	case DoTarget:
		return desk
	case DoRecuse: // who cannot see the case is not let in by the store
		return desk + " handler cleaner head quality executive privacy committee sysadmin"
	case DoTranscript: // who took it in, of that channel alone
		return "clerk " + leads
	case DoNote:
		if ended {
			return leads
		}
		return desk + " " + work
	case DoReportUp:
		return desk + " handler cleaner head quality" // who cannot see the case is not let in by the store
	}
	return leads // verification, approval, decline, supervisor's call, rework, confirmed withdrawal
}

func TestWhoMayDoWhatWhen(t *testing.T) {
	asked := 0
	for _, s := range scenes {
		f := s.make(t)
		if s.assigned != (f.c.HandlerID != 0) {
			t.Fatalf("%s: handler %d", s.name, f.c.HandlerID)
		}
		for _, a := range Actions {
			for who := range people {
				want := Code("")
				switch {
				case !slices.Contains(strings.Fields(persons(a.Code, s.assigned, !f.c.State.Open())), who):
					want = Forbidden
				case !slices.Contains(strings.Fields(s.may), string(a.Code)):
					want = Conflict
				}
				wantCode(t, s.name+": "+who+", "+string(a.Code), f.c.may(a.Code, f.as(who)), want)
				asked++
			}
		}
	}
	if asked != len(scenes)*len(Actions)*len(people) || asked < 3000 {
		t.Errorf("%d questions asked", asked)
	}
}

func TestImportantAndMajorAreNotTheClerks(t *testing.T) {
	for _, level := range []Level{Important, Major} {
		f := atLevel(t, level)
		f.must(f.ack())
		wantCode(t, string(level)+": a clerk hands it out", f.assignAs("clerk"), Forbidden)
		f.must(f.assign()).must(f.accept()).must(f.propose(result()))
		for who, want := range map[string]Code{"lead": "", "boss": "", "clerk": Forbidden, "quality": Forbidden, "head": Forbidden} {
			if level == Major && who == "lead" {
				want = Forbidden
			}
			wantCode(t, string(level)+": "+who+" approves", f.c.may(DoApprove, f.as(who)), want)
		}
		f.must(f.approve()).must(f.resolve())
		for who, want := range map[string]Code{"clerk": "", "steward": "", "lead": "", "boss": "", "boss2": "", "handler": Forbidden} {
			if level == Major && !strings.HasPrefix(who, "boss") {
				want = Forbidden
			}
			wantCode(t, string(level)+": "+who+" calls back", f.c.may(DoRevisit, f.as(who)), want)
		}
		f.must(f.call("boss2", reached("yes", 5)))
		wantCode(t, string(level)+": a clerk closes", f.close("clerk"), Forbidden)
		f.must(f.close("lead"))
	}
}

func (f *file) assignAs(who string) error {
	return f.c.Assign(f.as(who), Dispatch{Department: "GC", HandlerID: people["handler"].ID})
}

func TestWhoeverHasTheCaseWorksOnIt(t *testing.T) {
	for _, who := range []string{"clerk", "steward", "lead", "cleaner"} {
		f := register(t, "2025-03-14 08:00", complaint())
		f.must(f.ack()).must(f.c.Assign(f.as("boss"), Dispatch{Department: "GC", HandlerID: people[who].ID}))
		f.must(f.c.Accept(f.as(who), "去看"))
		p := result()
		f.must(f.tell(who, Told{Proposal: &p}))
		if f.c.ResolverID != people[who].ID {
			t.Errorf("%s told the result, the case says %d", who, f.c.ResolverID)
		}
		wantCode(t, who+" calls back after their own work", f.call(who, reached("yes", 5)), Forbidden)
		f.must(f.call("boss", reached("yes", 5)))
		wantCode(t, who+" closes their own work", f.close(who), Forbidden)
	}
	other := register(t, "2025-03-14 08:00", complaint())
	other.must(other.ack()).must(other.assign())
	for who, want := range map[string]Code{"clerk": Forbidden, "cleaner": Forbidden, "quality": Forbidden, "head": "", "steward": "", "lead": ""} {
		wantCode(t, who+" accepts what is another's", other.c.may(DoAccept, other.as(who)), want)
	}
	away := other.as("steward")
	away.By.Roles = []Assignment{{Role: Steward, Buildings: []string{"13"}}}
	wantCode(t, "a steward of another building", other.c.may(DoAccept, away), Forbidden)
}

func TestConflictRules(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	f.must(f.c.Propose(f.as("lead"), invalid()))
	wantCode(t, "who proposed the invalidity approves it", f.c.Approve(f.as("lead"), "approve", ""), Forbidden)
	wantCode(t, "refused without a reason", f.c.Approve(f.as("lead2"), "refuse", ""), Invalid)
	wantCode(t, "neither", f.c.Approve(f.as("lead2"), "perhaps", ""), Invalid)
	f.must(f.c.Approve(f.as("lead2"), "approve", ""))
	f.must(f.tell("lead", Told{}))
	for who, want := range map[string]Code{"handler": Forbidden, "lead": Forbidden, "lead2": Forbidden, "clerk": "", "boss": ""} {
		wantCode(t, who+" calls back", f.c.may(DoRevisit, f.as(who)), want)
	}
	f.must(f.call("clerk", reached("yes", 2)))
	wantCode(t, "who told the result makes the supervisor's call", f.c.SupervisorCall(f.as("lead"), Moment{}, "已说明"), Forbidden)
	f.must(f.c.SupervisorCall(f.as("lead2"), Moment{}, "已说明"))
	wantCode(t, "who told the result closes", f.close("lead"), Forbidden)
	f.must(f.close("lead2"))

	own := register(t, "2025-03-14 08:00", complaint())
	own.must(own.ack()).must(own.c.Assign(own.as("boss"), Dispatch{Department: "GC", HandlerID: people["lead"].ID}))
	own.must(own.c.Accept(own.as("lead"), "去看")).must(own.c.Propose(own.as("head"), invalid()))
	wantCode(t, "the handler approves the invalidity another proposed", own.c.Approve(own.as("lead"), "approve", ""), Forbidden)
	own.must(own.c.Approve(own.as("boss"), "approve", "")).must(own.tell("head", Told{})).must(own.call("clerk", RevisitReport{Channel: "phone", Result: "refused"}))
	wantCode(t, "the handler confirms the decline", own.c.ConfirmDecline(own.as("lead"), ""), Forbidden)
	own.must(own.c.ConfirmDecline(own.as("lead2"), ""))
	wantCode(t, "the handler closes what another told", own.close("lead"), Forbidden)
}
