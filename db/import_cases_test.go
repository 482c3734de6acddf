package db

import (
	"context"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

const ledgerOfCases = "原编号,类型,渠道,受理时间,登记时间,确认时间,答复时间,办结时间,关闭时间,类别,子类,房号,位置,摘要,内容,客户编号,姓名\n" +
	"A1,投诉,电话,2026-10-14 08:00,,2026-10-15 08:00:01,,2026-10-16 08:00,2026-10-17 08:00,保洁,楼道,3-2-501,,楼道脏,,,许婷\n" +
	"A2,投诉,电话,2026-10-20 08:00,2026-10-20 12:00,,,,,保洁,楼道,3-2-501,,又脏了,,KH-LY-000001,\n" +
	"A3,投诉,电话,2026-10-25 08:00,,2026-10-25 09:00,,2026-10-26 08:00,,保洁,楼道,3-2-502,,脏,,,\n" +
	"A4,投诉,电话,2026-11-22 08:00,,,,,,噪音,生活,3-9-999,,吵,,,\n" +
	"A5,咨询,来访,2026-10-14 08:00,,,,2026-10-14 08:10,,,,,,怎么停车,,,\n"

// withLedger is an office with two customers whose old ledger has been imported.
func withLedger(t *testing.T) (*office, crm.Import) {
	t.Helper()
	o := inhabited(t)
	o.staffed()
	b := o.commit(o.startOf(crm.ImportOfCases, ledgerOfCases), false)
	if b.Counts.New != 5 || b.Counts.Rooms != 0 {
		t.Fatalf("%+v", b.Counts)
	}
	return o, b
}

func TestImportOfCases(t *testing.T) {
	o, _ := withLedger(t)
	o.again(t, crm.ImportOfCases, ledgerOfCases, 5)
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM service_case c JOIN room r ON r.id = c.room_id WHERE c.original_no IN ('A1', 'A2') AND c.customer_id = 1 AND r.code = '3-2-501'`: 2,
		`SELECT COUNT(*) FROM service_case WHERE original_no = 'A2' AND level = 'important' AND level_reason LIKE '90天%'`:                                      1,
		`SELECT COUNT(*) FROM service_case WHERE original_no = 'A2' AND late_entry = 'batch' AND import_row = 3 AND import_hash <> ''`:                         1,
		`SELECT COUNT(*) FROM service_case WHERE original_no = 'A3' AND state = 'pending_revisit' AND customer_id IS NULL AND anonymous = 0`:                   1,
		`SELECT COUNT(*) FROM service_case WHERE original_no = 'A4' AND room_id IS NULL AND place = '3-9-999' AND confidential = 1`:                            1,
		`SELECT COUNT(*) FROM service_case WHERE no IN ('TS-LY-20261014-0001', 'TS-LY-20261020-0001', 'ZX-LY-20261014-0001')`:                                  3,
		`SELECT COUNT(*) FROM revisit v JOIN service_case c ON c.id = v.case_id WHERE c.original_no = 'A3' AND v.status = 'planned' AND v.assignee_id IS NULL`: 1,
		`SELECT COUNT(*) FROM revisit`: 1,
		`SELECT COUNT(*) FROM task`:    0,
		`SELECT COUNT(*) FROM journal_text t JOIN journal j ON j.seq = t.seq WHERE j.kind = 'registered' AND t.body LIKE '%从「cases.csv」第 3 行导入，原编号 A2%'`: 1,
	})
	list, err := o.store.Cases(context.Background(), o.by(crm.Manager).Staff, CaseFilter{Limit: 10}, o.now.Unix())
	if err != nil || len(list) != 5 || list[2].Person != "未记录" {
		t.Fatalf("%d cases, %v", len(list), err)
	}
	for text, want := range map[string]int{"A1": 1, " Ａ1 ": 1, "A9": 0} {
		hits, err := o.store.Search(context.Background(), o.by(crm.Manager).Staff, text, 8, "2026-11-22")
		if err != nil || len(hits.Cases) != want || want == 1 && hits.Cases[0].No != "TS-LY-20261014-0001" {
			t.Errorf("%s: %+v, %v", text, hits.Cases, err)
		}
	}
	o.now = o.now.Add(time.Minute)
	if err := o.store.Tick(context.Background(), o.now); err != nil {
		t.Fatal(err)
	}
	o.checkCounts(t, map[string]int{`SELECT COUNT(*) FROM task t JOIN service_case c ON c.id = t.subject_id WHERE c.is_open = 0`: 0})
	checkInvariants(t, o.store, o.now.Unix())
}

func TestImportOfCasesTakenBack(t *testing.T) {
	o, b := withLedger(t)
	id := int64(o.count(`SELECT id FROM service_case WHERE original_no = 'A2'`))
	version := int64(o.count(`SELECT row_version FROM service_case WHERE id = ?`, id))
	o.ok(o.store.Acknowledge(context.Background(), o.by(crm.Manager), id, version, crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "派人", SummaryConfirmed: "yes"}))
	if err := o.store.Tick(context.Background(), o.now.Add(49*time.Hour)); err != nil { // the others miss their dues, which is nobody's act
		t.Fatal(err)
	}
	o.now = o.now.Add(50 * time.Hour)
	if b = o.takeBack(b); b.Status != crm.ImportPartlyBack || b.Counts.TakenBack != 4 || b.Counts.Kept != 1 {
		t.Errorf("%s %+v", b.Status, b.Counts)
	}
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM service_case WHERE state = 'voided' AND is_open = 0`:                                          4,
		`SELECT COUNT(*) FROM import_row WHERE kept = '导入后已有办理'`:                                                            1,
		`SELECT COUNT(*) FROM revisit WHERE status <> 'cancelled'`:                                                          0,
		`SELECT COUNT(*) FROM task t JOIN service_case c ON c.id = t.subject_id WHERE t.done_at = 0 AND c.state = 'voided'`: 0,
		`SELECT COUNT(*) FROM journal WHERE kind = 'case_taken_back'`:                                                       4,
	})
	checkFold(t, o.store, 0)
	again := o.startOf(crm.ImportOfCases, ledgerOfCases)
	if again.Counts.New != 4 || again.Counts.Unchanged != 1 {
		t.Errorf("afterwards: %+v", again.Counts)
	}
	o.commit(again, false)
	o.checkCounts(t, map[string]int{`SELECT COUNT(*) FROM service_case WHERE no = 'TS-LY-20261014-0002' AND state = 'closed'`: 1})
}

// TestImportedCasesAreLeftOutOfFigures holds that figures and the lists behind them know an imported case only where the
// manager says so.
func TestImportedCasesAreLeftOutOfFigures(t *testing.T) {
	o, _ := withLedger(t)
	by := o.by(crm.Manager)
	october := func() (cases int, due, told int64, behind int, first string) {
		t.Helper()
		p, err := committeeProjectOf(o.store.reader(context.Background()), 1)
		o.ok(err)
		from, to := crm.Period{Year: 2026, Month: time.October}.Bounds(p.zone)
		c, err := countMonth(o.store.reader(context.Background()), monthSpan{1, from, to, o.now.Unix(), 30, p.zone})
		o.ok(err)
		months, err := o.store.Headlines(context.Background(), by.Staff, o.now.Unix(), p.zone)
		o.ok(err)
		list, err := o.store.Cases(context.Background(), by.Staff, CaseFilter{Figure: crm.ListUntold, FigureFrom: from, FigureTo: to, Limit: 10}, o.now.Unix())
		o.ok(err)
		return c.Total.Cases, c.Ack.Due, months[1].Told.Due, len(list), p.first.String()
	}
	check := func(what string, wantCases int, wantDue, wantTold int64, wantBehind int, wantFirst string) {
		t.Helper()
		o.now = o.now.Add(2 * time.Minute)
		if cases, due, told, behind, first := october(); cases != wantCases || due != wantDue || told != wantTold || behind != wantBehind || first != wantFirst {
			t.Errorf("%s: %d cases, %d acknowledgements, %d closed, %d behind, since %s", what, cases, due, told, behind, first)
		}
	}
	choose := func(counted string) {
		t.Helper()
		by.Now = o.now
		page, err := o.store.SettingsPage(context.Background(), by.Staff)
		o.ok(err)
		o.ok(o.store.SaveSettings(context.Background(), by, page.Version, func(s crm.Settings) (crm.Settings, error) {
			return s.Read(func(name string) (string, bool) { return counted, name == "count_imported" })
		}))
	}
	check("at first", 0, 0, 0, 0, "2026-11")
	choose("1")
	check("included", 4, 3, 2, 2, "2026-10")
	o.commit(o.startOf(crm.ImportOfCases, strings.Replace(ledgerOfCases, "A5,", "A6,", 1)), true)
	check("one more", 5, 3, 3, 3, "2026-10")
	choose("0")
	check("left out again", 0, 0, 0, 0, "2026-11")
}
