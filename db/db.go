// Package db keeps the records: SQL, transactions, rows to records and back. It calls the rules of crm inside the transaction.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "time/tzdata" // hosts without zone files must serve too

	"github.com/mattn/go-sqlite3"

	"linli/db/crm"
)

// options of every connection. FULL is the promise: with NORMAL a power cut loses confirmed work. Preparing took a third of
// every write before the driver kept the statements.
const options = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=on&_stmt_cache_size=160"

const readers = 4

func init() {
	sql.Register("linli", &sqlite3.SQLiteDriver{ConnectHook: checkConnection})
}

// checkConnection refuses a connection that does not keep the promises of options. A log that grew under a long reader
// shrinks back to logLimit afterwards.
func checkConnection(conn *sqlite3.SQLiteConn) error {
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "mmap_size": "0"} {
		got, err := pragmaValue(conn, pragma)
		if err != nil {
			return fmt.Errorf("check %s: %w", pragma, err)
		}
		if got != want {
			return fmt.Errorf("connection has %s=%s, need %s", pragma, got, want)
		}
	}
	return limitLog(conn)
}

// Store is the database file: one connection that writes, a few that read.
type Store struct {
	Path  string
	write *sql.DB
	read  *sql.DB

	zones    sync.Map // project id → *time.Location
	settings sync.Map // project id → crm.Settings, the newest

	jobs    sync.Map       // import → *job, what goes on with it or was the last
	working sync.WaitGroup // of the jobs
	life    context.Context
	stop    context.CancelFunc
	Report  func(error) // is told of work in the background that failed; nil = nobody

	writes                       atomic.Int64 // transactions that this program has committed
	frames, pressing, colleagues sync.Map     // keptFor → *kept
	headlines                    sync.Map
}

// Open opens DIR/linli.db, creating and upgrading it as needed. A copy is kept beside the file before an upgrade; a file
// newer than the program is refused.
func Open(ctx context.Context, path string) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := touch(path); err != nil {
		return nil, err
	}
	name := fileURI(path)
	write, err := sql.Open("linli", name+"?"+options)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, write, path); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	if _, err := write.ExecContext(ctx, inMemory); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read, err := sql.Open("linli", name+"?mode=ro&"+options)
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	s := &Store{Path: path, write: write, read: read}
	s.life, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	if err := s.readNames(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// fileURI is how SQLite is told of a path, whatever characters it holds.
func fileURI(path string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
}

// touch makes sure that a new file is readable by its owner only.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// Close ends work in the background and all connections; the log is folded into the file by SQLite.
func (s *Store) Close() error {
	s.stop()
	s.working.Wait()
	return errors.Join(s.read.Close(), s.write.Close())
}

// Ready reports whether the file answers.
func (s *Store) Ready(ctx context.Context) error {
	var one int
	return s.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

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

	batched // set where many changes share the transaction
}

// inTx runs fn in the one writing transaction and commits. A key used before ends it with *Repeated.
func (s *Store) inTx(ctx context.Context, by By, fn func(tx *Tx) error) (err error) {
	if tx := batchOf(ctx); tx != nil {
		return tx.join(by, fn)
	}
	w, err := s.begin(ctx)
	if err != nil {
		return fullDisk(err)
	}
	defer func() { err = errors.Join(err, w.end()) }()
	tx := &Tx{conn: w.conn, store: s, ctx: w.ctx, by: by, now: by.Now.Unix()}
	if err := tx.firstTime(); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return fullDisk(err)
	}
	if err := tx.keepAnswer(); err != nil {
		return fullDisk(err)
	}
	if err := w.commit(); err != nil {
		return fullDisk(err)
	}
	s.writes.Add(1)
	return nil
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
	if errors.As(err, &e) && (e.Code == sqlite3.ErrFull || e.Code == sqlite3.ErrIoErr && e.ExtendedCode == sqlite3.ErrIoErrWrite) {
		return fmt.Errorf("%w: %w", crm.Refuse(crm.Full, "磁盘空间不足，内容没有保存，请联系系统管理员"), err)
	}
	return err
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

func (tx *Tx) keepAnswer() error {
	if tx.by.Key == "" || tx.answer.Subject == "" {
		return nil
	}
	return tx.exec(`INSERT INTO request_key (staff_id, key, subject, subject_id, created_at) VALUES (?, ?, ?, ?, ?)`,
		tx.by.Staff.ID, tx.by.Key, tx.answer.Subject, tx.answer.ID, tx.now)
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

// reader reads outside of a transaction.
type reader struct {
	ctx context.Context
	db  *sql.DB
}

func (s *Store) reader(ctx context.Context) reader { return reader{ctx, s.read} }

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
