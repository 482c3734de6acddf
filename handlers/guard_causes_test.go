package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"linli/db"
	"linli/db/crm"
)

// causes gives the people of both projects a cause with a case of their own in it.
func (s *scene) causes() {
	s.t.Helper()
	near := s.working("handler", "GC", nearRoom, nearText, s.near["customer"])
	far := s.working("supervisor", "BJ", farRoom, farText, s.far["customer"])
	s.far["caused"] = far
	s.near["group"], s.far["group"] = s.cause(s.by("manager"), near), s.cause(s.by("supervisor"), far)
	s.elsewhere["group"] = s.cause(s.by("stranger"))
}

// cause is a new one with cases in it.
func (s *scene) cause(by db.By, cases ...int64) int64 {
	s.t.Helper()
	g := crm.Group{Kind: crm.Complaint, Category: "cleaning", SubCategory: "楼道", Place: "东门", Summary: "楼道停水没有打扫", Tell: causeText}
	var join []db.Member
	for _, id := range cases {
		page, err := s.store.CaseByID(s.t.Context(), by.Staff, id)
		s.ok(err)
		join = append(join, db.Member{ID: id, Seen: page.Case.RowVersion})
	}
	id, err := s.store.AddGroup(s.t.Context(), by, g, join)
	s.ok(err)
	return id
}

// causeText is what the callers of the scene's causes are told.
const causeText = "今晚八点前恢复供水后补扫"

// stagedCause is a cause with a member for whom a step is possible for the manager.
func (s *scene) stagedCause(do crm.Action) int64 {
	s.t.Helper()
	if !slices.Contains(bulkSteps, do) {
		do = crm.DoAcknowledge
	}
	s.near["member"] = s.staged(do)
	return s.cause(s.by("supervisor"), s.near["member"])
}

// pointed fills in the records that a form names besides the one in its address.
func (s *scene) pointed(form url.Values) url.Values {
	id := strconv.FormatInt(s.near["member"], 10)
	for name, record := range map[string]string{"master": "master", "cause": "cause", "representative": "member"} {
		if form.Get(name) == "near" {
			form.Set(name, strconv.FormatInt(s.near[record], 10))
		}
	}
	if form.Get("member") == "near" {
		page, err := s.store.CaseByID(s.t.Context(), s.staff["manager"], s.near["member"])
		s.ok(err)
		form.Set("member", fmt.Sprint(id, ":", page.Case.RowVersion))
	}
	for name, values := range form {
		if field, ok := strings.CutSuffix(name, "_near"); ok {
			form[field+"_"+id] = values
			form.Del(name)
		}
	}
	return form
}
