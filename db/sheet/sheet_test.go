package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"linli/db/crm"
	"linli/db/sheet"
)

func read(t *testing.T, name string, data []byte) sheet.Table {
	t.Helper()
	table, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	return table
}

func fixture(t *testing.T, name string) sheet.Table {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, name, data)
}

// refused holds that a file is refused about the field "file" and returns the sentence.
func refused(t *testing.T, name string, data []byte) string {
	t.Helper()
	_, err := sheet.Read(name, bytes.NewReader(data), int64(len(data)))
	var refusal *crm.Error
	if !errors.As(err, &refusal) || refusal.Code != crm.Invalid || refusal.Fields["file"] == "" {
		t.Fatalf("%s: got %v, want a refusal", name, err)
	}
	return refusal.Fields["file"]
}

func gb18030(t *testing.T, text string) []byte {
	t.Helper()
	data, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func utf16(t *testing.T, order unicode.Endianness, text string) []byte {
	t.Helper()
	data, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestEncodings reads one table in every encoding and delimiter offices use.
func TestEncodings(t *testing.T) {
	const comma = "姓名,手机,房号\r\n㛃小明,15400001234,3-2-501\r\n\r\n𠮷田,15400005678,3-502\r\n"
	tabs := strings.ReplaceAll(comma, ",", "\t")
	mark := "\uFEFF"
	tests := []struct {
		name, file       string
		data             []byte
		encoding, format string
	}{
		{"utf-8", "a.csv", []byte(comma), "UTF-8", "csv"},
		{"utf-8 with mark", "a.CSV", []byte(mark + comma), "UTF-8", "csv"},
		{"gb18030", "a.csv", gb18030(t, comma), "GB18030", "csv"},
		{"gb18030 text", "a.txt", gb18030(t, tabs), "GB18030", "tab"},
		{"utf-8 tab text with mark", "a.txt", []byte(mark + tabs), "UTF-8", "tab"},
		{"utf-16 little", "a.txt", utf16(t, unicode.LittleEndian, tabs), "UTF-16", "tab"},
		{"utf-16 big", "a.tsv", utf16(t, unicode.BigEndian, tabs), "UTF-16", "tab"},
		{"semicolons", "a.csv", []byte(strings.ReplaceAll(comma, ",", ";")), "UTF-8", "semicolon"},
		{"old line ends", "a.csv", []byte(strings.ReplaceAll(comma, "\r\n", "\r")), "UTF-8", "csv"},
		{"said on the first line", "a.csv", []byte("sep=;\r\n" + strings.ReplaceAll(comma, ",", ";")), "UTF-8", "semicolon"},
		{"end mark of old systems", "a.csv", []byte(comma + "\x1a"), "UTF-8", "csv"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			table := read(t, test.file, test.data)
			if table.Encoding != test.encoding || table.Format != test.format || len(table.Damaged) != 0 {
				t.Errorf("got %s, %s, damaged %v", table.Encoding, table.Format, table.Damaged)
			}
			want := []crm.SheetRow{
				{No: 1, Cells: []string{"姓名", "手机", "房号"}},
				{No: 2, Cells: []string{"㛃小明", "15400001234", "3-2-501"}},
				{No: 4, Cells: []string{"𠮷田", "15400005678", "3-502"}},
			}
			same(t, table.Rows, want)
		})
	}
}

func same(t *testing.T, got, want []crm.SheetRow) {
	t.Helper()
	equal := slices.EqualFunc(got, want, func(a, b crm.SheetRow) bool {
		return a.No == b.No && slices.Equal(a.Cells, b.Cells)
	})
	if !equal {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestDamage holds that broken bytes are reported where they stand and spoil nothing else.
func TestDamage(t *testing.T) {
	const text = "姓名,手机\n张小明,15400001234\n欧阳娜娜,15400005678\n"
	whole := gb18030(t, text)
	broken := bytes.Replace(whole, gb18030(t, "欧阳"), []byte{0xC5, 0xFF, 0xD1, 0xF4}, 1)
	cut := append(gb18030(t, "姓名,备注\n张小明,"), 0xC5)
	utf := bytes.Replace([]byte(text), []byte("欧"), []byte{0xE6, 0xAC}, 1)
	tests := []struct {
		name     string
		data     []byte
		encoding string
		want     sheet.Position
	}{
		{"gb18030", broken, "GB18030", sheet.Position{Row: 3, Column: 1}},
		{"cut off", cut, "GB18030", sheet.Position{Row: 2, Column: 2}},
		{"utf-8", utf, "UTF-8", sheet.Position{Row: 3, Column: 1}},
		{"utf-8 with mark", append([]byte("\uFEFF"), utf...), "UTF-8", sheet.Position{Row: 3, Column: 1}},
		{"control character", []byte("姓名,手机\n张\x01明,154\n"), "UTF-8", sheet.Position{Row: 2, Column: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			table := read(t, "a.csv", test.data)
			if table.Encoding != test.encoding || !slices.Equal(table.Damaged, []sheet.Position{test.want}) {
				t.Fatalf("got %s, damaged %v", table.Encoding, table.Damaged)
			}
			for _, row := range table.Rows {
				if row.No == test.want.Row && !strings.Contains(row.Cell(test.want.Column-1), "\uFFFD") {
					t.Errorf("row %d: got %q", row.No, row.Cells)
				}
			}
		})
	}
}

// TestQuotes covers quotation marks that other programs write, rightly or not.
func TestQuotes(t *testing.T) {
	text := "姓名,手机,备注\n" +
		"\"张,三\",=\"015400001234\",\"两行\n备注\"\n" + // line break inside a cell: the next row is row 3
		"李四,\"=\"\"15400005678\"\"\",说\"好\"的\n"
	table := read(t, "a.csv", []byte(text))
	same(t, table.Rows[1:], []crm.SheetRow{
		{No: 2, Cells: []string{"张,三", "015400001234", "两行\n备注"}},
		{No: 3, Cells: []string{"李四", "15400005678", `说"好"的`}},
	})
	open := "姓名,手机\n\"张三,154\n李四,155\n王五,156\n"
	if why := refused(t, "a.csv", []byte(open)); why != "第 2 行的引号没有成对" {
		t.Errorf("got %s", why)
	}
}

// TestPublicFiles reads files of others as they were found.
func TestPublicFiles(t *testing.T) {
	plants := fixture(t, "utf8_japanesedata.csv")
	if len(plants.Rows) != 63 || plants.Rows[62].No != 63 {
		t.Errorf("got %d rows, want a heading and 62 records", len(plants.Rows))
	}
	city := fixture(t, "nyc311_5.tab")
	if city.Format != "tab" || len(city.Rows) != 6 || len(city.Rows[0].Cells) != 41 {
		t.Errorf("got %s, %d rows", city.Format, len(city.Rows))
	}
	old := fixture(t, "excel_1904_epoch.xlsx")
	if !old.Date1904 || old.Sheet != "Dates1904" {
		t.Errorf("got %+v", old)
	}
	same(t, old.Rows, []crm.SheetRow{
		{No: 1, Cells: []string{"item", "date"}},
		{No: 2, Cells: []string{"alpha", "2024-01-15 00:00:00"}},
		{No: 3, Cells: []string{"beta", "2020-07-04 00:00:00"}},
	})
}

// TestJapaneseAgainstCSV holds the cells of the public file to a plain reading of it.
func TestJapaneseAgainstCSV(t *testing.T) {
	data, err := os.ReadFile("testdata/utf8_japanesedata.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := read(t, "a.csv", data)
	for i, record := range records {
		for column, want := range record {
			if got := table.Rows[i].Cell(column); got != want && strings.TrimSpace(want) != "" {
				t.Errorf("row %d column %d: got %q, want %q", i+1, column+1, got, want)
			}
		}
	}
}

// workbook writes a workbook with a spreadsheet library: what fill does is what an office could have saved.
func workbook(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	buffer, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func set(t *testing.T, f *excelize.File, sheetName, cell string, values ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheetName, cell, &values); err != nil {
		t.Fatal(err)
	}
}

// TestWorkbook covers what a workbook holds besides plain text.
func TestWorkbook(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "A1", "请先读说明")
		hidden, _ := f.NewSheet("旧名册")
		set(t, f, "旧名册", "A1", "姓名", "手机")
		if hidden == 0 || f.SetSheetVisible("旧名册", false) != nil {
			t.Fatal("cannot hide a sheet")
		}
		_, _ = f.NewSheet("名册")
		set(t, f, "名册", "A1", "名册", nil, nil)
		set(t, f, "名册", "A2", "楼栋", "手机", "入住时间", "面积", "备注")
		set(t, f, "名册", "A3", "3栋", 15400001234, 43844, 89.5, "第一行")
		set(t, f, "名册", "B4", 15400005678.0, 43844.5, 0.1+0.2, true)
		set(t, f, "名册", "A7", nil, "15400009999", 43845, nil, "隐藏")
		date, _ := f.NewStyle(&excelize.Style{NumFmt: 31})
		moment, _ := f.NewStyle(&excelize.Style{CustomNumFmt: new(`yyyy"年"m"月"d"日" hh:mm`)})
		area, _ := f.NewStyle(&excelize.Style{CustomNumFmt: new(`0.00"m2 dry"`)})
		for _, err := range []error{
			f.SetCellStyle("名册", "C3", "C3", date), f.SetCellStyle("名册", "C4", "C7", moment),
			f.SetCellStyle("名册", "D3", "D4", area), f.SetRowVisible("名册", 7, false),
			f.MergeCell("名册", "A1", "E1"), f.MergeCell("名册", "A3", "A6"),
			f.SetCellFormula("名册", "F3", "1/0"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	table := read(t, "名册.xlsx", data)
	if table.Sheet != "名册" || table.Format != "xlsx" || table.Date1904 {
		t.Errorf("got sheet %s, %+v", table.Sheet, table.Format)
	}
	same(t, table.Rows, []crm.SheetRow{
		{No: 1, Cells: []string{"名册"}},
		{No: 2, Cells: []string{"楼栋", "手机", "入住时间", "面积", "备注"}},
		{No: 3, Cells: []string{"3栋", "15400001234", "2020-01-14", "89.5", "第一行"}},
		{No: 4, Cells: []string{"3栋", "15400005678", "2020-01-14 12:00:00", "0.3", "TRUE"}},
		{No: 7, Cells: []string{"", "15400009999", "2020-01-15 00:00:00", "", "隐藏"}},
	})
}

// TestNumbersAsStored covers the spellings of numbers that other writers leave in a workbook.
func TestNumbersAsStored(t *testing.T) {
	tests := []struct{ stored, want string }{
		{`<c r="A1"><v>15400001234</v></c>`, "15400001234"},
		{`<c r="A1"><v>15400001234.0</v></c>`, "15400001234"},
		{`<c r="A1"><v>1.5400001234E10</v></c>`, "15400001234"},
		{`<c r="A1"><v>1.5400001234E+10</v></c>`, "15400001234"},
		{`<c r="A1"><v>1.541234567e10</v></c>`, "15412345670"},
		{`<c r="A1"><v>1.54E+10</v></c>`, "1.54E+10"},
		{`<c r="A1"><v>89.499999999999986</v></c>`, "89.5"},
		{`<c r="A1"><v>1E-3</v></c>`, "0.001"},
		{`<c r="A1"><v>NaN</v></c>`, "NaN"},
		{`<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "#DIV/0!"},
		{`<c r="A1" t="str"><f>B1&amp;"x"</f><v>三栋_x000D_</v></c>`, "三栋\n"},
		{`<c r="A1" t="inlineStr"><is><r><t>郑</t></r><rPh sb="0" eb="1"><t>tei</t></rPh><r><t>　梅</t></r></is></c>`, "郑　梅"},
		{`<c r="A1" t="d"><v>2024-01-15T00:00:00.000Z</v></c>`, "2024-01-15"},
		{`<c r="A1" s="1"><v>59</v></c>`, "1900-02-28"},
		{`<c r="A1" s="1"><v>61</v></c>`, "1900-03-01"},
		{`<c r="A1" s="1"><v>0.75</v></c>`, "18:00:00"},
		{`<c r="A1" s="1"><v>2958465.9999999</v></c>`, "2958465.9999999"},
		{`<c r="A1" s="1"><v>-1</v></c>`, "-1"},
		{`<c r="A1" s="1"><v>NaN</v></c>`, "NaN"},
		{`<c><v>7</v></c>`, "7"},
	}
	for _, test := range tests {
		table := read(t, "a.xlsx", parts{"xl/worksheets/sheet1.xml": sheetXML(`<row r="1">` + test.stored + `</row>`)}.zip(t))
		if got := table.Rows[0].Cells[0]; got != test.want {
			t.Errorf("%s: got %q, want %q", test.stored, got, test.want)
		}
	}
}
