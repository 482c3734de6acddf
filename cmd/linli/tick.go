package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"linli/db"
)

// startTick does what falls due by itself, at once and every minute, until the context ends. A tick that fails is logged
// and tried again a minute later; nothing depends on its being in time.
func (c *serveCommand) startTick(prog *program, store *db.Store, log *slog.Logger) *sync.WaitGroup {
	var running sync.WaitGroup
	running.Go(func() {
		every := time.NewTicker(time.Minute)
		defer every.Stop()
		for {
			c.tick(prog, store, log)
			select {
			case <-prog.ctx.Done():
				return
			case <-every.C:
			}
		}
	})
	return &running
}

func (c *serveCommand) tick(prog *program, store *db.Store, log *slog.Logger) {
	jobs := []struct {
		name string
		run  func(ctx context.Context, now time.Time) error
	}{
		{"sessions", store.Sweep},
	}
	for _, job := range jobs {
		if prog.ctx.Err() != nil {
			return
		}
		if err := job.run(prog.ctx, prog.now()); err != nil {
			log.Error("tick", "job", job.name, "error", err.Error())
		}
	}
}
