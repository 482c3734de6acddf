package db

import (
	"context"
	"maps"
	"testing"

	"linli/db/crm"
)

func TestTakeBack(t *testing.T) {
	o := newOffice(t)
	o.resident("冯秀", "15400000007", "1-1-101", "owner")
	data := roster("许婷,15400000001,3-2-501,业主,2020-01-02", "许婷,15400000001,3-2-502,业主,2021-01-02", "孔平,15400000002,4-1-301,租户,2022-03-04",
		"冯秀,15400000007 15400000008,4-1-302,业主,2023-01-01", "曹磊,15400000003,4-1-301,租户,2022-03-04")
	b := o.commit(o.start("a.csv", data), false)
	kong := int64(o.count(`SELECT id FROM customer WHERE name = '孔平'`))
	o.in(func(tx *Tx) error {
		return tx.journal(Entry{Kind: "customer_changed", Subject: "customer", SubjectID: kong, CustomerID: kong, Note: "改了备注"})
	})
	o.in(func(tx *Tx) error {
		xu := int64(o.count(`SELECT id FROM customer WHERE name = '许婷'`))
		return tx.journal(Entry{Kind: "revealed", Subject: "customer", SubjectID: xu, CustomerID: xu})
	})
	b = o.takeBack(b)
	if b.Status != crm.ImportPartlyBack || b.Counts.TakenBack != 4 || b.Counts.Kept != 1 {
		t.Fatalf("%s %+v", b.Status, b.Counts)
	}
	o.checkCounts(t, map[string]int{
		`SELECT COUNT(*) FROM customer WHERE status = 'taken_back'`: 2,
		`SELECT COUNT(*) FROM occupancy`:                            2, // 冯秀 in 1-1-101, 孔平
		`SELECT COUNT(*) FROM room`:                                 2,
		`SELECT COUNT(*) FROM building`:                             2,
		`SELECT COUNT(*) FROM unit`:                                 2,
		`SELECT COUNT(*) FROM contact_point WHERE value = '15400000008' AND status = 'stopped'`:                                        1,
		`SELECT COUNT(*) FROM contact_point WHERE value = '15400000007' AND status = 'ok'`:                                             1,
		`SELECT COUNT(*) FROM name_reading s JOIN customer c ON c.id = s.customer_id WHERE c.status = 'taken_back'`:                    0,
		`SELECT COUNT(*) FROM customer_text WHERE customer_text MATCH '"许 婷"'`:                                                         0,
		`SELECT COUNT(*) FROM customer_text WHERE customer_text MATCH '"孔 平"'`:                                                         1,
		`SELECT COUNT(*) FROM import_row WHERE kept = '导入后档案有改动' AND taken_back_at = 0`:                                                1,
		`SELECT COUNT(*) FROM journal WHERE kind = 'taken_back'`:                                                                       2,
		`SELECT COUNT(*) FROM journal WHERE kind = 'link_taken_back' AND customer_id = (SELECT id FROM customer WHERE name = '冯秀')`:    1,
		`SELECT COUNT(*) FROM journal WHERE kind = 'import_taken_back' AND subject_id = (SELECT MIN(id) FROM import_batch)`:            1,
		`SELECT COUNT(*) FROM journal WHERE kind = 'contact_taken_back' AND customer_id = (SELECT id FROM customer WHERE name = '冯秀')`: 1,
	})
	page := o.page(b.ID)
	if len(page.Lines) == 0 || page.Lines[0].Kept == "" {
		t.Error("lines that stayed come first")
	}
	if again := o.commit(o.start("a.csv", data), false); again.Counts.New != 2 || again.Counts.SameCustomer != 2 || again.Counts.Unchanged != 1 {
		t.Errorf("imported again after the take-back: %+v", again.Counts)
	}
}

func (o *office) checkCounts(t *testing.T, want map[string]int) {
	t.Helper()
	for query, n := range want {
		if got := o.count(query); got != n {
			t.Errorf("%d, want %d: %s", got, n, query)
		}
	}
}

// TestTakeBackKeeps holds that whoever has more than the batch brought stays, each with the reason.
func TestTakeBackKeeps(t *testing.T) {
	o := newOffice(t)
	b := o.commit(o.start("a.csv", roster("许婷,15400000001,3-2-501,业主,", "孔平,15400000002,3-2-502,业主,", "曹磊,15400000003,3-2-503,业主,",
		"华杰,15400000004,3-2-504,业主,", "尤明,15400000005,3-2-505,业主,", "钱英,15400000006,3-2-506,业主,")), false)
	id := func(name string) int64 { return int64(o.count(`SELECT id FROM customer WHERE name = ?`, name)) }
	o.commit(o.start("b.csv", roster("许婷,15400000001,3-2-601,租户,", "孔平,15400000002 15400000022,3-2-502,业主,")), false)
	o.in(func(tx *Tx) error {
		if err := tx.exec(`INSERT INTO staff (id, login, name, password_hash, created_at) VALUES (7, 'x', 'x', 'x', 1)`); err != nil {
			return err
		}
		if err := tx.exec(`INSERT INTO service_case (project_id, no, kind, state, level, proposed_level, customer_id, channel, received_at, registered_at,
			registrar_id, intake_owner_id, category, summary, is_open) VALUES (1, 'TS-1', 'complaint', 'registered', 'general', 'general', ?, 'phone', 1, 1, 7, 7, 'noise', '噪音扰民', 1)`,
			id("曹磊")); err != nil {
			return err
		}
		if err := tx.exec(`INSERT INTO revisit (project_id, kind, customer_id, due_at, dedupe_key) VALUES (1, 'routine', ?, 1, 'x')`, id("华杰")); err != nil {
			return err
		}
		return tx.addTask(NewTask{Kind: "verify", Title: "核实档案", Subject: "customer", SubjectID: id("尤明"), Role: crm.Clerk})
	})
	b = o.takeBack(b)
	got := map[string]string{}
	for _, line := range o.page(b.ID).Lines {
		got[line.Cells[0]] = line.Kept
	}
	want := map[string]string{"许婷": "另有住户关系，不是这一批导入的", "孔平": "另有联系方式，不是这一批导入的", "曹磊": "已有诉求", "华杰": "已有回访",
		"尤明": "有关于该客户的待办", "钱英": ""}
	if !maps.Equal(got, want) {
		t.Errorf("kept %v", got)
	}
	if n := o.count(`SELECT COUNT(*) FROM customer WHERE status = 'taken_back'`); n != 1 {
		t.Errorf("%d taken back", n)
	}
}

// TestTakeBackOfAddition holds that an import is free to go once another one that added to it has gone.
func TestTakeBackOfAddition(t *testing.T) {
	o := newOffice(t)
	first := o.commit(o.start("a.csv", roster("许婷,15400000001,3-2-501,业主,")), false)
	second := o.commit(o.start("b.csv", roster("许婷,15400000001,3-2-601,租户,")), false)
	if first = o.takeBack(first); first.Status != crm.ImportCommitted || first.Counts.Kept != 1 {
		t.Errorf("%s %+v", first.Status, first.Counts)
	}
	if second = o.takeBack(second); second.Status != crm.ImportTakenBack {
		t.Errorf("%s %+v", second.Status, second.Counts)
	}
	if first = o.takeBack(first); first.Status != crm.ImportTakenBack || first.Counts.TakenBack != 1 || first.Counts.Kept != 0 {
		t.Errorf("%s %+v", first.Status, first.Counts)
	}
	if _, err := o.store.TakeBackImport(context.Background(), o.by(crm.Manager), first.ID, first.RowVersion); !crm.Is(err, crm.Conflict) {
		t.Errorf("a third time: %v", err)
	}
	if n := o.count(`SELECT (SELECT COUNT(*) FROM room) + (SELECT COUNT(*) FROM unit) + (SELECT COUNT(*) FROM building)`); n != 0 {
		t.Errorf("%d places left", n)
	}
}

// TestTakeBackPassesThePrimaryContact: who came into the room next becomes its primary contact, as if the batch had never come,
// and goes as freely as before.
func TestTakeBackPassesThePrimaryContact(t *testing.T) {
	o := newOffice(t)
	first := o.commit(o.start("a.csv", roster("许婷,15400000001,3-2-501,业主,2020-01-01", "华杰,15400000004,3-2-501,共有人,2020-01-01")), false)
	second := o.commit(o.start("b.csv", roster("孔平,15400000002,3-2-501,租户,2021-01-01")), false)
	o.resident("曹磊", "15400000003", "3-2-501", "occupant")
	primary := func(name string) int {
		return o.count(`SELECT COUNT(*) FROM occupancy o JOIN customer c ON c.id = o.customer_id WHERE c.name = ? AND o.is_primary_contact = 1`, name)
	}
	if primary("许婷") != 1 {
		t.Fatal("the first in the room is not its primary contact")
	}
	version := o.count(`SELECT row_version FROM customer WHERE name = '孔平'`)
	o.takeBack(first)
	if primary("孔平") != 1 || primary("曹磊") != 0 || o.count(`SELECT row_version FROM customer WHERE name = '孔平'`) != version+1 {
		t.Error("the next one is not the primary contact, or their file does not tell")
	}
	o.checkCounts(t, map[string]int{`SELECT COUNT(*) FROM journal WHERE kind = 'primary_passed' AND customer_id = (SELECT id FROM customer WHERE name = '孔平')`: 1})
	if second = o.takeBack(second); second.Status != crm.ImportTakenBack {
		t.Errorf("who became primary contact stays: %s %+v", second.Status, second.Counts)
	}
	if primary("曹磊") != 1 {
		t.Error("the last one in the room is not its primary contact")
	}
}
