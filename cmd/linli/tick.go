package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"linli/db"
)

// ticker does what falls due by itself. A job that fails is logged and tried again a minute later; nothing depends on its
// being in time.
type ticker struct {
	ctx     context.Context
	now     func() time.Time
	store   *db.Store
	log     *slog.Logger
	place   place
	backups backups
	watch   *watch
	running sync.WaitGroup
}

type job func(ctx context.Context, now time.Time) error

// start runs until the context ends; wait for running. What fell due while nothing ran is done at once. Each job has a
// loop of its own: a backup takes long.
func (t *ticker) start() {
	t.loop("cases", atOnce, t.store.Tick)
	t.loop("sessions", later, t.store.Sweep)
	t.loop("journal head", atOnce, func(ctx context.Context, now time.Time) error { return t.place.noteHead(ctx, t.store, now) })
	t.loop("attachments", later, t.sweepFiles())
	t.loop("backup", later, func(ctx context.Context, now time.Time) error {
		err := t.backups.run(ctx, t.store, now)
		t.watch.backedUp(err)
		return err
	})
}

const (
	atOnce = true
	later  = false // a minute after the start
)

// loop runs a job every minute.
func (t *ticker) loop(name string, first bool, run job) {
	t.running.Go(func() {
		every := time.NewTicker(time.Minute)
		defer every.Stop()
		for due := first; ; due = true {
			if due {
				if err := run(t.ctx, t.now()); err != nil && t.ctx.Err() == nil {
					t.log.Error("tick", "job", name, "error", err.Error())
				}
			}
			select {
			case <-t.ctx.Done():
				return
			case <-every.C:
			}
		}
	})
}

// sweepFiles looks after the folder of attachments once a day, and says what it found.
func (t *ticker) sweepFiles() job {
	var last time.Time
	return func(ctx context.Context, now time.Time) error {
		if !last.IsZero() && now.Sub(last) < 24*time.Hour && !now.Before(last) {
			return nil
		}
		last = now
		swept, err := t.store.SweepFiles(ctx, now)
		if swept != (db.Swept{}) {
			t.log.Info("attachments swept", "expired", swept.Expired, "orphans", swept.Orphans, "bytes", swept.Bytes, "missing", swept.Missing)
		}
		return err
	}
}
