package crm

import (
	"strconv"
	"time"
)

// end puts the case into a final state: nobody waits for unmet clocks any more. Those whose due lies ahead no longer apply,
// misses stay.
func (c *Case) end(act Act, state State) {
	c.release(c.eventTime(act))
	for i := range c.Cycles {
		for _, name := range ClockNames {
			k := c.Cycles[i].Clock(name)
			if k.MetAt == 0 && !k.Pending {
				k.Off = true // a miss written before stays one: see Clock.Verdict
			}
		}
	}
	c.State, c.Gate, c.GateOpensAt, c.ThirdTryAt, c.WithdrawalBy = state, "", 0, 0, 0
	if state == Closed {
		c.ClosedAt, c.ClosedBy = act.Now, act.By.ID
	}
}

// Close ends a case whose revisit allows it (T12); never by the person who resolved it. r is the running round: where
// nobody was reached by the full rule it ends with the third attempt.
func (c *Case) Close(act Act, r *Revisit, note string) error {
	if err := c.may(DoClose, act); err != nil {
		return err
	}
	c.noteMisses(act)
	if c.WaitOver(act.Now) {
		r.Status, c.ClosedUnconfirmed = "unreachable", true
		c.finishRevisit(act, r, c.ThirdTryAt, GateAllowed)
	}
	c.end(act, Closed)
	c.log(act, "closed", note)
	return nil
}

// Reopen starts a new cycle within the time allowed after closing (T16): all four clocks from the moment the customer said
// it is not solved. The second reopening raises the level by one.
func (c *Case) Reopen(act Act, toldAt Moment, reason string) error {
	if err := c.may(DoReopen, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(reason != "", "reason", "请写明客户反映的问题")
	at, ok := toldAt.within(c.ClosedAt, act.Now)
	p.Check(ok, "told_at", "时间必须在关闭时间与现在之间")
	until := c.ReopenUntil(act.kept())
	p.Check(at <= until, "told_at", "重开期限至 "+time.Unix(until, 0).In(act.Loc).Format("2006-01-02 15:04:05")+"，已超过；请登记关联的新诉求")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.reopen(act, at, reason)
	return nil
}

func (c *Case) reopen(act Act, at int64, reason string) {
	no := len(c.Cycles) + 1
	if no >= 3 && c.Kind == Complaint {
		c.Level = map[Level]Level{General: Important, Important: Major, Major: Major}[c.Level]
	}
	c.Drawn = c.Drawn || c.Kind == Complaint // who was spared in a large group is called back now
	c.Cycles = append(c.Cycles, newCycle(no, at, act.Settings.spans(c.Kind, c.Level, c.Urgent, c.Drawn), act.Settings.ID))
	c.State, c.Gate, c.Round, c.HazardRemovedAt = InProgress, "", 0, 0
	if c.Review == "asked" {
		c.Review = ""
	}
	c.ClosedAt, c.ClosedBy, c.ClosedUnconfirmed = 0, 0, false
	c.ResolvedAt, c.ResolverID, c.ToldMethod, c.ToldWhom = 0, 0, "", ""
	c.Approval, c.ApproverID, c.ApprovedAt, c.ProposedAt, c.ProposerID = "", 0, 0, 0, 0
	c.log(act, "reopened", "第"+strconv.Itoa(no)+"轮："+reason)
	c.noteMisses(act)
}

// ReopenUntil is the last moment at which a closed case may be reopened, unix seconds.
func (c *Case) ReopenUntil(s Settings) int64 { return c.ClosedAt + s.ReopenDays*24*hour }

// Withdrawal is what T13 needs: who told us, when, how and why; never suggested to the customer.
type Withdrawal struct {
	At     Moment
	Method string
	Reason string
}

// Withdraw ends an open case on the customer's word (T13). Important and major complaints and those about staff keep their
// state until a supervisor has confirmed by own contact.
func (c *Case) Withdraw(act Act, in Withdrawal) error {
	if err := c.may(DoWithdraw, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(Has(ToldMethods, in.Method), "method", "请选择客户告知的方式")
	p.Check(in.Reason != "", "reason", "请写明客户撤诉的原因")
	c.posted(p, "method", in.Method)
	at, ok := in.At.within(c.Current().AnchorAt, act.Now)
	p.Check(ok, "at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.WithdrawReason = in.Reason
	note := Label(ToldMethods, in.Method) + act.on(at) + "：" + in.Reason
	if c.Level != General || c.AboutStaff() {
		c.WithdrawalBy = act.By.ID
		c.log(act, "withdrawal_asked", note)
		return nil
	}
	c.withdraw(act, note)
	return nil
}

// ConfirmWithdrawal is the supervisor's own contact with the customer about a withdrawal.
func (c *Case) ConfirmWithdrawal(act Act, at Moment, method, verdict string) error {
	if err := c.may(DoConfirmDrawal, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(Has(ToldMethods, method), "method", "请选择联系方式")
	p.Check(verdict == "ok" || verdict == "refused", "verdict", "请选择客户是否确认撤诉")
	c.posted(p, "method", method)
	moment, ok := at.within(c.Current().AnchorAt, act.Now)
	p.Check(ok, "at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.WithdrawalBy = 0
	how := Label(ToldMethods, method) + act.on(moment)
	if verdict == "refused" {
		c.WithdrawReason = ""
		c.log(act, "withdrawal_asked", how+"：客户未确认撤诉，继续办理")
		return nil
	}
	c.withdraw(act, how+"：客户确认撤诉")
	return nil
}

// Completion is what T19 needs.
type Completion struct {
	At         Moment
	Method     string
	Text       string
	Decision   string // suggestions: adopt, plan, decline
	Department string // praise: who was told
	Evidence   string
}

// Complete ends a suggestion, praise or enquiry (T19); acknowledgement and response, where not set, are the moment told.
func (c *Case) Complete(act Act, in Completion) error {
	if err := c.may(DoComplete, act); err != nil {
		return err
	}
	cycle := c.Current()
	p := Problems{}
	p.Check(Has(ToldMethods, in.Method), "method", "请选择告知方式")
	p.Check(in.Text != "", "text", "请写明答复内容")
	p.Check(c.Kind != Suggestion || Has(Decisions, in.Decision), "decision", "请选择采纳、列入计划或不采纳")
	p.Check(c.Kind != Praise || Has(Departments, in.Department), "department", "请选择转告的部门")
	c.posted(p, "method", in.Method)
	told := readMoment(p, "at", in.At, in.Evidence, cycle.AnchorAt, act.Now)
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	for _, k := range []*Clock{&cycle.Ack, &cycle.Response} {
		if k.At == 0 && !k.Off {
			c.settle(k, act, told)
		}
	}
	c.ResponseText = in.Text
	if c.Kind == Suggestion {
		c.Decision = in.Decision
	}
	if c.Kind == Praise {
		c.Department = in.Department
	}
	c.ToldMethod = in.Method
	c.end(act, Closed)
	c.log(act, "completed", join(Label(ToldMethods, in.Method)+"："+in.Text, in.Evidence))
	return nil
}

// ReportUp tells the next role what cannot be solved here and what is asked (T20).
func (c *Case) ReportUp(act Act, problem, asked string) error {
	if err := c.may(DoReportUp, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(problem != "", "problem", "请写明解决不了的问题")
	p.Check(asked != "", "asked", "请写明需要什么支持")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.log(act, "reported_up", problem+"；请求："+asked)
	return nil
}

// NextRoleUp is who a report of by goes to.
func NextRoleUp(by Staff) Role {
	switch by.Role() {
	case Manager:
		return Quality
	case Supervisor, Quality:
		return Manager
	}
	return Supervisor
}
