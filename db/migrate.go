package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewerFile is returned for a database that a later version of the program has written.
var ErrNewerFile = errors.New("数据库由更新版本的程序写成，请使用新版本打开")

// migrate brings the file to the newest schema, all steps in one transaction: whatever happens the file is wholly the old or
// wholly the new one. A file with data is copied first.
func migrate(ctx context.Context, write *sql.DB, path string) error {
	current, newest, err := schemaVersions(ctx, write)
	if err != nil {
		return err
	}
	switch {
	case current > newest:
		return ErrNewerFile
	case current == newest:
		return nil
	case current > 0:
		if err := copyBefore(ctx, write, path, current); err != nil {
			return fmt.Errorf("copy before upgrade: %w", err)
		}
	}
	if err := upgrade(ctx, write); err != nil {
		return fmt.Errorf("upgrade: %w", err)
	}
	return nil
}

func migrator(file *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, file, files, goose.WithDisableGlobalRegistry(true))
}

const currentSchema = `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied = 1`

// schemaVersions are that of a file, 0 for a new one, and that of the program.
func schemaVersions(ctx context.Context, file *sql.DB) (current, newest int64, err error) {
	if newest, err = newestSchema(); err != nil {
		return 0, 0, err
	}
	r := reader{ctx, file}
	var tables int
	if err := r.row(`SELECT COUNT(*) FROM sqlite_schema WHERE name = 'goose_db_version'`).Scan(&tables); err != nil || tables == 0 {
		return 0, newest, err
	}
	err = r.row(currentSchema).Scan(&current)
	return current, newest, err
}

// upgrade runs what is missing. Another program that does the same is waited for, and leaves nothing to do.
func upgrade(ctx context.Context, write *sql.DB) error {
	conn, err := write.Conn(ctx)
	if err != nil {
		return err
	}
	w := &writing{conn: conn, ctx: ctx}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return errors.Join(err, conn.Close())
	}
	err = conn.Raw(func(c any) error {
		inside := sql.OpenDB(oneTransaction{c.(*sqlite3.SQLiteConn)})
		inside.SetMaxOpenConns(1)
		provider, err := migrator(inside)
		if err == nil {
			_, err = provider.Up(ctx)
		}
		return errors.Join(err, inside.Close())
	})
	if err == nil {
		err = renewStatistics(ctx, conn)
	}
	if err == nil {
		err = w.commit()
	}
	return errors.Join(err, w.end())
}

// renewStatistics counts anew in a file that has statistics: an index that they do not know seems to find ten rows however
// large its table is, and wins over those that are made for a question. It looks at everything: of a sample, a small index and
// a large one seem to find as much.
func renewStatistics(ctx context.Context, conn *sql.Conn) error {
	var known int
	err := conn.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'`).Scan(&known)
	if err == nil && known > 0 {
		_, err = conn.ExecContext(ctx, "ANALYZE")
	}
	return err
}

// oneTransaction is a connection in a transaction: what its user takes for transactions of their own are parts of that one.
type oneTransaction struct{ *sqlite3.SQLiteConn }

func (c oneTransaction) Connect(context.Context) (driver.Conn, error) { return c, nil }
func (c oneTransaction) Driver() driver.Driver                        { return &sqlite3.SQLiteDriver{} }
func (c oneTransaction) Close() error                                 { return nil }

func (c oneTransaction) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	_, err := c.ExecContext(ctx, "SAVEPOINT step", nil)
	return part{c}, err
}

type part struct{ c oneTransaction }

func (s part) Commit() error {
	_, err := s.c.ExecContext(context.Background(), "RELEASE step", nil)
	return err
}

func (s part) Rollback() error {
	_, err := s.c.ExecContext(context.Background(), "ROLLBACK TO step; RELEASE step", nil)
	return err
}

// copyBefore keeps the file as it was at a version, beside it, readable by its owner only.
func copyBefore(ctx context.Context, write *sql.DB, path string, version int64) error {
	target := path + ".before-" + strconv.FormatInt(version+1, 10)
	if err := os.Remove(target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := touch(target); err != nil {
		return err
	}
	if _, err := write.ExecContext(ctx, "VACUUM INTO ?", target); err != nil {
		return err
	}
	return errors.Join(syncFile(target), syncFile(filepath.Dir(target)))
}
