package crm

import "time"

// Shift is one turn at the counter; moments in unix seconds. Between the end of the last shift of a day and the first of the next
// the last one counts as not yet handed over.
type Shift struct {
	Code   string // of Shifts
	On     string // local date of its beginning
	FromAt int64
	EndAt  int64
	NextAt int64 // when the next one opens: what falls due before is to be cleared before going home
}

// Shifts are the turns of a day.
var Shifts = []Choice{{"day", "白班"}, {"evening", "晚班"}}

// ShiftAt is the shift at now (unix seconds) in the pattern of the settings; without an evening shift the day's is the only one.
func (s Settings) ShiftAt(now int64, loc *time.Location) Shift {
	t := time.Unix(now, 0).In(loc)
	hour := func(days int, h int64) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day()+days, int(h), 0, 0, 0, loc)
	}
	days := 0
	if t.Before(hour(0, s.DayFrom)) {
		days = -1
	}
	turn := func(code string, from, end, next time.Time) Shift {
		return Shift{code, from.Format(time.DateOnly), from.Unix(), end.Unix(), next.Unix()}
	}
	day, evening, end, tomorrow := hour(days, s.DayFrom), hour(days, s.DayTo), hour(days, s.EveningTo), hour(days+1, s.DayFrom)
	switch {
	case !evening.Before(end):
		return turn("day", day, evening, tomorrow)
	case t.Before(evening):
		return turn("day", day, evening, evening)
	}
	return turn("evening", evening, end, tomorrow)
}

// Label is 2025-03-14 白班.
func (s Shift) Label() string { return s.On + " " + Label(Shifts, s.Code) }

// HandoverCard is what one clerk leaves to the next at the end of a shift; both sign it.
type HandoverCard struct {
	FromID, ToID       int64
	Note               string
	WrittenAt, TakenAt int64 // TakenAt 0 = not yet signed by the receiver
}

// Check says what is wrong with a card before it is signed.
func (c HandoverCard) Check(to Staff) error {
	p := Problems{}
	p.Check(c.ToID != 0 && to.CaseDesk(), "to", "请选择接班人")
	p.Check(c.ToID != c.FromID, "to", "接班人不能是自己")
	return p.Err()
}

// Take is the receiver's signature at now.
func (c *HandoverCard) Take(by Staff, now int64) error {
	switch {
	case by.ID != c.ToID:
		return Refuse(Forbidden, "只有接班人可以签收")
	case c.TakenAt != 0:
		return Refuse(Conflict, "交接卡已签收")
	}
	c.TakenAt = now
	return nil
}
