package crm

// Moment is a moment as typed into a form. The zero value means «now».
type Moment struct {
	At     int64 // unix seconds
	Minute bool  // typed to the minute, without seconds
}

// evidenceAfter is how old a typed moment may be before it needs evidence (domain.md §3.4).
const evidenceAfter = 15 * 60

// within places a typed moment between two bounds: empty means the upper bound, a typed minute equal to a bound's minute
// is that bound. It reports whether the moment lies inside. A machine's clock that ran backwards never puts it before lower.
func (m Moment) within(lower, upper int64) (int64, bool) {
	upper = max(lower, upper)
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

// statement is a moment that somebody typed, when, and whether something proves it.
type statement struct {
	at, now int64
	proven  bool
}

// readMoment reads a typed moment, which must lie between lower and now.
func readMoment(p Problems, field string, m Moment, evidence string, lower, now int64) statement {
	at, ok := m.within(lower, now)
	p.Check(ok, field, "时间必须在受理时间与现在之间")
	return statement{at, now, evidence != ""}
}

// old reports whether the moment is so long ago that it needs evidence.
func (s statement) old() bool { return s.now-s.at > evidenceAfter }

// waits reports whether the statement counts for a clock only after somebody else verified it: a due lies between the
// moment and now, or an old moment came without evidence.
func (k Clock) waits(s statement) bool {
	passed := k.DueAt != 0 && s.at <= k.DueAt && k.DueAt < s.now
	missed := k.MissedDueAt != 0 && s.at <= k.MissedDueAt
	return passed || missed || s.old() && !s.proven
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
