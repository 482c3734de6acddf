package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/mattn/go-sqlite3"
)

// writing is a transaction on the one connection that writes. It is not an sql.Tx, which starts a goroutine for every
// question. Its context does not end with the request, since a write that has begun is short.
type writing struct {
	conn *sql.Conn
	ctx  context.Context
	done bool
}

func (w *writing) commit() error {
	_, err := w.conn.ExecContext(w.ctx, "COMMIT")
	w.done = err == nil
	return err
}

// end takes back what was not committed, also after a panic, and gives the connection back.
func (w *writing) end() error {
	var err error
	if !w.done {
		err = w.rollBack()
	}
	return errors.Join(err, w.conn.Close())
}

// rollBack ends the transaction unless SQLite has done so itself; a connection on which that fails is not used again.
func (w *writing) rollBack() error {
	var over bool
	if err := w.conn.Raw(func(c any) error {
		over = c.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	}); err != nil || over {
		return err
	}
	_, err := w.conn.ExecContext(w.ctx, "ROLLBACK")
	if err == nil {
		return nil
	}
	_ = w.conn.Raw(func(any) error { return driver.ErrBadConn }) // closes it; err says why
	return err
}
