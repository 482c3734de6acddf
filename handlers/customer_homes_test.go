package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func home(s *scene) string { return fmt.Sprint("/customers/", s.near["customer"]) }

func TestFileIsVerified(t *testing.T) {
	s := newScene(t)
	clerk, near := s.login("clerk"), home(s)+"/verifications/new"
	clerk.get(home(s)+"/homes").want(t, http.StatusOK, "未核实", "缺：在周期内核实过的联系方式", "4 / 8")
	clerk.get("/customers/to-verify?state=never").want(t, http.StatusOK, near, farName)
	clerk.post(home(s)+"/verifications", url.Values{"changes": {"号码没变"}}).want(t, http.StatusUnprocessableEntity, "请选择核实方式", "号码没变")
	clerk.post(home(s)+"/verifications", url.Values{"method": {"phone"}, "changes": {"号码没变"}}).want(t, http.StatusSeeOther)
	clerk.get(home(s)+"/homes").want(t, http.StatusOK, "2025-03-14 核实，有效至 2026-03-14", "5 / 8", "号码没变")
	clerk.get(home(s)).want(t, http.StatusOK, "已核实")
	clerk.get("/customers/to-verify?state=never").want(t, http.StatusOK, farName).lacks(t, near)
	clerk.get("/customers/to-verify").want(t, http.StatusOK, "没有需要核实的档案")
	file := s.file()
	defer file.Close()
	if _, err := file.Exec(`UPDATE staff SET pledged_at = ?`, testStart.AddDate(1, 0, 0).Unix()); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		wait  time.Duration
		state string
		there bool
	}{{334 * 24 * time.Hour, "expiring", false}, {24 * time.Hour, "expiring", true}, {30 * 24 * time.Hour, "expiring", true}, {0, "expired", false}, {24 * time.Hour, "expired", true}, {0, "expiring", false}} {
		s.wait(x.wait)
		page := s.login("clerk").get("/customers/to-verify?state="+x.state).want(t, http.StatusOK)
		if x.there {
			page.want(t, http.StatusOK, near)
		} else {
			page.lacks(t, near)
		}
	}
}

func TestWrongNumberAsksForVerification(t *testing.T) {
	s := newScene(t)
	clerk := s.login("clerk")
	clerk.post(fmt.Sprint(home(s), "/contact-points/", s.near["contact"]), url.Values{"row_version": {"1"}, "status": {"wrong"}}).want(t, http.StatusSeeOther)
	clerk.get("/tasks").want(t, http.StatusOK, "请核实客户档案：联系方式有误")
	clerk.post(home(s)+"/verifications", url.Values{"method": {"visit"}}).want(t, http.StatusSeeOther)
	clerk.get("/tasks").want(t, http.StatusOK).lacks(t, "请核实客户档案")
}

func TestHandOverOfASteward(t *testing.T) {
	s := newScene(t)
	clerk := s.login("clerk")
	clerk.post(home(s)+"/steward", url.Values{"steward": {"clerk"}, "start_on": {"2025-03-14"}}).want(t, http.StatusUnprocessableEntity, "请选择管家")
	clerk.post(home(s)+"/steward", url.Values{"steward": {"steward"}, "start_on": {"2025-03-15"}}).want(t, http.StatusUnprocessableEntity, "交接日期不能晚于今天", "2025-03-15")
	clerk.post(home(s)+"/steward", url.Values{"steward": {"steward"}, "start_on": {"2025-03-01"}, "reason": {"新楼栋分工"}}).want(t, http.StatusSeeOther)
	clerk.get(home(s)+"/homes").want(t, http.StatusOK, "2025-03-01 起", "新楼栋分工", "5 / 8")
	clerk.post(home(s)+"/steward", url.Values{"steward": {"steward"}, "start_on": {"2025-03-14"}}).want(t, http.StatusUnprocessableEntity, "现任管家就是这一位")
}

func TestTransferOfOwnership(t *testing.T) {
	s := newScene(t)
	clerk, link := s.login("clerk"), fmt.Sprint(home(s), "/links/", s.near["link"])
	clerk.get(link+"/transfer").want(t, http.StatusOK, "过户", "未缴的费用仍由原业主承担")
	form := url.Values{"row_version": {"1"}, "on": {"2020-01-01"}, "name": {"新来业主"}, "phone": {"15400001111"}}
	clerk.post(link+"/transfer", form).want(t, http.StatusUnprocessableEntity, "过户日期应晚于原业主的入住日期", "新来业主")
	form.Set("on", "2025-03-10")
	form.Set("phone", nearPhone)
	clerk.post(link+"/transfer", form).want(t, http.StatusUnprocessableEntity, "档案里已有相似的客户")
	form.Set("phone", "15400001111")
	form.Set("row_version", "7")
	clerk.post(link+"/transfer", form).want(t, http.StatusConflict, "已被")
	form.Set("row_version", "1")
	answer := clerk.post(link+"/transfer", form).want(t, http.StatusSeeOther)
	clerk.get(answer.header.Get("Location")).want(t, http.StatusOK, "新来业主", nearRoom, "2025-03-10", "主要联系人")
	clerk.get(home(s)+"/homes").want(t, http.StatusOK, "出售", "2025-03-10", "已迁出")
	clerk.get(services(s)).want(t, http.StatusOK, "2025-01") // what was not paid stays
	clerk.post(link+"/transfer", url.Values{"row_version": {"2"}, "on": {"2025-03-12"}, "name": {"又一位"}}).want(t, http.StatusUnprocessableEntity, "这条住户关系已经结束")
}

func TestContractsAndWhoIsToBeFiled(t *testing.T) {
	s := newScene(t)
	clerk := s.login("clerk")
	form := url.Values{"kind": {"assembly"}, "no": {"HT-2025-7"}, "signed_on": {"2025-03-12"}, "start_on": {"2025-04-01"}, "end_on": {"2026-03-31"}, "amount": {"3600"}}
	clerk.post(home(s)+"/contracts", form).want(t, http.StatusUnprocessableEntity, "这类合同属于项目", "HT-2025-7")
	form.Set("kind", "lease_services")
	clerk.post(home(s)+"/contracts", form).want(t, http.StatusSeeOther)
	clerk.post(home(s)+"/contracts", form).want(t, http.StatusUnprocessableEntity, "合同编号已经用过")
	clerk.get(home(s)+"/homes").want(t, http.StatusOK, "HT-2025-7", "¥3,600.00", "未开始")
	clerk.get("/customers/to-complete").want(t, http.StatusOK, "签约客户的档案都已建全")
	s.wait(24 * time.Hour)
	s.login("clerk").get("/customers/to-complete").want(t, http.StatusOK, nearName, "HT-2025-7", "4 / 8")
	s.login("manager").get("/contracts").want(t, http.StatusOK, "前期物业服务")
}

func TestSharesLeaseAndNotice(t *testing.T) {
	s := newScene(t)
	clerk, link := s.login("clerk"), fmt.Sprint(home(s), "/links/", s.near["link"])
	form := url.Values{"row_version": {"1"}, "moved_in_on": {"2020-01-01"}, "share": {"100.01"}, "leaving_notice_on": {"2025-03-01"}}
	clerk.post(link, form).want(t, http.StatusUnprocessableEntity, "产权份额应在 0 至 100 之间", "100.01")
	form.Set("share", "60")
	clerk.post(link, form).want(t, http.StatusSeeOther)
	clerk.get(home(s)+"/homes").want(t, http.StatusOK, "60%", "2025-03-01 告知将迁出").lacks(t, "超过 100%")
	partner := clerk.post("/customers", url.Values{"name": {"共有的人"}, "kind": {"person"}, "phone": {"15400002222"}, "room": {nearRoom}, "relation": {"co_owner"}}).want(t, http.StatusSeeOther)
	file := s.file()
	defer file.Close()
	if _, err := file.Exec(`UPDATE occupancy SET share_bp = 4001 WHERE relation = 'co_owner'`); err != nil {
		t.Fatal(err)
	}
	clerk.get(partner.header.Get("Location")+"/homes").want(t, http.StatusOK, nearRoom+" 的产权份额合计超过 100%")
}

func TestActingForSomebody(t *testing.T) {
	s := newScene(t)
	clerk, link, far := s.login("clerk"), fmt.Sprint(home(s), "/links/", s.near["link"]), fmt.Sprint("/customers/", s.far["customer"])
	clerk.get(link).want(t, http.StatusOK, "代谁办理（客户编号）")
	form := url.Values{"row_version": {"1"}, "moved_in_on": {"2020-01-01"}, "agent_for": {"KH-LY-000999"}}
	clerk.post(link, form).want(t, http.StatusUnprocessableEntity, "没有找到这个客户编号，请核对", `value="KH-LY-000999"`)
	no := clerk.get(far).doc(t).Find("body").Text()
	no = no[strings.Index(no, "KH-LY-"):][:len("KH-LY-000001")]
	form.Set("agent_for", strings.ToLower(no))
	clerk.post(link, form).want(t, http.StatusSeeOther)
	clerk.get(home(s)).want(t, http.StatusOK, "代为办理", farName, "代 "+no+" 办理", `href="`+far+`"`)
	clerk.get(far).want(t, http.StatusOK, "经办人", nearName, `href="`+home(s)+`"`)
	clerk.get(link).want(t, http.StatusOK, `value="`+no+`"`)
	clerk.part("/cases/new/callers?caller="+url.QueryEscape(nearName)).want(t, http.StatusOK, "由 "+nearName+" 代为办理")
	steward := s.login("steward")
	steward.get(home(s)).want(t, http.StatusOK, "代 "+no+" 办理").lacks(t, farName)
}

// TestLeadsOfWorklistsSayTheSettings holds that what the lists say about themselves is what is set.
func TestLeadsOfWorklistsSayTheSettings(t *testing.T) {
	s := newScene(t)
	clerk := s.login("clerk")
	clerk.get("/customers/to-verify").want(t, http.StatusOK, "一般每 12 个月、租户每 6 个月核对一次")
	clerk.get("/customers/to-complete").want(t, http.StatusOK, "签订合同已满 3 天")
	s.login("manager").post("/admin/settings", url.Values{"row_version": {"1"}, "verify_months": {"18"}, "tenant_verify_months": {"9"}, "contract_file_days": {"5"}}).want(t, http.StatusSeeOther)
	clerk.get("/customers/to-verify").want(t, http.StatusOK, "一般每 18 个月、租户每 9 个月核对一次")
	clerk.get("/customers/to-complete").want(t, http.StatusOK, "签订合同已满 5 天")
}
