package crm

import (
	"fmt"
	"time"
)

// Period is a calendar month of a project.
type Period struct {
	Year  int
	Month time.Month
}

// ParsePeriod reads 2026-10 and nothing else.
func ParsePeriod(text string) (Period, bool) {
	t, err := time.Parse("2006-01", text)
	if err != nil || t.Year() == 0 {
		return Period{}, false
	}
	return Period{t.Year(), t.Month()}, true
}

// PeriodOf is the month of a moment in a zone.
func PeriodOf(at int64, loc *time.Location) Period {
	t := time.Unix(at, 0).In(loc)
	return Period{t.Year(), t.Month()}
}

// String is the period as it stands in addresses and in the database: 2026-10.
func (p Period) String() string { return fmt.Sprintf("%04d-%02d", p.Year, p.Month) }

// Label is the period as people read it.
func (p Period) Label() string { return fmt.Sprintf("%d年%d月", p.Year, p.Month) }

// Bounds are the first second of the month and the first one after it.
func (p Period) Bounds(loc *time.Location) (from, to int64) {
	return time.Date(p.Year, p.Month, 1, 0, 0, 0, 0, loc).Unix(), time.Date(p.Year, p.Month+1, 1, 0, 0, 0, 0, loc).Unix()
}

// Next is the month after.
func (p Period) Next() Period { return p.plus(1) }

// Last is the month before.
func (p Period) Last() Period { return p.plus(-1) }

func (p Period) plus(months int) Period {
	t := time.Date(p.Year, p.Month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	return Period{t.Year(), t.Month()}
}

// Before reports whether p is earlier than other.
func (p Period) Before(other Period) bool {
	return p.Year < other.Year || p.Year == other.Year && p.Month < other.Month
}

// MayPublish reports whether the month may be put before the owners' committee at now: over, and not before the project's
// first month.
func (p Period) MayPublish(first Period, now int64, loc *time.Location) error {
	switch {
	case p == PeriodOf(now, loc):
		return InvalidField("period", p.Label()+"尚未结束，月末之后才能公布")
	case !p.Before(PeriodOf(now, loc)):
		return InvalidField("period", p.Label()+"还没有到，不能公布")
	case p.Before(first):
		return InvalidField("period", "本项目的记录从"+first.Label()+"开始，更早的月份不能公布")
	}
	return nil
}

// DayStart is the first second of a local date, 0 for anything but a date.
func DayStart(date string, loc *time.Location) int64 {
	t, err := time.ParseInLocation(time.DateOnly, date, loc)
	if err != nil {
		return 0
	}
	return t.Unix()
}
