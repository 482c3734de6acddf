package sheet

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"linli/db/crm"
)

var dangerous = []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠A1", "　=1"}

func write(t *testing.T, format string, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, format, "导出编号 DC-LY-000001，用途：A&B 核对")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextTableIsHarmless(t *testing.T) {
	rows := [][]any{{"文字", "数"}}
	for _, d := range dangerous {
		rows = append(rows, []any{d, int64(-7)})
	}
	data := write(t, crm.FormatCSV, rows...)
	text, marked := strings.CutPrefix(string(data), "\ufeff")
	if !marked || !strings.Contains(text, "\r\n") {
		t.Error("no mark, or no CRLF")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	got, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(got[0][0], "导出编号") {
		t.Errorf("first row %q", got[0])
	}
	for i, d := range dangerous {
		want := "'" + strings.ReplaceAll(d, "\r", "") // a lone carriage return has no place in a line
		if row := got[2+i]; row[0] != want || row[1] != "-7" {
			t.Errorf("row %q, want a harmless %q and -7", row, d)
		}
	}
}

func TestWorkbookIsHarmless(t *testing.T) {
	rows := [][]any{{"文字", "数"}}
	for _, d := range dangerous {
		rows = append(rows, []any{d, int64(-7)})
	}
	f, err := excelize.OpenReader(bytes.NewReader(write(t, crm.FormatXLSX, rows...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if note, _ := f.GetCellValue(onlySheet, "A1"); !strings.HasPrefix(note, "导出编号 DC-LY-000001") {
		t.Errorf("first row %q", note)
	}
	for i := range dangerous {
		text, number := cellName(t, 1, 3+i), cellName(t, 2, 3+i)
		if formula, _ := f.GetCellFormula(onlySheet, text); formula != "" {
			t.Errorf("%s computes %q", text, formula)
		}
		if value, _ := f.GetCellValue(onlySheet, text); !strings.HasPrefix(value, "'") {
			t.Errorf("%s reads %q", text, value)
		}
		kind, _ := f.GetCellType(onlySheet, number)
		if value, _ := f.GetCellValue(onlySheet, number); value != "-7" || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s is no number: %q of type %d", number, value, kind)
		}
	}
	foot, err := f.GetHeaderFooter(onlySheet)
	if err != nil || !strings.Contains(foot.OddFooter, "DC-LY-000001") || !strings.Contains(foot.OddFooter, "A&&B") {
		t.Errorf("foot of the page: %+v, %v", foot, err)
	}
	if props, err := f.GetDocProps(); err != nil || props.Creator != "邻里" {
		t.Errorf("made by %+v, %v", props, err)
	}
}

func cellName(t *testing.T, column, row int) string {
	t.Helper()
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// TestUnfinishedWorkbookIsNone holds that nothing of a workbook goes out before it is complete.
func TestUnfinishedWorkbookIsNone(t *testing.T) {
	var b bytes.Buffer
	w, err := NewWriter(&b, crm.FormatXLSX, "x")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row("a"); err != nil {
		t.Fatal(err)
	}
	if err := w.Row(1.5); err == nil {
		t.Error("a cell of a type nobody knows was taken")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() != 0 {
		t.Errorf("%d bytes of an unfinished workbook", b.Len())
	}
}
