package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"linli/db/crm"
)

// By is who changes something, when, and from where. Key is the form's idempotency key, empty for none.
type By struct {
	Staff  crm.Staff
	Now    time.Time
	Key    string
	Source string // address of the request
}

// Repeated is returned for a key that was answered before: the first answer was about this record.
type Repeated struct {
	Subject string
	ID      int64
}

func (r *Repeated) Error() string { return "already answered with " + r.Subject }

// Tx is one write with its author.
type Tx struct {
	conn   *sql.Conn
	store  *Store
	ctx    context.Context
	by     By
	now    int64
	head   journalHead
	answer Repeated
	places *places
	moved  map[int64]*Moves // cases that the journal tells of
	stood  map[int64][]crm.Step

	batched // set where many changes share the transaction
}

// inTx runs fn in a transaction and commits. A key used before ends it with *Repeated.
func (s *Store) inTx(ctx context.Context, by By, fn func(tx *Tx) error) error {
	return s.change(ctx, by, s.alone, fn)
}

// inSharedTx is inTx for short changes, of which many may come at once.
func (s *Store) inSharedTx(ctx context.Context, by By, fn func(tx *Tx) error) error {
	return s.change(ctx, by, s.together, fn)
}

func (s *Store) change(ctx context.Context, by By, write func(context.Context, func(*writing) error) error, fn func(tx *Tx) error) error {
	if tx := batchOf(ctx); tx != nil {
		return tx.join(by, fn)
	}
	tx := &Tx{store: s, ctx: context.WithoutCancel(ctx), by: by, now: by.Now.Unix()}
	err := write(ctx, func(w *writing) error {
		tx.conn = w.conn
		return tx.run(fn)
	})
	if err != nil {
		return fullDisk(err)
	}
	tx.tell()
	return nil
}

func (tx *Tx) run(fn func(tx *Tx) error) error {
	if err := tx.firstTime(); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	return tx.keepAnswer()
}

// firstTime looks the key up; the transaction holds the only write lock, so nobody can use it in between.
func (tx *Tx) firstTime() error {
	if tx.by.Key == "" {
		return nil
	}
	var r Repeated
	err := tx.row(`SELECT subject, subject_id FROM request_key WHERE staff_id = ? AND key = ?`, tx.by.Staff.ID, tx.by.Key).Scan(&r.Subject, &r.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return &r
}

// answers names the record that a repeated form is sent to; by default the first one written to the journal.
func (tx *Tx) answers(subject string, id int64) { tx.answer = Repeated{subject, id} }

// keepAnswer remembers what a key was answered with; the draft of that form has served its turn.
func (tx *Tx) keepAnswer() error {
	if tx.by.Key == "" || tx.answer.Subject == "" {
		return nil
	}
	if err := tx.exec(`INSERT INTO request_key (staff_id, key, subject, subject_id, created_at) VALUES (?, ?, ?, ?, ?)`,
		tx.by.Staff.ID, tx.by.Key, tx.answer.Subject, tx.answer.ID, tx.now); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM draft WHERE staff_id = ? AND key = ?`, tx.by.Staff.ID, tx.by.Key)
}

// exec runs a statement; it must not return rows.
func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.conn.ExecContext(tx.ctx, query, args...)
	return err
}

// changed runs a statement and says how many rows it touched.
func (tx *Tx) changed(query string, args ...any) (int64, error) {
	res, err := tx.conn.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// insert runs an INSERT … RETURNING id.
func (tx *Tx) insert(query string, args ...any) (id int64, err error) {
	err = tx.row(query, args...).Scan(&id)
	return id, err
}

func (tx *Tx) row(query string, args ...any) *sql.Row {
	return tx.conn.QueryRowContext(tx.ctx, query, args...)
}

func (tx *Tx) rows(query string, args ...any) (*sql.Rows, error) {
	return tx.conn.QueryContext(tx.ctx, query, args...)
}

// next hands out the next number of a counter, from 1.
func (tx *Tx) next(name string) (n int64, err error) {
	err = tx.row(`INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value`, name).Scan(&n)
	return n, err
}
