package crm

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const caseHeading = "原编号|类型|渠道|受理时间|登记时间|确认时间|答复时间|办结时间|关闭时间|类别|子类|房号|位置|摘要|内容|外部时限"

// readLedger reads rows under the usual heading as of the middle of 2025.
func readLedger(t *testing.T, rows string) []CaseRow {
	t.Helper()
	sheet := table(caseHeading + "\n" + rows)
	header, m := CaseList.FindHeader(sheet, nil)
	if header != 0 || slices.Contains(m, "") {
		t.Fatalf("row %d: %v", header, m)
	}
	return ReadCases(sheet, header, CaseReading{Mapping: m, Loc: shanghai, Now: at("2025-06-01 12:00")})
}

func describedCase(c CaseRow) string {
	if c.Outcome != "" {
		return c.Outcome + " " + c.Why()
	}
	parts := []string{c.OriginalNo, string(c.Kind), c.Channel, c.Category, c.SubCategory, c.Address.Code(), c.RoomText, c.Place, c.Summary, c.Detail}
	for _, m := range []int64{c.Received.At, c.RegisteredAt, c.AckAt, c.RespondedAt, c.ResolvedAt, c.ClosedAt, c.ExternalDue.At} {
		text := ""
		if m != 0 {
			text = time.Unix(m, 0).In(shanghai).Format("060102 150405")
		}
		parts = append(parts, text)
	}
	return strings.Join(append(parts, strings.Join(c.Remarks, "；")), "|")
}

func TestReadingAnOldLedger(t *testing.T) {
	for row, want := range map[string]string{
		"A1|投诉|电话|2025-03-14 08:00|2025-03-14 08:05:10|2025-03-14 09:00|2025-03-15 09:00|2025-03-16 09:00|2025-03-17 09:00|保洁|楼道|3-2-501||楼道垃圾未清|三天没有人来|2025-03-20 10:00": "A1|complaint|phone|cleaning|楼道|3-2-501||| 楼道垃圾未清|三天没有人来|250314 080000|250314 080510|250314 090000|250315 090000|250316 090000|250317 090000|250320 100000|",
		"101004143000.0|COMPLAINT|walk_in|2025-03-14 08:00||||||noise|生活||3栋 大堂|吵|":                                                                                       "101004143000|complaint|walk_in|noise|生活||| 3栋 大堂|吵||250314 080000|250314 080000||||||",
		"A2|报事报修|来电|45730.5||||||||3栋2单元501室||灯坏|":                                                                                                                        "A2|repair|phone|other||3-2-501|||灯坏||250314 120000|250314 120000||||||没有类别，归入其他",
		"A3|投訴|微信公眾號|2025年3月14日 上午8点||||||噪聲|廣場舞|||擾民|":                                                                                                                   "A3|complaint|wechat|noise|广场舞||||擾民||250314 080000|250314 080000||||||",
		"A4|意见|12345热线|2025-03-14 08:00|||||||楼上渗漏||||屋里漏水了|":                                                                                                             "A4|suggestion|hotline_12345|leakage|楼上渗漏||||屋里漏水了|屋里漏水了|250314 080000|250314 080000||||||没有摘要，取内容的开头",
		"A5|咨询|传真|2025-03-14 08:00|||||||装修|外面那边||怎么装|":                                                                                                                   "A5|enquiry|fax|noise|装修||外面那边||怎么装||250314 080000|250314 080000||||||",
		"A6|表扬|QR|2025-03-14|2025-03-15|2025-03-14|||2025-03-16|其他||||谢谢|":                                                                                                "A6|praise|qr|other|||||谢谢||250314 000000|250315 235959|250314 235959|||250316 235959||",
		"A7|投诉|电话|2025-03-14 08:00:20||2025-03-14 08:00|2025-03-14|2025-03-14 15:00||保洁|楼道|||x|":                                                                          "A7|complaint|phone|cleaning|楼道||||x||250314 080020|250314 080020|250314 080020|250314 150000|250314 150000|||",
		"A8|投诉|电话|2025-03-14 08:00||||||保洁|楼道|||x||2025-03-20":                                                                                                            "A8|complaint|phone|cleaning|楼道||||x||250314 080000|250314 080000|||||250321 000000|",
		"|投诉|电话|2025-03-14 08:00||||||保洁|楼道|||x|":                                                                                                                         "refused 没有原编号",
		"1.01004143E+11|投诉|电话|2025-03-14 08:00||||||保洁|楼道|||x|":                                                                                                           "refused 原编号「1.01004143E+11」缺了位数，请在原文件里改成文字",
		"B1|抱怨|鸽子|2025-02-29 08:00||||||天气|楼道||||":                                                                                                                        "refused 类型「抱怨」看不懂；渠道「鸽子」看不懂；类别「天气」看不懂；没有摘要；受理时间不存在",
		"B2|投诉|电话|||||||保洁|楼道|||x|":                                                                                                                                       "refused 没有受理时间",
		"B3|投诉|电话|2025-03-14 08:00|||2025-03-14 07:59|||保洁|楼道|||x|":                                                                                                       "refused 答复时间早于受理时间",
		"B4|投诉|电话|2025-03-14 08:00||||2025-03-15 08:00|2025-03-14 09:00|保洁|楼道|||x|":                                                                                       "refused 关闭时间早于办结时间",
		"B5|投诉|电话|2025-06-01 12:01||||||保洁|楼道|||x|":                                                                                                                       "refused 受理时间晚于现在",
		"B6|投诉|电话|03/04/2025 10:00||||||保洁|楼道|||x|":                                                                                                                       "refused 受理时间「03/04/2025」有两种读法，请写成 2025-03-04 或 2025-04-03",
		"B7|投诉|电话|2025-03-14 08:00||||||保洁|困人|||x|":                                                                                                                       "refused 类别“保洁”没有子类「困人」",
		"B8|投诉|电话|#REF!||||||保洁|楼道|||x|":                                                                                                                                  "refused 受理时间是错误值 #REF!",
		"合计|3||||||||||||||": "ignored 合计行",
	} {
		rows := readLedger(t, row)
		if len(rows) != 1 {
			t.Errorf("%s: %d rows", row, len(rows))
			continue
		}
		want = strings.ReplaceAll(want, "| ", "|")
		if got := describedCase(rows[0]); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", row, got, want)
		}
	}
}

func TestLongSummaryKeepsEveryWord(t *testing.T) {
	long := strings.Repeat("楼", 201)
	c := readLedger(t, "A1|投诉|电话|2025-03-14 08:00||||||保洁|楼道|||"+long+"|另外")[0]
	if c.Outcome != "" || len([]rune(c.Summary)) != 200 || c.Detail != long+"\n另外" || len(c.Remarks) != 1 {
		t.Errorf("%s %q %q %v", c.Outcome, c.Summary, c.Detail, c.Remarks)
	}
}

// TestPlanningAnOldLedger holds that a number is brought once, that rooms and people are found, and that repeated complaints
// count whatever their order in the file.
func TestPlanningAnOldLedger(t *testing.T) {
	rows := readLedger(t, "A1|投诉|电话|2025-03-14 08:00||||||保洁|楼道|3-2-501||又脏了|\n"+
		"A1|投诉|电话|2025/3/14 8:00||||||保洁|楼道|3栋2单元501||又脏了|\n"+ // the same in other words
		"A1|投诉|电话|2025-03-14 08:01||||||保洁|楼道|3-2-501||又脏了|\n"+
		"A2|投诉|电话|2025-01-14 08:00||||||保洁|楼道|3-2-501||脏了|\n"+
		"A3|投诉|电话|2025-03-14 08:00||||||保洁|楼道|3-9-999|后门|脏了|\n"+
		"K1|投诉|电话|2025-03-14 08:00||||||保洁|楼道|||脏了|\n"+
		"K1|投诉|电话|2025-03-14 08:00||||||保洁|楼道|||脏了|\n"+
		"K2|投诉|电话|2025-03-14 08:00||||||保洁|楼道|||脏了|\n")
	known := map[string]KnownFormer{"K1": {"K1", "TS-LY-20250314-0009", rows[5].Hash}, "K2": {"K2", "TS-LY-20250314-0010", "other"}}
	people := NewPeople(nil, Places{Rooms: map[string]KnownRoom{"3-2-501": {ID: 7}}})
	plan := PlanCases(rows, people, known, Mapping{CaseOriginalNo})
	room := SameMatter{7, "cleaning", "楼道"}
	CountEarlier(plan, map[SameMatter][]int64{room: {at("2024-12-14 08:00"), at("2024-10-16 07:59:59"), at("2025-03-20 08:00")}})
	var got []string
	for _, p := range plan {
		got = append(got, strings.Join([]string{p.Outcome, p.Why, p.Row.Place, strings.Repeat("+", p.Row.Earlier)}, "|"))
	}
	want := []string{"new|||++", "unchanged|与第 2 行相同||", "refused|与第 2 行的原编号相同，内容不同||", "new|||+", "new|没有房号「3-9-999」，记为位置|3-9-999 后门|",
		"unchanged|已导入为 TS-LY-20250314-0009||", "unchanged|与第 7 行相同||", "refused|已导入为 TS-LY-20250314-0010，内容不同||"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r := plan[0].Row; r.RoomID != 7 || plan[3].Row.RoomID != 7 {
		t.Errorf("room %d", r.RoomID)
	}
}
