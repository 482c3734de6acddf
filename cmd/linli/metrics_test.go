package main

import (
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"linli/db"
	"linli/handlers"
)

func TestMetricsTellOfFileAndRequests(t *testing.T) {
	dir := t.TempDir()
	store, err := db.Open(t.Context(), filepath.Join(dir, "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	app := &handlers.App{Store: store}
	app.Counts.Answers[2].Add(3)
	stop, err := metrics{app: app, store: store, place: place{Data: dir}, backups: backups{dir: filepath.Join(dir, "backups")}}.listen(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	res, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"linli_up 1", "linli_database_bytes ", "linli_wal_bytes ", "linli_free_bytes ", `linli_requests_total{class="2xx"} 3`, "linli_panics_total 0"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("metrics lack %q", want)
		}
	}
}
