package db

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"linli/db/crm"
)

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
