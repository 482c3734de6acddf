package crm

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	periodMonth   = regexp.MustCompile(`^([0-9]{4})[-/.年]?(0?[1-9]|1[0-2])月?$`)
	periodYear    = regexp.MustCompile(`^([0-9]{4})(?:年度?|年全年)?$`)
	periodQuarter = regexp.MustCompile(`^([0-9]{4})[-/.年]?(?:Q([1-4])|第?([1-4])季度?)$`)
	periodHalf    = regexp.MustCompile(`^([0-9]{4})[-/.年]?(?:H([12])|([上下])半年)$`)
	periodSpan    = regexp.MustCompile(`^(.+?)(?:至|到|~|～|—+|--)(.+)$`)
	periodDashes  = regexp.MustCompile(`^([0-9]{4}[./年]?[0-9]{1,2}月?)-([0-9]{4}[./年]?[0-9]{1,2}月?|[0-9]{1,2}月?)$`)
	periodMonths  = regexp.MustCompile(`^(?:[0-9]{4}[-/.年]?)?(0?[1-9]|1[0-2])月?$`)
)

// ReadPeriod reads what a fee is for: a month (2026-10, 2026年10月, 202610, a day of it), a quarter (2026-Q3), half a year
// (2026-H1), a year (2026) or a span of months (2026-01~2026-03). The error is the end of a sentence about the column.
func ReadPeriod(cell string, date1904 bool) (string, error) {
	text, err := arabic(strings.ReplaceAll(wordOf(cell), " ", ""))
	if err != nil {
		return "", unreadablePeriod(cell)
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, "份"), "账期")
	if text, _ = wholeNumber(text); text == "" {
		return "", nil
	}
	if one := onePeriod(text); one != "" {
		return one, nil
	}
	for _, span := range []*regexp.Regexp{periodSpan, periodDashes} {
		if m := span.FindStringSubmatch(text); m != nil {
			if months := periodOfMonths(m[1], m[2], date1904); months != "" {
				return months, nil
			}
		}
	}
	if day, _, err := ReadDate(cell, date1904); err == nil && day != "" {
		return day[:7], nil
	}
	return "", unreadablePeriod(cell)
}

func onePeriod(text string) string {
	if m := periodMonth.FindStringSubmatch(text); m != nil && inYears(m[1]) {
		return fmt.Sprintf("%s-%02d", m[1], number(m[2]))
	}
	if m := periodQuarter.FindStringSubmatch(text); m != nil && inYears(m[1]) {
		return m[1] + "-Q" + m[2] + m[3]
	}
	if m := periodHalf.FindStringSubmatch(text); m != nil && inYears(m[1]) {
		half := map[string]string{"上": "1", "下": "2"}[m[3]]
		return m[1] + "-H" + m[2] + half
	}
	if m := periodYear.FindStringSubmatch(text); m != nil && inYears(m[1]) {
		return m[1]
	}
	return ""
}

func inYears(text string) bool { return number(text) >= firstYear && number(text) <= lastYear }

// periodOfMonths is a span from month to month; the second may go without its year, and both may be days. A whole quarter,
// half or year gets its own name, so that one period is written in one way.
func periodOfMonths(from, to string, date1904 bool) string {
	first := monthOf(from, date1904)
	if first == "" {
		return ""
	}
	if periodMonths.MatchString(to) && len(onlyDigits(to)) <= 2 {
		to = first[:4] + "年" + to
	}
	last := monthOf(to, date1904)
	switch {
	case last == "" || last < first:
		return ""
	case first == last:
		return first
	case first[:4] != last[:4]:
		return first + "~" + last
	}
	switch year := first[:4]; first[5:] + last[5:] {
	case "0103", "0406", "0709", "1012":
		return fmt.Sprintf("%s-Q%d", year, number(last[5:])/3)
	case "0106":
		return year + "-H1"
	case "0712":
		return year + "-H2"
	case "0112":
		return year
	}
	return first + "~" + last
}

func monthOf(text string, date1904 bool) string {
	if one := onePeriod(text); len(one) == 7 && !strings.ContainsAny(one, "QH") {
		return one
	}
	if day, _, err := ReadDate(text, date1904); err == nil && day != "" {
		return day[:7]
	}
	return ""
}

func unreadablePeriod(cell string) *Error {
	return Refuse(Invalid, fmt.Sprintf("「%s」看不懂，请写成 2026-10、2026年第三季度 或 2026 的形式", clip(cellText(cell), sampleLength)))
}
