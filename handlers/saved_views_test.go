package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSavedViews(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	save, ok := clerk.get("/cases?kind=repair&department=GC&after=5&q=林小满").doc(t).Find(`a[href^="/views/new"]`).Attr("href")
	if !ok || strings.Contains(save, "after") || strings.Contains(save, "q%3D") {
		t.Fatalf("the list offers %q", save)
	}
	form, ok := clerk.get(save).want(t, http.StatusOK, "保存视图").doc(t).Find("main form").Attr("action")
	if !ok {
		t.Fatal("no form")
	}
	clerk.post(form, url.Values{"name": {" "}}).want(t, http.StatusUnprocessableEntity, "请写视图的名称")
	if a := clerk.post(form, url.Values{"name": {"工程报修"}}); a.status != http.StatusSeeOther || a.location != "/cases?department=GC&kind=repair" {
		t.Fatalf("saved: %d %s", a.status, a.location)
	}
	list := clerk.get("/cases?department=GC&kind=repair")
	if link := list.doc(t).Find(`.kept-views a[aria-current=true]`); strings.TrimSpace(link.Text()) != "工程报修" {
		t.Errorf("the view in use is %q", link.Text())
	}
	clerk.post(strings.Replace(form, "GC", "BJ", 1), url.Values{"name": {"工程报修"}}).want(t, http.StatusSeeOther)
	page := clerk.get("/views").want(t, http.StatusOK, "department=BJ").lacks(t, "department=GC")
	id, _ := page.doc(t).Find(`input[name=id]`).Attr("value")
	supervisor := w.login("supervisor")
	supervisor.get("/views").want(t, http.StatusOK, "还没有保存的视图")
	supervisor.post("/views/removal", url.Values{"id": {id}}).want(t, http.StatusNotFound)
	clerk.post("/views/removal", url.Values{"id": {id}}).want(t, http.StatusSeeOther)
	clerk.post("/views/removal", url.Values{"id": {id}}).want(t, http.StatusNotFound)
	clerk.post("/views/removal", url.Values{}).want(t, http.StatusUnprocessableEntity)
	clerk.get("/views/new?path=/customers&query=type=owner").want(t, http.StatusNotFound)
	w.login("committee").get("/views").want(t, http.StatusForbidden)
}

func TestSavedViewsHaveALimit(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	form := "/views?" + url.Values{"path": {"/cases"}, "query": {"kind=repair"}}.Encode()
	for _, name := range strings.Split("甲乙丙丁戊己庚辛壬癸子丑", "") {
		clerk.post(form, url.Values{"name": {name}}).want(t, http.StatusSeeOther)
	}
	clerk.post(form, url.Values{"name": {"寅"}}).want(t, http.StatusUnprocessableEntity, "最多保存12个视图")
	clerk.post(form, url.Values{"name": {"丑"}}).want(t, http.StatusSeeOther)
}
