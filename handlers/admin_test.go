package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"linli/db"
	"linli/db/crm"
)

var shownPassword = regexp.MustCompile(`密码：<code class="one-time">([a-z0-9-]+)</code>`)

func (w *world) versionOf(login string) string {
	w.t.Helper()
	a, err := w.store.Account(w.t.Context(), w.staff["sysadmin"], w.staff[login].ID, w.clock().Unix())
	if err != nil {
		w.t.Fatal(err)
	}
	return strconv.FormatInt(a.Version, 10)
}

func TestNewAccountGetsAPasswordShownOnce(t *testing.T) {
	w := newWorld(t)
	c := w.login("sysadmin")
	c.get("/admin/users").want(t, http.StatusOK, "前台客服", "使用中", "工程")
	made := c.post("/admin/users", url.Values{"login": {"xinren"}, "name": {"新人"}, "role": {"steward"}, "buildings": {"1栋，02"}})
	made.want(t, http.StatusSeeOther)
	page := c.get(made.location).want(t, http.StatusOK, "楼栋管家", "1、2 栋", "待改密码")
	found := shownPassword.FindStringSubmatch(page.body)
	if found == nil {
		t.Fatal("no password on the page")
	}
	again := c.get(made.location).want(t, http.StatusOK)
	again.lacks(t, found[1], "one-time")
	v := w.visitor()
	v.get("/login")
	if a := v.post("/login", url.Values{"username": {"xinren"}, "password": {found[1]}}); a.status != http.StatusSeeOther {
		t.Fatalf("the password does not open the account: %d", a.status)
	}
	if a := v.get("/"); a.location != "/password" {
		t.Errorf("the password need not be changed: %d %s", a.status, a.location)
	}
}

func TestOneTimePasswordIsForOneBrowserAndAMinute(t *testing.T) {
	w := newWorld(t)
	first, second := w.login("sysadmin"), w.login("sysadmin")
	reset := func() string {
		return first.post("/admin/users/"+strconv.FormatInt(w.staff["clerk"].ID, 10)+"/reset", url.Values{"row_version": {w.versionOf("clerk")}}).want(t, http.StatusSeeOther).location
	}
	location := reset()
	second.get(location).want(t, http.StatusOK).lacks(t, "one-time")
	first.get(location).want(t, http.StatusOK, "one-time")
	location = reset()
	w.wait(time.Minute + time.Second)
	first.get(location).want(t, http.StatusOK).lacks(t, "one-time")
}

func TestAccountFormsAreRefusedAtTheField(t *testing.T) {
	w := newWorld(t)
	c := w.login("sysadmin")
	path := "/admin/users/" + strconv.FormatInt(w.staff["clerk"].ID, 10)
	for name, row := range map[string]struct {
		path   string
		form   url.Values
		status int
		text   string
	}{
		"login taken":       {"/admin/users", url.Values{"login": {"clerk"}, "name": {"重名"}, "role": {"clerk"}}, 422, "该登录名已被使用"},
		"login with blanks": {"/admin/users", url.Values{"login": {"a b"}, "name": {"某人"}, "role": {"clerk"}}, 422, "登录名用 2 至 32 个"},
		"no role":           {"/admin/users", url.Values{"login": {"moumou"}, "name": {"某人"}}, 422, "请选择角色"},
		"no department":     {"/admin/users", url.Values{"login": {"moumou"}, "name": {"某人"}, "role": {"handler"}}, 422, "须选择所属部门"},
		"what building":     {"/admin/users", url.Values{"login": {"moumou"}, "name": {"某人"}, "role": {"steward"}, "buildings": {"x/y"}}, 422, "看不懂楼栋"},
		"nothing to do":     {path + "/roles", url.Values{"row_version": {"1"}, "role": {"clerk"}}, 422, "请选择增加或结束角色"},
		"no such role":      {path + "/roles", url.Values{"row_version": {"1"}, "action": {"add"}, "role": {"king"}}, 422, "请选择角色"},
		"not held":          {path + "/roles", url.Values{"row_version": {"1"}, "action": {"end"}, "role": {"manager"}}, 422, "没有这个角色"},
		"no version":        {path + "/disabling", url.Values{}, 422, "缺少版本号"},
		"old version":       {path + "/disabling", url.Values{"row_version": {"7"}}, 409, "请核对后保存"},
		"unknown account":   {"/admin/users/99999/disabling", url.Values{"row_version": {"1"}}, 404, "没有这个账号"},
	} {
		a := c.post(row.path, row.form).want(t, row.status, row.text)
		for _, typed := range row.form["name"] {
			if !strings.Contains(a.body, typed) {
				t.Errorf("%s: %s was typed and is gone", name, typed)
			}
		}
	}
}

func TestRolesAreGivenAndEnded(t *testing.T) {
	w := newWorld(t)
	c, clerk := w.login("sysadmin"), w.login("clerk")
	path := "/admin/users/" + strconv.FormatInt(w.staff["clerk"].ID, 10)
	version := w.versionOf("clerk")
	c.post(path+"/roles", url.Values{"row_version": {version}, "action": {"add"}, "role": {"handler"}, "department": {"GC"}}).want(t, http.StatusSeeOther)
	c.get(path).want(t, http.StatusOK, "责任部门经办", "工程")
	c.post(path+"/roles", url.Values{"row_version": {version}, "action": {"end"}, "role": {"handler"}}).want(t, http.StatusConflict, "请核对后保存")
	c.postPart(path+"/roles", url.Values{"row_version": {w.versionOf("clerk")}, "action": {"end"}, "role": {"handler"}}).want(t, http.StatusNoContent)
	c.post(path+"/disabling", url.Values{"row_version": {w.versionOf("clerk")}}).want(t, http.StatusSeeOther)
	c.get(path).want(t, http.StatusOK, "已停用")
	if a := clerk.get("/"); a.location != "/login?next=%2F" {
		t.Errorf("a disabled account still reads: %d %s", a.status, a.location)
	}
}

func TestAdministratorsCannotRaiseThemselvesOrLeave(t *testing.T) {
	w := newWorld(t)
	c := w.login("sysadmin")
	path := "/admin/users/" + strconv.FormatInt(w.staff["sysadmin"].ID, 10)
	version := url.Values{"row_version": {"1"}}
	c.post(path+"/roles", url.Values{"row_version": {"1"}, "action": {"add"}, "role": {"manager"}}).want(t, http.StatusForbidden, "不能给自己增加角色")
	c.post(path+"/roles", url.Values{"row_version": {"1"}, "action": {"end"}, "role": {"sysadmin"}}).want(t, http.StatusConflict, "最后一个系统管理员")
	c.post(path+"/disabling", version).want(t, http.StatusConflict, "最后一个系统管理员")
	c.get("/admin/users").want(t, http.StatusOK)
}

func TestAccountsOfAnotherProjectAreNotFound(t *testing.T) {
	w := newWorld(t)
	other, err := w.store.InitProject(t.Context(), w.clock(), db.Project{Code: "XX", Name: "另一个", Timezone: "Asia/Shanghai"})
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.store.AddStaff(t.Context(), db.By{Staff: crm.System(other), Now: w.clock()}, db.NewAccount{Login: "other", Name: "外人", PasswordHash: testHash(), Role: crm.Assignment{Role: crm.Clerk}})
	if err != nil {
		t.Fatal(err)
	}
	c := w.login("sysadmin")
	path := "/admin/users/" + strconv.FormatInt(id, 10)
	c.get("/admin/users").want(t, http.StatusOK).lacks(t, "外人")
	c.get(path).want(t, http.StatusNotFound)
	c.post(path+"/reset", url.Values{"row_version": {"1"}}).want(t, http.StatusNotFound)
}

func TestSettingsAreReadAndSaved(t *testing.T) {
	w := newWorld(t)
	m := w.login("manager")
	w.login("sysadmin").get("/admin/settings").want(t, http.StatusOK, "受理确认时限", "24 小时", "第 1 版").lacks(t, "保存为新版本")
	m.get("/admin/settings").want(t, http.StatusOK, `name="ack_hours.complaint"`, `value="24"`, "保存为新版本")
	m.post("/admin/settings", url.Values{"row_version": {"1"}, "ack_hours.complaint": {"12"}}).want(t, http.StatusSeeOther)
	m.get("/admin/settings").want(t, http.StatusOK, "第 2 版", "设置已保存", `value="12"`)
	set, err := w.store.Settings(t.Context(), w.project.ID)
	if err != nil || set.Version != 2 || set.AckHours[crm.Complaint] != 12 || set.AckHours[crm.Repair] != 24 {
		t.Errorf("settings in force: version %d, %v: %v", set.Version, set.AckHours, err)
	}
	m.post("/admin/settings", url.Values{"row_version": {"1"}, "ack_hours.complaint": {"18"}}).want(t, http.StatusConflict, "请核对后保存", `value="18"`, "现在是 12")
	m.post("/admin/settings", url.Values{"row_version": {"2"}, "small_number": {"4"}, "reopen_days": {"60"}}).want(t, http.StatusUnprocessableEntity, "应在 5 至 50 户之间", `value="60"`)
	m.post("/admin/settings", url.Values{"row_version": {"2"}, "ack_hours.complaint": {"12"}}).want(t, http.StatusSeeOther)
	m.get("/admin/settings").want(t, http.StatusOK, "第 2 版")
	w.login("sysadmin").post("/admin/settings", url.Values{"row_version": {"2"}, "reopen_days": {"60"}}).want(t, http.StatusForbidden)
}

func TestAuditShowsLinesWithoutTheirTexts(t *testing.T) {
	w := newWorld(t)
	w.login("clerk").get("/admin/users").want(t, http.StatusForbidden)
	m := w.login("manager")
	m.get("/admin/audit").want(t, http.StatusOK, "越权被拒", "新建账号", "另有文字，不在此显示", "末行哈希", "GET /admin/users")
	m.get("/admin/audit?kind=refused").want(t, http.StatusOK, "越权被拒").lacks(t, "另有文字")
	m.get("/admin/audit?actor="+strconv.FormatInt(w.staff["clerk"].ID, 10)).want(t, http.StatusOK, "越权被拒").lacks(t, "项目经理</div>")
	m.get("/admin/audit?kind=nonsense&actor=x&before=-3").want(t, http.StatusOK, "没有符合条件的记录")
}

func TestAuditPagesBack(t *testing.T) {
	w := newWorld(t)
	for range auditLines {
		if err := w.store.SignPledge(t.Context(), w.by("clerk")); err != nil {
			t.Fatal(err)
		}
	}
	m := w.login("manager")
	doc := m.get("/admin/audit").want(t, http.StatusOK).doc(t)
	rows := doc.Find("tbody tr:not(#more)")
	more, ok := doc.Find("#more a").Attr("href")
	if rows.Length() != auditLines || !ok {
		t.Fatalf("%d lines, more: %v", rows.Length(), ok)
	}
	last := rows.Last().Find("td").First().Text()
	part := m.part(more).want(t, http.StatusOK)
	first := m.get(more).want(t, http.StatusOK).doc(t).Find("tbody tr").First().Find("td").First().Text()
	if strings.Contains(part.body, "<html") || strings.Contains(part.body, "<form") {
		t.Error("the part must be rows alone")
	}
	a, _ := strconv.Atoi(last)
	if b, _ := strconv.Atoi(first); a == 0 || b != a-1 {
		t.Errorf("after line %s comes %s", last, first)
	}
}

func TestSysadminAuditsAccountsOnly(t *testing.T) {
	w := newWorld(t)
	if _, err := w.store.Audit(t.Context(), w.staff["clerk"], db.AuditFilter{Limit: 1}); !crm.Is(err, crm.Forbidden) {
		t.Errorf("a clerk audits: %v", err)
	}
	if _, err := w.store.PublishMonth(t.Context(), w.by("manager"), crm.Period{Year: 2025, Month: 2}, -1, ""); err != nil {
		t.Fatal(err)
	}
	w.login("manager").get("/admin/audit").want(t, http.StatusOK, "业委会专页 #")
	w.login("sysadmin").get("/admin/audit").want(t, http.StatusOK, "只能看到账号", "新建账号").lacks(t, "业委会专页 #")
}

func TestTroubleStopsWritingNotReading(t *testing.T) {
	w := newWorld(t)
	m := w.login("manager")
	w.suffer(Trouble{Stops: "磁盘空间不足，现在只能查看", Warns: "备份没有成功"})
	save := url.Values{"row_version": {"1"}, "reopen_days": {"60"}}
	m.get("/admin/settings").want(t, http.StatusOK, "现在只能查看", "备份没有成功")
	m.post("/admin/settings", save).want(t, http.StatusInsufficientStorage, "现在只能查看")
	w.visitor().get("/healthz").want(t, http.StatusServiceUnavailable)
	w.login("clerk").get("/").want(t, http.StatusOK, "现在只能查看").lacks(t, "备份没有成功")
	w.suffer(Trouble{})
	m.post("/admin/settings", save).want(t, http.StatusSeeOther)
	w.visitor().get("/healthz").want(t, http.StatusOK, "ok")
}

// A form that could not be kept comes back to a browser without scripts: it is read, and sent again as it was.
func TestWhatCouldNotBeKeptIsSentAgain(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	w.suffer(Trouble{Stops: "磁盘空间不足，现在只能查看"})
	sent := complaint("detail", "第一行\n<b>第二行</b>", "_key", "k-1")
	page := clerk.post("/cases", sent).want(t, http.StatusInsufficientStorage, "现在只能查看", "您刚才填写的内容没有保存")
	form := page.doc(t).Find(`form[action="/cases"]`)
	again := url.Values{}
	form.Find("input[type=hidden]").Each(func(_ int, field *goquery.Selection) { again.Add(field.AttrOr("name", ""), field.AttrOr("value", "")) })
	for name := range sent {
		if again.Get(name) != sent.Get(name) {
			t.Errorf("%s comes back as %q", name, again.Get(name))
		}
	}
	if read := form.Text(); !strings.Contains(read, "<b>第二行</b>") || !strings.Contains(read, "林小满") || strings.Contains(read, "complaint") {
		t.Errorf("to be read: %q", read)
	}
	clerk.postPart("/cases", sent).want(t, http.StatusInsufficientStorage).lacks(t, "第二行")
	for _, name := range []string{"current", "new", "repeat", "password"} {
		clerk.post("/password", url.Values{name: {"另一个很长的新密码呀"}, "note": {"别的"}}).want(t, http.StatusInsufficientStorage).lacks(t, "另一个很长")
	}
	w.suffer(Trouble{})
	clerk.post("/cases", again).want(t, http.StatusSeeOther)
}

// TestThresholdsOfGroupsAreSettings: what makes a group, a hot spot or a measure is the project's, journaled, and said where it counts.
func TestThresholdsOfGroupsAreSettings(t *testing.T) {
	w := newWorld(t)
	m := w.login("manager")
	m.get("/admin/settings").want(t, http.StatusOK, "同类诉求", `name="group_rooms"`, `name="hot_rooms"`, `name="measure_cases"`)
	m.post("/admin/settings", url.Values{"row_version": {"1"}, "group_rooms": {"1"}}).want(t, http.StatusUnprocessableEntity, "应在 2 至 100 户之间")
	m.post("/admin/settings", url.Values{"row_version": {"1"}, "group_rooms": {"2"}, "measure_cases": {"4"}, "measure_days": {"60"}}).want(t, http.StatusSeeOther)
	m.get("/measures").want(t, http.StatusOK, "60天内第4件")
	path, rooms := w.outage(2)
	c := w.login("clerk")
	for _, room := range rooms {
		c.post(path+"/callers", url.Values{"room": {room}}).want(t, http.StatusSeeOther)
	}
	c.get(path).want(t, http.StatusOK, "已有2户，达到群诉标准（2户）")
	w.login("manager").get("/admin/audit").want(t, http.StatusOK, "修改设置")
}
