package views

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const probe = `window.__h = {n: 0, open: new Set(), csp: []};
document.addEventListener('htmx:before:request', e => { __h.n++; __h.open.add(e.detail.ctx) }, true);
document.addEventListener('htmx:finally:request', e => __h.open.delete(e.detail.ctx), true);
document.addEventListener('securitypolicyviolation', e => __h.csp.push(e.violatedDirective + ' ' + e.blockedURI));`

var (
	browser      context.Context // one for all tests; each test has its own origin
	startBrowser sync.Once
	stopBrowser  = func() {}
)

func TestMain(m *testing.M) {
	code := m.Run()
	stopBrowser()
	os.Exit(code)
}

// tab is one page of a real browser and what its console said.
type tab struct {
	*testing.T
	ctx  context.Context
	mu   sync.Mutex
	said []string
}

func newTab(t *testing.T) *tab {
	t.Helper()
	startBrowser.Do(func() {
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-background-networking", true))
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		browser, _ = chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {})) // events of a newer protocol
		stopBrowser = stop
		if err := chromedp.Run(browser); err != nil {
			t.Fatalf("start Chromium (make browser-deps): %v", err)
		}
	})
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 20*time.Second)
	t.Cleanup(cancel)
	b := &tab{T: t, ctx: ctx}
	chromedp.ListenTarget(ctx, b.listen)
	b.run(page.BringToFront(), log.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(probe).Do(ctx)
		return err
	}))
	return b
}

func (b *tab) listen(event any) {
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
		go func() { _ = chromedp.Run(b.ctx, page.HandleJavaScriptDialog(true)) }()
	}
	if said != "" {
		b.mu.Lock()
		b.said = append(b.said, said)
		b.mu.Unlock()
	}
}

func (b *tab) console() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.said, "\n")
}

func (b *tab) run(actions ...chromedp.Action) {
	b.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.Fatalf("%v; console: %s", err, b.console())
	}
}

// wait holds until the expression is true; a navigation that cuts the question off lets it be asked again.
func (b *tab) wait(expression string) {
	b.Helper()
	tick, deadline := time.NewTicker(15*time.Millisecond), time.After(10*time.Second)
	defer tick.Stop()
	for {
		var ok bool
		err := chromedp.Run(b.ctx, chromedp.Evaluate("Boolean("+expression+")", &ok))
		if err == nil && ok {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			b.Fatalf("never true: %s (%v); console: %s", expression, err, b.console())
		}
	}
}

// do acts, then waits until at least one request went out and all are settled.
func (b *tab) do(actions ...chromedp.Action) {
	b.Helper()
	var n int
	b.run(chromedp.Evaluate("__h.n", &n))
	b.run(actions...)
	b.wait(fmt.Sprintf("__h.n > %d && __h.open.size === 0", n))
}

func (b *tab) js(expression string) (value string) {
	b.Helper()
	b.run(chromedp.Evaluate("String("+expression+")", &value))
	return value
}

func (b *tab) is(expression, want string) {
	b.Helper()
	if got := b.js(expression); got != want {
		b.Errorf("%s is %q, want %q", expression, got, want)
	}
}

// clean ends a test: nothing blocked by the policy, nothing in the console but what was asked for.
func (b *tab) clean(allowed ...string) {
	b.Helper()
	b.is("window.__h.csp.join()", "")
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

func key(k string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		text := k
		if len(k) > 1 {
			text = map[string]string{"Enter": "\r"}[k]
		}
		codes := map[string]int64{"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38}
		if err := input.DispatchKeyEvent(input.KeyDown).WithKey(k).WithText(text).WithWindowsVirtualKeyCode(codes[k]).Do(ctx); err != nil {
			return err
		}
		return input.DispatchKeyEvent(input.KeyUp).WithKey(k).WithWindowsVirtualKeyCode(codes[k]).Do(ctx)
	})
}
