package crm

// ExternalClock is the deadline that somebody outside has set, as a clock from the receipt. It is met by the first result
// that the customer was told and that stands; a case that ended earlier without one is not held to it.
func (c *Case) ExternalClock() Clock {
	k := Clock{AnchorAt: c.ReceivedAt, DueAt: c.ExternalDueAt}
	if k.DueAt == 0 {
		return k
	}
	k.MetAt = c.toldAt()
	k.Off = k.MetAt == 0 && !c.State.Open() && c.LastEventAt <= k.DueAt
	return k
}

// toldAt is when the result was first told, as far as that counts; 0 = not yet.
func (c *Case) toldAt() int64 {
	for i := range c.Cycles {
		k := &c.Cycles[i].Resolution
		if !c.handled() {
			k = &c.Cycles[i].Response
		}
		if k.MetAt != 0 {
			return k.MetAt
		}
	}
	if c.Kind == Praise {
		return c.ClosedAt
	}
	return 0
}
