package handlers

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linli/db/crm"
)

// cell is what somebody may expect of a route: yes, own (records within reach only), no.
type cell = string

// expected is a row of testdata/rights.csv, which is written by hand from the table of rights and reviewed, never generated.
type expected struct {
	method, path, capability string
	cells                    map[string]cell // by role, and nobody
}

func readRights(t *testing.T) map[string]expected {
	t.Helper()
	f, err := os.Open("testdata/rights.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]expected{}
	for _, line := range lines[1:] {
		e := expected{line[0], line[1], line[2], map[string]cell{}}
		for i, who := range lines[0][3:] {
			e.cells[who] = line[3+i]
			if !slices.Contains([]string{"yes", "own", "no"}, line[3+i]) {
				t.Errorf("%s %s: %s reads %q", e.method, e.path, who, line[3+i])
			}
		}
		key := e.method + " " + e.path
		if _, twice := rows[key]; twice {
			t.Errorf("%s has two rows", key)
		}
		rows[key] = e
	}
	return rows
}

func TestEveryRouteHasAReviewedRow(t *testing.T) {
	rows := readRights(t)
	for _, r := range Routes() {
		key := r.Method + " " + r.Path
		row, ok := rows[key]
		if !ok {
			t.Errorf("%s has no row in testdata/rights.csv: who may use it?", key)
			continue
		}
		if row.capability != string(r.Capability) {
			t.Errorf("%s asks for %s, reviewed was %s", key, r.Capability, row.capability)
		}
		for _, role := range crm.Roles {
			if row.cells[string(role.Code)] == "" {
				t.Errorf("%s says nothing of %s", key, role.Code)
			}
		}
		if row.cells["nobody"] == "" {
			t.Errorf("%s says nothing of nobody", key)
		}
		delete(rows, key)
	}
	for key := range rows {
		t.Errorf("%s is reviewed but no route", key)
	}
}

// class sorts an answer: who is not let in, who is let in, what is broken.
func class(a answer) string {
	switch {
	case a.status == http.StatusUnauthorized, strings.HasPrefix(a.location, "/login?next="):
		return "sign in first"
	case a.status == http.StatusForbidden:
		return "forbidden"
	case a.status == http.StatusNotFound:
		return "not found"
	case a.status < 400, a.status == http.StatusConflict, a.status == http.StatusUnprocessableEntity, a.status == http.StatusTooManyRequests:
		return "let in"
	}
	return strconv.Itoa(a.status)
}

// walker is somebody with a session, who signs in again when a route ended it.
type walker struct {
	s      *scene
	role   string
	client *client
}

func (k *walker) ask(r Route, path string, form url.Values, header http.Header) answer {
	k.s.t.Helper()
	if k.client == nil {
		k.client = k.s.visitor()
		if k.role != "nobody" {
			k.client = k.s.login(k.role)
		}
		k.client.get("/login")
	}
	client := k.client
	if r.Path == "/logout" || k.role == "nobody" {
		k.client = nil
	}
	if r.Method == http.MethodGet {
		form = nil
	}
	return client.request(r.Method, path, form, header)
}

// both asks for the page and for the part; they have to agree.
func (k *walker) both(t *testing.T, r Route, path, want string, form url.Values) {
	t.Helper()
	for _, header := range []http.Header{nil, partHeader} {
		if got := class(k.ask(r, path, form, header)); got != want && (want != "out of reach" || got != "forbidden" && got != "not found") {
			t.Errorf("%s, %s %s (part: %v): %s, want %s", k.role, r.Method, path, header != nil, got, want)
		}
	}
}

func (k *walker) walk(t *testing.T, r Route, expects cell) {
	t.Helper()
	near, empty := k.s.address(r, k.s.nearOf(k.role)), url.Values{}
	switch r.Path { // what no form is without
	case "/project":
		empty.Set("project", "LY")
	case "/customers/{id}/reveals":
		empty.Set("contact_point_id", strconv.FormatInt(k.s.near["contact"], 10))
	}
	switch {
	case expects == "no" && k.role == "nobody":
		k.both(t, r, near, "sign in first", empty)
	case expects == "no":
		k.both(t, r, near, "forbidden", empty)
	default:
		k.both(t, r, near, "let in", empty)
	}
	if !strings.Contains(r.Path, "{id}") || k.role == "nobody" {
		return
	}
	switch expects {
	case "no":
		k.both(t, r, k.s.address(r, k.s.farOf), "forbidden", url.Values{})
	case "yes":
		if far := k.s.address(r, k.s.farOf); far != k.s.address(r, k.s.elsewhereOf) {
			k.both(t, r, far, "let in", url.Values{"contact_point_id": {strconv.FormatInt(k.s.far["contact"], 10)}})
		}
	case "own":
		k.both(t, r, k.s.address(r, k.s.farOf), "out of reach", k.s.seen(r))
	}
	want := "not found"
	if expects == "no" {
		want = "forbidden"
	}
	k.both(t, r, k.s.address(r, k.s.elsewhereOf), want, url.Values{"row_version": {"1"}})
}

// seen is the form of somebody who has guessed the version of a record out of reach.
func (s *scene) seen(r Route) url.Values {
	form := url.Values{"row_version": {"1"}, "contact_point_id": {strconv.FormatInt(s.far["contact"], 10)}, "reason": {"callback"}}
	if strings.HasPrefix(r.Path, "/cases/") {
		page, err := s.store.CaseByID(s.t.Context(), s.staff["manager"], s.far["case"])
		s.ok(err)
		form.Set("row_version", strconv.FormatInt(page.Case.RowVersion, 10))
	}
	return form
}

func TestEveryRouteAsEverybody(t *testing.T) {
	s, rows := newScene(t), readRights(t)
	people := []string{"nobody"}
	for _, role := range crm.Roles {
		people = append(people, string(role.Code))
	}
	for _, role := range people {
		t.Run(role, func(t *testing.T) {
			k := &walker{s: s, role: role}
			for _, r := range Routes() {
				if row, ok := rows[r.Method+" "+r.Path]; ok {
					k.walk(t, r, row.cells[role])
				}
			}
		})
	}
	if v, err := s.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}
