package crm

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// CleanText trims what was typed and refuses what no person types. limit counts characters; lines allows line breaks and tabs.
func CleanText(s string, limit int, lines bool) (string, error) {
	if !utf8.ValidString(s) {
		return "", Refuse(Invalid, "内容不是有效的文字编码")
	}
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
	if lines {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) {
			return "", Refuse(Invalid, "内容里有不能识别的字符")
		}
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return "", Refuse(Invalid, fmt.Sprintf("最多 %d 个字，现在有 %d 个", limit, n))
	}
	return s, nil
}

// The years anyone may type: people moved into old estates long before the office came, and there is no plan after.
const (
	firstYear = 1950
	lastYear  = 2100
)

const (
	minuteForm = "2006-01-02T15:04"
	secondForm = "2006-01-02T15:04:05"
)

// ParseMoment reads what a datetime-local field sends, in the project's zone.
func ParseMoment(text string, loc *time.Location) (time.Time, error) {
	form := minuteForm
	if len(text) == len(secondForm) {
		form = secondForm
	}
	at, err := time.ParseInLocation(form, text, loc)
	if err != nil || at.Format(form) != text { // Format tells 9:05, fractions and hours a clock change left out
		return time.Time{}, Refuse(Invalid, "时间请写成 2026-03-05 14:30 的形式")
	}
	if err := checkYear(at); err != nil {
		return time.Time{}, err
	}
	return at, nil
}

// ParseDate reads a calendar date and returns it as it is stored, 2006-01-02.
func ParseDate(text string) (string, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return "", Refuse(Invalid, "日期不存在，请写成 2026-03-05 的形式")
	}
	if err := checkYear(day); err != nil {
		return "", err
	}
	return text, nil
}

func checkYear(at time.Time) error {
	if at.Year() < firstYear || at.Year() > lastYear {
		return Refuse(Invalid, fmt.Sprintf("年份应在 %d 至 %d 之间", firstYear, lastYear))
	}
	return nil
}

var yuanText = regexp.MustCompile(`^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,2})0*)?$`)

// maxYuan keeps sums of many amounts far inside int64.
const maxYuan = 1_000_000_000_000

// ParseYuan reads money as people write it (￥1,234.50元) into fen. A minus is kept; whether it may stand there is the caller's rule.
func ParseYuan(text string) (fen int64, err error) {
	text = strings.TrimSpace(HalfWidth(text))
	for _, sign := range []string{"￥", "¥", "RMB", "CNY"} {
		text = strings.TrimSpace(strings.TrimPrefix(text, sign))
	}
	text = strings.TrimSpace(strings.TrimSuffix(text, "元"))
	m := yuanText.FindStringSubmatch(text)
	if m == nil {
		return 0, Refuse(Invalid, "金额请写成 1234.50 的形式，单位元，最多两位小数")
	}
	yuan, err := strconv.ParseInt(strings.ReplaceAll(m[2], ",", ""), 10, 64)
	if err != nil || yuan > maxYuan {
		return 0, Refuse(Invalid, "金额太大")
	}
	cents, _ := strconv.ParseInt((m[3] + "00")[:2], 10, 64)
	if fen = yuan*100 + cents; m[1] == "-" {
		fen = -fen
	}
	return fen, nil
}
