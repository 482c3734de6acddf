package crm

import (
	"slices"
	"strconv"
	"time"
)

// Receipt is what T17 needs for another moment of receipt.
type Receipt struct {
	At        Moment
	LateEntry string // where the new moment makes it an entry after the fact
	Reason    string
}

// CorrectReceipt moves the moment of receipt (T17): to an earlier one by a supervisor, to a later one by quality. The dues of
// the first cycle follow; those that have passed then are misses, and nothing that was missed is forgotten.
func (c *Case) CorrectReceipt(act Act, in Receipt) error {
	if err := c.may(DoReceipt, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(in.At.At != 0, "received_at", "请填写正确的受理时间")
	p.Check(in.Reason != "", "reason", "请写明更正的原因和依据")
	at, ok := in.At.within(1, c.receivedBefore(act.Now))
	p.Check(ok, "received_at", "受理时间不能晚于登记时间和已记录的确认、答复时间")
	p.Check(at != c.ReceivedAt, "received_at", "与原受理时间相同")
	late := c.RegisteredAt-at > lateAfter
	if late && c.LateEntry == "" {
		p.Check(Has(LateEntryReasons, in.LateEntry), "late_entry_reason", "受理时间早于登记15分钟以上，请选择补录原因")
	}
	if err := p.Err(); err != nil {
		return err
	}
	if ok, why := c.mayMoveReceipt(act.By, at < c.ReceivedAt); !ok {
		return Refuse(Forbidden, why)
	}
	c.noteMisses(act)
	words := func(t int64) string { return time.Unix(t, 0).In(act.Loc).Format("2006-01-02 15:04:05") }
	note := words(c.ReceivedAt) + "→" + words(at) + "；" + in.Reason
	switch {
	case !late:
		c.LateEntry = ""
	case c.LateEntry == "":
		c.LateEntry = in.LateEntry
	}
	c.moveReceipt(act, at)
	c.log(act, "receipt_corrected", note)
	c.noteMisses(act)
	c.noteLate(act, &c.Cycles[0])
	return nil
}

func (c *Case) mayMoveReceipt(by Staff, earlier bool) (bool, string) {
	if earlier {
		return c.leads(by), "更正为更早的时间由客服主管办理"
	}
	return by.Has(Quality), "更正为更晚的时间由品质部办理"
}

// receivedBefore is the last moment at which the case can have come in: before it was written down and before anything was
// done about it.
func (c *Case) receivedBefore(now int64) int64 {
	last := min(now, c.RegisteredAt)
	for _, name := range ClockNames {
		if k := c.Cycles[0].Clock(name); k.At != 0 {
			last = min(last, k.At)
		}
	}
	return last
}

func (c *Case) moveReceipt(act Act, at int64) {
	y, by := &c.Cycles[0], at-c.ReceivedAt
	plain := act.kept().spans(c.Kind, c.Level, c.Urgent, c.Drawn).response
	raised, response := y == c.Current() && c.Kind == Complaint && y.Response.DueAt != y.AnchorAt+plain, y.Response.DueAt
	c.ReceivedAt = at
	y.move(by)
	if raised { // four hours from the raise stay, within what the lowest level promises
		y.Response.DueAt = min(at+act.kept().ResponseHours[General]*hour, max(response, at+plain))
	}
	c.recount(y)
}

// recount takes a running pause back whose wait began after the resolution due as it is now.
func (c *Case) recount(y *Cycle) {
	k := &y.Resolution
	if y == c.Current() && k.PausedUntil != 0 && c.HeldAt > k.DueAt-(k.PausedUntil-c.HeldAt) {
		y.unpause(c.HeldAt)
	}
}

// noteLate writes the misses of clocks that were met after the dues that they have got since.
func (c *Case) noteLate(act Act, y *Cycle) {
	for _, name := range ClockNames {
		if k := y.Clock(name); k.MetAt != 0 && k.MissedDueAt == 0 && k.DueAt != 0 && k.MetAt > k.DueAt {
			k.MissedDueAt = k.DueAt
			c.log(act, "deadline_missed", string(name)+" "+strconv.Itoa(y.No))
		}
	}
}

// Recategorised is what T17 needs for another category. Earlier is that of a registration.
type Recategorised struct {
	Category    string
	SubCategory string
	Reason      string
	Earlier     int
}

// ChangeCategory says that the case is about something else (T17). Until the level is confirmed it follows the new proposal;
// what protects people is added, never taken away.
func (c *Case) ChangeCategory(act Act, in Recategorised) error {
	if err := c.may(DoCategory, act); err != nil {
		return err
	}
	p := Problems{}
	category, known := CategoryOf(in.Category)
	p.Check(known, "category", "请选择类别")
	if known && (len(category.Subs) > 0 || in.SubCategory != "") {
		p.Check(slices.Contains(category.Subs, in.SubCategory), "sub_category", "请选择该类别下的子类")
	}
	p.Check(in.Category != c.Category || in.SubCategory != c.SubCategory, "category", "与现在的类别相同")
	p.Check(in.Reason != "", "reason", "请写明改类别的原因")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	note := CategoryLabel(c.Category) + c.SubCategory + "→" + category.Label + in.SubCategory
	c.Category, c.SubCategory = in.Category, in.SubCategory
	c.Urgent = c.Urgent || slices.Contains(category.UrgentSubs, in.SubCategory)
	c.Confidential = c.Confidential || category.Confidential && c.Kind == Complaint && !c.Anonymous
	if c.Kind == Repair && category.FullRevisit && !c.Drawn {
		c.Drawn, c.Current().Revisit.Off = true, false
	}
	if c.Kind == Complaint && !c.Confirmed {
		c.Proposed, c.ProposedBy = ProposeLevel(category, Registration{SubCategory: in.SubCategory, Flags: split(c.Flags), Channel: c.Channel, Earlier: in.Earlier})
	}
	c.log(act, "category_changed", note+"；"+in.Reason)
	if c.Kind == Complaint && !c.Confirmed && c.Proposed != c.Level && (c.Proposed.rank() > c.Level.rank() || c.Current().untouched()) {
		c.setLevel(act, c.Proposed, 0, "按新类别建议")
	}
	return nil
}

// Annulment takes a miss back that an error or an outage made; cycle 0 is the last one in which the clock was missed.
type Annulment struct {
	Clock  ClockName
	Cycle  int
	Cause  string
	Reason string
	NewDue Moment // for a clock that nothing has met and whose due has passed
}

// AnnulCauses are why quality may take a miss back.
var AnnulCauses = []Choice{{"error", "记录有误"}, {"outage", "系统停用"}}

// Annul clears a miss (quality only) and fills in its cycle. What was done late counts from then on as done at its due, what is still to be done gets
// a new due; the journal keeps the miss, the annulment and both dues.
func (c *Case) Annul(act Act, in *Annulment) error {
	if err := c.may(DoAnnul, act); err != nil {
		return err
	}
	c.noteMisses(act)
	miss := Miss{Clock: in.Clock, Cycle: in.Cycle}
	k, err := c.MissedClock(&miss, act.Now)
	if err != nil {
		return err
	}
	in.Cycle = miss.Cycle
	p := Problems{}
	p.Check(Has(AnnulCauses, in.Cause), "cause", "请选择撤销的理由")
	p.Check(in.Reason != "", "reason", "请写明事实和依据")
	open := k.Open() && act.Now > k.DueAt
	p.Check(!open || in.NewDue.At > act.Now, "new_due_at", "该时限尚未办理，请填写新的时限，须晚于现在")
	p.Check(open || in.NewDue.At == 0, "new_due_at", "该时限已办理或尚未到期，无需新的时限")
	if err := p.Err(); err != nil {
		return err
	}
	k.AnnulledDue, k.MissedDueAt = k.MissedDueAt, 0
	if k.AnnulledDue == 0 {
		k.AnnulledDue = k.DueAt
	}
	switch {
	case open:
		k.DueAt = in.NewDue.At
	case k.MetAt > k.DueAt:
		k.DueAt = k.MetAt
	}
	c.log(act, "deadline_annulled", Label(Clocks, string(in.Clock))+"（第"+strconv.Itoa(in.Cycle)+"轮）："+Label(AnnulCauses, in.Cause)+"；"+in.Reason)
	return nil
}

func corrector(_ *Case, by Staff) (bool, string) {
	return by.Has(Supervisor, Manager, Quality), "由客服主管或品质部更正"
}

func quality(_ *Case, by Staff) (bool, string) { return by.Has(Quality), "由品质部撤销" }

func (c *Case) correctable(Act) (bool, string) { return c.State != Merged && c.State != Voided, "" }

func (c *Case) annullable(act Act) (bool, string) {
	for i := range c.Cycles {
		for _, name := range ClockNames {
			if v := c.Cycles[i].Clock(name).Verdict(act.Now); v == Missed || v == Late {
				return true, ""
			}
		}
	}
	return false, "没有超时的时限"
}
