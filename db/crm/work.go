package crm

// Dispatch is what T3 needs. Handler 0 leaves it to the department; Level empty keeps the proposal.
type Dispatch struct {
	Department  string
	HandlerID   int64
	HandlerName string
	Level       Level
	ToldNewDate Moment // the customer was told the later resolution date
	Note        string
}

// Assign gives the case to a department and confirms the level (T3); another level than proposed moves the dues as T17 does.
func (c *Case) Assign(act Act, in Dispatch) error {
	if err := c.may(DoAssign, act); err != nil {
		return err
	}
	c.noteMisses(act)
	p := Problems{}
	p.Check(Has(Departments, in.Department), "department", "请选择责任部门")
	level := in.Level
	if level == "" || c.Kind != Complaint {
		level = c.Level
	}
	p.Check(Has(Levels, string(level)), "level", "请选择投诉等级")
	lead := c.leads(act.By)
	plain := c.Proposed == General || c.Confirmed && c.Level == General
	p.Check(lead || level == General && plain, "level", "只有客服主管可以确认或调整为该等级")
	p.Check(level.rank() >= c.Level.rank() || c.Current().untouched(), "level", "已有答复或已超时，不能降低等级")
	told, ok := in.ToldNewDate.within(c.Current().AnchorAt, act.Now)
	p.Check(ok, "told_new_date_at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return err
	}
	if in.ToldNewDate.At == 0 {
		told = 0
	}
	if level != c.Level {
		c.setLevel(act, level, told, "")
	}
	c.Confirmed = true
	c.Department, c.HandlerID, c.State = in.Department, in.HandlerID, AssignedState
	c.log(act, "assigned", join(Label(Departments, in.Department)+" "+in.HandlerName, in.Note))
	return nil
}

// Accept takes the case in hand with a first step (T4); nobody's case becomes the accepting person's.
func (c *Case) Accept(act Act, firstStep string) error {
	if err := c.may(DoAccept, act); err != nil {
		return err
	}
	if firstStep == "" {
		return InvalidField("first_step", "请写明第一步怎么做")
	}
	c.noteMisses(act)
	c.FirstStep, c.State = firstStep, InProgress
	if c.HandlerID == 0 {
		c.HandlerID = act.By.ID
	}
	c.log(act, "accepted", firstStep)
	return nil
}

// Return sends the case back to be assigned anew (T5), once a department. The clocks run on.
func (c *Case) Return(act Act, reason string) error {
	if err := c.may(DoReturn, act); err != nil {
		return err
	}
	if reason == "" {
		return InvalidField("reason", "请写明退单原因")
	}
	c.noteMisses(act)
	if c.ReturnedBy != "" {
		c.ReturnedBy += ","
	}
	c.ReturnedBy += c.Department
	c.Department, c.HandlerID, c.State = "", 0, Acknowledged
	if c.Current().Ack.At == 0 {
		c.State = Registered
	}
	c.log(act, "returned", reason)
	return nil
}

// Investigate records who looked into it, when, and what was found.
func (c *Case) Investigate(act Act, at Moment, findings string) error {
	if err := c.may(DoInvestigate, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(findings != "", "findings", "请写明调查结果")
	moment, ok := at.within(c.Current().AnchorAt, act.Now)
	p.Check(ok, "at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.Findings, c.InvestigatedAt = findings, moment
	c.log(act, "investigated", findings)
	return nil
}

// Response is what T7 needs: the findings, or the plan with its expected date.
type Response struct {
	At         Moment
	Method     string
	Text       string
	ExpectedOn string // YYYY-MM-DD or empty
	Evidence   string
}

// Respond records the first response of the current cycle (T7). An acknowledgement is none.
func (c *Case) Respond(act Act, in Response) error {
	if err := c.may(DoRespond, act); err != nil {
		return err
	}
	cycle := c.Current()
	p := Problems{}
	p.Check(Has(ToldMethods, in.Method), "method", "请选择答复方式")
	p.Check(in.Text != "", "text", "请写明答复内容")
	c.posted(p, "method", in.Method)
	told := readMoment(p, "at", in.At, in.Evidence, cycle.AnchorAt, act.Now)
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.ResponseText, c.ExpectedOn = in.Text, in.ExpectedOn
	c.settle(&cycle.Response, act, told)
	c.log(act, "responded", join(Label(ToldMethods, in.Method)+"："+in.Text, in.Evidence))
	return nil
}

// join puts two parts of a note together; an empty one leaves no trace.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "；" + b
}
