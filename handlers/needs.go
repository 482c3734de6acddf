package handlers

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// needForm is the form of a need; id 0 = a new one.
func (a *App) needForm(c echo.Context, id int64) (formPage, crm.CustomerHead, crm.Need, error) {
	title, path := "新增需求", "needs"
	if id != 0 {
		title, path = "需求", "needs/"+strconv.FormatInt(id, 10)
	}
	p, h, err := a.fileForm(c, title, "profile#needs", path)
	if err != nil {
		return p, h, crm.Need{}, err
	}
	n, cases, err := a.Store.NeedForm(c.Request().Context(), staff(c), h.Customer.ID, id)
	states := []crm.Choice{{Code: "open", Label: "待处理"}, {Code: "planned", Label: "已列入计划"}}
	if id != 0 {
		states = n.NextStates()
	}
	linked := views.Field{Name: "case_id", Label: "相关诉求", Type: "select", Empty: "没有"}
	for _, k := range cases {
		linked.Options = append(linked.Options, views.Option{Value: strconv.FormatInt(k.ID, 10), Label: k.No + " " + k.Summary})
	}
	p.fields = []views.Field{
		{Name: "text", Label: "需求", Type: "textarea", Rows: 3, Max: crm.MaxNeed, Required: true},
		{Name: "status", Label: "状态", Type: "radio", Options: views.Choices(states)},
		{Name: "wanted_by_on", Label: "希望何时满足", Type: "date"}}
	if len(linked.Options) > 0 {
		p.fields = append(p.fields, linked)
	}
	if id != 0 {
		p.fields = append(p.fields, views.Field{Name: "reason", Label: "说明", Max: crm.MaxReason, Hint: "无法满足、重新处理时必填"})
	}
	return p, h, n, err
}

func needOnFile(n crm.Need) url.Values {
	v := url.Values{"text": {n.Text}, "status": {n.Status}, "wanted_by_on": {n.WantedByOn}, "reason": {n.Reason}}
	if n.CaseID != 0 {
		v.Set("case_id", strconv.FormatInt(n.CaseID, 10))
	}
	return v
}

func readNeed(in *form) crm.Need {
	return crm.Need{Text: in.Lines("text", crm.MaxNeed), Status: in.Raw("status"), WantedByOn: in.Date("wanted_by_on"), CaseID: in.ID("case_id"), Reason: in.Text("reason", crm.MaxReason)}
}

// newNeed asks what the customer wants.
func (a *App) newNeed(c echo.Context) error {
	p, _, _, err := a.needForm(c, 0)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"status": {"open"}}, 0)
}

// addNeed writes it down.
func (a *App) addNeed(c echo.Context) error {
	p, h, _, err := a.needForm(c, 0)
	if err != nil {
		return err
	}
	in := a.input(c)
	n := readNeed(in)
	if err = in.Err(); err == nil {
		_, err = a.Store.AddNeed(c.Request().Context(), a.by(c), h.Customer.ID, n)
	}
	return a.answerForm(c, p, in, nil, err, "需求已记录")
}

// editNeed shows a need and where it may go.
func (a *App) editNeed(c echo.Context) error {
	id, err := partID(c, "need")
	if err != nil {
		return err
	}
	p, h, n, err := a.needForm(c, id)
	if err != nil {
		return err
	}
	return a.askForm(c, p, needOnFile(n), h.Customer.RowVersion)
}

// changeNeed moves a need on.
func (a *App) changeNeed(c echo.Context) error {
	id, err := partID(c, "need")
	if err != nil {
		return err
	}
	p, h, old, err := a.needForm(c, id)
	if err != nil {
		return err
	}
	in := a.input(c)
	n, seen := readNeed(in), in.Version()
	n.ID = id
	if err = in.Err(); err == nil {
		err = a.Store.ChangeNeed(c.Request().Context(), a.by(c), h.Customer.ID, seen, n)
	}
	return a.answerForm(c, p, in, needOnFile(old), err, "需求已更新")
}
