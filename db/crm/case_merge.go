package crm

import (
	"strconv"
	"strings"
)

// Merging is what T14 needs besides the two cases: why, how the complainant was told the number that goes on, and who may
// lead it where one of the two is about staff.
type Merging struct {
	Reason     string
	Method     string
	ToldNumber bool
	People     Colleagues
}

// UnmergeDays is how long a merge can be taken apart again, in periods of 24 hours.
const UnmergeDays = 7

// MergeProblems are why a case cannot become part of another one, in sentences; none when it can.
func (c *Case) MergeProblems(master *Case) []string {
	var problems []string
	check := func(ok bool, sentence string) {
		if !ok {
			problems = append(problems, sentence)
		}
	}
	check(c.ID != master.ID, "不能把诉求并入它自己")
	check(master.State.Open(), "主案"+Label(States, string(master.State))+"，不能再并入")
	check(c.CustomerID != 0 && c.CustomerID == master.CustomerID, "不是同一诉求人，不能并案；几户反映同一件事，请用一因多诉")
	check(c.Kind == master.Kind, "一件是"+Label(Kinds, string(c.Kind))+"，一件是"+Label(Kinds, string(master.Kind))+"，不能并案")
	check(!c.Pending() && !master.Pending(), "有待核实的时间，请先核实再并案")
	check(c.Level.rank() <= master.Level.rank(), "不能并入等级较低的诉求，请反过来并入")
	check(!c.Urgent || master.Urgent, "紧急诉求不能并入不紧急的，请反过来并入")
	check(c.ResolvedAt == 0 || master.ResolvedAt != 0, "该诉求已告知处理结果，请反过来并入")
	return problems
}

// MergeInto ends a duplicate in the case that goes on (T14): the same complainant, the same matter.
func (c *Case) MergeInto(act Act, master *Case, in Merging) error {
	if err := c.may(DoMerge, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(in.Reason != "", "reason", "请写明为什么是同一件事")
	p.Check(Has(ToldMethods, in.Method) && in.Method != "posted", "method", "请选择告知方式")
	p.Check(in.ToldNumber, "told_number", "请先把主案编号告诉诉求人，再勾选")
	if err := p.Err(); err != nil {
		return err
	}
	if problems := c.MergeProblems(master); len(problems) > 0 {
		return Refuse(Conflict, strings.Join(problems, "；"))
	}
	c.mergeInto(act, master, in.People, in.Reason+"；"+Label(ToldMethods, in.Method)+"告知主案编号")
	return nil
}

// AfterMerge is what the master would be, without anything being changed; who leads it is left open.
func (c *Case) AfterMerge(act Act, master *Case) *Case {
	dup, draft := c.draft(), master.draft()
	dup.mergeInto(act, draft, Colleagues{}, "")
	return draft
}

// draft is a copy that rules may try something on.
func (c *Case) draft() *Case {
	copied := *c
	copied.Cycles = append([]Cycle(nil), c.Cycles...)
	copied.Begin()
	return &copied
}

func (c *Case) mergeInto(act Act, master *Case, people Colleagues, note string) {
	c.noteMisses(act)
	master.noteMisses(act)
	master.barAlso(c, people)
	master.takeOver(act, c, note)
	c.MasterID, c.MergedAt = master.ID, act.Now
	c.end(act, Merged)
	c.log(act, "merged", "并入 "+master.No+"："+note)
}

// promised are the clocks that count from the anchor; the revisit counts from the result.
var promised = []ClockName{AckClock, ResponseClock, ResolutionClock}

// takeOver makes the master what both were: the earliest anchor with its dues, the earliest milestones, and a miss wherever
// a due that moved has passed without one.
func (c *Case) takeOver(act Act, dup *Case, note string) {
	y, d := c.Current(), dup.Current()
	if back := min(0, d.AnchorAt-y.AnchorAt); back != 0 {
		if y.No == 1 {
			c.ReceivedAt += back
		}
		y.move(back)
		c.recount(y)
	}
	c.takeMilestones(dup)
	if c.State == Registered && y.Ack.At != 0 {
		c.State = Acknowledged
	}
	var missed []ClockName
	for _, name := range promised {
		if k := y.Clock(name); k.MissedDueAt == 0 && k.passed(k.DueAt, act.Now) {
			k.MissedDueAt, missed = k.DueAt, append(missed, name)
		}
	}
	c.log(act, "merged", dup.No+" 并入本案："+note)
	for _, name := range missed {
		c.log(act, "deadline_missed", string(name)+" "+strconv.Itoa(y.No))
	}
}

// takeMilestones takes what happened earlier on the other case, and its words where this one has none.
func (c *Case) takeMilestones(dup *Case) {
	for _, name := range promised {
		k, o := c.Current().Clock(name), dup.Current().Clock(name)
		if o.MetAt == 0 || k.MetAt != 0 && k.MetAt <= o.MetAt || k.Off {
			continue
		}
		k.At, k.MetAt, k.StatedBy, k.StatedAt = o.At, o.MetAt, o.StatedBy, o.StatedAt
		switch {
		case name == AckClock && c.NextStep == "":
			c.NextStep = dup.NextStep
		case name == ResponseClock && c.ResponseText == "":
			c.ResponseText, c.ExpectedOn = dup.ResponseText, dup.ExpectedOn
		}
	}
}

// move shifts the anchor of a cycle with the dues that count from it.
func (y *Cycle) move(by int64) {
	y.AnchorAt += by
	for _, name := range promised {
		if k := y.Clock(name); k.DueAt != 0 {
			k.AnchorAt, k.DueAt = k.AnchorAt+by, k.DueAt+by
		}
	}
	if y.ReminderAt != 0 {
		y.ReminderAt = max(y.Resolution.DueAt, y.ReturnedAt+24*hour)
	}
}

// passed reports whether a due of the clock has gone by with no milestone until then.
func (k Clock) passed(due, now int64) bool {
	return due != 0 && now > due && (k.MetAt == 0 && !k.Off || k.MetAt > due)
}
