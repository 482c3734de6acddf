package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

// secret is a complaint about somebody of the staff that has been through people's hands: confirmed, handed out, overdue,
// beside a customer, a room, another case and a fee.
type secret struct {
	id          int64
	no, summary string
}

func (s *scene) secretAbout(target string) secret {
	s.t.Helper()
	ctx, by := s.t.Context(), "supervisor"
	if target == by {
		by = "manager"
	}
	x := secret{summary: "投诉接待人员推诿之" + target}
	c, err := s.store.RegisterCase(ctx, s.by(by), db.NewCase{Room: nearRoom, TargetLogins: []string{target}, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Urgent: "yes",
		Category: crm.StaffConduct, SubCategory: "前台", CustomerID: s.near["customer"], Summary: x.summary, Detail: x.summary, PreviousID: s.near["case"]}})
	s.ok(err)
	x.id, x.no = c.ID, c.No
	owner := ""
	for login, p := range s.staff {
		if p.ID == c.OwnerID {
			owner = login
		}
	}
	step := func(login string, do func(by db.By, seen int64) error) {
		s.t.Helper()
		page, err := s.store.CaseByID(ctx, s.staff[owner], x.id)
		s.ok(err)
		s.ok(do(s.by(login), page.Case.RowVersion))
	}
	step(by, func(by db.By, seen int64) error {
		return s.store.Acknowledge(ctx, by, x.id, seen, crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "转承办人", SummaryConfirmed: "yes"})
	})
	step(owner, func(by db.By, seen int64) error {
		return s.store.AssignCase(ctx, by, x.id, seen, crm.Dispatch{Department: "GC"}, "worker")
	})
	step("worker", func(by db.By, seen int64) error {
		return s.store.ReportUp(ctx, by, x.id, seen, "不便处理", "请指定他人")
	})
	step("worker", func(by db.By, seen int64) error { return s.store.AcceptCase(ctx, by, x.id, seen, "了解情况") })
	step(owner, func(by db.By, seen int64) error {
		return s.store.TakeStatement(ctx, by, x.id, seen, crm.Moment{}, "当时在接另一个电话")
	})
	return x
}

// TestATargetFindsNothing walks every page and part as who a complaint is about, as who recused, and as who shares a home with
// the complainant: neither its number nor a word of it is anywhere, and no action reaches it (domain.md §3.7).
func TestATargetFindsNothing(t *testing.T) {
	s := newScene(t)
	secrets := map[string]secret{}
	for _, role := range []string{"clerk", "steward", "handler", "dept_head", "supervisor", "manager", "quality", "privacy_officer"} {
		secrets[role] = s.secretAbout(role)
	}
	last := secrets["clerk"]
	s.ok(s.store.DisputeFee(t.Context(), s.by("manager"), s.near["customer"], 1, db.Dispute{FeeID: s.near["fee"], Disputed: true, CaseNo: last.no}))
	s.wait(49 * time.Hour)
	s.ok(s.store.Tick(t.Context(), s.clock()))
	recused := s.hire("recused", "回避的主管", crm.Assignment{Role: crm.Supervisor})
	page, err := s.store.CaseByID(t.Context(), recused, last.id)
	s.ok(err)
	s.ok(s.store.Recuse(t.Context(), s.by("recused"), last.id, page.Case.RowVersion, "亲属"))
	s.hire("resident", "同住的前台", crm.Assignment{Role: crm.Clerk})
	s.livesAt("resident", nearRoom).want(t, http.StatusSeeOther)
	secrets["recused"], secrets["resident"] = last, last
	seen := map[string]int{}
	for login, x := range secrets {
		c := s.login(login)
		look := func(path string) {
			for _, a := range []answer{c.get(path), c.part(path)} {
				for _, word := range []string{x.no, x.summary} {
					if strings.Contains(a.body, word) {
						t.Errorf("%s reads %q at %s (%d)", login, word, path, a.status)
					}
				}
				for other, y := range secrets {
					if y != x && strings.Contains(a.body, y.no) {
						seen[other]++
					}
				}
			}
		}
		for _, r := range Routes() {
			if r.Method != http.MethodGet || r.Path == "/events" {
				continue
			}
			look(s.address(r, s.nearOf(login)))
			if strings.HasPrefix(r.Path, "/cases/{id}") {
				path := s.address(r, func(string) int64 { return x.id })
				look(path)
				if a := c.get(path); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
					t.Errorf("%s gets %d at %s", login, a.status, path)
				}
			}
		}
		for _, task := range s.list(`SELECT id FROM task WHERE subject = 'case' AND subject_id = ` + fmt.Sprint(x.id)) {
			look("/tasks/" + task)
		}
		for _, q := range []string{x.no[:len(x.no)-1], x.no[len(x.no)-4:], nearRoom, nearName, "推诿"} {
			look("/search?q=" + url.QueryEscape(q))
		}
		if link := recordPath("case", x.id) + `"`; strings.Contains(c.get("/search?q="+x.no).body, link) {
			t.Errorf("%s finds it by its number", login)
		}
		for _, path := range []string{"/cases?view=list&state=open", "/cases?category=staff_conduct", "/cases?department=GC", "/overdue?verdict=missed", "/admin/audit?kind=recused", "/admin/audit?kind=target_added", "/revisits?whose=all"} {
			look(path)
		}
		for _, r := range Routes() {
			if r.Method != http.MethodPost || !strings.HasPrefix(r.Path, "/cases/{id}/") {
				continue
			}
			a := c.post(s.address(r, func(string) int64 { return x.id }), url.Values{"row_version": {"6"}, "reason": {"看看"}, "note": {"看看"}})
			if a.status != http.StatusNotFound && a.status != http.StatusForbidden {
				t.Errorf("%s gets %d at %s", login, a.status, r.Path)
			}
		}
	}
	for login := range secrets {
		if secrets[login] != last && seen[login] == 0 {
			t.Errorf("nobody else finds the complaint about %s: the walk sees nothing", login)
		}
	}
	if n := s.count(`SELECT COUNT(*) FROM service_case WHERE targets <> '' AND row_version > 8`); n != 0 {
		t.Errorf("%d cases were changed by whom they are about", n)
	}
}

// list is a column of a query.
func (w *world) list(query string) (list []string) {
	w.t.Helper()
	file := w.file()
	defer file.Close()
	rows, err := file.Query(query)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			w.t.Fatal(err)
		}
		list = append(list, text)
	}
	return list
}
