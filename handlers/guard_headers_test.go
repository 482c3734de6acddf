package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"linli/static"
)

// everyAnswer has these, whatever it is.
var everyAnswer = map[string]string{"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}

func (a answer) hasHeaders(t *testing.T, what string) {
	t.Helper()
	for name, want := range everyAnswer {
		if name == "Content-Security-Policy" && a.status == http.StatusOK && a.header.Get("Content-Disposition") != "" && a.header.Get("Content-Type") == "application/octet-stream" {
			want = filePolicy
		}
		if got := a.header.Get(name); got != want {
			t.Errorf("%s (%d): %s is %q", what, a.status, name, got)
		}
	}
	if cache := a.header.Get("Cache-Control"); cache != "no-store" {
		t.Errorf("%s (%d): Cache-Control is %q", what, a.status, cache)
	}
	if server := a.header.Get("Server") + a.header.Get("X-Powered-By"); server != "" {
		t.Errorf("%s tells of the software: %s", what, server)
	}
	for _, cookie := range (&http.Response{Header: a.header}).Cookies() {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
			t.Errorf("%s: cookie %s", what, cookie.Raw)
		}
	}
}

func TestPolicyIsStrict(t *testing.T) {
	for _, need := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(contentPolicy+";", need) {
			t.Errorf("the policy lacks %s", need)
		}
	}
	if loose := regexp.MustCompile(`unsafe|\*|http`).FindString(contentPolicy); loose != "" {
		t.Errorf("the policy allows %s", loose)
	}
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	s := newScene(t)
	people := map[string]*client{"nobody": s.visitor(), "manager": s.login("manager"), "sysadmin": s.login("sysadmin"), "committee": s.login("committee")}
	for who, c := range people {
		for _, r := range Routes() {
			if r.Method == http.MethodGet {
				path := s.address(r, s.nearOf("manager"))
				c.get(path).hasHeaders(t, who+" "+path)
				c.part(path).hasHeaders(t, who+" part "+path)
			}
		}
	}
	c := people["manager"]
	c.get("/no-such-page").want(t, http.StatusNotFound).hasHeaders(t, "not found")
	c.get("/cases%2F1").want(t, http.StatusNotFound).hasHeaders(t, "spelling")
	c.get("/cases/999999").want(t, http.StatusNotFound).hasHeaders(t, "no record")
	c.request(http.MethodDelete, "/cases", nil, nil).want(t, http.StatusMethodNotAllowed).hasHeaders(t, "method")
	c.post("/cases", url.Values{}).want(t, http.StatusUnprocessableEntity).hasHeaders(t, "invalid")
	c.post("/cases", url.Values{"detail": {strings.Repeat("x", 2<<20)}}).want(t, http.StatusRequestEntityTooLarge).hasHeaders(t, "too large")
	c.post("/cases", url.Values{"_csrf": {"x"}}).want(t, http.StatusForbidden).hasHeaders(t, "token")
	c.request(http.MethodPost, "/cases", url.Values{}, http.Header{"Origin": {"https://evil.example"}}).want(t, http.StatusForbidden).hasHeaders(t, "origin")
	c.post("/project", url.Values{"project": {"LY"}}).want(t, http.StatusSeeOther).hasHeaders(t, "moved on")
	s.store.Close()
	c.get("/cases").want(t, http.StatusInternalServerError).hasHeaders(t, "broken")
}

func TestStaticFilesMayBeKeptForEver(t *testing.T) {
	w := newWorld(t)
	a := w.visitor().get(static.Path("app.css")).want(t, http.StatusOK)
	for name, want := range map[string]string{"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": contentPolicy} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if len(a.header.Values("Set-Cookie")) != 0 {
		t.Error("a file everybody may keep sets a cookie")
	}
}

// secured serves the same world over https.
func (w *world) secured(t *testing.T) *world {
	t.Helper()
	app := &App{Store: w.store, Log: w.app.Log, Now: w.clock, CSRFKey: w.app.CSRFKey, Base: "https://linli.example"}
	handler, err := app.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	return &world{t: t, app: app, server: server, store: w.store, project: w.project, staff: w.staff, log: w.log, now: w.now}
}

func TestCookieFlags(t *testing.T) {
	w := newWorld(t)
	for name, world := range map[string]*world{"linli": w, "__Host-linli": w.secured(t)} {
		c := world.visitor()
		c.get("/login")
		a := c.post("/login", url.Values{"username": {"clerk"}, "password": {testPassword}}).want(t, http.StatusSeeOther)
		cookies := (&http.Response{Header: a.header}).Cookies()
		if len(cookies) != 1 || cookies[0].Name != name || cookies[0].Secure != strings.HasPrefix(name, "__Host-") {
			t.Errorf("%s: %q", name, a.header.Values("Set-Cookie"))
		}
		if cookies[0].MaxAge > 0 || !cookies[0].Expires.IsZero() {
			t.Errorf("%s outlives the browser: %s", name, cookies[0].Raw)
		}
		c.get("/password").want(t, http.StatusOK)
		out := c.post("/logout", url.Values{}).want(t, http.StatusSeeOther)
		if gone := (&http.Response{Header: out.header}).Cookies(); len(gone) != 1 || gone[0].MaxAge >= 0 || out.header.Get("Clear-Site-Data") == "" {
			t.Errorf("%s stays after signing out: %q", name, out.header.Values("Set-Cookie"))
		}
	}
}

func TestPlantedIDIsNotTaken(t *testing.T) {
	w := newWorld(t)
	c := w.visitor()
	home, err := url.Parse(w.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	planted := strings.Repeat("ab", 32)
	c.http.Jar.SetCookies(home, []*http.Cookie{{Name: "linli", Value: planted, Path: "/"}})
	c.get("/login")
	c.post("/login", url.Values{"username": {"clerk"}, "password": {testPassword}}).want(t, http.StatusSeeOther)
	if id := c.http.Jar.Cookies(home)[0].Value; id == planted {
		t.Fatal("the planted id is signed in")
	}
	thief := w.visitor()
	thief.http.Jar.SetCookies(home, []*http.Cookie{{Name: "linli", Value: planted, Path: "/"}})
	if a := thief.get("/password"); a.status != http.StatusSeeOther {
		t.Errorf("the planted id reads: %d", a.status)
	}
}

func TestNewIDAfterWhatChangesRights(t *testing.T) {
	w := newWorld(t)
	home, err := url.Parse(w.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c, other := w.login("clerk"), w.login("clerk")
	before := c.http.Jar.Cookies(home)[0].Value
	c.post("/password", url.Values{"current": {testPassword}, "new": {"yi-pian-shu-ye-92"}}).want(t, http.StatusSeeOther)
	if c.http.Jar.Cookies(home)[0].Value == before {
		t.Error("the id stayed through a new password")
	}
	c.get("/password").want(t, http.StatusOK)
	if a := other.get("/password"); a.status != http.StatusSeeOther {
		t.Errorf("the other browser still reads after a new password: %d", a.status)
	}
	lead := w.login("supervisor")
	if err := w.store.EndRole(t.Context(), w.by("sysadmin"), w.staff["supervisor"].ID, 0, "supervisor"); err != nil {
		t.Fatal(err)
	}
	if a := lead.get("/password"); a.status != http.StatusSeeOther {
		t.Errorf("a role that ended still reads: %d", a.status)
	}
}

func TestSessionsLiveThroughARestart(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	again := &App{Store: w.store, Log: w.app.Log, Now: w.clock, CSRFKey: w.app.CSRFKey}
	handler, err := again.Handler()
	if err != nil {
		t.Fatal(err)
	}
	w.server.Config.Handler = handler
	c.get("/password").want(t, http.StatusOK)
	c.post("/logout", url.Values{}).want(t, http.StatusSeeOther)
}
