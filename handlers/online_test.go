package handlers

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// owner is somebody at the owners' side.
func (w *world) owner() *client {
	server := httptest.NewServer(w.app.OnlineHandler())
	w.t.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil)
	return &client{w: &world{t: w.t, server: server}, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// written is the owners' form filled in.
func (c *client) written(t *testing.T, path string, extra ...string) url.Values {
	t.Helper()
	page := c.get(path).want(t, http.StatusOK, "诉求登记").doc(t)
	form := url.Values{"kind": {"complaint"}, "about": {"cleaning|楼道"}, "place": {"3栋大厅"}, "summary": {"楼道垃圾两天没有清运"}, "caller_name": {"林小满"}, "caller_phone": {"15412345678"}, "agree": {"on"}}
	for _, name := range []string{"_csrf", "_key"} {
		form.Set(name, page.Find(`input[name=`+name+`]`).AttrOr("value", ""))
	}
	return with(form, extra...)
}

var shownCode = regexp.MustCompile(`online-code"><strong>([A-Z2-7]{8})<`)

func TestOwnerWritesAndAsks(t *testing.T) {
	w := newWorld(t)
	owner := w.owner()
	form := owner.written(t, "/")
	sent := owner.post("/", form).want(t, http.StatusOK, "已收到", "2025-03-15 17:50")
	code := shownCode.FindStringSubmatch(sent.body)
	if code == nil {
		t.Fatal("no code is shown")
	}
	owner.post("/", form).want(t, http.StatusOK, "已经收到").lacks(t, code[1])
	clerk := w.login("clerk")
	path := "/cases/1"
	c := clerk.caseAt(path)
	if c.Channel != "web_form" || c.ReceivedAt != testStart.Unix() || c.IntakeOwnerID != w.staff["clerk"].ID || c.CustomerID == 0 {
		t.Errorf("channel %s, received %d, owner %d, customer %d", c.Channel, c.ReceivedAt, c.IntakeOwnerID, c.CustomerID)
	}
	owner.post("/q", url.Values{"_csrf": form["_csrf"], "code": {strings.ToLower(code[1])}}).want(t, http.StatusOK, "等待工作人员确认", c.No).lacks(t, "林小满", w.staff["clerk"].Name)
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	owner.get("/q/"+code[1]).want(t, http.StatusOK, "已确认", "确认时间")
	added := url.Values{"_csrf": form["_csrf"], "code": {code[1]}, "text": {"电梯厅也有"}}
	owner.post("/q/supplement", added).want(t, http.StatusOK, "已补充")
	clerk.get(path).want(t, http.StatusOK, "电梯厅也有", "诉求人补充")
	clerk.get("/tasks").want(t, http.StatusOK, "在线补充了内容")
	w.wait(time.Hour)
	clerk = w.login("clerk")
	added.Set("text", "一楼也有，<今天>刚看到")
	owner.post("/q/supplement", added).want(t, http.StatusOK, "已补充")
	clerk.must(path, crm.DoNote, "note", "只给同事看的一句")
	shown := owner.get("/q/"+code[1]).want(t, http.StatusOK, "您补充的情况").lacks(t, "只给同事看", "林小满").doc(t)
	if own := strings.Join(strings.Fields(shown.Find(".own-words").Text()), " "); own != "2025-03-14 17:50 电梯厅也有2025-03-14 18:50 一楼也有，<今天>刚看到" {
		t.Errorf("of what was added the page shows %q", own)
	}
	added.Set("text", "短")
	refused := owner.post("/q/supplement", added).want(t, http.StatusUnprocessableEntity, "2到1000", c.No).doc(t)
	if typed := refused.Find("textarea[name=text][aria-invalid]").Text(); typed != "短" {
		t.Errorf("the refused words came back as %q", typed)
	}
	owner.post("/q/review", url.Values{"_csrf": form["_csrf"], "code": {code[1]}, "reason": {"不认可"}}).want(t, http.StatusConflict)
	for _, personal := range []string{"林小满", "15412345678", code[1], "电梯厅"} {
		if strings.Contains(w.log.String(), personal) {
			t.Errorf("the log holds something personal or a code")
		}
	}
}

func TestOwnerAsksForAReview(t *testing.T) {
	w := newWorld(t)
	owner := w.owner()
	form := owner.written(t, "/")
	code := shownCode.FindStringSubmatch(owner.post("/", form).body)[1]
	clerk, lead := w.login("clerk"), w.login("supervisor")
	path := "/cases/1"
	clerk.must(path, crm.DoAcknowledge, ackFields...)
	lead.must(path, crm.DoAssign, "department", "BJ", "handler", "clerk")
	clerk.must(path, crm.DoAccept, "first_step", "核实")
	clerk.must(path, crm.DoPropose, append(append([]string{}, resultFields...), "validity", "invalid", "invalid_reason", "事实不成立")...)
	lead.must(path, crm.DoApprove, "verdict", "approve")
	clerk.must(path, crm.DoResolve, toldFields...)
	owner.get("/q/"+code).want(t, http.StatusOK, "等待回访", "垃圾已清运", "申请复核")
	ask := url.Values{"_csrf": form["_csrf"], "code": {code}, "reason": {"照片显示没有清运"}}
	owner.post("/q/review", ask).want(t, http.StatusOK, "已申请复核")
	if c := clerk.caseAt(path); c.Review != "asked" {
		t.Errorf("review %q", c.Review)
	}
	owner.get("/q/"+code).want(t, http.StatusOK, "已申请", "前答复您").lacks(t, "申请复核")
	owner.post("/q/review", ask).want(t, http.StatusConflict, "只能申请一次")
}

func TestOwnersFormRefusals(t *testing.T) {
	w := newWorld(t)
	owner := w.owner()
	bad := owner.written(t, "/", "summary", "短", "agree", "", "caller_phone", "")
	owner.post("/", bad).want(t, http.StatusUnprocessableEntity, "请用5到200个字说明", "请先阅读并同意", "请填写姓名和电话", "林小满")
	unknown := owner.written(t, "/", "about", "天气|太热")
	if marked := owner.post("/", unknown).want(t, http.StatusUnprocessableEntity, "请选择类别").doc(t).Find("select[name=about][aria-invalid]"); marked.Length() != 1 {
		t.Error("the category is not marked")
	}
	owner.post("/", owner.written(t, "/", "_csrf", "1.2")).want(t, http.StatusForbidden, "页面已过期")
	robot := owner.written(t, "/", "website", "http://spam.example")
	owner.post("/", robot).want(t, http.StatusOK)
	late := owner.written(t, "/")
	w.wait(24*time.Hour + time.Second)
	owner.post("/", late).want(t, http.StatusForbidden, "页面已过期")
	if n := strings.Count(w.login("clerk").get("/cases?view=list").body, "楼道垃圾"); n != 0 {
		t.Errorf("%d cases of refused forms", n)
	}
	anonymous := owner.written(t, "/", "anonymous", "on")
	owner.post("/", anonymous).want(t, http.StatusOK, "已收到")
	if c := w.login("clerk").caseAt("/cases/1"); !c.Anonymous || c.CustomerID != 0 || c.QueryCode == "" {
		t.Errorf("anonymous %v, customer %d", c.Anonymous, c.CustomerID)
	}
}

func TestOwnersSideLimitsADevice(t *testing.T) {
	w := newWorld(t)
	owner := w.owner()
	for range 5 {
		owner.post("/", owner.written(t, "/")).want(t, http.StatusOK, "已收到")
	}
	sixth := owner.written(t, "/")
	owner.post("/", sixth).want(t, http.StatusTooManyRequests, "一小时后再试", "楼道垃圾两天没有清运")
	w.wait(time.Hour)
	owner.post("/", owner.written(t, "/")).want(t, http.StatusOK, "已收到")
	for range 10 {
		owner.get("/q/AAAAAAAA").want(t, http.StatusNotFound, "没有这个查询码", `value="AAAAAAAA"`)
	}
	owner.get("/q/AAAAAAAA").want(t, http.StatusTooManyRequests, "输错次数过多")
}

func TestSidesAreApart(t *testing.T) {
	w := newWorld(t)
	owner, clerk := w.owner(), w.login("clerk")
	for _, path := range []string{"/login", "/cases", "/customers", "/healthz", "/admin/audit", "/events"} {
		owner.get(path).want(t, http.StatusNotFound)
	}
	for _, path := range []string{"/q", "/q/AAAAAAAA", "/p/AAAAAAAA"} {
		clerk.get(path).want(t, http.StatusNotFound)
	}
	owner.get("/p/AAAAAAAA").want(t, http.StatusNotFound, "没有这个位置")
}
