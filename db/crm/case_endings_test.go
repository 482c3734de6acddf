package crm

import (
	"strings"
	"testing"
	"time"
)

func withdrawal() Withdrawal { return Withdrawal{Method: "phone", Reason: "不追究了"} }

func TestWithdrawal(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	wantCode(t, "without a reason", f.c.Withdraw(f.as("clerk"), Withdrawal{Method: "phone"}), Invalid)
	wantCode(t, "without a method", f.c.Withdraw(f.as("clerk"), Withdrawal{Reason: "不追究"}), Invalid)
	wantCode(t, "before it came in", f.c.Withdraw(f.as("clerk"), Withdrawal{At: f.moment("2025-03-14 07:59:59"), Method: "phone", Reason: "不追究"}), Invalid)
	f.must(f.c.Withdraw(f.as("steward"), withdrawal()))
	if f.c.State != Withdrawn {
		t.Errorf("general: %s", f.c.State)
	}
	staff := complaint()
	staff.Category, staff.SubCategory = "staff_conduct", "保安"
	thanks := staff
	thanks.Kind = Praise
	for name, r := range map[string]struct {
		in    Registration
		level Level
		waits bool
	}{
		"important": {complaint(), Important, true}, "major": {complaint(), Major, true}, "about staff, confirmed as general": {staff, General, true},
		"praise for staff": {thanks, General, false}, "repair": {ofKind(Repair), General, false},
	} {
		f := register(t, "2025-03-14 08:00", r.in)
		f.c.Level = r.level
		f.c.Begin()
		f.must(f.ack()).must(f.c.Withdraw(f.as("clerk"), withdrawal()))
		if waits := f.c.WithdrawalBy != 0; waits != r.waits || (f.c.State == Acknowledged) != r.waits {
			t.Errorf("%s: %s, waits %v", name, f.c.State, waits)
		}
	}
}

func TestWithdrawalIsConfirmedByAnother(t *testing.T) {
	ask := func() *file {
		f := atLevel(t, Important)
		return f.must(f.c.Withdraw(f.as("lead"), withdrawal()))
	}
	for who, want := range map[string]Code{"clerk": Forbidden, "lead": Forbidden, "quality": Forbidden, "lead2": "", "boss": ""} {
		f := ask()
		wantCode(t, who+" confirms", f.c.ConfirmWithdrawal(f.as(who), Moment{}, "phone", "ok"), want)
		if want == "" && (f.c.State != Withdrawn || f.c.WithdrawalBy != 0) {
			t.Errorf("confirmed by %s: %s", who, f.c.State)
		}
	}
	f := ask()
	wantCode(t, "asked twice", f.c.Withdraw(f.as("clerk"), withdrawal()), Conflict)
	wantCode(t, "no verdict", f.c.ConfirmWithdrawal(f.as("boss"), Moment{}, "phone", ""), Invalid)
	f.must(f.ack()) // the work goes on meanwhile
	f.must(f.c.ConfirmWithdrawal(f.as("boss"), Moment{}, "phone", "refused"))
	if f.c.State != Acknowledged || f.c.WithdrawalBy != 0 {
		t.Errorf("the customer knew nothing of it: %s", f.c.State)
	}
	f.must(f.assign())
}

func TestWithdrawalKeepsMisses(t *testing.T) {
	for _, r := range []struct {
		after             time.Duration
		ack, resp, result Verdict
	}{
		{time.Hour, NotApplicable, NotApplicable, NotApplicable},
		{24 * time.Hour, NotApplicable, NotApplicable, NotApplicable}, // at the due itself nothing is missed
		{24*time.Hour + time.Second, Missed, NotApplicable, NotApplicable},
		{48*time.Hour + time.Second, Missed, Missed, NotApplicable},
		{72*time.Hour + time.Second, Missed, Missed, Missed},
	} {
		f := register(t, "2025-03-14 08:00", complaint())
		f.wait(r.after)
		f.must(f.c.Withdraw(f.as("clerk"), withdrawal())).wait(999 * time.Hour)
		f.wantVerdict("ack, withdrawn after "+r.after.String(), f.cycle().Ack, r.ack)
		f.wantVerdict("response, withdrawn after "+r.after.String(), f.cycle().Response, r.resp)
		f.wantVerdict("resolution, withdrawn after "+r.after.String(), f.cycle().Resolution, r.result)
		f.wantVerdict("revisit, withdrawn after "+r.after.String(), f.cycle().Revisit, NotApplicable)
	}
	f := resolved(t, "2025-03-14 08:00", complaint())
	f.wait(time.Hour)
	f.must(f.c.Withdraw(f.as("clerk"), withdrawal()))
	f.wantVerdict("ack of a worked case", f.cycle().Ack, Met)
	f.wantVerdict("revisit not due yet", f.cycle().Revisit, NotApplicable)
}

func TestCompletionByKind(t *testing.T) {
	done := func(f *file, change func(*Completion)) error {
		in := Completion{Method: "phone", Text: "已答复，谢谢", Decision: "adopt", Department: "BJ"}
		if change != nil {
			change(&in)
		}
		return f.c.Complete(f.as("clerk"), in)
	}
	for _, kind := range []Kind{Complaint, Repair} {
		f := register(t, "2025-03-14 08:00", ofKind(kind))
		wantCode(t, string(kind), done(f, nil), Conflict)
	}
	for kind, r := range map[Kind]struct {
		registered, acknowledged Code
		spoil                    func(*Completion)
	}{
		Suggestion: {Conflict, "", func(c *Completion) { c.Decision = "" }},
		Praise:     {"", "", func(c *Completion) { c.Department = "" }},
		Enquiry:    {"", "", func(c *Completion) { c.Text = "" }},
	} {
		f := register(t, "2025-03-14 08:00", ofKind(kind))
		wantCode(t, string(kind)+" from registered", done(f, nil), r.registered)
		f = register(t, "2025-03-14 08:00", ofKind(kind))
		f.must(f.ack())
		wantCode(t, string(kind)+" without its data", done(f, r.spoil), Invalid)
		wantCode(t, string(kind)+" without a method", done(f, func(c *Completion) { c.Method = "" }), Invalid)
		wantCode(t, string(kind)+" from acknowledged", done(f, nil), r.acknowledged)
		wantCode(t, string(kind)+" twice", done(f, nil), Conflict)
		wantCode(t, string(kind)+" reopened", f.c.Reopen(f.as("clerk"), Moment{}, "再问"), Conflict)
	}
	f := register(t, "2025-03-14 08:00", ofKind(Suggestion))
	f.must(f.ack()).must(f.assign()).must(f.accept())
	wantCode(t, "proposed like a complaint", f.propose(result()), Conflict)
	in := Completion{Method: "phone", Text: "采纳", Decision: "adopt"}
	f.must(f.c.Complete(f.as("handler"), in))
	for _, kind := range []Kind{Praise, Enquiry} { // registered → (acknowledged) → closed
		f := register(t, "2025-03-14 08:00", ofKind(kind))
		f.must(f.ack())
		wantCode(t, string(kind)+" handed out", f.assign(), Conflict)
	}
}

func TestCompletionFillsTheMilestones(t *testing.T) {
	f := register(t, "2025-03-14 08:00", ofKind(Enquiry)).at("2025-03-14 09:00")
	f.must(f.c.Complete(f.as("clerk"), Completion{At: f.moment("2025-03-14 08:50"), Method: "phone", Text: "周一开门"}))
	for _, name := range []ClockName{AckClock, ResponseClock} {
		wantMoment(t, string(name), f.cycle().Clock(name).MetAt, "2025-03-14 08:50:00")
	}
	g := register(t, "2025-03-14 08:00", ofKind(Enquiry))
	g.must(g.ack()).at("2025-03-15 08:00:01")
	g.must(g.c.Complete(g.as("clerk"), Completion{At: g.moment("2025-03-15 08:00:00"), Method: "phone", Text: "周一开门", Evidence: evidence}))
	wantMoment(t, "the acknowledgement that was there stays", g.cycle().Ack.MetAt, "2025-03-14 08:00:00")
	g.wantVerdict("the answer waits", g.cycle().Response, Missed)
	g.must(g.c.Verify(g.as("lead"), ResponseClock, 0, "refused", ""))
	g.wantVerdict("refused: from when it was typed", g.cycle().Response, Late)
	h := register(t, "2025-03-14 08:00", ofKind(Praise))
	h.must(h.c.Complete(h.as("clerk"), Completion{Method: "phone", Text: "已转告", Department: "BJ"}))
	if h.c.Department != "BJ" || h.verdict(h.cycle().Response) != NotApplicable || h.verdict(h.cycle().Ack) != Met {
		t.Errorf("praise: %q, response %s", h.c.Department, h.verdict(h.cycle().Response))
	}
}

func TestRepairWithoutAndWithRevisit(t *testing.T) {
	r := ofKind(Repair)
	for no, drawn := range map[string]bool{"BX-LY-20250315-0007": true, "BX-LY-20250315-0008": true, "BX-LY-20250315-0009": false} {
		f := &file{t: t, now: at("2025-03-15 08:00"), set: DefaultSettings()}
		c, err := NewCase(f.as("clerk"), r, no, "")
		if err != nil {
			t.Fatal(err)
		}
		f.c = c
		p := result()
		f.must(f.ack()).must(f.assign()).must(f.accept()).must(f.tell("handler", Told{Proposal: &p}))
		want := map[bool]State{true: PendingRevisit, false: Closed}[drawn]
		if f.c.State != want {
			t.Errorf("%s: %s, want %s", no, f.c.State, want)
		}
		if drawn && f.cycle().Revisit.DueAt != f.c.ResolvedAt+7*86400 {
			t.Errorf("%s: revisit due %s", no, when(f.cycle().Revisit.DueAt))
		}
		if !drawn {
			f.wantVerdict("revisit", f.cycle().Revisit, NotApplicable)
		}
		if f.c.Validity != "" {
			t.Errorf("a repair judged %q", f.c.Validity)
		}
	}
	leak := r
	leak.Category, leak.SubCategory = "leakage", "屋面"
	f := &file{t: t, now: at("2025-03-15 08:00"), set: DefaultSettings()}
	if c, err := NewCase(f.as("clerk"), leak, "BX-LY-20250315-0009", ""); err != nil || !c.Drawn {
		t.Errorf("leaks are called back without a draw: %v", err)
	}
}

func TestSecondReopeningRaisesTheLevel(t *testing.T) {
	for from, want := range map[Level]Level{General: Important, Important: Major, Major: Major} {
		f := closed(t, "2025-03-14 08:00", atLevel(t, from).registration())
		f.wait(time.Hour)
		f.must(f.c.Reopen(f.as("clerk"), Moment{}, "又来了"))
		if f.c.Level != from {
			t.Errorf("first reopening of %s: %s", from, f.c.Level)
		}
		f.must(f.ack()).must(f.propose(result()))
		if f.c.Approval == "pending" {
			f.must(f.approve())
		}
		f.must(f.resolve()).must(f.call("boss2", reached("yes", 4))).must(f.close("lead"))
		f.wait(time.Hour)
		f.must(f.c.Reopen(f.as("clerk"), Moment{}, "又来了"))
		if f.c.Level != want || f.cycle().Response.DueAt-f.cycle().AnchorAt != DefaultSettings().ResponseHours[want]*3600 {
			t.Errorf("second reopening of %s: %s", from, f.c.Level)
		}
	}
}

// registration is what the case of a test was made of.
func (f *file) registration() Registration {
	r := complaint()
	r.Category, r.SubCategory, r.Flags = f.c.Category, f.c.SubCategory, nil
	if f.c.Flags != "" {
		r.Flags = strings.Split(f.c.Flags, ",")
	}
	return r
}

func TestReopenedCaseIsConfirmedAndToldAnew(t *testing.T) {
	f := closed(t, "2025-03-14 08:00", complaint())
	f.wait(time.Hour)
	f.must(f.c.Reopen(f.as("clerk"), Moment{}, "又漏了"))
	wantCode(t, "resolved unconfirmed", f.tell("handler", Told{}), Conflict)
	f.must(f.ack())
	wantCode(t, "resolved by the old result", f.tell("handler", Told{}), Invalid)
	f.must(f.propose(result())).must(f.resolve())
	if f.c.Round != 1 || f.r.Cycle != 2 {
		t.Errorf("round %d of cycle %d", f.c.Round, f.r.Cycle)
	}
}
