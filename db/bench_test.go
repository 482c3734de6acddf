package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"linli/db/crm"
)

var update = flag.Bool("update", false, "write the statements of the bench anew")

// tap opens connections that note every statement they are asked to read with.
type tap struct {
	path string
	seen *[]string
}

func (t tap) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

func (t tap) Connect(context.Context) (driver.Conn, error) {
	conn, err := t.Driver().Open(t.path)
	if err != nil {
		return nil, err
	}
	return tapped{conn.(*sqlite3.SQLiteConn), t.seen}, nil
}

type tapped struct {
	*sqlite3.SQLiteConn
	seen *[]string
}

func (c tapped) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	*c.seen = append(*c.seen, query)
	return c.SQLiteConn.QueryContext(ctx, query, args)
}

// TestBenchAsksWhatTheProductAsks holds the statements of the bench's bare pages to those the product sends;
// go test ./db -run TestBench -update writes them anew.
func TestBenchAsksWhatTheProductAsks(t *testing.T) {
	ctx := context.Background()
	s, by := benchStore(t)
	var seen []string
	if err := s.read.Close(); err != nil {
		t.Fatal(err)
	}
	s.read = sql.OpenDB(tap{s.Path, &seen})
	asked := func(what string, err error, contains ...string) string {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		i := slices.IndexFunc(seen, func(q string) bool {
			return !slices.ContainsFunc(contains, func(part string) bool { return !strings.Contains(q, part) })
		})
		if i < 0 {
			t.Fatalf("%s: no statement with %q among %q", what, contains, seen)
		}
		return seen[i]
	}
	now := by.Now.Unix()
	_, err := s.Clocks(ctx, by.Staff, ClockFilter{Verdict: crm.Missed, Limit: 51}, now)
	want := map[string]string{"register": caseInsert, "overdue": asked("overdue", err, "FROM case_clock k")}
	_, err = s.Board(ctx, by.Staff, CaseFilter{}, crm.BoardSteps(), now)
	want["board"] = asked("board", err, "FROM service_case c", "c.step = ?")
	want["board_count"] = countedCases(CaseFilter{Step: crm.ToConfirm}.where(by.Staff, now))
	seen = nil
	_, err = s.CaseByID(ctx, by.Staff, 1)
	want["case"], want["case_log"] = asked("case", err, "c.summary", "FROM service_case c"), asked("case", err, "FROM journal j", "ORDER BY")
	seen = nil
	_, err = s.CustomerFile(ctx, by.Staff, 1, by.Now.Format(time.DateOnly))
	want["customer"], want["customer_timeline"] = asked("customer", err, "FROM customer c"), asked("customer", err, "FROM journal j")
	for name, text := range want {
		path := filepath.Join("..", "cmd", "bench", "sql", name+".sql")
		if *update {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(kept) != text {
			t.Errorf("%s differs from what the product sends; run go test ./db -run TestBench -update", path)
		}
	}
}

// benchStore is a file with one customer and one case, and a manager who looks at them.
func benchStore(t *testing.T) (*Store, By) {
	t.Helper()
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.FillDemo(ctx, Demo{Households: 20, Cases: 5, Seed: 1, Now: demoNow, Password: "bench"}); err != nil {
		t.Fatal(err)
	}
	return s, By{Staff: crm.Staff{ID: 1, ProjectID: 1, Roles: []crm.Assignment{{Role: crm.Manager}}}, Now: demoNow}
}
