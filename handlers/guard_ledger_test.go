package handlers

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// ledger looks at the file from outside: how much every table holds.
type ledger struct {
	t     *testing.T
	db    *sql.DB
	query string

	version int64 // of the file, as SQLite counts the commits of others
	held    string
}

// notBusiness are tables that a refused request may touch: who is signed in, who failed to, and the log of refusals.
var notBusiness = []string{"session", "login_throttle", "journal", "journal_text"}

func openLedger(t *testing.T, path string) *ledger {
	t.Helper()
	file, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	file.SetMaxOpenConns(1)
	l := &ledger{t: t, db: file}
	var parts []string
	for _, table := range l.list(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'customer_text%' ORDER BY name`) {
		if slices.Contains(notBusiness, table) {
			continue
		}
		sum := "0"
		if slices.Contains(l.list(`SELECT name FROM pragma_table_info('`+table+`')`), "row_version") {
			sum = "COALESCE(SUM(row_version), 0)"
		}
		parts = append(parts, fmt.Sprintf("(SELECT '%s ' || COUNT(*) || '/' || %s FROM %s)", table, sum, table))
	}
	l.query = "SELECT " + strings.Join(parts, " || ' ' || ")
	return l
}

func (l *ledger) list(query string) (list []string) {
	l.t.Helper()
	rows, err := l.db.Query(query)
	if err != nil {
		l.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			l.t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

// read is every table with its rows and the sum of their versions.
func (l *ledger) read() (all string) {
	l.t.Helper()
	if err := l.db.QueryRow(l.query).Scan(&all); err != nil {
		l.t.Fatal(err)
	}
	return all
}

// open notes what the file holds before a request.
func (l *ledger) open() {
	l.t.Helper()
	if version := l.commits(); version != l.version {
		l.version, l.held = version, l.read()
	}
}

// closed fails when a refused request has left something.
func (l *ledger) closed(a answer, what string) {
	l.t.Helper()
	if a.status < 400 || l.commits() == l.version {
		return
	}
	if now := l.read(); now != l.held {
		l.t.Errorf("%s: refused with %d, but the file changed from\n%s to\n%s", what, a.status, l.held, now)
	}
}

func (l *ledger) commits() (n int64) {
	l.t.Helper()
	if err := l.db.QueryRow("PRAGMA data_version").Scan(&n); err != nil {
		l.t.Fatal(err)
	}
	return n
}

// rowVersion is the row_version of the record a route is about, empty where it has none.
func (l *ledger) rowVersion(r Route, id int64) (v string) {
	switch {
	case r.Path == "/admin/settings":
		return l.list(`SELECT MAX(version) FROM settings WHERE project_id = 1`)[0]
	case strings.HasPrefix(r.Path, "/committee/"):
		return l.list(`SELECT MAX(version) FROM committee_report WHERE project_id = 1`)[0]
	}
	tables := map[string]string{"case": "service_case", "group": "group_case", "customer": "customer", "import": "import_batch", "export": "export_job", "request": "export_job", "task": "task", "handover": "handover_card", "measure": "measure", "activity": "event", "attendee": "event_attendance", "place": "place_code", "staff": "staff",
		"room": "room", "facility": "facility", "record": "service_record", "fee": "fee_record", "contract": "service_contract", "agreement": "service_contract", "referral": "referral", "service": "value_added_service", "field": "extra_field"}
	kind := ""
	for _, record := range records {
		if strings.HasPrefix(r.Path, record.prefix+"{id}") {
			kind = record.kind
		}
	}
	for _, name := range parameter.FindAllString(r.Path, -1) {
		if name = strings.Trim(name, "{}"); tables[name] != "" {
			kind = name
		}
	}
	if tables[kind] != "" && id != 0 {
		if err := l.db.QueryRow(`SELECT row_version FROM `+tables[kind]+` WHERE id = ?`, id).Scan(&v); err != nil {
			l.t.Fatal(err)
		}
	}
	return v
}
