package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"linli/db"
	"linli/db/crm"
)

func TestEveryMethodOnEveryRoute(t *testing.T) {
	s := newScene(t)
	c := s.login("manager")
	for _, r := range Routes() {
		path := s.address(r, s.nearOf("manager"))
		for _, method := range []string{http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace, "PROPFIND", "get"} {
			a := c.request(method, path, nil, nil)
			if a.status >= 500 || a.status < 400 && method != http.MethodHead && method != http.MethodOptions {
				t.Errorf("%s %s: %d", method, path, a.status)
			}
			if method == http.MethodHead && a.body != "" {
				t.Errorf("%s %s has a body", method, path)
			}
		}
		if held := s.visitor().request(http.MethodHead, path, nil, nil); held.status == http.StatusOK && r.Capability != crm.Public {
			t.Errorf("HEAD %s answers nobody", path)
		}
	}
}

// elsewhereUsed are rights that no route or entry of the navigation asks for, with where they are asked for instead.
var elsewhereUsed = map[crm.Capability]string{crm.ExportPlain: "crm.Export.Ask"}

func TestEveryCapabilityIsUsed(t *testing.T) {
	used := map[crm.Capability]bool{}
	for _, r := range Routes() {
		used[r.Capability] = true
	}
	for _, right := range crm.Capabilities() {
		if _, known := elsewhereUsed[right]; used[right] == known {
			t.Errorf("%s: used by a route %v, listed as used elsewhere %v", right, used[right], known)
		}
	}
	for right := range used {
		if right != crm.Public && right != crm.SignedIn && !slices.Contains(crm.Capabilities(), right) {
			t.Errorf("%s is asked for but nobody holds it", right)
		}
	}
}

func TestNavigationLeadsSomewhere(t *testing.T) {
	for _, entry := range navigation {
		i := slices.IndexFunc(Routes(), func(r Route) bool { return r.Method == http.MethodGet && r.Path == entry.path })
		if i < 0 || Routes()[i].Capability != entry.right {
			t.Errorf("%s leads to %s, which is no page for those who hold %s", entry.label, entry.path, entry.right)
		}
	}
}

// Every link on every page somebody may open leads to a page they may open.
func TestLinksLeadSomewhere(t *testing.T) {
	s := newScene(t)
	for _, role := range crm.Roles {
		c, seen := s.login(string(role.Code)), map[string]bool{}
		for _, r := range Routes() {
			if r.Method != http.MethodGet || !s.staff[string(role.Code)].May(r.Capability) {
				continue
			}
			page := c.get(s.address(r, s.nearOf(string(role.Code))))
			if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
				continue
			}
			for _, link := range linksOf(t, page) {
				if seen[link] {
					continue
				}
				seen[link] = true
				if got := c.get(link); got.status >= 400 {
					t.Errorf("%s: %s on %s answers %d", role.Code, link, r.Path, got.status)
				}
			}
		}
	}
}

// linksOf are the local addresses a page may fetch.
func linksOf(t *testing.T, page answer) (list []string) {
	t.Helper()
	doc := page.doc(t)
	for _, attribute := range []string{"href", "hx-get", "src"} {
		for _, node := range doc.Find("[" + attribute + "]").EachIter() {
			if link := node.AttrOr(attribute, ""); strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "/static/") {
				link, _, _ = strings.Cut(link, "#")
				list = append(list, link)
			}
		}
	}
	return list
}

func TestAlertAboutRevealsLeadsToTheRecords(t *testing.T) {
	s := newScene(t)
	set, err := s.store.Settings(t.Context(), s.project.ID)
	s.ok(err)
	id := s.far["customer"] // without an open case or a due revisit
	for _, open := range []int64{s.far["case"], s.far["caused"], s.own["clerk"]["case"]} {
		s.change(open, "supervisor", func(by db.By, seen int64) error {
			return s.store.WithdrawCase(t.Context(), by, open, seen, crm.Withdrawal{Method: "phone", Reason: "自己解决了"})
		})
	}
	for range set.RevealAlert + 1 {
		_, err := s.store.Reveal(t.Context(), s.by("clerk"), id, db.RevealInput{ContactPointID: s.far["contact"], Reason: "verify"})
		s.ok(err)
	}
	officer := s.login("privacy_officer")
	page := officer.get("/tasks").want(t, http.StatusOK, "查看明文超过")
	link := page.doc(t).Find(`a[href^="/admin/audit"][href*=actor]`).AttrOr("href", "")
	officer.get(link).want(t, http.StatusOK, "查看明文")
}
