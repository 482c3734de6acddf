package handlers

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// customerForm is a small form that adds to the customer in the address; tab is where it goes back to.
func (a *App) customerForm(c echo.Context, title, tab, path string) (formPage, int64, error) {
	p, h, err := a.fileForm(c, title, tab, path)
	return p, h.Customer.ID, err
}

func (a *App) usageForm(c echo.Context) (formPage, int64, error) {
	p, id, err := a.customerForm(c, "登记增值服务使用", "services", "usages")
	if err != nil {
		return p, id, err
	}
	list, err := a.Store.Services(c.Request().Context(), staff(c), a.today(c))
	var options []views.Option
	for _, s := range list {
		if !s.Retired {
			options = append(options, views.Option{Value: strconv.FormatInt(s.ID, 10), Label: s.Name})
		}
	}
	p.fields = []views.Field{{Name: "service_id", Label: "服务", Type: "select", Empty: "请选择", Options: options, Required: true},
		{Name: "used_on", Label: "使用日期", Type: "date", Required: true}, {Name: "qty", Label: "次数", Type: "number", Required: true},
		{Name: "amount", Label: "金额（元）", Hint: "没有收费填 0 或留空"}}
	return p, id, err
}

// newUsage asks for a use of a value-added service.
func (a *App) newUsage(c echo.Context) error {
	p, _, err := a.usageForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"used_on": {a.today(c)}, "qty": {"1"}}, 0)
}

// addUsage notes it.
func (a *App) addUsage(c echo.Context) error {
	p, id, err := a.usageForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	u := crm.Usage{ServiceID: in.ID("service_id"), UsedOn: in.Date("used_on"), Qty: int64(in.Int("qty")), AmountFen: in.Yuan("amount")}
	if err = in.Err(); err == nil {
		err = a.Store.AddUsage(c.Request().Context(), a.by(c), id, u, a.today(c))
	}
	return a.answerForm(c, p, in, nil, err, "已登记使用")
}

func (a *App) referralForm(c echo.Context) (formPage, int64, error) {
	p, id, err := a.customerForm(c, "登记推荐", "services", "referrals")
	p.fields = []views.Field{{Name: "referred_no", Label: "被推荐客户的编号", Required: true, Max: 32, Hint: "如 KH-LY-000123；还没有档案的，先建潜在客户"},
		{Name: "referred_on", Label: "推荐日期", Type: "date", Required: true}}
	return p, id, err
}

// newReferral asks whom the customer recommended us to.
func (a *App) newReferral(c echo.Context) error {
	p, _, err := a.referralForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"referred_on": {a.today(c)}}, 0)
}

// addReferral notes it.
func (a *App) addReferral(c echo.Context) error {
	p, id, err := a.referralForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	no, on := in.Text("referred_no", 32), in.Date("referred_on")
	if err = in.Err(); err == nil {
		err = a.Store.AddReferral(c.Request().Context(), a.by(c), id, no, on, a.today(c))
	}
	return a.answerForm(c, p, in, nil, err, "已登记推荐")
}

// referralInHand is the referral in the address with the form of its result.
func (a *App) referralInHand(c echo.Context) (p formPage, customer int64, r crm.Referral, err error) {
	p, customer, err = a.customerForm(c, "推荐的结果", "services", "referrals/"+c.Param("referral"))
	if err != nil {
		return p, customer, r, err
	}
	id, err := partID(c, "referral")
	if err != nil {
		return p, customer, r, err
	}
	list, err := a.Store.Referrals(c.Request().Context(), staff(c), customer)
	if err != nil {
		return p, customer, r, err
	}
	for _, r := range list {
		if r.ID == id && r.ReferrerID == customer {
			p.lead = "推荐了 " + r.OtherName + " · " + r.ReferredOn
			p.fields = []views.Field{{Name: "status", Label: "结果", Type: "radio", Required: true, Options: views.Choices(crm.ReferralStatuses[1:])},
				{Name: "why", Label: "说明", Max: 200, Hint: "无效时写明原因"}}
			return p, customer, r, nil
		}
	}
	return p, customer, r, crm.Refuse(crm.NotFound, "没有找到这次推荐")
}

// referralPage asks what became of a referral.
func (a *App) referralPage(c echo.Context) error {
	p, _, r, err := a.referralInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, nil, r.RowVersion)
}

// decideReferral notes it.
func (a *App) decideReferral(c echo.Context) error {
	p, customer, r, err := a.referralInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	status, why, seen := in.Raw("status"), in.Text("why", 200), in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.DecideReferral(c.Request().Context(), a.by(c), customer, r.ID, seen, status, why)
	}
	return a.answerForm(c, p, in, url.Values{"status": {r.Status}, "why": {r.Why}}, err, "已记录结果")
}

// feeInHand is the fee in the address with the form of its dispute.
func (a *App) feeInHand(c echo.Context) (p formPage, customer int64, f crm.Fee, err error) {
	p, customer, err = a.customerForm(c, "费用争议", "services", "fees/"+c.Param("fee")+"/dispute")
	if err != nil {
		return p, customer, f, err
	}
	id, err := partID(c, "fee")
	if err != nil {
		return p, customer, f, err
	}
	fees, err := a.Store.Fees(c.Request().Context(), staff(c), customer)
	if err != nil {
		return p, customer, f, err
	}
	for _, f := range fees {
		if f.ID == id {
			p.lead = crm.Label(crm.FeeItems, f.Item) + " " + f.Period + " · 应缴 " + views.Yuan(f.NetFen())
			p.fields = []views.Field{{Name: "disputed", Label: "是否有争议", Type: "radio", Required: true, Options: views.Choices(crm.YesNo), Hint: "有争议的费用不计入按时率"},
				{Name: "case_no", Label: "对应的诉求编号", Max: 40, Hint: "填写后争议随这件诉求结束而结束；留空则直到另行取消"}, {Name: "note", Label: "说明", Type: "textarea", Max: 500}}
			return p, customer, f, nil
		}
	}
	return p, customer, f, crm.Refuse(crm.NotFound, "没有找到这笔费用")
}

// feeDisputePage asks whether a fee is disputed.
func (a *App) feeDisputePage(c echo.Context) error {
	p, _, f, err := a.feeInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, disputeOnFile(f), f.RowVersion)
}

func disputeOnFile(f crm.Fee) url.Values {
	stored := url.Values{"disputed": {yesNo(f.Disputed)}}
	if f.Disputed {
		stored.Set("case_no", f.DisputedCaseNo)
	}
	return stored
}

// disputeFee notes it.
func (a *App) disputeFee(c echo.Context) error {
	p, customer, f, err := a.feeInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	d := db.Dispute{FeeID: f.ID, Disputed: in.Raw("disputed") == "yes", CaseNo: in.Text("case_no", 40), Note: in.Lines("note", 500)}
	in.Problems.Check(crm.Has(crm.YesNo, in.Raw("disputed")), "disputed", "请选择是或否")
	seen := in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.DisputeFee(c.Request().Context(), a.by(c), customer, seen, d)
	}
	return a.answerForm(c, p, in, disputeOnFile(f), err, "已保存")
}
