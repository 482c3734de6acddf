package db

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
)

// oldFile is a database of the first version of the program with a project in it.
func oldFile(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "linli.db")
	write, err := sql.Open("linli", fileURI(path)+"?"+options)
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, write, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := write.ExecContext(t.Context(), `INSERT INTO project (id, code, name, created_at) VALUES (7, 'LY', '绿园小区', 1)`); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUpgradeKeepsACopyOfWhatWasThere(t *testing.T) {
	path := oldFile(t)
	if err := os.WriteFile(path+".before-2", []byte("half a copy, of an upgrade that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if p, err := s.ProjectByCode(t.Context(), "LY"); err != nil || p.ID != 7 {
		t.Errorf("after the upgrade: %+v %v", p, err)
	}
	if info, err := os.Stat(path + ".before-2"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy may be read by others: %v", err)
	}
	newest, err := newestSchema()
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]int64{path + ".before-2": 1, path: newest} {
		copied, err := sql.Open("sqlite3", fileURI(file)+"?mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		defer copied.Close()
		if version, err := knownSchema(reader{t.Context(), copied}); err != nil || version != want {
			t.Errorf("%s has schema %d, want %d: %v", filepath.Base(file), version, want, err)
		}
	}
}

func TestUpgradeWithoutACopyIsNone(t *testing.T) {
	path := oldFile(t)
	if err := os.Mkdir(path+".before-2", 0o700); err != nil { // stands in the way of the copy
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path+".before-2", "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(t.Context(), path); err == nil {
		_ = s.Close()
		t.Fatal("upgraded without a copy")
	}
	old, err := sql.Open("sqlite3", fileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if version, err := knownSchema(reader{t.Context(), old}); err != nil || version != 1 {
		t.Errorf("the file has schema %d: %v", version, err)
	}
}

func TestOpeningANewestFileChangesNothing(t *testing.T) {
	s, _ := newFile(t)
	for range 2 {
		again, err := Open(t.Context(), s.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if copies, _ := filepath.Glob(s.Path + ".before-*"); copies != nil {
		t.Errorf("copies without an upgrade: %v", copies)
	}
}

// TestUpgradeRenewsStatistics: no index is unknown to the statistics of a file that has some; a file without stays without.
func TestUpgradeRenewsStatistics(t *testing.T) {
	for _, known := range []bool{true, false} {
		path := oldFile(t)
		write, err := sql.Open("linli", fileURI(path)+"?"+options)
		if err != nil {
			t.Fatal(err)
		}
		fill := `INSERT INTO customer (id, project_id, no, kind, name, created_at) VALUES (1, 7, 'LY-C-000001', 'person', '张三', 1);`
		if known {
			fill += `ANALYZE`
		}
		if _, err := write.ExecContext(t.Context(), fill); err != nil {
			t.Fatal(err)
		}
		if err := write.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		has := column(t, s, `SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat1'`)
		if len(has) == 1 != known {
			t.Errorf("known %v: statistics %v", known, has)
		}
		if known && len(column(t, s, `SELECT stat FROM sqlite_stat1 WHERE idx = 'customer_listed'`)) != 1 {
			t.Error("nothing is known of an index that the upgrade has made")
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
