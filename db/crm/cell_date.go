package crm

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	dateForward = regexp.MustCompile(`^([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?[日号]?(?:$|[ T]*(.*))$`)
	datePacked  = regexp.MustCompile(`^([0-9]{4})([0-9]{2})([0-9]{2})(?:$| +(.*))$`)
	dateShort   = regexp.MustCompile(`^([0-9]{2})年([0-9]{1,2})月([0-9]{1,2})[日号]?(?:$| *(.*))$`)
	dateForeign = regexp.MustCompile(`^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?:$| +(.*))$`)
	dateSerial  = regexp.MustCompile(`^[0-9]{5}(?:\.[0-9]+)?$`)
	datePartial = regexp.MustCompile(`^[0-9]{4}(?:[-/.年] ?(?:[0-9]{1,2}月?)?)?$|^[0-9]{6}$|^[0-9]{1,2}月[0-9]{1,2}[日号]?$`)
	dateYear2   = regexp.MustCompile(`^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}$`)
	weekdayText = regexp.MustCompile(`\(?(?:星期|周)[一二三四五六日天]\)?`)
	clockText   = regexp.MustCompile(`^(上午|下午|晚上|凌晨|中午)? ?([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)? ?(AM|PM)?$`)
)

// SerialDate writes a spreadsheet's day number as 2006-01-02, with 15:04:05 behind where it has a fraction, or as the
// time alone below day 1. date1904 is the calendar of the workbook. False where the number is no day up to 9999.
func SerialDate(serial float64, date1904 bool) (string, bool) {
	const day = 24 * 60 * 60
	if !(serial >= 0 && serial < 3_000_000) {
		return "", false
	}
	seconds := int64(math.Round(serial * day))
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case seconds < 60*day:
		epoch = epoch.AddDate(0, 0, 1) // before the 29 February 1900 that never was
	}
	moment := epoch.AddDate(0, 0, int(seconds/day)).Add(time.Duration(seconds%day) * time.Second)
	switch {
	case moment.Year() > 9999:
		return "", false
	case seconds < day:
		return moment.Format(time.TimeOnly), true
	case seconds%day == 0:
		return moment.Format(time.DateOnly), true
	}
	return moment.Format(time.DateTime), true
}

// ReadDate reads a date as offices write it, with or without a time behind: 2024年3月5日, 2024.3.5, 20240305, a serial.
// Empty gives empty. The error is the end of a sentence that begins with the name of the column: 不存在, 有两种读法….
func ReadDate(cell string, date1904 bool) (day, clock string, err error) {
	text := wordOf(cell)
	if text == "" {
		return "", "", nil
	}
	text = strings.Join(strings.Fields(weekdayText.ReplaceAllString(text, " ")), " ")
	if strings.ContainsAny(text, "年月") {
		if text, err = arabic(text); err != nil {
			return "", "", unreadableDate(cell)
		}
	}
	if serial := dateSerial.FindString(text); serial != "" {
		return serialDay(serial, cell, date1904)
	}
	text, _ = wholeNumber(text)
	year, month, date, rest, err := dateParts(text)
	if err != nil {
		return "", "", err
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		if clock = readClock(rest); clock == "" {
			return "", "", unreadableDate(cell)
		}
	}
	return checkDay(year, month, date, clock)
}

// firstSerialYear: a smaller bare number is rather a month written together, 20245.
const firstSerialYear = 1990

func serialDay(serial, cell string, date1904 bool) (day, clock string, err error) {
	number, _ := strconv.ParseFloat(serial, 64)
	text, ok := SerialDate(number, date1904)
	if !ok {
		return "", "", unreadableDate(cell)
	}
	day, clock, _ = strings.Cut(text, " ")
	at, _ := time.Parse(time.DateOnly, day)
	if at.Year() < firstSerialYear || at.Year() > lastYear {
		return "", "", unreadableDate(cell)
	}
	return day, clock, nil
}

// dateParts tells year, month and day apart, or why they cannot be told.
func dateParts(text string) (year, month, day int, rest string, err error) {
	if m := dateForward.FindStringSubmatch(text); m != nil {
		return number(m[1]), number(m[2]), number(m[3]), m[4], nil
	}
	if m := datePacked.FindStringSubmatch(text); m != nil {
		return number(m[1]), number(m[2]), number(m[3]), m[4], nil
	}
	if m := dateShort.FindStringSubmatch(text); m != nil && (number(m[1]) <= 50 || number(m[1]) >= 90) {
		century := 2000
		if number(m[1]) >= 90 {
			century = 1900
		}
		return century + number(m[1]), number(m[2]), number(m[3]), m[4], nil
	}
	if m := dateForeign.FindStringSubmatch(text); m != nil {
		return foreignDate(m)
	}
	switch {
	case datePartial.MatchString(text):
		return 0, 0, 0, "", Refuse(Invalid, fmt.Sprintf("「%s」不完整，请写明年、月、日", text))
	case dateYear2.MatchString(text):
		return 0, 0, 0, "", Refuse(Invalid, fmt.Sprintf("「%s」有几种读法，请写四位年份，例如 2024-03-05", text))
	}
	return 0, 0, 0, "", unreadableDate(text)
}

// foreignDate reads day and month before the year, where only one order is possible.
func foreignDate(m []string) (year, month, day int, rest string, err error) {
	first, second, year := number(m[1]), number(m[2]), number(m[3])
	switch {
	case first > 12:
		first, second = second, first
	case second <= 12 && first != second:
		return 0, 0, 0, "", Refuse(Invalid, fmt.Sprintf("「%s/%s/%s」有两种读法，请写成 %d-%02d-%02d 或 %d-%02d-%02d",
			m[1], m[2], m[3], year, first, second, year, second, first))
	}
	return year, first, second, m[4], nil
}

func unreadableDate(text string) *Error {
	if text = cellText(text); len([]rune(text)) > 20 {
		text = string([]rune(text)[:20]) + "…"
	}
	return Refuse(Invalid, fmt.Sprintf("「%s」看不懂，请写成 2024-03-05 的形式", text))
}

// number reads a run of digits that a pattern has matched.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// readClock reads a time of day into 15:04:05; empty where it is none.
func readClock(text string) string {
	m := clockText.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	hour, minute, second := number(m[2]), number(m[3]), number(m[4])
	half := m[5] != "" || m[1] != "" && hour <= 12
	if m[5] != "" && (hour < 1 || hour > 12) || hour > 23 || minute > 59 || second > 59 {
		return ""
	}
	if late := m[5] == "PM" || m[1] == "下午" || m[1] == "晚上" || m[1] == "中午" && hour < 11; half && late && hour < 12 {
		hour += 12
	} else if half && hour == 12 && (m[5] == "AM" || m[1] == "凌晨" || m[1] == "上午") {
		hour = 0
	}
	return fmt.Sprintf("%02d:%02d:%02d", hour, minute, second)
}

// checkDay holds that the day is in the calendar.
func checkDay(year, month, day int, clock string) (string, string, error) {
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if at.Year() != year || at.Month() != time.Month(month) || at.Day() != day {
		return "", "", Refuse(Invalid, "不存在")
	}
	if year < firstYear || year > lastYear {
		return "", "", Refuse(Invalid, fmt.Sprintf("的年份不对，应在 %d 至 %d 之间", firstYear, lastYear))
	}
	return at.Format(time.DateOnly), clock, nil
}
