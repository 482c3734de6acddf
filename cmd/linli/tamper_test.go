package main

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3" // as somebody with the file in hand would open it
)

// tamper changes the file behind the program's back.
func tamper(t *testing.T, dir string, statements ...string) {
	t.Helper()
	file, err := sql.Open("sqlite3", filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, s := range statements {
		if _, err := file.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}
