package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"linli/db/crm"
)

// writing is a transaction on the one connection that writes. It is not an sql.Tx, which starts a goroutine for every
// question. Its context does not end with the request, since a write that has begun is short.
type writing struct {
	conn *sql.Conn
	ctx  context.Context
	done bool
}

func (w *writing) exec(query string) error {
	_, err := w.conn.ExecContext(w.ctx, query)
	return err
}

func (w *writing) commit() error {
	err := w.exec("COMMIT")
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
	err := w.exec("ROLLBACK")
	if err == nil {
		return nil
	}
	_ = w.conn.Raw(func(any) error { return driver.ErrBadConn }) // closes it; err says why
	return err
}

// patience is how many busy timeouts a write waits for another program, such as an import of 20,000 rows from the console.
const patience = 8

// begin starts a write once no other program writes.
func (s *Store) begin(ctx context.Context) (*writing, error) {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writing{conn: conn, ctx: context.WithoutCancel(ctx)}
	for range patience {
		if _, err = conn.ExecContext(w.ctx, "BEGIN IMMEDIATE"); !busy(err) || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return w, nil
}

func busy(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && e.Code == sqlite3.ErrBusy
}

// fullDisk turns «no space left» into an error for people.
func fullDisk(err error) error {
	var e sqlite3.Error
	if errors.As(err, &e) && (e.Code == sqlite3.ErrFull || e.SystemErrno == syscall.ENOSPC || e.Code == sqlite3.ErrIoErr && e.ExtendedCode == sqlite3.ErrIoErrWrite) {
		return fmt.Errorf("%w: %w", crm.Refuse(crm.Full, "磁盘空间不足，内容没有保存，请联系系统管理员"), err)
	}
	return err
}
