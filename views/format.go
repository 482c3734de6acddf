package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DateTime is a moment to the minute, 2026-11-22 09:12; zero shows as a dash. All moments are unix seconds.
func DateTime(at int64, loc *time.Location) string { return moment(at, loc, "2006-01-02 15:04") }

// DateTimeSec is a moment to the second, for deadlines and the log.
func DateTimeSec(at int64, loc *time.Location) string { return moment(at, loc, "2006-01-02 15:04:05") }

// Date is the local calendar date of a moment.
func Date(at int64, loc *time.Location) string { return moment(at, loc, "2006-01-02") }

// InputTime is a moment as a datetime-local field takes it, empty for zero.
func InputTime(at int64, loc *time.Location) string {
	if at == 0 {
		return ""
	}
	return moment(at, loc, "2006-01-02T15:04")
}

func moment(at int64, loc *time.Location, layout string) string {
	if at == 0 {
		return "—"
	}
	return time.Unix(at, 0).In(loc).Format(layout)
}

// When is a moment as short as its distance allows: 09:12, 昨天 16:05, 11-20 16:05, 2025-11-20.
func When(at, now int64, loc *time.Location) string {
	if at == 0 {
		return "—"
	}
	t, n := time.Unix(at, 0).In(loc), time.Unix(now, 0).In(loc)
	switch {
	case t.Format(time.DateOnly) == n.Format(time.DateOnly):
		return t.Format("15:04")
	case t.Format(time.DateOnly) == n.AddDate(0, 0, -1).Format(time.DateOnly):
		return t.Format("昨天 15:04")
	case t.Year() == n.Year():
		return t.Format("01-02 15:04")
	}
	return t.Format(time.DateOnly)
}

// Yuan shows fen as ¥1,234.50.
func Yuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	whole := strconv.FormatInt(fen/100, 10)
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return fmt.Sprintf("%s¥%s.%02d", sign, b.String(), fen%100)
}

// Duration is a span in two units at most: 2天3小时, 1小时05分, 8分钟, 不到1分钟.
func Duration(seconds int64) string {
	days, hours, minutes := seconds/86400, seconds/3600%24, seconds/60%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d天%d小时", days, hours)
	case days > 0:
		return fmt.Sprintf("%d天", days)
	case hours > 0:
		return fmt.Sprintf("%d小时%02d分", hours, minutes)
	case minutes > 0:
		return fmt.Sprintf("%d分钟", minutes)
	}
	return "不到1分钟"
}

// Ago is the distance of a past moment in one unit: 刚刚, 5分钟前, 3小时前, 2天前.
func Ago(at, now int64) string {
	d := now - at
	switch {
	case d < 60:
		return "刚刚"
	case d < 3600:
		return fmt.Sprintf("%d分钟前", d/60)
	case d < 86400:
		return fmt.Sprintf("%d小时前", d/3600)
	}
	return fmt.Sprintf("%d天前", d/86400)
}

// LeftText is what a countdown says at now: 剩 2天3小时, 剩 3小时12分, 剩 08:12, 已超 1小时05分. static/js/time.js says the same.
func LeftText(due, now int64) string {
	word, s := "剩 ", due-now
	if s < 0 {
		word, s = "已超 ", -s
	}
	switch {
	case s >= 86400:
		return word + strconv.FormatInt(s/86400, 10) + "天" + strconv.FormatInt(s/3600%24, 10) + "小时"
	case s >= 3600:
		return word + strconv.FormatInt(s/3600, 10) + "小时" + twoDigits(s/60%60) + "分"
	}
	return word + twoDigits(s/60) + ":" + twoDigits(s%60)
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// leftState is how a countdown is coloured; at due itself there is still time.
func leftState(due, soon, now int64) string {
	switch {
	case now > due:
		return "missed"
	case now >= soon:
		return "due_soon"
	}
	return "running"
}

func toneName(tone string) string {
	if tone == "" {
		return "accent"
	}
	return tone
}
