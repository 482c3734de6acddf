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

	_ "time/tzdata" // hosts without zone files must serve too

	"github.com/mattn/go-sqlite3"
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
	// Moved is told after each commit which cases it changed; it must not wait. nil = nobody.
	Moved  func(Moves)
	Report func(error) // is told of work in the background that failed; nil = nobody

	turns turns

	placing sync.RWMutex // held while a file is on the disk without its row; the sweep keeps out

	writes                       atomic.Int64 // transactions that this program has committed
	frames, pressing, colleagues sync.Map     // keptFor → *kept
	headlines, sortings, speeds  sync.Map
	overdue, settled             sync.Map
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
		return nil, errors.Join(fullDisk(err), write.Close())
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
