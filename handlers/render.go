package handlers

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linli/views"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// partial reports whether htmx asked for a part of the page.
func partial(c echo.Context) bool { return c.Request().Header.Get("HX-Request-Type") == "partial" }

// againStatus is the status of a form drawn again. As a part it is 422 also for what was too large: pages put other
// refusals into the notice line.
func againStatus(c echo.Context, status int) int {
	if partial(c) && status == http.StatusRequestEntityTooLarge {
		return http.StatusUnprocessableEntity
	}
	return status
}

// render sends part to htmx, and page inside the layout to a plain browser.
func (a *App) render(c echo.Context, status int, title string, page, part templ.Component) error {
	s := a.shell(c, title)
	body := part
	switch {
	case partial(c):
	case s.StaffName == "":
		body = views.Bare(s, page)
	default:
		body = views.Page(s, page)
	}
	return send(c, s, status, body)
}

// bare sends a page without navigation: sign-in, forced pages, printed sheets.
func (a *App) bare(c echo.Context, status int, title string, page templ.Component) error {
	s := a.shell(c, title)
	return send(c, s, status, views.Bare(s, page))
}

// send draws everything before the first byte goes out, so that a failing view leaves no half page.
func send(c echo.Context, s *views.Shell, status int, body templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= 1<<20 {
			buffers.Put(b)
		}
	}()
	if err := body.Render(views.WithShell(c.Request().Context(), s), b); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Add("Vary", "HX-Request-Type")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	return c.HTMLBlob(status, b.Bytes())
}

// redirect moves on to another page.
func (a *App) redirect(c echo.Context, location string) error {
	if partial(c) {
		c.Response().Header().Set("HX-Redirect", location)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, location)
}

// say leaves a sentence for the next page of this session.
func (a *App) say(c echo.Context, text string) {
	a.notices.Store(session(c).IDHash, text)
}

// said is the sentence left for this session, told once and by a whole page only.
func (a *App) said(c echo.Context) string {
	if partial(c) || c.Request().Method != http.MethodGet {
		return ""
	}
	text, _ := a.notices.LoadAndDelete(session(c).IDHash)
	said, _ := text.(string)
	return said
}

// recordPath is the page of a record by its subject in the journal.
func recordPath(subject string, id int64) string {
	pages := map[string]string{"case": "/cases/", "group": "/causes/", "customer": "/customers/", "room": "/rooms/", "import": "/imports/", "export": "/exports/", "facility": "/facilities/", "building": "/buildings/", "record": "/service-records/", "handover": "/handovers/", "measure": "/measures/", "place": "/places/", "activity": "/activities/"}
	if page, ok := pages[subject]; ok {
		return page + strconv.FormatInt(id, 10)
	}
	lists := map[string]string{"task": "/tasks", "staff": "/admin/users", "settings": "/admin/settings", "committee": "/committee", "grounds": "/facilities/plan", "roster": "/roster", "view": "/views"}
	if list, ok := lists[subject]; ok {
		return list
	}
	return "/"
}
