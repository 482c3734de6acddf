package crm

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SheetRow is one row of an uploaded table as text. No is the row's number in the sheet, from 1, as a spreadsheet
// program shows it.
type SheetRow struct {
	No    int
	Cells []string
}

// Cell is the text in a column, empty beyond the last filled one.
func (r SheetRow) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

var (
	errorCell    = regexp.MustCompile(`^#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)$|^#{3,}$`)
	wholeFloat   = regexp.MustCompile(`^([0-9]+)\.0+$`)
	bracketText  = regexp.MustCompile(`[（(【\[〔]([^（(【\[〔）)】\]〕]*)[）)】\]〕]`)
	areaText     = regexp.MustCompile(`^([0-9]{1,6}(?:\.[0-9]+)?)(?:平方米|平米|平方|平|㎡|M2|M²)?$`)
	emptyWords   = words("无 無 没有 沒有 暂无 不详 未知 未填 空 - -- --- — —— / \\ N/A NA NULL NONE NIL . 。 无电话 没有电话 未登记 未提供")
	numberStored = regexp.MustCompile(`^([1-9])(?:\.([0-9]+))?E\+?([0-9]{1,2})$`)
)

// words makes a set of the words of a text.
func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(text) {
		set[word] = true
	}
	return set
}

// cellText trims blanks, line breaks and invisible marks around a text; inside it stays as written. The apostrophe that
// keeps a spreadsheet program from computing (our own exports write it) goes too.
func cellText(cell string) string {
	text := strings.TrimFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
	if rest, ok := strings.CutPrefix(text, "'"); ok && rest != "" && strings.ContainsRune("=+-@'0123456789", rune(rest[0])) {
		return rest
	}
	return text
}

// cellValue is the text of a cell in half-width, where words for "nothing" count as empty.
func cellValue(cell string) string {
	text := strings.TrimSpace(HalfWidth(cellText(cell)))
	if emptyWords[strings.ToUpper(text)] {
		return ""
	}
	return text
}

// wholeNumber undoes what a number format leaves of digits: 501.0, and 1.5400001234E+10 where every digit is there.
// The second result tells that digits are missing.
func wholeNumber(text string) (number string, missing bool) {
	if m := wholeFloat.FindStringSubmatch(text); m != nil {
		return m[1], false
	}
	m := numberStored.FindStringSubmatch(strings.ToUpper(text))
	if m == nil {
		return text, false
	}
	if exponent, _ := strconv.Atoi(m[3]); exponent != len(m[2]) {
		return text, true
	}
	return m[1] + m[2], false
}

// personName joins the two characters of a name set apart (郑　梅), and makes one line of a broken one.
func personName(cell string) string {
	name := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, cellText(cell))
	if parts := strings.Fields(name); len(parts) == 2 && han(parts[0]) && han(parts[1]) {
		return parts[0] + parts[1]
	}
	return name
}

// han reports a single Han character.
func han(text string) bool {
	r, size := utf8.DecodeRuneInString(text)
	return size == len(text) && unicode.Is(unicode.Han, r)
}

// chineseCount writes a small number in words: 两, 三, 十, 十二.
func chineseCount(n int) string {
	const digits = "零一二三四五六七八九"
	digit := func(n int) string { return string([]rune(digits)[n]) }
	switch {
	case n == 2:
		return "两"
	case n >= 0 && n < 10:
		return digit(n)
	case n == 10:
		return "十"
	case n > 10 && n < 20:
		return "十" + digit(n-10)
	}
	return strconv.Itoa(n)
}
