package crm

import "slices"

const noRight = "您没有该操作的权限"

// Who may ever take an action, whatever the state, and why not.

func desk(_ *Case, by Staff) (bool, string) { return by.CaseDesk(), noRight }

func lead(c *Case, by Staff) (bool, string) {
	return c.leads(by), "由客服主管或项目经理办理"
}

func otherLead(c *Case, by Staff) (bool, string) {
	return c.leads(by) && !c.handledBy(by), "由经办人以外的客服主管或项目经理办理"
}

func verifier(c *Case, by Staff) (bool, string) {
	return c.leads(by), "只有客服主管或项目经理可以核实时间"
}

func dispatcher(c *Case, by Staff) (bool, string) {
	return c.leads(by) || c.plain(by), "重要、重大和涉及员工的诉求由客服主管或承办人派单"
}

func worker(c *Case, by Staff) (bool, string) { return c.WorksOn(by), "您不是经办人" }

func deskOrWorker(c *Case, by Staff) (bool, string) {
	return by.CaseDesk() || c.WorksOn(by), noRight
}

func anyone(_ *Case, by Staff) (bool, string) { return by.ID != 0, noRight }

func reporter(_ *Case, by Staff) (bool, string) { return by.May(CaseReport), noRight }

func (c *Case) mayReturn(by Staff) (bool, string) {
	return c.HandlerID == by.ID || c.HandlerID == 0 && c.WorksOn(by), "只有经办人可以退单"
}

func (c *Case) mayClose(by Staff) (bool, string) {
	if c.handledBy(by) {
		return false, "经办人不能关闭自己处理的诉求"
	}
	return c.leads(by) || c.plain(by), "重要、重大和涉及员工的诉求由客服主管或承办人关闭"
}

// plain reports whether a clerk assigns and closes the case alone.
func (c *Case) plain(by Staff) bool { return by.Has(Clerk) && c.Level == General && c.Targets == "" }

// ClosingLevels are the levels of the cases that wait for by to close them when they name no colleague.
func ClosingLevels(by Staff) []Level {
	switch {
	case by.Has(Supervisor, Manager):
		return []Level{General, Important, Major}
	case by.Has(Clerk):
		return []Level{General}
	}
	return nil
}

func (c *Case) mayConfirmDrawal(by Staff) (bool, string) {
	return c.leads(by) && by.ID != c.WithdrawalBy, "由另一位客服主管或项目经理亲自联系客户后确认"
}

// WorksOn reports whether by has the handler's rights: assigned to it, in its department, or entitled to all (domain.md §0).
func (c *Case) WorksOn(by Staff) bool {
	if by.ID != 0 && (c.HandlerID == by.ID || c.OwnerID == by.ID) {
		return true
	}
	for _, a := range by.Roles {
		switch rights[CaseWork][a.Role] {
		case All:
			return true
		case Own:
			if a.Role == Steward && c.Building != "" && slices.Contains(a.Buildings, c.Building) {
				return true
			}
			if a.Role != Steward && a.Department != "" && a.Department == c.Department {
				return true
			}
		}
	}
	return false
}

// SeesPerson reports whether by may know who the complainant is (domain.md §3.7, confidential).
func (c *Case) SeesPerson(by Staff) bool {
	return !c.Confidential || by.Has(Clerk, Supervisor, Manager) || by.ID != 0 && by.ID == c.OwnerID
}

// handled reports whether the kind runs the whole way of §3.3, with proposal and resolution.
func (c *Case) handled() bool { return c.Kind == Complaint || c.Kind == Repair }

// worked reports whether the case is in somebody's hands.
func (c *Case) worked() bool { return c.State == InProgress || c.State == OnHold }
