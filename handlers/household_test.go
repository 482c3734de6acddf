package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// livesAt says as the administrator where somebody of the staff lives.
func (w *world) livesAt(login, homes string) answer {
	w.t.Helper()
	admin := w.login("sysadmin")
	path := fmt.Sprintf("/admin/users/%d", w.staff[login].ID)
	admin.get(path)
	return admin.post(path+"/homes", url.Values{"row_version": {w.versionOf(login)}, "homes": {homes}})
}

// TestNobodyOpensTheirOwnHousehold: who lives in the estate finds neither their own file nor that of anybody in the same rooms;
// colleagues do (domain.md §9).
func TestNobodyOpensTheirOwnHousehold(t *testing.T) {
	w := newWorld(t)
	w.hire("second", "唐洁", crm.Assignment{Role: crm.Clerk})
	person := func(name, phone, room string) crm.Customer {
		c, err := w.store.AddCustomer(w.t.Context(), w.by("supervisor"), crm.CustomerForm{Name: name, Kind: "person", Phone: phone, Room: room, Relation: "owner", MovedInOn: "2020-01-01", DespiteDuplicate: true, DuplicateReason: "同住"})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	before, family, neighbour := person("诸葛青山", "15460217788", "3-2-501"), person("欧阳若兰", "15478563412", "3-2-501"), person("尉迟安", "15433445566", "3-2-502")
	path := func(c crm.Customer) string { return fmt.Sprintf("/customers/%d", c.ID) }
	file, err := w.store.CustomerFile(t.Context(), w.by("supervisor").Staff, before.ID, "2025-03-14")
	if err != nil {
		t.Fatal(err)
	}
	room, link := file.Customer.Links[0].RoomID, file.Customer.Links[0].ID
	clerk := w.login("clerk")
	move := url.Values{"row_version": {clerk.version(path(before))}, "moved_in_on": {"2020-01-01"}, "moved_out_on": {"2025-03-14"}, "end_reason": {"sold"}}
	clerk.post(fmt.Sprintf("%s/links/%d", path(before), link), move).want(t, http.StatusSeeOther)
	w.livesAt("clerk", "3栋2单元501室，3-2-501").want(t, http.StatusSeeOther)
	w.login("sysadmin").get(fmt.Sprintf("/admin/users/%d", w.staff["clerk"].ID)).want(t, http.StatusOK, `value="3-2-501"`)

	const why = "请由同事办理"
	for _, address := range []string{path(family), path(family) + "/edit", path(family) + "/timeline", fmt.Sprintf("/rooms/%d", room)} {
		clerk.get(address).want(t, http.StatusForbidden, why).lacks(t, "欧阳若兰")
	}
	contact, err := w.store.CustomerFile(t.Context(), w.by("supervisor").Staff, family.ID, "2025-03-14")
	if err != nil {
		t.Fatal(err)
	}
	reveal := fmt.Sprintf("%s/reveals", path(family))
	point := fmt.Sprint(contact.Customer.Contacts[0].ID)
	clerk.get(reveal+"/new?contact_point_id="+point).want(t, http.StatusForbidden, why)
	clerk.post(reveal, url.Values{"contact_point_id": {point}, "reason": {"callback"}}).want(t, http.StatusForbidden).lacks(t, "15478563412")
	clerk.post(path(family), url.Values{"row_version": {"1"}, "name": {"欧阳若兰"}, "note": {"改一改"}}).want(t, http.StatusForbidden)
	for _, q := range []string{"欧阳若兰", "3412", "ouyang"} {
		if a := clerk.get("/search?q="+url.QueryEscape(q)).want(t, http.StatusOK); strings.Contains(a.doc(t).Find("main").Text(), "154****3412") {
			t.Errorf("found by %s", q)
		}
	}
	clerk.get("/customers").want(t, http.StatusOK, "尉迟安").lacks(t, "154****3412")
	clerk.get(path(neighbour)).want(t, http.StatusOK)
	clerk.get(path(before)).want(t, http.StatusOK, "诸葛青山") // left before the clerk lived there
	for _, login := range []string{"second", "supervisor", "steward"} {
		w.login(login).get(path(family)).want(t, http.StatusOK, "欧阳若兰")
	}
	w.livesAt("steward", "3-2-501").want(t, http.StatusSeeOther)
	w.login("steward").get(path(family)).want(t, http.StatusForbidden, why)
	w.login("handler").get(path(family)).want(t, http.StatusForbidden).lacks(t, why)

	w.wait(48 * time.Hour)
	clerk = w.login("clerk")
	clerk.get(path(family)).want(t, http.StatusForbidden, why)
	w.livesAt("clerk", "").want(t, http.StatusSeeOther)
	clerk.get(path(family)).want(t, http.StatusOK)
	if v, err := w.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

// TestHomesAreRefusedAtTheField: an unknown room is said at the field, and what was typed stays; nobody takes back their own.
func TestHomesAreRefusedAtTheField(t *testing.T) {
	w := newWorld(t)
	if _, err := w.store.AddCustomer(t.Context(), w.by("supervisor"), crm.CustomerForm{Name: "欧阳若兰", Kind: "person", Phone: "15478563412", Room: "3-2-501", Relation: "owner"}); err != nil {
		t.Fatal(err)
	}
	w.livesAt("clerk", "3-2-501，9-9-999").want(t, http.StatusUnprocessableEntity, "没有房号 9-9-999", `value="3-2-501，9-9-999"`)
	w.livesAt("clerk", "3-501").want(t, http.StatusUnprocessableEntity, "请补充单元")
	if n := w.count(`SELECT COUNT(*) FROM staff_home`); n != 0 {
		t.Errorf("%d homes from refused forms", n)
	}
	w.livesAt("sysadmin", "3-2-501").want(t, http.StatusSeeOther)
	w.livesAt("sysadmin", "").want(t, http.StatusForbidden, "不能取消自己的住址登记")
	w.login("manager").post(fmt.Sprintf("/admin/users/%d/homes", w.staff["clerk"].ID), url.Values{"homes": {"3-2-501"}}).want(t, http.StatusForbidden)
}
