package handlers

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// boardCache keeps boards as they were last drawn: pages whose readers see the same fetch the same one after an announcement.
type boardCache struct {
	mu    sync.Mutex
	drawn map[string]*drawnBoard
}

// drawnBoard is a board as htmx gets it, packed. Whoever finds none yet draws it while the others wait.
type drawnBoard struct {
	mu      sync.Mutex
	version string // of the hub, asked for before the cases were read
	until   int64  // unix seconds, of the column read first: deadlines come nearer without a change
	packed  []byte
	columns []keptColumn
}

// keptColumn is a column as it was drawn last, good until a case in its step moves.
type keptColumn struct {
	views.CaseColumn
	moved int64 // the announcement that concerned it last, asked for before it was read
	until int64
}

const (
	boardAge   = 30
	mostBoards = 120
)

// fetchesBoard reports whether an open page asks for its board by itself.
func fetchesBoard(c echo.Context) bool {
	return c.Request().URL.Path == "/cases" && c.Request().Header.Get("X-Background") != "" && c.QueryParam("view") == "board" && partial(c)
}

// takesPacked reports whether that page gets what was packed once for all who see the same.
func takesPacked(c echo.Context) bool {
	return fetchesBoard(c) && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip")
}

// of is the board for a key, forgetting all when there are too many.
func (b *boardCache) of(key string) *drawnBoard {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.drawn == nil || len(b.drawn) > mostBoards {
		b.drawn = map[string]*drawnBoard{}
	}
	if b.drawn[key] == nil {
		b.drawn[key] = &drawnBoard{}
	}
	return b.drawn[key]
}

// fetchBoard answers an open page with its board, drawn anew after an announcement. What is drawn knows the reader's sight and
// nothing else of the reader.
func (a *App) fetchBoard(c echo.Context) error {
	if !takesPacked(c) {
		body, err := a.drawBoard(c)
		if err != nil {
			return err
		}
		return a.render(c, http.StatusOK, "诉求看板", body, body)
	}
	who, now := staff(c), a.Now().Unix()
	sight, err := a.Store.SightOfCases(c.Request().Context(), who)
	if err != nil {
		return err
	}
	kept := a.boards.of(sight + " " + c.Request().URL.RawQuery)
	kept.mu.Lock()
	defer kept.mu.Unlock()
	steps := crm.BoardSteps()
	if version, moved := a.hub.moments(who.ProjectID, steps); kept.version != version || kept.until < now {
		body, err := a.drawKept(c, kept, steps, moved)
		if err != nil {
			return err
		}
		packed, err := pack(c.Request().Context(), body)
		if err != nil {
			return err
		}
		kept.version, kept.packed = version, packed
	}
	h := c.Response().Header()
	h.Set(echo.HeaderVary, "HX-Request-Type, Accept-Encoding")
	h.Set(echo.HeaderContentEncoding, "gzip")
	return c.Blob(http.StatusOK, echo.MIMETextHTMLCharsetUTF8, kept.packed)
}

// drawBoard draws a board from nothing.
func (a *App) drawBoard(c echo.Context) (templ.Component, error) {
	q, f, err := a.boardQuery(c)
	if err != nil {
		return nil, err
	}
	board, err := a.board(c, q, f)
	return views.Board(board), err
}

// drawKept draws a board from the columns that are kept of it, reading those in which a case has moved.
func (a *App) drawKept(c echo.Context, kept *drawnBoard, steps []crm.Step, moved []int64) (templ.Component, error) {
	q, f, err := a.boardQuery(c)
	if err != nil {
		return nil, err
	}
	if kept.columns == nil {
		kept.columns = make([]keptColumn, len(steps))
	}
	now := a.Now().Unix()
	var stale []crm.Step
	for i, column := range kept.columns {
		if column.moved != moved[i] || column.until < now {
			stale = append(stale, steps[i])
		}
	}
	read, err := a.Store.Board(c.Request().Context(), staff(c), f, stale, now)
	if err != nil {
		return nil, err
	}
	v := &views.BoardView{Self: q.href("view", "board"), Now: now}
	kept.until = now + boardAge
	for i := range kept.columns {
		if len(read) > 0 && read[0].Step == steps[i] {
			drawn := columnView(q, i, &read[0], now)
			if err := drawn.Draw(c.Request().Context(), now); err != nil {
				return nil, err
			}
			kept.columns[i], read = keptColumn{drawn, moved[i], now + boardAge}, read[1:]
		}
		v.Columns, kept.until = append(v.Columns, kept.columns[i].CaseColumn), min(kept.until, kept.columns[i].until)
	}
	return views.Board(v), nil
}

// boardQuery is which cases the board is of.
func (a *App) boardQuery(c echo.Context) (*listQuery, db.CaseFilter, error) {
	q, people := a.listQuery(c), []views.Option(nil)
	if q.raw("handler") != "" {
		var err error
		if people, err = a.people(c); err != nil {
			return nil, db.CaseFilter{}, err
		}
	}
	f := caseFilter(q, people, a.Now())
	q.keep("view", "board")
	return q, f, nil
}

var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is known
	return w
}}

func pack(ctx context.Context, body templ.Component) ([]byte, error) {
	var out bytes.Buffer
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(&out)
	if err := body.Render(ctx, w); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}
