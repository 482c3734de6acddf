package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"linli/db/crm"
)

// neighbours puts people, rooms and cases on file: a complaint in GC about 3-2-501, a confidential one about 3-2-502.
func neighbours(w *world) (clerk *client, open, secret string) {
	w.t.Helper()
	clerk = w.login("clerk")
	clerk.add(owner())
	clerk.add(owner("name", "曾国藩", "phone", "154 1234 8812", "room", "3-2-502"))
	clerk.add(owner("name", "John Smith", "phone", "0571-87654321", "room", "8-1-101"))
	clerk.add(url.Values{"name": {"重庆小面有限公司"}, "kind": {"organisation"}, "room": {"商铺3-101"}, "relation": {"tenant"}})
	open = clerk.register(complaint("category", "facilities", "sub_category", "照明", "place", "", "room", "3-2-501", "caller_name", "单于晓", "caller_phone", "15400000001"))
	secret = clerk.register(complaint("category", "noise", "sub_category", "生活", "place", "", "room", "3-2-502", "caller_name", "曾国藩", "caller_phone", "15412348812", "summary", "楼上夜里很吵睡不着"))
	for _, path := range []string{open, secret} {
		clerk.must(path, crm.DoAcknowledge, ackFields...)
		clerk.must(path, crm.DoAssign, "department", "GC", "handler", "handler")
	}
	return clerk, open, secret
}

func find(c *client, text string) answer { return c.part("/search?q=" + url.QueryEscape(text)) }

func TestSearchFinds(t *testing.T) {
	w := newWorld(t)
	clerk, open, secret := neighbours(w)
	no := func(path string) string { return clerk.caseAt(path).No }
	for text, want := range map[string][]string{
		"单于晓": {"单于晓", "154****0001", "3-2-501", "1件未结", no(open)}, "于晓": {"单于晓"}, "单": {"单于晓"}, "chanyuxiao": {"单于晓"}, "chanyu": {"单于晓"},
		"cyx": {"单于晓"}, "dyx": {"单于晓"}, "CYX": {"单于晓"}, "zgf": {"曾国藩"}, "zeng guo": {"曾国藩"}, "john": {"John Smith"}, "smi": {"John Smith"}, "js": {"John Smith"},
		"重庆小面": {"重庆小面有限公司"}, "cqxm": {"重庆小面有限公司"}, "小面有限": {"重庆小面有限公司"},
		"8812": {"曾国藩", "154****8812"}, "15412348812": {"曾国藩"}, "+86 154 1234 8812": {"曾国藩"}, "87654321": {"John Smith", "0571-****4321"}, "0571-87654321": {"John Smith"},
		"単": {"单于晓", "姓名"}, "單于": {"单于晓"}, "曾國藩": {"曾国藩"}, "單yx": {"单于晓"}, "chan于x": {"单于晓", "拼音 chan yu xiao"}, "syx": {"单于晓", "拼音 shan yu xiao"}, "zeng gf": {"曾国藩"}, "zengguof": {"曾国藩"},
		"guofan": {"曾国藩"}, "gf": {"曾国藩"}, "xmyx": {"重庆小面有限公司"}, "johnsm": {"John Smith"},
		"三栋二单元五〇一": {"单于晓", "房号 3-2-501"}, "绿园小区3栋2单元501室": {"单于晓"}, "ts-ly-2025": {no(open), no(secret)}, "kh-ly-00000": {"单于晓", "曾国藩", "客户编号"}, "0314-0001": {no(open)},
		"3-2-501": {"3-2-501", "单于晓", no(open)}, "3栋2单元501室": {"单于晓"}, "3-2-": {"3-2-501", "3-2-502"}, "3栋": {"3-2-501", "3-商铺101"}, "3-501": {"3-2-501"}, "8-1-1": {"8-1-101"},
		no(open): {no(open), "楼道垃圾"}, strings.ToLower(no(open)): {no(open)}, "0001": {no(open)}, "20250314-0001": {no(open)}, "2": {no(secret)},
		"KH-LY-000002": {"曾国藩"}, "kh-ly-2": {"曾国藩"}, "000002": {"曾国藩"},
	} {
		find(clerk, text).want(t, http.StatusOK, want...).lacks(t, "<html", "15412348812", "15400000001")
		if t.Failed() {
			t.Fatalf("searching %q", text)
		}
	}
	for _, text := range []string{"812", "单晓", "于单", "x", "9-9-999", "TS-LY-20250314-9999", "1541234881", "'; DROP TABLE customer; --", `"`, `*`, "NEAR(单 晓)", strings.Repeat("长", 64), "name:单"} {
		find(clerk, text).want(t, http.StatusOK, "没有找到").lacks(t, "单于晓", "曾国藩")
	}
	find(clerk, "").want(t, http.StatusOK)
	find(clerk, strings.Repeat("长", 65)).want(t, http.StatusUnprocessableEntity)
	clerk.get("/search?q=cyx").want(t, http.StatusOK, "<html", "搜索“cyx”", "单于晓", "154****0001")
	clerk.get("/search").want(t, http.StatusOK, "请输入要找的内容")
	options := find(clerk, "3-2-501").doc(t).Find("[role=option]")
	if options.Length() < 3 {
		t.Errorf("%d options", options.Length())
	}
	if ids := options.Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("id", "") }); hasDouble(ids) {
		t.Errorf("ids %v", ids)
	}
}

func TestSearchPutsTheFamilyNameFirst(t *testing.T) {
	w := newWorld(t)
	clerk := w.login("clerk")
	for i, name := range []string{"李娜", "任承华", "林伟"} {
		clerk.add(owner("name", name, "phone", "1540000001"+strconv.Itoa(i), "room", "3-2-60"+strconv.Itoa(i+1)))
	}
	for path, rows := range map[string]string{"/search?q=lin": "#hit-none, [role=option]", "/cases/new/callers?caller=lin": ".form-check"} {
		found := clerk.part(path).want(t, http.StatusOK).doc(t).Find(rows)
		if !strings.Contains(found.First().Text(), "林伟") || !strings.Contains(found.Text(), "李娜") {
			t.Errorf("%s finds %q", path, found.Text())
		}
	}
}

func hasDouble(list []string) bool {
	seen := map[string]bool{}
	for _, s := range list {
		if s == "" || seen[s] {
			return true
		}
		seen[s] = true
	}
	return false
}

func TestSearchKeepsToItsReach(t *testing.T) {
	w := newWorld(t)
	clerk, open, secret := neighbours(w)
	openNo, secretNo := clerk.caseAt(open).No, clerk.caseAt(secret).No

	steward := w.login("steward")
	find(steward, "cyx").want(t, http.StatusOK, "单于晓", "1件未结", openNo)
	find(steward, "zgf").want(t, http.StatusOK, "曾国藩").lacks(t, "件未结", secretNo)
	find(steward, "3-2-502").want(t, http.StatusOK, "曾国藩").lacks(t, secretNo)
	find(steward, secretNo).want(t, http.StatusOK, secretNo).lacks(t, "曾国藩", "3-2-502")
	for _, text := range []string{"john", "4321", "8-1-101", "KH-LY-000003"} {
		find(steward, text).want(t, http.StatusOK, "没有找到")
	}

	for _, role := range []string{"handler", "dept_head"} {
		c := w.login(role)
		find(c, openNo).want(t, http.StatusOK, openNo)
		c.get("/search?q="+openNo).want(t, http.StatusOK, "单于*").lacks(t, "单于晓", "/customers/1")
		for _, text := range []string{"单于晓", "cyx", "0001", "3-2-501"} {
			find(c, text).want(t, http.StatusOK, openNo).lacks(t, "单于晓", "154****0001", "/customers/", "/rooms/")
		}
		for _, text := range []string{"曾国藩", "zgf", "8812", "3-2-502", "john", "8-1-101", "KH-LY-000002"} {
			find(c, text).want(t, http.StatusOK, "没有找到")
		}
		c.get("/search?q="+secretNo).want(t, http.StatusOK, secretNo, "保密投诉人").lacks(t, "曾国藩", "3-2-502")
	}

	quality := w.login("quality")
	find(quality, "zgf").want(t, http.StatusOK, "曾国藩").lacks(t, "件未结", secretNo)
	officer := w.login("privacy_officer")
	find(officer, "zgf").want(t, http.StatusOK, "曾*").lacks(t, "曾国藩", secretNo)
	find(officer, "cyx").want(t, http.StatusOK, "单于*").lacks(t, openNo)
	find(clerk, "zgf").want(t, http.StatusOK, "1件未结", secretNo)
	for _, role := range []string{"executive", "committee", "sysadmin"} {
		find(w.login(role), "cyx").want(t, http.StatusForbidden)
	}
	find(w.visitor(), "cyx").want(t, http.StatusUnauthorized)
}
