package crm

// Moment is a moment as typed into a form. The zero value means «now».
type Moment struct {
	At     int64 // unix seconds
	Minute bool  // typed to the minute, without seconds
}

// evidenceAfter is how old a typed moment may be before it needs evidence (domain.md §3.4).
const evidenceAfter = 15 * 60

// within places a typed moment between two bounds: empty means the upper bound, a typed minute equal to a bound's minute
// is that bound. It reports whether the moment lies inside.
func (m Moment) within(lower, upper int64) (int64, bool) {
	switch {
	case m.At == 0:
		return upper, true
	case m.Minute && m.At/60 == upper/60:
		return upper, true
	case m.Minute && m.At/60 == lower/60:
		return lower, true
	}
	return m.At, m.At >= lower && m.At <= upper
}

// stated checks a moment typed for a clock: within [anchor, now], evidence when old. waits says that it counts only after
// somebody else verified it: the due lies between the moment and now, or an old moment came without evidence where the
// form does not insist on it.
func (k Clock) stated(p Problems, field string, m Moment, evidence string, insist bool, anchor, now int64) (at int64, waits bool) {
	at, ok := m.within(anchor, now)
	if !ok {
		p.Add(field, "时间必须在受理时间与现在之间")
		return at, false
	}
	old := now-at > evidenceAfter
	if old && evidence == "" && insist {
		p.Add("evidence", "超过15分钟前的时间须写明凭据，例如通话记录、照片编号")
	}
	crossed := k.DueAt != 0 && at <= k.DueAt && k.DueAt < now
	return at, crossed || old && evidence == ""
}

// Received places the typed moment of receipt: two minutes ahead of the server count as now, later is refused.
func Received(p Problems, m Moment, now int64) int64 {
	switch {
	case m.At == 0, m.Minute && m.At/60 == now/60:
		return now
	case m.At > now+120:
		p.Add("received_at", "受理时间不能晚于现在")
		return now
	case m.At > now:
		return now
	}
	return m.At
}
