package crm

// Miss is why a clock was missed, as proposed (domain.md §3.6). Cycle 0 is the last one in which it was.
type Miss struct {
	Clock  ClockName
	Cycle  int
	Reason string
	Note   string
}

// MissedClock finds the missed clock that m is about and fills in its cycle.
func (c *Case) MissedClock(m *Miss, now int64) (*Clock, error) {
	if !Has(Clocks, string(m.Clock)) {
		return nil, InvalidField("clock", "请选择时限")
	}
	if m.Cycle < 0 || m.Cycle > len(c.Cycles) {
		return nil, InvalidField("cycle", "没有这一轮")
	}
	for i := len(c.Cycles) - 1; i >= 0; i-- {
		y := &c.Cycles[i]
		if m.Cycle != 0 && m.Cycle != y.No {
			continue
		}
		k := y.Clock(m.Clock)
		if v := k.Verdict(now); v == Missed || v == Late {
			m.Cycle = y.No
			return k, nil
		}
	}
	return nil, Refuse(Conflict, "该时限没有超时，无需说明原因")
}

// ClockOwner is who is in charge of a clock: who took the case in, who handles it, who calls back; 0 = nobody named.
func (c *Case) ClockOwner(name ClockName, revisitor int64) int64 {
	switch name {
	case AckClock:
		return c.IntakeOwnerID
	case RevisitClock:
		return revisitor
	}
	return c.HandlerID
}

// MayExplain reports whether by may say why a clock was missed: who is in charge of it, whoever works on the case while
// nobody is named, supervisor and manager.
func (c *Case) MayExplain(by Staff, name ClockName, owner int64) bool {
	switch {
	case by.Has(Supervisor, Manager):
		return true
	case owner != 0:
		return owner == by.ID
	}
	return (name == ResponseClock || name == ResolutionClock) && c.WorksOn(by)
}

// ExplainMiss checks a proposed reason; accepted says that an earlier one was accepted, which fixes it.
func (c *Case) ExplainMiss(act Act, m *Miss, owner int64, accepted bool) error {
	if _, err := c.MissedClock(m, act.Now); err != nil {
		return err
	}
	if !c.MayExplain(act.By, m.Clock, owner) {
		return Refuse(Forbidden, "由该时限的责任人、客服主管或项目经理说明原因")
	}
	if accepted {
		return Refuse(Conflict, "超时原因已经认可，不能再改")
	}
	p := Problems{}
	p.Check(Has(MissReasons, m.Reason), "reason", "请选择超时原因")
	p.Check(m.Reason != "其他" || m.Note != "", "note", "选择“其他”须写明原因")
	return p.Err()
}

// AcceptMiss checks the manager's word on a proposed reason.
func (c *Case) AcceptMiss(act Act, m *Miss, proposed, accepted bool) error {
	if !act.By.Has(Manager) {
		return Refuse(Forbidden, "由项目经理认可超时原因")
	}
	if _, err := c.MissedClock(m, act.Now); err != nil {
		return err
	}
	if accepted {
		return Refuse(Conflict, "超时原因已经认可")
	}
	if !proposed {
		return Refuse(Conflict, "还没有人说明超时原因")
	}
	return nil
}
