package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"testing"
)

func TestOrganisation(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	firm := owner("name", "青竹小学", "kind", "organisation", "contact_person", "单于晓", "org_credit_code", "91350100m000100y43", "contact_window", "工作日上午", "do_not_disturb", "yes")
	wrong := with(maps.Clone(firm), "org_credit_code", "91350100M000100Y44")
	clerk.post("/customers", wrong).want(t, http.StatusUnprocessableEntity, "校验位不对", `value="91350100M000100Y44"`)
	path := clerk.add(firm)
	clerk.get(path+"/profile").want(t, http.StatusOK, "青竹小学", "单于晓", "91350100M000100Y43", "工作日上午", "单位")
	clerk.part("/search?q=单于晓").want(t, http.StatusOK, "青竹小学")
	edit := clerk.get(path+"/edit").want(t, http.StatusOK, `value="91350100M000100Y43"`, `value="工作日上午"`)
	if v := edit.doc(t).Find("[name=do_not_disturb]:checked").AttrOr("value", ""); v != "yes" {
		t.Errorf("do not disturb is drawn as %q", v)
	}
	clerk.post(path, url.Values{"row_version": {"1"}, "contact_person": {"欧阳晓"}, "do_not_disturb": {"no"}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "请勿打扰：是 → 否", "单位联系人：单于晓 → 欧阳晓")
	clerk.part("/search?q=欧阳晓").want(t, http.StatusOK, "青竹小学")
	clerk.part("/search?q=单于晓").lacks(t, "青竹小学")
}
