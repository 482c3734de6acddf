package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestStreamSaysNothingButThatSomethingMoved(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	board := w.login("manager").hear("/events?since=" + w.app.hub.version(w.project.ID))
	clerk.register(complaint())
	for board.lines.Scan() {
		line := board.lines.Text()
		if data, ok := strings.CutPrefix(line, "data:"); ok {
			if strings.TrimSpace(data) != "" {
				t.Errorf("an event carries %q", data)
			}
			return
		}
	}
	t.Error("no event")
}

func TestStreamEndsWithTheSession(t *testing.T) {
	w := newWorld(t)
	clerk, other := w.login("clerk"), w.login("supervisor")
	board := other.hear("/events?since=" + w.app.hub.version(w.project.ID))
	other.post("/logout", url.Values{})
	clerk.register(complaint())
	if got := board.event(); got != "bye" {
		t.Errorf("after signing out: %q", got)
	}
	if got := board.event(); got != "" {
		t.Errorf("after bye: %q", got)
	}
	idle := w.login("manager").hear("/events?since=" + w.app.hub.version(w.project.ID))
	w.wait(16 * time.Minute)
	w.login("clerk").register(complaint())
	if got := idle.event(); got != "bye" {
		t.Errorf("after idling: %q", got)
	}
}

func TestStreamIsForThoseWhoMaySeeCases(t *testing.T) {
	w := newWorld(t)
	path := w.login("clerk").register(complaint())
	if _, status := w.login("committee").listen("/events"); status != http.StatusForbidden {
		t.Errorf("the committee gets %d", status)
	}
	if _, status := w.login("handler").listen("/events?case=" + strings.TrimPrefix(path, "/cases/")); status != http.StatusNotFound {
		t.Errorf("a case out of sight: %d", status)
	}
	if a := w.login("clerk").get("/events"); a.status != http.StatusSeeOther || a.location != "/cases" {
		t.Errorf("a browser that asks for a page: %d %s", a.status, a.location)
	}
	many := w.login("clerk")
	for range maxStreams {
		many.hear("/events")
	}
	if _, status := many.listen("/events"); status != http.StatusTooManyRequests {
		t.Errorf("one stream too many: %d", status)
	}
}
