package crm

import (
	"testing"
	"time"
)

func TestTransfer(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	due := f.cycle().Resolution.DueAt
	same := Transfer{Department: "GC", HandlerID: people["handler"].ID, Reason: "x"}
	wantCode(t, "to the same person", f.c.Transfer(f.as("lead"), same), Invalid)
	wantCode(t, "without a reason", f.c.Transfer(f.as("lead"), Transfer{Department: "BJ"}), Invalid)
	wantCode(t, "nowhere", f.c.Transfer(f.as("lead"), Transfer{Department: "XX", Reason: "x"}), Invalid)
	wantCode(t, "by the handler", f.c.Transfer(f.as("handler"), Transfer{Department: "BJ", Reason: "x"}), Forbidden)
	f.must(f.c.Transfer(f.as("head"), Transfer{Department: "BJ", Reason: "属保洁"}))
	if f.c.State != AssignedState || f.c.Department != "BJ" || f.c.HandlerID != 0 || f.cycle().Resolution.DueAt != due {
		t.Errorf("%s, %s, handler %d", f.c.State, f.c.Department, f.c.HandlerID)
	}
	wantCode(t, "by the head who gave it away", f.c.may(DoTransfer, f.as("head")), Forbidden)
	f.must(f.c.Accept(f.as("cleaner"), "去看")).must(f.c.Propose(f.as("cleaner"), invalid()))
	wantCode(t, "while its approval waits", f.c.Transfer(f.as("lead"), same), Conflict)
}

func TestHandOver(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	for _, who := range []string{"clerk", "handler", "quality"} {
		wantCode(t, "to "+who, f.c.HandOver(f.as("lead"), people[who], "调岗"), Invalid)
	}
	f.must(f.c.HandOver(f.as("lead"), people["clerk2"], "调岗"))
	wantCode(t, "to nobody", f.c.HandOver(f.as("lead"), Staff{}, "调岗"), Invalid)
	wantCode(t, "without a reason", f.c.HandOver(f.as("lead"), people["clerk"], ""), Invalid)
	if f.c.IntakeOwnerID != people["clerk2"].ID || f.c.ClockOwner(AckClock, 0) != people["clerk2"].ID {
		t.Errorf("owner %d", f.c.IntakeOwnerID)
	}
}

// TestE8InPlace is E8 by the action of T17, with the customer told at once, later and never.
func TestE8InPlace(t *testing.T) {
	raise := func(told Moment) *file {
		f := inWork(t, "2025-03-14 08:00", complaint())
		f.at("2025-03-16 00:00")
		return f.must(f.c.ChangeLevel(f.as("lead"), LevelChange{Level: Major, ToldNewDate: told, Reason: "媒体关注"}))
	}
	raise(Moment{At: at("2025-03-15 23:30")}).wantDues(1, "2025-03-15 08:00:00", "2025-03-16 04:00:00", "2025-03-29 08:00:00", "none")
	f := raise(Moment{})
	f.wantDues(1, "2025-03-15 08:00:00", "2025-03-16 04:00:00", "2025-03-17 08:00:00", "none")
	again := LevelChange{Level: Major, Reason: "已致电客户"}
	wantCode(t, "the same level, nobody told", f.c.ChangeLevel(f.as("lead"), again), Invalid)
	again.ToldNewDate = Moment{At: at("2025-03-16 10:00")}
	f.at("2025-03-16 10:00").must(f.c.ChangeLevel(f.as("lead"), again))
	f.wantDues(1, "2025-03-15 08:00:00", "2025-03-16 04:00:00", "2025-03-29 08:00:00", "none")
	f = raise(Moment{})
	again.ToldNewDate = Moment{At: at("2025-03-17 09:00")}
	f.at("2025-03-17 09:00").must(f.c.ChangeLevel(f.as("lead"), again))
	f.wantVerdict("told after the old due had passed", f.cycle().Resolution, Missed)
	wantMoment(t, "the due missed", f.cycle().Resolution.MissedDueAt, "2025-03-17 08:00:00")
	f.wantFold()
}

func TestLevelInPlace(t *testing.T) {
	f := answered(t)
	f.must(f.c.ChangeLevel(f.as("lead"), LevelChange{Level: Important, ToldNewDate: Moment{At: f.now}, Reason: "再次反映"}))
	wantMoment(t, "response met under the old level", f.cycle().Response.DueAt, "2025-03-16 08:00:00")
	wantCode(t, "lower after the response", f.c.ChangeLevel(f.as("lead"), LevelChange{Level: General, Reason: "x"}), Invalid)
	wantCode(t, "without a reason", f.c.ChangeLevel(f.as("lead"), LevelChange{Level: Major}), Invalid)
	wantCode(t, "no such level", f.c.ChangeLevel(f.as("lead"), LevelChange{Level: "huge", Reason: "x"}), Invalid)
	done := resolved(t, "2025-03-14 08:00", complaint())
	due := done.cycle().Resolution.DueAt
	done.must(done.c.ChangeLevel(done.as("lead"), LevelChange{Level: Major, ToldNewDate: Moment{At: done.now}, Reason: "媒体"}))
	if done.cycle().Resolution.DueAt != due {
		t.Error("the due of a resolution that was told moved")
	}
	enquiry := register(t, "2025-03-14 08:00", ofKind(Enquiry))
	wantCode(t, "of an enquiry", enquiry.c.ChangeLevel(enquiry.as("lead"), LevelChange{Level: Major, Reason: "x"}), Conflict)
}

func TestLevelOfAWaitingCase(t *testing.T) {
	f := waiting(t, "third_party", "2025-03-20") // important, held 03-03 10:00
	f.at("2025-03-05 10:00").must(f.c.ChangeLevel(f.as("lead"), LevelChange{Level: Major, ToldNewDate: Moment{At: f.now}, Reason: "媒体"}))
	f.at("2025-03-06 16:00").must(f.c.Resume(f.as("handler"), ""))
	wantMoment(t, "360 h and 78 h of waiting", f.cycle().Resolution.DueAt, "2025-03-19 16:00:00")
}

func (f *file) correct(who, received string) error {
	return f.c.CorrectReceipt(f.as(who), Receipt{At: f.moment(received), LateEntry: "relayed", Reason: "门岗登记本"})
}

func TestReceiptEarlier(t *testing.T) {
	f := register(t, "2025-03-14 17:50", complaint())
	f.wait(time.Hour)
	for who, want := range map[string]Code{"quality": Forbidden, "clerk": Forbidden, "head": Forbidden} {
		wantCode(t, "earlier by "+who, f.correct(who, "2025-03-14 08:00"), want)
	}
	f.must(f.correct("lead", "2025-03-14 08:00"))
	f.wantDues(1, "2025-03-15 08:00:00", "2025-03-16 08:00:00", "2025-03-17 08:00:00", "none")
	if f.c.LateEntry != "relayed" || f.c.RegisteredAt != at("2025-03-14 17:50") || f.c.ReceivedAt != at("2025-03-14 08:00") || f.count("deadline_missed") != 0 {
		t.Errorf("late entry %q, registered %s, %d misses", f.c.LateEntry, when(f.c.RegisteredAt), f.count("deadline_missed"))
	}
	f.wantFold()
}

func TestReceiptEarlierWritesMisses(t *testing.T) {
	f := register(t, "2025-03-14 17:50", complaint())
	f.at("2025-03-15 10:00").must(f.ack())
	f.must(f.correct("lead", "2025-03-14 10:00:00")) // confirmed at the new due itself
	f.wantVerdict("confirmed at its due", f.cycle().Ack, Met)
	f.must(f.correct("lead", "2025-03-14 09:59:59"))
	f.wantVerdict("confirmed a second after its due", f.cycle().Ack, Late)
	f.must(f.correct("boss", "2025-03-12 12:00"))
	wantMoment(t, "the first due missed", f.cycle().Ack.MissedDueAt, "2025-03-15 09:59:59")
	for _, name := range []ClockName{ResponseClock, ResolutionClock} {
		f.wantVerdict(string(name), *f.cycle().Clock(name), map[ClockName]Verdict{ResponseClock: Missed, ResolutionClock: DueSoon}[name])
	}
	if f.count("deadline_missed") != 2 {
		t.Errorf("%d misses in the log", f.count("deadline_missed"))
	}
	f.wantFold()
}

func TestReceiptLater(t *testing.T) {
	r := complaint()
	r.Received, r.LateEntry = Moment{At: at("2025-03-14 08:00")}, "away"
	f := register(t, "2025-03-15 10:00", r) // missed at registration
	wantCode(t, "later by a supervisor", f.correct("lead", "2025-03-14 20:00"), Forbidden)
	wantCode(t, "after registration", f.correct("quality", "2025-03-15 10:00:01"), Invalid)
	wantCode(t, "without a reason", f.c.CorrectReceipt(f.as("quality"), Receipt{At: f.moment("2025-03-14 20:00")}), Invalid)
	wantCode(t, "no moment", f.c.CorrectReceipt(f.as("quality"), Receipt{Reason: "x"}), Invalid)
	f.must(f.correct("quality", "2025-03-14 20:00"))
	f.wantDues(1, "2025-03-15 20:00:00", "2025-03-16 20:00:00", "2025-03-17 20:00:00", "none")
	f.wantVerdict("the miss stays", f.cycle().Ack, Missed)
	f.must(f.ack())
	f.wantVerdict("and is late", f.cycle().Ack, Late)
	wantCode(t, "annulled by the manager", f.annul("boss", AckClock, Moment{}), Forbidden)
	f.must(f.annul("quality", AckClock, Moment{}))
	f.wantVerdict("annulled", f.cycle().Ack, Met)
	f.must(f.correct("quality", "2025-03-15 10:00"))
	if f.c.LateEntry != "" {
		t.Errorf("received when it was registered, still marked %q", f.c.LateEntry)
	}
	f.wantFold()
}

func TestReceiptOfARaisedCase(t *testing.T) {
	f := raised(t, Moment{}) // response due 03-16 04:00, raised at 03-16 00:00
	f.must(f.correct("lead", "2025-03-13 20:00"))
	wantMoment(t, "response: within 48 h", f.cycle().Response.DueAt, "2025-03-15 20:00:00")
	f = raised(t, Moment{})
	f.must(f.correct("lead", "2025-03-14 07:00"))
	wantMoment(t, "response: four hours from the raise", f.cycle().Response.DueAt, "2025-03-16 04:00:00")
	wantMoment(t, "resolution", f.cycle().Resolution.DueAt, "2025-03-17 07:00:00")
}

func TestReceiptOfAWaitThatBeganTooLate(t *testing.T) {
	f := waiting(t, "third_party", "2025-03-20") // due 03-08 10:00 before the wait
	f.must(f.correct("lead", "2025-02-24 09:00"))
	wantMoment(t, "due: passed before the wait began", f.cycle().Resolution.DueAt, "2025-03-03 09:00:00")
	f.wantVerdict("then", f.cycle().Resolution, Missed)
}

func (f *file) annul(who string, name ClockName, due Moment) error {
	return f.c.Annul(f.as(who), &Annulment{Clock: name, Cause: "outage", Reason: "停电停机", NewDue: due})
}

func TestAnnul(t *testing.T) {
	f := lateEntry(t, "2025-03-15 10:00") // E4: confirmed in time, recorded after an outage
	wantCode(t, "nothing said about a new due", f.annul("quality", AckClock, Moment{}), Invalid)
	wantCode(t, "a new due in the past", f.annul("quality", AckClock, Moment{At: f.now}), Invalid)
	wantCode(t, "a clock that was not missed", f.annul("quality", ResponseClock, Moment{}), Conflict)
	wantCode(t, "no cause", f.c.Annul(f.as("quality"), &Annulment{Clock: AckClock, Reason: "x", NewDue: Moment{At: f.now + 1}}), Invalid)
	f.must(f.annul("quality", AckClock, Moment{At: f.now + 3600}))
	f.wantVerdict("with a new due", f.cycle().Ack, DueSoon)
	wantMoment(t, "the annulled due", f.cycle().Ack.AnnulledDue, "2025-03-15 08:00:00")
	wantCode(t, "twice", f.annul("quality", AckClock, Moment{}), Conflict)
	f.at("2025-03-15 11:00:01")
	f.wantVerdict("the new due passed too", f.cycle().Ack, Missed)
	f.must(f.ack()).must(f.annul("quality", AckClock, Moment{}))
	f.wantVerdict("done late, annulled", f.cycle().Ack, Met)
	if f.count("deadline_missed") != 2 || f.count("deadline_annulled") != 2 {
		t.Errorf("%d misses, %d annulments in the log", f.count("deadline_missed"), f.count("deadline_annulled"))
	}
	f.wantFold()
}

func TestCategoryChange(t *testing.T) {
	r := complaint()
	r.Category, r.SubCategory = "other", ""
	f := register(t, "2025-03-14 08:00", r)
	change := func(who, category, sub string) error {
		return f.c.ChangeCategory(f.as(who), Recategorised{Category: category, SubCategory: sub, Reason: "登记有误"})
	}
	for name, err := range map[string]error{"the same": change("lead", "other", ""), "no such": change("lead", "weather", ""), "no sub-category": change("lead", "noise", ""), "a sub of another": change("lead", "noise", "楼道")} {
		wantCode(t, name, err, Invalid)
	}
	wantCode(t, "by a clerk", change("clerk", "noise", "装修"), Forbidden)
	f.must(change("lead", "noise", "装修"))
	if !f.c.Confidential || f.c.Level != General {
		t.Errorf("confidential %v, %s", f.c.Confidential, f.c.Level)
	}
	f.must(change("lead", "elevator", "困人"))
	if f.c.Level != Major || !f.c.Urgent || !f.c.Confidential || f.c.Confirmed {
		t.Errorf("level %s, urgent %v, confidential %v", f.c.Level, f.c.Urgent, f.c.Confidential)
	}
	f.wantDues(1, "2025-03-15 08:00:00", "2025-03-14 12:00:00", "2025-03-17 08:00:00", "none")
	f.must(f.ack()).must(f.c.Assign(f.as("boss"), Dispatch{Department: "GC"})).must(change("lead", "cleaning", "楼道"))
	if f.c.Level != Major {
		t.Errorf("a confirmed level followed the category: %s", f.c.Level)
	}
	f.wantFold()
}

func TestRaisedAfterThirtyDays(t *testing.T) {
	const month = 30 * 24 * time.Hour
	f := answered(t)
	f.wait(month)
	if f.c.RaiseAged(f.as("boss")) {
		t.Error("raised at thirty days to the second")
	}
	f.wait(time.Second)
	if !f.c.RaiseAged(f.as("boss")) || f.c.Level != Major || f.c.RaiseAged(f.as("boss")) {
		t.Errorf("a second later: %s", f.c.Level)
	}
	held := answered(t)
	held.must(held.hold("owners", "2025-06-01"))
	held.wait(month + time.Hour)
	if held.c.RaiseAged(held.as("boss")) {
		t.Error("raised on a pausing hold")
	}
	judged := answered(t)
	judged.must(judged.propose(invalid()))
	judged.wait(month + time.Hour)
	if judged.c.RaiseAged(judged.as("boss")) {
		t.Error("raised though judged invalid")
	}
}
