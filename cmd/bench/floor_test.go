package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/db"
)

// TestFloorAnswers asks the floor for each of its pages: its statements and what it gives them must fit.
func TestFloorAnswers(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)
	store, err := db.Open(t.Context(), filepath.Join(dir, "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := store.FillDemo(t.Context(), db.Demo{Households: 60, Cases: 300, Seed: 1, Now: now, Password: testPassword}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	f := &floor{now: now.Unix(), read: readOnly(t, dir)}
	for path, want := range map[string]string{"/cases/1": "summary", "/customers/1": "name", "/overdue": "<table", "/cases": "LY-"} {
		rec := httptest.NewRecorder()
		f.routes().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %d, %d bytes, want %q in it", path, rec.Code, rec.Body.Len(), want)
		}
	}
}
