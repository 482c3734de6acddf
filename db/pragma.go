package db

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/mattn/go-sqlite3"
)

// What only SQLite knows stands in this file, in backup.go and in the full-text search.

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
