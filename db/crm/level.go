package crm

// LevelChange is what T17 needs for another level; ToldNewDate empty = the customer was not told the later date.
type LevelChange struct {
	Level       Level
	ToldNewDate Moment
	Reason      string
}

// ChangeLevel gives a complaint another level in place (T17). The same level again says that the customer has now been told
// the later date of a level that was raised before.
func (c *Case) ChangeLevel(act Act, in LevelChange) error {
	if err := c.may(DoLevel, act); err != nil {
		return err
	}
	c.noteMisses(act)
	p := Problems{}
	p.Check(Has(Levels, string(in.Level)), "level", "请选择投诉等级")
	p.Check(in.Reason != "", "reason", "请写明调整原因")
	p.Check(in.Level.rank() >= c.Level.rank() || c.Current().untouched(), "level", "已有答复或已超时，不能降低等级")
	p.Check(in.Level != c.Level || in.ToldNewDate.At != 0, "level", "等级没有变化；补记已告知客户新日期的，请填写告知时间")
	told, ok := in.ToldNewDate.within(c.Current().AnchorAt, act.Now)
	p.Check(ok, "told_new_date_at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return err
	}
	reason := in.Reason
	if in.ToldNewDate.At == 0 {
		told = 0
	} else {
		reason = join(reason, "已告知客户新的办结日期"+act.on(told))
	}
	c.Confirmed = true
	c.setLevel(act, in.Level, told, reason)
	return nil
}

// setLevel is the arithmetic of T17 at act.Now (domain.md §3.4); toldAt 0 = the customer was not told the new date.
// Misses are written before it is called.
func (c *Case) setLevel(act Act, level Level, toldAt int64, reason string) {
	y, t := c.Current(), act.Now
	d := act.kept().spans(c.Kind, level, c.Urgent, c.Drawn)
	response := y.AnchorAt + d.response
	resolution := y.AnchorAt + d.resolution + y.PausedSecs
	if level.rank() >= c.Level.rank() {
		response = min(y.Response.DueAt, max(response, t+4*hour))
		if resolution > y.Resolution.DueAt && toldAt == 0 {
			resolution = y.Resolution.DueAt
		}
	} else {
		resolution = min(y.Resolution.DueAt, max(resolution, max(t, y.Resolution.PausedUntil)+24*hour))
	}
	if waits(y.Response) {
		y.Response.DueAt = response
	}
	if waits(y.Resolution) {
		y.Resolution.DueAt = resolution
	}
	before := Label(Levels, string(c.Level))
	c.Level = level
	c.log(act, "level_changed", join(before+"→"+Label(Levels, string(level)), reason))
	c.noteMisses(act)
}

// waits reports whether nobody has stated a milestone of a clock that runs: only then may its due move.
func waits(k Clock) bool { return k.Open() && k.At == 0 }

// untouched reports whether the level may still be lowered: before the response and before any miss.
func (c *Cycle) untouched() bool {
	return c.Response.At == 0 && c.Ack.MissedDueAt == 0 && c.Response.MissedDueAt == 0 && c.Resolution.MissedDueAt == 0
}

// AgeAfter is how long a complaint may be open in a cycle before the system raises it.
const AgeAfter = 30 * 24 * hour

// RaiseAged raises a complaint to major that has been open too long in its cycle (domain.md §3.6); it reports whether it did.
func (c *Case) RaiseAged(act Act) bool {
	if c.Kind != Complaint || !c.State.Open() || c.Level == Major || c.Validity == "invalid" || c.Waits(act.Now) || act.Now-c.Current().AnchorAt <= AgeAfter {
		return false
	}
	c.noteMisses(act)
	c.setLevel(act, Major, 0, "超过30天未办结，系统调整")
	return true
}

func (c *Case) levelled(Act) (bool, string) {
	if c.Kind != Complaint {
		return false, "只有投诉分等级"
	}
	return c.State.Open(), ""
}
