package crm

import (
	"cmp"
	"time"
)

// ExternalClock is the deadline that somebody outside has set, as a clock from the receipt. It is met by the first result
// that the customer was told and that stands; a case that ended earlier without one is not held to it.
func (c *Case) ExternalClock() Clock {
	k := Clock{AnchorAt: c.ReceivedAt, DueAt: c.ExternalDueAt}
	if k.DueAt == 0 {
		return k
	}
	k.MetAt = c.toldAt()
	k.Off = k.MetAt == 0 && !c.State.Open() && c.endedAt() <= k.DueAt
	return k
}

// endedAt is when an ended case ended; of a withdrawn or voided one nothing later is known but its last event.
func (c *Case) endedAt() int64 { return cmp.Or(c.ClosedAt, c.MergedAt, c.LastEventAt) }

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

// legalWarning is how long before the legal reply deadline lists warn of it.
const legalWarning = 48 * hour

// LegalClock is the deadline that local law sets for the first response to a complaint: 24:00 of a day some days after that of
// the receipt. It never pauses.
func (c *Case) LegalClock(days int64, loc *time.Location) Clock {
	k := LegalClock(c.Kind, c.ReceivedAt, c.Cycles[0].Response.MetAt, days, loc)
	k.Off = k.MetAt == 0 && !c.State.Open() && c.endedAt() <= k.DueAt
	return k
}

// LegalClock is that of a case in a list; respondedAt 0 = not yet. It counts as due soon for as long as lists warn of it.
func LegalClock(kind Kind, receivedAt, respondedAt, days int64, loc *time.Location) Clock {
	if kind != Complaint {
		return Clock{}
	}
	due := LegalReplyDue(receivedAt, days, loc)
	return Clock{AnchorAt: due - 5*legalWarning, DueAt: due, MetAt: respondedAt}
}
