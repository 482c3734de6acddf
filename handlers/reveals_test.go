package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linli/db"
	"linli/db/crm"
)

func TestReveal(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	form := clerk.get(path).href(t, `a[href*="/reveals/new"]`)
	clerk.get(form).want(t, http.StatusOK, "查看手机明文", "154****0001", "回电", "紧急").lacks(t, "15400000001")
	clerk.part(form).want(t, http.StatusOK, "data-modal", "查看事由").lacks(t, "<html", "15400000001")
	wish := url.Values{"contact_point_id": {"1"}, "reason": {"callback"}}
	for _, test := range []struct {
		form url.Values
		says string
	}{
		{with(url.Values{"contact_point_id": {"1"}}), "请选择查看事由"},
		{url.Values{"contact_point_id": {"1"}, "reason": {"curiosity"}}, "请选择查看事由"},
		{url.Values{"contact_point_id": {"1"}, "reason": {"other"}}, "请写明事由"},
		{url.Values{"contact_point_id": {"1"}, "reason": {"callback"}, "case_id": {"77"}}, "没有找到该客户的这条诉求"},
	} {
		clerk.post(path+"/reveals", test.form).want(t, http.StatusUnprocessableEntity, test.says, "<html").lacks(t, "15400000001")
		clerk.postPart(path+"/reveals", test.form).want(t, http.StatusUnprocessableEntity, test.says, `id="reveal-form"`).lacks(t, "15400000001", "<html")
	}
	for _, none := range []string{"", "x"} {
		clerk.post(path+"/reveals", url.Values{"contact_point_id": {none}, "reason": {"callback"}}).want(t, http.StatusUnprocessableEntity, "请选择要查看的联系方式")
	}
	if n := revealsOf(w, 1); n != 0 {
		t.Fatalf("%d reveals written by refused forms", n)
	}
	part := clerk.postPart(path+"/reveals", wish).want(t, http.StatusOK, ">15400000001<", `data-expires="1741945860"`, `data-masked="154****0001"`).lacks(t, "<html")
	if part.header.Get("HX-Trigger") != `{"close-dialog":""}` || part.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", part.header)
	}
	page := clerk.post(path+"/reveals", with(url.Values{"contact_point_id": {"1"}, "reason": {"other"}, "note": {"核对门牌"}})).want(t, http.StatusOK, "15400000001", "<html")
	if page.header.Get("Refresh") != "60; url="+path {
		t.Errorf("refresh %q", page.header.Get("Refresh"))
	}
	clerk.get(path).want(t, http.StatusOK, "154****0001").lacks(t, "15400000001", "查看明文：")
	if n := revealsOf(w, 1); n != 2 {
		t.Errorf("%d reveals written", n)
	}
	w.login("manager").get(path).want(t, http.StatusOK, "查看明文", "手机 · 其他；核对门牌", "手机 · 回电")
	if strings.Contains(w.log.String(), "15400000001") || strings.Contains(w.log.String(), "单于晓") {
		t.Error("the log holds personal data")
	}
	again := with(url.Values{"contact_point_id": {"1"}, "reason": {"callback"}, "_key": {"twice"}})
	clerk.postPart(path+"/reveals", again).want(t, http.StatusOK, "15400000001")
	clerk.postPart(path+"/reveals", again).want(t, http.StatusOK, "15400000001")
	if n := revealsOf(w, 1); n != 3 {
		t.Errorf("%d reveals after the same form twice", n)
	}
}

// revealsOf counts the lines about a customer that tell of a reveal, each with its author, reason and address.
func revealsOf(w *world, customer int64) (n int) {
	w.t.Helper()
	lines, err := w.store.SubjectLog(w.t.Context(), "customer", customer)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range lines {
		if l.Kind != "revealed" {
			continue
		}
		n++
		if l.ActorID == 0 || l.Source == "" || l.CustomerID != customer || !strings.Contains(l.After, `"field":"mobile"`) || !strings.Contains(l.After, `"reason"`) {
			w.t.Errorf("line %d tells too little: %s", l.Seq, l.After)
		}
	}
	return n
}

func TestWhoMayReveal(t *testing.T) {
	w := newWorld(t)
	clerk, open, _ := neighbours(w)
	wish := func(contact string) url.Values { return url.Values{"contact_point_id": {contact}, "reason": {"visit"}} }
	for role, want := range map[string][3]int{ // of an open case, of a confidential one, of a far room
		"clerk": {200, 200, 200}, "supervisor": {200, 200, 200}, "manager": {200, 200, 200}, "quality": {200, 200, 200}, "privacy_officer": {200, 200, 200},
		"steward": {200, 200, 404}, "handler": {200, 404, 404}, "dept_head": {200, 404, 404}, "executive": {403, 403, 403}, "committee": {403, 403, 403}, "sysadmin": {403, 403, 403},
	} {
		c := w.login(role)
		for i, status := range want {
			id := string(rune('1' + i))
			if a := c.postPart("/customers/"+id+"/reveals", wish(id)); a.status != status {
				t.Errorf("%s, customer %s: %d, want %d", role, id, a.status, status)
			}
			if a := c.part("/customers/" + id + "/reveals/new?contact_point_id=" + id); a.status != status {
				t.Errorf("%s asks for the form of customer %s: %d, want %d", role, id, a.status, status)
			}
		}
	}
	clerk.postPart("/customers/1/reveals", wish("2")).want(t, http.StatusNotFound).lacks(t, "15412348812")
	clerk.postPart("/customers/1/reveals", wish("99")).want(t, http.StatusNotFound)
	clerk.postPart("/customers/99/reveals", wish("1")).want(t, http.StatusNotFound)
	clerk.part("/customers/1/reveals/new").want(t, http.StatusNotFound)

	handler := w.login("handler")
	handler.get(open).want(t, http.StatusOK, "/customers/1/reveals/new?contact_point_id=1")
	withCase := with(wish("1"), "case_id", strings.TrimPrefix(open, "/cases/"))
	if a := handler.post("/customers/1/reveals", withCase).want(t, http.StatusOK, "15400000001"); a.header.Get("Refresh") != "60; url="+open {
		t.Errorf("refresh %q", a.header.Get("Refresh"))
	}
	clerk.must(open, crm.DoWithdraw, "method", "phone", "reason", "客户说不用了")
	handler.post("/customers/1/reveals", wish("1")).want(t, http.StatusNotFound)
}

func TestManyRevealsTellThePrivacyOfficer(t *testing.T) {
	w := newWorld(t)
	clerk, _, _ := neighbours(w)
	officer := w.staff["privacy_officer"]
	look := func(customer string, n int) {
		t.Helper()
		for range n {
			clerk.postPart("/customers/"+customer+"/reveals", url.Values{"contact_point_id": {customer}, "reason": {"verify"}}).want(t, http.StatusOK)
		}
	}
	tasks := func() int {
		t.Helper()
		list, err := w.store.Tasks(t.Context(), officer, false, db.CaseKey{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	look("1", 31) // an open case stands behind them
	look("3", 30)
	if n := tasks(); n != 0 {
		t.Fatalf("%d tasks at the limit", n)
	}
	look("3", 1)
	if n := tasks(); n != 1 {
		t.Fatalf("%d tasks one above the limit", n)
	}
	look("3", 2)
	if n := tasks(); n != 1 {
		t.Errorf("%d tasks on one day", n)
	}
}
