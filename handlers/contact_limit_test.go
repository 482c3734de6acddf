package handlers

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

// TestContactLimitStandsWhereItIsNeeded: on the file, before a case is registered and on its page, until it is over; what was
// told is still to be confirmed.
func TestContactLimitStandsWhereItIsNeeded(t *testing.T) {
	s := newScene(t)
	file, sign := recordPath("customer", s.near["customer"]), "联系渠道限定为邮件"
	boss := s.login("manager")
	boss.get(file+"/profile").want(t, http.StatusOK, file+"/contact-limit")
	s.login("clerk").get(file+"/profile").want(t, http.StatusOK).lacks(t, "/contact-limit")
	boss.post(file+"/contact-limit", url.Values{"row_version": {boss.version(file + "/contact-limit")}, "days": {"30"}}).want(t, http.StatusUnprocessableEntity, "请选择一个渠道", "请写明原因")
	form := url.Values{"row_version": {boss.version(file + "/contact-limit")}, "channel": {"email"}, "days": {"91"}, "reason": {"多次来电辱骂"}}
	boss.post(file+"/contact-limit", form).want(t, http.StatusUnprocessableEntity, "天数须为1到90")
	form.Set("days", "30")
	boss.post(file+"/contact-limit", form).want(t, http.StatusSeeOther)
	boss.post(file+"/contact-limit", form).want(t, http.StatusConflict)
	look := func(texts ...string) {
		t.Helper()
		k := s.login("clerk")
		for _, path := range []string{file, recordPath("case", s.near["case"]), "/cases/new?customer_id=" + file[len("/customers/"):]} {
			a := k.get(path).want(t, http.StatusOK, texts...)
			if len(texts) == 0 {
				a.lacks(t, sign)
			}
		}
	}
	look(sign, "仍须按时受理确认")
	s.wait(30*24*time.Hour - time.Second)
	look(sign)
	s.wait(time.Second)
	look()
	s.at(testStart)
	boss = s.login("manager")
	lift := url.Values{"row_version": {boss.version(file + "/contact-limit")}, "channel": {"none"}, "reason": {"已道歉"}}
	boss.post(file+"/contact-limit", lift).want(t, http.StatusSeeOther)
	look()
}
