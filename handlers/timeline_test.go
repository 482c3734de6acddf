package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
)

func TestTimelineHidesConfidentialCases(t *testing.T) {
	w := newWorld(t)
	clerk, open, secret := neighbours(w)
	openNo, secretNo := clerk.caseAt(open).No, clerk.caseAt(secret).No
	person := func(c *client, q string) answer { return c.get(find(clerk, q).href(t, `a[href^="/customers/"]`)) }
	person(clerk, "cyx").want(t, http.StatusOK, openNo, "楼道垃圾两天没有清运", "受理确认", "登记")
	person(clerk, "zgf").want(t, http.StatusOK, secretNo, "楼上夜里很吵")
	person(w.login("supervisor"), "zgf").want(t, http.StatusOK, secretNo)
	for _, role := range []string{"steward", "quality", "privacy_officer"} {
		person(w.login(role), "zgf").want(t, http.StatusOK).lacks(t, secretNo, "楼上夜里很吵", secret)
	}
	person(w.login("steward"), "cyx").want(t, http.StatusOK, openNo)
	person(w.login("privacy_officer"), "cyx").want(t, http.StatusOK).lacks(t, openNo, "楼道垃圾")
	room := find(clerk, "3-2-502").href(t, `a[href^="/rooms/"]`)
	clerk.get(room).want(t, http.StatusOK, secretNo)
	w.login("steward").get(room).want(t, http.StatusOK, "曾国藩").lacks(t, secretNo, "楼上夜里很吵")
}

func TestTimelineGoesOn(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	for i := 1; i <= 35; i++ {
		n := strconv.Itoa(i)
		clerk.post(path, url.Values{"row_version": {n}, "note": {"第" + n + "次"}}).want(t, http.StatusSeeOther)
	}
	first := clerk.get(path).want(t, http.StatusOK, "→ 第35次", "→ 第16次", "更早的记录").lacks(t, "→ 第15次", "建立客户档案")
	more := first.href(t, "li.more a")
	clerk.part(more).want(t, http.StatusOK, "→ 第15次", "→ 第1次", "建立客户档案").lacks(t, "<html", "→ 第16次", "更早的记录")
	clerk.get(more).want(t, http.StatusOK, "<html", "→ 第15次", "返回档案")
	clerk.get(path+"/timeline?before=x").want(t, http.StatusNotFound)
}
