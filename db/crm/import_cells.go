package crm

import (
	"regexp"
	"strings"
	"time"
)

var (
	longNumber = regexp.MustCompile(`1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?:[0-9]{4,7}[Xx]?)?|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{9,}[Xx]?`)
	identityNo = regexp.MustCompile(`[1-8][0-9]{16}[0-9Xx]`)
)

// MaskNumbers hides telephone and other long numbers wherever they stand in a text.
func MaskNumbers(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }) {
		return text
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r >= '０' && r <= '９' }) {
		text = HalfWidth(text)
	}
	return longNumber.ReplaceAllStringFunc(text, func(number string) string {
		if number != strings.TrimRight(number, "Xx") || len(number) > 13 {
			return MaskIDNo(number)
		}
		return MaskPhone(number)
	})
}

// HideIdentity takes the identity numbers out of a text: they are not collected (domain.md §2), whatever a roster holds.
func HideIdentity(text string) string {
	if len(text) < 18 {
		return text
	}
	return identityNo.ReplaceAllStringFunc(text, func(number string) string {
		if isIdentity(number) {
			return MaskIDNo(number)
		}
		return number
	})
}

// isIdentity checks the date inside and the check digit (GB 11643).
func isIdentity(number string) bool {
	if _, err := time.Parse("20060102", number[6:14]); err != nil {
		return false
	}
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(number[i]-'0')
	}
	return "10X98765432"[sum%11] == strings.ToUpper(number)[17]
}

// ExportCell is a text as it stands in an exported table: what a spreadsheet program would compute begins with an apostrophe.
func ExportCell(text string) string {
	trimmed := strings.TrimLeft(text, " \u3000\u00a0")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(trimmed)[0]) {
		return "'" + text
	}
	return text
}

// ExportHeading is the heading of a table of refused rows: as the file has it, where reading it again finds the same
// columns, and otherwise by the names of the fields.
func (k *ImportKind) ExportHeading(header SheetRow, m Mapping) []string {
	heading := make([]string, len(m))
	for i := range heading {
		heading[i] = cellText(header.Cell(i))
	}
	if _, again := k.FindHeader([]SheetRow{{Cells: heading}}, nil); sameMapping(again, m) {
		return heading
	}
	for i, field := range m {
		if field != "" {
			heading[i] = k.FieldLabel(field)
		}
	}
	return heading
}

func sameMapping(a, b Mapping) bool {
	for i := range max(len(a), len(b)) {
		if a.Field(i) != b.Field(i) {
			return false
		}
	}
	return true
}
