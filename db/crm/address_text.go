package crm

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxAddress is far above the longest honest address of a room, in characters.
const maxAddress = 60

var (
	addressWords = strings.NewReplacer(
		"#楼", "栋", "号楼", "栋", "号栋", "栋", "幢", "栋", "座", "栋", "门", "单元",
		"地下车位", "车位", "停车位", "车位", "地下车库", "车位", "车库", "车位",
		"店铺", "商铺", "办公室", "办公", "储藏间", "储藏室", "储物间", "储藏室",
	)
	chineseDigits = regexp.MustCompile(`[〇○零一二三四五六七八九十]+`)
	chineseTens   = regexp.MustCompile(`^([一二三四五六七八九]?)十([一二三四五六七八九]?)$`)
	gapInNumber   = regexp.MustCompile(`[0-9A-Z] +[0-9A-Z]`)
	anyDash       = regexp.MustCompile(`[—－–―‐‑‒−_/#-]+`)
	houseNumber   = regexp.MustCompile(`([0-9A-Z])号-?([0-9A-Z])`)
	bayBehind     = regexp.MustCompile(`([0-9A-Z]+(?:-[0-9A-Z]+)*)号?车位$`)
	floorBefore   = regexp.MustCompile(`(^|[栋元-])([0-9]+)[层楼]-?([0-9]+)$`)
)

// normaliseAddress brings the many ways of typing to one: half-width, upper case, 栋, 单元, "-" and Arabic numbers.
func normaliseAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return "", Refuse(Invalid, "房号里有不能识别的字符")
	}
	if utf8.RuneCountInString(text) > maxAddress {
		return "", Refuse(Invalid, "房号太长，最多 60 个字")
	}
	text = strings.TrimSpace(strings.ToUpper(HalfWidth(text)))
	if gapInNumber.MatchString(text) {
		return "", Refuse(Invalid, "房号中间有空格，请用 - 隔开，例如 3-2-501")
	}
	text = addressWords.Replace(Simplified(strings.ReplaceAll(text, " ", "")))
	text, err := arabic(text)
	if err != nil {
		return "", err
	}
	text = strings.TrimRight(text, "室号户房#")
	text = anyDash.ReplaceAllString(text, "-")
	text = houseNumber.ReplaceAllString(text, "$1-$2")
	text = bayBehind.ReplaceAllString(text, "车位$1")
	return dropFloor(text)
}

// HalfWidth turns full-width forms into ASCII and every blank into a plain one, and drops invisible marks.
func HalfWidth(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case unicode.IsSpace(r):
			return ' '
		case invisible(r):
			return -1
		}
		return r
	}, text)
}

// invisible reports zero-width and direction marks, which copied cells bring along.
func invisible(r rune) bool {
	return r == 0x00AD || r == 0xFEFF || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2069
}

// arabic rewrites 二十三 as 23 and 五〇一 as 501.
func arabic(text string) (string, error) {
	var wrong error
	text = chineseDigits.ReplaceAllStringFunc(text, func(run string) string {
		if m := chineseTens.FindStringSubmatch(run); m != nil {
			return strconv.Itoa(10*max(1, chineseDigit(m[1])) + chineseDigit(m[2]))
		}
		var digits strings.Builder
		for _, r := range run {
			if r == '十' {
				wrong = Refuse(Invalid, "看不懂中文数字，请改用阿拉伯数字")
			}
			digits.WriteByte('0' + byte(chineseDigit(string(r)))) // #nosec G115 -- a digit
		}
		return digits.String()
	})
	return text, wrong
}

// chineseDigit is 0 for the empty string and the three ways of writing zero.
func chineseDigit(digit string) int {
	if digit == "" {
		return 0
	}
	return max(0, strings.Index("〇一二三四五六七八九", digit)/len("〇"))
}

// dropFloor takes 5层 out of 3栋5层501, where the room number repeats it.
func dropFloor(text string) (string, error) {
	m := floorBefore.FindStringSubmatchIndex(text)
	if m == nil {
		return text, nil
	}
	floor, room := text[m[4]:m[5]], text[m[6]:m[7]]
	if len(room) < 3 || dropZeros(room[:len(room)-2]) != dropZeros(floor) {
		return "", Refuse(Invalid, "楼层与房号对不上，请写成 3-2-501 的形式")
	}
	return text[:m[3]] + room, nil
}

// dropZeros takes the leading zeros off an all-digit segment; all zeros leave one.
func dropZeros(segment string) string {
	if segment == "" || strings.Trim(segment, "0123456789") != "" {
		return segment
	}
	if short := strings.TrimLeft(segment, "0"); short != "" {
		return short
	}
	return "0"
}
