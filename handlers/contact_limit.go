package handlers

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

func (a *App) limitForm(c echo.Context) (p formPage, h crm.CustomerHead, stored url.Values, err error) {
	if p, h, err = a.fileForm(c, "限定联系渠道", "", "contact-limit"); err != nil {
		return p, h, nil, err
	}
	l, err := a.Store.ContactLimit(c.Request().Context(), staff(c), h.Customer.ID)
	if words := a.limitWords(c, l); words != "" {
		p.lead += "。" + words
	}
	p.lead += "。只用于辱骂、骚扰等情形，由项目经理决定，最长90天；对方的诉求照常受理。"
	options := append(views.Choices(crm.LimitChannels), views.Option{Value: crm.LiftLimit, Label: "不再限定"})
	p.fields = []views.Field{{Name: "channel", Label: "只通过", Type: "radio", Options: options, Required: true},
		{Name: "days", Label: "天数", Type: "number", Hint: "1到90", Max: 3},
		{Name: "reason", Label: "原因", Type: "textarea", Rows: 2, Max: 500, Required: true}}
	return p, h, url.Values{"days": {"30"}}, err
}

// limitWords say what a limit means now, empty for none.
func (a *App) limitWords(c echo.Context, l crm.ContactLimit) string {
	return l.Words(a.Now().Unix(), views.DateTime(l.UntilAt, a.zone(c)))
}

// askLimit asks for the one channel.
func (a *App) askLimit(c echo.Context) error {
	p, h, stored, err := a.limitForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, stored, h.Customer.RowVersion)
}

// limitContact sets it.
func (a *App) limitContact(c echo.Context) error {
	p, h, _, err := a.limitForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	l, seen := crm.ContactLimit{Channel: in.Raw("channel"), Days: in.Int("days"), Reason: in.Lines("reason", 500)}, in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.LimitContact(c.Request().Context(), a.by(c), h.Customer.ID, seen, l)
	}
	return a.answerForm(c, p, in, nil, err, "联系渠道已保存")
}
