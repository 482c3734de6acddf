package handlers

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linli/views"
)

// boardCache keeps boards as they were last drawn: the pages of a person fetch the same one after an announcement.
type boardCache struct {
	mu    sync.Mutex
	drawn map[string]*drawnBoard
}

// drawnBoard is a board as htmx gets it, packed. Whoever finds none yet draws it while the others wait.
type drawnBoard struct {
	mu      sync.Mutex
	version string // of the hub, asked for before the cases were read
	until   int64  // unix seconds: deadlines come nearer without a change
	packed  []byte
}

const (
	boardAge   = 30
	mostBoards = 200
)

// fetchesBoard reports whether an open page asks for its board by itself. Its answer is packed here, once for all who get it.
func fetchesBoard(c echo.Context) bool {
	r := c.Request()
	return r.URL.Path == "/cases" && r.Header.Get("X-Background") != "" && partial(c) && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
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

// keptBoard answers an open page with its board, drawn anew after an announcement.
func (a *App) keptBoard(c echo.Context, draw func() (templ.Component, error)) error {
	who, now := staff(c), a.Now().Unix()
	kept := a.boards.of(fmt.Sprint(who.ID, who.ProjectID, who.Roles, c.Request().URL.RawQuery))
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if version := a.hub.version(who.ProjectID); kept.version != version || kept.until < now {
		body, err := draw()
		if err != nil {
			return err
		}
		packed, err := pack(views.WithShell(c.Request().Context(), a.shell(c, "诉求看板")), body)
		if err != nil {
			return err
		}
		kept.version, kept.until, kept.packed = version, now+boardAge, packed
	}
	h := c.Response().Header()
	h.Set(echo.HeaderVary, "HX-Request-Type, Accept-Encoding")
	h.Set(echo.HeaderContentEncoding, "gzip")
	return c.Blob(http.StatusOK, echo.MIMETextHTMLCharsetUTF8, kept.packed)
}

func pack(ctx context.Context, body templ.Component) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := body.Render(ctx, w); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}
