package handlers

import (
	"bufio"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// listener is an open page that hears events.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
	stop  context.CancelFunc
}

// listen opens a stream; refused is the status of an answer that is none.
func (c *client) listen(path string) (l *listener, refused int) {
	c.w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second) // only a failing test gets there
	req, err := http.NewRequestWithContext(ctx, "GET", c.w.server.URL+path, nil)
	if err != nil {
		c.w.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html, text/event-stream")
	res, err := c.http.Do(req)
	if err != nil {
		c.w.t.Fatal(err)
	}
	c.w.t.Cleanup(func() { cancel(); _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		return nil, res.StatusCode
	}
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		c.w.t.Fatalf("a stream of %s", got)
	}
	l = &listener{c.w.t, bufio.NewScanner(res.Body), cancel}
	if !l.lines.Scan() || !strings.HasPrefix(l.lines.Text(), "id: ") {
		c.w.t.Fatalf("a stream that begins with %q", l.lines.Text())
	}
	return l, 0
}

// event waits for the next event and gives its name; empty when the stream has ended.
func (l *listener) event() string {
	l.t.Helper()
	for l.lines.Scan() {
		if name, ok := strings.CutPrefix(l.lines.Text(), "event: "); ok {
			return name
		}
	}
	return ""
}

func (c *client) hear(path string) *listener {
	c.w.t.Helper()
	l, refused := c.listen(path)
	if refused != 0 {
		c.w.t.Fatalf("%s: %d", path, refused)
	}
	return l
}

func TestBoardHearsOfChanges(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor := w.login("clerk"), w.login("supervisor")
	since, _ := supervisor.get("/cases").doc(t).Find("#live").Attr("hx-sse:connect")
	board := supervisor.hear(since)
	path := clerk.register(complaint())
	if got := board.event(); got != "board" {
		t.Fatalf("after a registration the board hears %q", got)
	}
	if part := supervisor.part("/cases?view=board"); !strings.Contains(part.body, path) {
		t.Error("the fetched board lacks the new case")
	}
	if got := supervisor.hear(since).event(); got != "board" {
		t.Errorf("a page drawn before the change hears %q when it connects", got)
	}
	clerk.post("/logout", url.Values{})
	clerk = w.login("clerk")
	clerk.act(path, crm.DoAcknowledge, ackFields...)
	if got := board.event(); got != "board" {
		t.Errorf("after a confirmation the board hears %q", got)
	}
}

// fetched is the board as an open page gets it.
func (c *client) fetched(query string) string {
	c.w.t.Helper()
	header := http.Header{"Hx-Request-Type": {"partial"}, "X-Background": {"1"}, "Accept-Encoding": {"gzip"}}
	a := c.request("GET", "/cases?"+query, nil, header)
	if a.status != http.StatusOK || a.header.Get("Content-Encoding") != "gzip" {
		c.w.t.Fatalf("board: %d, %q", a.status, a.header.Get("Content-Encoding"))
	}
	r, err := gzip.NewReader(strings.NewReader(a.body))
	if err != nil {
		c.w.t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		c.w.t.Fatal(err)
	}
	return string(body)
}

func TestFetchedBoardIsTheReadersOwnAndNew(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor, handler := w.login("clerk"), w.login("supervisor"), w.login("handler")
	board := supervisor.hear("/events?since=" + w.app.hub.version(w.project.ID))
	for range 2 {
		path := clerk.register(complaint())
		board.event()
		for name, c := range map[string]*client{"clerk": clerk, "supervisor": supervisor} {
			if !strings.Contains(c.fetched("view=board"), path+`"`) {
				t.Errorf("the board of %s lacks %s", name, path)
			}
		}
		if strings.Contains(supervisor.fetched("view=board&kind=repair"), path+`"`) {
			t.Error("a filter is forgotten")
		}
		if strings.Contains(handler.fetched("view=board"), path+`"`) {
			t.Error("somebody else's board")
		}
	}
	w.wait(boardAge*time.Second + time.Second)
	before := supervisor.fetched("view=board")
	w.wait(24 * time.Hour)
	if supervisor = w.login("supervisor"); supervisor.fetched("view=board") == before {
		t.Error("a deadline that has passed without a change does not show")
	}
}

// TestKeptColumnsAreTheBoard: what is put together from columns that were kept is the board as it is drawn from nothing, after
// each step of a case that another stands beside.
func TestKeptColumnsAreTheBoard(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor, handler := w.login("clerk"), w.login("supervisor"), w.login("handler")
	board := supervisor.hear("/events?since=" + w.app.hub.version(w.project.ID))
	path, standing := "", ""
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"another registered", func() { standing = clerk.register(complaint("summary", "电梯运行时有异响")) }},
		{"another confirmed", func() { clerk.must(standing, crm.DoAcknowledge, ackFields...) }},
		{"registered", func() { path = clerk.register(complaint("category", "facilities", "sub_category", "照明")) }},
		{"confirmed", func() { clerk.must(path, crm.DoAcknowledge, ackFields...) }},
		{"assigned", func() { clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler") }},
		{"accepted", func() { handler.must(path, crm.DoAccept, "first_step", "去看") }},
		{"made major", func() { supervisor.must(path, crm.DoLevel, "level", "major", "reason", "多户") }},
		{"the other's category", func() {
			supervisor.must(standing, crm.DoCategory, "category", "facilities", "sub_category", "照明", "reason", "登错")
		}},
		{"handed to another department", func() { supervisor.must(path, crm.DoTransfer, "department", "KF", "reason", "改派") }},
	} {
		step.do()
		if got := board.event(); got != "board" {
			t.Fatalf("%s: the board hears %q", step.name, got)
		}
		drawn := supervisor.request("GET", "/cases?view=board", nil, http.Header{"Hx-Request-Type": {"partial"}, "X-Background": {"1"}, "Accept-Encoding": {"identity"}})
		if kept := supervisor.fetched("view=board"); kept != drawn.body || !strings.Contains(kept, standing+`"`) {
			t.Errorf("%s: kept columns differ from the board as it is", step.name)
		}
	}
}

// TestKeptColumnsGrowNoOlderThanABoard: what no announcement tells of, such as a new name of a customer, shows when a board's time is over,
// whatever else was announced meanwhile.
func TestKeptColumnsGrowNoOlderThanABoard(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor := w.login("clerk"), w.login("supervisor")
	board := supervisor.hear("/events?since=" + w.app.hub.version(w.project.ID))
	path := clerk.register(complaint("category", "facilities", "sub_category", "照明"))
	board.event()
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	board.event()
	if !strings.Contains(supervisor.fetched("view=board"), "林小满") {
		t.Fatal("the board names nobody")
	}
	w.wait((boardAge - 5) * time.Second)
	clerk.register(complaint("summary", "电梯运行时有异响", "caller_name", "查宁", "caller_phone", "15412345679"))
	board.event()
	supervisor.fetched("view=board")
	clerk.post(recordPath("customer", clerk.caseAt(path).CustomerID), url.Values{"row_version": {"1"}, "name": {"林大满"}}).want(t, http.StatusSeeOther)
	w.wait(10 * time.Second)
	if !strings.Contains(supervisor.fetched("view=board"), "林大满") {
		t.Error("a column is kept longer than a board")
	}
}

// version is how far the board had moved on when the event was written.
func (l *listener) version() string {
	l.t.Helper()
	for l.lines.Scan() {
		if id, ok := strings.CutPrefix(l.lines.Text(), "id: "); ok {
			return id
		}
	}
	l.t.Fatal("an event without an id")
	return ""
}

// TestBoardHearsOfWhatItsReaderSees follows a case through two departments: a handler hears when it comes and when it goes,
// and of nothing before or after.
func TestBoardHearsOfWhatItsReaderSees(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor, handler := w.login("clerk"), w.login("supervisor"), w.login("handler")
	since := "/events?since=" + w.app.hub.version(w.project.ID)
	all, theirs := supervisor.hear(since), handler.hear(since)
	told := func(l *listener) string { l.event(); return l.version() }
	path := clerk.register(complaint("category", "facilities", "sub_category", "照明"))
	first := told(all)
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	second := told(all)
	clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	third := told(all)
	if got := told(theirs); got != third {
		t.Fatalf("the handler hears at %s, not when it is theirs at %s (others heard at %s and %s)", got, third, first, second)
	}
	if !strings.Contains(handler.fetched("view=board"), path+`"`) {
		t.Error("their board lacks it")
	}
	handler.must(path, crm.DoReturn, "reason", "应由保洁处理")
	if gone := told(all); told(theirs) != gone {
		t.Error("the handler does not hear that it is gone")
	}
	if strings.Contains(handler.fetched("view=board"), path+`"`) {
		t.Error("their board still has it")
	}
}

// TestSharedBoardsKnowNobody: two clerks fetch the very same board until one of them must not know of a case on it.
func TestSharedBoardsKnowNobody(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint())
	before := supervisor.fetched("view=board")
	if !strings.Contains(before, path+`"`) {
		t.Fatal("the board lacks the case")
	}
	for _, personal := range []string{w.staff["supervisor"].Name, "_csrf", "saved", "我的视图"} {
		if strings.Contains(before, personal) {
			t.Errorf("a shared board holds %q", personal)
		}
	}
	w.rewrite(`INSERT INTO case_bar (staff_id, case_id) VALUES (?, ?)`, w.staff["supervisor"].ID, strings.TrimPrefix(path, "/cases/"))
	if strings.Contains(supervisor.fetched("view=board"), path+`"`) {
		t.Error("who must not know of a case gets the board that others share")
	}
	if !strings.Contains(clerk.fetched("view=board"), path+`"`) {
		t.Error("the others have lost it")
	}
	plain := clerk.request("GET", "/cases?view=board", nil, http.Header{"Hx-Request-Type": {"partial"}, "X-Background": {"1"}, "Accept-Encoding": {"identity"}})
	if plain.status != http.StatusOK || plain.header.Get("Content-Encoding") != "" || !strings.Contains(plain.body, path+`"`) {
		t.Errorf("unpacked: %d %q", plain.status, plain.header.Get("Content-Encoding"))
	}
}

func TestStopEndsStreams(t *testing.T) {
	w := newWorld(t)
	board := w.login("clerk").hear("/events?since=" + w.app.hub.version(w.project.ID))
	w.app.Stop()
	if got := board.event(); got != "" {
		t.Errorf("a stopping program says %q", got)
	}
	if _, status := w.login("clerk").listen("/events"); status != http.StatusTooManyRequests {
		t.Errorf("a stopped program takes a stream: %d", status)
	}
}

func TestWhoElseIsOnTheCase(t *testing.T) {
	w := newWorld(t)
	clerk, supervisor := w.login("clerk"), w.login("supervisor")
	path := clerk.register(complaint())
	id := strings.TrimPrefix(path, "/cases/")
	presence := path + "/presence?since=" + strconv.FormatInt(clerk.caseAt(path).RowVersion, 10)
	mine := clerk.hear("/events?case=" + id)
	mine.event() // of its own coming
	theirs := supervisor.hear("/events?case=" + id)
	if got := mine.event(); got != "presence" {
		t.Fatalf("somebody comes: %q", got)
	}
	clerk.part(presence).want(t, http.StatusOK, w.staff["supervisor"].Name, "也在看这个诉求").lacks(t, w.staff["clerk"].Name, "更新了")
	supervisor.act(path, crm.DoAcknowledge, ackFields...)
	if got := mine.event(); got != "presence" {
		t.Fatalf("somebody acts: %q", got)
	}
	clerk.part(presence).want(t, http.StatusOK, w.staff["supervisor"].Name+"于", "更新了这个诉求")
	supervisor.part(presence).want(t, http.StatusOK).lacks(t, "更新了这个诉求")
	theirs.stop()
	if got := mine.event(); got != "presence" {
		t.Fatalf("somebody goes: %q", got)
	}
	clerk.part(presence).want(t, http.StatusOK).lacks(t, "也在看")
	w.login("handler").part(presence).want(t, http.StatusNotFound)
	clerk.get(presence).want(t, http.StatusSeeOther)
}
