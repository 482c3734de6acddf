package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

func TestSignInAndOut(t *testing.T) {
	w := newWorld(t)
	c := w.visitor()
	if a := c.get("/cases"); a.status != http.StatusSeeOther || a.location != "/login?next=%2Fcases" {
		t.Fatalf("nobody at /cases: %d %s", a.status, a.location)
	}
	c.get("/login").want(t, http.StatusOK, "登录名")
	wrong := c.post("/login", url.Values{"username": {"clerk"}, "password": {"wrong password"}}).want(t, http.StatusUnprocessableEntity, "登录名或密码不正确")
	unknown := c.post("/login", url.Values{"username": {"nobody"}, "password": {"wrong password"}}).want(t, http.StatusUnprocessableEntity)
	if notices(wrong.doc(t)) != notices(unknown.doc(t)) {
		t.Error("an unknown account reads differently")
	}
	before := c.csrf
	c.post("/login", url.Values{"username": {"clerk"}, "password": {testPassword}, "next": {"//evil.example"}}).want(t, http.StatusSeeOther)
	c.get("/password").want(t, http.StatusOK)
	if c.csrf == before {
		t.Error("the token must change with the id")
	}
	c.post("/logout", url.Values{}).want(t, http.StatusSeeOther)
	if a := c.get("/password"); a.status != http.StatusSeeOther {
		t.Errorf("after signing out: %d", a.status)
	}
}

func TestTokenIsChecked(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	c.post("/password", url.Values{"_csrf": {"stolen"}, "current": {testPassword}, "new": {"xin-de-mima-hen-chang"}}).want(t, http.StatusForbidden)
	c.request(http.MethodPost, "/logout", url.Values{}, http.Header{"Origin": {"https://evil.example"}}).want(t, http.StatusForbidden)
	c.get("/password").want(t, http.StatusOK)
}

func TestIdleAndAbsoluteLimit(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	w.wait(15 * time.Minute)
	c.get("/password").want(t, http.StatusOK)
	w.wait(15*time.Minute + time.Second)
	if a := c.get("/password"); a.status != http.StatusSeeOther {
		t.Errorf("one second past the idle limit: %d", a.status)
	}
	part := c.part("/password").want(t, http.StatusUnauthorized, "data-login", "长时间未操作")
	if strings.Contains(part.body, "<html") {
		t.Error("a part must be no page")
	}
	c = w.login("clerk")
	for range 48 {
		w.wait(15 * time.Minute)
		c.get("/password").want(t, http.StatusOK)
	}
	w.wait(time.Second)
	if a := c.get("/password"); a.status != http.StatusSeeOther {
		t.Errorf("one second past the absolute limit: %d", a.status)
	}
}

func TestLoginIsThrottled(t *testing.T) {
	w := newWorld(t)
	c := w.visitor()
	c.get("/login")
	bad := url.Values{"username": {"clerk"}, "password": {"not this one"}}
	for range db.AccountLimit {
		c.post("/login", bad).want(t, http.StatusUnprocessableEntity)
	}
	good := url.Values{"username": {"clerk"}, "password": {testPassword}}
	c.post("/login", good).want(t, http.StatusTooManyRequests, "请 15 分钟后再试")
	c.request(http.MethodPost, "/login", good, http.Header{"X-Forwarded-For": {"203.0.113.9"}}).want(t, http.StatusTooManyRequests)
	w.login("manager")
	w.wait(15*time.Minute + time.Second)
	c.post("/login", good).want(t, http.StatusSeeOther)
}

func TestOneTimePasswordAndPledgeComeFirst(t *testing.T) {
	w := newWorld(t)
	by := db.By{Staff: crm.Staff{ProjectID: w.project.ID}, Now: w.clock()}
	if _, err := w.store.AddStaff(t.Context(), by, db.NewAccount{Login: "xinren", Name: "新人", PasswordHash: testHash(), MustChange: true, Role: crm.Assignment{Role: crm.Clerk}}); err != nil {
		t.Fatal(err)
	}
	c := w.login("xinren")
	if a := c.get("/pledge"); a.location != "/password" {
		t.Fatalf("before the password: %d %s", a.status, a.location)
	}
	for name, password := range map[string]string{"short": "kurz-1", "common": "password2024", "own name": "xinren-20251", "few": "aaaaaaaaaaaa", "same": testPassword} {
		if a := c.post("/password", url.Values{"current": {testPassword}, "new": {password}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s password accepted: %d", name, a.status)
		}
	}
	if c.get("/password").want(t, http.StatusOK).doc(t).Find(`input[name=repeat][type=password]`).Length() != 1 {
		t.Error("the new password is typed only once")
	}
	for _, repeat := range []string{"", "yi-pian-shu-ye-93", "yi-pian-shu-ye-92 "} {
		c.post("/password", url.Values{"current": {testPassword}, "new": {"yi-pian-shu-ye-92"}, "repeat": {repeat}}).want(t, http.StatusUnprocessableEntity, "两次输入的新密码不一致")
	}
	c.post("/password", url.Values{"current": {"wrong"}, "new": {"yi-pian-shu-ye-92"}}).want(t, http.StatusUnprocessableEntity, "当前密码不正确")
	c.post("/password", url.Values{"current": {testPassword}, "new": {"yi-pian-shu-ye-92"}, "repeat": {"yi-pian-shu-ye-92"}}).want(t, http.StatusSeeOther)
	if a := c.get("/"); a.location != "/pledge" {
		t.Fatalf("before the pledge: %d %s", a.status, a.location)
	}
	c.get("/pledge").want(t, http.StatusOK)
	c.post("/pledge", url.Values{}).want(t, http.StatusUnprocessableEntity)
	c.post("/pledge", url.Values{"agree": {"on"}}).want(t, http.StatusSeeOther)
}

func TestRolesActAtOnce(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	if err := w.store.DisableStaff(t.Context(), w.by("sysadmin"), w.staff["clerk"].ID, 0); err != nil {
		t.Fatal(err)
	}
	if a := c.get("/password"); a.status != http.StatusSeeOther {
		t.Errorf("a disabled account still reads: %d", a.status)
	}
	if err := w.store.DisableStaff(t.Context(), w.by("manager"), w.staff["sysadmin"].ID, 0); !crm.Is(err, crm.Conflict) {
		t.Errorf("the last administrator was disabled: %v", err)
	}
}

func TestPoisonIsRefusedAtTheEdge(t *testing.T) {
	w := newWorld(t)
	c := w.login("clerk")
	for name, value := range map[string]string{"NUL": "a\x00b", "broken": "a\xffb", "control": "a\x1bb"} {
		if a := c.post("/password", url.Values{"current": {value}, "new": {"x"}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if a := c.post("/password", url.Values{"current": {strings.Repeat("x", 2<<20)}}); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MB form: %d", a.status)
	}
	for _, path := range []string{"/cases%2F1", "//cases", "/cases/../login", "/static/..%2fapp.css", "/no-such-page"} {
		if a := c.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
