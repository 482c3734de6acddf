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

// start runs until the context ends; wait for running. Backups have a loop of their own: they take long.
func (t *ticker) start() {
	t.loop("cases", t.store.Tick)
	t.loop("sessions", t.store.Sweep)
	t.loop("journal head", func(ctx context.Context, now time.Time) error { return t.place.noteHead(ctx, t.store, now) })
	t.loop("backup", func(ctx context.Context, now time.Time) error {
		err := t.backups.run(ctx, t.store, now)
		t.watch.backedUp(err)
		return err
	})
}

// loop runs a job every minute, for the first time a minute after the start.
func (t *ticker) loop(name string, run job) {
	t.running.Go(func() {
		every := time.NewTicker(time.Minute)
		defer every.Stop()
		for {
			select {
			case <-t.ctx.Done():
				return
			case <-every.C:
			}
			if err := run(t.ctx, t.now()); err != nil && t.ctx.Err() == nil {
				t.log.Error("tick", "job", name, "error", err.Error())
			}
		}
	})
}
