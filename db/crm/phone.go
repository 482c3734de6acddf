package crm

import (
	"regexp"
	"strings"
)

var (
	extensionMark = regexp.MustCompile(`(?i)^(.*?)(?:转|分机|ext\.?)\D*(\d{1,8})\D*$`)
	extensionDash = regexp.MustCompile(`^((?:\+?(?:00)?86\D*)?(?:0?\d{2,3}\D+|0\d{2,3})?[2-8]\d{6,7})-(\d{1,6})$`)
	mobileNumber  = regexp.MustCompile(`^1[3-9]\d{9}$`)
	serviceNumber = regexp.MustCompile(`^(?:[48]00\d{7}|95\d{3,6})$`)
	areaCode      = regexp.MustCompile(`^(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})$`)
)

// NormalisePhone leaves the digits people dial inside the country: no blanks, dashes or +86.
// An extension stays apart behind 转: 057187654321转801. The result is for comparing and searching; keep what was typed too.
func NormalisePhone(raw string) string {
	text, extension := strings.TrimSpace(HalfWidth(raw)), ""
	m := extensionMark.FindStringSubmatch(text)
	if m == nil {
		m = extensionDash.FindStringSubmatch(text)
	}
	if m != nil && onlyDigits(m[1]) != "" {
		text, extension = m[1], "转"+m[2]
	}
	return domestic(onlyDigits(text), strings.HasPrefix(strings.TrimLeft(text, " ("), "+")) + extension
}

// domestic drops the country code and the 0 some dial before a mobile number; other countries' numbers begin with 00.
func domestic(digits string, plus bool) string {
	rest, international := strings.CutPrefix(digits, "0086")
	if !international {
		// Without + or 00 only a length no local number has tells 86 from the head of a local number.
		rest, international = strings.CutPrefix(digits, "86")
		international = international && (plus || len(digits) >= 12)
	}
	switch {
	case plus && !international && digits != "":
		return "00" + digits
	case !international:
		rest = digits
	}
	if zero := strings.TrimPrefix(rest, "0"); mobileNumber.MatchString(zero) {
		return zero
	}
	if international && areaCode.MatchString("0"+rest) && !serviceNumber.MatchString(rest) {
		return "0" + rest
	}
	return rest
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// IsMobile reports a normalised mainland mobile number.
func IsMobile(number string) bool { return mobileNumber.MatchString(number) }

// MaskPhone hides the middle: 138****5678, 0571-****4321, ****4321; service numbers stay, short ones vanish.
func MaskPhone(raw string) string {
	number, extension, _ := strings.Cut(NormalisePhone(raw), "转")
	suffix := ""
	if extension != "" {
		suffix = "转" + strings.Repeat("*", len(extension))
	}
	switch area := areaCode.FindStringSubmatch(number); {
	case number == "" && strings.TrimSpace(raw) != "":
		return hidden
	case serviceNumber.MatchString(number):
		return number + suffix
	case len(number) < 7:
		return strings.Repeat("*", len(number)) + suffix
	case area != nil:
		return area[1] + "-****" + number[len(number)-4:] + suffix
	case len(number) == 11:
		return number[:3] + "****" + number[7:] + suffix
	}
	return "****" + number[len(number)-4:] + suffix
}
