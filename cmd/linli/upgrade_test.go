package main

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"linli/db"
)

// upgradeKills is how often the program is killed inside an upgrade (reliability.md G9).
const upgradeKills = 50

// TestKilledInsideAnUpgrade kills the program again and again while it brings a file of the first version to the newest: what
// is left is wholly the old file or wholly the new one, and the next start makes the new one of it without losing a row.
func TestKilledInsideAnUpgrade(t *testing.T) {
	old, dir := oldFolder(t), t.TempDir()
	before := stateOf(t, old)
	copyFolder(t, old, dir)
	command(t, nil, "audit", "verify", "--data", dir).want(t, exitOK)
	after := stateOf(t, dir)
	if after.version <= before.version || after.rows != before.rows {
		t.Fatalf("upgraded without being disturbed: %d to %d, rows kept %v", before.version, after.version, after.rows == before.rows)
	}
	total := written(dir)
	chance := rand.New(rand.NewPCG(1, 2))
	inside := 0
	for kill := range upgradeKills {
		copyFolder(t, old, dir)
		base := written(dir)
		if !killedAfter(t, dir, base+chance.Int64N(total-base)) {
			continue // it was quicker than this test
		}
		state := stateOf(t, dir)
		if state == before {
			inside++
		} else if state != after {
			t.Fatalf("kill %d left a file that is neither old nor new: version %d, rows kept %v", kill, state.version, state.rows == before.rows)
		}
		store, err := db.Open(t.Context(), filepath.Join(dir, databaseName))
		if err != nil {
			t.Fatalf("the start after kill %d: %v", kill, err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if state := stateOf(t, dir); state != after {
			t.Fatalf("the start after kill %d ended with version %d, rows kept %v", kill, state.version, state.rows == before.rows)
		}
	}
	if inside < upgradeKills/2 {
		t.Errorf("only %d of %d kills came inside the upgrade", inside, upgradeKills)
	}
}

// oldFolder is a data folder of the first version of the program, with rows.
func oldFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	file, err := sql.Open("sqlite3", filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	provider, err := goose.NewProvider(goose.DialectSQLite3, file, os.DirFS(filepath.Join("..", "..", "db", "migrations")), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	const many = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) `
	for _, statement := range []string{
		`INSERT INTO project (id, code, name, created_at) VALUES (1, 'LY', '绿园小区', 1)`,
		`INSERT INTO community (id, project_id, name) VALUES (1, 1, '绿园小区')`,
		`INSERT INTO staff (id, login, name, password_hash, created_at) VALUES (1, 'qiantai', '林晓雯', '', 1)`,
		`INSERT INTO building (id, project_id, community_id, no) VALUES (1, 1, 1, '1')`,
		many + `INSERT INTO room (project_id, building_id, code, building_no, sort_key, created_at) SELECT 1, 1, '1-' || i, '1', i, 1 FROM n`,
		many + `INSERT INTO customer (project_id, no, name, sort_key, created_at) SELECT 1, 'KH-LY-' || i, '林小满' || i, 'linxiaoman' || i, 1 FROM n`,
		many + `INSERT INTO occupancy (customer_id, room_id, relation, moved_in_on) SELECT i, i, 'owner', '2020-01-01' FROM n`,
		many + `INSERT INTO service_case (project_id, no, kind, state, level, proposed_level, channel, received_at, registered_at, registrar_id, intake_owner_id, category, summary, is_open, next_due_at)
			SELECT 1, 'TS-LY-20250314-' || i, 'complaint', 'registered', 'general', 'general', 'phone', i, i, 1, 1, 'cleaning', '楼道垃圾两天没有清运' || i, 1, i + 86400 FROM n`,
		many + `INSERT INTO case_clock (case_id, cycle_no, clock, project_id, anchor_at, due_at) SELECT i, 1, 'ack', 1, i, i + 86400 FROM n`,
		`PRAGMA journal_mode = DELETE`,
	} {
		if _, err := file.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// copyFolder makes the folder what the old one is.
func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := errors.Join(os.RemoveAll(to), os.CopyFS(to, os.DirFS(from))); err != nil {
		t.Fatal(err)
	}
}

// written is how many bytes the database, its log and its copies hold.
func written(dir string) (bytes int64) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), databaseName) && !strings.HasSuffix(e.Name(), "-shm") {
			bytes += info.Size()
		}
	}
	return bytes
}

// killedAfter starts the program on the folder and kills it once that many bytes are written; false when it came to its end.
func killedAfter(t *testing.T, dir string, bytes int64) bool {
	t.Helper()
	cmd := subprocess(t.Context(), nil, "audit", "verify", "--data", dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for written(dir) < bytes {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("without being killed: %v", err)
			}
			return false
		default:
		}
	}
	_ = cmd.Process.Kill() // SIGKILL
	return <-ended != nil
}

// state is what a database holds: its schema to the letter, and what the tables of the first version hold.
type state struct {
	version      int64
	schema, rows string
}

func stateOf(t *testing.T, dir string) (s state) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, databaseName)); errors.Is(err, fs.ErrNotExist) {
		t.Fatal("the database is gone")
	}
	file, err := sql.Open("sqlite3", filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.QueryRowContext(t.Context(), `SELECT MAX(version_id) FROM goose_db_version WHERE is_applied = 1`).Scan(&s.version); err != nil {
		t.Fatal(err)
	}
	s.schema = digest(t, file, `SELECT type || name || COALESCE(sql, '') FROM sqlite_schema ORDER BY type, name`)
	for _, rows := range []string{`project, code`, `staff, login`, `room, code`, `customer, no || name`, `occupancy, moved_in_on`, `service_case, no || summary`, `case_clock, due_at`} {
		table, text, _ := strings.Cut(rows, ", ")
		s.rows += digest(t, file, `SELECT `+text+` FROM `+table+` ORDER BY 1`)
	}
	return s
}

func digest(t *testing.T, file *sql.DB, query string) string {
	t.Helper()
	rows, err := file.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	hash := sha256.New()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(hash, text+"\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", hash.Sum(nil))
}
