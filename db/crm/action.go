package crm

// Action names something a person may do with a case; it is also the last part of its address.
type Action string

// The actions of domain.md §3.3 that this product reaches.
const (
	DoAcknowledge   Action = "acknowledgement"
	DoAckAttempt    Action = "ack-attempts"
	DoVerify        Action = "verifications"
	DoAssign        Action = "assignment"
	DoAccept        Action = "acceptance"
	DoReturn        Action = "return"
	DoInvestigate   Action = "investigation"
	DoRespond       Action = "response"
	DoPropose       Action = "proposal"
	DoApprove       Action = "approval"
	DoResolve       Action = "resolution"
	DoRevisit       Action = "revisits"
	DoRevisitNotice Action = "revisit-notice"
	DoDecline       Action = "decline-confirmation"
	DoSupervisor    Action = "supervisor-call"
	DoRework        Action = "rework"
	DoClose         Action = "closure"
	DoReopen        Action = "reopening"
	DoWithdraw      Action = "withdrawal"
	DoConfirmDrawal Action = "withdrawal/confirmation"
	DoComplete      Action = "completion"
	DoReportUp      Action = "report-up"
)

// Actions lists every action in the order the case page offers them: the next step of the work first.
var Actions = []struct {
	Code  Action
	Label string
}{
	{DoAcknowledge, "受理确认"}, {DoAssign, "派单"}, {DoAccept, "接单"}, {DoApprove, "审批"}, {DoConfirmDrawal, "确认撤诉"}, {DoDecline, "确认拒访"}, {DoSupervisor, "主管致电记录"},
	{DoClose, "关闭"}, {DoRevisit, "回访"}, {DoRespond, "首次答复"}, {DoPropose, "提出处理结果"}, {DoResolve, "处理完成"}, {DoComplete, "办结"}, {DoVerify, "核实时间"},
	{DoInvestigate, "调查记录"}, {DoAckAttempt, "联系未果"}, {DoRevisitNotice, "书面通知"}, {DoReturn, "退单"}, {DoRework, "退回重办"}, {DoReopen, "重开"}, {DoReportUp, "上报"}, {DoWithdraw, "撤诉"},
}

// Label is the Chinese name of the action.
func (a Action) Label() string {
	for _, known := range Actions {
		if known.Code == a {
			return known.Label
		}
	}
	return string(a)
}

// ActionsFor lists what by may do with the case now, the next step first.
func (c *Case) ActionsFor(act Act) []Action {
	var list []Action
	for _, a := range Actions {
		if c.may(a.Code, act) == nil {
			list = append(list, a.Code)
		}
	}
	return list
}

// WorksOn reports whether by has the handler's rights: assigned to it, in its department, or entitled to all (domain.md §0).
func (c *Case) WorksOn(by Staff) bool {
	if by.ID != 0 && c.HandlerID == by.ID {
		return true
	}
	for _, a := range by.Roles {
		switch rights[CaseWork][a.Role] {
		case All:
			return true
		case Own:
			if a.Role == Steward && c.Building != "" && containsString(a.Buildings, c.Building) {
				return true
			}
			if a.Role != Steward && a.Department != "" && a.Department == c.Department {
				return true
			}
		}
	}
	return false
}

func containsString(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

// SeesPerson reports whether by may know who the complainant is (domain.md §3.7, confidential).
func (c *Case) SeesPerson(by Staff) bool {
	return !c.Confidential || by.Has(Clerk, Supervisor, Manager)
}

// handled reports whether the kind runs the whole way of §3.3, with proposal and resolution.
func (c *Case) handled() bool { return c.Kind == Complaint || c.Kind == Repair }

// worked reports whether the case is in somebody's hands.
func (c *Case) worked() bool { return c.State == InProgress || c.State == OnHold }

// may reports why an action is refused: Forbidden for the person, Conflict for the state; nil when it may go on.
func (c *Case) may(a Action, act Act) error {
	by := act.By
	if len(c.Cycles) == 0 {
		return Refuse(Conflict, "诉求没有计时记录")
	}
	cycle := c.Current()
	if person, why := c.person(a, by); !person {
		return Refuse(Forbidden, why)
	}
	ok, why := false, "当前状态为“"+Label(States, string(c.State))+"”，不能"+a.Label()
	switch a {
	case DoAcknowledge:
		ok = c.State.Open() && !cycle.Ack.Off && cycle.Ack.At == 0
		if cycle.Ack.At != 0 {
			why = "该诉求已确认"
		}
	case DoAckAttempt:
		ok = c.State.Open() && cycle.Ack.At == 0
	case DoVerify:
		ok, why = c.pendingFor(by), "没有待您核实的时间"
	case DoAssign:
		ok = (c.State == Acknowledged || c.State == Registered && c.Urgent) && c.Kind != Praise && c.Kind != Enquiry
	case DoAccept:
		ok = c.State == AssignedState
	case DoReturn:
		ok = c.State == AssignedState
		if ok && contains(c.ReturnedBy, c.Department) {
			ok, why = false, "该部门已退单一次，不能再退"
		}
	case DoInvestigate:
		ok = c.worked()
	case DoRespond:
		ok = (c.State == AssignedState || c.worked()) && !cycle.Response.Off && cycle.Response.At == 0
		if cycle.Response.At != 0 {
			why = "该诉求已答复"
		}
	case DoPropose:
		ok = c.State == InProgress && c.handled()
	case DoApprove:
		ok = c.State == InProgress && c.Approval == "pending"
	case DoResolve:
		ok = c.State == InProgress && c.handled() && c.Approval != "pending"
		if c.Approval == "pending" {
			why = "处理结果待审批"
		} else if ok && cycle.Ack.At == 0 {
			ok, why = false, "尚未受理确认，不能处理完成"
		}
	case DoRevisit, DoRework:
		ok = c.State == PendingRevisit
		if ok && a == DoRevisit && c.Gate != GateWaiting {
			ok, why = false, "回访已有结果"
		}
	case DoRevisitNotice:
		ok = c.State == PendingRevisit && c.Gate == GateWaiting && !c.Anonymous && c.GateOpensAt == 0
		if c.GateOpensAt != 0 {
			why = "书面通知已记录"
		}
	case DoDecline:
		ok = c.State == PendingRevisit && c.Gate == GateDeclined
	case DoSupervisor:
		ok = c.State == PendingRevisit && c.Gate == GateSupervisor
	case DoClose:
		ok = c.State == PendingRevisit && (c.Gate == GateAllowed || c.WaitOver(act.Now))
		switch {
		case c.State == PendingRevisit && !ok:
			why = "回访尚未完成，不能关闭"
		case ok && cycle.Ack.At == 0:
			ok, why = false, "尚未受理确认，不能关闭"
		}
	case DoReopen:
		ok = c.State == Closed && c.handled()
	case DoWithdraw:
		ok = c.State.Open() && c.WithdrawalBy == 0
	case DoConfirmDrawal:
		ok = c.State.Open() && c.WithdrawalBy != 0
	case DoComplete:
		ok = !c.handled() && (c.State == Registered && c.Kind != Suggestion || c.State == Acknowledged || c.State == AssignedState || c.State == InProgress)
	case DoReportUp:
		ok = c.State.Open()
	}
	if !ok {
		return Refuse(Conflict, why)
	}
	return nil
}

// person reports whether somebody may ever do a, whatever the state, and why not.
func (c *Case) person(a Action, by Staff) (bool, string) {
	lead := by.Has(Supervisor, Manager)
	general := by.Has(Clerk) && c.Level == General
	switch a {
	case DoAcknowledge, DoAckAttempt, DoReopen, DoWithdraw:
		return by.CaseDesk(), "您没有该操作的权限"
	case DoVerify:
		return lead, "只有客服主管或项目经理可以核实时间"
	case DoAssign:
		return lead || general, "重要、重大诉求由客服主管派单"
	case DoAccept, DoInvestigate, DoPropose, DoResolve:
		return c.WorksOn(by), "您不是经办人"
	case DoReturn:
		return c.HandlerID == by.ID || c.HandlerID == 0 && c.WorksOn(by), "只有经办人可以退单"
	case DoRespond, DoComplete:
		return by.CaseDesk() || c.WorksOn(by), "您没有该操作的权限"
	case DoApprove:
		return c.mayApprove(by)
	case DoRevisit, DoRevisitNotice:
		return c.MayRevisit(by)
	case DoDecline, DoSupervisor:
		return lead && !c.handledBy(by), "由经办人以外的客服主管或项目经理办理"
	case DoRework:
		return lead, "由客服主管或项目经理办理"
	case DoClose:
		if c.handledBy(by) {
			return false, "经办人不能关闭自己处理的诉求"
		}
		return lead || general, "重要、重大诉求由客服主管关闭"
	case DoConfirmDrawal:
		return lead && by.ID != c.WithdrawalBy, "由另一位客服主管或项目经理亲自联系客户后确认"
	case DoReportUp:
		return by.May(CaseReport), "您没有该操作的权限"
	}
	return false, "没有这个操作"
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
