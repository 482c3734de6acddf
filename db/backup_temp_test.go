package db

import (
	"os"
	"path/filepath"
	"testing"
)

// A backup that was killed leaves its unfinished copy behind, as large as the database; the next one clears it away, but
// not that of another still at work.
func TestBackupClearsWhatAKilledOneLeft(t *testing.T) {
	s, _ := newFile(t)
	folder := t.TempDir()
	left, kept := filepath.Join(folder, ".linli-backup-1"), filepath.Join(folder, "list.txt")
	for _, path := range []string{left, kept} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	working, err := newCopy(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer working.Close()
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(t.Context(), filepath.Join(folder, "copy.db")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{left: false, kept: true, working.Name(): true, filepath.Join(folder, "copy.db"): true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
}
