package crm

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
