package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"linli/db/crm"
	"linli/static/tab"
)

func TestMain(m *testing.M) { tab.Main(m) }

// visit is somebody signed in at a browser.
type visit struct {
	*tab.Tab
	s *world
}

// browse opens a browser; with a name it is signed in already.
func (w *world) browse(t *testing.T, name string) *visit {
	t.Helper()
	v := &visit{tab.New(t), w}
	if name != "" {
		v.signIn(name)
	}
	return v
}

// signIn gives the browser a session of its own.
func (v *visit) signIn(name string) {
	v.Helper()
	home, _ := url.Parse(v.s.server.URL)
	for _, c := range v.s.login(name).http.Jar.Cookies(home) {
		v.Run(network.SetCookie(c.Name, c.Value).WithURL(v.s.server.URL).WithHTTPOnly(true))
	}
}

// open goes to a page and waits until all of it is there.
func (v *visit) open(path string) {
	v.Helper()
	v.Run(chromedp.Navigate(v.s.server.URL + path))
	v.Wait("document.readyState === 'complete'")
}

// evaluate awaits a promise.
func (v *visit) evaluate(expression string, result any) {
	v.Helper()
	v.Run(chromedp.Evaluate(expression, result, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

// accessible fails on what axe finds, told by rule and element.
func (v *visit) accessible(what, options string) {
	v.Helper()
	var found []string
	v.Run(chromedp.Evaluate(`document.getAnimations().forEach(a => { if (a instanceof CSSTransition) a.finish() })`, nil))
	v.evaluate(`axe.run(document, {resultTypes: ['violations']`+options+`}).then(r => r.violations.flatMap(f => f.nodes.slice(0, 3).map(n =>
		f.id + ': ' + n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ''))))`, &found)
	for _, f := range found {
		v.Errorf("%s: %s", what, f)
	}
}

// fits fails when a page, or a table whose rows are cards there, can be moved sideways on a phone.
func (v *visit) fits(what string) {
	v.Helper()
	v.Run(emulation.SetDeviceMetricsOverride(390, 844, 1, true))
	if wide := v.JS(`document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'fixed')
		.slice(0, 3).map(e => e.tagName + '.' + e.className).join(' ') || 'wide' : ''`); wide != "" {
		v.Errorf("%s moves sideways at 390 px: %s", what, wide)
	}
	if wide := v.JS(`[...document.querySelectorAll('.table-rows')].filter(e => e.scrollWidth > innerWidth).map(e => e.scrollWidth).join(' ')`); wide != "" {
		v.Errorf("%s: rows of %s px at 390 px", what, wide)
	}
	v.Run(emulation.ClearDeviceMetricsOverride())
}

// structure is a page without its words: two pages of one structure need one look by axe.
const structure = `(() => { const seen = new Set(); const walk = (e, path) => { path += '>' + e.tagName + '.' + e.className + (e.getAttribute('role') ?? '') + (e.getAttribute('type') ?? ''); seen.add(path);
	for (const c of e.children) walk(c, path) }; walk(document.body, ''); return [...seen].join('\n') })()`

type inspector struct {
	axe  string
	seen map[string]bool
}

func newInspector(t *testing.T) *inspector {
	t.Helper()
	axe, err := os.ReadFile("../cmd/linli/testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	return &inspector{string(axe), map[string]bool{}}
}

// inspect opens a page and holds it to everything a page is held to.
func (i *inspector) inspect(v *visit, who, path string) {
	v.Helper()
	what := who + " " + path
	v.open(path)
	v.Run(chromedp.Evaluate(`document.querySelectorAll('main details').forEach(d => { d.open = true })`, nil))
	v.fits(what)
	if said := v.JS("__h.csp.join()"); said != "" {
		v.Errorf("%s: blocked by the policy: %s", what, said)
	}
	if shape := v.JS(structure); !i.seen[shape] {
		i.seen[shape] = true
		v.Run(chromedp.Evaluate(i.axe, nil))
		v.Run(chromedp.Evaluate(`document.documentElement.dataset.bsTheme = 'light'`, nil))
		v.accessible(what+" (light)", "")
		v.Run(chromedp.Evaluate(`document.documentElement.dataset.bsTheme = 'dark'`, nil))
		v.accessible(what+" (dark)", ", runOnly: ['color-contrast']")
	}
}

func TestEveryPageInABrowser(t *testing.T) {
	s, i := newScene(t), newInspector(t)
	v := s.browse(t, "")
	i.inspect(v, "nobody", "/login")
	for _, role := range crm.Roles {
		v.signIn(string(role.Code))
		c := s.login(string(role.Code))
		for _, r := range Routes() {
			if path := s.address(r, s.nearOf(string(role.Code))); r.Method == http.MethodGet && isPage(c.get(path)) {
				i.inspect(v, string(role.Code), path)
			}
		}
	}
	v.Clean()
}

// isPage reports whether an answer is a page in the layout, not a file or a part.
func isPage(a answer) bool {
	return a.status == http.StatusOK && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && strings.Contains(a.body, "<html")
}

func TestEveryStateOfACaseInABrowser(t *testing.T) {
	s, i := newScene(t), newInspector(t)
	v := s.browse(t, "manager")
	for _, action := range crm.Actions {
		i.inspect(v, string(action.Code), fmt.Sprint("/cases/", s.staged(action.Code)))
	}
	for _, action := range []crm.Action{"miss-reason", "miss-reason/acceptance"} {
		i.inspect(v, string(action), fmt.Sprint("/cases/", s.staged(action), "/miss-reason?clock=ack&cycle=1"))
	}
	for _, path := range []string{"/cases/999999", "/no-such-page", "/admin/users", "/customers?q=zzzz", "/search?q=" + url.QueryEscape("欧阳"), "/search?q=zzzz", "/cases?view=list", "/cases?view=board", "/overdue?view=counts"} {
		i.inspect(v, "manager", path)
	}
	v.Clean("404", "403")
}
