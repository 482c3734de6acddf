package crm

import (
	"testing"
	"time"
)

const testAnchor = int64(1_741_945_800) // 2025-03-14 17:50 in Shanghai

// missedCase is a general complaint in work whose acknowledgement was late, whose response is overdue at three days and
// whose resolution falls due then.
func missedCase() *Case {
	c := &Case{ID: 1, Kind: Complaint, State: InProgress, Level: General, IntakeOwnerID: 10, HandlerID: 20, Department: "GC"}
	y := newCycle(1, testAnchor, DefaultSettings().spans(Complaint, General, false, true), 1)
	y.Ack.At, y.Ack.MetAt, y.Ack.MissedDueAt = y.Ack.DueAt+1, y.Ack.DueAt+1, y.Ack.DueAt
	c.Cycles = []Cycle{y}
	return c
}

func someone(id int64, role Role, department string) Staff {
	return Staff{ID: id, Roles: []Assignment{{Role: role, Department: department}}}
}

func TestWhoMayExplainAMiss(t *testing.T) {
	for _, test := range []struct {
		name    string
		by      Staff
		clock   ClockName
		handler int64
		want    bool
	}{
		{"who took it in, of the acknowledgement", someone(10, Clerk, ""), AckClock, 20, true},
		{"another clerk", someone(11, Clerk, ""), AckClock, 20, false},
		{"the handler, of the acknowledgement", someone(20, Handler, "GC"), AckClock, 20, false},
		{"the handler, of the response", someone(20, Handler, "GC"), ResponseClock, 20, true},
		{"who took it in, of the response", someone(10, Clerk, ""), ResponseClock, 20, false},
		{"a colleague while a handler is named", someone(21, Handler, "GC"), ResponseClock, 20, false},
		{"the department while nobody is named", someone(21, DeptHead, "GC"), ResponseClock, 0, true},
		{"another department", someone(21, DeptHead, "BJ"), ResponseClock, 0, false},
		{"the supervisor", someone(30, Supervisor, ""), ResponseClock, 20, true},
		{"the manager", someone(31, Manager, ""), AckClock, 20, true},
		{"quality", someone(32, Quality, ""), AckClock, 20, false},
	} {
		c := missedCase()
		c.HandlerID = test.handler
		m := Miss{Clock: test.clock, Reason: "人手不足"}
		err := c.ExplainMiss(Act{By: test.by, Now: testAnchor + 72*hour}, &m, c.ClockOwner(test.clock, 0), false)
		if got := err == nil; got != test.want {
			t.Errorf("%s: %v", test.name, err)
		}
		if err != nil && !Is(err, Forbidden) {
			t.Errorf("%s: refused as %v", test.name, err)
		}
	}
}

func TestReasonOfAMiss(t *testing.T) {
	now := testAnchor + 72*hour // the response is late, the resolution just not
	for _, test := range []struct {
		name     string
		in       Miss
		accepted bool
		want     Code
	}{
		{"plain", Miss{Clock: ResponseClock, Reason: "等待部门"}, false, ""},
		{"a late milestone too", Miss{Clock: AckClock, Cycle: 1, Reason: "登记过晚"}, false, ""},
		{"other without words", Miss{Clock: ResponseClock, Reason: "其他"}, false, Invalid},
		{"other with words", Miss{Clock: ResponseClock, Reason: "其他", Note: "台风停工"}, false, ""},
		{"no such reason", Miss{Clock: ResponseClock, Reason: "天气"}, false, Invalid},
		{"no reason", Miss{Clock: ResponseClock}, false, Invalid},
		{"no such clock", Miss{Clock: "lunch", Reason: "其他", Note: "x"}, false, Invalid},
		{"no such cycle", Miss{Clock: ResponseClock, Cycle: 2, Reason: "人手不足"}, false, Invalid},
		{"at its due nothing is missed", Miss{Clock: ResolutionClock, Reason: "人手不足"}, false, Conflict},
		{"a clock that has not begun", Miss{Clock: RevisitClock, Reason: "人手不足"}, false, Conflict},
		{"accepted is fixed", Miss{Clock: ResponseClock, Reason: "等待部门"}, true, Conflict},
	} {
		in := test.in
		err := missedCase().ExplainMiss(Act{By: someone(31, Manager, ""), Now: now}, &in, 0, test.accepted)
		if test.want == "" && err != nil || test.want != "" && !Is(err, test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
		if err == nil && in.Cycle != 1 {
			t.Errorf("%s: cycle %d", test.name, in.Cycle)
		}
	}
	m := Miss{Clock: ResolutionClock, Reason: "人手不足"}
	if err := missedCase().ExplainMiss(Act{By: someone(31, Manager, ""), Now: now + 1}, &m, 0, false); err != nil {
		t.Errorf("one second past its due: %v", err)
	}
}

func TestAcceptingAReason(t *testing.T) {
	for _, test := range []struct {
		name               string
		by                 Staff
		proposed, accepted bool
		want               Code
	}{
		{"manager", someone(31, Manager, ""), true, false, ""},
		{"supervisor", someone(30, Supervisor, ""), true, false, Forbidden},
		{"nothing proposed", someone(31, Manager, ""), false, false, Conflict},
		{"twice", someone(31, Manager, ""), true, true, Conflict},
	} {
		err := missedCase().AcceptMiss(Act{By: test.by, Now: testAnchor + 72*hour}, &Miss{Clock: ResponseClock}, test.proposed, test.accepted)
		if test.want == "" && err != nil || test.want != "" && !Is(err, test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestLadder(t *testing.T) {
	want := map[string]int64{"ack_major": 2, "ack_half": 12, "ack_late": 18, "ack_due": 24, "response_soon": 80, "response_due": 100, "response_over": 150,
		"resolution_soon": 80 + 30, "resolution_due": 100 + 30, "resolution_over": 150 + 30, "revisit_due": 100, "revisit_over": 124}
	for _, r := range Ladder {
		k, paused := Clock{AnchorAt: testAnchor, DueAt: testAnchor + 100*hour}, int64(0)
		switch r.Clock {
		case AckClock:
			k.DueAt = testAnchor + 24*hour
		case ResolutionClock: // 100 hours of work and 30 of waiting for the customer
			k.DueAt, paused = testAnchor+130*hour, 30*hour
		}
		if got := r.MomentOf(k, paused) - testAnchor; got != want[r.Code]*hour {
			t.Errorf("%s after %s, want %d hours", r.Code, time.Duration(got)*time.Second, want[r.Code])
		}
		delete(want, r.Code)
	}
	for code := range want {
		t.Errorf("%s is no rung", code)
	}
}

// TestEndedCaseHasNoOpenClock: an ended case asks nobody for anything, and no miss is lost by ending it.
func TestEndedCaseHasNoOpenClock(t *testing.T) {
	c := missedCase()
	c.Cycles[0].Ack = Clock{AnchorAt: testAnchor, DueAt: testAnchor + 24*hour}
	now := testAnchor + 24*hour + 1
	c.Begin()
	if err := c.Withdraw(Act{By: someone(11, Clerk, ""), Now: now}, Withdrawal{Method: "phone", Reason: "客户自己解决了"}); err != nil {
		t.Fatal(err)
	}
	want := map[ClockName]Verdict{AckClock: Missed, ResponseClock: NotApplicable, ResolutionClock: NotApplicable, RevisitClock: NotApplicable}
	for name, verdict := range want {
		k := c.Current().Clock(name)
		if k.Open() || k.Verdict(now+100*hour) != verdict {
			t.Errorf("%s: open %v, %s", name, k.Open(), k.Verdict(now+100*hour))
		}
	}
}
