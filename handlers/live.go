package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

const (
	liveHeartbeat = 20 * time.Second
	liveSlow      = 10 * time.Second // a reader that takes longer for one event is dropped
)

// events is the stream of an open page, of the board or, with case, of a case: an event says that something moved. A browser
// that asks for a page gets the board.
func (a *App) events(c echo.Context) error {
	if !strings.Contains(c.Request().Header.Get("Accept"), "text/event-stream") {
		return a.redirect(c, "/cases")
	}
	ses := session(c)
	s := &stream{project: ses.Project.ID, staff: ses.Staff.ID, session: ses.IDHash, name: ses.Staff.Name}
	if q := c.QueryParam("case"); q != "" {
		id, err := strconv.ParseInt(q, 10, 64)
		if err != nil {
			return echo.ErrNotFound
		}
		if _, err := a.Store.CaseSince(c.Request().Context(), ses.Staff, id, 0); err != nil {
			return err
		}
		s.caseID = id
	}
	if !a.hub.join(s) {
		return crm.Refuse(crm.TooMany, "打开的页面过多，请关闭几个后再试")
	}
	defer a.hub.leave(s)
	return a.tell(c, s)
}

// tell writes events until the reader goes, the session ends or the program stops.
func (a *App) tell(c echo.Context, s *stream) error {
	seen := c.Request().Header.Get("Last-Event-ID")
	if seen == "" {
		seen = c.QueryParam("since")
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
	out := &eventWriter{w: c.Response(), control: http.NewResponseController(c.Response())}
	if err := out.write("id: " + a.hub.version(s.project) + "\n\n"); err != nil {
		return nil // the reader is gone
	}
	if s.caseID != 0 || seen != a.hub.version(s.project) {
		a.hub.behind(s)
	}
	beat := time.NewTicker(liveHeartbeat)
	defer beat.Stop()
	for {
		text, err := "", error(nil)
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-a.hub.over:
			return nil
		case <-beat.C:
			text, err = a.word(c.Request().Context(), s, false)
		case <-s.wake:
			text, err = a.word(c.Request().Context(), s, true)
		}
		if err != nil || text != "" && out.write(text) != nil || text == goodbye {
			return nil //nolint:nilerr // the stream has begun: the page connects again
		}
	}
}

const goodbye = "event: bye\ndata: \n\n"

// word is what a page hears: that something moved, empty when nothing did that its reader sees, or that the session has ended.
func (a *App) word(ctx context.Context, s *stream, moved bool) (string, error) {
	who, err := a.Store.Alive(ctx, s.session, a.Now().Unix())
	switch {
	case err != nil:
		return "", err
	case who.ID != s.staff || !who.May(crm.CaseRead) || who.ProjectID != s.project:
		return goodbye, nil
	case !moved:
		return ":\n\n", nil
	case s.caseID != 0:
		return "event: presence\nid: " + a.hub.version(s.project) + "\ndata: \n\n", nil
	}
	version, news := a.hub.version(s.project), a.hub.take(s)
	if !news.anything {
		if sees, err := a.Store.SeesAny(ctx, who, news.cases); err != nil || !sees {
			return "", err
		}
	}
	return "event: board\nid: " + version + "\ndata: \n\n", nil
}

// eventWriter sends one event at a time; the limits of an ordinary answer do not hold for a stream.
type eventWriter struct {
	w       io.Writer
	control *http.ResponseController
}

func (e *eventWriter) write(text string) error {
	deadline := e.control.SetWriteDeadline(time.Now().Add(liveSlow))
	if errors.Is(deadline, http.ErrNotSupported) {
		deadline = nil
	}
	_, err := io.WriteString(e.w, text)
	return errors.Join(deadline, err, e.control.Flush())
}

// presence says who else has the case open, and whether it moved on since the page was drawn; a part of the page and no page.
func (a *App) presence(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	seen, _ := strconv.ParseInt(c.QueryParam("since"), 10, 64)
	who := staff(c)
	stale, err := a.Store.CaseSince(c.Request().Context(), who, id, seen)
	if err != nil {
		return err
	}
	if !partial(c) {
		return a.redirect(c, recordPath("case", id))
	}
	v := &views.PresenceView{Others: a.hub.others(who.ProjectID, id, who.ID), Href: recordPath("case", id)}
	if stale != nil && stale.ByID != who.ID { // the page shows its own changes itself
		v.Moved = stale.By + "于" + views.DateTimeSec(stale.At, a.zone(c)) + "更新了这个诉求"
	}
	part := views.Presence(v)
	return a.render(c, http.StatusOK, "诉求", part, part)
}
