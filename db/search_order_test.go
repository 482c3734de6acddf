package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"linli/db/crm"
)

// neighbour puts a person on file in a room, who left on a date.
func (o *office) neighbour(name, phone, room, left string) crm.Customer {
	o.t.Helper()
	c := o.resident(name, phone, room, "owner")
	if left != "" {
		o.change(`UPDATE occupancy SET moved_out_on = ? WHERE customer_id = ?`, left, c.ID)
	}
	return c
}

func (o *office) change(query string, args ...any) {
	o.t.Helper()
	if _, err := o.store.write.Exec(query, args...); err != nil {
		o.t.Fatal(err)
	}
}

// hits are the names found by a text, with the reasons behind them.
func (o *office) hits(role crm.Role, text string) (names, reasons []string) {
	o.t.Helper()
	found, err := o.store.Search(context.Background(), o.by(role).Staff, text, 10, "2026-11-22")
	if err != nil {
		o.t.Fatal(err)
	}
	for _, c := range found.Customers {
		names, reasons = append(names, c.Name), append(reasons, c.Why.String())
	}
	return names, reasons
}

// TestBestHitFirst holds the order of hits: what is typed as a whole, who lives here, the part.
func TestBestHitFirst(t *testing.T) {
	o := newOffice(t)
	o.neighbour("张伟", "15400000001", "3-1-101", "2025-01-01")
	o.neighbour("张伟民", "15400001234", "3-1-102", "")
	o.neighbour("张伟", "15412340000", "3-2-201", "")
	o.neighbour("小张伟", "0571-54001234", "3-2-201", "2024-05-05")
	o.neighbour("單雄信", "15499990009", "8-1-101", "")
	for text, want := range map[string][2]string{
		"张伟":           {"张伟 张伟 张伟民 小张伟", "姓名 姓名 姓名 姓名"},
		"zhangwei":     {"张伟 张伟 张伟民 小张伟", "拼音 zhang wei|拼音 zhang wei|拼音 zhang wei min|拼音 xiao zhang wei"},
		"zw":           {"张伟 张伟 张伟民 小张伟", ""},
		"1234":         {"张伟民 小张伟", "电话尾号 1234|电话尾号 1234"},
		"15400001234":  {"张伟民", "电话号码"},
		"54001234":     {"小张伟", "电话尾号 54001234"},
		"3-2-201":      {"张伟 小张伟", "房号 3-2-201|曾住 3-2-201"},
		"单雄信":          {"單雄信", "姓名"},
		"单x":           {"單雄信", "拼音 shan xiong xin"},
		"danxx":        {"單雄信", "拼音 dan xiong xin"},
		"KH-LY-000002": {"张伟民", "客户编号"},
		"000002":       {"张伟民", "客户编号"},
	} {
		names, reasons := o.hits(crm.Clerk, text)
		if strings.Join(names, " ") != want[0] {
			t.Errorf("%s finds %v, want %s", text, names, want[0])
		}
		if got := strings.Join(reasons, "|"); want[1] != "" && got != strings.ReplaceAll(want[1], "姓名 ", "姓名|") {
			t.Errorf("%s finds by %s, want %s", text, got, want[1])
		}
	}
	if names, _ := o.hits(crm.Steward, "sxx"); len(names) > 0 {
		t.Errorf("the steward of building 3 finds %v", names)
	}
	if first, err := o.store.Search(context.Background(), o.by(crm.Clerk).Staff, "张伟", 1, "2026-11-22"); err != nil || first.Customers[0].Rooms[0] != "3-2-201" {
		t.Errorf("who lives here does not stand first: %+v, %v", first.Customers, err)
	}
}

func TestPlatesAreFound(t *testing.T) {
	o := newOffice(t)
	c := o.neighbour("王晓军", "15400000001", "3-1-101", "")
	past := o.neighbour("何敏", "15400000002", "3-1-102", "")
	o.change(`INSERT INTO vehicle (project_id, customer_id, plate) VALUES (1, ?, '浙A12345'), (1, ?, '浙AD67890')`, c.ID, c.ID)
	o.change(`INSERT INTO vehicle (project_id, customer_id, plate, ended_on) VALUES (1, ?, '浙A12345', '2026-01-01')`, past.ID)
	for text, want := range map[string]string{
		"浙A·12345": "王晓军 何敏", "浙 a 12345": "王晓军 何敏", "Ａ12345": "王晓军 何敏", "a·12345": "王晓军 何敏", "12345": "王晓军 何敏", "2345": "王晓军 何敏",
		"浙AD67890": "王晓军", "d67890": "王晓军", "7890": "王晓军", "浙B12345": "", "890": "", "1234": "",
	} {
		if names, _ := o.hits(crm.Clerk, text); strings.Join(names, " ") != want {
			t.Errorf("%s finds %v, want %s", text, names, want)
		}
	}
	if _, reasons := o.hits(crm.Clerk, "浙A·12345"); !slices.Equal(reasons, []string{"车牌 浙A***45", "原车牌 浙A***45"}) {
		t.Errorf("found by %v", reasons)
	}
}

// TestNamesakesInOrder holds that of many of a name those who live here stand first, however many left before them, and that
// a longer name stands behind them all.
func TestNamesakesInOrder(t *testing.T) {
	o := newOffice(t)
	var want []string
	for i := range 64 {
		name, left := "张伟", ""
		switch {
		case i%16 == 7:
			name = "张伟民"
		case i < 40:
			left = "2025-01-01"
		}
		c := o.neighbour(name, fmt.Sprintf("154000%05d", i), "3-1-101", left)
		if name == "张伟" && left == "" {
			want = append(want, c.No)
		}
	}
	for _, text := range []string{"张伟", "zw", "zhangwei", "张w"} {
		if got := o.found(text, 10); !slices.Equal(numbers(got), want[:10]) {
			t.Errorf("%s finds %v, want %v", text, numbers(got), want[:10])
		}
	}
	all := o.found("zw", 64)
	if len(all) != 64 {
		t.Fatalf("%d found", len(all))
	}
	for i, c := range all {
		if long := i >= 60; long != (c.Name == "张伟民") {
			t.Errorf("place %d is %s", i, c.Name)
		}
	}
}

// found are the customers a clerk finds.
func (o *office) found(text string, limit int) []crm.CustomerHit {
	o.t.Helper()
	hits, err := o.store.Search(context.Background(), o.by(crm.Clerk).Staff, text, limit, "2026-11-22")
	if err != nil {
		o.t.Fatal(err)
	}
	return hits.Customers
}

func numbers(hits []crm.CustomerHit) (list []string) {
	for _, c := range hits {
		list = append(list, c.No)
	}
	return list
}

// TestMergedFilesLeadToTheOneKept finds the file that was kept by what the others were called.
func TestMergedFilesLeadToTheOneKept(t *testing.T) {
	o := newOffice(t)
	kept := o.neighbour("解珍", "15400000001", "3-1-101", "")
	middle := o.neighbour("解真", "15400000002", "", "")
	gone := o.neighbour("谢珍", "15400000003", "", "")
	o.change(`UPDATE customer SET status = 'merged', merged_into = ? WHERE id = ?`, kept.ID, middle.ID)
	o.change(`UPDATE customer SET status = 'merged', merged_into = ? WHERE id = ?`, middle.ID, gone.ID)
	for text, want := range map[string]string{"谢珍": "姓名（" + gone.No + " 已并入）", "xiezhen": "拼音 xie zhen", gone.No: "客户编号（" + gone.No + " 已并入）", middle.No: "客户编号（" + middle.No + " 已并入）"} {
		names, reasons := o.hits(crm.Clerk, text)
		if len(names) != 1 || names[0] != "解珍" || reasons[0] != want {
			t.Errorf("%s finds %v by %v", text, names, reasons)
		}
	}
	o.change(`UPDATE customer SET status = 'taken_back' WHERE id = ?`, kept.ID)
	if names, _ := o.hits(crm.Clerk, "谢珍"); len(names) > 0 {
		t.Errorf("who is not on file is found: %v", names)
	}
}

// TestNamesAreReadAnew opens a file whose names were read by another version.
func TestNamesAreReadAnew(t *testing.T) {
	o := newOffice(t)
	o.neighbour("單於曉", "15400000001", "3-1-101", "")
	back := o.neighbour("曾國藩", "15400000002", "3-1-102", "")
	o.change(`UPDATE customer SET status = 'taken_back' WHERE id = ?`, back.ID)
	o.change(`DELETE FROM name_reading`)
	o.change(`INSERT INTO customer_text (customer_text) VALUES ('delete-all')`)
	o.change(`UPDATE customer SET name_key = '', sort_key = ''`)
	o.change(`UPDATE keeping SET value = '0' WHERE name = 'names'`)
	if names, _ := o.hits(crm.Clerk, "单于晓"); len(names) > 0 {
		t.Fatalf("found before: %v", names)
	}
	for range 2 {
		if err := o.store.readNames(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string]int{"单于晓": 1, "于晓": 1, "cyx": 1, "zgf": 0} {
		if names, _ := o.hits(crm.Clerk, text); len(names) != want {
			t.Errorf("%s finds %v", text, names)
		}
	}
	o.change(`INSERT INTO customer_text (customer_text) VALUES ('delete-all')`)
	o.change(`UPDATE keeping SET value = ? WHERE name = 'names'`, readingsVersion)
	if err := o.store.readNames(context.Background()); err != nil {
		t.Fatal(err)
	}
	if names, _ := o.hits(crm.Clerk, "于晓"); len(names) != 1 {
		t.Errorf("words read anew find %v", names)
	}
	if n := o.count(`SELECT COUNT(*) FROM customer_text`); n != 1 {
		t.Errorf("%d texts, one is taken back", n)
	}
	if n := o.count(`SELECT COUNT(*) FROM customer WHERE sort_key = 'chan yu xiao' AND name_key = '单于晓'`); n != 1 {
		t.Error("not sorted")
	}
}

// TestOpenCasesStandUnderTheirHit holds that the newest open ones are shown, as many as there is room for.
func TestOpenCasesStandUnderTheirHit(t *testing.T) {
	o := newOffice(t)
	c := o.neighbour("王晓军", "15400000001", "3-1-101", "")
	o.change(`INSERT INTO staff (login, name, password_hash, created_at) VALUES ('qiantai', '林晓雯', '', 1)`)
	for i := range 5 {
		o.change(`INSERT INTO service_case (project_id, no, kind, state, level, proposed_level, customer_id, room_id, channel, received_at, registered_at, registrar_id, intake_owner_id, category, summary, is_open)
			SELECT 1, ?, 'complaint', 'processing', 'general', 'general', ?, o.room_id, 'phone', 1, 1, s.id, s.id, 'noise', '楼上夜里很吵', ? FROM occupancy o, staff s WHERE o.customer_id = ? LIMIT 1`,
			fmt.Sprintf("TS-LY-20261122-%04d", i+1), c.ID, i%4/3^1, c.ID)
	}
	hits, err := o.store.Search(context.Background(), o.by(crm.Clerk).Staff, "3-1-101", 6, "2026-11-22")
	if err != nil || len(hits.Customers) != 1 || len(hits.Rooms) != 1 {
		t.Fatalf("%+v, %v", hits, err)
	}
	for _, open := range [][]crm.CaseLine{hits.Customers[0].Open, hits.Rooms[0].Open} {
		if len(open) != openUnder || open[0].No != "TS-LY-20261122-0005" || open[1].No != "TS-LY-20261122-0003" {
			t.Errorf("open %+v", open)
		}
	}
	if hits.Customers[0].OpenCases != 4 || !hits.RoomFirst {
		t.Errorf("%+v", hits)
	}
}
