package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"linli/db/crm"
	"linli/handlers"
)

type serveCommand struct {
	config `embed:""`
}

// stopWithin is how long running requests may take after the signal to stop.
const stopWithin = 9 * time.Second

// ballast is never touched, so it costs no memory, but it counts as alive: with the 4 MB that really are, the collector
// would run a hundred times a second under load. growth is how much of what is alive may be added in percent before it runs:
// with a low one a collection that was slow, when much is begun meanwhile, lets the next wait for little more than usual.
const (
	ballast = 26 << 20
	growth  = 40
)

// Run serves until the context ends, then lets running requests finish.
func (c *serveCommand) Run(prog *program, clock *clock) error {
	if err := c.check(clock.test()); err != nil {
		return err
	}
	store, err := c.open(prog)
	if err != nil {
		return err
	}
	defer store.Close()
	only, err := lock(filepath.Join(c.Data, "serve.lock"), syscall.LOCK_EX, "目录 "+c.Data+" 已有一个服务在运行")
	if err != nil {
		return err
	}
	defer only.Close()
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return errors.Join(crm.Refuse(crm.Conflict, "无法监听 "+c.Addr+"，端口可能已被占用，或不是本机地址"), err)
	}
	err = c.serve(prog, clock, store, listener)
	if errors.Is(err, context.Canceled) && prog.ctx.Err() != nil { // told to stop while starting
		return nil
	}
	return err
}

func (c *serveCommand) serve(prog *program, clock *clock, store *opened, listener net.Listener) error {
	defer runtime.KeepAlive(make([]byte, ballast))
	defer debug.SetGCPercent(debug.SetGCPercent(growth))
	log := c.logger(prog)
	key, err := store.Keeping(prog.ctx, "csrf_key")
	if err != nil {
		return err
	}
	store.Report = func(err error) { log.Error("background work failed", "error", err) }
	machine := &watch{place: c.place, minFree: uint64(c.MinFree) << 20} // #nosec G115 -- checked at start
	app := &handlers.App{Store: store.Store, Log: log, Now: prog.now, Base: c.base(), TestMode: clock.test(), CSRFKey: key, PublicBase: c.PublicBase, Trouble: machine.trouble, LastBackup: c.backups().last}
	handler, err := app.Handler()
	if err != nil {
		return err
	}
	if err := c.welcome(prog, store, c.address(listener.Addr())); err != nil {
		return err
	}
	silence, err := metrics{app: app, store: store.Store, place: c.place, backups: c.backups()}.listen(c.Metrics)
	if err != nil {
		return errors.Join(crm.Refuse(crm.Conflict, "无法监听监控地址 "+c.Metrics), err)
	}
	defer silence()
	ctx, stop := context.WithCancel(prog.ctx)
	defer stop()
	owners, err := c.owners(ctx, prog, app, log)
	if err != nil {
		return err
	}
	defer owners()
	ticking := &ticker{ctx: ctx, now: prog.now, store: store.Store, log: log, place: c.place, backups: c.backups(), watch: machine}
	ticking.start()
	server := c.server(handler, log)
	server.RegisterOnShutdown(app.Stop)
	err = c.until(ctx, server, listener)
	stop()
	ticking.running.Wait()
	return err
}

// owners opens the owners' own side where it is wanted; the returned function ends it.
func (c *serveCommand) owners(ctx context.Context, prog *program, app *handlers.App, log *slog.Logger) (stop func(), err error) {
	if c.Public == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", c.Public)
	if err != nil {
		return nil, errors.Join(crm.Refuse(crm.Conflict, "无法监听业主端地址 "+c.Public), err)
	}
	address := "http://" + listener.Addr().String()
	if c.PublicBase != "" {
		address = c.PublicBase
	}
	if err := prog.print("业主端：%s", address); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	open, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := c.until(open, c.server(app.OnlineHandler(), log), listener); err != nil {
			log.Error("owners' side", "error", err)
		}
	}()
	return func() { end(); <-done }, nil
}

func (c *serveCommand) server(handler http.Handler, log *slog.Logger) *http.Server {
	pair := &certificate{cert: c.TLSCert, key: c.TLSKey}
	return &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 120 * time.Second, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get}}
}

// until serves until the context ends.
func (c *serveCommand) until(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() {
		if c.TLSCert != "" {
			failed <- server.ServeTLS(listener, "", "")
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
	if err := server.Shutdown(limit); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

// welcome says where the program is found, and how to sign in to demo data.
func (c *serveCommand) welcome(prog *program, store *opened, address string) error {
	if err := prog.print("邻里已启动：%s", address); err != nil {
		return err
	}
	password, err := store.Keeping(prog.ctx, "demo_password")
	if crm.Is(err, crm.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return prog.print("演示数据，以下登录名密码相同\n密码：%s\n%s", password, demoLogins())
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
