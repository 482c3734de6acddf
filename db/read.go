package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/mattn/go-sqlite3"

	"linli/db/crm"
)

// unique reports whether err is a violation of a unique index.
func unique(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && (e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}

// found turns «no rows» into a NotFound for people.
func found(err error, message string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return crm.Refuse(crm.NotFound, message)
	}
	return err
}

// querier reads, inside a transaction or from the reading pool.
type querier interface {
	rows(query string, args ...any) (*sql.Rows, error)
	row(query string, args ...any) *sql.Row
}

// reader reads outside of a transaction, or as of the moment that its context carries.
type reader struct {
	ctx context.Context
	db  interface {
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	}
}

func (s *Store) reader(ctx context.Context) reader {
	if moment, ok := ctx.Value(oneMoment{}).(*sql.Tx); ok {
		return reader{ctx, moment}
	}
	return reader{ctx, s.read}
}

type oneMoment struct{}

// atOneMoment reads with several statements what stood in the file at one moment, on one connection. Whatever is asked inside
// must be given the inner context: a second connection may never come.
func (s *Store) atOneMoment(ctx context.Context, read func(ctx context.Context) error) error {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return read(context.WithValue(ctx, oneMoment{}, tx))
}

func (r reader) rows(query string, args ...any) (*sql.Rows, error) {
	return r.db.QueryContext(r.ctx, query, args...)
}

func (r reader) row(query string, args ...any) *sql.Row {
	return r.db.QueryRowContext(r.ctx, query, args...)
}

// collect scans every row and closes the set.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows, *T) error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		list = append(list, *new(T)) // in place: a record of its own would be one more allocation a row
		if err := scan(rows, &list[len(list)-1]); err != nil {
			return nil, err
		}
	}
	return list, rows.Err()
}

// none turns id 0 into NULL.
func none(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}
