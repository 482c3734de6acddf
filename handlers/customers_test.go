package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// owner is the least a new owner needs; extra replaces or removes ("") fields.
func owner(extra ...string) url.Values {
	form := url.Values{"name": {"单于晓"}, "kind": {"person"}, "phone": {"154 0000 0001"}, "room": {"3栋2单元501"}, "relation": {"owner"}, "moved_in_on": {"2020-06-01"}}
	return with(form, extra...)
}

// add puts a customer on file and returns the address.
func (c *client) add(form url.Values) string {
	c.w.t.Helper()
	a := c.post("/customers", form)
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/customers/") {
		c.w.t.Fatalf("add: %d %s %s", a.status, a.location, notices(a.doc(c.w.t)))
	}
	return a.location
}

// href is the address of the first link in the answer that matches.
func (a answer) href(t *testing.T, selector string) string {
	t.Helper()
	href, ok := a.doc(t).Find(selector).First().Attr("href")
	if !ok {
		t.Fatalf("no link %s", selector)
	}
	return href
}

var customerLink = regexp.MustCompile(`href="/customers/[0-9]+"`)

// customers counts the links to files in the answer.
func (a answer) customers() int { return len(customerLink.FindAllString(a.body, -1)) }

func TestNewCustomer(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	clerk.get("/customers").want(t, http.StatusOK, "还没有客户", "新建客户")
	clerk.get("/customers/new").want(t, http.StatusOK, "<html", "与房屋的关系", `name="_key"`)
	clerk.part("/customers/new").want(t, http.StatusOK, "与房屋的关系").lacks(t, "<html")
	path := clerk.add(owner("honorific", "女士", "preferred_channel", "wechat", "note", "晚上联系"))
	page := clerk.get(path).want(t, http.StatusOK, "单于晓", "KH-LY-000001", "业主", "154****0001", "3-2-501", "主要联系人", "女士", "微信", "晚上联系", "建立客户档案", "已建档")
	page.lacks(t, "15400000001", "154 0000 0001")
	room := page.href(t, `a[href^="/rooms/"]`)
	clerk.get(room).want(t, http.StatusOK, "3-2-501", "绿园小区3栋2单元501室", "单于晓", "154****0001").lacks(t, "15400000001")
	clerk.part(room).want(t, http.StatusOK, "单于晓").lacks(t, "<html")
	a := clerk.postPart("/customers", owner("name", "李四", "phone", "15400000002", "relation", "tenant"))
	if a.status != http.StatusNoContent || a.header.Get("HX-Redirect") == "" {
		t.Errorf("htmx is sent on with %d %q", a.status, a.header.Get("HX-Redirect"))
	}
	clerk.get(room).want(t, http.StatusOK, "李四", "租户")
	clerk.get(clerk.add(url.Values{"name": {"陆路人"}})).want(t, http.StatusOK, "潜在客户")
	clerk.get("/customers/999").want(t, http.StatusNotFound)
	clerk.get("/customers/x").want(t, http.StatusNotFound)
	clerk.get("/rooms/999").want(t, http.StatusNotFound)
}

func TestNewCustomerRefused(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	clerk.add(owner())
	for _, test := range []struct {
		name string
		form url.Values
		says string
	}{
		{"no name", owner("name", ""), "请填写姓名"},
		{"blanks for a name", owner("name", "　 "), "请填写姓名"},
		{"long name", owner("name", strings.Repeat("长", 61)), "最多 60 个字"},
		{"short number", owner("phone", "1540000"), "号码位数不对"},
		{"a unit left out", owner("phone", "15400000009", "room", "3-502"), "请补充单元"},
		{"no relation", owner("relation", ""), "请选择与房屋的关系"},
		{"no such day", owner("moved_in_on", "2020-02-30"), "日期不存在"},
		{"year 0", owner("moved_in_on", "0000-01-01"), "日期"},
		{"long note", owner("note", strings.Repeat("字", 2001)), "最多 2000 个字"},
		{"unknown kind", owner("kind", "robot"), "请选择个人或单位"},
	} {
		for _, send := range []func(string, url.Values) answer{clerk.post, clerk.postPart} {
			a := send("/customers", test.form).want(t, http.StatusUnprocessableEntity, test.says)
			if typed := test.form.Get("room"); typed != "" && !strings.Contains(a.body, `value="`+typed+`"`) {
				t.Errorf("%s: the room typed is gone", test.name)
			}
		}
	}
	clerk.get("/search?q=3-502").want(t, http.StatusOK, "没有找到")
}

func TestDuplicateIsShownAndOverruled(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	first := clerk.add(owner())
	again := owner("name", "单于大伟", "room", "5-1-101")
	a := clerk.post("/customers", again).want(t, http.StatusUnprocessableEntity, "档案里已有相似的客户", "手机号相同", "单于晓", "KH-LY-000001", "仍然新建", `href="`+first+`"`)
	a.lacks(t, "15400000001\"")
	if n := clerk.get("/customers").customers(); n != 1 {
		t.Errorf("%d customers after a refused one", n)
	}
	clerk.post("/customers", with(again, "despite_duplicate", "on")).want(t, http.StatusUnprocessableEntity, "请写明仍然新建的原因")
	second := clerk.add(with(again, "despite_duplicate", "on", "duplicate_reason", "父子同号"))
	clerk.get(second).want(t, http.StatusOK, "有相似客户，仍然新建：父子同号")
	clerk.post("/customers", owner("phone", "15400000009")).want(t, http.StatusUnprocessableEntity, "同名同房")
	steward := w.login("steward")
	a = steward.post("/customers", owner("name", "新人", "phone", "15400000001", "room", "3-2-502"))
	a.want(t, http.StatusUnprocessableEntity, "单于晓", "单于*", "5-1-***", "不在您负责的楼栋").lacks(t, "单于大伟", "5-1-101")
}

func TestSameFormTwiceMakesOneCustomer(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	form := owner("_key", "k-1")
	if a, b := clerk.add(form), clerk.add(form); a != b {
		t.Errorf("two customers: %s, %s", a, b)
	}
}

func TestChangeCustomer(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	edit := clerk.get(path+"/edit").want(t, http.StatusOK, `value="单于晓"`, `name="row_version"`)
	edit.lacks(t, "15400000001")
	clerk.part(path+"/edit").want(t, http.StatusOK).lacks(t, "<html")
	clerk.post(path, url.Values{"row_version": {"1"}, "name": {"欧阳晓"}, "honorific": {"女士"}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "欧阳晓", "姓名：单于晓 → 欧阳晓", "称谓：（空） → 女士", "154****0001")
	clerk.part("/search?q=oyx").want(t, http.StatusOK, "欧阳晓")
	clerk.part("/search?q=单于").want(t, http.StatusOK, "没有找到")
	clerk.post(path, url.Values{"row_version": {"2"}, "phone": {"0571-87654321转801"}, "room": {"3-2-502"}, "relation": {"tenant"}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "0571-****4321转***", "3-2-502", "租户", "添加联系方式", "添加房屋")
	clerk.post(path, url.Values{"name": {"谁"}}).want(t, http.StatusUnprocessableEntity, "页面缺少版本号")
	clerk.post(path, url.Values{"row_version": {"3"}, "name": {""}}).want(t, http.StatusUnprocessableEntity, "请填写姓名")
	clerk.post(path, url.Values{"row_version": {"3"}, "room": {"3-2-501"}, "relation": {"owner"}, "moved_in_on": {"2021-01-01"}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "入住日期：2020-06-01 → 2021-01-01")
}

func TestStaleCustomerShowsBoth(t *testing.T) {
	w := newWorld(t)
	clerk, manager := w.login("clerk"), w.login("manager")
	path := clerk.add(owner())
	w.wait(time.Minute)
	manager.post(path, url.Values{"row_version": {"1"}, "honorific": {"先生"}, "note": {"经理写的"}}).want(t, http.StatusSeeOther)
	for _, send := range []func(string, url.Values) answer{clerk.post, clerk.postPart} {
		a := send(path, url.Values{"row_version": {"1"}, "name": {"单于晓"}, "honorific": {"女士"}, "note": {"前台写的"}})
		a.want(t, http.StatusConflict, "已被项目经理于2025-03-14 17:51修改，请核对后保存", "前台写的", "经理写的", "女士", "先生", `name="row_version" value="2"`)
	}
	clerk.post(path, url.Values{"row_version": {"2"}, "note": {"前台写的"}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "备注：经理写的 → 前台写的")
}

func TestLinks(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	old := clerk.add(owner())
	heir := clerk.add(owner("name", "诸葛明", "phone", "15400000002", "moved_in_on", "2025-03-01"))
	link := clerk.get(old).href(t, `a[href*="/links/"]`)
	clerk.get(link).want(t, http.StatusOK, "3-2-501", "迁出日期", `value="2020-06-01"`)
	clerk.part(link).want(t, http.StatusOK).lacks(t, "<html")
	clerk.post(link, url.Values{"row_version": {"1"}, "moved_in_on": {"2020-06-01"}, "moved_out_on": {"2020-05-31"}}).want(t, http.StatusUnprocessableEntity, "迁出日期不能早于入住日期")
	clerk.post(link, url.Values{"row_version": {"9"}, "moved_in_on": {"2020-06-01"}}).want(t, http.StatusConflict, "请核对后保存")
	clerk.post(link, url.Values{"row_version": {"1"}, "moved_in_on": {"2020-06-01"}, "moved_out_on": {"2025-03-01"}, "end_reason": {"sold"}}).want(t, http.StatusSeeOther)
	clerk.get(old).want(t, http.StatusOK, "已迁出", "出售", "迁出日期：（空） → 2025-03-01")
	taken := clerk.get(heir).href(t, `a[href*="/links/"]`)
	clerk.post(taken, url.Values{"row_version": {"1"}, "moved_in_on": {"2025-03-01"}, "is_primary_contact": {"yes"}, "is_payer": {"yes"}}).want(t, http.StatusSeeOther)
	clerk.get(heir).want(t, http.StatusOK, "主要联系人", "缴费人", "主要联系人：否 → 是")
	clerk.get(old+"/links/999").want(t, http.StatusNotFound)
	clerk.get(old+strings.TrimPrefix(taken, heir)).want(t, http.StatusNotFound)
}

func TestPrimaryContactIsTakenOver(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	first := clerk.add(owner())
	second := clerk.add(owner("name", "诸葛明", "phone", "15400000002", "relation", "co_owner"))
	link := clerk.get(second).href(t, `a[href*="/links/"]`)
	clerk.post(link, url.Values{"row_version": {"1"}, "moved_in_on": {"2020-06-01"}, "is_primary_contact": {"yes"}}).want(t, http.StatusSeeOther)
	clerk.get(first).want(t, http.StatusOK, "主要联系人：是 → 否")
	room := clerk.get(first).href(t, `a[href^="/rooms/"]`)
	if n := strings.Count(clerk.get(room).body, "主要联系人"); n != 1 {
		t.Errorf("%d primary contacts", n)
	}
	clerk.post(first, url.Values{"row_version": {"1"}, "note": {"旧版本"}}).want(t, http.StatusConflict)
}

func TestContactStates(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	path := clerk.add(owner())
	form, _ := clerk.get(path).doc(t).Find(`form[action*="/contact-points/"]`).Attr("action")
	clerk.post(form, url.Values{"row_version": {"1"}, "status": {"wrong"}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "号码有误", "恢复使用")
	clerk.post(form, url.Values{"row_version": {"1"}, "status": {"ok"}}).want(t, http.StatusConflict, "已被前台客服于", "恢复使用")
	clerk.post(form, url.Values{"row_version": {"2"}, "status": {"gone"}}).want(t, http.StatusUnprocessableEntity, "请选择联系方式的状态")
	clerk.post(form, url.Values{"row_version": {"2"}, "status": {"stopped"}}).want(t, http.StatusSeeOther)
	clerk.get(path).want(t, http.StatusOK, "还没有联系方式", "联系方式停用")
	clerk.post(path+"/contact-points/999", url.Values{"row_version": {"3"}, "status": {"ok"}}).want(t, http.StatusNotFound)
}

func TestCustomerListFiltersAndPages(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	for i := range 53 {
		n := strconv.Itoa(i)
		relation := "owner"
		if i%10 == 0 {
			relation = "tenant"
		}
		clerk.add(url.Values{"name": {"赵" + string(rune('一'+i))}, "room": {strconv.Itoa(i%2+3) + "-1-" + strconv.Itoa(101+i)}, "relation": {relation}, "phone": {"154" + strings.Repeat("0", 8-len(n)) + n}})
	}
	first := clerk.get("/customers").want(t, http.StatusOK)
	more := first.href(t, "#more a")
	rest := clerk.part(more).want(t, http.StatusOK).lacks(t, "<html", "<table")
	if first.customers() != 50 || rest.customers() != 3 {
		t.Errorf("%d and %d rows", first.customers(), rest.customers())
	}
	if whole := clerk.get(more); whole.customers() != 3 || !strings.Contains(whole.body, "<html") {
		t.Errorf("the second page has %d rows", whole.customers())
	}
	for query, want := range map[string]int{"type=tenant": 6, "type=owner": 47, "type=former": 0, "type=prospect": 0, "building=3": 27, "building=4&type=owner": 26, "q=赵一": 1, "q=0052": 1, "q=z&building=4": 26} {
		if got := clerk.part("/customers?"+query).want(t, http.StatusOK).lacks(t, "<html").customers(); got != want {
			t.Errorf("%s: %d rows, want %d", query, got, want)
		}
	}
	clerk.get("/customers?type=robot").want(t, http.StatusUnprocessableEntity)
	clerk.get("/customers?after=x").want(t, http.StatusNotFound)
	clerk.get("/customers?after=99999").want(t, http.StatusNotFound)
	clerk.get("/customers?q="+url.QueryEscape(`"%' OR 1=1 --`)).want(t, http.StatusOK, "没有符合条件的客户")
	first.want(t, http.StatusOK, `<option value="3">3栋</option>`)
	w.rewrite(`INSERT INTO building (project_id, community_id, no) WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) SELECT 1, community_id, i FROM n, building b WHERE b.no = '3'`)
	many := clerk.get("/customers?building="+url.QueryEscape("3栋")).want(t, http.StatusOK, `id="f-building"`, `value="3"`).lacks(t, `<option value="3"`)
	if got := many.customers(); got != 27 {
		t.Errorf("building 3 typed: %d rows", got)
	}
}
