package crm

import "testing"

// TestDeadlineFromOutside follows a deadline of 2025-03-16 08:00 through what can become of a case of 2025-03-14 08:00.
func TestDeadlineFromOutside(t *testing.T) {
	const due = "2025-03-16 08:00"
	begin := func() *file {
		r := complaint()
		r.ExternalDue = Moment{At: at(due)}
		f := register(t, "2025-03-14 08:00", r)
		return f.must(f.ack()).must(f.assign()).must(f.accept())
	}
	resolvedAt := func(now string) *file {
		f := begin()
		f.now = at(now)
		return f.must(f.resolve())
	}
	want := func(f *file, what, now string, verdict Verdict) {
		t.Helper()
		if got := f.c.ExternalClock().Verdict(at(now)); got != verdict {
			t.Errorf("%s: %s, want %s", what, got, verdict)
		}
	}
	open := begin()
	want(open, "open", "2025-03-15 00:00", Running)
	want(open, "a fifth of the span before", "2025-03-15 22:24", DueSoon)
	want(open, "on the due", due, DueSoon)
	want(open, "a second later", "2025-03-16 08:00:01", Missed)
	want(resolvedAt(due), "told on the due", "2025-06-01 12:00", Met)
	want(resolvedAt("2025-03-16 08:00:01"), "told a second later", "2025-06-01 12:00", Late)

	again := resolvedAt("2025-03-15 08:00").at("2025-03-15 10:00")
	want(again.must(again.call("clerk", reached("no", 2))), "not solved, back in work", "2025-03-15 12:00", Running)
	want(again, "not solved, back in work", "2025-03-17 12:00", Missed)

	reopened := resolvedAt("2025-03-15 08:00").at("2025-03-15 10:00")
	reopened.must(reopened.call("clerk", reached("yes", 5))).must(reopened.close("lead"))
	reopened.now = at("2025-03-15 20:00")
	reopened.must(reopened.c.Reopen(reopened.as("clerk"), Moment{}, "又脏了"))
	want(reopened, "answered, reopened later", "2025-03-20 12:00", Met)

	for now, verdict := range map[string]Verdict{"2025-03-16 08:00": NotApplicable, "2025-03-16 08:00:01": Missed} {
		f := begin()
		f.now = at(now)
		f.must(f.c.Withdraw(f.as("clerk"), Withdrawal{Method: "phone", Reason: "自己解决了"}))
		want(f, "withdrawn "+now, "2025-06-01 12:00", verdict)
	}
	none := register(t, "2025-03-14 08:00", complaint())
	want(none, "no deadline", "2025-06-01 12:00", NotApplicable)
}
