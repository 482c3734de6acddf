package sheet_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"linli/db/crm"
)

// outcomes are the planned rows, one a line.
func outcomes(planned []crm.Planned) string {
	var lines []string
	for _, p := range planned {
		lines = append(lines, written(p))
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, planned []crm.Planned, want string) {
	t.Helper()
	if got, want := outcomes(planned), strings.TrimSpace(want); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRosterFromAnOldSystem is an export in GB18030: rare characters, numbers as formulas, quoted line breaks, a total.
func TestRosterFromAnOldSystem(t *testing.T) {
	text := "绿园小区住户一览表,,,,,\r\n" +
		"导出时间：2024-03-05 10:00:00,,,,,\r\n" +
		"\"住户\n姓名\",联系电话,房屋地址,与业主关系,入伙日期,备注\r\n" +
		"㛃小明,=\"15400001234\",绿园小区3幢二单元501室,本人,2019-4-11 00:00:00,\"爱安静\r\n有狗\"\r\n" +
		"𠮷　田,1.5400005678E+10,3-2-502,承租人,二〇二〇年六月一日,\r\n" +
		"郑红,1.54E+10,3-2-503,业主,2020/6/1,\r\n" +
		"钱进,\"15400001111，0571-88881234转8\",3-2-504,业主,03/04/2020,\r\n" +
		"孙丽,154****4321,3-2-601,业主,,-\r\n" +
		"李四,15400002222,3-602,业主,,\r\n" +
		"绿园商贸有限公司,400-800-1234（总机）,3栋2单元603号,产权人,2020.6.1,#REF!\r\n" +
		"周吴,15400003333,\"3-2-604、3-2-605\",业主,,\r\n" +
		"郑王,15400004444,,,,看过样板间\r\n" +
		"㛃小明,15400001234,车位 B1-023,业主,43617,\r\n" +
		",,共9户,,,\r\n"
	table := read(t, "名册.csv", gb18030(t, text))
	if table.Encoding != "GB18030" || len(table.Damaged) != 0 {
		t.Errorf("got %s, damaged %v", table.Encoding, table.Damaged)
	}
	expect(t, plan(t, table), `
4,new,,㛃小明,15400001234,,3-2-501,owner,2019-04-11
5,new,,𠮷田,15400005678,,3-2-502,tenant,2020-06-01
6,new,电话缺位，存疑照存,郑红,1.54E+10?,,3-2-503,owner,2020-06-01
7,refused,入住时间「03/04/2020」有两种读法，请写成 2020-03-04 或 2020-04-03
8,new,电话有遮盖，存疑照存,孙丽,154****4321?,,3-2-601,owner,
9,refused,请补充单元
10,refused,备注是错误值 #REF!
11,refused,一格里有几个房号，请分成几行
12,new,没有房号，作潜在客户,郑王,15400004444,,,,
13,same_customer,与第 4 行同一人，第二套房,㛃小明,15400001234,,B1-023,owner,2019-06-01
14,ignored,合计行
`)
}

// TestRosterAsTabbedText is text with a mark and tabs, its heading in two rows without merged cells, repeated in the middle.
func TestRosterAsTabbedText(t *testing.T) {
	heading := "序号\t客户信息\t\t\t房屋信息\t\t\t\t入住\t\n\t姓名\t手机1\t手机2\t期\t楼号\t单元\t房号\t时间\t其它\n"
	text := "\uFEFF绿园小区\n" + heading +
		"1\t张明\t15400001234\t15400005678\t二期\tA座\t1\t0501\t20190411\t\n" +
		"2\t李\u3000红\t +86 15400002222 \t无\t2\t03\t02\t1203户\t2019年4月\t\n" +
		"3\t王　五\t15400003333\t\t2期\tA\t1\t501\t\t说\"再来\"\n" +
		heading +
		"4\t张明\t15400005678\t\t2期\tA座\t一\t501\t2019/4/11\t\n" +
		"5\t\t\t\t2期\tA座\t1\t601\t\t未售\n" +
		"\t\t\t\t\t\t\t\t\t\n" +
		"6\t\t\t\t\t\t\t\t\t\n" +
		"小计\t6户\t\t\t\t\t\t\t\t\n" +
		"签字：\t\t\t\t日期：\n"
	table := read(t, "名册.txt", []byte(text))
	expect(t, plan(t, table), `
4,new,没有写身份，按业主登记,张明,15400001234|15400005678,,2期/A-1-501,owner,2019-04-11
5,refused,入住时间「2019年4月」不完整，请写明年、月、日
6,new,没有写身份，按业主登记,王五,15400003333,,2期/A-1-501,owner,
7,ignored,重复的表头
8,ignored,重复的表头
9,unchanged,与第 4 行相同,张明,15400005678,,2期/A-1-501,owner,2019-04-11
10,refused,没有姓名
13,ignored,合计行
14,ignored,签名行
`)
}

// TestRosterOnTheOldCalendar is a workbook on the 1904 calendar: title rows, a merged heading in two rows, phones as
// numbers, buildings merged downwards, formulas and errors.
func TestRosterOnTheOldCalendar(t *testing.T) {
	const name = "业主"
	data := workbook(t, func(f *excelize.File) {
		steps := []error{
			f.SetSheetName("Sheet1", name), f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: new(true)}),
		}
		set(t, f, name, "A1", "业主档案")
		set(t, f, name, "A2", "填表人：", "客服部")
		set(t, f, name, "A3", "姓名", "联系方式", nil, "房屋", nil, "身份", "交房日期", "说明")
		set(t, f, name, "A4", nil, "手机", "电话", "幢", "室号")
		set(t, f, name, "A5", "张明", 15400001234, "0571-88881234", 3, 501, "业主", 43844)
		set(t, f, name, "A6", "李红", 15400005678.0, nil, nil, 502, "共有人", 43844)
		set(t, f, name, "A7", "王芳", "１５４００００９９９９", nil, nil, "0503", "家属", "2024/1/15")
		set(t, f, name, "A8", "赵六", 154000012, nil, nil, 504, "租客", "2024-1-32")
		set(t, f, name, "A10", "钱七", nil, nil, "4#", 101, "户主", 43844.75)
		set(t, f, name, "A12", "孙八", "没有", nil, nil, nil, "业主")
		set(t, f, name, "A13", "合计", nil, nil, nil, nil, nil, nil)
		day, err := f.NewStyle(&excelize.Style{CustomNumFmt: new(`yyyy"年"m"月"d"日";@`)})
		steps = append(steps, err, f.SetCellStyle(name, "G5", "G5", day), f.SetCellStyle(name, "G10", "G10", day),
			f.SetCellFormula(name, "H5", `"好"`), f.SetRowVisible(name, 6, false), f.MergeCell(name, "A1", "H1"),
			f.MergeCell(name, "A3", "A4"), f.MergeCell(name, "B3", "C3"), f.MergeCell(name, "D3", "E3"), f.MergeCell(name, "F3", "F4"),
			f.MergeCell(name, "G3", "G4"), f.MergeCell(name, "D5", "D8"), f.MergeCell(name, "D10", "D12"))
		for _, err := range steps {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	table := read(t, "业主.xlsx", data)
	if !table.Date1904 {
		t.Error("the calendar was missed")
	}
	expect(t, plan(t, table), `
5,new,,张明,15400001234|057188881234,,3-501,owner,2024-01-15
6,new,,李红,15400005678,,3-502,co_owner,2024-01-15
7,new,,王芳,15400009999,,3-503,occupant,2024-01-15
8,refused,入住时间不存在
10,new,无电话,钱七,,,4-101,owner,2024-01-15
12,refused,没有房号
13,ignored,合计行
`)
}

// TestImportCases goes through the table of single cells and files.
func TestImportCases(t *testing.T) {
	data, err := os.ReadFile("testdata/import_cases.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		id, field, raw, want := record[0], record[1], record[2], record[3]
		if got := caseResult(t, id, field, raw); got != want {
			t.Errorf("%s %s %q: got %q, want %q", id, field, raw, got, want)
		}
	}
}

// caseResult reads one cell, or makes the file that the case describes.
func caseResult(t *testing.T, id, field, raw string) string {
	t.Helper()
	switch {
	case id == "I012":
		day, _, err := crm.ReadDate(fixture(t, "excel_1904_epoch.xlsx").Rows[1].Cell(1), true)
		if err != nil {
			return err.Error()
		}
		return day
	case id == "I060":
		header, _ := crm.CustomerList.FindHeader(read(t, "a.csv", []byte("\uFEFF姓名,手机\n张明,15400001234\n")).Rows, nil)
		return map[bool]string{true: "read"}[header == 0]
	case id == "I074":
		rows := plan(t, read(t, "a.csv", []byte("姓名,手机\n张明,15400001234\n合计,1户\n")))
		return map[string]string{crm.RowIgnored: "leave out"}[rows[1].Outcome]
	}
	switch field {
	case "date", "datetime":
		day, clock, err := crm.ReadDate(raw, false)
		if err != nil {
			return err.Error()
		}
		return strings.TrimSpace(day + " " + clock)
	case "phone":
		found, _ := crm.ReadPhones(raw)
		return found[0].Value
	case "room":
		a, err := crm.ParseAddress(raw)
		if err != nil {
			return err.Error()
		}
		return strings.Join([]string{a.Building, a.Unit, a.Room}, "|")
	case "money":
		fen, err := crm.ParseYuan(raw)
		if err != nil || fen != 2727525 {
			return "wrong"
		}
		return "27275.25"
	}
	return "unknown field " + field
}
