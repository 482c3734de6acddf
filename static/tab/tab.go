// Package tab drives a page of a real browser in tests. Nothing of the product imports it.
package tab

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

const probe = `window.__h = {n: 0, open: new Set(), csp: []};
document.addEventListener('htmx:before:request', e => { __h.n++; __h.open.add(e.detail.ctx) }, true);
document.addEventListener('htmx:finally:request', e => __h.open.delete(e.detail.ctx), true);
document.addEventListener('securitypolicyviolation', e => __h.csp.push(e.violatedDirective + ' ' + e.blockedURI));`

// programs are looked for in this order: the headless shell draws the same pages for half the work. Debian's command for it
// is a script that outlives its tests when it is killed.
var programs = []string{"/usr/lib/chromium/chromium-headless-shell", "headless_shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

var stopBrowser = func() {}

// browser is one process for all tests of a package.
var browser = sync.OnceValues(func() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program()), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(patience))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	stopBrowser = stop
	ctx, _ := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {})) // events of a newer protocol
	return ctx, chromedp.Run(ctx)
})

// Main runs the tests of a package and closes the browser behind them.
func Main(m *testing.M) {
	code := m.Run()
	stopBrowser()
	os.Exit(code)
}

// patience is how long one step may take on a busy machine.
const patience = time.Minute

// Tab is one page of a real browser and what its console said.
type Tab struct {
	*testing.T
	Ctx  context.Context
	mu   sync.Mutex
	said []string
}

// program is the browser of this machine, empty without one.
func program() string {
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// need fails without a browser where there has to be one, and skips on a developer's machine.
func need(t *testing.T) {
	t.Helper()
	if program() != "" {
		return
	}
	if os.Getenv("CI") != "" || os.Geteuid() == 0 {
		t.Fatal("no Chromium: make browser-deps")
	}
	t.Skip("no Chromium on this machine, the page was not tried in a browser")
}

// window opens a window with cookies and storage of its own.
func window(all context.Context) (context.Context, func(), error) {
	executor := cdp.WithExecutor(all, chromedp.FromContext(all).Browser)
	own, err := target.CreateBrowserContext().Do(executor)
	if err != nil {
		return nil, nil, err
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(own).WithNewWindow(true).Do(executor)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := chromedp.NewContext(all, chromedp.WithTargetID(id))
	return ctx, func() {
		cancel()
		_ = target.DisposeBrowserContext(own).Do(executor) // gone already when the browser is
	}, nil
}

// New opens an empty page that shares nothing with others, not even the focus: each believes to be the one looked at.
func New(t *testing.T) *Tab {
	t.Helper()
	need(t)
	all, err := browser()
	if err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	ctx, cancel, err := window(all)
	if err != nil {
		t.Fatalf("open a window: %v", err)
	}
	t.Cleanup(cancel)
	b := &Tab{T: t, Ctx: ctx}
	chromedp.ListenTarget(ctx, b.listen)
	start := chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(probe).Do(ctx)
		return err
	})
	// Nobody asks about styles, and keeping account of them costs a third of every page.
	if err := chromedp.Run(ctx, css.Disable(), emulation.SetFocusEmulationEnabled(true), start); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *Tab) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Error()
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			for _, a := range e.Args {
				said += string(a.Value) + a.Description + " "
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError {
			said = e.Entry.Text
		}
	case *page.EventJavascriptDialogOpening:
		said = "dialog " + e.Type.String()
		go func() { _ = chromedp.Run(b.Ctx, page.HandleJavaScriptDialog(true)) }()
	}
	if said != "" {
		b.mu.Lock()
		b.said = append(b.said, said)
		b.mu.Unlock()
	}
}

// Console is what the page has complained of so far.
func (b *Tab) Console() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.said, "\n")
}

// Run does one thing after the other.
func (b *Tab) Run(actions ...chromedp.Action) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.Fatalf("%v; console: %s", err, b.Console())
	}
}

// Wait holds until the expression is true; a navigation that cuts the question off lets it be asked again.
func (b *Tab) Wait(expression string) {
	b.Helper()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(b.Ctx, patience)
	defer cancel()
	for {
		var ok bool
		err := chromedp.Run(ctx, chromedp.Evaluate("Boolean("+expression+")", &ok))
		if err == nil && ok {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			b.Fatalf("never true: %s (%v); console: %s", expression, err, b.Console())
		}
	}
}

// Do acts, then waits until at least one request went out and all are settled.
func (b *Tab) Do(actions ...chromedp.Action) {
	b.Helper()
	var n int
	b.Run(chromedp.Evaluate("__h.n", &n))
	b.Run(actions...)
	b.Wait(fmt.Sprintf("__h.n > %d && __h.open.size === 0", n))
}

// JS is the value of an expression, as text.
func (b *Tab) JS(expression string) (value string) {
	b.Helper()
	b.Run(chromedp.Evaluate("String("+expression+")", &value))
	return value
}

// Is compares the value of an expression.
func (b *Tab) Is(expression, want string) {
	b.Helper()
	if got := b.JS(expression); got != want {
		b.Errorf("%s is %q, want %q", expression, got, want)
	}
}

// Clean ends a test: nothing blocked by the policy, nothing in the console but what was asked for.
func (b *Tab) Clean(allowed ...string) {
	b.Helper()
	b.Is("window.__h.csp.join()", "")
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, said := range b.said {
		known := false
		for _, a := range allowed {
			known = known || strings.Contains(said, a)
		}
		if !known {
			b.Errorf("console: %s", said)
		}
	}
}

// Key presses a key, the way that a page can prevent.
func Key(k string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		text := k
		if len(k) > 1 {
			text = map[string]string{"Enter": "\r"}[k]
		}
		codes := map[string]int64{"Tab": 9, " ": 32, "Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38}
		if err := input.DispatchKeyEvent(input.KeyDown).WithKey(k).WithText(text).WithWindowsVirtualKeyCode(codes[k]).Do(ctx); err != nil {
			return err
		}
		return input.DispatchKeyEvent(input.KeyUp).WithKey(k).WithWindowsVirtualKeyCode(codes[k]).Do(ctx)
	})
}
