package crm

import (
	"slices"
	"strings"
	"testing"
)

func TestMaskNumbers(t *testing.T) {
	tests := [][2]string{
		{"入住时间「15412345678」看不懂", "入住时间「154****5678」看不懂"},
		{"154 1234 5678", "154****5678"},
		{"154-1234-5678（儿子）", "154****5678（儿子）"},
		{"１５４１２３４５６７８", "154****5678"},
		{"0571-87654321", "0571-****4321"},
		{"11010519491231002X", "110***2X"},
		{"6222021234567890123", "622***23"},
		{"2024-03-05", "2024-03-05"},
		{"20240305", "20240305"},
		{"3栋2单元501室", "3栋2单元501室"},
		{"12-1-1704", "12-1-1704"},
		{"89.5", "89.5"},
		{"没有姓名", "没有姓名"},
		{"", ""},
	}
	for _, test := range tests {
		if got := MaskNumbers(test[0]); got != test[1] {
			t.Errorf("%q shows as %q, want %q", test[0], got, test[1])
		}
	}
}

func TestHideIdentity(t *testing.T) {
	tests := [][2]string{
		{"11010519491231002X", "110***2X"},
		{"11010519491231002x", "110***2x"},
		{"身份证 11010519491231002X，已核", "身份证 110***2X，已核"},
		{"110105194912310021", "110105194912310021"}, // the check digit is wrong
		{"11010519491331002X", "11010519491331002X"}, // month 13
		{"91330100MA27XYZ12A", "91330100MA27XYZ12A"}, // of a company
		{"15412345678", "15412345678"},
	}
	for _, test := range tests {
		if got := HideIdentity(test[0]); got != test[1] {
			t.Errorf("%q is kept as %q, want %q", test[0], got, test[1])
		}
	}
}

func TestExportCell(t *testing.T) {
	for _, formula := range []string{"=1+1", "+86154", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1", "　=1"} {
		if got := ExportCell(formula); got != "'"+formula {
			t.Errorf("%q is exported as %q", formula, got)
		}
	}
	for _, harmless := range []string{"", "许婷", "15412345678", "3-2-501", "'x", "a=1", " "} {
		if got := ExportCell(harmless); got != harmless {
			t.Errorf("%q is exported as %q", harmless, got)
		}
	}
}

// TestExportHeading holds that an exported heading is read back as the columns it was exported with.
func TestExportHeading(t *testing.T) {
	tests := []struct {
		heading []string
		mapping Mapping
		want    []string
	}{
		{[]string{"业主姓名", "联系电话1", "房号"}, Mapping{"name", "phone", "room"}, []string{"业主姓名", "联系电话1", "房号"}},
		{[]string{"甲", "乙", "丙"}, Mapping{"name", "", "room"}, []string{"姓名", "乙", "房号"}},
		{nil, Mapping{"name", "phone"}, []string{"姓名", "电话"}},
	}
	for _, test := range tests {
		got := CustomerList.ExportHeading(SheetRow{Cells: test.heading}, test.mapping)
		if !slices.Equal(got, test.want) {
			t.Errorf("%v: %v", test.heading, got)
		}
		if _, again := CustomerList.FindHeader([]SheetRow{{Cells: got}}, nil); !slices.Equal(again, test.mapping) {
			t.Errorf("%v is read as %v", got, again)
		}
	}
}

func TestImportColumns(t *testing.T) {
	rows := []SheetRow{{1, []string{"姓名", "手机", "微信", "邮箱", "其他"}}, {2, []string{"许婷", "15412345678 转告", "abc", "li@x.cn", "154 1234 5678"}}, {3, []string{"", "", "", "", "短"}}}
	columns := ImportColumns(rows, 0, 28, Mapping{"name", "phone", "wechat", "email", ""})
	var shown []string
	for _, c := range columns[:5] {
		shown = append(shown, c.Name+" "+c.Heading+" "+c.Field+" "+strings.Join(c.Samples, "|"))
	}
	want := []string{"A 姓名 name 许婷", "B 手机 phone 154****5678", "C 微信 wechat ***", "D 邮箱 email l***@x.cn", "E 其他  154****5678|短"}
	if !slices.Equal(shown, want) {
		t.Errorf("got %q", shown)
	}
	if columns[25].Name != "Z" || columns[26].Name != "AA" || columns[27].Name != "AB" {
		t.Errorf("columns %s %s %s", columns[25].Name, columns[26].Name, columns[27].Name)
	}
}

func TestUnreadColumns(t *testing.T) {
	rows := []SheetRow{{1, []string{"序号", "姓名", "楼龄", "空列", ""}}, {2, []string{"1", "许婷", "12", "", "散落"}}}
	page := ImportPage{Columns: ImportColumns(rows, 0, 5, Mapping{"", "name", "", "", ""})}
	if got := page.Unread(); !slices.Equal(got, []string{"楼龄", "E 列"}) {
		t.Errorf("got %q", got)
	}
	page.Columns = ImportColumns(rows, 0, 5, Mapping{"", "name", "note", "", "note"})
	if got := page.Unread(); len(got) != 0 {
		t.Errorf("all is read, but for %q", got)
	}
}

func TestCheckCommit(t *testing.T) {
	tests := []struct {
		counts  ImportCounts
		partial bool
		ok      bool
	}{
		{ImportCounts{New: 1}, false, true},
		{ImportCounts{SameCustomer: 1, Unchanged: 3}, false, true},
		{ImportCounts{New: 9, Refused: 1}, false, false},
		{ImportCounts{New: 9, Refused: 1}, true, true},
		{ImportCounts{Refused: 1, Unchanged: 1}, true, false},
		{ImportCounts{Unchanged: 5, Ignored: 1}, false, false},
		{ImportCounts{}, true, false},
	}
	for _, test := range tests {
		if err := test.counts.CheckCommit(test.partial); (err == nil) != test.ok {
			t.Errorf("%+v partial %v: %v", test.counts, test.partial, err)
		}
	}
}
