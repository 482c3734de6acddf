package crm

// DoNote adds plain words to the log; nothing else of the case changes.
const DoNote Action = "notes"

// AddNote writes down what somebody who acts on the case has to say, and when it happened.
func (c *Case) AddNote(act Act, at Moment, note string) error {
	if err := c.may(DoNote, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(note != "", "note", "请写明要补充的内容")
	moment, ok := at.within(c.ReceivedAt, act.Now)
	p.Check(ok, "at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.log(act, "noted", note+act.on(moment))
	return nil
}

// mayNote is for whoever acts on the case; when it has ended, for those who lead it.
func (c *Case) mayNote(by Staff) (bool, string) {
	if !c.State.Open() {
		return c.leads(by), "诉求已结束，由客服主管或项目经理补充"
	}
	assists, _ := c.mayFinishAssist(by)
	return by.CaseDesk() || assists, noRight
}

func (c *Case) notable(Act) (bool, string) { return c.State != Merged && c.State != Voided, "" }
