package db

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// pair is two writes at once: the first has written and waits for the second to join it.
type pair struct {
	t     *testing.T
	s     *Store
	first chan error
}

func newPair(t *testing.T) *pair {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &pair{t: t, s: s, first: make(chan error, 1)}
}

func (p *pair) keep(name string) func(*Tx) error {
	return func(tx *Tx) error { return tx.exec(`INSERT INTO keeping (name, value) VALUES (?, 'x')`, name) }
}

func (p *pair) kept() (names string) {
	p.t.Helper()
	rows, err := p.s.read.Query(`SELECT name FROM keeping WHERE name IN ('first', 'second') ORDER BY name`)
	if err != nil {
		p.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			p.t.Fatal(err)
		}
		names += name + " "
	}
	return names
}

// open writes the first, which believes that somebody is on the way.
func (p *pair) open() {
	wrote := make(chan bool)
	p.s.turns.coming.Add(1)
	go func() {
		p.first <- p.s.inSharedTx(context.Background(), By{Now: time.Unix(1, 0)}, func(tx *Tx) error {
			defer close(wrote)
			return p.keep("first")(tx)
		})
	}()
	<-wrote
}

// join does the second, and lets the first go on that way.
func (p *pair) join(ctx context.Context, fn func(*Tx) error) error {
	return p.s.inSharedTx(ctx, By{Now: time.Unix(1, 0)}, func(tx *Tx) error {
		p.s.turns.coming.Add(-1)
		select {
		case err := <-p.first:
			p.t.Errorf("the first was answered before the commit: %v", err)
		default:
		}
		if names := p.kept(); names != "" {
			p.t.Errorf("%s lasts before the commit", names)
		}
		return fn(tx)
	})
}

// TestWritesAtOnceShareACommit holds that each of two writes in one transaction fails alone, that neither is answered before
// the commit, and that nobody is told of success when that fails.
func TestWritesAtOnceShareACommit(t *testing.T) {
	refusal := errors.New("refused")
	for _, r := range []struct {
		name          string
		second        func(p *pair) func(*Tx) error
		first, joined bool // succeed
		kept          string
	}{
		{"both", func(p *pair) func(*Tx) error { return p.keep("second") }, true, true, "first second "},
		{"the second is refused", func(p *pair) func(*Tx) error {
			return func(tx *Tx) error { return errors.Join(p.keep("second")(tx), refusal) }
		}, true, false, "first "},
		{"SQLite ends the transaction", func(*pair) func(*Tx) error {
			return func(tx *Tx) error { return errors.Join(tx.exec("ROLLBACK"), refusal) }
		}, false, false, ""},
		{"the commit fails", func(*pair) func(*Tx) error {
			return func(tx *Tx) error {
				return errors.Join(tx.exec("PRAGMA defer_foreign_keys = ON"), tx.exec("INSERT INTO case_cycle (case_id, no, anchor_at, settings_id) VALUES (-1, 1, 0, -1)"))
			}
		}, false, false, ""},
	} {
		p := newPair(t)
		p.open()
		if err := p.join(t.Context(), r.second(p)); (err == nil) != r.joined {
			t.Errorf("%s: the second: %v", r.name, err)
		}
		if err := <-p.first; (err == nil) != r.first {
			t.Errorf("%s: the first: %v", r.name, err)
		}
		if names := p.kept(); names != r.kept {
			t.Errorf("%s: %q lasts, want %q", r.name, names, r.kept)
		}
		if err := p.s.inTx(t.Context(), By{Now: time.Unix(1, 0)}, func(tx *Tx) error { return tx.exec("DELETE FROM keeping") }); err != nil {
			t.Errorf("%s: the next: %v", r.name, err)
		}
	}
}

// TestWhoJoinsHoldsNobodyUp holds that a panic, a reader who has left and a long write let the first have its answer.
func TestWhoJoinsHoldsNobodyUp(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	for name, second := range map[string]func(p *pair){
		"a panic": func(p *pair) {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = p.join(t.Context(), func(tx *Tx) error {
				if err := p.keep("second")(tx); err != nil {
					t.Error(err)
				}
				panic("in the middle of a write")
			})
		},
		"somebody who has left": func(p *pair) {
			p.s.turns.coming.Add(-1)
			if p.join(gone, p.keep("second")) == nil {
				t.Error("a write began for somebody who has left")
			}
		},
		"a long write": func(p *pair) {
			err := p.s.inTx(t.Context(), By{Now: time.Unix(1, 0)}, func(tx *Tx) error {
				p.s.turns.coming.Add(-1)
				if err := <-p.first; err != nil {
					t.Error(err)
				}
				p.first <- nil
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		},
	} {
		p := newPair(t)
		p.open()
		second(p)
		if err := <-p.first; err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if names := p.kept(); names != "first " {
			t.Errorf("%s: %q lasts, want the first alone", name, names)
		}
	}
}

// TestManyWritesAtOnce lets 200 come from 20 sides: every fifth fails, all others last, and some share a commit.
func TestManyWritesAtOnce(t *testing.T) {
	p := newPair(t)
	var all sync.WaitGroup
	before := p.s.writes.Load()
	for side := range 20 {
		all.Go(func() {
			for i := range 10 {
				err := p.s.inSharedTx(t.Context(), By{Now: time.Unix(1, 0)}, func(tx *Tx) error {
					err := tx.exec(`INSERT INTO keeping (name, value) VALUES (?, 'x')`, fmt.Sprint(side, "/", i))
					if i%5 == 0 {
						err = errors.New("refused")
					}
					return err
				})
				if (err != nil) != (i%5 == 0) {
					t.Errorf("%d/%d: %v", side, i, err)
				}
			}
		})
	}
	all.Wait()
	var n int64
	if err := p.s.read.QueryRow(`SELECT COUNT(*) FROM keeping WHERE name LIKE '%/%'`).Scan(&n); err != nil || n != 160 {
		t.Errorf("%d of 160 writes last: %v", n, err)
	}
	if commits := p.s.writes.Load() - before; commits >= n || commits < n/mostTogether {
		t.Errorf("%d writes made %d commits", n, commits)
	}
}
