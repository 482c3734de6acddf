package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// keep saves a draft as the page does while somebody types, and returns what the page says.
func (c *client) keep(form, key string, fields ...string) answer {
	c.w.t.Helper()
	return c.postPart("/drafts", with(url.Values{"_form": {form}, "_key": {key}}, fields...))
}

// offered is the address of the first draft a page offers, empty for none.
func (a answer) offered(t *testing.T) string {
	t.Helper()
	return a.doc(t).Find(".draft a").First().AttrOr("href", "")
}

func TestARegistrationSurvivesLoggingOut(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	c.get("/cases/new").lacks(t, "恢复未完成的登记")
	c.keep("/cases", "k-1", "channel", "phone", "summary", "楼道垃圾两天没有清运", "detail", "打了一大段", "place", "三栋大厅", "category", "cleaning", "sub_category", "楼道", "caller_name", "林小满", "caller_phone", "15412345678").
		want(t, http.StatusOK, "草稿已保存 17:50")
	c.post("/logout", url.Values{}).want(t, http.StatusSeeOther)
	w.login("supervisor").get("/cases/new").lacks(t, "打了一大段", "楼道垃圾两天没有清运")
	c = w.login("clerk")
	c.get("/").want(t, http.StatusOK, "未完成的登记")
	href := c.get("/cases/new").want(t, http.StatusOK, "恢复未完成的登记", "楼道垃圾两天没有清运").offered(t)
	w.login("supervisor").get(href).want(t, http.StatusOK).lacks(t, "打了一大段")
	page := c.get(href).want(t, http.StatusOK, "打了一大段", "林小满", `value="楼道" selected`).lacks(t, "恢复未完成的登记")
	form := url.Values{}
	for name, v := range map[string]string{"_key": "k-1", "kind": "complaint", "channel": "phone", "summary": "楼道垃圾两天没有清运", "place": "三栋大厅", "category": "cleaning", "sub_category": "楼道", "caller_name": "林小满", "caller_phone": "15412345678"} {
		form.Set(name, v)
	}
	if got := page.doc(t).Find("#new-case [name=_key]").AttrOr("value", ""); got != "k-1" {
		t.Errorf("the draft goes on under the key %q", got)
	}
	path := c.post("/cases", form).want(t, http.StatusSeeOther).location
	c.get("/cases/new").lacks(t, "恢复未完成的登记")
	if again := c.post("/cases", form).want(t, http.StatusSeeOther); again.location != path {
		t.Errorf("sent twice: %s and %s", path, again.location)
	}
	c.get(href).want(t, http.StatusOK).lacks(t, "打了一大段")
	if log := w.log.String(); strings.Contains(log, "楼道垃圾") || strings.Contains(log, "林小满") {
		t.Error("the log holds what was typed")
	}
}

func TestDraftsThatAreRefusedOrThrownAway(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	for _, form := range []string{"", "/customers", "https://example.com/cases", "/cases/", "/cases/0/response", "/cases/1/nothing", "/cases/01/response", "/cases/1/response/"} {
		c.keep(form, "k-1", "summary", "楼道垃圾两天没有清运").want(t, http.StatusUnprocessableEntity, "这里不能存草稿")
	}
	c.keep("/cases", "", "summary", "楼道垃圾两天没有清运").want(t, http.StatusUnprocessableEntity, "页面已过期")
	c.keep("/cases", "k-1", "detail", strings.Repeat("长", 30000)).want(t, http.StatusUnprocessableEntity, "内容太长")
	c.keep("/cases", "k-1", "kind", "repair").want(t, http.StatusOK).lacks(t, "草稿已保存")
	if href := c.get("/cases/new").offered(t); href != "" {
		t.Errorf("offers %s", href)
	}
	a := c.post("/drafts", with(url.Values{"_form": {"/cases"}, "_key": {"k-2"}}, "summary", "没有脚本也能存的一份")) // the button for browsers without scripts
	if a.want(t, http.StatusSeeOther); a.location != "/cases/new" {
		t.Errorf("leads to %s", a.location)
	}
	href := c.get("/cases/new").want(t, http.StatusOK, "没有脚本也能存的一份").offered(t)
	_, id, _ := strings.Cut(href, "draft=")
	drop := url.Values{"draft": {id}, "_form": {"/cases"}}
	w.login("supervisor").post("/drafts/discarding", drop).want(t, http.StatusSeeOther)
	c.get("/cases/new").want(t, http.StatusOK, "没有脚本也能存的一份")
	c.post("/drafts/discarding", drop).want(t, http.StatusSeeOther)
	c.get("/cases/new").lacks(t, "没有脚本也能存的一份")
	c.keep("/cases", "k-3", "summary", "放了太久的一份").want(t, http.StatusOK)
	w.wait(7 * 24 * time.Hour)
	w.login("clerk").get("/cases/new").lacks(t, "放了太久的一份")
}

func TestAnAnswerIsKeptOnItsCase(t *testing.T) {
	s := newScene(t)
	id := s.near["case"]
	path := "/cases/" + strconv.FormatInt(id, 10)
	c := s.login("handler")
	c.get(path)
	c.keep(path+"/response", "k-1", "method", "phone", "text", "已查明原因，正在等配件").want(t, http.StatusOK, "草稿已保存")
	c.keep(path+"/return", "k-2", "reason", "不属于本部门").want(t, http.StatusOK)
	page := c.get(path).want(t, http.StatusOK, "恢复未完成的填写", "已查明原因，正在等配件", "首次答复")
	href := page.doc(t).Find(".draft a[aria-label*=首次答复]").AttrOr("href", "")
	restored := c.get(href).want(t, http.StatusOK)
	if got := restored.doc(t).Find(`form[action$="/response"] textarea[name=text]`).Text(); got != "已查明原因，正在等配件" {
		t.Errorf("restored %q", got)
	}
	s.login("supervisor").get(path).lacks(t, "恢复未完成的填写")
	gone := c.get(path).doc(t).Find(".draft a[aria-label*=退单]").AttrOr("href", "")
	c.get(gone).want(t, http.StatusOK, "现在已不能这样办理", "不属于本部门")
	c.must(path, crm.DoRespond, "_key", "k-1", "method", "phone", "text", "已查明原因，正在等配件", "expected_on", "2025-03-20")
	c.get(path).want(t, http.StatusOK).lacks(t, "首次答复 已查明")
	if n := c.get(path).doc(t).Find(".draft").Length(); n != 1 {
		t.Errorf("%d drafts are left", n)
	}
}

// What was told yesterday was received yesterday, whoever goes on writing today.
func TestADraftKeepsItsMoment(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	c.get("/cases/new")
	fields := []string{"channel", "phone", "summary", "楼道垃圾两天没有清运", "place", "三栋大厅", "category", "cleaning", "sub_category", "楼道",
		"caller_name", "林小满", "caller_phone", "15412345678", "ack_now", "on", "told_number", "on"}
	c.keep("/cases", "k-1", fields...).want(t, http.StatusOK)
	w.wait(10 * time.Minute)
	c.keep("/cases", "k-1", append(fields, "detail", "后来补的一句")...).want(t, http.StatusOK)
	w.wait(5 * time.Minute)
	href := c.get("/cases/new").offered(t)
	soon := c.get(href).want(t, http.StatusOK, "后来补的一句").lacks(t, "开始写的").doc(t)
	if soon.Find("#f-received_at").AttrOr("value", "") != "" || soon.Find("#f-ack_now[checked]").Length() != 1 {
		t.Error("within 15 minutes nothing is an entry after the fact")
	}
	w.wait(time.Second)
	late := c.get(href).want(t, http.StatusOK, "2025-03-14 17:50 开始写的").doc(t)
	if got := late.Find("#f-received_at").AttrOr("value", ""); got != "2025-03-14T17:50" {
		t.Errorf("received %q", got)
	}
	if late.Find("#f-ack_now[checked], #f-told_number[checked]").Length() != 0 {
		t.Error("the customer is not there any more")
	}
}
