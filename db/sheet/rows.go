package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"linli/db/crm"
)

// rows collects the rows of a table and holds the limits that do not depend on the format.
type rows struct {
	list    []crm.SheetRow
	damaged []Position
	hidden  int
	slots   int
	text    int
}

// add takes a row unless it is blank.
func (r *rows) add(no int, cells []string) error {
	last := len(cells)
	for last > 0 && strings.TrimSpace(cells[last-1]) == "" {
		last--
	}
	if last == 0 {
		return nil
	}
	if len(r.list) == MaxRows {
		return refuse("超过 %d 行，请分成几份", MaxRows)
	}
	if last > MaxColumns {
		return refuse("第 %d 行超过 %d 列", no, MaxColumns)
	}
	kept := make([]string, last)
	for i, cell := range cells[:last] {
		text, damaged := clean(cell)
		if utf8.RuneCountInString(text) > maxRunes {
			return refuse("第 %d 行第 %d 列的文字超过 %d 字", no, i+1, maxRunes)
		}
		if damaged {
			r.damaged = append(r.damaged, Position{no, i + 1})
		}
		kept[i] = text
		r.text += len(text)
	}
	r.slots += last
	if r.slots > maxSlots || r.text > maxText {
		return refuse("内容太多，请分成几份")
	}
	r.list = append(r.list, crm.SheetRow{No: no, Cells: kept})
	return nil
}

// clean makes line ends \n and characters NFC, and puts U+FFFD for control characters.
func clean(text string) (cleaned string, damaged bool) {
	if plain(text) {
		return text, false
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\v' || r == '\f' || r == '\u2028':
			return '\n'
		case r == '\n' || r == '\t' || !unicode.IsControl(r):
			return r
		}
		return utf8.RuneError
	}, text)
	return norm.NFC.String(text), strings.ContainsRune(text, utf8.RuneError)
}

// plain reports whether text is printable ASCII, as most cells are.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
