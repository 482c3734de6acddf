package crm

import (
	"testing"
	"time"
)

// dues are the four dues of a cycle in words.
func (f *file) wantDues(cycle int, ack, response, resolution, revisit string) {
	f.t.Helper()
	y := f.c.Cycles[cycle-1]
	wantMoment(f.t, "ack due", y.Ack.DueAt, ack)
	wantMoment(f.t, "response due", y.Response.DueAt, response)
	wantMoment(f.t, "resolution due", y.Resolution.DueAt, resolution)
	wantMoment(f.t, "revisit due", y.Revisit.DueAt, revisit)
}

func TestE1WeekendCounts(t *testing.T) {
	f := register(t, "2025-03-14 17:50:00", complaint())
	f.wantDues(1, "2025-03-15 17:50:00", "2025-03-16 17:50:00", "2025-03-17 17:50:00", "none")
}

func TestE2ToldToAGuardInTheEvening(t *testing.T) {
	r := complaint()
	r.Received, r.LateEntry = Moment{At: at("2025-03-14 20:10")}, "relayed"
	f := register(t, "2025-03-15 09:05", r)
	wantMoment(t, "anchor", f.cycle().AnchorAt, "2025-03-14 20:10:00")
	f.wantDues(1, "2025-03-15 20:10:00", "2025-03-16 20:10:00", "2025-03-17 20:10:00", "none")
	if f.c.LateEntry != "relayed" {
		t.Errorf("entered %s after the fact, marked %q", when(f.now), f.c.LateEntry)
	}
}

// lateEntry is received at 08:00 on 2025-03-14 and entered at a later moment.
func lateEntry(t *testing.T, entered string) *file {
	r := complaint()
	r.Received, r.LateEntry = Moment{At: at("2025-03-14 08:00")}, "away"
	return register(t, entered, r)
}

func offline(moment string) Acknowledgement {
	in := ack()
	in.At, in.Evidence = Moment{At: at(moment)}, "通话记录 17"
	return in
}

func TestE3MissedBeforeItWasEntered(t *testing.T) {
	f := lateEntry(t, "2025-03-15 10:00")
	f.wantVerdict("ack", f.cycle().Ack, Missed)
	wantMoment(t, "missed due", f.cycle().Ack.MissedDueAt, "2025-03-15 08:00:00")
	if f.count("deadline_missed") != 1 {
		t.Errorf("%d misses written at registration, want 1", f.count("deadline_missed"))
	}
	on := lateEntry(t, "2025-03-15 08:00:00") // the due itself is on time
	on.wantVerdict("ack at its due", on.cycle().Ack, DueSoon)
	if on.count("deadline_missed") != 0 {
		t.Error("a miss was written at the due itself")
	}
}

func TestE4ConfirmedInTimeRecordedLate(t *testing.T) {
	f := lateEntry(t, "2025-03-15 10:00")
	f.must(f.c.Acknowledge(f.as("clerk"), offline("2025-03-14 09:00")))
	f.wantVerdict("before the verification", f.cycle().Ack, Missed)
	f.must(f.c.Verify(f.as("lead"), AckClock, 1, "ok", ""))
	f.wantVerdict("after it", f.cycle().Ack, Late)
	wantMoment(t, "milestone", f.cycle().Ack.MetAt, "2025-03-15 10:00:00")
	wantMoment(t, "missed due", f.cycle().Ack.MissedDueAt, "2025-03-15 08:00:00")
}

func TestE4bConfirmedAndRecordedBeforeTheDue(t *testing.T) {
	f := lateEntry(t, "2025-03-14 15:00")
	f.must(f.c.Acknowledge(f.as("clerk"), offline("2025-03-14 09:00")))
	f.wantVerdict("ack", f.cycle().Ack, Met)
	wantMoment(t, "milestone", f.cycle().Ack.MetAt, "2025-03-14 15:00:00")
	if f.cycle().Ack.Pending {
		t.Error("its due is still ahead: nothing to verify")
	}
}

func TestE4cCallTypedTheNextMorning(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	f.at("2025-03-15 09:00")
	f.must(f.c.Acknowledge(f.as("clerk"), offline("2025-03-14 17:00")))
	f.wantVerdict("before the verification", f.cycle().Ack, Missed)
	wantCode(t, "by who typed it", f.c.Verify(f.as("clerk"), AckClock, 1, "ok", ""), Forbidden)
	f.must(f.c.Verify(f.as("lead"), AckClock, 1, "ok", ""))
	f.wantVerdict("after it", f.cycle().Ack, Met)
	wantMoment(t, "milestone", f.cycle().Ack.MetAt, "2025-03-14 17:00:00")
	if f.count("deadline_missed") != 1 || f.count("deadline_cleared") != 1 {
		t.Errorf("%d misses and %d clearings in the log, want one of each", f.count("deadline_missed"), f.count("deadline_cleared"))
	}
}

func TestE5TwentyFourHours(t *testing.T) {
	for _, r := range []struct {
		after time.Duration
		want  Verdict
	}{{24*time.Hour - time.Second, Met}, {24 * time.Hour, Met}, {24*time.Hour + time.Second, Late}} {
		f := register(t, "2025-03-14 17:50:00", complaint())
		f.wait(r.after)
		f.must(f.ack())
		f.wantVerdict("confirmed after "+r.after.String(), f.cycle().Ack, r.want)
	}
}

// raised is E8: general, confirmed as major 40 h after the anchor.
func raised(t *testing.T, told Moment) *file {
	f := register(t, "2025-03-14 08:00", complaint())
	f.must(f.ack()).wait(40 * time.Hour)
	return f.must(f.c.Assign(f.as("lead"), Dispatch{Department: "GC", Level: Major, ToldNewDate: told}))
}

func TestE8RaisedToMajor(t *testing.T) {
	told := raised(t, Moment{At: at("2025-03-15 23:30")})
	told.wantDues(1, "2025-03-15 08:00:00", "2025-03-16 04:00:00", "2025-03-29 08:00:00", "none")
	untold := raised(t, Moment{})
	untold.wantDues(1, "2025-03-15 08:00:00", "2025-03-16 04:00:00", "2025-03-17 08:00:00", "none")
	for _, f := range []*file{told, untold} {
		if f.c.Level != Major || !f.c.Confirmed || f.count("level_changed") != 1 {
			t.Errorf("level %s, confirmed %v, %d level changes", f.c.Level, f.c.Confirmed, f.count("level_changed"))
		}
	}
}

func TestE9Rework(t *testing.T) {
	f := inWork(t, "2025-03-14 17:50", complaint()).at("2025-03-16 09:00")
	f.must(f.resolve())
	wantMoment(t, "revisit due", f.cycle().Revisit.DueAt, "2025-03-19 09:00:00")
	f.at("2025-03-18 11:00")
	f.must(f.call("clerk", reached("no", 0)))
	if f.c.State != InProgress || f.cycle().PausedSecs != 50*3600 || f.cycle().Reworks != 1 {
		t.Errorf("%s, paused %d s, %d reworks", f.c.State, f.cycle().PausedSecs, f.cycle().Reworks)
	}
	wantMoment(t, "resolution due", f.cycle().Resolution.DueAt, "2025-03-19 19:50:00")
	wantMoment(t, "reminder", f.cycle().ReminderAt, "2025-03-19 19:50:00")
	wantMoment(t, "resolved at", f.c.ResolvedAt, "none")
	f.wantVerdict("resolution", f.cycle().Resolution, Running)
}

func TestE9TypedTheNextDay(t *testing.T) {
	f := inWork(t, "2025-03-14 17:50", complaint()).at("2025-03-16 09:00")
	f.must(f.resolve())
	f.at("2025-03-19 20:00") // the customer said so on the 18th; the due that follows from it has passed meanwhile
	in := reached("partly", 2)
	in.At = f.moment("2025-03-18 11:00")
	f.must(f.call("clerk", in))
	wantMoment(t, "resolution due", f.cycle().Resolution.DueAt, "2025-03-19 19:50:00")
	f.wantVerdict("resolution", f.cycle().Resolution, Missed)
	wantMoment(t, "missed due", f.cycle().Resolution.MissedDueAt, "2025-03-19 19:50:00")
}

func TestE10Reopened(t *testing.T) {
	f := closed(t, "2025-03-20 09:00", complaint())
	first := f.c.Cycles[0]
	f.at("2025-04-02 09:00")
	f.must(f.c.Reopen(f.as("clerk"), Moment{}, "又漏了"))
	f.wantDues(2, "2025-04-03 09:00:00", "2025-04-04 09:00:00", "2025-04-05 09:00:00", "none")
	if f.c.Cycles[0] != first {
		t.Errorf("the first cycle changed: %+v", f.c.Cycles[0])
	}
	if f.c.State != InProgress || f.c.Level != General {
		t.Errorf("%s, %s", f.c.State, f.c.Level)
	}
}

func TestE11ThirtyDaysTo(t *testing.T) {
	for _, r := range []struct {
		called, now string
		want        Code
	}{
		{"2025-04-19 12:00:00", "2025-04-19 12:00:00", ""},
		{"2025-04-19 12:00:00", "2025-04-21 09:00:00", ""}, // called in time, typed later
		{"2025-04-19 12:00:01", "2025-04-19 12:00:01", Invalid},
		{"2025-03-20 11:59:59", "2025-04-01 09:00:00", Invalid}, // before it was closed
		{"2025-03-20 12:00:00", "2025-04-01 09:00:00", ""},
	} {
		f := closed(t, "2025-03-20 10:30", complaint())
		wantMoment(t, "closed", f.c.ClosedAt, "2025-03-20 12:00:00")
		f.at(r.now)
		wantCode(t, "called "+r.called, f.c.Reopen(f.as("clerk"), Moment{At: at(r.called)}, "又漏了"), r.want)
	}
}

func TestE13LegalReply(t *testing.T) {
	for received, want := range map[string]string{
		"2025-03-14 09:00:00": "2025-03-25 00:00:00", "2025-03-14 00:00:00": "2025-03-25 00:00:00", "2025-03-14 23:59:59": "2025-03-25 00:00:00",
		"2024-02-20 12:00:00": "2024-03-02 00:00:00",
	} {
		wantMoment(t, received, LegalReplyDue(at(received), 10, shanghai), want)
	}
}
