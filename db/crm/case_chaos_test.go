package crm

import (
	"math/rand/v2"
	"time"
)

// chaos is somebody who does whatever a case allows, at any moment, and types any moment.
type chaos struct {
	*file
	rnd    *rand.Rand
	done   map[string]int // commands that went through
	master *Case          // what the case was merged into
}

func pick[T any](rnd *rand.Rand, list ...T) T { return list[rnd.IntN(len(list))] }

// pass lets time go by: often to the very moment of a due.
func (x *chaos) pass() {
	switch k := x.cycle().Clock(pick(x.rnd, ClockNames...)); {
	case x.rnd.IntN(4) == 0 && k.DueAt > x.now:
		x.now = k.DueAt + int64(x.rnd.IntN(3)) - 1
	case x.c.State == PendingRevisit && x.rnd.IntN(2) == 0: // the next hour in which customers are called
		local := time.Unix(x.now, 0).In(shanghai)
		next := time.Date(local.Year(), local.Month(), local.Day(), pick(x.rnd, 10, 15, 19), 0, 0, 0, shanghai).Unix()
		x.now = max(next, next+86400*((x.now-next+86400)/86400))
	case x.rnd.IntN(3) == 0:
		x.now += int64(x.rnd.IntN(40 * 3600))
	default:
		x.now += int64(x.rnd.IntN(5400))
	}
}

// typed is a moment as somebody may type it: none, just now, long ago, around a due, to the minute, tomorrow.
func (x *chaos) typed() Moment {
	k := x.cycle().Clock(pick(x.rnd, ClockNames...))
	m := pick(x.rnd, Moment{}, Moment{}, Moment{}, Moment{At: x.now - int64(x.rnd.IntN(1800))}, Moment{At: x.now - int64(x.rnd.IntN(200*3600))},
		Moment{At: k.DueAt + int64(x.rnd.IntN(3)) - 1}, Moment{At: x.now + 60}, Moment{At: x.cycle().AnchorAt})
	if m.At != 0 && x.rnd.IntN(3) == 0 {
		m.At, m.Minute = m.At-m.At%60, true
	}
	return m
}

func (x *chaos) maybe(s string) string { return pick(x.rnd, s, "") }

func (x *chaos) proposal() Proposal {
	p := pick(x.rnd, result(), result(), invalid())
	p.CompensationFen = pick(x.rnd, 0, 0, 0, int64(500))
	return p
}

// act does one action of the case as somebody.
func (x *chaos) act(a Action, act Act) error {
	c, r := x.c, x.r
	switch a {
	case DoAcknowledge:
		in := ack()
		in.At, in.Evidence, in.Method = x.typed(), x.maybe(evidence), pick(x.rnd, "phone", "face", "posted")
		return c.Acknowledge(act, in)
	case DoAckAttempt:
		_, err := c.TryAck(act, "phone", "busy", x.typed())
		return err
	case DoVerify:
		return c.Verify(act, pick(x.rnd, AckClock, ResponseClock, ResolutionClock), pick(x.rnd, 0, 0, 1), pick(x.rnd, "ok", "refused"), "")
	case DoAssign:
		return c.Assign(act, Dispatch{Department: pick(x.rnd, "GC", "BJ", "KF"), HandlerID: pick(x.rnd, people["handler"].ID, people["lead"].ID, 0), Level: pick(x.rnd, "", General, Important, Major), ToldNewDate: x.typed()})
	case DoAccept:
		return c.Accept(act, "去看")
	case DoReturn:
		return c.Return(act, "不归我们")
	case DoInvestigate:
		return c.Investigate(act, x.typed(), "查明")
	case DoRespond:
		return c.Respond(act, Response{At: x.typed(), Method: pick(x.rnd, "phone", "posted"), Text: "明天", Evidence: x.maybe(evidence)})
	case DoPropose:
		return c.Propose(act, x.proposal())
	case DoApprove:
		return c.Approve(act, pick(x.rnd, "approve", "approve", "refuse"), "理由")
	case DoResolve:
		in := Told{At: x.typed(), Method: pick(x.rnd, "phone", "posted"), Whom: "本人", Evidence: x.maybe(evidence)}
		if p := x.proposal(); x.rnd.IntN(2) == 0 {
			in.Proposal = &p
		}
		return c.Resolve(act, in)
	case DoRevisit:
		in := pick(x.rnd, reached("yes", x.rnd.IntN(6)), reached("yes", 1), reached("partly", 0), reached("no", 2), RevisitReport{Channel: "phone", Result: "refused"}, RevisitReport{Channel: "phone", Result: "no_answer"})
		if x.rnd.IntN(3) != 0 {
			in = RevisitReport{Channel: "phone", Result: "no_answer"}
		}
		in.At, in.Passed = pick(x.rnd, Moment{}, Moment{}, x.typed()), pick(x.rnd, "yes", "no")
		return c.Revisit(act, r, in)
	case DoRevisitNotice:
		return c.Notify(act, r, x.typed(), "message")
	case DoDecline:
		return c.ConfirmDecline(act, "")
	case DoSupervisor:
		return c.SupervisorCall(act, x.typed(), "已致电")
	case DoRework:
		return c.Rework(act, act.Now, "还在漏")
	case DoClose:
		return c.Close(act, r, "")
	case DoReopen:
		return c.Reopen(act, x.typed(), "又来了")
	case DoWithdraw:
		return c.Withdraw(act, withdrawal())
	case DoConfirmDrawal:
		return c.ConfirmWithdrawal(act, x.typed(), "phone", pick(x.rnd, "ok", "refused"))
	case DoTransfer:
		return c.Transfer(act, Transfer{Department: pick(x.rnd, "GC", "BJ", "KF"), HandlerID: pick(x.rnd, people["handler"].ID, people["lead"].ID, 0), Reason: "不归我们"})
	case DoHandOver:
		return c.HandOver(act, people[pick(x.rnd, "clerk", "clerk2")], "调岗")
	case DoLevel:
		return c.ChangeLevel(act, LevelChange{Level: pick(x.rnd, General, Important, Major), ToldNewDate: x.typed(), Reason: "核实"})
	case DoCategory:
		return c.ChangeCategory(act, Recategorised{Category: pick(x.rnd, "noise", "fees", "other"), SubCategory: pick(x.rnd, "装修", "公摊", ""), Reason: "登记有误"})
	case DoReceipt:
		return c.CorrectReceipt(act, Receipt{At: Moment{At: c.ReceivedAt + int64(x.rnd.IntN(48*3600)) - 36*3600}, LateEntry: "other", Reason: "登记本"})
	case DoAnnul:
		return c.Annul(act, &Annulment{Clock: pick(x.rnd, ClockNames...), Cause: "outage", Reason: "停电", NewDue: pick(x.rnd, Moment{}, Moment{At: x.now + 3600})})
	case DoHold:
		reason := pick(x.rnd, HoldReasons...)
		return c.Hold(act, Hold{Reason: reason.Code, Evidence: evidence, Until: time.Unix(x.now, 0).In(shanghai).AddDate(0, 0, 1+x.rnd.IntN(int(reason.Days))).Format(time.DateOnly), Method: "phone", ToldAt: x.typed()})
	case DoResume:
		return c.Resume(act, "")
	case DoMerge:
		return x.merge(act)
	case DoJoin:
		g := lift()
		g.Kind, g.Joint = c.Kind, x.rnd.IntN(2) == 0
		return c.Join(act, g)
	case DoLeave:
		return c.Leave(act, lift(), "两回事")
	case DoUnmerge:
		return c.Unmerge(act, x.master, Unmerging{Reason: "两回事", Own: mergedLine(c), Its: mergedLine(x.master), People: colleagues()})
	case DoComplete:
		return c.Complete(act, Completion{At: x.typed(), Method: "phone", Text: "已答复", Decision: "plan", Department: "BJ", Evidence: x.maybe(evidence)})
	}
	switch a {
	case DoVoid:
		return c.Void(act, "test", "演示")
	case DoHazard:
		return c.RemoveHazard(act, x.typed(), "已断电")
	case DoAskReview:
		return c.AskReview(act, ReviewAsked{At: pick(x.rnd, Moment{}, x.typed()), Method: "phone", Reason: "不同意"}, people["lead"], colleagues())
	case DoDecideReview:
		return c.DecideReview(act, pick(x.rnd, "upheld", "overturned"), "复核过")
	case DoAssist:
		_, err := c.AskAssist(act, pick(x.rnd, "ZX", "LH"), "调取监控", Moment{})
		return err
	case DoAssistDone:
		return c.FinishAssist(act, pick(x.rnd, "ZX", "LH"), "已调取")
	case DoKind:
		return c.ChangeKind(act, KindChange{Kind: pick(x.rnd, Complaint, Repair, Suggestion, Praise, Enquiry), Reason: "核实", Agreed: true, Method: "phone"})
	case DoTarget:
		return c.AddTarget(act, people[pick(x.rnd, "clerk", "head", "lead")], colleagues())
	case DoRecuse:
		return c.Recuse(act, "是亲属", colleagues())
	case DoTranscript:
		return c.AddTranscript(act, "", "张三 2025-03-14 07:50:00\n在吗")
	case DoNote:
		return c.AddNote(act, x.typed(), "来电问过进度")
	case DoStatement:
		return c.TakeStatement(act, x.typed(), "当时在忙")
	}
	return c.ReportUp(act, "缺材料", "请协调")
}

// merge puts the case into another one of the same person, received before it or after it.
func (x *chaos) merge(act Act) error {
	r := complaint()
	r.Kind, r.Urgent, r.CustomerID, r.Flags = x.c.Kind, "yes", x.c.CustomerID, []string{"media"}
	r.Received, r.LateEntry = Moment{At: x.cycle().AnchorAt + int64(x.rnd.IntN(40*3600)) - 20*3600}, "other"
	act.By = people["boss"]
	m, err := NewCase(act, r, "TS-LY-20250314-0002", "")
	if err != nil {
		return err
	}
	m.ID, x.master = 2, m
	return x.c.MergeInto(act, m, merging())
}
