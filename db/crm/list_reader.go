package crm

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// listReader reads one row of a list and collects in row what is wrong with it.
type listReader struct {
	k        *ImportKind
	row      *ListRow
	cells    SheetRow
	mapping  Mapping
	date1904 bool
}

// refuse says why the cell of a field cannot be taken over.
func (r *listReader) refuse(field, format string, args ...any) {
	r.refuseColumn(r.mapping.column(field), field, format, args...)
}

// refuseColumn is refuse for one of several columns of a field.
func (r *listReader) refuseColumn(column int, field, format string, args ...any) {
	r.row.Problems = append(r.row.Problems, CellProblem{column, fmt.Sprintf(format, args...), r.k.field(field).Right})
}

func (r *listReader) remark(format string, args ...any) {
	r.row.Remarks = append(r.row.Remarks, fmt.Sprintf(format, args...))
}

// cell is the text of the only column of a field.
func (r *listReader) cell(field string) string { return r.cells.Cell(r.mapping.column(field)) }

// word is a cell as a word of a list of words: half-width, upper case, simplified; words for nothing are empty.
func (r *listReader) word(field string) string { return wordOf(r.cell(field)) }

func wordOf(cell string) string { return strings.ToUpper(cellValue(Simplified(cell))) }

// checkCells refuses values that came out of an error in the sheet or of broken bytes.
func (r *listReader) checkCells() bool {
	for column, code := range r.mapping {
		text := r.cells.Cell(column)
		if code == "" || text == "" {
			continue
		}
		switch text = cellText(text); {
		case strings.HasPrefix(text, "#") && errorCell.MatchString(strings.ToUpper(text)):
			r.refuseColumn(column, code, "%s是错误值 %s", r.k.FieldLabel(code), text)
		case strings.ContainsRune(text, utf8.RuneError):
			r.refuseColumn(column, code, "%s里有损坏的字符，请核对原文件", r.k.FieldLabel(code))
		}
	}
	return len(r.row.Problems) == 0
}

// done settles what becomes of the row.
func (r *listReader) done() {
	if len(r.row.Problems) > 0 && r.row.Outcome == "" {
		r.row.Outcome = RowRefused
	}
}

// date reads a date, empty where there is none.
func (r *listReader) date(field string) string {
	day, _, err := ReadDate(r.cell(field), r.date1904)
	if err != nil {
		r.refuse(field, "%s%s", r.k.FieldLabel(field), message(err))
	}
	return day
}

// given wants something in the cell of a field.
func (r *listReader) given(field string) bool {
	if cellValue(r.cell(field)) == "" {
		r.refuse(field, "没有%s", r.k.FieldLabel(field))
		return false
	}
	return true
}

// yuan reads money into fen; false where the cell is empty or cannot be read.
func (r *listReader) yuan(field string) (fen int64, given bool) {
	fen, given, err := ReadYuan(r.cell(field))
	if err != nil {
		r.refuse(field, "%s「%s」看不懂：%s", r.k.FieldLabel(field), clip(cellText(r.cell(field)), sampleLength), message(err))
		return 0, false
	}
	return fen, given
}

// short is a text of one line within a limit.
func (r *listReader) short(field, text string, limit int) string {
	if cellValue(text) == "" {
		return ""
	}
	text, err := CleanText(text, limit, false)
	if err != nil {
		r.refuse(field, "%s：%s", r.k.FieldLabel(field), message(err))
	}
	return text
}

// message is the sentence of a refusal.
func message(err error) string {
	if refusal, ok := err.(*Error); ok {
		return refusal.Message
	}
	return err.Error()
}

// readList reads the rows under the heading; rows that hold nothing in a mapped column are left out, and those that are no
// rows of the list are ignored.
func readList[R any](k *ImportKind, rows []SheetRow, header int, m Mapping, ignored func(ListRow) R, read func(SheetRow) R) []R {
	above := map[string]bool{}
	for _, row := range rows[:min(header+1, len(rows))] {
		above[rowText(row)] = true
	}
	below := rows[min(header+1, len(rows)):]
	list := make([]R, 0, len(below))
	for _, row := range below {
		why := k.ignores(row, m)
		if why == "" && blankRow(row, m) {
			continue
		}
		if above[rowText(row)] {
			why = "重复的表头"
		}
		if why == "" {
			list = append(list, read(row))
		} else {
			list = append(list, ignored(ListRow{No: row.No, Outcome: RowIgnored, Problems: []CellProblem{{Column: -1, Text: why}}}))
		}
	}
	return list
}

// rowText is the whole row, for finding the heading again on the next printed page.
func rowText(row SheetRow) string {
	return strings.TrimSpace(strings.Join(row.Cells, "\t"))
}

func blankRow(row SheetRow, m Mapping) bool {
	for column, code := range m {
		if code != "" && cellText(row.Cell(column)) != "" {
			return false
		}
	}
	return true
}

// ignores says why a row is none of the list, or nothing. A row that says whom it is about and one thing beside it is
// always a row, whatever its remarks say.
func (k *ImportKind) ignores(row SheetRow, m Mapping) string {
	lead, solid, leadColumn := "", false, -1
	for column, code := range m {
		switch {
		case slices.Contains(k.lead, code) && lead == "":
			lead, leadColumn = cellValue(row.Cell(column)), column
		case code == RosterPhone && slices.Contains(k.solid, code):
			solid = solid || len(onlyDigits(row.Cell(column))) >= enough
		case slices.Contains(k.solid, code):
			text := cellValue(row.Cell(column))
			solid = solid || text != "" && notARow(text) == ""
		}
	}
	if (lead == "" || k.known[HeadingText(lead)].field == m.Field(leadColumn)) && k.repeatsHeading(row, m) {
		return "重复的表头"
	}
	if lead != "" && solid && !bareTotal[Simplified(strings.ReplaceAll(lead, " ", ""))] {
		return ""
	}
	if why := notARow(lead); why != "" {
		return why
	}
	for column, text := range row.Cells {
		if why := notARow(text); why != "" && m.Field(column) != RosterNote {
			return why
		}
	}
	return ""
}

// repeatsHeading reports a row with the names of at least two columns in their place.
func (k *ImportKind) repeatsHeading(row SheetRow, m Mapping) bool {
	repeated := 0
	for column, code := range m {
		if code == "" {
			continue
		}
		if known, ok := (headings{k, nil}).of(row.Cell(column)); ok && known.field == code {
			repeated++
		}
	}
	return repeated >= 2
}
