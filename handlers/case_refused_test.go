package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linli/db/crm"
)

// refusal is one way to be refused: who asks, about which case, with what.
type refusal struct {
	name   string
	who    string
	id     int64
	form   url.Values
	status int
}

// asker is who may take an action: the manager, but for what is quality's alone.
func asker(action crm.Action) string {
	if action == crm.DoAnnul {
		return "quality"
	}
	return "manager"
}

// refusals of an action on a case in which its asker could do it right now.
func (s *scene) refusals(action crm.Action, id int64, good url.Values, version string) []refusal {
	with := func(name, value string) url.Values {
		form := maps.Clone(good)
		if form.Set(name, value); value == "" {
			form.Del(name)
		}
		return form
	}
	seen, next := with("row_version", version), version+"7"
	list := []refusal{
		{"no version", asker(action), id, with("row_version", ""), http.StatusUnprocessableEntity},
		{"version of another day", asker(action), id, with("row_version", next), http.StatusConflict},
		{"a version that is no number", asker(action), id, with("row_version", "newest"), http.StatusUnprocessableEntity},
		{"no such case", asker(action), 999999, seen, http.StatusNotFound},
		{"a case of another project", asker(action), s.elsewhere["case"], with("row_version", "1"), http.StatusNotFound},
		{"committee", "committee", id, seen, http.StatusForbidden},
		{"system administrator", "sysadmin", id, seen, http.StatusForbidden},
	}
	if asker(action) == "manager" { // a manager there
		list = append(list, refusal{"from another project", "stranger", id, seen, http.StatusNotFound})
	}
	if !slices.Contains([]crm.Action{crm.DoReportUp, crm.DoDecideReview, crm.DoRecuse}, action) { // quality may, too
		other := "quality"
		if asker(action) == other {
			other = "manager"
		}
		list = append(list, refusal{other, other, id, seen, http.StatusForbidden})
	}
	switch action {
	case crm.DoDecideReview:
		list = append(list, refusal{"a clerk", "clerk", id, seen, http.StatusForbidden})
	case crm.DoAccept, crm.DoReturn, crm.DoInvestigate, crm.DoPropose, crm.DoResolve, crm.DoResume:
		list = append(list, refusal{"a clerk who has other cases", "clerk", id, seen, http.StatusForbidden})
	case crm.DoVerify, crm.DoConfirmDrawal:
		list = append(list, refusal{"who typed it", "supervisor", id, seen, http.StatusForbidden})
	}
	if action != crm.DoClose && action != crm.DoDecline && action != crm.DoResume { // nothing is mandatory there
		list = append(list, refusal{"nothing filled in", asker(action), id, url.Values{"row_version": {version}}, http.StatusUnprocessableEntity})
	}
	return list
}

// TestRefusedActionsLeaveNothing sends every action of a case in every wrong way, as a page and as a part, looks that the
// file is as before, and then does it right.
func TestRefusedActionsLeaveNothing(t *testing.T) {
	s := newScene(t)
	fields, book, clients := readFields(t), openLedger(t, s.store.Path), map[string]*client{}
	tried := 0
	for _, r := range Routes() {
		action, ok := strings.CutPrefix(r.Path, "/cases/{id}/")
		if !ok || r.Method != http.MethodPost || action == "attachments" { // files have no version; tested by themselves
			continue
		}
		id := s.staged(crm.Action(action))
		good := s.pointed(maps.Clone(fields["POST "+r.Path].good))
		path := "/cases/" + strconv.FormatInt(id, 10)
		version := book.rowVersion(r, id)
		for _, no := range s.refusals(crm.Action(action), id, good, version) {
			for _, header := range []http.Header{nil, partHeader} {
				if clients[no.who] == nil {
					clients[no.who] = s.login(no.who)
				}
				before := book.read()
				a := clients[no.who].request(http.MethodPost, strings.Replace(r.Path, "{id}", strconv.FormatInt(no.id, 10), 1), no.form, header)
				if a.status != no.status {
					t.Errorf("%s, %s: %d, want %d; page says %q", action, no.name, a.status, no.status, notices(a.doc(t)))
				}
				if whole := strings.Contains(a.body, "<html"); whole != (header == nil) {
					t.Errorf("%s, %s: a whole page %v, asked as a part %v", action, no.name, whole, header != nil)
				}
				if after := book.read(); after != before {
					t.Errorf("%s, %s: refused, but the file went from\n%s to\n%s", action, no.name, before, after)
				}
				tried++
			}
		}
		form := maps.Clone(good)
		form.Set("row_version", version)
		if a := clients[asker(crm.Action(action))].post(path+"/"+action, form); a.status != http.StatusSeeOther {
			t.Errorf("%s, done right: %d; page says %q", action, a.status, notices(a.doc(t)))
		}
	}
	if tried < 400 {
		t.Errorf("only %d requests were sent", tried)
	}
	if v, err := s.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}
