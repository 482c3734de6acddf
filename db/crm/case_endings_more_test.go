package crm

import (
	"strings"
	"testing"
	"time"
)

// TestVoid: within 24 hours of its registration, to the second, by a lead who did not register it (T15).
func TestVoid(t *testing.T) {
	for after, want := range map[time.Duration]Code{0: "", 24*time.Hour - time.Second: "", 24 * time.Hour: "", 24*time.Hour + time.Second: Conflict} {
		f := register(t, "2025-03-14 08:00", complaint())
		f.wait(after)
		wantCode(t, after.String()+" later", f.c.Void(f.as("lead"), "test", "培训演示"), want)
		if want == "" && (f.c.State != Voided || f.verdict(f.cycle().Response) != NotApplicable) {
			t.Errorf("%s: response %s", f.c.State, f.verdict(f.cycle().Response))
		}
	}
	f := register(t, "2025-03-14 08:00", complaint())
	wantCode(t, "no such reason", f.c.Void(f.as("lead"), "duplicate", "重复"), Invalid)
	wantCode(t, "without words", f.c.Void(f.as("lead"), "wrong", ""), Invalid)
	wantCode(t, "a clerk", f.c.Void(f.as("clerk2"), "test", "演示"), Forbidden)
	f.c.RegistrarID = people["lead"].ID
	wantCode(t, "who registered it", f.c.Void(f.as("lead"), "test", "演示"), Forbidden)
	f.must(f.ack())
	wantCode(t, "once it is confirmed", f.c.Void(f.as("boss"), "test", "演示"), Conflict)
	late := register(t, "2025-03-14 08:00", func() Registration {
		r := complaint()
		r.Received, r.LateEntry = Moment{At: at("2025-03-13 07:00")}, "other"
		return r
	}())
	late.must(late.c.Void(late.as("lead"), "wrong", "登错楼栋"))
	if v := late.verdict(late.c.Cycles[0].Ack); v != Missed {
		t.Errorf("a miss before the voiding stays: %s", v)
	}
}

func hazard(t *testing.T) *file {
	t.Helper()
	r := complaint()
	r.Urgent = "yes"
	return register(t, "2025-03-14 08:00", r)
}

// TestHazardStandsBeforeEveryEnd: neither withdrawn nor closed until it is noted as removed (§3.7).
func TestHazardStandsBeforeEveryEnd(t *testing.T) {
	f := hazard(t)
	wantCode(t, "withdrawn", f.c.Withdraw(f.as("clerk"), Withdrawal{Method: "phone", Reason: "算了"}), Conflict)
	f.must(f.ack()).must(f.assign()).must(f.accept())
	p := result()
	f.must(f.tell("handler", Told{Proposal: &p})).must(f.call("clerk2", reached("yes", 5)))
	wantCode(t, "closed", f.close("lead"), Conflict)
	wantCode(t, "without words", f.c.RemoveHazard(f.as("clerk"), Moment{}, ""), Invalid)
	wantCode(t, "tomorrow", f.c.RemoveHazard(f.as("clerk"), f.moment("2025-03-15 08:00"), "已断电"), Invalid)
	wantCode(t, "before it was told", f.c.RemoveHazard(f.as("clerk"), f.moment("2025-03-14 07:00"), "已断电"), Invalid)
	f.must(f.c.RemoveHazard(f.as("clerk"), Moment{}, "已断电，复查无异常"))
	wantCode(t, "twice", f.c.RemoveHazard(f.as("clerk"), Moment{}, "已断电"), Conflict)
	f.must(f.close("lead"))
	f.must(f.c.Reopen(f.as("clerk"), Moment{}, "又漏电"))
	if !f.c.Hazard() {
		t.Error("reopened with its hazard still counted as removed")
	}

	r := ofKind(Repair)
	r.Urgent = "yes"
	repair := register(t, "2025-03-14 08:00", r)
	repair.c.Drawn = false
	repair.c.Begin()
	repair.must(repair.ack()).must(repair.assign()).must(repair.accept())
	wantCode(t, "a repair that no revisit follows", repair.tell("handler", Told{Proposal: &p}), Conflict)
	r.Kind = Enquiry
	enquiry := register(t, "2025-03-14 08:00", r)
	wantCode(t, "an enquiry answered", enquiry.c.Complete(enquiry.as("clerk"), Completion{Method: "phone", Text: "已答复"}), Conflict)
}

// TestSafetyGoesOnWithoutTheCustomer (T13).
func TestSafetyGoesOnWithoutTheCustomer(t *testing.T) {
	r := complaint()
	r.Flags = []string{"injury"}
	f := register(t, "2025-03-14 08:00", r)
	f.must(f.c.Withdraw(f.as("clerk"), Withdrawal{Method: "phone", Reason: "不想管了"}))
	f.must(f.c.ConfirmWithdrawal(f.as("boss"), Moment{}, "phone", "ok"))
	if !f.c.State.Open() || !f.c.Internal || f.c.WithdrawalBy != 0 || f.c.Drawn {
		t.Fatalf("%s, internal %v", f.c.State, f.c.Internal)
	}
	for name, want := range map[ClockName]Verdict{AckClock: NotApplicable, ResponseClock: NotApplicable, RevisitClock: NotApplicable, ResolutionClock: Running} {
		if v := f.verdict(*f.cycle().Clock(name)); v != want {
			t.Errorf("%s: %s, want %s", name, v, want)
		}
	}
	wantCode(t, "withdrawn again", f.c.Withdraw(f.as("clerk"), Withdrawal{Method: "phone", Reason: "算了"}), Conflict)
	f.must(f.c.Assign(f.as("boss"), Dispatch{Department: "GC", HandlerID: people["handler"].ID})).must(f.accept()).must(f.propose(result()))
	f.must(f.c.Approve(f.as("boss"), "approve", "")).must(f.tell("handler", Told{}))
	if f.c.State != Closed {
		t.Errorf("%s after the result", f.c.State)
	}
	if f.c.Unlogged() {
		t.Error("a fact without an event")
	}
}

// refused is a complaint judged invalid whose complainant was told; approver approved it.
func refused(t *testing.T, approver string) *file {
	t.Helper()
	f := inWork(t, "2025-03-14 08:00", complaint())
	f.must(f.propose(invalid())).must(f.c.Approve(f.as(approver), "approve", ""))
	return f.must(f.tell("handler", Told{}))
}

var review = ReviewAsked{Method: "phone", Reason: "楼道确实没有打扫"}

// TestReviewGoesOneRoleUp: asked once, decided above the approver, in five days to the second (T18).
func TestReviewGoesOneRoleUp(t *testing.T) {
	for approver, may := range map[string]string{"lead": "boss boss2 quality executive", "boss": "quality executive"} {
		f := refused(t, approver)
		f.must(f.c.AskReview(f.as("clerk"), review, people[approver], colleagues()))
		if f.c.ReviewDue() != f.now+5*86400 {
			t.Errorf("due %s", when(f.c.ReviewDue()))
		}
		wantCode(t, "asked twice", f.c.AskReview(f.as("clerk"), review, people[approver], colleagues()), Conflict)
		for who := range people {
			want := Forbidden
			for _, name := range strings.Fields(may) {
				if name == who {
					want = ""
				}
			}
			wantCode(t, "approved by "+approver+": "+who+" decides", f.c.may(DoDecideReview, f.as(who)), want)
		}
		f.must(f.call("clerk2", reached("yes", 4)))
		wantCode(t, "closed while it waits", f.close("boss2"), Conflict)
		wantCode(t, "decided without words", f.c.DecideReview(f.as("quality"), "upheld", ""), Invalid)
		wantCode(t, "decided neither way", f.c.DecideReview(f.as("quality"), "perhaps", "复核过"), Invalid)
		f.must(f.c.DecideReview(f.as("quality"), "upheld", "监控与记录一致")).must(f.close("boss2"))
		wantCode(t, "asked again after it was closed", f.c.AskReview(f.as("clerk"), review, people[approver], colleagues()), Conflict)
	}
	top := refused(t, "lead")
	top.must(top.c.AskReview(top.as("clerk"), review, people["quality"], colleagues()))
	if top.c.OwnerID != people["executive"].ID || top.c.ReviewRole != string(Executive) {
		t.Errorf("above quality: %s, owner %d", top.c.ReviewRole, top.c.OwnerID)
	}
}

func TestReviewOverturned(t *testing.T) {
	f := refused(t, "lead")
	f.must(f.c.AskReview(f.as("clerk"), review, people["lead"], colleagues()))
	f.must(f.c.DecideReview(f.as("boss"), "overturned", "记录不全"))
	if f.c.State != InProgress || f.c.Validity != "" || f.c.Review != "overturned" || len(f.c.Cycles) != 1 || f.cycle().Reworks != 1 {
		t.Errorf("%s, %q, %s, %d cycles", f.c.State, f.c.Validity, f.c.Review, len(f.c.Cycles))
	}
	if c := f.c; c.Resolution != "" || c.RootCauses != "" || c.Responsibility != "" || c.NoPhoto != "" || c.CompensationFen != 0 {
		t.Errorf("the result that was overturned still stands: %q, %q, %q, %d", c.Resolution, c.RootCauses, c.Responsibility, c.CompensationFen)
	}
	f.must(f.propose(invalid())).must(f.c.Approve(f.as("lead"), "approve", "")).must(f.tell("handler", Told{}))
	wantCode(t, "once and no more", f.c.AskReview(f.as("clerk"), review, people["lead"], colleagues()), Conflict)

	shut := refused(t, "lead")
	shut.must(shut.call("clerk2", reached("yes", 4))).must(shut.close("boss"))
	early := shut.now
	shut.wait(30 * 24 * time.Hour)
	last := shut.now
	shut.now = last + 1
	wantCode(t, "a second past thirty days", shut.c.AskReview(shut.as("clerk"), review, people["lead"], colleagues()), Conflict)
	shut.now = last
	in := review
	in.At = Moment{At: early - 1}
	wantCode(t, "before it was closed", shut.c.AskReview(shut.as("clerk"), in, people["lead"], colleagues()), Invalid)
	shut.must(shut.c.AskReview(shut.as("clerk"), review, people["lead"], colleagues()))
	shut.wait(4 * 24 * time.Hour)
	shut.must(shut.c.DecideReview(shut.as("boss2"), "overturned", "记录不全"))
	if shut.c.State != InProgress || len(shut.c.Cycles) != 2 || shut.cycle().AnchorAt != last {
		t.Errorf("%s, %d cycles from %s", shut.c.State, len(shut.c.Cycles), when(shut.cycle().AnchorAt))
	}
	shut.wantFold()
	valid := resolved(t, "2025-03-14 08:00", complaint())
	wantCode(t, "a valid one", valid.c.AskReview(valid.as("clerk"), review, people["lead"], colleagues()), Conflict)
}

func TestAssists(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	ask := func(department, task string, due Moment) error {
		_, err := f.c.AskAssist(f.as("handler"), department, task, due)
		return err
	}
	wantCode(t, "no such department", ask("XX", "帮忙", Moment{}), Invalid)
	wantCode(t, "its own department", ask(f.c.Department, "帮忙", Moment{}), Invalid)
	wantCode(t, "nothing to do", ask("ZX", "", Moment{}), Invalid)
	wantCode(t, "until now", ask("ZX", "调监控", Moment{At: f.now}), Invalid)
	a, err := f.c.AskAssist(f.as("handler"), "ZX", "调监控", Moment{})
	if f.must(err); a.DueAt != f.now+48*3600 {
		t.Errorf("due %s", when(a.DueAt))
	}
	f.must(ask("BJ", "清理", Moment{At: f.now + 1}))
	wantCode(t, "twice at once", ask("ZX", "再调", Moment{}), Invalid)
	wantCode(t, "a department that has nothing to do", f.c.FinishAssist(f.as("handler"), "LH", "好了"), Invalid)
	wantCode(t, "another department's", f.c.FinishAssist(f.as("cleaner"), "ZX", "好了"), Forbidden)
	wantCode(t, "without a result", f.c.FinishAssist(f.as("cleaner"), "BJ", ""), Invalid)
	f.must(f.c.FinishAssist(f.as("cleaner"), "BJ", "已清理"))
	wantCode(t, "a helper who is done", f.c.may(DoAssistDone, f.as("cleaner")), Forbidden)
	if f.c.Assisting != "ZX" {
		t.Errorf("still helping: %s", f.c.Assisting)
	}
	p := result()
	f.must(f.tell("handler", Told{Proposal: &p})) // open help warns and does not stop
	wantCode(t, "after the result", ask("LH", "修剪", Moment{}), Conflict)
	f.must(f.c.FinishAssist(f.as("handler"), "ZX", "已调取"))
}

// TestKindsChange (§3.1): the receipt and the number stay, the clocks are those of the new kind from the same anchor.
func TestKindsChange(t *testing.T) {
	f := register(t, "2025-03-14 08:00", ofKind(Enquiry))
	f.wait(3 * time.Hour)
	f.must(f.c.ChangeKind(f.as("clerk"), KindChange{Kind: Complaint, Reason: "其实是投诉"}))
	y := f.cycle()
	if f.c.Kind != Complaint || f.c.ReceivedAt != at("2025-03-14 08:00") || !f.c.Drawn || f.c.FirstKind != "enquiry" ||
		when(y.Response.DueAt) != "2025-03-16 08:00:00" || when(y.Resolution.DueAt) != "2025-03-17 08:00:00" || y.Revisit.Off {
		t.Errorf("%s %s: response %s, resolution %s", f.c.Kind, f.c.FirstKind, when(y.Response.DueAt), when(y.Resolution.DueAt))
	}
	late := register(t, "2025-03-14 08:00", ofKind(Enquiry))
	late.at("2025-03-18 08:00").must(late.c.ChangeKind(late.as("clerk"), KindChange{Kind: Complaint, Reason: "其实是投诉"}))
	if v := late.verdict(late.cycle().Resolution); v != Missed || late.cycle().Response.MissedDueAt != at("2025-03-15 08:00") {
		t.Errorf("resolution %s, response missed %s", v, when(late.cycle().Response.MissedDueAt))
	}
	agreed := KindChange{Kind: Suggestion, Reason: "只是建议", Agreed: true, Method: "phone"}
	c := inWork(t, "2025-03-14 08:00", complaint())
	wantCode(t, "a complaint, by a clerk", c.c.ChangeKind(c.as("clerk"), agreed), Forbidden)
	for name, in := range map[string]KindChange{"without agreement": {Kind: Suggestion, Reason: "只是建议", Method: "phone"}, "agreed nohow": {Kind: Suggestion, Reason: "只是建议", Agreed: true},
		"no reason": {Kind: Suggestion, Agreed: true, Method: "phone"}, "itself": {Kind: Complaint, Reason: "x", Agreed: true, Method: "phone"}, "nothing": {Reason: "x", Agreed: true, Method: "phone"}} {
		wantCode(t, name, c.c.ChangeKind(c.as("lead"), in), Invalid)
	}
	c.must(c.c.ChangeKind(c.as("lead"), agreed))
	if c.c.Kind != Suggestion || c.c.FirstKind != "complaint" || c.verdict(c.cycle().Resolution) != NotApplicable || c.c.Level != General {
		t.Errorf("%s, resolution %s", c.c.Kind, c.verdict(c.cycle().Resolution))
	}
	answered := inWork(t, "2025-03-14 08:00", complaint())
	answered.must(answered.respond())
	wantCode(t, "once answered", answered.c.ChangeKind(answered.as("lead"), agreed), Conflict)
	repair := register(t, "2025-03-14 08:00", ofKind(Repair))
	wantCode(t, "a repair never converts", repair.c.ChangeKind(repair.as("lead"), KindChange{Kind: Complaint, Reason: "修太慢"}), Conflict)
}
