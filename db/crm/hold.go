package crm

import (
	"slices"
	"strings"
	"time"
)

// HoldReason is why a case may wait for others, for how long at most, and whether the resolution clock waits with it.
type HoldReason struct {
	Code, Label string
	Pauses      bool
	Days        int64
}

// HoldReasons are those of domain.md §3.4.
var HoldReasons = []HoldReason{
	{"customer", "等待客户配合", true, 7},
	{"third_party", "第三方处理（开发商/厂家/水电气）", true, 30},
	{"owners", "等待业主共同决定/维修资金", true, 90},
	{"authority", "行政或司法处理", true, 90},
	{"weather", "恶劣天气", true, 7},
	{"parts", "等待备件材料", false, 15},
}

// HoldReasonOf finds a reason by its code or by its label, with or without what stands in brackets behind it.
func HoldReasonOf(text string) (HoldReason, bool) {
	i := slices.IndexFunc(HoldReasons, func(r HoldReason) bool {
		short, _, _ := strings.Cut(r.Label, "（")
		return text == r.Code || text == r.Label || text == short
	})
	if i < 0 {
		return HoldReason{}, false
	}
	return HoldReasons[i], true
}

// Hold is what T8 needs: the customer knows why nothing happens and until when.
type Hold struct {
	Reason   string
	Evidence string
	Until    string // YYYY-MM-DD, the expected resume date
	Method   string // how the customer was told
	ToldAt   Moment
	Note     string
}

// Hold lets the case wait (T8). On a case that waits already it is a renewal: what it waited so far is settled and a new wait
// begins. A pausing wait moves the resolution due ahead by all of its length, so that nothing has to happen when it runs out.
func (c *Case) Hold(act Act, in Hold) error {
	if err := c.may(DoHold, act); err != nil {
		return err
	}
	p, start := Problems{}, c.eventTime(act)
	reason, known := HoldReasonOf(in.Reason)
	p.Check(known, "reason", "请选择挂起原因")
	p.Check(in.Evidence != "", "evidence", "请写明凭据，例如函件、照片、报价单编号")
	p.Check(Has(ToldMethods, in.Method), "method", "请选择告知客户的方式")
	c.posted(p, "method", in.Method)
	told, ok := in.ToldAt.within(c.Current().AnchorAt, act.Now)
	p.Check(ok, "told_at", "时间必须在受理时间与现在之间")
	until := resumeOn(p, reason, in.Until, start, act.Loc)
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	note := reason.Label + "；预计" + in.Until + "恢复；已" + Label(ToldMethods, in.Method) + "告知客户" + act.on(told) + "；凭据：" + in.Evidence
	if c.State == OnHold {
		note = "续期：" + note
	}
	c.release(start)
	y := c.Current()
	if k := &y.Resolution; reason.Pauses && k.Open() && start <= k.DueAt {
		y.pause(start, until)
	}
	c.State, c.HoldReason, c.HeldAt, c.HoldUntil = OnHold, reason.Code, start, until
	c.log(act, "held", join(note, in.Note))
	return nil
}

// resumeOn is 00:00 of the expected resume date, which lies ahead and within what the reason allows.
func resumeOn(p Problems, reason HoldReason, date string, start int64, loc *time.Location) int64 {
	day, err := time.ParseInLocation(time.DateOnly, date, loc)
	if err != nil {
		p.Add("until", "请填写预计恢复日期")
		return 0
	}
	until, last := day.Unix(), start+reason.Days*24*hour
	p.Check(until > start, "until", "预计恢复日期须晚于今天")
	p.Check(reason.Code == "" || until <= last, "until", "“"+reason.Label+"”最长至 "+time.Unix(last, 0).In(loc).Format(time.DateOnly))
	return until
}

// Resume goes on with the work before the wait is over (T9).
func (c *Case) Resume(act Act, note string) error {
	if err := c.may(DoResume, act); err != nil {
		return err
	}
	c.noteMisses(act)
	c.resume(act, note)
	return nil
}

// HoldOver ends a wait whose time has come, by the system (T9); it reports whether there was one.
func (c *Case) HoldOver(act Act) bool {
	if c.State != OnHold || act.Now < c.HoldUntil {
		return false
	}
	c.noteMisses(act)
	c.resume(act, "到预计恢复日期")
	return true
}

func (c *Case) resume(act Act, note string) {
	c.release(c.eventTime(act))
	c.State = InProgress
	c.log(act, "resumed", note)
}

// release ends a wait at a moment: what was paused ahead and not used is taken back.
func (c *Case) release(at int64) {
	c.Current().unpause(at)
	c.HoldReason, c.HeldAt, c.HoldUntil = "", 0, 0
}

// Waits reports whether a pausing wait holds the resolution clock at now.
func (c *Case) Waits(now int64) bool {
	return c.State == OnHold && now < c.Current().Resolution.PausedUntil
}

// pause takes a time out of the resolution clock, until its end lies behind.
func (c *Cycle) pause(start, until int64) {
	c.Resolution.PausedUntil = until
	c.shift(until - start)
}

// unpause ends a pause at a moment; one that is over stays as it is.
func (c *Cycle) unpause(at int64) {
	if at < c.Resolution.PausedUntil {
		c.shift(at - c.Resolution.PausedUntil)
	}
	c.Resolution.PausedUntil = 0
}

func (c *Cycle) shift(by int64) {
	c.PausedSecs += by
	c.Resolution.DueAt += by
	if c.ReminderAt != 0 {
		c.ReminderAt += by
	}
}

// eventTime is when what happens now stands in the log: never before what stands there already.
func (c *Case) eventTime(act Act) int64 { return max(act.Now, c.LastEventAt) }

func (c *Case) holdable(Act) (bool, string) {
	switch {
	case !c.handled() || !c.worked():
		return false, ""
	case c.Approval == "pending":
		return false, "处理结果待审批，不能挂起"
	}
	return c.Current().Response.At != 0, "尚未首次答复，不能挂起"
}

func holder(c *Case, by Staff) (bool, string) {
	if c.Kind == Complaint && c.Level == Major {
		return c.leads(by) && by.outranks(Supervisor), "重大诉求由项目经理批准挂起"
	}
	return c.leads(by), "由客服主管或项目经理批准挂起"
}

// Shown is the due as people see it: while the clock is paused it moves on with the time.
func (k Clock) Shown(now int64) int64 {
	if now < k.PausedUntil {
		return k.DueAt - (k.PausedUntil - now)
	}
	return k.DueAt
}

func holdReasonChoices() []Choice {
	list := make([]Choice, len(HoldReasons))
	for i, r := range HoldReasons {
		list[i] = Choice{r.Code, r.Label}
	}
	return list
}
