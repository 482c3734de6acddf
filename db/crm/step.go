package crm

// Step is what an open case waits for, and so its column of the board.
type Step string

// The steps; a case that has ended waits for nothing.
const (
	ToConfirm Step = "to_confirm"
	ToAssign  Step = "to_assign"
	ToAccept  Step = "to_accept"
	InHand    Step = "in_hand"
	ToRevisit Step = "to_revisit"
)

// Steps are the columns of the board in their order.
var Steps = []Choice{{string(ToConfirm), "待确认"}, {string(ToAssign), "已确认待派单"}, {string(ToAccept), "已派单"}, {string(InHand), "处理中"}, {string(ToRevisit), "待回访"}}

// BoardSteps are the codes of Steps.
func BoardSteps() []Step {
	steps := make([]Step, len(Steps))
	for i, s := range Steps {
		steps[i] = Step(s.Code)
	}
	return steps
}

// Step is what the case waits for. While nobody has stated the acknowledgement of the running cycle it waits for that,
// whatever else happens to it.
func (c *Case) Step() Step {
	if !c.State.Open() || len(c.Cycles) == 0 {
		return ""
	}
	if ack := c.Current().Ack; ack.At == 0 && !ack.Off && ack.DueAt != 0 {
		return ToConfirm
	}
	switch c.State {
	case AssignedState:
		return ToAccept
	case InProgress, OnHold:
		return InHand
	case PendingRevisit:
		return ToRevisit
	}
	return ToAssign
}
