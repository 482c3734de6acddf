package crm

import (
	"strings"
	"testing"
	"time"
)

// evidence of a moment typed afterwards.
const evidence = "通话记录 17"

func TestAckTypedAfterwards(t *testing.T) {
	for _, r := range []struct {
		typed, now string
		pending    bool
		before     Verdict // until somebody verifies it
		after      Verdict // verified
	}{
		{"2025-03-15 07:59", "2025-03-15 08:00:00", false, Met, ""}, // the due itself is now: nothing lies between
		{"2025-03-15 07:59", "2025-03-15 08:00:01", true, Missed, Met},
		{"2025-03-15 08:00:00", "2025-03-15 08:00:01", true, Missed, Met}, // equal is on time
		{"2025-03-15 08:00:01", "2025-03-15 08:00:02", false, Late, ""},
		{"2025-03-14 08:00:00", "2025-03-20 10:00", true, Missed, Met},
		{"2025-03-15 09:00", "2025-03-15 10:00", false, Late, ""},
	} {
		f := register(t, "2025-03-14 08:00", complaint()).at(r.now)
		f.must(f.c.Acknowledge(f.as("clerk"), offline(r.typed)))
		if f.cycle().Ack.Pending != r.pending {
			t.Errorf("confirmed %s, typed %s: waits %v", r.typed, r.now, f.cycle().Ack.Pending)
		}
		f.wantVerdict("confirmed "+r.typed, f.cycle().Ack, r.before)
		if r.pending {
			f.must(f.c.Verify(f.as("boss"), AckClock, 0, "ok", ""))
			f.wantVerdict("verified "+r.typed, f.cycle().Ack, r.after)
		}
	}
}

func TestWhoVerifies(t *testing.T) {
	typed := func(by string) *file {
		f := register(t, "2025-03-14 08:00", complaint()).at("2025-03-15 09:00")
		in := offline("2025-03-14 17:00")
		return f.must(f.c.Acknowledge(f.as(by), in))
	}
	for who, want := range map[string]Code{"clerk": Forbidden, "clerk2": Forbidden, "steward": Forbidden, "handler": Forbidden, "head": Forbidden, "quality": Forbidden, "lead": Forbidden, "lead2": "", "boss": ""} {
		f := typed("lead")
		wantCode(t, who+" verifies what the supervisor typed", f.c.Verify(f.as(who), AckClock, 1, "ok", ""), want)
	}
	f := typed("clerk")
	wantCode(t, "unknown clock", f.c.Verify(f.as("lead"), "tea", 1, "ok", ""), Invalid)
	wantCode(t, "the revisit clock", f.c.Verify(f.as("lead"), RevisitClock, 1, "ok", ""), Invalid)
	wantCode(t, "unknown cycle", f.c.Verify(f.as("lead"), AckClock, 2, "ok", ""), Invalid)
	wantCode(t, "negative cycle", f.c.Verify(f.as("lead"), AckClock, -1, "ok", ""), Invalid)
	wantCode(t, "no verdict", f.c.Verify(f.as("lead"), AckClock, 1, "", ""), Invalid)
	wantCode(t, "nothing waits", f.c.Verify(f.as("lead"), ResponseClock, 1, "ok", ""), Conflict)
	f.must(f.c.Verify(f.as("lead"), AckClock, 1, "ok", ""))
	wantCode(t, "twice", f.c.Verify(f.as("lead"), AckClock, 1, "refused", ""), Conflict)
}

func TestRefusedAckIsOpenAgain(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint()).at("2025-03-15 09:00")
	f.must(f.c.Acknowledge(f.as("clerk"), offline("2025-03-14 17:00")))
	f.must(f.c.Verify(f.as("lead"), AckClock, 1, "refused", "电话没有接通"))
	f.wantVerdict("ack", f.cycle().Ack, Missed)
	if f.c.State != Registered || f.cycle().Ack.At != 0 || f.cycle().Ack.Pending {
		t.Errorf("%s, %+v", f.c.State, f.cycle().Ack)
	}
	f.must(f.ack())
	f.wantVerdict("confirmed now", f.cycle().Ack, Late)
	wantMoment(t, "milestone", f.cycle().Ack.MetAt, "2025-03-15 09:00:00")
}

func TestRefusedAckOfAWorkedCaseMustBeMadeGood(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint()).at("2025-03-15 09:00")
	f.must(f.c.Acknowledge(f.as("clerk"), offline("2025-03-14 17:00"))).must(f.assign()).must(f.accept())
	f.must(f.c.Verify(f.as("lead"), AckClock, 1, "refused", ""))
	if f.c.State != InProgress {
		t.Errorf("state %s", f.c.State)
	}
	wantCode(t, "resolved unconfirmed", f.resolve(), Conflict)
	f.must(f.ack()).must(f.resolve())
}

func TestResponseWithoutEvidenceWaits(t *testing.T) {
	for _, r := range []struct {
		typed, evidence string
		pending         bool
	}{
		{"2025-03-14 11:45:00", "", false}, {"2025-03-14 11:44:59", "", true}, {"2025-03-14 11:44:59", evidence, false}, {"", "", false},
	} {
		f := inWork(t, "2025-03-14 08:00", complaint()).at("2025-03-14 12:00")
		in := Response{Method: "phone", Text: "明天完成", Evidence: r.evidence}
		if r.typed != "" {
			in.At = f.moment(r.typed)
		}
		f.must(f.c.Respond(f.as("handler"), in))
		k := f.cycle().Response
		if k.Pending != r.pending || (k.MetAt == 0) != r.pending {
			t.Errorf("answered %q with evidence %q: waits %v, counts %s", r.typed, r.evidence, k.Pending, when(k.MetAt))
		}
		want := map[bool]Verdict{true: Running, false: Met}[r.pending]
		f.wantVerdict("response", k, want)
	}
}

func TestPendingMomentIsMissedAtTheDueAndProvenLater(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint()).at("2025-03-16 07:00")
	f.must(f.c.Respond(f.as("handler"), Response{At: f.moment("2025-03-15 10:00"), Method: "phone", Text: "明天完成"}))
	f.wantVerdict("before the due", f.cycle().Response, DueSoon)
	f.at("2025-03-16 08:00:01")
	if !f.c.NoteMisses(f.as("clerk")) {
		t.Error("no miss written")
	}
	f.wantVerdict("after the due", f.cycle().Response, Missed)
	f.must(f.c.Verify(f.as("lead"), ResponseClock, 0, "ok", ""))
	f.wantVerdict("verified", f.cycle().Response, Met)
}

func TestRefusedResponse(t *testing.T) {
	open := inWork(t, "2025-03-14 08:00", complaint()).at("2025-03-14 12:00")
	open.must(open.c.Respond(open.as("handler"), Response{At: open.moment("2025-03-14 09:00"), Method: "phone", Text: "明天完成"}))
	open.must(open.c.Verify(open.as("lead"), ResponseClock, 0, "refused", ""))
	open.must(open.respond())
	wantMoment(t, "answered again", open.cycle().Response.MetAt, "2025-03-14 12:00:00")

	told := inWork(t, "2025-03-14 08:00", complaint()).at("2025-03-14 12:00")
	told.must(told.c.Respond(told.as("handler"), Response{At: told.moment("2025-03-14 09:00"), Method: "phone", Text: "明天完成"}))
	told.at("2025-03-15 12:00").must(told.resolve())
	told.at("2025-03-15 13:00").must(told.c.Verify(told.as("lead"), ResponseClock, 0, "refused", ""))
	wantMoment(t, "the result is the response", told.cycle().Response.MetAt, "2025-03-15 12:00:00")
}

func TestRefusedResolutionCountsFromWhenItWasTyped(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint()).at("2025-03-17 09:00")
	p := result()
	f.must(f.tell("handler", Told{At: f.moment("2025-03-16 09:00"), Method: "phone", Whom: "本人", Evidence: evidence, Proposal: &p}))
	f.wantVerdict("told before the due, typed after it", f.cycle().Resolution, Missed)
	f.at("2025-03-17 10:00").must(f.c.Verify(f.as("lead"), ResolutionClock, 0, "refused", ""))
	f.wantVerdict("refused", f.cycle().Resolution, Late)
	wantMoment(t, "milestone", f.cycle().Resolution.MetAt, "2025-03-17 09:00:00")
	wantMoment(t, "resolved at", f.c.ResolvedAt, "2025-03-17 09:00:00")
	f.at("2025-03-18 09:00").must(f.call("clerk", reached("no", 0)))
	if f.cycle().PausedSecs != 24*3600 {
		t.Errorf("paused %d s: what nobody could prove must not stop the clock", f.cycle().PausedSecs)
	}
}

func TestReworkBeforeTheVerificationPausesFromTheTyping(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint()).at("2025-03-17 07:00")
	p := result()
	f.must(f.tell("handler", Told{At: f.moment("2025-03-14 09:00"), Method: "phone", Whom: "本人", Proposal: &p}))
	f.at("2025-03-17 07:30").must(f.call("clerk", reached("no", 0)))
	if f.cycle().PausedSecs != 1800 {
		t.Errorf("paused %d s, want the half hour since it was typed", f.cycle().PausedSecs)
	}
}

func TestMissThatMovedAwayCanStillBeProven(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	f.must(f.ack()).at("2025-03-17 09:00")
	f.must(f.c.Assign(f.as("lead"), Dispatch{Department: "GC", HandlerID: people["handler"].ID, Level: Important, ToldNewDate: Moment{At: f.now}})).must(f.accept())
	f.must(f.propose(result())).must(f.approve())
	f.must(f.c.Respond(f.as("handler"), Response{At: f.moment("2025-03-15 10:00"), Method: "phone", Text: "明天完成", Evidence: evidence}))
	f.wantVerdict("response", f.cycle().Response, Missed)
	f.must(f.c.Verify(f.as("lead"), ResponseClock, 0, "ok", ""))
	f.wantVerdict("response, proven", f.cycle().Response, Met)
}

func TestVerifyFindsTheCycle(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint()).at("2025-03-15 09:00")
	f.must(f.c.Acknowledge(f.as("clerk"), offline("2025-03-14 17:00"))).must(f.assign()).must(f.accept()).must(f.resolve())
	f.must(f.call("clerk", reached("yes", 5))).must(f.close("lead"))
	f.wait(time.Hour)
	f.must(f.c.Reopen(f.as("clerk"), Moment{}, "又漏了")).must(f.ack())
	f.must(f.c.Verify(f.as("lead"), AckClock, 0, "ok", ""))
	if k := f.c.Cycles[0].Ack; k.Pending || f.verdict(k) != Met || f.c.Pending() {
		t.Errorf("the first cycle's acknowledgement: %+v", k)
	}
}

func TestTheLogSaysWhenItHappened(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint()).at("2025-03-14 12:00")
	_, err := f.c.TryAck(f.as("clerk"), "phone", "no_answer", f.moment("2025-03-14 09:30"))
	f.must(err)
	f.must(f.c.Withdraw(f.as("clerk"), Withdrawal{At: f.moment("2025-03-14 11:15"), Method: "phone", Reason: "自己解决了"}))
	for kind, want := range map[string]string{"ack_attempted": "2025-03-14 09:30:00", "withdrawn": "2025-03-14 11:15:00"} {
		for _, e := range f.c.Events() {
			if e.Kind == kind && !strings.Contains(e.Note, want) {
				t.Errorf("%s says %q, want %s in it", kind, e.Note, want)
			}
		}
	}
}

func TestMachineClockRunsBackwards(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	f.now -= 60
	f.must(f.ack())
	wantMoment(t, "confirmed, not before the receipt", f.cycle().Ack.MetAt, "2025-03-14 08:00:00")
	last := f.c.Events()[len(f.c.Events())-1]
	if last.EventAt != at("2025-03-14 08:00") || !last.Forced {
		t.Errorf("event at %s, forced %v", when(last.EventAt), last.Forced)
	}
}
