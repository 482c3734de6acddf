package db

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// TestEveryRecordOfACustomerIsAccountedFor reads the schema: whatever names a customer is moved by a merge, or there is a
// reason why not.
func TestEveryRecordOfACustomerIsAccountedFor(t *testing.T) {
	o := newOffice(t)
	known := map[string]bool{}
	for _, w := range owned {
		known[w.table+"."+w.column] = true
	}
	for column := range ownedOtherwise {
		if known[column] {
			t.Errorf("%s moves, and does not", column)
		}
		known[column] = true
	}
	for _, table := range o.strings(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'customer_text%'`) {
		columns := o.strings(`SELECT "from" FROM pragma_foreign_key_list(?) WHERE "table" = 'customer'`, table)
		columns = append(columns, o.strings(`SELECT name FROM pragma_table_info(?) WHERE name LIKE '%customer_id'`, table)...)
		slices.Sort(columns)
		for _, column := range slices.Compact(columns) {
			name := table + "." + column
			if !known[name] {
				t.Errorf("%s names a customer: a merge must move it (owned), or say why not (ownedOtherwise)", name)
			}
			delete(known, name)
		}
	}
	delete(known, "task.subject_id") // names a customer where subject says so
	for name := range known {
		t.Errorf("%s is in no table", name)
	}
}

// TestEveryFieldOfACustomerIsAccountedFor holds that a new column of the file itself is not forgotten either.
func TestEveryFieldOfACustomerIsAccountedFor(t *testing.T) {
	o := newOffice(t)
	completed := []string{"honorific", "org_credit_code", "contact_person", "preferred_channel", "contact_window", "do_not_disturb", "steward_id", "note", "privacy_notice_on", "verified_on"}
	ownOnly := []string{"id", "project_id", "no", "kind", "name", "source", "status", "sort_key", "import_id", "created_at", "row_version", "merged_into", "name_key", "began_on"}
	got := o.strings(`SELECT name FROM pragma_table_info('customer') ORDER BY name`)
	want := slices.Sorted(slices.Values(append(completed, ownOnly...)))
	if !slices.Equal(got, want) {
		t.Errorf("columns of customer: %v, known to a merge: %v", got, want)
	}
}

func (o *office) strings(query string, args ...any) (list []string) {
	o.t.Helper()
	rows, err := o.store.read.Query(query, args...)
	if err != nil {
		o.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			o.t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

// sql changes the file directly.
func (o *office) sql(query string, args ...any) {
	o.t.Helper()
	o.in(func(tx *Tx) error { return tx.exec(query, args...) })
}

// staffed gives the office the person who acts, whom records refer to.
func (o *office) staffed() {
	o.t.Helper()
	o.sql(`INSERT INTO staff (id, login, name, password_hash, created_at) VALUES (7, 'zhuguan', '主管', 'x', 1)`)
}

// fill puts a row into a table with a customer in one of its columns, and whatever else the schema asks for.
func (o *office) fill(table, column string, customer, another int64) {
	o.t.Helper()
	refers := map[string]string{}
	for _, pair := range o.strings(`SELECT "from" || ' ' || "table" FROM pragma_foreign_key_list(?)`, table) {
		from, to, _ := strings.Cut(pair, " ")
		refers[from] = to
	}
	var columns []string
	var values []any
	for _, line := range o.strings(`SELECT name || ' ' || type FROM pragma_table_info(?) WHERE name <> 'id' AND ("notnull" = 1 AND dflt_value IS NULL OR pk > 0 OR name = ?)`, table, column) {
		name, kind, _ := strings.Cut(line, " ")
		var value any = "x" + fmt.Sprint(o.count(`SELECT count(*) FROM `+table))
		switch to := refers[name]; {
		case name == column:
			value = customer
		case to == "customer":
			value = another
		case to != "":
			if o.count(`SELECT count(*) FROM `+to) == 0 {
				o.fill(to, "", customer, another)
			}
			value = o.count(`SELECT MAX(id) FROM ` + to)
		case kind == "INTEGER":
			value = 1000 + o.count(`SELECT count(*) FROM `+table)
		}
		if table == "task" && name == "subject" {
			value = "customer"
		}
		columns, values = append(columns, name), append(values, value)
	}
	if table == "task" {
		columns, values = append(columns, "subject"), append(values, "customer")
	}
	o.sql(`INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+marks("?", len(columns))+`)`, values...)
}

// dump is what every table holds, without the log and what only counts.
func (o *office) dump() map[string][]string {
	o.t.Helper()
	held := map[string][]string{}
	for _, table := range o.strings(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'customer_text%'
		AND name NOT IN ('journal', 'journal_text', 'customer_merge', 'request_key', 'goose_db_version', 'counter', 'keeping')`) {
		var columns []string
		for _, column := range o.strings(`SELECT name FROM pragma_table_info(?)`, table) {
			if column != "row_version" && column != "last_event_at" {
				columns = append(columns, `quote("`+column+`")`)
			}
		}
		rows := o.strings(`SELECT ` + strings.Join(columns, ` || ' ' || `) + ` FROM ` + table)
		slices.Sort(rows)
		held[table] = rows
	}
	return held
}

func (o *office) same(before, after map[string][]string) {
	o.t.Helper()
	for _, table := range slices.Sorted(maps.Keys(before)) {
		if !slices.Equal(before[table], after[table]) {
			o.t.Errorf("%s was\n%s\nis\n%s", table, strings.Join(before[table], "\n"), strings.Join(after[table], "\n"))
		}
	}
}

func (o *office) version(id int64) int64 {
	return int64(o.count(`SELECT row_version FROM customer WHERE id = ?`, id))
}

// merge makes one of two files, now.
func (o *office) merge(a, b crm.Customer) error {
	_, err := o.store.MergeCustomers(o.t.Context(), o.by(crm.Supervisor), a.ID, o.version(a.ID), b.ID, o.version(b.ID), "同一人", o.today())
	return err
}

func (o *office) undo(gone crm.Customer) error {
	return o.store.UndoMerge(o.t.Context(), o.by(crm.Supervisor), gone.ID, o.version(gone.ID))
}

func (o *office) today() string {
	return o.now.In(time.FixedZone("UTC+8", 8*3600)).Format(time.DateOnly)
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// TestMergeMovesEverything puts a record into every table there is, merges and undoes.
func TestMergeMovesEverything(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	kept, gone := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-502", "tenant")
	third := o.resident("孔平", "15400000003", "", "")
	for _, w := range owned {
		o.fill(w.table, w.column, gone.ID, third.ID)
	}
	complaint, err := o.store.RegisterCase(t.Context(), o.by(crm.Supervisor), NewCase{Room: "3-2-501", Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "cleaning", SubCategory: "楼道", CustomerID: gone.ID, Summary: "楼道垃圾两天没有清运"}})
	o.ok(err)
	before := o.dump()
	o.ok(o.merge(gone, kept))
	for _, w := range owned {
		if n := o.count(`SELECT count(*) FROM `+w.table+` WHERE `+w.column+` = ?`+w.also, gone.ID); n != 0 {
			t.Errorf("%d left of %s.%s", n, w.table, w.column)
		}
		if n := o.count(`SELECT count(*) FROM `+w.table+` WHERE `+w.column+` = ?`+w.also, kept.ID); n == 0 {
			t.Errorf("nothing of %s.%s has come", w.table, w.column)
		}
	}
	o.checkCounts(t, map[string]int{
		fmt.Sprintf(`SELECT count(*) FROM service_case WHERE id = %d AND customer_id = %d`, complaint.ID, kept.ID):                                   1,
		fmt.Sprintf(`SELECT count(*) FROM customer WHERE id = %d AND status = 'merged' AND merged_into = %d`, gone.ID, kept.ID):                      1,
		fmt.Sprintf(`SELECT count(*) FROM journal WHERE kind = 'customers_merged' AND customer_id IN (%d, %d)`, kept.ID, gone.ID):                    2,
		fmt.Sprintf(`SELECT count(*) FROM journal WHERE kind = 'complainant_moved' AND subject_id = %d AND customer_id = %d`, complaint.ID, kept.ID): 1,
	})
	if found, err := o.store.Customers(t.Context(), o.by(crm.Supervisor).Staff, CustomerFilter{Text: gone.No, Limit: 9}, o.today()); err != nil || len(found) != 1 || found[0].ID != kept.ID {
		t.Errorf("who looks for %s finds %+v, %v", gone.No, found, err)
	}
	o.now = o.now.Add(7 * 24 * time.Hour)
	o.ok(o.undo(gone))
	o.same(before, o.dump())
	if n := o.count(`SELECT count(*) FROM customer_text WHERE customer_text MATCH ?`, phrase("许婷")); n != 2 {
		t.Errorf("%d of two are found by name again", n)
	}
	checkFold(t, o.store, o.now.Unix())
	if v, err := o.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v, %v", v, err)
	}
}

// twins are two files about one person that say much the same.
func (o *office) twins() (kept, gone crm.Customer) {
	o.t.Helper()
	o.staffed()
	kept, gone = o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000001 15400000009", "3-2-501", "owner")
	third := o.resident("孔平", "15400000003", "", "")
	at := o.now.Unix()
	for _, q := range []struct {
		query string
		args  []any
	}{
		{`UPDATE customer SET do_not_disturb = 1, honorific = '女士', note = '养狗' WHERE id = ?`, []any{gone.ID}},
		{`UPDATE customer SET honorific = '小姐', steward_id = 7 WHERE id = ?`, []any{kept.ID}},
		{`UPDATE contact_point SET verified_at = 50 WHERE customer_id = ?`, []any{gone.ID}},
		{`UPDATE occupancy SET moved_in_on = '2019-05-01', is_payer = 1, share_bp = 5000 WHERE customer_id = ?`, []any{gone.ID}},
		{`INSERT INTO consent (id, customer_id, purpose, text_version, given_at, method) VALUES (1, ?, 'promotion', '1', 10, 'form'), (2, ?, 'care', '1', 10, 'form')`, []any{kept.ID, kept.ID}},
		{`INSERT INTO consent (id, customer_id, purpose, text_version, given_at, method, withdrawn_at) VALUES (3, ?, 'promotion', '1', 5, 'form', 6), (4, ?, 'care', '1', 5, 'form', 6)`, []any{gone.ID, gone.ID}},
		{`INSERT INTO consent (id, customer_id, purpose, text_version, given_at, method) VALUES (5, ?, 'photos', '1', 5, 'form')`, []any{gone.ID}},
		{`INSERT INTO customer_tag (id, customer_id, class, code, consent_id, started_on) VALUES (1, ?, 'care', '独居老人', 2, '2020-01-01'), (2, ?, 'ordinary', '养宠', NULL, '2020-01-01')`, []any{kept.ID, kept.ID}},
		{`INSERT INTO customer_tag (id, customer_id, class, code, started_on) VALUES (3, ?, 'ordinary', '养宠', '2021-01-01'), (4, ?, 'ordinary', '常出差', '2021-01-01')`, []any{gone.ID, gone.ID}},
		{`INSERT INTO preference (id, customer_id, key, value, recorded_on) VALUES (1, ?, '语言方言', '粤语', '2020-01-01'), (2, ?, '语言方言', '粤语', '2021-01-01'), (3, ?, '大字版', '是', '2021-01-01')`, []any{kept.ID, gone.ID, gone.ID}},
		{`INSERT INTO stewardship (id, customer_id, staff_id, start_on) VALUES (1, ?, 7, '2020-01-01'), (2, ?, 7, '2021-01-01')`, []any{kept.ID, gone.ID}},
		{`INSERT INTO referral (id, referrer_id, referred_id, referred_on, status) VALUES (1, ?, ?, '2020-01-01', 'pending'), (2, ?, ?, '2020-01-01', 'successful'), (3, ?, ?, '2020-01-01', 'pending'), (4, ?, ?, '2020-01-01', 'pending')`,
			[]any{kept.ID, third.ID, gone.ID, third.ID, kept.ID, gone.ID, gone.ID, kept.ID}},
		{`INSERT INTO extra_field (id, project_id, name, kind, purpose, created_at) VALUES (1, 1, '车位意向', 'text', '统计', 1), (2, 1, '访客', 'text', '门岗', 1)`, nil},
		{`INSERT INTO extra_value (customer_id, field_id, value, changed_at) VALUES (?, 1, '甲', 1), (?, 1, '乙', 1), (?, 2, '丙', 1)`, []any{kept.ID, gone.ID, gone.ID}},
		{`INSERT INTO vehicle (id, project_id, customer_id, plate) VALUES (1, 1, ?, '浙A12345'), (2, 1, ?, '浙A12345')`, []any{kept.ID, gone.ID}},
		{`INSERT INTO task (id, project_id, kind, title, subject, subject_id, created_at) VALUES (1, 1, 'verify', '核实', 'customer', ?, ?)`, []any{gone.ID, at}},
	} {
		o.sql(q.query, q.args...)
	}
	return kept, gone
}

func TestMergeFoldsWhatBothSay(t *testing.T) {
	o := newOffice(t)
	kept, gone := o.twins()
	before := o.dump()
	o.ok(o.merge(kept, gone))
	is := func(query string, want string) {
		t.Helper()
		if got := strings.Join(o.strings(query), " "); got != want {
			t.Errorf("%s\n%q, want %q", query, got, want)
		}
	}
	is(`SELECT honorific || do_not_disturb || steward_id || note FROM customer WHERE id = 1`, "小姐17KH-LY-000002：养狗")
	is(`SELECT id || moved_in_on || is_payer || is_primary_contact || share_bp FROM occupancy`, "12019-05-01115000")
	is(`SELECT id || value || status || verified_at FROM contact_point ORDER BY id`, "115400000001ok50 215400000001stopped50 315400000009ok50 415400000003ok0")
	is(`SELECT id FROM consent WHERE withdrawn_at = 0`, "5")
	is(`SELECT withdrawn_at FROM consent WHERE id IN (1, 2)`, fmt.Sprintf("%d %d", o.now.Unix(), o.now.Unix()))
	is(`SELECT id || code FROM customer_tag WHERE ended_on = '' ORDER BY id`, "2养宠 4常出差")
	is(`SELECT id FROM preference WHERE ended_on = '' ORDER BY id`, "1 3")
	is(`SELECT id FROM stewardship WHERE end_on = '' ORDER BY id`, "1")
	is(`SELECT id || status || referrer_id || referred_id FROM referral ORDER BY id`, "1successful13 2void23 3void12 4void21")
	is(`SELECT field_id || value FROM extra_value WHERE customer_id = 1 ORDER BY field_id`, "1甲 2丙")
	is(`SELECT id || ended_on FROM vehicle ORDER BY id`, "1 2"+o.today())
	is(`SELECT subject_id FROM task`, "1")
	o.ok(o.undo(gone))
	o.same(before, o.dump())
}

// TestUndoLeavesWhatCameSince holds that new records stay where they were made, and that a later change is not overwritten.
func TestUndoLeavesWhatCameSince(t *testing.T) {
	o := newOffice(t)
	kept, gone := o.twins()
	o.ok(o.merge(kept, gone))
	o.sql(`INSERT INTO need (id, project_id, customer_id, text, created_at) VALUES (1, 1, ?, '加装门铃', 1)`, kept.ID)
	o.sql(`UPDATE customer SET note = '亲自更正' WHERE id = ?`, kept.ID)
	o.sql(`UPDATE contact_point SET status = 'wrong' WHERE value = '15400000009'`)
	o.ok(o.undo(gone))
	for query, want := range map[string]string{
		`SELECT customer_id FROM need`:                                                        "1",
		`SELECT note FROM customer WHERE id = 1`:                                              "亲自更正",
		`SELECT note FROM customer WHERE id = 2`:                                              "养狗",
		`SELECT customer_id || status FROM contact_point WHERE value = '15400000009'`:         "2wrong",
		`SELECT do_not_disturb FROM customer WHERE id = 1`:                                    "0",
		`SELECT count(*) FROM occupancy WHERE customer_id = 2 AND moved_in_on = '2019-05-01'`: "1",
	} {
		if got := strings.Join(o.strings(query), " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// TestTimelineOfAMergedFile holds that the kept file tells both stories, and after an undo each its own.
func TestTimelineOfAMergedFile(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	kept, gone := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-502", "tenant")
	told := func(id int64) string {
		stories, _, err := o.store.Timeline(t.Context(), o.by(crm.Supervisor).Staff, id, "", crm.StoryKey{})
		o.ok(err)
		var words []string
		for _, s := range stories {
			words = append(words, s.Title)
		}
		return strings.Join(words, " ")
	}
	o.now = o.now.Add(time.Minute)
	case1, err := o.store.RegisterCase(t.Context(), o.by(crm.Supervisor), NewCase{Room: "3-2-502", Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "cleaning", SubCategory: "楼道", CustomerID: gone.ID, Summary: "楼道垃圾两天没有清运"}})
	o.ok(err)
	o.now = o.now.Add(time.Minute)
	o.ok(o.merge(kept, gone))
	if got, want := told(kept.ID), "合并档案 登记 建立客户档案 建立客户档案"; got != want {
		t.Errorf("merged: %s, want %s", got, want)
	}
	o.now = o.now.Add(time.Minute)
	case2, err := o.store.RegisterCase(t.Context(), o.by(crm.Supervisor), NewCase{Room: "3-2-502", Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "cleaning", SubCategory: "楼道", CustomerID: gone.ID, Summary: "从旧页面登记的诉求"}})
	o.ok(err)
	if case2.CustomerID != kept.ID {
		t.Errorf("a case of a merged file is of %d", case2.CustomerID)
	}
	o.now = o.now.Add(time.Minute)
	moved, err := o.store.CaseByID(t.Context(), o.by(crm.Supervisor).Staff, case1.ID)
	o.ok(err)
	ack := crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今天派人去看", SummaryConfirmed: "yes"}
	o.ok(o.store.Acknowledge(t.Context(), o.by(crm.Supervisor), case1.ID, moved.Case.RowVersion, ack))
	if got, want := told(kept.ID), "受理确认 登记 合并档案 登记 建立客户档案 建立客户档案"; got != want {
		t.Errorf("merged, later: %s, want %s", got, want)
	}
	o.now = o.now.Add(time.Minute)
	o.ok(o.undo(gone))
	if got, want := told(kept.ID), "撤销合并 登记 合并档案 建立客户档案"; got != want {
		t.Errorf("kept: %s, want %s", got, want)
	}
	if got, want := told(gone.ID), "撤销合并 受理确认 合并档案 登记 建立客户档案"; got != want {
		t.Errorf("gone: %s, want %s", got, want)
	}
}

// TestTakeBackAfterAMerge holds that an import does not take away what a merge has joined.
func TestTakeBackAfterAMerge(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	b := o.commit(o.start("a.csv", roster("许婷,15400000001,3-2-501,业主,", "徐婷,15400000002,3-2-502,业主,", "孔平,15400000003,3-2-503,业主,")), false)
	id := func(name string) crm.Customer {
		return crm.Customer{ID: int64(o.count(`SELECT id FROM customer WHERE name = ?`, name))}
	}
	o.now = o.now.Add(time.Minute)
	o.ok(o.merge(id("许婷"), id("徐婷")))
	if b = o.takeBack(b); b.Counts.Kept != 2 || b.Counts.TakenBack != 1 {
		t.Errorf("%s %+v", b.Status, b.Counts)
	}
	o.ok(o.undo(id("徐婷")))
}
