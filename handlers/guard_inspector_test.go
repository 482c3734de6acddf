package handlers

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// phone is the screen that pages are opened on.
func (v *visit) phone() {
	v.Helper()
	v.Run(emulation.SetDeviceMetricsOverride(390, 844, 1, true))
}

// glance opens what is folded and tells of a page what makes it, or a table whose rows are cards, move sideways, what the policy
// blocked, and its structure: the page without its words. Two pages of one structure need one look by axe.
const glance = `(() => {
	document.querySelectorAll('main details').forEach(d => { d.open = true })
	const wide = document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== 'fixed')
		.slice(0, 3).map(e => e.tagName + '.' + e.className).join(' ') || 'wide' : ''
	const rows = [...document.querySelectorAll('.table-rows')].filter(e => e.scrollWidth > innerWidth).map(e => e.scrollWidth).join(' ')
	const seen = new Set(), walk = (e, path) => { path += '>' + e.tagName + '.' + e.className + (e.getAttribute('role') ?? '') + (e.getAttribute('type') ?? ''); seen.add(path); for (const c of e.children) walk(c, path) }
	walk(document.body, '')
	return {wide, rows, blocked: __h.csp.join(), shape: [...seen].join('\n')}
})()`

// inks keeps one element for each way that words are drawn on a page, told by its place and by all that contrast depends on.
const inks = `(() => {
	const inks = new Map(), add = e => {
		const ways = []
		for (let at = e; at && at.nodeType === 1; at = at.parentElement) {
			const s = getComputedStyle(at)
			if (s.display === 'none') return
			ways.push(at.tagName, at.className, at === e ? [s.color, s.fontSize, s.fontWeight] : '', s.backgroundColor, s.backgroundImage, s.opacity, s.position, s.visibility)
		}
		const key = ways.join()
		if (!inks.has(key)) inks.set(key, e)
	}
	const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	while (words.nextNode()) if (words.currentNode.data.trim()) add(words.currentNode.parentElement)
	document.body.querySelectorAll('input, select, textarea, button').forEach(add)
	window.__inks = [...inks.values()]
	return [...inks.keys()]
})()`

// judge runs axe over a page in light colours, and over some of its inks in both; what it finds is told by rule and element.
const judge = `(async fresh => {
	const found = [], tell = async (where, options) => {
		const {violations} = await axe.run(where, {resultTypes: ['violations'], ...options})
		for (const f of violations) for (const n of f.nodes.slice(0, 3))
			found.push(document.documentElement.dataset.bsTheme + ', ' + f.id + ': ' + n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ''))
	}
	const paint = theme => {
		document.documentElement.dataset.bsTheme = theme
		document.getAnimations().forEach(a => { if (a instanceof CSSTransition) a.finish() })
	}
	paint('light')
	await tell(document, {rules: {'color-contrast': {enabled: false}}})
	for (const theme of fresh.length ? ['light', 'dark'] : []) {
		paint(theme)
		await tell({include: fresh.map(i => __inks[i])}, {runOnly: ['color-contrast']})
	}
	return found
})`

// inspector holds pages to everything a page is held to. It remembers structures and inks: no need to judge them twice.
type inspector struct {
	axe  string
	mu   sync.Mutex
	seen map[string]bool
}

// inspectors is one for all tests: what one of them has judged is good for the others.
var inspectors = sync.OnceValues(func() (*inspector, error) {
	axe, err := os.ReadFile("../cmd/linli/testdata/axe/axe.min.js")
	return &inspector{axe: string(axe), seen: map[string]bool{}}, err
})

func theInspector(t *testing.T) *inspector {
	t.Helper()
	i, err := inspectors()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// fresh reports whether something is seen for the first time.
func (i *inspector) fresh(what string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	first := !i.seen[what]
	i.seen[what] = true
	return first
}

// inspect opens a page on a phone and looks at it.
func (i *inspector) inspect(v *visit, who, path string) {
	v.Helper()
	what := who + " " + path
	v.open(path)
	var page struct{ Wide, Rows, Blocked, Shape string }
	v.Run(chromedp.Evaluate(glance, &page))
	if page.Wide != "" {
		v.Errorf("%s moves sideways at 390 px: %s", what, page.Wide)
	}
	if page.Rows != "" {
		v.Errorf("%s: rows of %s px at 390 px", what, page.Rows)
	}
	if page.Blocked != "" {
		v.Errorf("%s: blocked by the policy: %s", what, page.Blocked)
	}
	if i.fresh(page.Shape) {
		v.Run(emulation.ClearDeviceMetricsOverride())
		i.judge(v, what)
		v.phone()
	}
}

// judge lets axe look at an open page.
func (i *inspector) judge(v *visit, what string) {
	v.Helper()
	var drawn, found []string
	v.Run(chromedp.Evaluate(inks, &drawn))
	list := []string{}
	for n, ink := range drawn {
		if i.fresh(ink) {
			list = append(list, strconv.Itoa(n))
		}
	}
	v.evaluate(i.axe+";"+judge+"(["+strings.Join(list, ",")+"])", &found)
	for _, f := range found {
		v.Errorf("%s (%s)", what, f)
	}
}
