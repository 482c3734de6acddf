package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"linli/db"
	"linli/handlers"
)

type serveCommand struct {
	config `embed:""`
}

// stopWithin is how long running requests may take after the signal to stop.
const stopWithin = 10 * time.Second

// Run serves until the context ends, then lets running requests finish.
func (c *serveCommand) Run(prog *program, clock *clock) error {
	if err := c.check(clock.test()); err != nil {
		return err
	}
	store, err := c.open(prog)
	if err != nil {
		return err
	}
	err = c.serve(prog, clock, store)
	return errors.Join(err, store.Close())
}

func (c *serveCommand) serve(prog *program, clock *clock, store *db.Store) error {
	log := c.logger(prog)
	key, err := store.Keeping(prog.ctx, "csrf_key")
	if err != nil {
		return err
	}
	app := &handlers.App{Store: store, Log: log, Now: prog.now, Base: c.base(), TestMode: clock.test(), CSRFKey: key}
	handler, err := app.Handler()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return errors.Join(errors.New("无法监听 "+c.Addr+"，端口可能已被占用"), err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 120 * time.Second, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	if err := prog.print("邻里已启动：%s", c.address(listener.Addr())); err != nil {
		return err
	}
	ticking := c.startTick(prog, store, log)
	err = c.until(prog.ctx, server, listener)
	ticking.Wait()
	return err
}

// until serves until the context ends.
func (c *serveCommand) until(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() {
		if c.TLSCert != "" {
			failed <- server.ServeTLS(listener, c.TLSCert, c.TLSKey)
		} else {
			failed <- server.Serve(listener)
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return server.Shutdown(limit)
}

func (c *serveCommand) logger(prog *program) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // checked at start
	options := &slog.HandlerOptions{Level: level}
	if c.LogForm == "json" {
		return slog.New(slog.NewJSONHandler(prog.err, options))
	}
	return slog.New(slog.NewTextHandler(prog.err, options))
}
