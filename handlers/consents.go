package handlers

import (
	"fmt"
	"net/url"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// consentFields ask how consent was given.
func consentFields() []views.Field {
	return []views.Field{{Name: "method", Label: "同意的方式", Type: "select", Empty: "请选择", Options: views.Choices(crm.ConsentMethods), Required: true},
		{Name: "evidence", Label: "凭证", Max: crm.MaxEvidence, Required: true, Hint: "文件编号、录音编号、消息时间等，日后能找到"},
		{Name: "given_at", Label: "同意时间", Type: "datetime-local", Hint: "留空就是现在"}}
}

func readConsent(in *form) crm.Consent {
	return crm.Consent{Purpose: in.Raw("purpose"), TextVersion: in.Text("text_version", 40), GivenAt: in.Moment("given_at").At, Method: in.Raw("method"), Evidence: in.Text("evidence", crm.MaxEvidence)}
}

func (a *App) consentForm(c echo.Context) (formPage, crm.CustomerHead, error) {
	p, h, err := a.fileForm(c, "登记同意", "profile#consents", "consents")
	p.lead += "。合同服务和费用事项不需要同意；不同意不影响物业服务。请念给客户听："
	options := make([]views.Option, 0, len(crm.ConsentPurposes))
	for _, purpose := range crm.ConsentPurposes {
		if purpose.Code != crm.ConsentCare {
			options = append(options, views.Option{Value: purpose.Code, Label: purpose.Label + "：" + purpose.Text})
		}
	}
	p.fields = append([]views.Field{{Name: "purpose", Label: "用途", Type: "radio", Options: options, Required: true}}, consentFields()...)
	return p, h, err
}

// newConsent asks what the customer agreed to.
func (a *App) newConsent(c echo.Context) error {
	p, _, err := a.consentForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, nil, 0)
}

// addConsent writes it down.
func (a *App) addConsent(c echo.Context) error {
	p, h, err := a.consentForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	consent := readConsent(in)
	if err = in.Err(); err == nil {
		err = a.Store.GiveConsent(c.Request().Context(), a.by(c), h.Customer.ID, consent)
	}
	return a.answerForm(c, p, in, nil, err, "同意已登记")
}

func (a *App) withdrawalForm(c echo.Context) (p formPage, h crm.CustomerHead, id int64, err error) {
	if id, err = partID(c, "consent"); err != nil {
		return p, h, id, err
	}
	if p, h, err = a.fileForm(c, "撤回同意", "profile#consents", fmt.Sprintf("consents/%d/withdrawal", id)); err != nil {
		return p, h, id, err
	}
	consent, err := a.Store.Consent(c.Request().Context(), staff(c), h.Customer.ID, id)
	p.lead, p.submit = p.lead+" · "+crm.PurposeLabel(consent.Purpose)+"。撤回后立即停止使用，关怀标签随之失效。", "撤回"
	p.fields = []views.Field{{Name: "method", Label: "怎样撤回的", Type: "select", Empty: "请选择", Options: views.Choices(crm.ConsentEnds), Required: true},
		{Name: "evidence", Label: "凭证", Max: crm.MaxEvidence, Required: true, Hint: "来电时间、文件编号等"}}
	return p, h, id, err
}

// askWithdrawal asks how a consent was withdrawn.
func (a *App) askWithdrawal(c echo.Context) error {
	p, h, _, err := a.withdrawalForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, nil, h.Customer.RowVersion)
}

// withdrawConsent ends it at once.
func (a *App) withdrawConsent(c echo.Context) error {
	p, h, id, err := a.withdrawalForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	method, evidence, seen := in.Raw("method"), in.Text("evidence", crm.MaxEvidence), in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.WithdrawConsent(c.Request().Context(), a.by(c), h.Customer.ID, seen, id, method, evidence)
	}
	return a.answerForm(c, p, in, nil, err, "同意已撤回，立即停止使用")
}

func (a *App) privacyForm(c echo.Context) (formPage, crm.CustomerHead, error) {
	p, h, err := a.fileForm(c, "告知隐私政策", "profile#consents", "privacy-notice")
	p.fields = []views.Field{{Name: "privacy_notice_on", Label: "告知日期", Type: "date", Required: true, Hint: "把个人信息处理告知书交给客户或念给客户听的那天"}}
	return p, h, err
}

// askPrivacyNotice asks when the customer was told how data are kept.
func (a *App) askPrivacyNotice(c echo.Context) error {
	p, h, err := a.privacyForm(c)
	if err != nil {
		return err
	}
	on := h.Customer.PrivacyNoticeOn
	if on == "" {
		on = a.today(c)
	}
	return a.askForm(c, p, url.Values{"privacy_notice_on": {on}}, h.Customer.RowVersion)
}

// notePrivacyNotice writes it down.
func (a *App) notePrivacyNotice(c echo.Context) error {
	p, h, err := a.privacyForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	on, seen := in.Date("privacy_notice_on"), in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.NotePrivacyNotice(c.Request().Context(), a.by(c), h.Customer.ID, seen, on)
	}
	return a.answerForm(c, p, in, url.Values{"privacy_notice_on": {h.Customer.PrivacyNoticeOn}}, err, "告知日期已记录")
}
