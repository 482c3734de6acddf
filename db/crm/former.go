package crm

import (
	"cmp"
	"slices"
	"strconv"
)

// Former is what an old ledger says of a case that was begun, and mostly ended, before it came here. Moments are unix
// seconds; 0 = not known, or not yet.
type Former struct {
	Registration
	OriginalNo   string
	RegisteredAt int64
	AckAt        int64
	RespondedAt  int64
	ResolvedAt   int64
	ClosedAt     int64
	ImportID     int64 // the batch that brings it
	Row          int
	Hash         string // of what the row says
	Where        string // file and row, for the log
}

// earlierSpan is how far back complaints about the same count as earlier ones.
const earlierSpan = 90 * 24 * hour

// CheckOrder finds moments that cannot have been: before the receipt, after now, or out of the order of §3.3.
func (f *Former) CheckOrder(p Problems, now int64) {
	received := f.Received.At
	if p.Check(received <= now, "received_at", "受理时间晚于现在"); received > now {
		return
	}
	for _, m := range []struct {
		field, label string
		at           int64
	}{
		{"registered_at", "登记时间", f.RegisteredAt}, {"ack_at", "确认时间", f.AckAt}, {"response_at", "答复时间", f.RespondedAt},
		{"resolved_at", "办结时间", f.ResolvedAt}, {"closed_at", "关闭时间", f.ClosedAt},
	} {
		p.Check(m.at == 0 || m.at >= received, m.field, m.label+"早于受理时间")
		p.Check(m.at <= now, m.field, m.label+"晚于现在")
	}
	before := func(earlier, later int64) bool { return earlier == 0 || later == 0 || earlier <= later }
	p.Check(before(f.AckAt, f.ResolvedAt), "ack_at", "确认时间晚于办结时间")
	p.Check(before(f.RespondedAt, f.ResolvedAt), "response_at", "答复时间晚于办结时间")
	p.Check(before(f.ResolvedAt, f.ClosedAt), "closed_at", "关闭时间早于办结时间")
	p.Check(before(f.AckAt, f.ClosedAt), "closed_at", "关闭时间早于确认时间")
	p.Check(before(f.RespondedAt, f.ClosedAt), "closed_at", "关闭时间早于答复时间")
}

// Relive registers a case of an old ledger as NewCase does and lets it live again: every moment goes onto its clock by the
// same arithmetic, at the moment it was put down, and what nobody did in time is written as missed. The ledger is the
// evidence, so nothing waits for verification. act is the import.
func Relive(act Act, f Former, no string) (*Case, error) {
	f.former = true
	if f.RegisteredAt == 0 {
		f.RegisteredAt = f.Received.At
	}
	p := Problems{}
	f.CheckOrder(p, act.Now)
	if err := p.Err(); err != nil {
		return nil, err
	}
	then := act
	then.Now = f.RegisteredAt
	if then.Now-f.Received.At > lateAfter {
		f.LateEntry = "batch"
	}
	c, err := newCase(then, f.Registration, no, "")
	if err != nil {
		return nil, err
	}
	c.OriginalNo, c.ImportID, c.ImportRow, c.ImportHash = f.OriginalNo, f.ImportID, f.Row, f.Hash
	c.log(then, "registered", f.Where)
	c.noteMisses(then)
	for _, step := range c.lifeOf(f) {
		then.Now = step.at
		c.noteMisses(then)
		step.do(then)
	}
	c.noteMisses(act)
	return c, nil
}

// lifeStep is something that happened to a former case; at is when the ledger can have known.
type lifeStep struct {
	at int64
	do func(act Act)
}

// lifeOf is what happened to a former case in the order it was put down: nothing before the case itself.
func (c *Case) lifeOf(f Former) []lifeStep {
	var life []lifeStep
	add := func(at int64, do func(act Act)) {
		if at != 0 {
			life = append(life, lifeStep{max(at, f.RegisteredAt), do})
		}
	}
	add(f.AckAt, func(act Act) { c.formerAck(act, f.AckAt) })
	add(f.RespondedAt, func(act Act) { c.formerResponse(act, f.RespondedAt) })
	if c.handled() {
		resolved := cmp.Or(f.ResolvedAt, f.ClosedAt) // told at the latest when it was closed
		add(resolved, func(act Act) { c.formerResult(act, resolved, f.ClosedAt) })
	} else if told := cmp.Or(f.ResolvedAt, f.RespondedAt, f.ClosedAt); cmp.Or(f.ResolvedAt, f.ClosedAt) != 0 {
		add(cmp.Or(f.ClosedAt, f.ResolvedAt), func(act Act) { c.formerCompletion(act, told, cmp.Or(f.ClosedAt, f.ResolvedAt)) })
	}
	if c.handled() {
		add(f.ClosedAt, func(act Act) { c.formerClosing(act, f.ClosedAt, "closed") })
	}
	slices.SortStableFunc(life, func(a, b lifeStep) int { return cmp.Compare(a.at, b.at) })
	return life
}

func (c *Case) formerAck(act Act, at int64) {
	if c.State == Registered {
		c.State = Acknowledged
	}
	c.know(act, "acknowledged", at, AckClock)
}

func (c *Case) formerResponse(act Act, at int64) { c.know(act, "responded", at, ResponseClock) }

// formerResult is T10: without an earlier response it is the first one. What is not closed yet waits for a revisit; of the
// revisits of a closed case the ledger says nothing, so that clock does not begin.
func (c *Case) formerResult(act Act, at, closedAt int64) {
	y := c.Current()
	names := []ClockName{ResolutionClock}
	if y.Response.At == 0 && !y.Response.Off {
		names = append(names, ResponseClock)
	}
	c.ResolvedAt = at
	switch {
	case closedAt != 0:
		c.State = PendingRevisit
	case !c.Drawn:
		c.put(act, at, names...)
		c.formerClosing(act, at, "resolved")
		return
	default:
		due := at + act.Settings.spans(c.Kind, c.Level, c.Urgent, true).revisit
		y.Revisit = Clock{AnchorAt: at, DueAt: due}
		c.Round, c.Gate, c.State = 1, GateWaiting, PendingRevisit
	}
	c.know(act, "resolved", at, names...)
}

// formerCompletion is T19: acknowledgement and response, where not set, are the moment told.
func (c *Case) formerCompletion(act Act, told, closedAt int64) {
	var names []ClockName
	for _, name := range []ClockName{AckClock, ResponseClock} {
		if k := c.Current().Clock(name); k.At == 0 && !k.Off {
			names = append(names, name)
		}
	}
	c.put(act, told, names...)
	c.formerClosing(act, closedAt, "completed")
}

func (c *Case) formerClosing(act Act, at int64, kind string) {
	c.end(act, Closed)
	if ack := &c.Current().Ack; c.handled() && ack.MetAt == 0 {
		ack.Off = false // closing is no confirmation: the promise of the first day is missed
	}
	c.ClosedAt, c.ClosedBy = at, 0
	c.log(act, kind, act.on(at))
	c.clear(act)
}

// know puts a moment on clocks and tells of it.
func (c *Case) know(act Act, kind string, at int64, names ...ClockName) {
	c.put(act, at, names...)
	c.log(act, kind, act.on(at))
	c.clear(act)
}

func (c *Case) put(act Act, at int64, names ...ClockName) {
	for _, name := range names {
		k := c.Current().Clock(name)
		if k.Off || k.At != 0 {
			continue
		}
		k.At, k.StatedBy, k.StatedAt = at, act.By.ID, act.Now
		k.MetAt = c.milestone(k, at)
	}
}

// clear takes back misses that a milestone put down later has proven wrong, as a verification does.
func (c *Case) clear(act Act) {
	y := c.Current()
	for _, name := range ClockNames {
		if k := y.Clock(name); k.MissedDueAt != 0 && k.MetAt != 0 && k.MetAt <= k.MissedDueAt {
			k.MissedDueAt = 0
			c.log(act, "deadline_cleared", string(name)+" "+strconv.Itoa(y.No))
		}
	}
}

// TakeBack takes a case off the file with the import that brought it; number and history stay.
func (c *Case) TakeBack(act Act) error {
	if c.ImportID == 0 || c.State == Voided {
		return Refuse(Conflict, "该诉求不是导入的，或已撤回")
	}
	c.noteMisses(act)
	c.end(act, Voided)
	c.log(act, "case_taken_back", "")
	return nil
}
