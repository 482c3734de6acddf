package crm

import "testing"

func tries(moments ...string) (list []RevisitAttempt) {
	for _, m := range moments {
		result := "no_answer"
		if n := len(m) - len("+asked_later"); n > 0 && m[n:] == "+asked_later" {
			m, result = m[:n], "asked_later"
		}
		list = append(list, RevisitAttempt{At: at(m), Channel: "phone", Result: result})
	}
	return list
}

func TestRuleOfThree(t *testing.T) {
	for _, r := range []struct {
		name  string
		tries []RevisitAttempt
		want  string
	}{
		{"two dates, two bands", tries("2025-03-17 09:00", "2025-03-17 14:00", "2025-03-18 09:00"), "2025-03-18 09:00:00"},
		{"two attempts", tries("2025-03-17 09:00", "2025-03-18 14:00"), "none"},
		{"four hours exactly", tries("2025-03-17 10:00", "2025-03-17 14:00", "2025-03-18 10:00"), "2025-03-18 10:00:00"},
		{"one second less", tries("2025-03-17 10:00:01", "2025-03-17 14:00:00", "2025-03-18 10:00"), "none"},
		{"one date", tries("2025-03-17 09:00", "2025-03-17 13:00", "2025-03-17 18:00"), "none"},
		{"one band", tries("2025-03-17 09:00", "2025-03-18 10:00", "2025-03-19 11:59:59"), "none"},
		{"noon is the afternoon", tries("2025-03-17 09:00", "2025-03-18 10:00", "2025-03-19 12:00"), "2025-03-19 12:00:00"},
		{"six is the evening", tries("2025-03-17 17:59", "2025-03-18 17:59", "2025-03-19 18:00"), "2025-03-19 18:00:00"},
		{"before nine", tries("2025-03-17 08:59:59", "2025-03-17 14:00", "2025-03-18 09:00"), "none"},
		{"from eight in the evening", tries("2025-03-17 20:00", "2025-03-18 09:00", "2025-03-18 14:00"), "none"},
		{"last second of the evening", tries("2025-03-17 19:59:59", "2025-03-18 09:00", "2025-03-18 14:00"), "2025-03-18 14:00:00"},
		{"any three of them", tries("2025-03-17 11:00", "2025-03-17 14:59", "2025-03-18 11:00", "2025-03-19 11:00"), "2025-03-19 11:00:00"},
		{"typed out of order", tries("2025-03-18 09:00", "2025-03-17 14:00", "2025-03-17 09:00"), "2025-03-18 09:00:00"},
		{"a fourth changes nothing", tries("2025-03-17 09:00", "2025-03-17 14:00", "2025-03-18 09:00", "2025-03-19 09:00"), "2025-03-18 09:00:00"},
		{"asked to call later is no attempt in vain", tries("2025-03-17 09:00", "2025-03-17 14:00+asked_later", "2025-03-18 09:00"), "none"},
	} {
		wantMoment(t, r.name, thirdTry(r.tries, shanghai), r.want)
	}
}

// unanswered is a complaint resolved on Monday at 08:00 and three calls in vain, the third on Tuesday at 10:00.
func unanswered(t *testing.T) *file {
	f := inWork(t, "2025-03-17 07:00", complaint()).at("2025-03-17 08:00")
	f.must(f.resolve())
	for _, m := range []string{"2025-03-17 10:00", "2025-03-17 14:00", "2025-03-18 10:00"} {
		f.at(m).must(f.call("clerk", RevisitReport{Channel: "phone", Result: "no_answer"}))
	}
	return f
}

func TestNobodyReachedByTheFullRule(t *testing.T) {
	f := unanswered(t)
	wantCode(t, "closed without a notice", f.close("lead"), Conflict)
	f.at("2025-03-18 11:00").must(f.c.Notify(f.as("clerk"), f.r, Moment{}, "message"))
	wantMoment(t, "the gate opens", f.c.GateOpensAt, "2025-03-22 00:00:00") // three days end with the 21st
	f.at("2025-03-21 23:59:59")
	wantCode(t, "one second early", f.close("lead"), Conflict)
	f.at("2025-03-22 00:00:00")
	wantCode(t, "by the handler", f.close("handler"), Forbidden)
	f.must(f.close("lead"))
	if !f.c.ClosedUnconfirmed || f.r.Status != "unreachable" || f.r.DoneAt != at("2025-03-18 10:00") {
		t.Errorf("unconfirmed %v, round %s done %s", f.c.ClosedUnconfirmed, f.r.Status, when(f.r.DoneAt))
	}
	f.wantVerdict("the third attempt counts", f.cycle().Revisit, Met)
	f.must(f.c.Reopen(f.as("clerk"), Moment{}, "没修好"))
	if f.c.ClosedUnconfirmed {
		t.Error("reopened and still marked")
	}
}

func TestThirdAttemptAgainstTheDue(t *testing.T) {
	for after, want := range map[int64]Verdict{-1: Met, 0: Met, 1: Late} {
		f := inWork(t, "2025-03-17 07:00", complaint()).at("2025-03-17 15:00")
		f.must(f.resolve()) // due Thursday 15:00
		for _, m := range []int64{at("2025-03-17 18:30"), at("2025-03-18 10:00"), f.cycle().Revisit.DueAt + after} {
			f.now = m
			f.must(f.call("clerk", RevisitReport{Channel: "phone", Result: "no_answer"}))
		}
		f.c.NoteMisses(f.as("clerk"))
		f.at("2025-03-21 09:00").must(f.c.Notify(f.as("clerk"), f.r, Moment{}, "note")).at("2025-03-25 00:00").must(f.close("lead"))
		f.wantVerdict("third attempt, seconds after the due", f.cycle().Revisit, want)
	}
}

func TestWrittenNotice(t *testing.T) {
	f := unanswered(t).at("2025-03-18 12:00")
	for method, want := range map[string]Code{"phone": Invalid, "face": Invalid, "posted": Invalid, "": Invalid} {
		wantCode(t, "by "+method, f.c.Notify(f.as("clerk"), f.r, Moment{}, method), want)
	}
	wantCode(t, "before the third attempt", f.c.Notify(f.as("clerk"), f.r, f.moment("2025-03-18 09:59:59"), "note"), Invalid)
	wantCode(t, "by the handler", f.c.Notify(f.as("handler"), f.r, Moment{}, "note"), Forbidden)
	f.must(f.c.Notify(f.as("clerk"), f.r, f.moment("2025-03-18 10:00:00"), "email"))
	wantCode(t, "twice", f.c.Notify(f.as("clerk"), f.r, Moment{}, "note"), Conflict)
	two := resolved(t, "2025-03-17 08:00", complaint()).at("2025-03-17 10:00")
	two.must(two.call("clerk", RevisitReport{Channel: "phone", Result: "no_answer"}))
	wantCode(t, "after one attempt", two.c.Notify(two.as("clerk"), two.r, Moment{}, "note"), Invalid)
}

func TestReachedAfterTheNotice(t *testing.T) {
	f := unanswered(t).at("2025-03-18 11:00")
	f.must(f.c.Notify(f.as("clerk"), f.r, Moment{}, "message")).at("2025-03-19 10:00")
	f.must(f.call("clerk", reached("no", 1)))
	if f.c.State != InProgress || f.c.GateOpensAt != 0 {
		t.Errorf("%s, gate opens %s", f.c.State, when(f.c.GateOpensAt))
	}
	f.at("2025-03-23 10:00")
	wantCode(t, "closed by the old notice", f.close("lead"), Conflict)
	f.must(f.resolve())
	wantCode(t, "closed by the old attempts", f.close("lead"), Conflict)
	wantCode(t, "a notice in the new round", f.c.Notify(f.as("clerk"), f.r, Moment{}, "message"), Invalid)
}
