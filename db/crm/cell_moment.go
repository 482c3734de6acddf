package crm

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

var (
	momentOffset  = regexp.MustCompile(`(:[0-9]{2}(?:\.[0-9]+)?) ?(Z|[+-][0-9]{2}:?[0-9]{2})$`)
	momentChinese = regexp.MustCompile(`([0-9]{1,2}) ?[时點点] ?(?:(整|半)|([0-9]{1,2}) ?分? ?(?:([0-9]{1,2}) ?秒)?)?$`)
	momentMinute  = regexp.MustCompile(`(?:^|[^:0-9])[0-9]{1,2}:[0-9]{2}(?: ?[AP]M)?$`)
	momentPacked  = regexp.MustCompile(`^([0-9]{8})([0-9]{2})([0-9]{2})([0-9]{2})$`)
	momentEnd     = regexp.MustCompile(`([^:0-9])24:00(?::00)?$`)
)

// Instant is a moment as it stands in a cell. Where only the day or the minute is written, At is its beginning.
type Instant struct {
	At               int64
	WholeDay, Minute bool
}

// ReadMoment reads a moment as offices write it, in loc unless it names its distance from Greenwich: 2024-03-05 14:30,
// 2024年3月5日下午2点半, 2024-03-05T14:30:00+08:00, a serial. Empty gives the zero Instant and false. The error is the end of a
// sentence that begins with the name of the column.
func ReadMoment(cell string, date1904 bool, loc *time.Location) (at Instant, given bool, err error) {
	text := wordOf(cell)
	if text == "" {
		return at, false, nil
	}
	if m := momentOffset.FindStringSubmatch(text); m != nil {
		if loc, err = offsetZone(m[2]); err != nil {
			return at, false, unreadableMoment(cell)
		}
		text = text[:len(text)-len(m[0])] + m[1]
	}
	text = momentChinese.ReplaceAllStringFunc(text, chineseClock)
	text = momentPacked.ReplaceAllString(text, "$1 $2:$3:$4")
	days := 0
	if m := momentEnd.FindStringSubmatch(text); m != nil {
		text, days = text[:len(text)-len(m[0])]+m[1], 1
	}
	day, clock, err := ReadDate(text, date1904)
	if err != nil {
		if refusal, ok := err.(*Error); ok && strings.Contains(refusal.Message, "看不懂") {
			err = unreadableMoment(cell)
		}
		return at, false, err
	}
	at.WholeDay, at.Minute = clock == "" && days == 0, clock != "" && momentMinute.MatchString(text)
	if clock == "" {
		clock = "00:00:00"
	}
	wall, err := time.Parse(time.DateTime, day+" "+clock)
	if err != nil {
		return at, false, unreadableMoment(cell)
	}
	at.At, err = wallMoment(wall.AddDate(0, 0, days), loc)
	return at, err == nil, err
}

// wallMoment is the moment at which the clocks on the walls of loc show a time. Where they were put forward over it there is
// none, where they were put back there are two.
func wallMoment(wall time.Time, loc *time.Location) (int64, error) {
	var found []int64
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := wall.Add(near).In(loc).Zone()
		at := wall.Unix() - int64(offset)
		shown := time.Unix(at, 0).In(loc).Format(time.DateTime)
		if shown == wall.Format(time.DateTime) && (len(found) == 0 || found[0] != at) {
			found = append(found, at)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, Refuse(Invalid, "不存在（当时夏令时拨快了钟）")
	}
	zoned := func(i int) string { return time.Unix(found[i], 0).In(loc).Format(time.RFC3339) }
	return 0, Refuse(Invalid, fmt.Sprintf("有两种读法（当时夏令时拨慢了钟），请写成 %s 或 %s", zoned(0), zoned(1)))
}

func offsetZone(text string) (*time.Location, error) {
	if text == "Z" {
		return time.UTC, nil
	}
	at, err := time.Parse("-0700", strings.Replace(text, ":", "", 1))
	return at.Location(), err
}

// chineseClock writes 2点半 as 2:30 and 14时5分7秒 as 14:05:07.
func chineseClock(text string) string {
	m := momentChinese.FindStringSubmatch(text)
	minute := number(m[3])
	if m[2] == "半" {
		minute = 30
	}
	return fmt.Sprintf("%s:%02d:%02d", m[1], minute, number(m[4]))
}

func unreadableMoment(cell string) *Error {
	return Refuse(Invalid, fmt.Sprintf("「%s」看不懂，请写成 2024-03-05 14:30 的形式", clip(cellText(cell), 20)))
}
