package handlers

import (
	"sync"
	"time"
)

// onceBox holds one-time passwords between the answer that made them and the page that shows them: never on disk, for one
// browser, once, for a minute.
type onceBox struct {
	mu   sync.Mutex
	held map[string]heldOnce
}

type heldOnce struct {
	session, text string
	until         time.Time
}

const onceFor = time.Minute

// keep returns the ticket to take the text with.
func (b *onceBox) keep(session, text string, now time.Time) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held == nil {
		b.held = map[string]heldOnce{}
	}
	for ticket, h := range b.held {
		if now.After(h.until) {
			delete(b.held, ticket)
		}
	}
	ticket := newID()
	b.held[ticket] = heldOnce{session, text, now.Add(onceFor)}
	return ticket
}

// take is empty for a ticket that is unknown, used, past its time or of another browser.
func (b *onceBox) take(session, ticket string, now time.Time) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	h, ok := b.held[ticket]
	if !ok || h.session != session {
		return ""
	}
	delete(b.held, ticket)
	if now.After(h.until) {
		return ""
	}
	return h.text
}
