package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"linli/db/crm"
)

// hidden are the words of the scene that a role may not read anywhere. Plain numbers are for nobody: they are shown by a
// reveal only.
func hidden(role crm.Role) []string {
	numbers := []string{nearPhone, farPhone}
	far := []string{farName, farRoom, "8栋1单元101", farText, "154****7788"}
	everything := append(append(append([]string{}, numbers...), far...), nearName, nearRoom, "3栋2单元501", nearText, "154****3412", "门牌说明写在这里")
	switch role {
	case crm.Committee:
		return append(everything, workerName, "欧阳", "诸葛", "楼道", "经办")
	case crm.Executive:
		return append(everything, "欧阳", "诸葛")
	case crm.Sysadmin:
		return append(everything, "欧阳", "诸葛")
	case crm.PrivacyOfficer:
		return append(numbers, nearName, farName, nearText, farText)
	case crm.Steward:
		return append(numbers, far...)
	case crm.Handler, crm.DeptHead:
		return append(append(numbers, far...), nearName)
	}
	return numbers
}

func TestNobodyReadsMoreThanTheyMay(t *testing.T) {
	s := newScene(t)
	for _, role := range crm.Roles {
		c, words := s.login(string(role.Code)), append(hidden(role.Code), alien...)
		look := func(path string) {
			for _, a := range []answer{c.get(path), c.part(path)} {
				for _, word := range words {
					if strings.Contains(a.body, word) {
						t.Errorf("%s reads %q at %s (%d)", role.Code, word, path, a.status)
					}
				}
			}
		}
		for _, r := range Routes() {
			if r.Method != http.MethodGet {
				continue
			}
			look(s.address(r, s.nearOf(string(role.Code))))
			look(s.address(r, s.elsewhereOf))
			if role.Code != crm.Clerk {
				look(s.address(r, s.farOf))
			}
		}
		for _, q := range []string{"欧阳", "诸葛", "赫连", "ouyang", nearPhone, farPhone, alienPhone, "3-2-501", "8-1-101", "TS-LY", "TS-HP", "0001"} {
			for _, page := range []string{"/search?q=", "/customers?q=", "/cases/new/callers?caller="} {
				if strings.Contains(c.part(page+url.QueryEscape(q)).body, alienName) {
					t.Errorf("%s finds somebody of another project by %q", role.Code, q)
				}
			}
		}
	}
}

// busyDay is a bit of everything by everybody, right and wrong.
func busyDay(s *scene) (said []string) {
	const typed = "打字打错的密码7890"
	c := s.visitor()
	c.get("/login")
	c.post("/login", url.Values{"username": {nearName}, "password": {typed}})
	for _, role := range crm.Roles {
		k := &walker{s: s, role: string(role.Code)}
		for _, r := range Routes() {
			form := url.Values{"name": {nearName}, "phone": {nearPhone}, "caller_name": {farName}, "caller_phone": {farPhone}, "room": {nearRoom}, "summary": {nearText}, "note": {farText},
				"reason": {"other"}, "contact_point_id": {strconv.FormatInt(s.near["contact"], 10)}, "current": {testPassword}, "new": {typed}, "username": {"clerk"}, "password": {typed},
				"project": {"LY"}, "login": {nearPhone}, "told_whom": {nearName}, "first_step": {nearText}, "broken": {"\x00" + nearName}}
			if r.Path == "/login" && role.Code != crm.Clerk {
				continue
			}
			path := s.address(r, s.nearOf(string(role.Code)))
			k.ask(r, path, form, nil)
			form.Del("broken")
			k.ask(r, path, form, partHeader)
			if r.Method == http.MethodGet {
				k.ask(r, strings.Replace(path, "?", "&", 1)+"?q="+url.QueryEscape(nearName)+"&caller="+nearPhone+"&from="+url.QueryEscape(farName), nil, nil)
				k.ask(r, "/no/"+url.PathEscape(nearName), nil, nil)
			}
			if k.client != nil {
				home, _ := url.Parse(s.server.URL)
				said = append(said, k.client.csrf)
				for _, cookie := range k.client.http.Jar.Cookies(home) {
					said = append(said, cookie.Value)
				}
			}
		}
	}
	return append(said, typed)
}

func TestTheLogHoldsNothingPersonal(t *testing.T) {
	s := newScene(t)
	said := busyDay(s)
	s.server.Close() // waits for what runs
	log := s.log.String()
	if n := strings.Count(log, "\n"); n < 1000 {
		t.Fatalf("the log has only %d lines", n)
	}
	words := append(append([]string{nearName, nearPhone, farName, farPhone, alienName, alienPhone, nearRoom, farRoom, nearText, farText, testPassword, "欧阳", "%E6%AC%A7", "?q="}, said...), alienText)
	for _, word := range words {
		if word != "" && strings.Contains(log, word) {
			at := strings.Index(log, word)
			line := log[strings.LastIndex(log[:at], "\n")+1:]
			line, _, _ = strings.Cut(line, "\n")
			t.Errorf("the log holds %q: %s", word, line)
		}
	}
	if strings.Contains(log, "level=ERROR") {
		t.Error("an error was logged on a day without one")
	}
}

func TestAddressesHoldNothingPersonal(t *testing.T) {
	s := newScene(t)
	for _, role := range crm.Roles {
		c := s.login(string(role.Code))
		for _, r := range Routes() {
			if r.Method != http.MethodGet {
				continue
			}
			path := s.address(r, s.nearOf(string(role.Code)))
			for _, a := range []answer{c.get(path), c.part(path), c.get("/search?q=" + url.QueryEscape("欧阳"))} {
				for _, link := range append(addresses(t, a), a.location, a.header.Get("HX-Redirect"), a.header.Get("HX-Push-Url"), a.header.Get("HX-Replace-Url")) {
					plain, err := url.QueryUnescape(link)
					if err != nil {
						t.Errorf("%s: address %q", path, link)
					}
					for _, word := range []string{nearName, nearPhone, farName, farPhone, "欧阳", "诸葛", nearPhone[:5], farPhone[:5], nearText} {
						if strings.Contains(plain, word) {
							t.Errorf("%s as %s: the address %s holds %q", path, role.Code, plain, word)
						}
					}
				}
			}
		}
	}
}

// addresses are all links, targets and requests of a page, outside addresses too.
func addresses(t *testing.T, a answer) (list []string) {
	t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return nil
	}
	doc := a.doc(t)
	for _, name := range []string{"href", "action", "formaction", "src", "hx-get", "hx-post", "hx-put", "hx-delete", "hx-push-url", "hx-replace-url"} {
		for _, node := range doc.Find("[" + name + "]").EachIter() {
			link := node.AttrOr(name, "")
			if strings.Contains(link, "//") {
				t.Errorf("a page leads outside: %s", link)
			}
			list = append(list, link)
		}
	}
	if n := doc.Find("form[hx-push-url] [name=q], form[hx-push-url] [name=phone], form[hx-push-url] [name=name]").Length(); n != 0 {
		t.Error("a form pushes what is searched for into the address")
	}
	return list
}
