package crm

// Transfer is what T6 needs; handler 0 leaves it to the department.
type Transfer struct {
	Department  string
	HandlerID   int64
	HandlerName string
	Reason      string
}

// Transfer gives a case in work to another department or handler (T6); the clocks run on.
func (c *Case) Transfer(act Act, in Transfer) error {
	if err := c.may(DoTransfer, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(Has(Departments, in.Department), "department", "请选择责任部门")
	p.Check(in.Department != c.Department || in.HandlerID != c.HandlerID, "handler", "与现在的部门、经办人相同")
	p.Check(in.Reason != "", "reason", "请写明转派原因")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.Department, c.HandlerID, c.State = in.Department, in.HandlerID, AssignedState
	c.log(act, "transferred", join(Label(Departments, in.Department)+" "+in.HandlerName, in.Reason))
	return nil
}

// HandOver gives the case another intake owner, who answers for its acknowledgement from now on.
func (c *Case) HandOver(act Act, to Staff, reason string) error {
	if err := c.may(DoHandOver, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(to.ID != 0 && to.CaseDesk(), "owner", "请选择首问责任人")
	p.Check(to.ID != c.IntakeOwnerID, "owner", "已经由此人负责")
	p.Check(reason != "", "reason", "请写明交接原因")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.IntakeOwnerID = to.ID
	c.log(act, "intake_handed", join(to.Name, reason))
	return nil
}

func transferer(c *Case, by Staff) (bool, string) {
	return c.leads(by) || by.Has(DeptHead) && c.WorksOn(by), "由客服主管或本部门负责人转派"
}

func (c *Case) transferable(Act) (bool, string) {
	if c.State == InProgress && c.Approval == "pending" {
		return false, "处理结果待审批，不能转派"
	}
	return c.State == InProgress, ""
}
