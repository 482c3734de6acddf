package crm

import "time"

// Acknowledgement is what T2 needs: a person has told the customer the number and the next step.
type Acknowledgement struct {
	Method           string
	At               Moment
	ToldNumber       bool
	ToldNextStep     string
	SummaryConfirmed string // yes or no
	PromisedOn       string // local day by which the next step was promised, empty for no promise of its own
	Evidence         string
	Attempts         []Attempt // tried before, for a note at the door
	OnTheSpot        bool      // confirmed while registering: the moment is the receipt
}

// Attempt is one try to reach the customer before the acknowledgement.
type Attempt struct {
	At     int64
	Method string
	Result string
}

// Acknowledge records the acknowledgement of the current cycle (T2): from registered to acknowledged, in place otherwise.
func (c *Case) Acknowledge(act Act, in Acknowledgement) error {
	if err := c.may(DoAcknowledge, act); err != nil {
		return err
	}
	cycle := c.Current()
	p := Problems{}
	in.Check(p)
	c.posted(p, "method", in.Method)
	if in.OnTheSpot {
		p.Check(c.LateEntry == "" && (c.Channel == "phone" || c.Channel == "walk_in"), "ack_now", "只有电话、来访且非补录的诉求可以当场确认")
		in.At = Moment{At: c.ReceivedAt}
	}
	told := readMoment(p, "ack_at", in.At, in.Evidence, cycle.AnchorAt, act.Now)
	p.Check(in.OnTheSpot || !told.old() || told.proven, "evidence", "超过15分钟前的时间须写明凭据，例如通话记录、照片编号")
	p.Check(in.Method != "note" || twoTries(in.Attempts, told.at), "method", "留条前须至少联系两次、间隔不少于2小时，请先记录联系情况")
	in.checkPromise(p, c, told.at, act)
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.NextStep = in.ToldNextStep
	c.settle(&cycle.Ack, act, told)
	if c.State == Registered {
		c.State = Acknowledged
	}
	note := Label(AckMethods, in.Method) + "；已告知编号；摘要" + map[string]string{"yes": "已认可", "no": "未认可"}[in.SummaryConfirmed]
	if in.PromisedOn != "" {
		note += "；约定" + in.PromisedOn + "前：" + in.ToldNextStep
	}
	if in.Evidence != "" {
		note += "；凭据：" + in.Evidence
	}
	c.log(act, "acknowledged", note)
	return nil
}

// checkPromise: a promise is made to somebody and not for a day that was over when it was made.
func (in Acknowledgement) checkPromise(p Problems, c *Case, told int64, act Act) {
	if in.PromisedOn == "" {
		return
	}
	p.Check(c.CustomerID != 0, "promised_on", "没有可以联系的客户，不能约定日期")
	p.Check(in.PromisedOn >= time.Unix(told, 0).In(act.Loc).Format(time.DateOnly), "promised_on", "约定的日期不能早于告知当天")
}

// Note is the promise as it stands on the customer's file; false where none was made.
func (in Acknowledgement) Note(c *Case) (ContactNote, bool) {
	channel := map[string]string{"phone": "phone", "face": "walk_in", "message": "message", "note": "paper"}[in.Method]
	return ContactNote{CustomerID: c.CustomerID, At: c.Current().Ack.At, Form: formOfChannel[channel], Channel: channel, Direction: "out",
		Summary: "受理确认 " + c.No, Promise: in.ToldNextStep, PromiseOn: in.PromisedOn}, in.PromisedOn != ""
}

// Check finds what has not been filled in.
func (in Acknowledgement) Check(p Problems) {
	p.Check(Has(AckMethods, in.Method), "method", "请选择确认方式")
	p.Check(in.ToldNumber, "told_number", "请勾选：确认时要把受理编号告诉客户")
	p.Check(in.ToldNextStep != "", "told_next_step", "请写明已告知的下一步")
	p.Check(Has(YesNo, in.SummaryConfirmed), "summary_confirmed", "请选择客户是否认可摘要")
}

// twoTries reports whether two attempts before a moment lie at least two hours apart.
func twoTries(tries []Attempt, before int64) bool {
	var first, last int64
	for _, try := range tries {
		if try.At > before {
			continue
		}
		if first == 0 || try.At < first {
			first = try.At
		}
		last = max(last, try.At)
	}
	return last-first >= 2*hour
}

// posted refuses the posting under a query code where nobody holds one.
func (c *Case) posted(p Problems, field, method string) {
	p.Check(method != "posted" || c.Anonymous, field, "仅匿名诉求可凭查询码公布")
}

// settle puts a statement on a clock: counted at once, or waiting for verification.
func (c *Case) settle(k *Clock, act Act, s statement) {
	k.At, k.StatedBy, k.StatedAt, k.Pending = s.at, act.By.ID, act.Now, k.waits(s)
	if !k.Pending {
		k.MetAt = c.milestone(k, s.at)
	}
}

// milestone is the moment that counts: the acknowledgement of cycle 1 asks for the record too.
func (c *Case) milestone(k *Clock, at int64) int64 {
	if k == &c.Cycles[0].Ack {
		return max(at, c.RegisteredAt)
	}
	return at
}

// TryAck records an attempt to reach the customer; the store keeps the attempt itself.
func (c *Case) TryAck(act Act, method, result string, at Moment) (Attempt, error) {
	if err := c.may(DoAckAttempt, act); err != nil {
		return Attempt{}, err
	}
	p := Problems{}
	p.Check(Has(AckMethods, method), "method", "请选择联系方式")
	p.Check(Has(AttemptResults, result), "result", "请选择联系结果")
	moment, ok := at.within(c.Current().AnchorAt, act.Now)
	p.Check(ok, "at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return Attempt{}, err
	}
	c.noteMisses(act)
	c.log(act, "ack_attempted", Label(AckMethods, method)+"："+Label(AttemptResults, result)+act.on(moment))
	return Attempt{At: moment, Method: method, Result: result}, nil
}

// Verify decides about a moment typed afterwards (domain.md §3.4). Only a supervisor or manager who did not type it. cycleNo
// 0 is the last cycle in which it waits.
func (c *Case) Verify(act Act, name ClockName, cycleNo int, verdict, note string) error {
	if !c.leads(act.By) {
		return Refuse(Forbidden, "只有客服主管或项目经理可以核实时间")
	}
	if cycleNo == 0 {
		cycleNo = c.lastPending(name)
	}
	if cycleNo < 1 || cycleNo > len(c.Cycles) {
		return InvalidField("cycle", "没有这一轮")
	}
	k := c.Cycles[cycleNo-1].Clock(name)
	if k == nil || name == RevisitClock {
		return InvalidField("clock", "请选择要核实的时限")
	}
	if !k.Pending {
		return Refuse(Conflict, "该时间无需核实或已核实")
	}
	if k.StatedBy == act.By.ID {
		return Refuse(Forbidden, "不能核实自己填写的时间")
	}
	if verdict != "ok" && verdict != "refused" {
		return InvalidField("verdict", "请选择核实结论")
	}
	c.noteMisses(act)
	k.Pending = false
	if verdict == "refused" {
		c.refuseMoment(&c.Cycles[cycleNo-1], name)
		c.log(act, "moment_verified", "未予认可："+note)
		return nil
	}
	k.MetAt = c.milestone(k, k.At)
	c.log(act, "moment_verified", note)
	if k.MissedDueAt != 0 && k.MetAt <= k.MissedDueAt {
		k.MissedDueAt = 0
		c.log(act, "deadline_cleared", string(name))
	}
	return nil
}

// lastPending is the last cycle in which a moment of the clock waits for verification, the current one when none does.
func (c *Case) lastPending(name ClockName) int {
	for i := len(c.Cycles) - 1; i >= 0; i-- {
		if k := c.Cycles[i].Clock(name); k != nil && k.Pending {
			return c.Cycles[i].No
		}
	}
	return c.Current().No
}

// refuseMoment takes a moment back that could not be proven. What was told for good counts from when that was typed: the
// result, and what ended the case; the response then is the result. Otherwise the clock is open again.
func (c *Case) refuseMoment(y *Cycle, name ClockName) {
	k := y.Clock(name)
	typed := int64(0)
	switch {
	case name == ResolutionClock:
		typed = k.StatedAt
		if y == c.Current() && c.ResolvedAt == k.At {
			c.ResolvedAt = typed
		}
	case name == ResponseClock && y.Resolution.At != 0:
		typed = max(k.StatedAt, y.Resolution.StatedAt)
	case !c.State.Open():
		typed = k.StatedAt
	}
	k.At = typed
	if typed != 0 {
		k.MetAt = c.milestone(k, typed)
	}
	if name == AckClock && typed == 0 && c.State == Acknowledged {
		c.State = Registered
	}
}

// Pending reports whether any typed moment waits for verification.
func (c *Case) Pending() bool {
	for _, name := range ClockNames {
		if c.Cycles[c.lastPending(name)-1].Clock(name).Pending {
			return true
		}
	}
	return false
}
