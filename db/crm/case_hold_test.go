package crm

import (
	"strings"
	"testing"
	"time"
)

// answered is a general complaint in work whose first response has been given.
func answered(t *testing.T) *file {
	f := inWork(t, "2025-03-14 08:00", complaint())
	return f.must(f.respond())
}

func (f *file) holdAs(who, reason, until string) error {
	return f.c.Hold(f.as(who), Hold{Reason: reason, Evidence: "报价单 7", Until: until, Method: "phone"})
}

func (f *file) hold(reason, until string) error { return f.holdAs("lead", reason, until) }

// waiting is E6: important, anchor 03-01 10:00, on hold from 03-03 10:00.
func waiting(t *testing.T, reason, until string) *file {
	r := complaint()
	r.Category, r.SubCategory = "fees", "公摊"
	f := inWork(t, "2025-03-01 10:00", r)
	f.must(f.respond()).at("2025-03-03 10:00")
	return f.must(f.hold(reason, until))
}

func TestE6Hold(t *testing.T) {
	f := waiting(t, "third_party", "2025-03-20")
	f.at("2025-03-04 10:00")
	f.wantVerdict("a day later", f.cycle().Resolution, Paused)
	wantMoment(t, "shown due a day later", f.cycle().Resolution.Shown(f.now), "2025-03-09 10:00:00")
	if why := Explain(f.c, f.cycle(), ResolutionClock, f.now, shanghai); !strings.Contains(why, "168小时") || !strings.Contains(why, "24小时") || !strings.Contains(why, "2025-03-09 10:00:00") {
		t.Errorf("explained as %s", why)
	}
	f.at("2025-03-06 16:00").must(f.c.Resume(f.as("handler"), "配件到了"))
	f.wantDues(1, "2025-03-02 10:00:00", "2025-03-02 10:00:00", "2025-03-11 16:00:00", "none")
	if f.cycle().PausedSecs != 78*3600 || f.c.State != InProgress || f.c.HoldReason != "" {
		t.Errorf("paused %d s, %s, %q", f.cycle().PausedSecs, f.c.State, f.c.HoldReason)
	}
	f.wantVerdict("resumed", f.cycle().Resolution, Running)
	f.wantFold()
}

func TestE7MaterialsPauseNothing(t *testing.T) {
	f := waiting(t, "parts", "2025-03-10")
	f.at("2025-03-04 10:00")
	f.wantVerdict("a day later", f.cycle().Resolution, Running)
	f.at("2025-03-06 16:00").must(f.c.Resume(f.as("handler"), ""))
	f.wantDues(1, "2025-03-02 10:00:00", "2025-03-02 10:00:00", "2025-03-08 10:00:00", "none")
	late := waiting(t, "parts", "2025-03-10")
	late.at("2025-03-08 10:00:01")
	late.wantVerdict("past its due, on hold", late.cycle().Resolution, Missed)
}

func TestHoldEndsByItself(t *testing.T) {
	f := waiting(t, "third_party", "2025-03-06")
	f.at("2025-03-05 23:59:59")
	if f.c.HoldOver(f.as("boss")) {
		t.Error("taken up before the day")
	}
	f.wantVerdict("in the last second", f.cycle().Resolution, Paused)
	f.at("2025-03-06 00:00:00")
	f.wantVerdict("at midnight, before the tick", f.cycle().Resolution, Running)
	wantMoment(t, "its due", f.cycle().Resolution.Shown(f.now), "2025-03-11 00:00:00")
	f.at("2025-03-09 12:00") // the program was down for days
	if !f.c.HoldOver(f.as("boss")) || f.c.State != InProgress {
		t.Fatalf("not taken up: %s", f.c.State)
	}
	wantMoment(t, "due: only the agreed wait counts", f.cycle().Resolution.DueAt, "2025-03-11 00:00:00")
	f.wantFold()
}

func TestHoldAroundTheDue(t *testing.T) {
	for _, r := range []struct{ held, due string }{{"2025-03-17 07:59:59", "2025-03-19 00:00:01"}, {"2025-03-17 08:00:00", "2025-03-19 00:00:00"}, {"2025-03-17 08:00:01", "2025-03-17 08:00:00"}} {
		f := answered(t)
		f.at(r.held).must(f.hold("third_party", "2025-03-19"))
		wantMoment(t, "due of a wait from "+r.held, f.cycle().Resolution.DueAt, r.due)
		f.at("2025-03-18 09:00")
		want := Paused
		if r.held > "2025-03-17 08:00:00" {
			want = Missed
		}
		f.wantVerdict("a wait from "+r.held, f.cycle().Resolution, want)
		f.c.NoteMisses(f.as("boss"))
		if missed := f.cycle().Resolution.MissedDueAt != 0; missed != (want == Missed) {
			t.Errorf("a wait from %s: miss written %v", r.held, missed)
		}
	}
}

func TestHoldReasonsAreKnownByLabel(t *testing.T) {
	for text, code := range map[string]string{"third_party": "third_party", "第三方处理": "third_party", "第三方处理（开发商/厂家/水电气）": "third_party", "恶劣天气": "weather", "第三方": "", "": ""} {
		f := answered(t)
		err := f.hold(text, "2025-03-16")
		if f.c.HoldReason != code || (err == nil) != (code != "") {
			t.Errorf("%q: kept as %q, %v", text, f.c.HoldReason, err)
		}
	}
}

func TestHoldCaps(t *testing.T) {
	for _, r := range HoldReasons {
		last := time.Unix(at("2025-03-14 08:00"), 0).In(shanghai).AddDate(0, 0, int(r.Days))
		for days, want := range map[int]Code{0: "", 1: Invalid} {
			f := answered(t)
			wantCode(t, r.Label, f.hold(r.Code, last.AddDate(0, 0, days).Format(time.DateOnly)), want)
		}
	}
	for name, want := range map[string]struct {
		change func(*Hold)
		code   Code
	}{
		"today": {func(h *Hold) { h.Until = "2025-03-14" }, Invalid}, "tomorrow": {func(h *Hold) { h.Until = "2025-03-15" }, ""}, "no date": {func(h *Hold) { h.Until = "" }, Invalid},
		"no reason": {func(h *Hold) { h.Reason = "" }, Invalid}, "unknown reason": {func(h *Hold) { h.Reason = "holiday" }, Invalid}, "no evidence": {func(h *Hold) { h.Evidence = "" }, Invalid},
		"not told": {func(h *Hold) { h.Method = "" }, Invalid}, "told tomorrow": {func(h *Hold) { h.ToldAt = Moment{At: at("2025-03-15 08:00")} }, Invalid},
		"told before it came in": {func(h *Hold) { h.ToldAt = Moment{At: at("2025-03-14 07:00")} }, Invalid}, "posted": {func(h *Hold) { h.Method = "posted" }, Invalid},
	} {
		f := answered(t)
		in := Hold{Reason: "customer", Evidence: "短信", Until: "2025-03-16", Method: "message"}
		want.change(&in)
		wantCode(t, name, f.c.Hold(f.as("lead"), in), want.code)
	}
}

func TestWhoMayHold(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	wantCode(t, "before the first response", f.hold("customer", "2025-03-16"), Conflict)
	f = answered(t)
	f.must(f.propose(invalid()))
	wantCode(t, "while an approval waits", f.hold("customer", "2025-03-16"), Conflict)
	major := atLevel(t, Major)
	major.must(major.ack()).must(major.assign()).must(major.accept()).must(major.respond())
	wantCode(t, "major by a supervisor", major.holdAs("lead", "customer", "2025-03-16"), Forbidden)
	wantCode(t, "major by the manager", major.holdAs("boss", "customer", "2025-03-16"), "")
	wantCode(t, "renewed by a supervisor", major.holdAs("lead", "customer", "2025-03-16"), Forbidden)
}

func TestRenewalIsANewWait(t *testing.T) {
	f := answered(t) // resolution due 03-17 08:00
	f.must(f.hold("weather", "2025-03-20")).at("2025-03-16 08:00").must(f.hold("third_party", "2025-04-10"))
	f.at("2025-03-18 08:00").must(f.c.Resume(f.as("handler"), ""))
	wantMoment(t, "due", f.cycle().Resolution.DueAt, "2025-03-21 08:00:00")
	if f.cycle().PausedSecs != 4*86400 || f.count("held") != 2 {
		t.Errorf("paused %d s, %d holds", f.cycle().PausedSecs, f.count("held"))
	}
	f = answered(t)
	f.must(f.hold("weather", "2025-03-20")).at("2025-03-16 08:00").must(f.hold("parts", "2025-03-20"))
	wantMoment(t, "due once only materials are missing", f.cycle().Resolution.DueAt, "2025-03-19 08:00:00")
	f.wantVerdict("then", f.cycle().Resolution, Running)
}

func TestWithdrawnWhileWaiting(t *testing.T) {
	f := answered(t)
	f.must(f.hold("customer", "2025-03-16")).at("2025-03-15 08:00")
	f.must(f.c.Withdraw(f.as("clerk"), Withdrawal{Method: "phone", Reason: "不追究"}))
	f.wantVerdict("resolution", f.cycle().Resolution, NotApplicable)
	if f.cycle().PausedSecs != 86400 || f.c.HoldUntil != 0 {
		t.Errorf("paused %d s, until %s", f.cycle().PausedSecs, when(f.c.HoldUntil))
	}
}

func TestHoldWithAClockThatRanBack(t *testing.T) {
	f := answered(t)
	f.at("2025-03-14 12:00").must(f.hold("customer", "2025-03-16"))
	f.at("2025-03-14 09:00").must(f.c.Resume(f.as("handler"), ""))
	if e := f.c.Events()[len(f.c.Events())-1]; f.cycle().PausedSecs != 0 || !e.Forced || when(e.EventAt) != "2025-03-14 12:00:00" {
		t.Errorf("paused %d s, event at %s, forced %v", f.cycle().PausedSecs, when(e.EventAt), e.Forced)
	}
	wantMoment(t, "due", f.cycle().Resolution.DueAt, "2025-03-17 08:00:00")
}
