package crm

import "slices"

// In which state an action may be taken, and why not. No words = the state is the reason.

// inState is for actions that ask for nothing but the state.
func inState(states ...State) func(*Case, Act) (bool, string) {
	return func(c *Case, _ Act) (bool, string) { return slices.Contains(states, c.State), "" }
}

// atGate is for what the result of a revisit asks for.
func atGate(gate Gate) func(*Case, Act) (bool, string) {
	return func(c *Case, _ Act) (bool, string) { return c.State == PendingRevisit && c.Gate == gate, "" }
}

func open(c *Case, _ Act) (bool, string) { return c.State.Open(), "" }

func (c *Case) acknowledgeable(Act) (bool, string) {
	ack := c.Current().Ack
	if ack.At != 0 {
		return false, "该诉求已确认"
	}
	return c.State.Open() && !ack.Off, ""
}

func (c *Case) unacknowledged(Act) (bool, string) {
	return c.State.Open() && c.Current().Ack.At == 0, ""
}

func (c *Case) verifiable(act Act) (bool, string) {
	return c.pendingFor(act.By), "没有待您核实的时间"
}

// AssignedKinds are what a department works on; the counter answers the others itself.
var AssignedKinds = []Kind{Complaint, Repair, Suggestion}

func (c *Case) assignable(Act) (bool, string) {
	return (c.State == Acknowledged || c.State == Registered && c.Urgent) && slices.Contains(AssignedKinds, c.Kind), ""
}

func (c *Case) returnable(Act) (bool, string) {
	if c.State == AssignedState && contains(c.ReturnedBy, c.Department) {
		return false, "该部门已退单一次，不能再退"
	}
	return c.State == AssignedState, ""
}

func (c *Case) respondable(Act) (bool, string) {
	response := c.Current().Response
	if response.At != 0 {
		return false, "该诉求已答复"
	}
	return (c.State == AssignedState || c.worked()) && !response.Off, ""
}

func (c *Case) proposable(Act) (bool, string) { return c.State == InProgress && c.handled(), "" }

func (c *Case) approvable(Act) (bool, string) {
	return c.State == InProgress && c.Approval == "pending", ""
}

func (c *Case) resolvable(Act) (bool, string) {
	switch {
	case c.Approval == "pending":
		return false, "处理结果待审批"
	case c.State != InProgress || !c.handled():
		return false, ""
	}
	if c.Hazard() && !c.Drawn {
		return false, hazardStays
	}
	return c.Internal || c.Current().Ack.At != 0, "尚未受理确认，不能处理完成"
}

func (c *Case) revisitable(Act) (bool, string) {
	if c.State == PendingRevisit && c.Gate != GateWaiting {
		return false, "回访已有结果"
	}
	return c.State == PendingRevisit, ""
}

func (c *Case) noticeable(Act) (bool, string) {
	if c.GateOpensAt != 0 {
		return false, "书面通知已记录"
	}
	return c.State == PendingRevisit && c.Gate == GateWaiting && !c.Anonymous, ""
}

func (c *Case) closable(act Act) (bool, string) {
	switch {
	case c.State != PendingRevisit:
		return false, ""
	case c.Hazard():
		return false, hazardStays
	case c.Review == "asked":
		return false, "复核尚未决定，不能关闭"
	case c.Gate != GateAllowed && !c.WaitOver(act.Now):
		return false, "回访尚未完成，不能关闭"
	}
	return c.Current().Ack.At != 0, "尚未受理确认，不能关闭"
}

func (c *Case) reopenable(Act) (bool, string) { return c.State == Closed && c.handled(), "" }

func (c *Case) withdrawable(Act) (bool, string) {
	switch {
	case c.State.Open() && c.Hazard():
		return false, hazardStays
	case c.Internal:
		return false, "客户已撤诉，内部继续处理"
	}
	return c.State.Open() && c.WithdrawalBy == 0, ""
}

func (c *Case) drawalAsked(Act) (bool, string) { return c.State.Open() && c.WithdrawalBy != 0, "" }

func (c *Case) completable(Act) (bool, string) {
	if c.handled() || c.Kind == Suggestion && c.State == Registered {
		return false, ""
	}
	if c.State.Open() && c.Hazard() {
		return false, hazardStays
	}
	return slices.Contains([]State{Registered, Acknowledged, AssignedState, InProgress}, c.State), ""
}

// pendingFor reports whether a typed moment waits for by to verify it.
func (c *Case) pendingFor(by Staff) bool {
	for i := range c.Cycles {
		for _, name := range ClockNames {
			if k := c.Cycles[i].Clock(name); k.Pending && k.StatedBy != by.ID {
				return true
			}
		}
	}
	return false
}
