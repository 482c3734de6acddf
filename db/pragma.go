package db

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/mattn/go-sqlite3"
)

// What only SQLite knows stands in this file, in backup.go and in the full-text search.

// logLimit is the size in bytes that the write-ahead log keeps at most when nobody needs more of it.
const logLimit = 32 << 20

func limitLog(conn *sqlite3.SQLiteConn) error {
	_, err := conn.Exec(fmt.Sprintf("PRAGMA journal_size_limit = %d", logLimit), nil)
	return err
}

// longWrite gives the writing connection room for the pages of a long import, which it would otherwise write again and again.
func (tx *Tx) longWrite() error { return tx.exec("PRAGMA cache_size = -16384") }

// inMemory has a connection that writes remember in memory what a statement takes back when it fails half way. By default
// that goes to a temporary file as soon as a statement changes 16 pages, which most new cases do.
const inMemory = "PRAGMA temp_store = MEMORY"

// pragmaValue asks a connection for a setting.
func pragmaValue(conn *sqlite3.SQLiteConn, name string) (value string, err error) {
	rows, err := conn.Query("PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	cells := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(cells); err != nil && err != io.EOF {
		return "", err
	}
	return fmt.Sprint(cells[0]), nil
}
