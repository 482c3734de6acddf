package handlers

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/crypto/argon2"

	"linli/db"
	"linli/db/crm"
)

// world is a whole product over a fresh file: every role has an account, log-in name = role code, all with testPassword.
type world struct {
	t       *testing.T
	app     *App
	server  *httptest.Server
	store   *db.Store
	project db.Project
	staff   map[string]crm.Staff
	log     *bytes.Buffer

	mu  sync.Mutex
	now time.Time
	bad Trouble
}

const testPassword = "ganjing-de-yuanzi-7"

// testHash costs next to nothing, and so does every log-in with it: the product pays what the hash of an account names, and
// gives new ones the full cost, which is held by a test of package db.
var testHash = sync.OnceValue(func() string {
	salt, coded := []byte("salt of a test.."), base64.RawStdEncoding.EncodeToString
	return "$argon2id$v=19$m=8,t=1,p=1$" + coded(salt) + "$" + coded(argon2.IDKey([]byte(testPassword), salt, 1, 8, 1, 32))
})

// testStart is a Friday afternoon in Shanghai.
var testStart = time.Date(2025, 3, 14, 17, 50, 0, 0, time.FixedZone("UTC+8", 8*3600))

type lockedBuffer struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) trouble() Trouble {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bad
}

// suffer makes something wrong with the machine, or right again.
func (w *world) suffer(bad Trouble) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bad = bad
}

// at sets the clock.
func (w *world) at(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = t
}

// wait moves the clock on.
func (w *world) wait(d time.Duration) { w.at(w.clock().Add(d)) }

// by is an account acting without a browser, to set a scene.
func (w *world) by(login string) db.By { return db.By{Staff: w.staff[login], Now: w.clock()} }

// hire makes an account that has signed the pledge.
func (w *world) hire(login, name string, role crm.Assignment) crm.Staff {
	w.t.Helper()
	by := db.By{Staff: crm.Staff{ProjectID: w.project.ID}, Now: testStart.AddDate(0, -1, 0)}
	if _, err := w.store.AddStaff(context.Background(), by, db.NewAccount{Login: login, Name: name, PasswordHash: testHash(), PledgedAt: testStart.Unix(), Role: role}); err != nil {
		w.t.Fatal(err)
	}
	s, err := w.store.StaffByLogin(context.Background(), w.project.ID, w.clock().Unix(), login)
	if err != nil {
		w.t.Fatal(err)
	}
	w.staff[login] = s
	return s
}

// client is a browser.
type client struct {
	w    *world
	http *http.Client
	csrf string
}

// answer is what came back.
type answer struct {
	status   int
	body     string
	header   http.Header
	location string
}

func (w *world) visitor() *client {
	jar, _ := cookiejar.New(nil)
	return &client{w: w, http: &http.Client{Jar: jar, Transport: w.server.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// login signs in through the form, token and all.
func (w *world) login(name string) *client {
	w.t.Helper()
	c := w.visitor()
	c.get("/login")
	if a := c.post("/login", url.Values{"username": {name}, "password": {testPassword}}); a.status != http.StatusSeeOther {
		w.t.Fatalf("log in as %s: %d", name, a.status)
	}
	if a := c.get("/password"); a.status != http.StatusOK {
		w.t.Fatalf("first page as %s: %d", name, a.status)
	}
	return c
}

func (c *client) do(req *http.Request) answer {
	c.w.t.Helper()
	res, err := c.http.Do(req)
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	a := answer{status: res.StatusCode, body: string(body), header: res.Header, location: res.Header.Get("Location")}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		if _, after, ok := strings.Cut(a.body, `name="_csrf" value="`); ok {
			c.csrf, _, _ = strings.Cut(after, `"`)
		}
	}
	return a
}

func (c *client) get(path string) answer {
	c.w.t.Helper()
	return c.request(http.MethodGet, path, nil, nil)
}

// part asks as htmx does.
func (c *client) part(path string) answer {
	c.w.t.Helper()
	return c.request(http.MethodGet, path, nil, partHeader)
}

var partHeader = http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}}

// post sends a form with the token of the last page.
func (c *client) post(path string, form url.Values) answer {
	c.w.t.Helper()
	return c.request(http.MethodPost, path, form, nil)
}

// postPart sends a form as htmx does.
func (c *client) postPart(path string, form url.Values) answer {
	c.w.t.Helper()
	return c.request(http.MethodPost, path, form, partHeader)
}

func (c *client) request(method, path string, form url.Values, header http.Header) answer {
	c.w.t.Helper()
	var body io.Reader
	if form != nil {
		sent := url.Values{"_csrf": {c.csrf}}
		for k, v := range form {
			sent[k] = v
		}
		body = strings.NewReader(sent.Encode())
	}
	req, err := http.NewRequest(method, c.w.server.URL+path, body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return c.do(req)
}

func (a answer) doc(t *testing.T) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// want fails unless the answer has the status and contains each text.
func (a answer) want(t *testing.T, status int, texts ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d; page says %q", a.status, status, notices(a.doc(t)))
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("answer lacks %q; page says %q", text, notices(a.doc(t)))
		}
	}
	return a
}

// lacks fails when the answer contains one of the texts.
func (a answer) lacks(t *testing.T, texts ...string) answer {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			t.Errorf("answer must not contain %q", text)
		}
	}
	return a
}

// notices are the alerts and problems of a page, for messages of failing tests.
func notices(doc *goquery.Document) string {
	return strings.Join(strings.Fields(doc.Find(".alert, .invalid-feedback, h1").Text()), " ")
}
