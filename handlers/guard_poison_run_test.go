package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// group is the first part of a route's path; the actions of cases, which are many, are split in two.
func group(r Route) string {
	parts := strings.Split(r.Path, "/")
	if strings.HasPrefix(r.Path, "/cases/{id}/") && r.Path < "/cases/{id}/m" {
		return "cases a"
	}
	if parts[1] == "" {
		return "start"
	}
	return parts[1]
}

func TestPoisonInEveryField(t *testing.T) {
	groups := map[string][]Route{}
	for _, r := range Routes() {
		groups[group(r)] = append(groups[group(r)], r)
	}
	for name, routes := range groups {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPoisoner(t)
			for _, r := range routes {
				p.addresses(r)
				if r.Method == http.MethodGet {
					p.queries(r)
				} else if r.Path != "/imports" && r.Path != "/cases/{id}/attachments" { // a file, see TestPoisonedFiles and TestAttachmentsRefused
					p.poison(r)
				}
				p.bodies(r)
			}
			p.everyPage()
			if v, err := p.s.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
				t.Errorf("journal: %+v %v", v, err)
			}
			t.Logf("%d requests", p.sent)
		})
	}
}

// addresses tries other spellings of a record's number.
func (p *poisoner) addresses(r Route) {
	p.Helper()
	start, end := strings.Index(r.Path, "{"), strings.Index(r.Path, "}")
	if start < 0 {
		return
	}
	for _, id := range []string{"0", "-1", "9223372036854775807", "9223372036854775808", "1e3", "1.0", "+1", "01", "０１", "0x1", "%00", "1%00", "..%2f1", "%2e%2e", "..%2f..%2fetc", "%20", "' OR 1=1", "<script>guard()", "1;", strings.Repeat("9", 3000)} {
		path := r.Path[:start] + url.PathEscape(id) + r.Path[end+1:]
		if strings.Contains(id, "%") {
			path = r.Path[:start] + id + r.Path[end+1:]
		}
		path = parameter.ReplaceAllString(path, "1")
		if a := p.send(r, path, url.Values{"row_version": {"1"}}, nil, "address"); a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
			p.Errorf("%s %s: %d, want 404", r.Method, path, a.status)
		}
	}
}

// queries feeds every parameter of a page.
func (p *poisoner) queries(r Route) {
	p.Helper()
	path, id := p.fit(r)
	base, _, _ := strings.Cut(path, "?")
	for _, field := range append(p.known[r.Method+" "+r.Path].fields, "q", "no-such-parameter") {
		for _, bad := range append(payloads, p.foreign(field)...) {
			q := p.good(r, id)
			q.Del("row_version")
			q[field] = bad.values
			p.send(r, base+"?"+q.Encode(), nil, nil, field+" "+bad.name)
		}
	}
	p.send(r, base+"?%zz=%&&&==;;", nil, nil, "broken query")
	p.send(r, base+"?q="+strings.Repeat("x", 900_000), nil, nil, "long query")
}

// bodies sends what is no form at all, each with a token that fits.
func (p *poisoner) bodies(r Route) {
	p.Helper()
	if r.Method == http.MethodGet || r.Path == "/logout" {
		return
	}
	path, id := p.fit(r)
	for name, body := range map[string]struct{ kind, text string }{
		"text/plain": {"text/plain", "_csrf=x&name=y"}, "JSON": {"application/json", `{"row_version":1,"note":"x"}`}, "no type": {"", "a=b"}, "no boundary": {"multipart/form-data", "x"},
		"cut multipart": {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"}, "bad escapes": {"application/x-www-form-urlencoded", "a=%zz&%"},
		"10 MB": {"application/x-www-form-urlencoded", "note=" + strings.Repeat("x", 10<<20)}, "10 MB of text": {"text/plain", strings.Repeat("x", 10<<20)}, "XML": {"application/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"},
	} {
		a := p.raw(r, path, body.kind, body.text, name)
		if strings.HasPrefix(name, "10 MB") && a.status != http.StatusRequestEntityTooLarge {
			p.Errorf("%s, %s: %d, want 413", path, name, a.status)
		}
	}
	form := p.good(r, id)
	form.Set("_method", "DELETE")
	p.send(r, path, form, http.Header{"X-Http-Method-Override": {"DELETE"}}, "method override")
	a := p.send(r, path, url.Values{"_csrf": {"stolen"}}, nil, "another's token")
	if a.status != http.StatusForbidden {
		p.Errorf("%s with another's token: %d", path, a.status)
	}
}

// raw sends any body with the right token in the header.
func (p *poisoner) raw(r Route, path, kind, body, what string) answer {
	p.Helper()
	k := p.as(r)
	if k.client == nil || k.client.csrf == "" {
		k.ask(Route{Method: http.MethodGet, Path: "/"}, "/", nil, nil)
	}
	p.book.open()
	req, err := http.NewRequest(r.Method, p.s.server.URL+path, strings.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	req.Header.Set("X-CSRF-Token", k.client.csrf)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	a := k.client.do(req)
	p.sent++
	p.sound(a, r.Method+" "+path+", "+what)
	p.book.closed(a, r.Method+" "+path+", "+what)
	return a
}

// everyPage looks at all that was written, page by page, where it is shown.
func (p *poisoner) everyPage() {
	p.Helper()
	for _, r := range Routes() {
		if r.Method != http.MethodGet || r.Path == "/login" {
			continue
		}
		for _, path := range p.pages(r) {
			a := p.send(r, path, nil, nil, "afterwards")
			if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				if n := a.doc(p.T).Find("[onerror], [onmouseover], [style], script:not([src])").Length(); n != 0 {
					p.Errorf("%s: %d elements with script or style of their own", path, n)
				}
			}
		}
	}
}

// pages are all addresses of a route: every record there is.
func (p *poisoner) pages(r Route) (list []string) {
	tables := map[string]string{"/cases/{id}": "service_case", "/customers/{id}": "customer", "/rooms/{id}": "room", "/imports/{id}": "import_batch", "/exports/{id}": "export_job", "/tasks/{id}": "task", "/admin/users/{id}": "staff", "/admin/fields/{id}": "extra_field"}
	for prefix, table := range tables {
		if strings.HasPrefix(r.Path, prefix) && !strings.Contains(r.Path[len(prefix):], "{") {
			for _, id := range p.book.list(`SELECT id FROM ` + table) {
				list = append(list, strings.Replace(r.Path, "{id}", id, 1))
			}
			return list
		}
	}
	return []string{p.s.address(r, p.s.nearOf("manager"))}
}
