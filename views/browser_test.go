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
	"linli/static/tab"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { tab.Main(m) }

// policy is the content policy the product serves under; the scripts have to live with it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// site answers what the scripts ask for and counts it.
type site struct {
	*httptest.Server
	signedOut                                 atomic.Bool
	saves, searches, abandoned, deletes, news atomic.Int32
	lastList, lastSearch                      atomic.Value
	uploaded                                  atomic.Int64
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
		if r.URL.Query().Get("q") == "slow" {
			<-r.Context().Done() // until nobody waits for it
			s.abandoned.Add(1)
			return
		}
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
	s, b := newSite(t), tab.New(t)
	b.Run(chromedp.Navigate(s.URL), tab.Key("/"))
	b.Is("document.activeElement.id", "q")
	b.Run(chromedp.Evaluate("window.typed = 0; void document.addEventListener('typed', () => typed++)", nil))
	b.Run(chromedp.ActionFunc(func(ctx context.Context) error { return input.ImeSetComposition("ouyang", 6, 6).Do(ctx) }))
	b.Is("q.value + typed", "ouyang0")
	b.Do(chromedp.ActionFunc(func(ctx context.Context) error { return input.InsertText("欧阳").Do(ctx) }))
	if n := s.searches.Load(); n != 1 || s.lastSearch.Load() != "欧阳" {
		t.Errorf("%d searches, the last for %q", n, s.lastSearch.Load())
	}
	b.Is("q.getAttribute('aria-expanded')", "true")
	b.Run(tab.Key("ArrowDown"), tab.Key("ArrowDown"))
	b.Is("q.getAttribute('aria-activedescendant')", "h2")
	b.Is("document.querySelectorAll('[aria-selected=true]').length", "1")
	b.Run(tab.Key("Escape"))
	b.Is("q.value + hits.children.length + q.getAttribute('aria-expanded')", "0false")
	b.Do(chromedp.SendKeys("#q", "3-2", chromedp.ByID))
	b.Run(tab.Key("ArrowUp"), tab.Key("Enter"))
	b.Wait("location.pathname === '/hit2'")
	b.Clean("404")
}

func TestANewerSearchCancelsTheOlder(t *testing.T) {
	s, b := newSite(t), tab.New(t)
	b.Run(chromedp.Navigate(s.URL), tab.Key("/"), chromedp.SendKeys("#q", "slow", chromedp.ByID))
	b.Wait("__h.n === 1 && __h.open.size === 1")
	b.Run(chromedp.SendKeys("#q", "er", chromedp.ByID))
	b.Wait("hits.children.length === 2 && __h.open.size === 0")
	s.Server.Close() // waits for what is under way
	if n := s.abandoned.Load(); n != 1 || s.lastSearch.Load() != "slower" {
		t.Errorf("%d searches were given up, the last was for %q", n, s.lastSearch.Load())
	}
	b.Clean()
}

func TestSessionThatEndedAsksInPlaceAndRepeatsOnce(t *testing.T) {
	s, b := newSite(t), tab.New(t)
	s.signedOut.Store(true)
	b.Run(chromedp.Navigate(s.URL), chromedp.SendKeys("#text", "打字", chromedp.ByID))
	b.Do(chromedp.Click("#send", chromedp.ByID))
	b.Is("document.querySelector('dialog[data-login]').open", "true")
	b.Run(chromedp.Evaluate("void document.getElementById('filter').requestSubmit()", nil))
	b.Run(chromedp.SendKeys("#f-login-username", "qiantai"), chromedp.SendKeys("#f-login-password", "wrong"))
	b.Do(chromedp.Click("#login-form button"))
	b.Is("document.querySelector('dialog[data-login][open] [role=alert]').textContent.trim()", "登录名或密码不对")
	b.Run(chromedp.SendKeys("#f-login-password", "right"))
	b.Do(chromedp.Click("#login-form button"))
	b.Wait("saved.textContent !== '' && __h.open.size === 0 && !document.querySelector('dialog[data-login]')") // which goes a moment after it closed
	b.Is("saved.textContent", "saved 打字 with new")
	b.Is("list.textContent", "") // a poll behind the dialog had to wait
	if n := s.saves.Load(); n != 1 {
		t.Errorf("saved %d times", n)
	}
	b.Clean("401", "422")
}

func TestErrorsAreSaidInTheNoticeLine(t *testing.T) {
	s, b := newSite(t), tab.New(t)
	b.Run(chromedp.Navigate(s.URL))
	b.Do(chromedp.Click("#forbidden"))
	b.Wait("notice.textContent.includes('没有这项权限') && notice.textContent.includes('req-1')")
	b.Run(chromedp.Click("#notice [data-dismiss]"))
	b.Is("notice.querySelectorAll('.alert').length", "0")
	b.Do(chromedp.Click("#dead"))
	b.Wait("notice.textContent.includes('网络不通')")
	b.Run(chromedp.Click("#notice [data-dismiss]"))
	b.Is("notice.querySelectorAll('.alert').length", "0")
	b.Clean("403", "ERR_EMPTY_RESPONSE", "Failed to fetch", "TypeError")
}

func TestDialogsConfirmAndFilter(t *testing.T) {
	s, b := newSite(t), tab.New(t)
	b.Run(chromedp.Navigate(s.URL))
	b.Do(chromedp.Click("#open"))
	b.Is("document.querySelector('dialog[data-modal]').matches(':modal')", "true")
	b.Run(chromedp.Click("#close"))
	b.Wait("!document.querySelector('dialog[data-modal]')")
	b.Is("document.activeElement.id", "open")

	b.Run(chromedp.Click("#remove"))
	b.Is("ask.open + document.getElementById('ask-text').textContent", "true删除这一条？")
	b.Run(chromedp.Click("#ask [value=no]"))
	b.Wait("!ask.open")
	if n := s.deletes.Load(); n != 0 {
		t.Errorf("deleted %d times after no", n)
	}
	b.Run(chromedp.Click("#remove"))
	b.Do(chromedp.Click("#ask-yes"))
	b.Is("document.querySelectorAll('#thing').length", "0")

	b.Do(chromedp.SendKeys("#a", "x", chromedp.ByID))
	b.Is("location.pathname + location.search", "/list?a=x")
	if q := s.lastList.Load(); q != "a=x" {
		t.Errorf("the list was asked with %q", q)
	}
	b.Clean()
}

func TestUploadShowsProgress(t *testing.T) {
	s, b := newSite(t), tab.New(t)
	file := filepath.Join(t.TempDir(), "big.bin")
	if err := os.WriteFile(file, make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Run(chromedp.Navigate(s.URL), chromedp.SetUploadFiles("#file", []string{file}))
	b.Do(chromedp.Click("#up-send"))
	b.Wait("uploaded.textContent === 'uploaded'")
	b.Is("document.querySelector('progress').value === document.querySelector('progress').max && !document.querySelector('progress').hidden", "true")
	if n := s.uploaded.Load(); n < 3<<20 {
		t.Errorf("%d bytes arrived", n)
	}
	b.Clean()
}

func TestTheClockIsTheServers(t *testing.T) {
	s, b := newSite(t), tab.New(t)
	b.Run(chromedp.Navigate(s.URL))
	b.Wait("late.textContent.startsWith('已超 01:') && late.getAttribute('state') === 'missed'")
	b.Wait("soon.textContent.startsWith('剩 1小时01分') && soon.getAttribute('state') === 'running'")
	b.Run(chromedp.Evaluate(fmt.Sprintf("soon.setAttribute('soon', %d)", serverTime), nil))
	b.Is("soon.getAttribute('state')", "due_soon")
	b.Wait("plain.textContent === '154****0000'")
	b.Clean()
}

func TestKeysAndThemeAreRemembered(t *testing.T) {
	s, b := newSite(t), tab.New(t)
	b.Run(chromedp.Navigate(s.URL), tab.Key("j"), tab.Key("j"))
	b.Is("document.activeElement.id", "row2")
	b.Run(tab.Key("k"), tab.Key("?"))
	b.Is("help.open", "true")
	b.Run(chromedp.Click("label:has(#keys-on)"), tab.Key("Escape"))
	b.Wait("!help.open")
	b.Run(chromedp.Evaluate("document.activeElement.blur()", nil), tab.Key("j"), tab.Key("n"))
	b.Is("document.activeElement.tagName + location.pathname", "BODY/")

	b.Run(chromedp.Click("[data-theme-toggle]"))
	theme := b.JS("document.documentElement.dataset.bsTheme")
	b.Run(chromedp.Reload())
	b.Is("document.documentElement.dataset.bsTheme", theme)
	b.Is("document.getElementById('keys-on').checked", "false")
	b.Run(chromedp.Click("[data-opens=help]"), chromedp.Click("label:has(#keys-on)"), tab.Key("Escape"), tab.Key("n"))
	b.Wait("location.pathname === '/cases/new'")
	if n := s.news.Load(); n != 1 {
		t.Errorf("the new form was opened %d times", n)
	}
	b.Clean("404")
}

func TestLeavingUnsentWordsIsAskedAbout(t *testing.T) {
	s, b := newSite(t), tab.New(t)
	b.Run(chromedp.Navigate(s.URL), chromedp.SendKeys("#text", "x", chromedp.ByID))
	b.Do(chromedp.Click("#send"))
	b.Run(chromedp.Navigate(s.URL))
	if said := b.Console(); said != "" {
		t.Errorf("asked although everything was sent: %s", said)
	}
	b.Run(chromedp.SendKeys("#text", "x", chromedp.ByID), chromedp.Evaluate("void setTimeout(() => { location.href = '/cases/new' })", nil))
	b.Wait("location.pathname === '/cases/new'")
	if said := b.Console(); !strings.Contains(said, "dialog beforeunload") {
		t.Errorf("left without a question: %q", said)
	}
}
