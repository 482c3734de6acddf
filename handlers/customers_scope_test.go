package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"linli/db"
	"linli/db/crm"
)

func TestWhoReadsTheFile(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	near := clerk.add(owner())
	far := clerk.add(owner("name", "慕容远", "phone", "15400000002", "room", "8-1-101"))
	both := clerk.add(owner("name", "司徒双", "phone", "15400000003", "room", "3-2-503"))
	clerk.post(both, url.Values{"row_version": {"1"}, "room": {"8-1-102"}, "relation": {"owner"}}).want(t, http.StatusSeeOther)
	steward := w.login("steward")
	steward.get("/customers").want(t, http.StatusOK, "单于晓", "司徒双").lacks(t, "慕容远", "8-1-102")
	steward.get(near).want(t, http.StatusOK, "编辑")
	steward.get(both).want(t, http.StatusOK, "3-2-503", "8-1-***").lacks(t, "8-1-102")
	for _, path := range []string{far, far + "/edit", far + "/timeline", clerk.get(far).href(t, `a[href^="/rooms/"]`)} {
		steward.get(path).want(t, http.StatusNotFound)
		steward.part(path).want(t, http.StatusNotFound)
	}
	steward.post(far, url.Values{"row_version": {"1"}, "note": {"x"}}).want(t, http.StatusNotFound)
	steward.post("/customers", owner("name", "新人", "phone", "15400000007", "room", "8-1-103")).want(t, http.StatusUnprocessableEntity, "这间房不在您负责的楼栋")
	steward.post("/customers", url.Values{"name": {"新人"}}).want(t, http.StatusUnprocessableEntity, "请填写您负责楼栋的房号")
	quality := w.login("quality")
	quality.get(near).want(t, http.StatusOK, "单于晓").lacks(t, ">编辑<")
	quality.get(near+"/edit").want(t, http.StatusForbidden)
	quality.post(near, url.Values{"row_version": {"1"}, "note": {"x"}}).want(t, http.StatusForbidden)
	officer := w.login("privacy_officer")
	officer.get("/customers").want(t, http.StatusOK, "单于*").lacks(t, "单于晓")
	officer.get(near).want(t, http.StatusOK, "单于*", "154****0001").lacks(t, "单于晓", "15400000001")
	for _, role := range []string{"handler", "dept_head", "executive", "committee", "sysadmin"} {
		c := w.login(role)
		for _, path := range []string{"/customers", near, near + "/edit", "/customers/new", clerk.get(near).href(t, `a[href^="/rooms/"]`)} {
			c.get(path).want(t, http.StatusForbidden)
			c.part(path).want(t, http.StatusForbidden)
		}
		c.post("/customers", owner()).want(t, http.StatusForbidden)
	}
	w.visitor().get(near).want(t, http.StatusSeeOther)
	w.visitor().part(near).want(t, http.StatusUnauthorized)
}

func TestOtherProjectsCustomersAreNotFound(t *testing.T) {
	w := newWorld(t)
	ctx, home := t.Context(), w.project
	path := w.login("clerk").add(owner())
	if _, err := w.store.InitProject(ctx, testStart, db.Project{Code: "HP", Name: "和平里", Timezone: "Asia/Shanghai"}); err != nil {
		t.Fatal(err)
	}
	w.project, _ = w.store.ProjectByCode(ctx, "HP")
	w.hire("stranger", "邻区经理", crm.Assignment{Role: crm.Manager})
	w.project = home
	c := w.login("stranger")
	for _, p := range []string{path, path + "/edit", path + "/timeline", path + "/links/1", path + "/reveals/new?contact_point_id=1", "/rooms/1"} {
		c.get(p).want(t, http.StatusNotFound)
	}
	for _, p := range []string{path, path + "/links/1", path + "/contact-points/1", path + "/reveals"} {
		c.post(p, url.Values{"row_version": {"1"}, "status": {"wrong"}, "contact_point_id": {"1"}, "reason": {"callback"}, "note": {"x"}}).want(t, http.StatusNotFound)
	}
	for _, q := range []string{"单于晓", "chanyuxiao", "0001", "3-2-501", "KH-LY-000001"} {
		c.part("/search?q="+url.QueryEscape(q)).want(t, http.StatusOK, "没有找到").lacks(t, "154****0001")
	}
	c.post("/customers", owner()).want(t, http.StatusSeeOther) // nobody there has this number or room
}
