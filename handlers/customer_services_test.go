package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linli/db/crm"
)

// services is the tab of a customer's fees with the fee of the scene in it, due 2025-01-31, ¥120.
func services(s *scene) string { return fmt.Sprint("/customers/", s.near["customer"], "/services") }

func TestFeesOnTheCustomersPage(t *testing.T) {
	s := newScene(t)
	clerk, supervisor := s.login("clerk"), s.login("supervisor")
	file := s.file()
	defer file.Close()
	clerk.get(services(s)).want(t, http.StatusOK, "逾期", "¥120.00", "1 笔无争议物业费中，0 笔").lacks(t, "/dispute")
	if _, err := file.Exec(`INSERT INTO payment (fee_id, amount_fen, paid_on) VALUES (?, 12000, '2025-01-31')`, s.near["fee"]); err != nil {
		t.Fatal(err)
	}
	clerk.get(services(s)).want(t, http.StatusOK, "已缴清", "100.0%", "1 笔无争议物业费中，1 笔")

	dispute := fmt.Sprint("/customers/", s.near["customer"], "/fees/", s.near["fee"], "/dispute")
	clerk.get(dispute).want(t, http.StatusForbidden)
	supervisor.get(dispute).want(t, http.StatusOK, "物业费 2025-01")
	no := supervisor.caseAt(fmt.Sprint("/cases/", s.near["case"])).No
	form := url.Values{"row_version": {"1"}, "disputed": {"yes"}, "case_no": {"TS-LY-20250101-9999"}}
	supervisor.post(dispute, form).want(t, http.StatusUnprocessableEntity, "没有找到该客户未结的这件诉求", "TS-LY-20250101-9999")
	form.Set("case_no", strings.ToLower(no))
	supervisor.post(dispute, form).want(t, http.StatusSeeOther)
	clerk.get(services(s)).want(t, http.StatusOK, "有争议", no, "按时率无从计算")
	supervisor.post(dispute, url.Values{"row_version": {"1"}, "disputed": {"no"}}).want(t, http.StatusConflict, "已被", "诉求编号")
	supervisor.post(dispute, url.Values{"row_version": {"2"}, "disputed": {"no"}}).want(t, http.StatusSeeOther)
	clerk.get(services(s)).want(t, http.StatusOK, "已缴清").lacks(t, "有争议")
	if _, err := file.Exec(`UPDATE fee_record SET disputed_case_id = ? WHERE id = ?`, s.near["case"], s.near["fee"]); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Exec(`UPDATE service_case SET is_open = 0 WHERE id = ?`, s.near["case"]); err != nil {
		t.Fatal(err)
	}
	clerk.get(services(s)).want(t, http.StatusOK, "已缴清").lacks(t, "有争议")
}

// TestFeeGroupsAgreeWithTheRule sums the same fees as the rule does.
func TestFeeGroupsAgreeWithTheRule(t *testing.T) {
	s := newScene(t)
	file := s.file()
	defer file.Close()
	for i, amounts := range [][]int64{{12000}, {5000, -1000}, {}} {
		var fee int64
		err := file.QueryRow(`INSERT INTO fee_record (project_id, customer_id, room_id, item, period, receivable_fen, discount_fen, due_on) VALUES (?, ?, ?, 'property', ?, 12000, 500, ?) RETURNING id`,
			s.project.ID, s.near["customer"], s.near["room"], fmt.Sprint("2024-1", i), fmt.Sprint("2024-1", i, "-15")).Scan(&fee)
		if err != nil {
			t.Fatal(err)
		}
		for _, fen := range amounts {
			if _, err := file.Exec(`INSERT INTO payment (fee_id, amount_fen, paid_on) VALUES (?, ?, '2025-01-20')`, fee, fen); err != nil {
				t.Fatal(err)
			}
		}
	}
	fees, err := s.store.Fees(t.Context(), s.staff["manager"], s.near["customer"])
	s.ok(err)
	for _, on := range []string{"2025-01-19", "2025-01-20", "2025-02-01"} {
		groups, err := s.store.FeeGroups(t.Context(), s.staff["steward"], "2024-10-15", "2025-01-31", on)
		s.ok(err)
		var got, want crm.Ratio
		for _, f := range fees {
			if f.DueOn >= "2024-10-15" && f.DueOn <= "2025-01-31" {
				want.Num, want.Den = want.Num+f.ReceivedFen(on), want.Den+f.NetFen()
			}
		}
		for _, g := range groups {
			got.Num, got.Den = got.Num+g.ReceivedFen, got.Den+g.NetFen
		}
		if got != want || want.Den != 46_500 {
			t.Errorf("by %s: %v, want %v of 46500", on, got, want)
		}
	}
	s.login("executive").get("/fees?from=2024-10-01&to=2025-02-28").want(t, http.StatusOK, "3栋", "合计", "物业费").lacks(t, nearName)
	s.login("executive").part("/fees?from=x&to=y").want(t, http.StatusOK, "2025-01-01 至 2025-03-14").lacks(t, "<html")
}

func TestUsesAndReferrals(t *testing.T) {
	s := newScene(t)
	clerk, home := s.login("clerk"), fmt.Sprint("/customers/", s.near["customer"])
	clerk.get(home+"/usages/new").want(t, http.StatusOK, "家政保洁", "2025-03-14")
	form := url.Values{"service_id": {fmt.Sprint(s.near["service"])}, "used_on": {"2025-03-15"}, "qty": {"2"}, "amount": {"88.5"}}
	clerk.post(home+"/usages", form).want(t, http.StatusUnprocessableEntity, "使用日期不能晚于今天", "88.5")
	form.Set("used_on", "2025-03-14")
	form.Set("service_id", fmt.Sprint(s.elsewhere["service"]))
	clerk.post(home+"/usages", form).want(t, http.StatusUnprocessableEntity, "请选择目录里的服务")
	form.Set("service_id", fmt.Sprint(s.near["service"]))
	form.Set("_key", "one-use")
	clerk.post(home+"/usages", form).want(t, http.StatusSeeOther)
	clerk.post(home+"/usages", form).want(t, http.StatusSeeOther)
	page := clerk.get(services(s)).want(t, http.StatusOK, "家政保洁", "¥88.50")
	if n := strings.Count(page.body, "¥88.50"); n != 1 {
		t.Errorf("one use sent twice stands there %d times", n)
	}
	clerk.get(home).want(t, http.StatusOK, "使用增值服务")
	clerk.get("/services").want(t, http.StatusOK, "家政保洁", "3栋")

	own := clerk.customerNo(t, s.near["customer"])
	clerk.post(home+"/referrals", url.Values{"referred_no": {"KH-LY-999999"}, "referred_on": {"2025-03-01"}}).want(t, http.StatusUnprocessableEntity, "没有找到这个客户编号", "KH-LY-999999")
	clerk.post(home+"/referrals", url.Values{"referred_no": {own}, "referred_on": {"2025-03-01"}}).want(t, http.StatusSeeOther)
	clerk.get(services(s)).want(t, http.StatusOK, "不能推荐自己")
	decide := fmt.Sprint(home, "/referrals/", s.near["referral"])
	clerk.post(decide, url.Values{"row_version": {"1"}, "status": {"void"}}).want(t, http.StatusUnprocessableEntity, "请写明为何无效")
	clerk.post(decide, url.Values{"row_version": {"1"}, "status": {"successful"}}).want(t, http.StatusSeeOther)
	clerk.post(decide, url.Values{"row_version": {"2"}, "status": {"void"}, "why": {"x"}}).want(t, http.StatusConflict)
	clerk.get(services(s)).want(t, http.StatusOK, "已成交")
}

// customerNo reads a customer's number off the page.
func (c *client) customerNo(t *testing.T, id int64) string {
	t.Helper()
	_, rest, _ := strings.Cut(c.get(fmt.Sprint("/customers/", id)).body, "KH-LY-")
	return "KH-LY-" + rest[:6]
}

func TestSegmentsAreComparedThreeWays(t *testing.T) {
	s := newScene(t)
	clerk := s.login("clerk")
	clerk.get("/services").want(t, http.StatusOK, "各楼栋近12个月", "3栋", "8栋", `href="/services?by=type"`)
	clerk.get("/services?by=type").want(t, http.StatusOK, "各客户类型近12个月", "业主").lacks(t, "8栋")
	clerk.get("/services?by=room").want(t, http.StatusOK, "各房屋类型近12个月", "住宅")
	clerk.get("/services?by=colour").want(t, http.StatusOK, "各楼栋近12个月")
	s.login("steward").get("/services").want(t, http.StatusOK, "3栋").lacks(t, "8栋")
}
