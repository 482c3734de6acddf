package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/handlers"
)

const (
	testTimes    = 3
	testPassword = "abcd-efgh-2345-6789"
)

// enlarged is a small demo, and the same three times as large.
func enlarged(t *testing.T, history int) (small, large *sql.DB, store *db.Store, now time.Time) {
	t.Helper()
	from, to := t.TempDir(), t.TempDir()
	now = time.Date(2026, 11, 22, 15, 4, 5, 0, time.FixedZone("UTC+8", 8*3600))
	base, err := db.Open(t.Context(), filepath.Join(from, "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := base.FillDemo(t.Context(), db.Demo{Households: 60, Cases: 300, Seed: 1, Now: now, Password: testPassword}); err != nil {
		t.Fatal(err)
	}
	if err := base.Close(); err != nil {
		t.Fatal(err)
	}
	if err := enlarge(t.Context(), io.Discard, from, to, testTimes, history); err != nil {
		t.Fatal(err)
	}
	if store, err = db.Open(t.Context(), filepath.Join(to, "linli.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return readOnly(t, from), readOnly(t, to), store, now
}

func readOnly(t *testing.T, dir string) *sql.DB {
	t.Helper()
	file, err := sql.Open("linli", fileURI(filepath.Join(dir, "linli.db"))+"?mode=ro&"+floorOptions)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	return file
}

func answers(t *testing.T, file *sql.DB, query string) (list []string) {
	t.Helper()
	rows, err := file.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s sql.NullString
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s.String)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// sound are questions that find nothing in a file of the product.
var sound = map[string]string{
	"broken reference":     `SELECT "table" FROM pragma_foreign_key_check`,
	"damage":               `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
	"cycle without clocks": `SELECT case_id FROM case_cycle y WHERE (SELECT COUNT(*) FROM case_clock k WHERE k.case_id = y.case_id AND k.cycle_no = y.no) <> 4`,
	"case without a cycle": `SELECT id FROM service_case c WHERE c.cycle_no <> (SELECT MAX(no) FROM case_cycle y WHERE y.case_id = c.id)`,
	"case without a line":  `SELECT id FROM service_case c WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject = 'case' AND j.subject_id = c.id AND j.kind = 'registered')`,
	"wrong round":          `SELECT id FROM service_case c WHERE c.round <> COALESCE((SELECT MAX(v.round) FROM revisit v WHERE v.case_id = c.id AND v.cycle_no = c.cycle_no), 0)`,
	"wrong building":       `SELECT r.code FROM room r JOIN building b ON b.id = r.building_id WHERE r.building_no <> b.no OR r.code NOT LIKE b.no || '%'`,
	"task about nothing":   `SELECT id FROM task t WHERE t.subject = 'case' AND NOT EXISTS (SELECT 1 FROM service_case c WHERE c.id = t.subject_id)`,
	"key of another":       `SELECT dedupe_key FROM task WHERE kind = 'explain_miss' AND dedupe_key NOT LIKE 'miss:' || subject_id || ':%' OR kind = 'promise' AND dedupe_key <> 'promise:' || note_id`,
	"shared plate":         `SELECT plate FROM vehicle WHERE ended_on = '' GROUP BY plate HAVING COUNT(*) > 1`,
	"shared query code":    `SELECT query_code FROM service_case WHERE query_code <> '' GROUP BY query_code HAVING COUNT(*) > 1`,
	"line of another":      `SELECT j.seq FROM journal j JOIN service_case c ON j.subject = 'case' AND c.id = j.subject_id WHERE j.customer_id <> COALESCE(c.customer_id, 0) AND j.source = 'bulk'`,
	"unfindable name":      `SELECT id FROM customer c WHERE NOT EXISTS (SELECT 1 FROM name_reading n WHERE n.customer_id = c.id) AND kind = 'person'`,
	"unfindable words":     `SELECT id FROM customer c WHERE c.id NOT IN (SELECT rowid FROM customer_text)`,
	"shared mobile":        `SELECT digits FROM contact_point WHERE kind = 'mobile' GROUP BY digits HAVING COUNT(*) > 1`,
	"wrong tail":           `SELECT digits FROM contact_point WHERE substr(tail, 1, 1) <> substr(digits, -1)`,
	"day miscounted":       `SELECT n.name FROM counter n WHERE n.name LIKE 'case:%' AND n.value <> (SELECT COUNT(*) FROM service_case c WHERE c.no LIKE substr(n.name, 6, 2) || '-LY-' || replace(substr(n.name, -10), '-', '') || '-%')`,
	"customers miscounted": `SELECT n.name FROM counter n WHERE n.name = 'customer LY' AND n.value <> (SELECT COUNT(*) FROM customer)`,
}

func TestEnlargedFileIsSound(t *testing.T) {
	for name, history := range map[string]int{"all histories": 1, "some histories": 10} {
		t.Run(name, func(t *testing.T) {
			small, large, store, _ := enlarged(t, history)
			for _, table := range []string{"building", "room", "customer", "contact_point", "occupancy", "service_case", "case_cycle", "case_clock", "revisit", "task", "name_reading"} {
				count := `SELECT COUNT(*) * %d FROM ` + table
				if was, is := answers(t, small, strings.ReplaceAll(count, "%d", "3")), answers(t, large, strings.ReplaceAll(count, "%d", "1")); !slices.Equal(was, is) {
					t.Errorf("%s: %v rows, not %v", table, is, was)
				}
			}
			for what, query := range sound {
				if found := answers(t, large, query); len(found) > 0 {
					t.Errorf("%s: %d, first %s", what, len(found), found[0])
				}
			}
			indexes := `SELECT name || COALESCE(sql, '') FROM sqlite_schema WHERE type IN ('index', 'trigger') ORDER BY name`
			if was, is := answers(t, small, indexes), answers(t, large, indexes); !slices.Equal(was, is) {
				t.Errorf("indexes and triggers are %v, not %v", is, was)
			}
			if v, err := store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
				t.Errorf("journal: %+v %v", v, err)
			}
			bulk := fmt.Sprintf(`SELECT %d * COUNT(*) FROM service_case WHERE customer_id IS NULL OR customer_id %% %d <> 0`, testTimes-1, history)
			if want, got := answers(t, small, bulk), answers(t, large, `SELECT COUNT(*) FROM journal WHERE source = 'bulk'`); !slices.Equal(want, got) {
				t.Errorf("%v bulk lines, want %v", got, want)
			}
			for _, r := range references(t, small, large, history) {
				t.Errorf("%s leads into another copy", r)
			}
		})
	}
}

// references are those of a copy to what belongs to another.
func references(t *testing.T, small, large *sql.DB, history int) (wrong []string) {
	t.Helper()
	checked := 0
	for _, table := range answers(t, small, `SELECT DISTINCT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'id' AND c.pk = 1`) {
		for _, pair := range answers(t, small, `SELECT "from" || ' ' || "table" FROM pragma_foreign_key_list('`+table+`')`) {
			column, to, _ := strings.Cut(pair, " ")
			copyOf := func(table, id string) string {
				return fmt.Sprintf(`(%s - 1) / %s`, id, answers(t, small, fmt.Sprintf(`SELECT MAX((COALESCE(MAX(id), 0) + %d - 1) / %d * %d, 1) FROM %s`, history, history, history, table))[0])
			}
			if grown(t, small, large, table) && grown(t, small, large, to) {
				checked++
				if found := answers(t, large, fmt.Sprintf(`SELECT id FROM %s WHERE %s IS NOT NULL AND %s <> %s`, table, column, copyOf(table, "id"), copyOf(to, column))); len(found) > 0 {
					wrong = append(wrong, fmt.Sprintf("%s.%s of %d, first %s,", table, column, len(found), found[0]))
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d references checked", checked)
	}
	return wrong
}

func grown(t *testing.T, small, large *sql.DB, table string) bool {
	t.Helper()
	count := `SELECT COUNT(*) FROM ` + table
	return !slices.Equal(answers(t, small, count), answers(t, large, count))
}

// TestEnlargedFileIsServed asks for the pages of the last copy.
func TestEnlargedFileIsServed(t *testing.T) {
	_, large, store, now := enlarged(t, 10)
	key, err := store.Keeping(t.Context(), "csrf_key")
	if err != nil {
		t.Fatal(err)
	}
	app := &handlers.App{Store: store, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, CSRFKey: key}
	handler, err := app.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	manager, err := signIn(context.Background(), &process{url: server.URL, password: testPassword}, "jingli")
	if err != nil {
		t.Fatal(err)
	}
	last := func(query string) string { return answers(t, large, query)[0] }
	id, name := last(`SELECT MAX(id) FROM customer WHERE kind = 'person'`), last(`SELECT name FROM customer WHERE kind = 'person' ORDER BY id DESC LIMIT 1`)
	for _, path := range []string{"/", "/cases", "/cases?view=list", "/cases/" + last(`SELECT MAX(id) FROM service_case`), "/customers", "/customers/" + id,
		"/rooms/" + last(`SELECT MAX(id) FROM room`), "/overdue?verdict=missed", "/overdue?view=counts", "/revisits", "/tasks", "/admin/audit",
		"/search?q=" + url.QueryEscape(name), "/search?q=" + last(`SELECT no FROM service_case ORDER BY id DESC LIMIT 1`)} {
		page, err := manager.do(t.Context(), request{path: path, want: 200})
		if err != nil {
			t.Error(err)
			continue
		}
		if strings.HasPrefix(path, "/customers/") && !strings.Contains(string(page), name) {
			t.Errorf("%s does not name the customer", path)
		}
	}
}
