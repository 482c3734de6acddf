package crm

import (
	"maps"
	"strings"
	"testing"
)

// alike registers two complaints of one person: the master, and a duplicate received at another moment.
func alike(t *testing.T, master, dup string) (a, b *file) {
	t.Helper()
	a, b = register(t, master, complaint()), register(t, dup, complaint())
	b.c.ID, b.c.No = 2, "TS-LY-20250315-0002"
	b.c.Begin()
	a.c.Begin()
	return a, b
}

func merging() Merging { return Merging{Reason: "同一堆垃圾", Method: "phone", ToldNumber: true} }

// merge puts b into a at a moment, as the supervisor.
func merge(a, b *file, now string) error {
	a.at(now)
	b.at(now)
	return b.c.MergeInto(b.as("lead"), a.c, merging())
}

// mergedLine is the newest line of a merge in the log of a case.
func mergedLine(c *Case) (l MergeLine) {
	for _, e := range c.Events() {
		if e.Kind == "merged" {
			l = MergeLine{e.Cycle, e.From, e.To, e.Before, e.After, e.Texts}
		}
	}
	return l
}

func unmerge(a, b *file, now string) error {
	a.at(now)
	b.at(now)
	return b.c.Unmerge(b.as("lead"), a.c, apart(a, b, "不是同一堆"))
}

// apart is what taking two cases apart needs.
func apart(a, b *file, reason string) Unmerging {
	return Unmerging{Reason: reason, Own: mergedLine(b.c), Its: mergedLine(a.c), People: colleagues()}
}

// TestMergeE12 is the row E12 of domain.md §3.5, sentence by sentence.
func TestMergeE12(t *testing.T) {
	a, b := alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
	a.must(merge(a, b, "2025-03-16 12:00"))
	wantMoment(t, "A.anchor := 03-15 08:00", a.cycle().AnchorAt, "2025-03-15 08:00:00")
	wantMoment(t, "ack due", a.cycle().Ack.DueAt, "2025-03-16 08:00:00")
	wantMoment(t, "response due", a.cycle().Response.DueAt, "2025-03-17 08:00:00")
	wantMoment(t, "resolution due", a.cycle().Resolution.DueAt, "2025-03-18 08:00:00")
	wantMoment(t, "received", a.c.ReceivedAt, "2025-03-15 08:00:00")
	a.wantVerdict("neither acknowledged: the miss is recorded", a.cycle().Ack, Missed)
	wantMoment(t, "the miss", a.cycle().Ack.MissedDueAt, "2025-03-16 08:00:00")
	if n := a.count("deadline_missed"); n != 1 {
		t.Errorf("%d misses written", n)
	}

	a, b = alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
	b.at("2025-03-15 09:00").must(b.ack())
	a.must(merge(a, b, "2025-03-16 12:00"))
	a.wantVerdict("B acknowledged at 03-15 09:00: met", a.cycle().Ack, Met)
	wantMoment(t, "A's milestone is the earliest of both", a.cycle().Ack.MetAt, "2025-03-15 09:00:00")
	if a.c.State != Acknowledged || a.count("deadline_missed") != 0 || a.c.NextStep != "今天清运" {
		t.Errorf("master: %s, %q", a.c.State, a.c.NextStep)
	}
}

func TestMergedAtBorders(t *testing.T) {
	for name, r := range map[string]struct {
		master, dup, ack, now string
		want                  Verdict
		anchor                string
	}{
		"at the new due itself":        {"2025-03-16 08:00", "2025-03-15 08:00", "", "2025-03-16 08:00", DueSoon, "2025-03-15 08:00:00"},
		"a second later":               {"2025-03-16 08:00", "2025-03-15 08:00", "", "2025-03-16 08:00:01", Missed, "2025-03-15 08:00:00"},
		"acknowledged at the new due":  {"2025-03-16 08:00", "2025-03-15 08:00", "2025-03-16 08:00", "2025-03-16 12:00", Met, "2025-03-15 08:00:00"},
		"a second after the new due":   {"2025-03-16 08:00", "2025-03-15 08:00", "2025-03-16 08:00:01", "2025-03-16 12:00", Late, "2025-03-15 08:00:00"},
		"received at the same moment":  {"2025-03-16 08:00", "2025-03-16 08:00", "", "2025-03-16 12:00", Running, "2025-03-16 08:00:00"},
		"the duplicate came in later":  {"2025-03-16 08:00", "2025-03-16 09:00", "2025-03-16 10:00", "2025-03-16 12:00", Met, "2025-03-16 08:00:00"},
		"the master was missed before": {"2025-03-15 08:00", "2025-03-15 09:00", "2025-03-15 10:00", "2025-03-16 12:00", Late, "2025-03-15 08:00:00"},
	} {
		a, b := alike(t, r.master, r.dup)
		if r.ack != "" {
			b.at(r.ack).must(b.ack())
		}
		a.must(merge(a, b, r.now))
		a.wantVerdict(name, a.cycle().Ack, r.want)
		wantMoment(t, name, a.cycle().AnchorAt, r.anchor)
		if late := a.cycle().Ack.MissedDueAt != 0; late != (r.want == Late || r.want == Missed) {
			t.Errorf("%s: a miss on record %v", name, late)
		}
	}
}

func TestMergedCaseIsOver(t *testing.T) {
	a, b := alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
	a.must(merge(a, b, "2025-03-16 12:00"))
	if b.c.State != Merged || b.c.State.Open() || b.c.MasterID != a.c.ID {
		t.Errorf("%s into %d", b.c.State, b.c.MasterID)
	}
	b.wantVerdict("its miss stays", b.cycle().Ack, Missed)
	for _, name := range []ClockName{ResponseClock, ResolutionClock, RevisitClock} {
		b.wantVerdict("unmet "+string(name), *b.cycle().Clock(name), NotApplicable)
	}
	if clock, due := b.c.NextDue(); clock != "" || due != 0 {
		t.Errorf("still due: %s", clock)
	}
	wantCode(t, "acknowledged", b.ack(), Conflict)
	wantCode(t, "merged twice", merge(a, b, "2025-03-16 13:00"), Conflict)
	wantCode(t, "withdrawn", b.c.Withdraw(b.as("clerk"), withdrawal()), Conflict)
	wantCode(t, "reopened", b.c.Reopen(b.as("clerk"), Moment{}, "还没好"), Conflict)
}

func TestMergeIsRefused(t *testing.T) {
	for name, r := range map[string]struct {
		spoil func(a, b *file)
		who   string
		want  Code
		says  string
	}{
		"another complainant":      {func(a, _ *file) { a.c.CustomerID = 10 }, "lead", Conflict, "不是同一诉求人"},
		"nobody known":             {func(a, b *file) { a.c.CustomerID, b.c.CustomerID = 0, 0 }, "lead", Conflict, "不是同一诉求人"},
		"itself":                   {func(a, b *file) { b.c.ID = a.c.ID }, "lead", Conflict, "它自己"},
		"another kind":             {func(a, _ *file) { a.c.Kind = Repair }, "lead", Conflict, "不能并案"},
		"a master that is closed":  {func(a, _ *file) { a.c.State = Closed }, "lead", Conflict, "主案已关闭"},
		"a lower level":            {func(_, b *file) { b.c.Level = Important }, "boss", Conflict, "等级较低"},
		"urgent into not urgent":   {func(_, b *file) { b.c.Urgent = true }, "lead", Conflict, "紧急"},
		"a result told already":    {func(_, b *file) { b.c.ResolvedAt = b.now }, "lead", Conflict, "反过来"},
		"a moment to be verified":  {func(_, b *file) { b.cycle().Ack.Pending = true }, "lead", Conflict, "待核实"},
		"by a clerk":               {nil, "clerk", Forbidden, ""},
		"by a handler":             {nil, "handler", Forbidden, ""},
		"by quality":               {nil, "quality", Forbidden, ""},
		"a manager may do it":      {nil, "boss", "", ""},
		"an urgent master may too": {func(a, b *file) { a.c.Urgent, b.c.Urgent = true, true }, "lead", "", ""},
	} {
		a, b := alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
		if r.spoil != nil {
			r.spoil(a, b)
		}
		a.c.Begin()
		b.c.Begin()
		before := a.c.Facts()
		err := b.c.MergeInto(b.as(r.who), a.c, merging())
		wantCode(t, name, err, r.want)
		if r.says != "" && (err == nil || !strings.Contains(err.Error(), r.says)) {
			t.Errorf("%s: %v", name, err)
		}
		if r.want != "" && (!maps.Equal(before, a.c.Facts()) || len(b.c.Events()) != 0) {
			t.Errorf("%s: something changed", name)
		}
	}
	for field, in := range map[string]Merging{"reason": {Method: "phone", ToldNumber: true}, "method": {Reason: "同一件", Method: "posted", ToldNumber: true}, "told_number": {Reason: "同一件", Method: "phone"}} {
		a, b := alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
		if err := b.c.MergeInto(b.as("lead"), a.c, in); codeOf(err) != Invalid || !strings.Contains(err.Error(), field) {
			t.Errorf("without %s: %v", field, err)
		}
	}
}

// TestUnmergeRestoresBoth merges in many situations, takes apart again, and compares every fact.
func TestUnmergeRestoresBoth(t *testing.T) {
	for name, prepare := range map[string]func(a, b *file){
		"nothing done":        func(*file, *file) {},
		"duplicate confirmed": func(_, b *file) { b.must(b.ack()) },
		"both confirmed":      func(a, b *file) { a.must(a.ack()); b.must(b.ack()) },
		"master in work":      func(a, _ *file) { a.must(a.ack()).must(a.assign()).must(a.accept()) },
		"duplicate answered":  func(a, b *file) { a.must(a.ack()); b.must(b.ack()).must(b.assign()).must(b.accept()).must(b.respond()) },
		"withdrawal asked":    func(_, b *file) { b.c.WithdrawalBy = 3 },
		"reminded after rework": func(a, _ *file) {
			a.must(a.ack()).must(a.assign()).must(a.accept()).must(a.resolve()).must(a.c.Rework(a.as("lead"), a.now, "没清完"))
			a.cycle().ReminderAt += 5
		},
	} {
		for _, dup := range []string{"2025-03-15 20:00", "2025-03-16 08:00", "2025-03-16 08:30"} {
			a, b := alike(t, "2025-03-16 08:00", dup)
			a.at("2025-03-16 09:00")
			b.at("2025-03-16 09:00")
			prepare(a, b)
			a.c.Begin()
			b.c.Begin()
			was, dupWas := factsBut(a.c), factsBut(b.c)
			a.must(merge(a, b, "2025-03-16 12:00")).must(unmerge(a, b, "2025-03-16 15:00"))
			if now := factsBut(a.c); !maps.Equal(was, now) {
				t.Errorf("%s, %s: the master differs: %v", name, dup, differ(was, now))
			}
			if now := factsBut(b.c); !maps.Equal(dupWas, now) {
				t.Errorf("%s, %s: the duplicate differs: %v", name, dup, differ(dupWas, now))
			}
			if a.c.Unlogged() || b.c.Unlogged() {
				t.Errorf("%s: facts changed that no event tells of", name)
			}
		}
	}
}

// factsBut are all facts except when something last happened.
func factsBut(c *Case) map[string]any {
	facts := c.Facts()
	delete(facts, "last_event_at")
	return facts
}

func differ(was, now map[string]any) (names []string) {
	for name, value := range was {
		if now[name] != value {
			names = append(names, name)
		}
	}
	return names
}

func TestUnmergeTakesMissesOfTheOtherAway(t *testing.T) {
	a, b := alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
	a.must(merge(a, b, "2025-03-16 12:00"))
	a.wantVerdict("merged", a.cycle().Ack, Missed)
	a.at("2025-03-17 08:00:01").must(errOf(a.c.NoteMisses(a.as("lead"))))
	a.must(unmerge(a, b, "2025-03-17 08:00:00"))
	a.wantVerdict("its own due has not passed", a.cycle().Ack, DueSoon)
	wantMoment(t, "response of its own", a.cycle().Response.MissedDueAt, "none")
	if a.count("deadline_cleared") != 2 { // ack at the merge, response on 03-17 08:00 since
		t.Errorf("%d cleared", a.count("deadline_cleared"))
	}
	b.wantVerdict("the duplicate's miss stays", b.cycle().Ack, Missed)

	a, b = alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
	a.must(merge(a, b, "2025-03-16 12:00")).must(unmerge(a, b, "2025-03-17 08:00:01"))
	wantMoment(t, "its own due passed meanwhile", a.cycle().Ack.MissedDueAt, "2025-03-17 08:00:00")
	wantMoment(t, "the duplicate's response due passed meanwhile", b.cycle().Response.MissedDueAt, "2025-03-17 08:00:00")
}

func errOf(bool) error { return nil }

func TestWhatHappenedToTheMasterSinceStays(t *testing.T) {
	a, b := alike(t, "2025-03-16 08:00", "2025-03-15 20:00")
	b.at("2025-03-15 21:00").must(b.ack())
	a.must(merge(a, b, "2025-03-16 12:00"))
	a.must(a.assign()).must(a.accept()).must(a.respond())
	a.must(unmerge(a, b, "2025-03-16 15:00"))
	if a.c.State != InProgress || a.c.HandlerID != people["handler"].ID {
		t.Errorf("the work went: %s", a.c.State)
	}
	wantMoment(t, "the confirmation was the other's", a.cycle().Ack.MetAt, "none")
	wantMoment(t, "the answer is its own", a.cycle().Response.MetAt, "2025-03-16 12:00:00")
	if b.c.State != Acknowledged {
		t.Errorf("the duplicate is %s", b.c.State)
	}
	a.must(a.ack())
}

func TestUnmergeBorders(t *testing.T) {
	merged := func() (a, b *file) {
		a, b = alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
		a.must(merge(a, b, "2025-03-16 12:00"))
		return a, b
	}
	a, b := merged()
	wantCode(t, "a second after seven days", unmerge(a, b, "2025-03-23 12:00:01"), Conflict)
	wantCode(t, "seven days to the second", unmerge(a, b, "2025-03-23 12:00:00"), "")
	wantCode(t, "twice", unmerge(a, b, "2025-03-23 12:00:00"), Conflict)
	a, b = merged()
	wantCode(t, "by a clerk", b.c.Unmerge(b.as("clerk"), a.c, apart(a, b, "不同")), Forbidden)
	wantCode(t, "without a reason", b.c.Unmerge(b.as("lead"), a.c, apart(a, b, "")), Invalid)
	later := apart(a, b, "不同")
	later.Later = true
	wantCode(t, "another one came after it", b.c.Unmerge(b.as("lead"), a.c, later), Conflict)
	a.c.State = Closed
	wantCode(t, "the master is closed", unmerge(a, b, "2025-03-17 12:00"), Conflict)
	a, b = merged()
	a.c.Cycles = append(a.c.Cycles, a.c.Cycles[0])
	wantCode(t, "the master was reopened", unmerge(a, b, "2025-03-17 12:00"), Conflict)
	a, b = alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
	wantCode(t, "never merged", unmerge(a, b, "2025-03-16 12:00"), Conflict)
}

// TestPreviewOfAMergeChangesNothing holds what is shown before to what happens.
func TestPreviewOfAMergeChangesNothing(t *testing.T) {
	a, b := alike(t, "2025-03-16 08:00", "2025-03-15 08:00")
	a.at("2025-03-16 12:00")
	b.at("2025-03-16 12:00")
	before, dup := a.c.Facts(), b.c.Facts()
	shown := b.c.AfterMerge(b.as("lead"), a.c)
	if !maps.Equal(before, a.c.Facts()) || !maps.Equal(dup, b.c.Facts()) || a.c.Unlogged() || len(a.c.Events()) > 0 {
		t.Error("the preview changed something")
	}
	a.must(merge(a, b, "2025-03-16 12:00"))
	if now := factsBut(a.c); !maps.Equal(factsBut(shown), now) {
		t.Errorf("it came otherwise: %v", differ(factsBut(shown), now))
	}
}
