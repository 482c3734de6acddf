package crm

import (
	"testing"
	"time"
)

func TestUrgentCaseIsSentOutAtOnce(t *testing.T) {
	r := ofKind(Repair)
	r.Urgent = "yes"
	f := register(t, "2025-03-14 08:00", r)
	f.must(f.assign())
	if f.c.State != AssignedState {
		t.Fatalf("state %s", f.c.State)
	}
	f.must(f.c.Return(f.as("handler"), "不归我们"))
	if f.c.State != Registered {
		t.Errorf("sent back unconfirmed: %s", f.c.State)
	}
	f.must(f.c.Assign(f.as("lead"), Dispatch{Department: "ZX", HandlerID: people["handler"].ID})).must(f.accept()).must(f.ack())
	if f.c.State != InProgress {
		t.Errorf("confirmed in place: %s", f.c.State)
	}
	plain := register(t, "2025-03-14 08:00", complaint())
	wantCode(t, "an ordinary case is confirmed first", plain.assign(), Conflict)
}

func TestReturnOnceADepartment(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	f.must(f.ack()).must(f.assign())
	before := *f.cycle()
	wantCode(t, "without a reason", f.c.Return(f.as("handler"), ""), Invalid)
	wantCode(t, "by the head", f.c.Return(f.as("head"), "不归我们"), Forbidden)
	f.must(f.c.Return(f.as("handler"), "不归我们"))
	if f.c.State != Acknowledged || f.c.Department != "" || f.c.HandlerID != 0 || *f.cycle() != before {
		t.Errorf("sent back: %s, %q, %d", f.c.State, f.c.Department, f.c.HandlerID)
	}
	f.must(f.assign())
	wantCode(t, "a second time from the same department", f.c.Return(f.as("handler"), "还是不归我们"), Conflict)
	g := register(t, "2025-03-14 08:00", complaint())
	g.must(g.ack()).must(g.assign()).must(g.c.Return(g.as("handler"), "不归我们"))
	g.must(g.c.Assign(g.as("lead"), Dispatch{Department: "BJ", HandlerID: people["cleaner"].ID}))
	wantCode(t, "from another department", g.c.Return(g.as("cleaner"), "不归我们"), "")
	nobody := register(t, "2025-03-14 08:00", complaint())
	nobody.must(nobody.ack()).must(nobody.c.Assign(nobody.as("lead"), Dispatch{Department: "GC"}))
	wantCode(t, "nobody named: by the department", nobody.c.Return(nobody.as("head"), "不归我们"), "")
}

func TestAcknowledgementIsNoResponse(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	f.wantVerdict("response", f.cycle().Response, Running)
	wantCode(t, "without words", f.c.Respond(f.as("handler"), Response{Method: "phone"}), Invalid)
	wantCode(t, "without a method", f.c.Respond(f.as("handler"), Response{Text: "明天"}), Invalid)
	wantCode(t, "posted for somebody with a name", f.c.Respond(f.as("handler"), Response{Method: "posted", Text: "明天"}), Invalid)
	f.must(f.respond())
	wantCode(t, "a second first response", f.respond(), Conflict)
}

func TestMandatoryDataOfTheAcknowledgement(t *testing.T) {
	for name, spoil := range map[string]func(*Acknowledgement){
		"method": func(a *Acknowledgement) { a.Method = "sms_robot" }, "told_number": func(a *Acknowledgement) { a.ToldNumber = false },
		"told_next_step": func(a *Acknowledgement) { a.ToldNextStep = "" }, "summary_confirmed": func(a *Acknowledgement) { a.SummaryConfirmed = "" },
	} {
		f := register(t, "2025-03-14 08:00", complaint())
		in := ack()
		spoil(&in)
		wantCode(t, name, f.c.Acknowledge(f.as("clerk"), in), Invalid)
	}
	f := register(t, "2025-03-14 08:00", complaint())
	in := ack()
	in.SummaryConfirmed = "no" // asked and not agreed is an answer
	f.must(f.c.Acknowledge(f.as("clerk"), in))
	wantCode(t, "twice", f.ack(), Conflict)
}

func TestNoteAtTheDoorAfterTwoAttempts(t *testing.T) {
	for _, r := range []struct {
		first, second, note string
		want                Code
	}{
		{"2025-03-14 09:00", "2025-03-14 11:00", "2025-03-14 11:00", ""},
		{"2025-03-14 09:00", "2025-03-14 10:59", "2025-03-14 11:05", Invalid},
		{"2025-03-14 09:00", "2025-03-14 11:30", "2025-03-14 11:29", Invalid}, // the second attempt came after the note
		{"2025-03-14 09:00", "2025-03-14 11:30", "2025-03-14 11:30", ""},
	} {
		f := register(t, "2025-03-14 08:00", complaint()).at("2025-03-14 11:35")
		in := ack()
		in.Method, in.At, in.Evidence = "note", Moment{At: at(r.note)}, "照片 3"
		for _, m := range []string{r.first, r.second} {
			try, err := f.c.TryAck(f.as("clerk"), "phone", "no_answer", Moment{At: at(m)})
			f.must(err)
			in.Attempts = append(in.Attempts, try)
		}
		wantCode(t, r.first+" and "+r.second+", note "+r.note, f.c.Acknowledge(f.as("clerk"), in), r.want)
		if r.want == "" {
			wantMoment(t, "the note counts", f.cycle().Ack.At, r.note+":00")
		}
	}
}

func TestConfirmedOnTheSpot(t *testing.T) {
	spot := ack()
	spot.OnTheSpot = true
	for _, r := range []struct {
		channel, received, late string
		want                    Code
	}{
		{"phone", "2025-03-14 07:45:00", "", ""}, {"walk_in", "2025-03-14 07:50", "", ""}, {"email", "2025-03-14 07:50", "", Invalid},
		{"wechat", "2025-03-14 07:50", "", Invalid}, {"phone", "2025-03-14 07:44:59", "away", Invalid},
	} {
		reg := complaint()
		reg.Channel, reg.Received, reg.LateEntry = r.channel, Moment{At: at(r.received)}, r.late
		f := register(t, "2025-03-14 08:00:00", reg)
		wantCode(t, r.channel+" "+r.received, f.c.Acknowledge(f.as("clerk"), spot), r.want)
		if r.want == "" && (f.cycle().Ack.At != f.c.ReceivedAt || f.cycle().Ack.MetAt != f.c.RegisteredAt || f.cycle().Ack.Pending) {
			t.Errorf("%s %s: %+v", r.channel, r.received, f.cycle().Ack)
		}
	}
}

func TestToldIsTheFirstResponseToo(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint()).at("2025-03-15 09:00")
	p := result()
	f.must(f.tell("handler", Told{At: f.moment("2025-03-15 08:30"), Method: "phone", Whom: "本人", Evidence: evidence, Proposal: &p}))
	for _, name := range []ClockName{ResponseClock, ResolutionClock} {
		wantMoment(t, string(name), f.cycle().Clock(name).MetAt, "2025-03-15 08:30:00")
	}
	wantMoment(t, "revisit due", f.cycle().Revisit.DueAt, "2025-03-18 08:30:00")
	answered := inWork(t, "2025-03-14 08:00", complaint())
	answered.must(answered.respond()).at("2025-03-15 09:00").must(answered.resolve())
	wantMoment(t, "the earlier response stays", answered.cycle().Response.MetAt, "2025-03-14 08:00:00")
	late := inWork(t, "2025-03-14 08:00", complaint()).at("2025-03-16 08:00:01") // the response's due lies between, the resolution's ahead
	late.must(late.tell("handler", Told{At: late.moment("2025-03-16 08:00:00"), Method: "phone", Whom: "本人", Evidence: evidence, Proposal: &p}))
	if late.cycle().Resolution.Pending || !late.cycle().Response.Pending {
		t.Errorf("waits: resolution %v, response %v", late.cycle().Resolution.Pending, late.cycle().Response.Pending)
	}
}

func TestToldNotBeforeTheApproval(t *testing.T) {
	for _, r := range []struct {
		typed string
		want  Code
	}{
		{"2025-03-14 09:00:29", Invalid}, {"2025-03-14 09:00:30", ""}, {"2025-03-14 09:00", ""}, {"2025-03-14 08:59", Invalid}, {"", ""},
	} {
		f := inWork(t, "2025-03-14 08:00", complaint())
		f.must(f.propose(invalid())).at("2025-03-14 09:00:30").must(f.approve()).at("2025-03-14 09:10")
		in := Told{Method: "phone", Whom: "本人"}
		if r.typed != "" {
			in.At = f.moment(r.typed)
		}
		wantCode(t, "told "+r.typed, f.tell("handler", in), r.want)
	}
}

func TestToldNotBeforeTheRework(t *testing.T) {
	f := resolved(t, "2025-03-14 08:00", complaint())
	f.wait(time.Hour)
	f.must(f.call("clerk", reached("partly", 0))).wait(time.Hour)
	p := result()
	f.must(f.propose(p))
	told := Told{At: Moment{At: f.cycle().ReturnedAt - 1}, Method: "phone", Whom: "本人"}
	wantCode(t, "told before it was sent back", f.tell("handler", told), Invalid)
	told.At.At++
	wantCode(t, "told then", f.tell("handler", told), "")
}

func TestWhatNeedsApproval(t *testing.T) {
	paid := result()
	paid.CompensationFen = 1
	partly := result()
	partly.Validity = "partly_valid"
	for _, r := range []struct {
		name  string
		level Level
		in    Proposal
		needs bool
	}{
		{"valid", General, result(), false}, {"partly valid", General, partly, false}, {"invalid", General, invalid(), true}, {"one fen", General, paid, true},
		{"valid", Important, result(), true}, {"valid", Major, result(), true},
	} {
		f := atLevel(t, r.level)
		f.must(f.ack()).must(f.assign()).must(f.accept())
		p := r.in
		direct := f.c.Resolve(f.as("handler"), Told{Method: "phone", Whom: "本人", Proposal: &p})
		if r.needs {
			wantCode(t, string(r.level)+" "+r.name+" in the same form", direct, Invalid)
			f.must(f.propose(p))
			wantCode(t, string(r.level)+" "+r.name+" told before the approval", f.tell("handler", Told{}), Conflict)
			f.must(f.c.Approve(f.as("boss"), "refuse", "证据不足"))
			wantCode(t, string(r.level)+" "+r.name+" told after the refusal", f.tell("handler", Told{}), Invalid)
			f.must(f.propose(p)).must(f.approve())
			direct = f.tell("handler", Told{})
		}
		wantCode(t, string(r.level)+" "+r.name, direct, "")
	}
	repair := inWork(t, "2025-03-14 08:00", ofKind(Repair))
	costs := result()
	costs.Validity, costs.CompensationFen = "", 100
	repair.must(repair.propose(costs))
	if repair.c.Approval != "pending" {
		t.Errorf("compensation for a repair: %q", repair.c.Approval)
	}
}
