package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"linli/db/crm"
)

// payload is something no field may choke on.
type payload struct {
	name   string
	values []string
}

func one(name, value string) payload { return payload{name, []string{value}} }

var payloads = []payload{
	one("empty", ""), one("blank", " 　\t"), one("long", strings.Repeat("长", 6000)), {"1000 values", slices.Repeat([]string{"甲"}, 1000)}, {"two values", []string{"a", "b"}},
	one("NUL", "a\x00b"), one("broken UTF-8", "a\xff\xfeb"), one("control", "a\x1b[31mb"), one("bidi", "a\u202eb\u2066c"), one("lines", "a\r\nSet-Cookie: x=1\r\n\r\nb"),
	one("negative", "-1"), one("zero", "0"), one("past int64", "9223372036854775808"), one("float", "1e3"), one("not a number", "NaN"), one("fraction", "0.001"),
	one("year 0", "0000-01-01"), one("year 9999", "9999-12-31"), one("no such day", "2025-02-30"), one("moment of year 0", "0000-01-01T00:00"), one("moment of year 9999", "9999-12-31T23:59"),
	one("script", "<script>guard()</script>"), one("attribute", `"><img src=x onerror=guard()>`), one("apostrophe", "' onmouseover='guard()"), one("link", "javascript:guard()"),
	one("template", "{{7*7}}${7*7}"), one("formula", "=cmd|'/C calc'!A0"), one("SQL", "' OR '1'='1'; DROP TABLE service_case;--"), one("search words", `"a* OR NEAR(b`), one("wildcards", "%_\\"),
}

// alive is user text that the browser would run or follow; internal is text that belongs in the log.
var (
	alive    = []string{"<script>guard", "<img src=x", "' onmouseover='guard", `href="javascript:`, `action="javascript:`}
	internal = []string{"sql:", "SQL logic", "sqlite", "constraint failed", "no such table", "no such column", "syntax error", "runtime error", "goroutine ", "nil pointer", "panic",
		".go:", "strconv.", "interface conversion", "%!", "crm.", "db.", "/root/", "<nil>", "&lt;nil", "fts5", "multipart:", "http:"}
)

// hashed are the addresses of our own assets, whose digests may end like the name of a package.
var hashed = regexp.MustCompile(`/static/[\w.-]+`)

// poisoner feeds one route after the other, as somebody who may use it.
type poisoner struct {
	*testing.T
	s     *scene
	book  *ledger
	known map[string]reads
	who   map[string]*walker
	sent  int
}

func newPoisoner(t *testing.T) *poisoner {
	t.Helper()
	s := newScene(t)
	p := &poisoner{T: t, s: s, book: openLedger(t, s.store.Path), known: readFields(t), who: map[string]*walker{}}
	p.discover()
	return p
}

// discover adds the fields of the forms on the pages, with the values they are drawn with.
func (p *poisoner) discover() {
	p.Helper()
	for _, page := range Routes() {
		if page.Method != http.MethodGet {
			continue
		}
		a := p.as(page).ask(page, p.s.address(page, p.s.nearOf("manager")), nil, nil)
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			continue
		}
		a.doc(p.T).Find("form").Each(func(_ int, form *goquery.Selection) {
			action, _, _ := strings.Cut(form.AttrOr("action", ""), "?")
			key := strings.ToUpper(form.AttrOr("method", "get")) + " " + pattern(action)
			in := p.known[key]
			form.Find("[name]").Each(func(_ int, field *goquery.Selection) {
				name := field.AttrOr("name", "")
				if name == "_csrf" || slices.Contains(in.fields, name) {
					return
				}
				in.fields = append(in.fields, name)
				v := field.AttrOr("value", field.Find("option[selected]").AttrOr("value", ""))
				if v != "" && name != "_key" && in.good != nil {
					in.good.Set(name, v)
				}
			})
			p.known[key] = in
		})
	}
}

// pattern finds the route of an address.
func pattern(path string) string {
	for _, r := range Routes() {
		if r.Path == path {
			return path
		}
	}
	for _, r := range Routes() {
		parts, asked := strings.Split(r.Path, "/"), strings.Split(path, "/")
		fits := len(parts) == len(asked)
		for i := range parts {
			fits = fits && (parts[i] == asked[i] || strings.HasPrefix(parts[i], "{"))
		}
		if fits {
			return r.Path
		}
	}
	return path
}

// as is somebody with the right: the manager wherever possible.
func (p *poisoner) as(r Route) *walker {
	role := "manager"
	for _, candidate := range []crm.Role{crm.Sysadmin, crm.Quality, crm.Clerk, crm.Manager} {
		if s := p.s.staff[string(candidate)]; s.May(r.Capability) {
			role = string(candidate)
		}
	}
	if p.who[role] == nil {
		p.who[role] = &walker{s: p.s, role: role}
	}
	return p.who[role]
}

// send asks once and looks at the answer; by turns as page and as part.
func (p *poisoner) send(r Route, path string, form url.Values, header http.Header, what string) answer {
	p.Helper()
	p.sent++
	if p.sent%2 == 0 {
		merged := partHeader.Clone()
		for k, v := range header {
			merged[k] = v
		}
		header = merged
	}
	p.book.open()
	a := p.as(r).ask(r, path, form, header)
	p.sound(a, r.Method+" "+path+", "+what)
	p.book.closed(a, r.Method+" "+path+", "+what)
	return a
}

// sound fails on answers that are broken, alive or talk of things inside.
func (p *poisoner) sound(a answer, what string) {
	p.Helper()
	if a.status >= 500 {
		p.Errorf("%s: %d %s", what, a.status, notices(a.doc(p.T)))
	}
	table := strings.HasPrefix(a.header.Get("Content-Type"), "text/csv") && strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment")
	for _, text := range alive {
		if strings.Contains(a.body, text) && !table {
			p.Errorf("%s: the answer holds %q", what, text)
		}
	}
	picture := a.header.Get("Content-Type") == "image/png" || a.header.Get("Content-Type") == "application/octet-stream" // bytes, no words
	words := hashed.ReplaceAllString(a.body, "")
	for _, text := range internal {
		if !picture && strings.Contains(words, text) {
			p.Errorf("%s: the answer says %q", what, text)
		}
	}
	for _, text := range alien {
		if strings.Contains(a.body, text) {
			p.Errorf("%s: the answer holds something of another project", what)
		}
	}
	for name, values := range a.header {
		if strings.Contains(strings.Join(values, " "), "guard()") || name == "Set-Cookie" && strings.Contains(strings.Join(values, " "), "x=1") {
			p.Errorf("%s: header %s holds the payload", what, name)
		}
	}
}

// good is a form the route accepts, for a record fit for it.
func (p *poisoner) good(r Route, id int64) url.Values {
	form := url.Values{}
	for name, values := range p.known[r.Method+" "+r.Path].good {
		form[name] = slices.Clone(values)
	}
	if form.Get("contact_point_id") != "" {
		form.Set("contact_point_id", strconv.FormatInt(p.s.near["contact"], 10))
	}
	p.s.pointed(form)
	if v := p.book.rowVersion(r, id); v != "" {
		form.Set("row_version", v)
	}
	return form
}

// fit picks a record for the route, a new one where the last answer used it up.
func (p *poisoner) fit(r Route) (path string, id int64) {
	path = p.s.address(r, func(kind string) int64 {
		picked := p.s.nearOf("manager")(kind)
		switch {
		case strings.HasSuffix(r.Path, "/merge-undo"):
			picked = p.s.merged(p.s.near["other"])
		case strings.Contains(r.Path, "/merge/") && r.Method == http.MethodPost:
			picked = p.s.twin("司马重来", farRoom)
		case kind == "group" && r.Method == http.MethodPost:
			picked = p.s.stagedCause(crm.Action(strings.TrimPrefix(r.Path, "/causes/{id}/")))
		case kind == "case" && r.Method == http.MethodPost:
			picked = p.s.staged(crm.Action(strings.TrimPrefix(r.Path, "/cases/{id}/")))
		case kind == "referral" && r.Method == http.MethodPost:
			picked = p.s.referral(p.s.by("manager"), p.s.near["customer"])
		case kind == "activity" && r.Method == http.MethodPost:
			picked, p.s.near["attendee"] = p.s.activity("manager", p.s.near["customer"])
			if strings.HasSuffix(r.Path, "/approval") {
				picked = p.s.draft("clerk")
			}
		case kind == "task" && r.Method == http.MethodPost:
			picked = p.s.task(p.s.project.ID, "case", p.s.near["case"], crm.Manager, nil)
		case kind == "staff" && r.Method == http.MethodPost:
			picked = p.s.hire("spare"+strconv.Itoa(p.sent), "备用账号", crm.Assignment{Role: crm.Clerk}).ID
		case kind == "place" && r.Method == http.MethodPost:
			picked = p.s.place("manager", "车库入口")
		case kind == "handover" && r.Method == http.MethodPost:
			picked = p.s.handover("clerk", "manager")
		case kind == "request" && r.Method == http.MethodPost:
			picked = p.s.export("deputy", true)
		case kind == "import" && r.Method == http.MethodPost:
			picked = p.s.upload("manager", "again.csv")
			if strings.HasSuffix(r.Path, "/take-back") {
				_, err := p.s.store.CommitImport(p.Context(), p.s.by("manager"), picked, 1, true)
				p.s.ok(err)
			}
		}
		if slices.Contains(fileFacts, kind) && r.Method == http.MethodPost {
			picked = p.s.fact(p.s.by("manager"), p.s.near["customer"], kind)
		}
		if !slices.Contains(append(fileFacts, "contact", "link", "other"), kind) || kind == "field" {
			id = picked
		}
		return picked
	})
	return path, id
}

// poison feeds every field of a change with every payload, the others filled in properly.
func (p *poisoner) poison(r Route) {
	p.Helper()
	path, id := p.fit(r)
	accepted := 0
	for _, field := range p.known[r.Method+" "+r.Path].fields {
		for _, bad := range append(payloads, p.foreign(field)...) {
			form := p.good(r, id)
			form[field] = bad.values
			a := p.send(r, path, form, nil, field+" "+bad.name)
			switch {
			case a.status < 400:
				accepted++
				path, id = p.fit(r)
			case a.status == http.StatusTooManyRequests: // later it is let in again
				p.s.wait(16 * time.Minute)
				clear(p.who)
			}
		}
	}
	if a := p.send(r, path, p.good(r, id), nil, "good form"); a.status >= 400 && accepted == 0 {
		p.Errorf("%s: nothing was accepted, so nothing was tried in depth: %d %s", path, a.status, notices(a.doc(p.T)))
	}
}

// foreign are the records of another project, where a field names one.
func (p *poisoner) foreign(field string) []payload {
	var list []payload
	if strings.HasSuffix(field, "_id") || field == "previous" || field == "after" || field == "before" {
		for kind, id := range p.s.elsewhere {
			list = append(list, one("another project's "+kind, strconv.FormatInt(id, 10)))
		}
	}
	if field == "handler" || field == "login" {
		list = append(list, one("somebody of another project", "stranger"))
	}
	return list
}
