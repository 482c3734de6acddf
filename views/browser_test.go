package views

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"linli/static"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// policy is the content policy the product serves under; the scripts have to live with it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// site answers what the scripts ask for and counts it.
type site struct {
	*httptest.Server
	signedOut                      atomic.Bool
	saves, searches, deletes, news atomic.Int32
	lastList, lastSearch           atomic.Value
	uploaded                       atomic.Int64
}

const sheet = `<form id="save" method="post" action="/save" hx-post="/save" hx-target="#saved" hx-sync="this:drop" novalidate data-draft><input name="text" id="text" aria-label="text"><button id="send">保存</button></form>
<p id="saved"></p>
<form id="filter" action="/list" method="get" autocomplete="off" hx-get="/list" hx-trigger="change changed, submit, typed changed delay:250ms" hx-target="#list" hx-push-url="true" hx-sync="this:replace">
<input name="a" id="a" data-typed aria-label="a"><input name="b" id="b" aria-label="b"></form><div id="list"></div>
<a id="open" href="/dialog" hx-get="/dialog" hx-target="#modal">open</a>
<button id="remove" hx-delete="/thing" hx-target="#thing" hx-swap="outerHTML swapEmpty:true" hx-confirm="删除这一条？">remove</button><p id="thing">thing</p>
<button id="forbidden" hx-post="/forbidden">forbidden</button><button id="dead" hx-post="/dead">dead</button>
<form id="up" method="post" action="/upload" enctype="multipart/form-data" hx-post="/upload" hx-target="#uploaded" hx-config="timeout:0"><input type="file" name="file" id="file" aria-label="file"><progress data-upload hidden aria-label="p"></progress><button id="up-send">up</button></form><p id="uploaded"></p>
<table><tbody><tr><td><a id="row1" href="/row1">1</a></td></tr><tr><td><a id="row2" href="/row2">2</a></td></tr></tbody></table>
<span id="plain" data-expires="%d" data-masked="154****0000">15400000000</span>
<time-left id="soon" due="%d" soon="%d" state="running">x</time-left><time-left id="late" due="%d" soon="%d" state="running">x</time-left>`

const serverTime = 1_900_000_000 // far from the machine's clock: the page must follow the server's

func newSite(t *testing.T) *site {
	s := &site{}
	s.lastList.Store("")
	s.lastSearch.Store("")
	shell := &Shell{Title: "试验", StaffName: "李静", CSRF: "old", HeadersJSON: `{"X-CSRF-Token":"old"}`, ServerTime: serverTime, CanSearch: true, CanRegister: true}
	body := fmt.Sprintf(sheet, serverTime+1, serverTime+3700, serverTime+3800, serverTime-65, serverTime-90)
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		raw := templ.ComponentFunc(func(_ context.Context, w io.Writer) error { _, err := io.WriteString(w, body); return err })
		_ = Page(shell, raw).Render(WithShell(r.Context(), shell), w)
	})
	mux.HandleFunc("GET /search", func(w http.ResponseWriter, r *http.Request) {
		s.searches.Add(1)
		s.lastSearch.Store(r.URL.Query().Get("q"))
		fmt.Fprint(w, `<a role="option" id="h1" href="/hit1" aria-selected="false">1</a><a role="option" id="h2" href="/hit2" aria-selected="false">2</a>`)
	})
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		if s.signedOut.Load() {
			w.WriteHeader(http.StatusUnauthorized)
			fresh := &Shell{CSRF: "fresh", HeadersJSON: `{"X-CSRF-Token":"fresh"}`}
			_ = LoginDialog(LoginInput{InDialog: true}).Render(WithShell(r.Context(), fresh), w)
			return
		}
		s.saves.Add(1)
		fmt.Fprintf(w, "saved %s with %s", r.FormValue("text"), r.Header.Get("X-CSRF-Token"))
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("password") != "right" {
			w.WriteHeader(http.StatusUnprocessableEntity)
			in := LoginInput{InDialog: true, Username: r.FormValue("username"), Problem: "登录名或密码不对"}
			_ = LoginForm(in).Render(WithShell(r.Context(), &Shell{CSRF: "fresh", HeadersJSON: `{"X-CSRF-Token":"fresh"}`}), w)
			return
		}
		if r.Header.Get("X-CSRF-Token") != "fresh" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		s.signedOut.Store(false)
		w.Header().Set("HX-Trigger", `{"close-dialog":"","signed-in":"new"}`)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /list", func(w http.ResponseWriter, r *http.Request) {
		s.lastList.Store(r.URL.RawQuery)
		fmt.Fprint(w, "listed")
	})
	mux.HandleFunc("GET /dialog", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<dialog data-modal aria-label="d"><form method="dialog"><button id="close">关闭</button></form></dialog>`)
	})
	mux.HandleFunc("DELETE /thing", func(http.ResponseWriter, *http.Request) { s.deletes.Add(1) })
	mux.HandleFunc("POST /forbidden", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_ = ErrorAlert("没有这项权限", "req-1").Render(r.Context(), w)
	})
	mux.HandleFunc("POST /dead", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("POST /upload", func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		s.uploaded.Store(n)
		fmt.Fprint(w, "uploaded")
	})
	mux.HandleFunc("GET /cases/new", func(w http.ResponseWriter, _ *http.Request) { s.news.Add(1); fmt.Fprint(w, "new case") })
	mux.HandleFunc("GET /hit2", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "second hit") })
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestTypeAheadWaitsForCompositionAndObeysTheArrows(t *testing.T) {
	s, b := newSite(t), newTab(t)
	b.run(chromedp.Navigate(s.URL), key("/"))
	b.is("document.activeElement.id", "q")
	b.run(chromedp.Evaluate("window.typed = 0; void document.addEventListener('typed', () => typed++)", nil))
	b.run(chromedp.ActionFunc(func(ctx context.Context) error { return input.ImeSetComposition("ouyang", 6, 6).Do(ctx) }))
	b.is("q.value + typed", "ouyang0")
	b.do(chromedp.ActionFunc(func(ctx context.Context) error { return input.InsertText("欧阳").Do(ctx) }))
	if n := s.searches.Load(); n != 1 || s.lastSearch.Load() != "欧阳" {
		t.Errorf("%d searches, the last for %q", n, s.lastSearch.Load())
	}
	b.is("q.getAttribute('aria-expanded')", "true")
	b.run(key("ArrowDown"), key("ArrowDown"))
	b.is("q.getAttribute('aria-activedescendant')", "h2")
	b.is("document.querySelectorAll('[aria-selected=true]').length", "1")
	b.run(key("Escape"))
	b.is("q.value + hits.children.length + q.getAttribute('aria-expanded')", "0false")
	b.do(chromedp.SendKeys("#q", "3-2", chromedp.ByID))
	b.run(key("ArrowUp"), key("Enter"))
	b.wait("location.pathname === '/hit2'")
	b.clean("404")
}

func TestSessionThatEndedAsksInPlaceAndRepeatsOnce(t *testing.T) {
	s, b := newSite(t), newTab(t)
	s.signedOut.Store(true)
	b.run(chromedp.Navigate(s.URL), chromedp.SendKeys("#text", "打字", chromedp.ByID))
	b.do(chromedp.Click("#send", chromedp.ByID))
	b.is("document.querySelector('dialog[data-login]').open", "true")
	b.run(chromedp.Evaluate("void document.getElementById('filter').requestSubmit()", nil))
	b.run(chromedp.SendKeys("#f-login-username", "qiantai"), chromedp.SendKeys("#f-login-password", "wrong"))
	b.do(chromedp.Click("#login-form button"))
	b.is("document.querySelector('dialog[data-login][open] [role=alert]').textContent.trim()", "登录名或密码不对")
	b.run(chromedp.SendKeys("#f-login-password", "right"))
	b.do(chromedp.Click("#login-form button"))
	b.wait("saved.textContent !== '' && __h.open.size === 0")
	b.is("saved.textContent", "saved 打字 with new")
	b.is("list.textContent", "") // a poll behind the dialog had to wait
	b.is("document.querySelectorAll('dialog[data-login]').length", "0")
	if n := s.saves.Load(); n != 1 {
		t.Errorf("saved %d times", n)
	}
	b.clean("401", "422")
}

func TestErrorsAreSaidInTheNoticeLine(t *testing.T) {
	s, b := newSite(t), newTab(t)
	b.run(chromedp.Navigate(s.URL))
	b.do(chromedp.Click("#forbidden"))
	b.wait("notice.textContent.includes('没有这项权限') && notice.textContent.includes('req-1')")
	b.run(chromedp.Click("#notice [data-dismiss]"))
	b.is("notice.querySelectorAll('.alert').length", "0")
	b.do(chromedp.Click("#dead"))
	b.wait("notice.textContent.includes('网络不通')")
	b.run(chromedp.Click("#notice [data-dismiss]"))
	b.is("notice.querySelectorAll('.alert').length", "0")
	b.clean("403", "ERR_EMPTY_RESPONSE", "Failed to fetch", "TypeError")
}

func TestDialogsConfirmAndFilter(t *testing.T) {
	s, b := newSite(t), newTab(t)
	b.run(chromedp.Navigate(s.URL))
	b.do(chromedp.Click("#open"))
	b.is("document.querySelector('dialog[data-modal]').matches(':modal')", "true")
	b.run(chromedp.Click("#close"))
	b.wait("!document.querySelector('dialog[data-modal]')")
	b.is("document.activeElement.id", "open")

	b.run(chromedp.Click("#remove"))
	b.is("ask.open + document.getElementById('ask-text').textContent", "true删除这一条？")
	b.run(chromedp.Click("#ask [value=no]"))
	b.wait("!ask.open")
	if n := s.deletes.Load(); n != 0 {
		t.Errorf("deleted %d times after no", n)
	}
	b.run(chromedp.Click("#remove"))
	b.do(chromedp.Click("#ask-yes"))
	b.is("document.querySelectorAll('#thing').length", "0")

	b.do(chromedp.SendKeys("#a", "x", chromedp.ByID))
	b.is("location.pathname + location.search", "/list?a=x")
	if q := s.lastList.Load(); q != "a=x" {
		t.Errorf("the list was asked with %q", q)
	}
	b.clean()
}

func TestUploadShowsProgress(t *testing.T) {
	s, b := newSite(t), newTab(t)
	file := filepath.Join(t.TempDir(), "big.bin")
	if err := os.WriteFile(file, make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	b.run(chromedp.Navigate(s.URL), chromedp.SetUploadFiles("#file", []string{file}))
	b.do(chromedp.Click("#up-send"))
	b.wait("uploaded.textContent === 'uploaded'")
	b.is("document.querySelector('progress').value === document.querySelector('progress').max && !document.querySelector('progress').hidden", "true")
	if n := s.uploaded.Load(); n < 3<<20 {
		t.Errorf("%d bytes arrived", n)
	}
	b.clean()
}

func TestTheClockIsTheServers(t *testing.T) {
	s, b := newSite(t), newTab(t)
	b.run(chromedp.Navigate(s.URL))
	b.wait("late.textContent.startsWith('已超 01:') && late.getAttribute('state') === 'missed'")
	b.wait("soon.textContent.startsWith('剩 1小时01分') && soon.getAttribute('state') === 'running'")
	b.run(chromedp.Evaluate(fmt.Sprintf("soon.setAttribute('soon', %d)", serverTime), nil))
	b.is("soon.getAttribute('state')", "due_soon")
	b.wait("plain.textContent === '154****0000'")
	b.clean()
}

func TestKeysAndThemeAreRemembered(t *testing.T) {
	s, b := newSite(t), newTab(t)
	b.run(chromedp.Navigate(s.URL), key("j"), key("j"))
	b.is("document.activeElement.id", "row2")
	b.run(key("k"), key("?"))
	b.is("help.open", "true")
	b.run(chromedp.Click("label:has(#keys-on)"), key("Escape"))
	b.wait("!help.open")
	b.run(chromedp.Evaluate("document.activeElement.blur()", nil), key("j"), key("n"))
	b.is("document.activeElement.tagName + location.pathname", "BODY/")

	b.run(chromedp.Click("[data-theme-toggle]"))
	theme := b.js("document.documentElement.dataset.bsTheme")
	b.run(chromedp.Reload())
	b.is("document.documentElement.dataset.bsTheme", theme)
	b.is("document.getElementById('keys-on').checked", "false")
	b.run(chromedp.Click("[data-opens=help]"), chromedp.Click("label:has(#keys-on)"), key("Escape"), key("n"))
	b.wait("location.pathname === '/cases/new'")
	if n := s.news.Load(); n != 1 {
		t.Errorf("the new form was opened %d times", n)
	}
	b.clean("404")
}

func TestLeavingUnsentWordsIsAskedAbout(t *testing.T) {
	s, b := newSite(t), newTab(t)
	b.run(chromedp.Navigate(s.URL), chromedp.SendKeys("#text", "x", chromedp.ByID))
	b.do(chromedp.Click("#send"))
	b.run(chromedp.Navigate(s.URL))
	if said := b.console(); said != "" {
		t.Errorf("asked although everything was sent: %s", said)
	}
	b.run(chromedp.SendKeys("#text", "x", chromedp.ByID), chromedp.Evaluate("void setTimeout(() => { location.href = '/cases/new' })", nil))
	b.wait("location.pathname === '/cases/new'")
	if said := b.console(); !strings.Contains(said, "dialog beforeunload") {
		t.Errorf("left without a question: %q", said)
	}
}
