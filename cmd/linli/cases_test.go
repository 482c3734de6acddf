package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

const ledgerHeading = "原编号,类型,渠道,受理时间,登记时间,确认时间,答复时间,办结时间,关闭时间,类别,子类,房号,位置,摘要,内容,外部时限\n"

// ledger writes rows under the usual heading into a file.
func ledger(t *testing.T, rows ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "台账.csv")
	if err := os.WriteFile(file, []byte(ledgerHeading+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// casesOf reads the cases of a data folder by their number in the old ledger.
func casesOf(t *testing.T, data string, args ...string) map[string]caseLine {
	t.Helper()
	out, _ := linli(t, exitOK, append([]string{"cases", "--data", data, "--json"}, args...)...)
	lines := map[string]caseLine{}
	for scan := bufio.NewScanner(strings.NewReader(out)); scan.Scan(); {
		var l caseLine
		if err := json.Unmarshal(scan.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", scan.Text(), err)
		}
		lines[l.OriginalNo] = l
	}
	return lines
}

// clock is one of a case's clocks.
func (l caseLine) clock(name string) clockLine {
	for _, k := range l.Clocks {
		if string(k.Clock) == name {
			return k
		}
	}
	return clockLine{}
}

func textOrNone(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func TestCasesAsJSON(t *testing.T) {
	data := importOffice(t)
	file := ledger(t, "A1,投诉,电话,2025-03-14 08:00,2025-03-15 10:00,2025-03-14 09:00,2025-03-15 08:00,2025-03-16 08:00,2025-03-17 08:00,保洁,楼道,,<大堂>&,脏了,,2025-03-16 07:59:59",
		"A2,咨询,来访,2025-03-14 08:00,,,,,,其他,,,大堂,怎么停车,,")
	linli(t, exitOK, "import", "cases", file, "--data", data)
	before := journalRows(t, data)
	out, _ := linli(t, exitOK, "cases", "--data", data, "--json")
	none, at := `null`, func(s string) string { return `"2025-03-` + s + `+08:00"` }
	clock := func(name, anchor, due, met, missed, verdict string) string {
		return fmt.Sprintf(`{"cycle":1,"clock":"%s","anchor":%s,"due":%s,"met":%s,"missed_due_at":%s,"verdict":"%s"}`, name, anchor, due, met, missed, verdict)
	}
	first := `{"id":1,"no":"TS-LY-20250315-0001","original_no":"A1","kind":"complaint","level":"general","state":"closed","received_at":` + at("14T08:00:00") +
		`,"registered_at":` + at("15T10:00:00") + `,"external_due_at":` + at("16T07:59:59") + `,"external_verdict":"late","clocks":[` + strings.Join([]string{
		clock("ack", at("14T08:00:00"), at("15T08:00:00"), at("15T10:00:00"), at("15T08:00:00"), "late"),
		clock("response", at("14T08:00:00"), at("16T08:00:00"), at("15T08:00:00"), none, "met"),
		clock("resolution", at("14T08:00:00"), at("17T08:00:00"), at("16T08:00:00"), none, "met"),
		clock("revisit", none, none, none, none, "not_applicable"),
	}, ",") + `]}`
	lines := strings.Split(out, "\n")
	if len(lines) != 3 || lines[0] != first {
		t.Errorf("got\n%s\nwant\n%s", out, first)
	}
	if after := journalRows(t, data); after != before+1 {
		t.Errorf("%d lines in the journal, want one more than %d: that every case was read", after, before)
	}
	for query, want := range map[string]string{
		"": "A1 A2", "kind=complaint&verdict=late": "A1", "kind=complaint&verdict=missed": "", "/cases?kind=enquiry&state=open": "A2", "clock=ack&verdict=missed": "A2",
		"state=closed": "A1", "category=other": "A2", "from=2025-03-14&to=2025-03-14": "A1 A2", "from=2025-03-15": "", "after=1": "A2", "view=list": "A1 A2",
	} {
		out, _ := linli(t, exitOK, "cases", "--data", data, "--query", query)
		var got []string
		for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
			if _, no, ok := strings.Cut(line, "原编号 "); ok {
				got = append(got, no)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	for _, query := range []string{"kind=foo", "colour=red", "verdict=missed;kind", "handler=nobody", "from=2025-02-30", "building=3", "after=x"} {
		linli(t, exitFailed, "cases", "--data", data, "--query", query)
	}
	linli(t, exitFailed, "cases", "--data", data, "--project", "XX")
}

// TestPausedDueMovesOn: while a clock waits, its due is the old one and what was waited so far.
func TestPausedDueMovesOn(t *testing.T) {
	const due, held, until = 1_000_000, 900_000, 1_500_000
	k := crm.Clock{AnchorAt: 100_000, DueAt: due + until - held, PausedUntil: until}
	c := &crm.Case{Cycles: []crm.Cycle{{No: 1, Resolution: k}}}
	for now, want := range map[int64]int64{held: due, held + 3600: due + 3600, until - 1: due + until - 1 - held, until: due + until - held, until + 1: due + until - held} {
		got := caseLineOf(c, now, time.UTC).clock("resolution")
		if text := time.Unix(want, 0).UTC().Format(time.RFC3339); textOrNone(got.Due) != text {
			t.Errorf("at %d: due %s (%s), want %s", now, textOrNone(got.Due), got.Verdict, text)
		}
	}
}

// TestCasesByTheTestClock holds that a due passes when the clock of the test mode says so, beside a running server.
func TestCasesByTheTestClock(t *testing.T) {
	data := importOffice(t)
	received := time.Now().Add(-time.Hour).Format(time.RFC3339)
	linli(t, exitOK, "import", "cases", ledger(t, "A1,投诉,电话,"+received+",,,,,,保洁,楼道,,大堂,脏了,,"), "--data", data)
	serve(t, data, nil)
	for offset, want := range map[string]string{"0": "running", "82000": "due_soon", "90000": "missed"} {
		if got := casesOf(t, data, "--mode", "test", "--test-clock-offset", offset)["A1"].clock("ack").Verdict; string(got) != want {
			t.Errorf("%s seconds later: %s, want %s", offset, got, want)
		}
	}
}

func TestImportOfAnOldLedgerFromTheConsole(t *testing.T) {
	data := importOffice(t)
	good := "A1,投诉,电话,2025-03-14 08:00,,2025-03-14 09:00,,,,保洁,楼道,,大堂,脏了,,"
	bad := ledger(t, good, "A2,投诉,电话,2025-03-14 08:00,,,2025-03-14 07:59,,,保洁,楼道,,大堂,脏了,,", "A3,投诉,鸽子,2025-02-29 08:00,,,,,,天气,,,大堂,脏了,,")
	before := journalRows(t, data)
	out, complained := linli(t, exitFailed, "import", "cases", bad, "--data", data)
	for _, want := range []string{
		"第 3 行：答复时间早于受理时间（文件「台账.csv」G 列，值「2025-03-14 07:59」，应填依受理、确认、答复、办结、关闭的先后，不晚于现在）\n",
		"第 4 行：渠道「鸽子」看不懂（文件「台账.csv」C 列，值「鸽子」，应填电话、来访、", "第 4 行：受理时间不存在（文件「台账.csv」D 列，值「2025-02-29 08:00」，应填时间，例如 2024-03-05 14:30）",
		"第 4 行：类别「天气」看不懂（文件「台账.csv」J 列，值「天气」，应填类别，例如 工程维修、", "有 2 行不能导入，什么都没有写入",
	} {
		if !strings.Contains(complained, want) {
			t.Errorf("lacks %q: %s", want, complained)
		}
	}
	if !strings.Contains(out, "预览：新建 1 件") {
		t.Errorf("out %q", out)
	}
	linli(t, exitFailed, "import", "cases", bad, "--data", data, "--dry-run", "--partial")
	linli(t, exitFailed, "import", "cases", bad, "--data", data, "--as", "qiantai")
	if after := journalRows(t, data); after != before {
		t.Errorf("%d lines in the journal, before %d", after, before)
	}
	if out, _ := linli(t, exitFailed, "import", "cases", bad, "--data", data, "--partial", "--as", "jingli"); !strings.Contains(out, "已导入：新建 1 件") {
		t.Errorf("in part: %q", out)
	}
	if out, _ := linli(t, exitOK, "import", "cases", ledger(t, good), "--data", data); !strings.Contains(out, "没有新的内容") || !strings.Contains(out, "无变化 1 行") {
		t.Errorf("again: %q", out)
	}
	if _, complained := linli(t, exitFailed, "import", "cases", ledger(t, strings.Replace(good, "09:00", "09:01", 1)), "--data", data); !strings.Contains(complained, "已导入为 TS-LY-20250314-0001，内容不同") {
		t.Errorf("another row of the same number: %q", complained)
	}
	if lines := casesOf(t, data); len(lines) != 1 || lines["A1"].State != "acknowledged" {
		t.Errorf("%+v", lines)
	}
}

// promised says which promise of the product runs for so many minutes, as the start of a row.
var promised = map[string]struct{ row, clock string }{
	"30": {"报修,电话,%s,,,%s,,,公共设施,供水供电", "response"}, "240": {"投诉,电话,%s,,,%s,,,电梯,困人", "response"}, "1440": {"投诉,电话,%s,,%s,,,,保洁,楼道", "ack"},
	"2880": {"投诉,电话,%s,,,%s,,,保洁,楼道", "response"}, "4320": {"投诉,电话,%s,,,,%s,,保洁,楼道", "resolution"},
}

// TestPublicCasesOfAWallClockThroughImport brings the public cases in as an old ledger: due where they say, kept on the
// second and missed one later.
func TestPublicCasesOfAWallClockThroughImport(t *testing.T) {
	raw, err := os.Open("../../db/crm/testdata/wall_clock_cases.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	rows, err := csv.NewReader(raw).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	local := func(s string) string { return strings.TrimSuffix(s, "+08:00") }
	data, lines, want, tried := importOffice(t), []string{}, map[string]string{}, 0
	add := func(no, allowance, start, event, verdict, due string) {
		p, ok := promised[allowance]
		if !ok {
			t.Fatalf("%s: nothing is promised within %s minutes", no, allowance)
		}
		lines = append(lines, no+","+fmt.Sprintf(p.row, start, event)+",,大堂,公开案例,,")
		want[no] = p.clock + " " + verdict + " " + due
		tried++
	}
	for _, r := range rows[1:] {
		id, what, start, allowance, event, due := r[0], r[1], r[6], r[7], r[9], r[10]
		switch what {
		case "due":
			moment, err := time.Parse(time.RFC3339, due)
			if err != nil {
				t.Fatal(err)
			}
			add(id+" on time", allowance, start, due, "met", due)
			add(id+" late", allowance, local(start), local(moment.Add(time.Second).Format(time.RFC3339)), "late", due)
		case "elapsed":
			add(id, "1440", start, event, "met", "2020-03-05T04:00:00+08:00")
		}
	}
	// A deadline of the future cannot be met yet: the clock of the test stands in 2030.
	ahead := []string{"--mode", "test", "--test-clock-offset", fmt.Sprint(int64(time.Until(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)).Seconds()))}
	linli(t, exitOK, append([]string{"import", "cases", ledger(t, lines...), "--data", data}, ahead...)...)
	got := map[string]string{}
	for no, line := range casesOf(t, data, ahead...) {
		name, _, _ := strings.Cut(want[no], " ")
		k := line.clock(name)
		got[no] = name + " " + string(k.Verdict) + " " + textOrNone(k.Due)
	}
	if !reflect.DeepEqual(got, want) || tried < 7 {
		t.Errorf("%d tried\ngot  %v\nwant %v", tried, got, want)
	}
}

// TestVerdictsOfACityAreReproduced brings real requests in and holds our verdict on the city's deadlines against its own.
func TestVerdictsOfACityAreReproduced(t *testing.T) {
	rows, want := cityLedger(t, "testdata/ledgers/boston311_excerpt.csv")
	data := importOffice(t)
	linli(t, exitOK, "import", "cases", ledger(t, rows...), "--data", data)
	got := map[string]string{}
	for no, line := range casesOf(t, data) {
		if got[no] = "ONTIME"; line.ExternalVerdict == "late" || line.ExternalVerdict == "missed" {
			got[no] = "OVERDUE"
		}
		if line.ExternalDueAt == nil != (line.ExternalVerdict == "not_applicable") {
			t.Errorf("%s: %s", no, line.ExternalVerdict)
		}
	}
	if !reflect.DeepEqual(got, want) || len(want) < 8 {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// cityLedger writes the requests of a city as rows of a ledger, with the city's own verdicts.
func cityLedger(t *testing.T, file string) (rows []string, verdicts map[string]string) {
	t.Helper()
	raw, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	table, err := csv.NewReader(raw).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at, verdicts := map[string]int{}, map[string]string{}
	for i, name := range table[0] {
		at[name] = i
	}
	channels := map[string]string{"Constituent Call": "电话", "City Worker App": "员工转告", "Citizens Connect App": "APP"}
	for _, r := range table[1:] {
		cell := func(name string) string { return strings.ReplaceAll(strings.TrimSpace(r[at[name]]), ",", " ") }
		rows = append(rows, strings.Join([]string{cell("case_enquiry_id"), "投诉", channels[cell("source")], cell("open_dt"), "", "", "", "", cell("closed_dt"), "其他", "", "", "",
			cell("case_title"), "", cell("target_dt")}, ","))
		verdicts[cell("case_enquiry_id")] = cell("ontime")
	}
	return rows, verdicts
}
