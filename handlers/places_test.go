package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestPlaceCodeLeadsToTheOwnersForm(t *testing.T) {
	w := newWorld(t)
	w.app.PublicBase = "https://home.example/"
	lead, owner := w.login("supervisor"), w.owner()
	lead.post("/places", url.Values{}).want(t, http.StatusUnprocessableEntity, "请写明位置")
	lead.post("/places", url.Values{"place": {"东门岗亭"}}).want(t, http.StatusSeeOther)
	href, _ := lead.get("/places").want(t, http.StatusOK, "https://home.example/p/").doc(t).Find(`td a`).Attr("href")
	sheet := lead.get(href).want(t, http.StatusOK, "东门岗亭")
	path := "/p/" + sheet.body[strings.Index(sheet.body, "/p/")+3:][:8]
	if qr := lead.get(href + "/qr.png"); qr.header.Get("Content-Type") != "image/png" {
		t.Errorf("the code is %s", qr.header.Get("Content-Type"))
	}
	owner.get(path).want(t, http.StatusOK, "东门岗亭").lacks(t, `name="room"`)
	owner.post(path, owner.written(t, path, "place", "别处")).want(t, http.StatusOK, "已收到")
	if c := w.login("clerk").caseAt("/cases/1"); c.Channel != "qr" || c.Place != "东门岗亭" {
		t.Errorf("channel %s, place %s", c.Channel, c.Place)
	}
	lead.post(href+"/ending", url.Values{"row_version": {"9"}}).want(t, http.StatusConflict)
	lead.post(href+"/ending", url.Values{"row_version": {"1"}}).want(t, http.StatusSeeOther)
	lead.post(href+"/ending", url.Values{"row_version": {"2"}}).want(t, http.StatusConflict)
	owner.get(path).want(t, http.StatusNotFound)
	w.login("clerk").get("/places").want(t, http.StatusForbidden)
	const tab = `nav[aria-label=客户档案] a[href="/places"]`
	if n := lead.get("/buildings").doc(t).Find(tab).Length() + lead.get("/places").doc(t).Find(tab+".active").Length(); n != 2 {
		t.Errorf("the estate's pages lead there from %d of two", n)
	}
	if n := w.login("clerk").get("/buildings").doc(t).Find(tab).Length(); n != 0 {
		t.Error("a clerk is led to a page that is not theirs")
	}
}
