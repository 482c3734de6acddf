package db

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// TestWritingEndsWhateverHappens holds that a write that fails, panics or loses its reader leaves the next one a clean start.
func TestWritingEndsWhateverHappens(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	by := By{Now: time.Unix(1, 0)}
	keep := func(name string) func(*Tx) error {
		return func(tx *Tx) error { return tx.exec(`INSERT INTO keeping (name, value) VALUES (?, 'x')`, name) }
	}
	kept := func(name string, want int) {
		t.Helper()
		var n int
		if err := s.read.QueryRow(`SELECT COUNT(*) FROM keeping WHERE name = ?`, name).Scan(&n); err != nil || n != want {
			t.Errorf("%s is kept %d times, want %d: %v", name, n, want, err)
		}
	}
	refusal := errors.New("refused")
	if err := s.inTx(ctx, by, func(tx *Tx) error { return errors.Join(keep("refused")(tx), refusal) }); !errors.Is(err, refusal) {
		t.Error(err)
	}
	kept("refused", 0)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = s.inTx(ctx, by, func(tx *Tx) error {
			if err := keep("panicked")(tx); err != nil {
				t.Error(err)
			}
			panic("in the middle of a write")
		})
	}()
	kept("panicked", 0)
	if err := s.inTx(ctx, by, func(tx *Tx) error { return tx.exec(`ROLLBACK`) }); err == nil {
		t.Error("a transaction that SQLite has ended was committed")
	}
	gone, leave := context.WithCancel(ctx)
	if err := s.inTx(gone, by, func(tx *Tx) error {
		leave()
		return keep("left")(tx)
	}); err != nil {
		t.Errorf("a write whose reader has left: %v", err)
	}
	kept("left", 1)
	if err := s.inTx(gone, by, keep("late")); err == nil {
		t.Error("a write began for somebody who has left")
	}
	if err := s.inTx(ctx, by, keep("after")); err != nil {
		t.Error(err)
	}
	kept("after", 1)
	kept("late", 0)
}
