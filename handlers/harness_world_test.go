package handlers

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"linli/db"
	"linli/db/crm"
)

// mold keeps a filled file and what is known of it, so that each test gets a copy without filling one again.
type mold[T any] struct {
	mu     sync.Mutex
	file   []byte
	beside fstest.MapFS // the folder of attachments
	known  T
}

// pour writes a copy of the file for a test; the first one is filled there.
func (m *mold[T]) pour(t *testing.T, fill func(path string) T) (path string, known T) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	path = filepath.Join(t.TempDir(), "linli.db")
	var err error
	if m.file == nil {
		m.known = fill(path)
		if m.file, err = os.ReadFile(path); err == nil {
			m.beside, err = inMemory(filepath.Join(filepath.Dir(path), "attachments"))
		}
	} else if err = os.WriteFile(path, m.file, 0o600); err == nil {
		err = os.CopyFS(filepath.Join(filepath.Dir(path), "attachments"), m.beside)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path, m.known
}

// inMemory is a copy of a folder.
func inMemory(folder string) (fstest.MapFS, error) {
	files := fstest.MapFS{}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		files[filepath.ToSlash(name)] = &fstest.MapFile{Data: data, Mode: 0o600}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return files, err
}

// crew are the people of a file.
type crew struct {
	project db.Project
	staff   map[string]crm.Staff
}

var worlds mold[crew]

func newWorld(t *testing.T) *world {
	t.Helper()
	w := blankWorld(t)
	path, crew := worlds.pour(t, func(path string) crew {
		w.open(path)
		w.found()
		w.close()
		return crew{w.project, w.staff}
	})
	w.project, w.staff = crew.project, maps.Clone(crew.staff)
	w.serve(path)
	return w
}

func blankWorld(t *testing.T) *world {
	return &world{t: t, now: testStart, staff: map[string]crm.Staff{}, log: &bytes.Buffer{}}
}

func (w *world) open(path string) {
	w.t.Helper()
	var err error
	if w.store, err = db.Open(context.Background(), path); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) close() {
	w.t.Helper()
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

// found makes the project and its accounts.
func (w *world) found() {
	w.t.Helper()
	ctx := context.Background()
	_, err := w.store.InitProject(ctx, testStart.AddDate(-1, 0, 0), db.Project{Code: "LY", Name: "绿园小区", Timezone: "Asia/Shanghai", Hotline: "0571-86000000"})
	if err != nil {
		w.t.Fatal(err)
	}
	if w.project, err = w.store.ProjectByCode(ctx, "LY"); err != nil {
		w.t.Fatal(err)
	}
	for _, r := range crm.Roles {
		w.hire(string(r.Code), r.Label, crm.Assignment{Role: r.Code, Department: departmentOf(r.Code), Buildings: buildingsOf(r.Code)})
	}
}

// serve opens a file and answers requests about it until the test ends.
func (w *world) serve(path string) {
	w.t.Helper()
	w.open(path)
	w.t.Cleanup(w.close)
	key, err := w.store.Keeping(context.Background(), "csrf_key")
	if err != nil {
		w.t.Fatal(err)
	}
	w.app = &App{Store: w.store, Log: slog.New(slog.NewTextHandler(&lockedBuffer{b: w.log}, nil)), Now: w.clock, CSRFKey: key, Trouble: w.trouble}
	handler, err := w.app.Handler()
	if err != nil {
		w.t.Fatal(err)
	}
	w.server = httptest.NewServer(handler)
	w.t.Cleanup(w.server.Close)
}

func departmentOf(r crm.Role) string {
	if r == crm.Handler || r == crm.DeptHead {
		return "GC"
	}
	return ""
}

func buildingsOf(r crm.Role) []string {
	if r == crm.Steward {
		return []string{"3"}
	}
	return nil
}
