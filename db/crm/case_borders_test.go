package crm

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"
	"time"
)

// verdictsAround asks a clock one second before, at and after the moments at which its verdict may change.
func (f *file) verdictsAround(what string, k Clock, window int64) {
	f.t.Helper()
	soon := k.DueAt - window
	for _, r := range []struct {
		moment int64
		want   Verdict
	}{{soon - 1, Running}, {soon, DueSoon}, {soon + 1, DueSoon}, {k.DueAt - 1, DueSoon}, {k.DueAt, DueSoon}, {k.DueAt + 1, Missed}} {
		if got := k.Verdict(r.moment); got != r.want {
			f.t.Errorf("%s, %d s before its due: %s, want %s", what, k.DueAt-r.moment, got, r.want)
		}
	}
	if k.SoonAt() != soon {
		f.t.Errorf("%s is due soon from %s, want %s", what, when(k.SoonAt()), when(soon))
	}
	for delay, want := range map[int64]Verdict{-1: Met, 0: Met, 1: Late} {
		done := k
		done.MetAt = k.DueAt + delay
		if got := done.Verdict(k.DueAt + 9999); got != want {
			f.t.Errorf("%s, done %d s after its due: %s, want %s", what, delay, got, want)
		}
	}
}

func TestVerdictsAtTheirBorders(t *testing.T) {
	for _, r := range []struct {
		level                             Level
		response, resolution, revisitSoon int64 // 20 % of the span, at least two hours
	}{
		{General, 34560, 51840, 51840}, {Important, 17280, 120960, 51840}, {Major, 7200, 259200, 34560},
	} {
		f := register(t, "2025-03-14 08:00", complaint())
		f.must(f.ack()).must(f.c.Assign(f.as("lead"), Dispatch{Department: "GC", Level: r.level, ToldNewDate: Moment{At: f.now}})).must(f.accept())
		f.verdictsAround(string(r.level)+" response", f.cycle().Response, r.response)
		f.verdictsAround(string(r.level)+" resolution", f.cycle().Resolution, r.resolution)
		if f.must(f.propose(result())); f.c.Approval == "pending" {
			f.must(f.approve())
		}
		f.must(f.resolve())
		f.verdictsAround(string(r.level)+" revisit", f.cycle().Revisit, r.revisitSoon)
	}
	f := register(t, "2025-03-14 08:00", complaint())
	f.verdictsAround("ack", f.cycle().Ack, 17280) // 4.8 h
	if v := (Clock{Off: true, DueAt: at("2025-03-14 08:00")}).Verdict(f.now); v != NotApplicable {
		t.Errorf("a clock that does not apply: %s", v)
	}
	if v := (Clock{Off: true, MissedDueAt: 5, DueAt: 5}).Verdict(f.now); v != Missed {
		t.Errorf("missed before the case ended: %s", v)
	}
}

func TestSpansOfEveryKind(t *testing.T) {
	day := int64(24)
	for _, r := range []struct {
		kind                              Kind
		urgent                            string
		ack, response, resolution, minute int64 // hours, 0 = not applicable
	}{
		{Complaint, "no", day, 48, 72, 0}, {Repair, "no", day, day, 72, 0}, {Repair, "yes", day, 0, day, 30},
		{Suggestion, "no", day, 240, 0, 0}, {Praise, "no", 72, 0, 0, 0}, {Enquiry, "no", day, day, 0, 0},
	} {
		reg := ofKind(r.kind)
		reg.Urgent = r.urgent
		f := register(t, "2025-03-14 08:00", reg)
		y := f.cycle()
		for name, want := range map[ClockName]int64{AckClock: r.ack * 3600, ResponseClock: r.response*3600 + r.minute*60, ResolutionClock: r.resolution * 3600} {
			k := y.Clock(name)
			switch {
			case want == 0 && (!k.Off || k.Verdict(f.now) != NotApplicable):
				t.Errorf("%s of %s applies", name, r.kind)
			case want != 0 && k.DueAt-f.now != want:
				t.Errorf("%s of %s: %d s, want %d", name, r.kind, k.DueAt-f.now, want)
			}
		}
	}
}

func TestReceiptAtItsBorders(t *testing.T) {
	now := "2025-03-14 17:50:30"
	for _, r := range []struct {
		typed, late, who string
		minute           bool
		want             Code
		received         string
	}{
		{"2025-03-14 17:52:30", "", "clerk", false, "", now}, // two minutes ahead of the server count as now
		{"2025-03-14 17:52:31", "", "clerk", false, Invalid, ""},
		{"2025-03-14 17:50:00", "", "clerk", true, "", now}, // the minute of now is now
		{"2025-03-14 17:50:00", "", "clerk", false, "", "2025-03-14 17:50:00"},
		{"2025-03-14 17:35:30", "", "clerk", false, "", "2025-03-14 17:35:30"}, // fifteen minutes
		{"2025-03-14 17:35:29", "", "clerk", false, Invalid, ""},
		{"2025-03-14 17:35:29", "away", "clerk", false, "", "2025-03-14 17:35:29"},
		{"2025-03-14 17:35:29", "because", "clerk", false, Invalid, ""},
		{"2025-02-12 17:50:30", "batch", "clerk", false, "", "2025-02-12 17:50:30"}, // thirty days
		{"2025-02-12 17:50:29", "batch", "clerk", false, Invalid, ""},
		{"2025-02-12 17:50:29", "batch", "lead", false, "", "2025-02-12 17:50:29"},
		{"2025-02-12 17:50:29", "batch", "boss", false, "", "2025-02-12 17:50:29"},
	} {
		f := &file{t: t, now: at(now), set: DefaultSettings()}
		in := complaint()
		in.Received, in.LateEntry = Moment{At: at(r.typed), Minute: r.minute}, r.late
		c, err := NewCase(f.as(r.who), in, "TS-LY-20250314-0001", "")
		wantCode(t, "received "+r.typed, err, r.want)
		if err == nil {
			wantMoment(t, "received", c.ReceivedAt, r.received)
			if late := c.LateEntry != ""; late != (f.now-c.ReceivedAt > 900) {
				t.Errorf("received %s: entered after the fact %v", r.typed, late)
			}
		}
	}
}

func TestTypedMomentAtItsBorders(t *testing.T) {
	for _, r := range []struct {
		typed    string
		evidence string
		want     Code
		counts   string
	}{
		{"", "", "", "2025-03-14 18:10:40"},
		{"2025-03-14 18:10", "", "", "2025-03-14 18:10:40"}, // the minute of now
		{"2025-03-14 18:11", "", Invalid, ""},
		{"2025-03-14 18:10:41", "", Invalid, ""},
		{"2025-03-14 17:50", "号码 1", "", "2025-03-14 17:50:30"}, // the minute of the receipt
		{"2025-03-14 17:50:30", "号码 1", "", "2025-03-14 17:50:30"},
		{"2025-03-14 17:50:29", "号码 1", Invalid, ""},
		{"2025-03-14 17:49", "号码 1", Invalid, ""},
		{"2025-03-14 17:55:40", "", "", "2025-03-14 17:55:40"}, // fifteen minutes
		{"2025-03-14 17:55:39", "", Invalid, ""},
		{"2025-03-14 17:55:39", "号码 1", "", "2025-03-14 17:55:39"},
	} {
		f := register(t, "2025-03-14 17:50:30", complaint()).at("2025-03-14 18:10:40")
		in := ack()
		if r.typed != "" {
			in.At = f.moment(r.typed)
		}
		in.Evidence = r.evidence
		wantCode(t, "confirmed "+r.typed, f.c.Acknowledge(f.as("clerk"), in), r.want)
		if r.want == "" {
			wantMoment(t, "confirmed "+r.typed, f.cycle().Ack.MetAt, r.counts)
		}
	}
}

func TestPublicCasesOfAWallClock(t *testing.T) {
	raw, err := os.Open("testdata/wall_clock_cases.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	rows, err := csv.NewReader(raw).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		id, what, start, allowance, event, due, minutes := r[0], r[1], r[6], r[7], r[9], r[10], r[11]
		parse := func(s string) int64 {
			moment, err := time.Parse(time.RFC3339, s)
			if err != nil {
				if moment, err = time.ParseInLocation("2006-01-02T15:04:05", s, shanghai); err != nil {
					t.Fatal(err)
				}
			}
			return moment.Unix()
		}
		switch what {
		case "due":
			n, _ := strconv.ParseInt(allowance, 10, 64)
			y := newCycle(1, parse(start), spans{ack: n * 60}, 1)
			wantMoment(t, id, y.Ack.DueAt, when(parse(due)))
		case "elapsed":
			n, _ := strconv.ParseInt(minutes, 10, 64)
			y := newCycle(1, parse(start), spans{ack: n * 60}, 1)
			for d, want := range map[int64]Verdict{0: Met, 1: Late} {
				k := y.Ack
				k.MetAt = parse(event) + d
				if got := k.Verdict(k.MetAt); got != want {
					t.Errorf("%s: %s", id, got)
				}
			}
		case "semantic": // one more message while one is unanswered leaves the deadline where it was
			f := register(t, "2025-03-14 08:00", complaint())
			before := f.cycle().Ack
			f.wait(time.Hour)
			_, err := f.c.TryAck(f.as("clerk"), "phone", "message_left", Moment{})
			if f.must(err); f.cycle().Ack != before {
				t.Errorf("%s: the clock moved: %+v", id, f.cycle().Ack)
			}
		default:
			t.Errorf("%s: nobody knows what %q asks", id, what)
		}
	}
}
