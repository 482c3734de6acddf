package db

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"linli/db/crm"
)

// startOf uploads a list of a kind as the manager.
func (o *office) startOf(kind, text string) crm.Import {
	o.t.Helper()
	u := upload(kind+".csv", []byte(strings.TrimLeft(text, "\n")))
	u.Kind = kind
	b, err := o.store.StartImport(context.Background(), o.by(crm.Manager), u)
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// inhabited is an office with two customers in rooms.
func inhabited(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	o.resident("许婷", "15400000001", "3-2-501", "owner")
	o.resident("孔平", "15400000002", "3-2-502", "tenant")
	return o
}

// again holds that a list that was imported brings nothing the second time.
func (o *office) again(t *testing.T, kind, text string, rows int) {
	t.Helper()
	b := o.startOf(kind, text)
	if b.Counts.Unchanged != rows || b.Counts.Good() != 0 {
		t.Errorf("%s again: %+v", kind, b.Counts)
	}
	if _, err := o.store.CommitImport(context.Background(), o.by(crm.Manager), b.ID, b.RowVersion, false); !crm.Is(err, crm.Invalid) {
		t.Errorf("%s again: %v", kind, err)
	}
}

func TestImportOfRooms(t *testing.T) {
	o := inhabited(t)
	const text = "楼栋,单元,房号,类型,面积,房态\n3,2,501,住宅,89.5,自住\n3,2,503,住宅,102,空置\n9,,101,商铺,55,\n"
	b := o.commit(o.startOf("rooms", text), false)
	if b.Counts.New != 2 || b.Counts.Changed != 1 || b.Counts.Rooms != 2 || b.Counts.Buildings != 1 {
		t.Fatalf("%+v", b.Counts)
	}
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM room WHERE code = '3-2-501' AND area_m2 = 89.5 AND occupancy = 'self_used'`:                       1,
		`SELECT COUNT(*) FROM room WHERE code = '9-101' AND kind = 'shop' AND area_m2 = 55 AND import_id = ` + fmt.Sprint(b.ID): 1,
		`SELECT COUNT(*) FROM journal WHERE kind = 'room_changed'`:                                                              1,
	})
	o.again(t, "rooms", text, 3)
	o.resident("曹磊", "15400000003", "9-101", "tenant")
	if b = o.takeBack(b); b.Status != crm.ImportPartlyBack || b.Counts.TakenBack != 2 || b.Counts.Kept != 1 {
		t.Errorf("%s %+v", b.Status, b.Counts)
	}
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM room WHERE code = '3-2-501' AND area_m2 IS NULL AND occupancy = ''`: 1,
		`SELECT COUNT(*) FROM room WHERE code = '3-2-503'`:                                        0,
		`SELECT COUNT(*) FROM room WHERE code = '9-101'`:                                          1,
		`SELECT COUNT(*) FROM import_row WHERE kept = '这间房已有住户、诉求、费用或设施'`:                         1,
	})
}

func TestImportOfFeesAndPayments(t *testing.T) {
	o := inhabited(t)
	const fees = "姓名,房号,项目,账期,应收,减免,应缴日\n许婷,3-2-501,物业费,2026-09,300.00,,2026-09-30\n孔平,3-2-502,物业费,2026-09,200,20,2026-09-30\n"
	first := o.commit(o.startOf("fees", fees), false)
	o.again(t, "fees", fees, 2)
	const payments = "客户编号,项目,账期,应收,应缴日,实收,缴费日期\nKH-LY-000001,物业费,2026年9月,300,2026-09-30,100,2026-09-01\nKH-LY-000001,物业费,2026年9月,,,200,2026-09-02\n" +
		"KH-LY-000002,停车费,2026-09,150,2026-09-30,150,2026-09-03\n"
	paid := o.commit(o.startOf("payments", payments), false)
	o.again(t, "payments", payments, 3)
	if first.Counts.New != 2 || paid.Counts.New != 3 {
		t.Errorf("fees %+v, payments %+v", first.Counts, paid.Counts)
	}
	on, err := o.store.Fees(context.Background(), o.by(crm.Manager).Staff, 1)
	if err != nil || len(on) != 1 || on[0].ReceivedFen("2026-09-30") != 30000 || !on[0].OnTime() || on[0].Room != "3-2-501" {
		t.Errorf("the customer's fees: %+v %v", on, err)
	}
	changed := o.commit(o.startOf("fees", strings.Replace(fees, "200,20,", "250,,", 1)), false)
	if changed.Counts.Changed != 1 || changed.Counts.Unchanged != 1 {
		t.Errorf("changed %+v", changed.Counts)
	}
	changed = o.takeBack(changed)
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM fee_record WHERE receivable_fen = 20000 AND discount_fen = 2000 AND row_version = 4`: 1,
		`SELECT COUNT(*) FROM journal WHERE kind = 'fee_changed' AND customer_id = 2`:                              2,
	})
	if first = o.takeBack(first); first.Counts.Kept != 1 || first.Counts.TakenBack != 1 {
		t.Errorf("a fee with payments stays: %+v", first.Counts)
	}
	if paid = o.takeBack(paid); paid.Status != crm.ImportTakenBack {
		t.Errorf("payments: %+v", paid.Counts)
	}
	if first = o.takeBack(first); first.Status != crm.ImportTakenBack {
		t.Errorf("now the fee may go: %+v", first.Counts)
	}
	o.checkCounts(t, map[string]int{`SELECT COUNT(*) FROM fee_record WHERE status = 'active'`: 0, `SELECT COUNT(*) FROM payment WHERE status = 'active'`: 0})
	if again := o.commit(o.startOf("fees", fees), false); again.Counts.New != 2 {
		t.Errorf("after the take-back: %+v", again.Counts)
	}
	if v, err := o.store.VerifyJournal(context.Background()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

func TestImportOfVehicles(t *testing.T) {
	o := inhabited(t)
	o.commit(o.startOf("rooms", "房号,类型\nB1-023,车位\n"), false)
	const text = "车牌,姓名,房号,车位,说明\n浙A·12345,许婷,3-2-501,B1-023,白色\n"
	first := o.commit(o.startOf("vehicles", text), false)
	o.again(t, "vehicles", text, 1)
	moved := o.commit(o.startOf("vehicles", "车牌,客户编号\n浙A12345,KH-LY-000002\n"), false)
	if first.Counts.New != 1 || moved.Counts.Changed != 1 {
		t.Errorf("%+v, then %+v", first.Counts, moved.Counts)
	}
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM vehicle WHERE customer_id = 1 AND ended_on = '2026-11-22' AND bay_room_id IS NOT NULL`: 1,
		`SELECT COUNT(*) FROM vehicle WHERE customer_id = 2 AND ended_on = ''`:                                       1,
	})
	if first = o.takeBack(first); first.Counts.Kept != 1 {
		t.Errorf("a car that has moved on stays: %+v", first.Counts)
	}
	if moved = o.takeBack(moved); moved.Status != crm.ImportTakenBack {
		t.Errorf("%+v", moved.Counts)
	}
	if first = o.takeBack(first); first.Status != crm.ImportTakenBack {
		t.Errorf("%+v", first.Counts)
	}
	o.checkCounts(t, map[string]int{`SELECT COUNT(*) FROM vehicle`: 0, `SELECT COUNT(*) FROM journal WHERE kind = 'vehicle_taken_back'`: 2})
}

// TestRosterFillsGaps holds that a roster fills what a file lacks, leaves what it says otherwise, and that a take-back empties
// it again unless somebody has changed it since.
func TestRosterFillsGaps(t *testing.T) {
	o := inhabited(t)
	o.in(func(tx *Tx) error { return tx.exec(`UPDATE occupancy SET moved_in_on = ''`) })
	b := o.commit(o.start("a.csv", []byte("姓名,手机,房号,身份,入住日期,称呼,联系人\n许婷,15400000001,3-2-501,业主,2020-01-02,女士,许强\n孔平,15400000002,3-2-502,租户,2021-02-03,先生,\n")), false)
	if b.Counts.Changed != 2 {
		t.Fatalf("%+v", b.Counts)
	}
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM customer WHERE honorific = '女士' AND contact_person = '许强'`:   1,
		`SELECT COUNT(*) FROM occupancy WHERE moved_in_on IN ('2020-01-02', '2021-02-03')`: 2,
		`SELECT COUNT(*) FROM customer_text WHERE customer_text MATCH '"许 强"'`:             1,
	})
	page := o.page(o.start("b.csv", []byte("姓名,手机,房号,身份,入住日期,称呼\n许婷,15400000001,3-2-501,业主,2020-01-02,先生\n")).ID)
	if page.Counts.Unchanged != 1 || !strings.Contains(page.Lines[0].Why, "称呼与已有客户 KH-LY-000001的档案不同，没有改") {
		t.Errorf("another value: %+v", page.Lines)
	}
	o.in(func(tx *Tx) error { return tx.exec(`UPDATE customer SET honorific = '' WHERE name = '孔平'`) })
	if b = o.takeBack(b); b.Counts.TakenBack != 1 || b.Counts.Kept != 1 {
		t.Errorf("%+v", b.Counts)
	}
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM customer WHERE name = '许婷' AND honorific = '' AND contact_person = ''`: 1,
		`SELECT COUNT(*) FROM occupancy WHERE moved_in_on = '2021-02-03'`:                            1,
		`SELECT COUNT(*) FROM import_row WHERE kept = '导入后又有改动'`:                                     1,
	})
}

// TestMappingIsRemembered holds that what a person said about headings counts for the next file of the project, and for no
// other project or kind.
func TestMappingIsRemembered(t *testing.T) {
	o := newOffice(t)
	data := []byte("甲方,联络,位置\n许婷,15400000001,3-2-501\n")
	b := o.start("a.csv", data)
	if err := o.store.SetImportMapping(context.Background(), o.by(crm.Manager), b.ID, 1, 1, crm.Mapping{"name", "phone", "room"}); err != nil {
		t.Fatal(err)
	}
	if b = o.start("b.csv", data); b.Counts.New != 1 || b.HeaderRow != 1 {
		t.Errorf("remembered: %+v %v", b.Counts, b.Mapping)
	}
	other := o.by(crm.Manager)
	other.Staff.ProjectID, other.Staff.ProjectCode = 2, "HP"
	if b, err := o.store.StartImport(context.Background(), other, upload("a.csv", data)); err != nil || b.Preview.Problem == "" {
		t.Errorf("another project: %+v %v", b.Mapping, err)
	}
	if b = o.startOf("rooms", string(data)); b.Preview.Problem == "" {
		t.Errorf("another kind: %+v", b.Mapping)
	}
}

// TestNotesAboutAFile holds that damaged bytes are told by row, and that a damaged cell refuses its row.
func TestNotesAboutAFile(t *testing.T) {
	o := newOffice(t)
	data := append([]byte("\xd0\xd5\xc3\xfb,\xca\xd6\xbb\xfa,\xb1\xb8\xd7\xa2,\xbc\xd7\n\xd0\xed\xe6\xc3,15400000001,,\xff\xff\n"), []byte("\xbf\xd7\xff\xc6\xbd,15400000002,,\n")...)
	page := o.page(o.start("a.csv", data).ID)
	if len(page.Preview.Notes) != 1 || !strings.Contains(page.Preview.Notes[0], "第 2、3 行有损坏的字符") || page.Encoding != "GB18030" {
		t.Errorf("notes %q, %s", page.Preview.Notes, page.Encoding)
	}
	if page.Counts.New != 1 || page.Counts.Refused != 1 || page.Lines[0].No != 3 || page.Lines[0].Problems[0].Column != "A" {
		t.Errorf("%+v %+v", page.Counts, page.Lines)
	}
}
