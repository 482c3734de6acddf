package crm

// DoHazard notes that a hazard has been removed (domain.md §3.7).
const DoHazard Action = "hazard-removal"

// HazardFirst is what the forms of an urgent case say.
const HazardFirst = "先处置、后登记；危及生命请先拨打119/110/120"

const hazardStays = "安全隐患尚未消除，请先记录“隐患已消除”"

// Hazard reports whether an urgent case still waits for its hazard to be removed.
func (c *Case) Hazard() bool { return c.Urgent && c.HazardRemovedAt == 0 }

// RemoveHazard notes when and how a hazard was removed; only then may the case be closed or withdrawn.
func (c *Case) RemoveHazard(act Act, at Moment, how string) error {
	if err := c.may(DoHazard, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(how != "", "how", "请写明隐患怎样消除、由谁确认")
	moment, ok := at.within(c.ReceivedAt, act.Now)
	p.Check(ok, "at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.HazardRemovedAt = moment
	c.log(act, "hazard_removed", how+act.on(moment))
	return nil
}

func (c *Case) hazardous(Act) (bool, string) {
	return c.State.Open() && c.Hazard(), "没有待消除的隐患"
}

// withdraw ends the case on the customer's word. With a safety fact it goes on inside the house: nobody is to be told, and no
// revisit follows, but what is dangerous is dealt with.
func (c *Case) withdraw(act Act, note string) {
	c.WithdrawalBy = 0
	if !c.HasFlag("injury") || !c.handled() || c.ResolvedAt != 0 {
		c.end(act, Withdrawn)
		c.log(act, "withdrawn", note)
		return
	}
	y := c.Current()
	for _, k := range []*Clock{&y.Ack, &y.Response, &y.Revisit} {
		if k.MetAt == 0 && !k.Pending {
			k.Off = true
		}
	}
	c.Internal, c.Drawn = true, false
	if c.State == Registered {
		c.State = Acknowledged
	}
	c.log(act, "withdrawn", note+"；涉及安全，转为内部诉求继续处理")
}
