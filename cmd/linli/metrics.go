package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"linli/db"
	"linli/handlers"
)

// metrics answers GET /metrics on a listener of its own, for a monitor in the office; off without an address.
type metrics struct {
	app     *handlers.App
	store   *db.Store
	place   place
	backups backups
}

// listen starts answering; the returned function stops it.
func (m metrics) listen(addr string) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", m.answer)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return func() { _ = server.Close() }, nil
}

// answer writes the figures in the text form that monitors read.
func (m metrics) answer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	gauge := func(name string, value any) {
		fmt.Fprintf(w, "# TYPE linli_%s gauge\nlinli_%s %v\n", name, name, value)
	}
	start := time.Now()
	up := 0
	if m.store.Ready(r.Context()) == nil {
		up = 1
	}
	gauge("up", up)
	gauge("database_read_seconds", time.Since(start).Seconds())
	gauge("wal_bytes", size(m.store.Path+"-wal"))
	gauge("database_bytes", size(m.store.Path))
	var fs syscall.Statfs_t
	if syscall.Statfs(m.place.Data, &fs) == nil {
		gauge("free_bytes", float64(fs.Bavail)*float64(fs.Bsize))
	}
	// Every backup is opened and checked before it is kept, so its moment is also that of the last integrity check.
	if made, err := m.backups.list(); err == nil && len(made) > 0 {
		gauge("last_backup_seconds", made[len(made)-1].Unix())
		gauge("last_integrity_check_seconds", made[len(made)-1].Unix())
	}
	fmt.Fprint(w, "# TYPE linli_requests_total counter\n")
	for class := range m.app.Counts.Answers {
		fmt.Fprintf(w, "linli_requests_total{class=\"%dxx\"} %d\n", class, m.app.Counts.Answers[class].Load())
	}
	fmt.Fprintf(w, "# TYPE linli_panics_total counter\nlinli_panics_total %d\n", m.app.Counts.Panics.Load())
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
