package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

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

func TestEveryPageInABrowser(t *testing.T) {
	s, i := newScene(t), theInspector(t)
	v := s.browse(t, "")
	v.phone()
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
	s, i := newScene(t), theInspector(t)
	v := s.browse(t, "manager")
	v.phone()
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
