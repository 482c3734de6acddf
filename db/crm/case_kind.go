package crm

// DoKind changes what kind of case it is (domain.md §3.1).
const DoKind Action = "kind"

// KindChange is what a change of kind needs; the complainant's agreement where a complaint becomes something else.
type KindChange struct {
	Kind   Kind
	Reason string
	Agreed bool
	Method string
	At     Moment
}

// ChangeKind turns an enquiry into whatever it turned out to be, or a complaint into something less before it was answered.
// The receipt stays, and so does the number the customer was told; a complaint goes on counting as one.
func (c *Case) ChangeKind(act Act, in KindChange) error {
	if err := c.may(DoKind, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(Has(Kinds, string(in.Kind)) && in.Kind != c.Kind, "kind", "请选择另一个类型")
	p.Check(in.Reason != "", "reason", "请写明为什么改类型")
	note := Label(Kinds, string(c.Kind)) + "→" + Label(Kinds, string(in.Kind)) + "：" + in.Reason
	if c.Kind == Complaint {
		p.Check(in.Agreed, "agreed", "须先征得诉求人同意，再勾选")
		p.Check(Has(ToldMethods, in.Method), "method", "请选择征得同意的方式")
		c.posted(p, "method", in.Method)
		at, ok := in.At.within(c.Current().AnchorAt, act.Now)
		p.Check(ok, "at", "时间必须在受理时间与现在之间")
		note += "；诉求人" + Label(ToldMethods, in.Method) + "同意" + act.on(at)
	}
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.turnInto(act, in.Kind)
	c.log(act, "kind_linked", note)
	c.noteMisses(act)
	return nil
}

// turnInto gives the case the level and the clocks of another kind, from the same receipt.
func (c *Case) turnInto(act Act, kind Kind) {
	if c.FirstKind == "" {
		c.FirstKind = string(c.Kind)
	}
	category, _ := CategoryOf(c.Category)
	c.Kind, c.Level, c.Proposed, c.ProposedBy, c.Confirmed = kind, General, General, "", false
	if kind == Complaint {
		c.Proposed, c.ProposedBy = ProposeLevel(category, Registration{Channel: c.Channel, SubCategory: c.SubCategory, Flags: split(c.Flags)})
		c.Level = c.Proposed
		c.Confidential = c.Confidential || category.Confidential && !c.Anonymous
	}
	c.Approval, c.ProposerID, c.ProposedAt, c.Validity, c.InvalidReason = "", 0, 0, "", ""
	c.Drawn = kind == Complaint || kind == Repair && (category.FullRevisit || DrawnForRevisit(c.No, act.Settings.RepairSample))
	y, d := c.Current(), act.kept().spans(kind, c.Level, c.Urgent, c.Drawn)
	for name, span := range map[ClockName]int64{AckClock: d.ack, ResponseClock: d.response, ResolutionClock: d.resolution} {
		k := y.Clock(name)
		switch {
		case k.At != 0:
		case span == 0:
			k.Off = true
		default:
			k.Off, k.AnchorAt, k.DueAt = false, y.AnchorAt, y.AnchorAt+span
		}
	}
	y.Revisit.Off = d.revisit == 0
}

func (c *Case) mayKind(by Staff) (bool, string) {
	if c.Kind == Complaint {
		return c.leads(by), "投诉改为其他类型由客服主管办理"
	}
	return by.CaseDesk() || c.leads(by), noRight
}

func (c *Case) convertible(Act) (bool, string) {
	early := c.State == Registered || c.State == Acknowledged || c.State == AssignedState || c.State == InProgress
	switch {
	case c.Kind != Enquiry && c.Kind != Complaint:
		return false, "只有咨询和投诉可以改类型；由报修引出的投诉请另行登记"
	case c.Current().Response.At != 0:
		return false, "已经答复，不能改类型"
	case c.GroupID != 0:
		return false, "请先移出群诉，再改类型"
	case c.Targets != "":
		return false, "涉及员工的投诉不能改类型"
	}
	return early && len(c.Cycles) == 1, ""
}

// RaisesComplaint reports whether a complaint may come up with this case and stay beside it.
func (c *Case) RaisesComplaint() bool { return c.Kind == Repair && c.State != Voided }

// ComesFrom says that a complaint came up with a repair, which goes on by itself: it has a receipt of its own.
func (c *Case) ComesFrom(act Act, no string) {
	c.log(act, "kind_linked", "由报修 "+no+" 引出的投诉")
}

// RaisedSummary is a proposal of how to say in one line what a complaint is about that comes up with a repair.
func RaisedSummary(repair string) string {
	return "对报修“" + clip(repair, longestSummary-20) + "”的处理不满意"
}
