package main

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	_ "linli/db" // its driver, which refuses connections with other options than the product's
	"linli/db/crm"
)

// statements are what the product sends, word for word; a test of package db holds them to it.
//
//go:embed sql/*.sql
var statements embed.FS

func statement(name string) string {
	raw, err := statements.ReadFile("sql/" + name + ".sql")
	if err != nil {
		panic(err) // embedded
	}
	return string(raw)
}

const floorOptions = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=on&_stmt_cache_size=160"

// asker is whom the floor asks for: what a person must not know of is left out by the product's statements.
const asker = 1

// floor is the bare server: no log-in, no rights, no log, no layout; each page is the statements without which there is
// nothing to show, drawn with the product's elements in plain templ, and filler up to the length of the product's page.
type floor struct {
	read, write *sql.DB
	now         int64
	fill        sync.Map // page → []byte
	next        atomic.Int64
	model       func() ([]any, error) // a case on file, read once
}

// serveFloor serves until ctx ends.
func serveFloor(ctx context.Context, path, now string) (err error) {
	f := &floor{}
	f.model = sync.OnceValues(f.readModel)
	if f.now, err = strconv.ParseInt(now, 10, 64); err != nil {
		return err
	}
	name := (&url.URL{Scheme: "file", Opaque: path}).String()
	if f.write, err = sql.Open("linli", name+"?"+floorOptions); err != nil {
		return err
	}
	f.write.SetMaxOpenConns(1)
	if _, err := f.write.ExecContext(ctx, "PRAGMA temp_store = MEMORY"); err != nil { // as the product's
		return err
	}
	if f.read, err = sql.Open("linli", name+"?mode=ro&"+floorOptions); err != nil {
		return err
	}
	f.read.SetMaxOpenConns(4)
	f.read.SetMaxIdleConns(4)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: f.routes()}
	go func() {
		<-ctx.Done()
		_ = server.Close() // the run is over
	}()
	fmt.Printf("http://%s\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return errors.Join(f.read.Close(), f.write.Close())
}

func (f *floor) routes() *echo.Echo {
	e := echo.New()
	e.Use(middleware.GzipWithConfig(middleware.GzipConfig{Level: 1, MinLength: 1024}))
	e.POST("/fill/:page", f.setFill)
	e.GET("/overdue", f.overdue)
	e.GET("/cases", f.board)
	e.GET("/cases/:id", f.casePage)
	e.GET("/customers/:id", f.customerPage)
	e.POST("/cases", f.register)
	return e
}

// setFill is told the bytes that pad a page; the first line is the length of the whole page.
func (f *floor) setFill(c echo.Context) error {
	raw, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	f.fill.Store(c.Param("page"), raw)
	return c.NoContent(http.StatusNoContent)
}

func (f *floor) overdue(c echo.Context) error {
	list, err := f.ask(c, "overdue", 1, 1, asker, asker, asker, f.now, 51)
	if err != nil {
		return err
	}
	return f.page(c, "overdue", floorList(list, f.now))
}

func (f *floor) casePage(c echo.Context) error {
	record, err := f.ask(c, "case", asker, asker, asker, c.Param("id"), 1, asker, asker, asker)
	if err != nil {
		return err
	}
	log, err := f.ask(c, "case_log", c.Param("id"))
	if err != nil {
		return err
	}
	return f.page(c, "case", floorRecord(record, log.events()))
}

func (f *floor) customerPage(c echo.Context) error {
	record, err := f.ask(c, "customer", c.Param("id"), 1, 1)
	if err != nil {
		return err
	}
	args := []any{c.Param("id"), c.Param("id"), 1}
	for _, kind := range crm.CaseStories() {
		args = append(args, kind)
	}
	timeline, err := f.ask(c, "customer_timeline", append(args, asker, asker, asker, 1, 21)...)
	if err != nil {
		return err
	}
	return f.page(c, "customer", floorRecord(record, timeline.events()))
}

// page draws a body and pads the page to the length of the product's with that page's own bytes, so that both cost the same
// to compress and to send.
func (f *floor) page(c echo.Context, name string, body templ.Component) error {
	var b bytes.Buffer
	if err := floorPage(body).Render(c.Request().Context(), &b); err != nil {
		return err
	}
	if whole, ok := f.fill.Load(name); ok {
		if page := whole.([]byte); len(page) > b.Len() {
			b.Write(page[b.Len():])
		}
	}
	return c.HTMLBlob(http.StatusOK, b.Bytes())
}

// table is what a statement answers.
type table struct {
	columns []string
	rows    [][]string
}

func (f *floor) ask(c echo.Context, name string, args ...any) (*table, error) {
	rows, err := f.read.QueryContext(c.Request().Context(), statement(name), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	t := &table{}
	if t.columns, err = rows.Columns(); err != nil {
		return nil, err
	}
	for rows.Next() {
		row := make([]string, len(t.columns))
		into := make([]any, len(t.columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		t.rows = append(t.rows, row)
	}
	return t, rows.Err()
}

// floorEvent is a line of the log.
type floorEvent struct{ id, kind, when, who, text string }

// events reads lines of the journal: by the names of their columns.
func (t *table) events() []floorEvent {
	at, kind := slices.Index(t.columns, "event_at"), slices.Index(t.columns, "kind")
	who := slices.IndexFunc(t.columns, func(name string) bool { return strings.Contains(name, "s.name") })
	body := slices.IndexFunc(t.columns, func(name string) bool { return strings.Contains(name, "t.body") })
	var list []floorEvent
	for _, row := range t.rows {
		e := floorEvent{id: row[0], kind: row[kind], when: clockTime(row[at]), who: row[who]}
		var w struct{ Note string }
		if row[body] != "" && json.Unmarshal([]byte(row[body]), &w) == nil {
			e.text = w.Note
		}
		list = append(list, e)
	}
	return list
}

// clockTime is a moment as people read it.
func clockTime(seconds string) string {
	n, _ := strconv.ParseInt(seconds, 10, 64) // from an INTEGER column
	return time.Unix(n, 0).Format("2006-01-02 15:04:05")
}

// left is how late something is, or how soon it will be.
func left(due string, now int64) string {
	n, _ := strconv.ParseInt(due, 10, 64) // from an INTEGER column
	word, span := "已超", now-n
	if span < 0 {
		word, span = "剩余", -span
	}
	return fmt.Sprintf("%s %d天%d小时", word, span/86400, span/3600%24)
}

// register writes one case, durably, with the columns of the product's statement, and sends the browser on.
func (f *floor) register(c echo.Context) error {
	values, err := f.newCase(c)
	if err != nil {
		return err
	}
	id, err := f.insert(c.Request().Context(), values)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/cases/"+strconv.FormatInt(id, 10))
}

// insert reads the answer to its end: SQLite folds the log into the file only behind a statement that has run out, and a
// floor whose log grew for ever would leave that work undone.
func (f *floor) insert(ctx context.Context, values []any) (id int64, err error) {
	rows, err := f.write.QueryContext(ctx, statement("register"), values...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
	}
	return id, rows.Err()
}

// newCase are the values of the statement's columns: those of a case on file, with a number and the words of the form.
func (f *floor) newCase(c echo.Context) ([]any, error) {
	model, err := f.model()
	if err != nil {
		return nil, err
	}
	given := map[string]any{"no": "F" + strconv.FormatInt(f.next.Add(1), 10)}
	for _, name := range []string{"customer_id", "category", "sub_category", "summary", "detail"} {
		given[name] = c.FormValue(name)
	}
	values := slices.Clone(model)
	for i, name := range registerColumns() {
		if value, ok := given[name]; ok {
			values[i] = value
		}
	}
	return values, nil
}

// registerColumns are the columns of the product's INSERT.
func registerColumns() []string {
	_, list, _ := strings.Cut(statement("register"), "(")
	list, _, _ = strings.Cut(list, ")")
	return strings.Split(list, ", ")
}

func (f *floor) readModel() ([]any, error) {
	columns := registerColumns()
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	err := f.read.QueryRow("SELECT " + strings.Join(columns, ", ") + " FROM service_case WHERE kind = 'complaint' ORDER BY id DESC LIMIT 1").Scan(into...)
	return values, err
}
