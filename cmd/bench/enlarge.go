package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"linli/db"
)

// enlarging makes a large office from the data of a small one: every row that belongs to a building, a customer or a case
// is copied many times with its ids and numbers moved on, by SQL and without the product. The copies have a journal of one
// line a case, of source bulkSource; those of every history-th customer have all their lines.
type enlarging struct {
	*sql.Conn
	ctx     context.Context
	times   int64 // how large: the rows that were there and times-1 copies
	history int64
	said    io.Writer
	from    time.Time

	tables []multiplied
	apart  map[string]int64 // table → how far the ids of one copy and the next lie apart
}

// bulkSource marks the lines of the journal that stand for everything that would have been written.
const bulkSource = "bulk"

// enlarge makes to/linli.db, times as large as from/linli.db, through a file of another name until it is whole.
func enlarge(ctx context.Context, said io.Writer, from, to string, times, history int) (err error) {
	if err := prepareBase(ctx, from, to); err != nil {
		return err
	}
	work, base := filepath.Join(to, "linli.db.new"), filepath.Join(to, "base.db")
	e := &enlarging{ctx: ctx, times: int64(times), history: int64(history), said: said, from: time.Now()}
	file, err := sql.Open(loaderDriver, fileURI(work))
	if err != nil {
		return err
	}
	if e.Conn, err = file.Conn(ctx); err != nil {
		return errors.Join(err, file.Close())
	}
	err = cmp.Or(e.attach(base), e.load())
	if err := errors.Join(err, e.Close(), file.Close()); err != nil {
		return err
	}
	return errors.Join(os.Remove(base), os.Rename(work, filepath.Join(to, "linli.db")))
}

// prepareBase copies the small file twice: what is copied from, and what it is copied into. Both have the schema of the product.
func prepareBase(ctx context.Context, from, to string) error {
	if err := copyDatabase(from, to); err != nil {
		return err
	}
	path := filepath.Join(to, "linli.db")
	store, err := db.Open(ctx, path)
	if err != nil {
		return err
	}
	if err := errors.Join(store.Close(), removeCopies(to)); err != nil {
		return err
	}
	if err := copyFile(path, filepath.Join(to, "base.db")); err != nil {
		return err
	}
	return os.Rename(path, filepath.Join(to, "linli.db.new"))
}

// removeCopies removes what the product has kept of a file that it upgraded.
func removeCopies(dir string) error {
	copies, err := filepath.Glob(filepath.Join(dir, "linli.db.before-*"))
	for _, path := range copies {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

func fileURI(path string) string { return (&url.URL{Scheme: "file", Opaque: path}).String() }

// attach opens what is copied from. The file in the making is nobody's yet: a crash only means to begin again.
func (e *enlarging) attach(base string) error {
	for _, s := range []string{"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -1048576", "PRAGMA temp_store = FILE"} {
		if err := e.exec(s); err != nil {
			return err
		}
	}
	return e.exec("ATTACH ? AS base", base)
}

func (e *enlarging) load() error {
	plan := func() (err error) {
		if err = e.readCounters(); err == nil {
			err = e.plan()
		}
		return err
	}
	var indexes []string
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"plan", plan},
		{"drop indexes", func() (err error) { indexes, err = e.dropIndexes(); return err }},
		{"copy rows", e.copyRows},
		{"counters", e.raiseCounters},
		{"words of names", e.indexWords},
		{"journal", e.writeJournal},
		{"indexes", func() error { return e.each(indexes) }},
		{"statistics", func() error { return e.exec("ANALYZE main") }},
		{"file", func() error {
			return e.each([]string{"DETACH base", "PRAGMA synchronous = FULL", "PRAGMA journal_mode = WAL"})
		}},
	} {
		start := time.Now()
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Fprintf(e.said, "  %-16s %6.1f s\n", step.name, time.Since(start).Seconds())
	}
	return nil
}

func (e *enlarging) exec(query string, args ...any) error {
	if _, err := e.ExecContext(e.ctx, query, args...); err != nil {
		return fmt.Errorf("%.120s: %w", query, err)
	}
	return nil
}

func (e *enlarging) each(statements []string) error {
	for _, s := range statements {
		if err := e.exec(s); err != nil {
			return err
		}
	}
	return nil
}

// texts reads the first column of a question.
func (e *enlarging) texts(query string, args ...any) (list []string, err error) {
	rows, err := e.QueryContext(e.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// dropIndexes drops the indexes of the tables that grow, which are quicker made at the end, and returns what makes them.
func (e *enlarging) dropIndexes() (statements []string, err error) {
	for _, t := range append(e.growing(), "journal", "journal_text") {
		names, err := e.texts(`SELECT name FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ? ORDER BY name`, t)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			made, err := e.texts(`SELECT sql FROM main.sqlite_schema WHERE name = ?`, name)
			if err != nil {
				return nil, err
			}
			statements = append(statements, made...)
			if err := e.exec(`DROP INDEX main.` + name); err != nil {
				return nil, err
			}
		}
	}
	return statements, nil
}

func (e *enlarging) copyRows() error {
	if err := e.exec("BEGIN"); err != nil {
		return err
	}
	for _, t := range e.tables {
		insert := t.insert()
		for k := range e.times - 1 {
			if err := e.exec(insert, sql.Named("k", k+1)); err != nil {
				return err
			}
		}
	}
	return e.exec("COMMIT")
}

// indexWords makes the copied customers findable by name.
func (e *enlarging) indexWords() error {
	return e.each([]string{"BEGIN", fmt.Sprintf(`INSERT INTO customer_text (rowid, body) SELECT id, words(name || ' ' || contact_person) FROM main.customer WHERE id > %d ORDER BY id`, e.apart["customer"]), "COMMIT"})
}
