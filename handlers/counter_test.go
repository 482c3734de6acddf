package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"linli/db"
	"linli/db/crm"
)

func TestOpenCasesStandBeforeASecondOne(t *testing.T) {
	s := newScene(t)
	near := s.caseNo(s.near["case"])
	at := func(login, query string) answer {
		return s.login(login).part("/cases/new/warnings?"+query).want(t, http.StatusOK)
	}
	at("clerk", "room="+nearRoom).want(t, http.StatusOK, near, nearText, fmt.Sprintf(`href="/cases/%d"`, s.near["case"]), "还没有办完的诉求")
	at("clerk", fmt.Sprint("customer_id=", s.near["customer"])).want(t, http.StatusOK, near) // their only room, and what they raised
	at("clerk", "room=3-2-502").lacks(t, near, "还没有办完的诉求")
	at("clerk", "room=nonsense&place=大厅").lacks(t, near, "还没有办完的诉求")
	at("clerk", "").lacks(t, "还没有办完的诉求")
	at("steward", "room="+nearRoom).want(t, http.StatusOK, near)
	at("steward", "room="+farRoom).lacks(t, farText, "还没有办完的诉求")
	s.login("clerk").get(fmt.Sprintf("/cases/new?customer_id=%d&room=%s", s.near["customer"], nearRoom)).want(t, http.StatusOK, near, "同一件事请打开原来的接着办")

	hidden, err := s.store.RegisterCase(t.Context(), s.by("clerk"), db.NewCase{Room: nearRoom, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "noise", SubCategory: "生活", CustomerID: s.near["customer"], Summary: "楼上半夜拖椅子"}})
	s.ok(err)
	at("clerk", "room="+nearRoom).want(t, http.StatusOK, hidden.No)
	at("steward", "room="+nearRoom).lacks(t, hidden.No, "楼上半夜拖椅子") // whose room it is would say who complains

	for range db.MostOpenCases {
		s.registered("clerk", nearRoom, nearText, s.near["customer"])
	}
	page := at("clerk", "room="+nearRoom).want(t, http.StatusOK, "只列出最近的几件")
	if n := page.doc(t).Find(".open-cases li").Length(); n != db.MostOpenCases {
		t.Errorf("%d are listed", n)
	}
	asked, err := s.store.RegisterCase(t.Context(), s.by("clerk"), db.NewCase{Room: nearRoom, Registration: crm.Registration{Kind: crm.Enquiry, Channel: "phone",
		Category: "fees", SubCategory: "票据", CustomerID: s.near["customer"], Summary: "一问就答的一件"}})
	s.ok(err)
	s.login("clerk").must(fmt.Sprint("/cases/", asked.ID), crm.DoComplete, "method", "phone", "text", "前台可以开")
	if strings.Contains(at("clerk", "room="+nearRoom).body, "一问就答的一件") {
		t.Error("a case that has ended is listed")
	}
}

func (s *scene) caseNo(id int64) string {
	s.t.Helper()
	p, err := s.store.CaseByID(s.t.Context(), s.staff["manager"], id)
	s.ok(err)
	return p.Case.No
}
