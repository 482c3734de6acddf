package sheet

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"

	"linli/db/crm"
)

// cellText makes text of a stored value by its type and style.
func (b *workbook) cellText(kind, style, raw string) (string, error) {
	switch kind {
	case "s":
		if raw == "" {
			return "", nil
		}
		at, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || at < 0 || at >= len(b.shared) {
			return "", errDamaged()
		}
		return b.shared[at], nil
	case "inlineStr", "str":
		return unescape(raw), nil
	case "b":
		if yes(strings.TrimSpace(raw)) {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "d":
		return isoText(strings.TrimSpace(raw)), nil
	case "e":
		return strings.TrimSpace(raw), nil
	}
	raw = strings.TrimSpace(raw)
	if at, err := strconv.Atoi(style); err == nil && at >= 0 && at < len(b.dates) && b.dates[at] != noDate {
		if serial, err := strconv.ParseFloat(raw, 64); err == nil {
			if text, ok := crm.SerialDate(serial, b.date1904); ok {
				return withMidnight(text, b.dates[at]), nil
			}
		}
	}
	return numberText(raw), nil
}

// withMidnight adds the time to a day without one where the cell shows hours.
func withMidnight(text string, shown dateStyle) string {
	if shown == withHours && len(text) == len(time.DateOnly) {
		return text + " 00:00:00"
	}
	return text
}

// unescape undoes _x000D_, which stands for a character that XML cannot hold.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var plain strings.Builder
	for {
		before, after, found := strings.Cut(text, "_x")
		plain.WriteString(before)
		if !found {
			return plain.String()
		}
		text = after
		if len(after) > 4 && after[4] == '_' {
			if code, err := strconv.ParseUint(after[:4], 16, 16); err == nil {
				plain.WriteRune(rune(code))
				text = after[5:]
				continue
			}
		}
		plain.WriteString("_x")
	}
}

// fewDigits is where an exponent form no longer looks like a whole number that some writer shortened, but like one
// that had lost its digits before it was stored (1.54E+10).
const fewDigits = 6

// numberText writes a stored number as a person would: no exponent, no trailing .0, no binary noise. A number whose
// digits seem lost stays as it is stored.
func numberText(raw string) string {
	mantissa, exponent, shortened := strings.Cut(strings.ToUpper(raw), "E")
	if !shortened && !strings.Contains(raw, ".") {
		return raw
	}
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(value, 0) || math.Abs(value) >= 1e18 {
		return raw
	}
	digits := strings.Trim(strings.Replace(strings.TrimLeft(mantissa, "+-"), ".", "", 1), "0")
	if shortened && !strings.HasPrefix(exponent, "-") && len(digits) < fewDigits && math.Abs(value) >= 1e9 {
		return raw
	}
	if value == math.Trunc(value) {
		return strconv.FormatFloat(value, 'f', 0, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 15, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// isoText cuts 2024-01-15T00:00:00.000Z to what was meant.
func isoText(raw string) string {
	whole, _, _ := strings.Cut(strings.TrimSuffix(raw, "Z"), ".")
	return strings.TrimSuffix(strings.Replace(whole, "T", " ", 1), " 00:00:00")
}

// loadStyles notes which cell styles show a date.
func (b *workbook) loadStyles(part string) error {
	custom := map[string]dateStyle{}
	inCells := false
	return b.visit(part, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if !inCells && len(custom) < maxFiles {
				custom[attr(e, "numFmtId")] = dateFormat(attr(e, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs", "cellStyleXfs":
			inCells = false
		case "xf":
			if inCells && len(b.dates) < 1<<16 {
				id := attr(e, "numFmtId")
				shows, own := custom[id]
				if !own {
					shows = builtinDate(id)
				}
				b.dates = append(b.dates, shows)
			}
		}
		return nil
	})
}

// dateStyle is what a cell style shows of a day number.
type dateStyle byte

const (
	noDate dateStyle = iota
	dayOnly
	withHours
)

// builtinDate knows the numbers of the formats that every workbook has; 27 to 36 and 50 to 58 are the Chinese ones.
func builtinDate(id string) dateStyle {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return noDate
	case n >= 18 && n <= 22 || n >= 32 && n <= 35 || n >= 45 && n <= 47 || n == 55 || n == 56:
		return withHours
	case n >= 14 && n <= 17 || n >= 27 && n <= 36 || n >= 50 && n <= 58:
		return dayOnly
	}
	return noDate
}

// dateFormat tells whether a format code shows a date or a time: a y, m, d, h or s outside quotes, brackets and
// escapes. Only the first section counts.
func dateFormat(code string) (shown dateStyle) {
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return shown
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return shown
			}
			i += end
		case '\\', '_', '*':
			i++
		case ';':
			return shown
		case 'h', 'H':
			return withHours
		case 'y', 'Y', 'm', 'M', 'd', 'D', 's', 'S':
			shown = dayOnly
		}
	}
	return shown
}
