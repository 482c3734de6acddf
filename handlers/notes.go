package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// fileForm is a small form about the customer in the address; tab is where it goes back to.
func (a *App) fileForm(c echo.Context, title, tab, path string) (formPage, crm.CustomerHead, error) {
	h, err := a.customerHead(c)
	if err != nil {
		return formPage{}, h, err
	}
	home := recordPath("customer", h.Customer.ID)
	return formPage{title: title, lead: h.Customer.ShownName + " · " + h.Customer.No, url: home + "/" + path, back: strings.TrimSuffix(home+"/"+tab, "/")}, h, nil
}

// noteForm is the form of a conversation, with what earlier ones left to do.
func (a *App) noteForm(c echo.Context) (formPage, crm.CustomerHead, error) {
	p, h, err := a.fileForm(c, "记录沟通", "", "notes")
	if err != nil {
		return p, h, err
	}
	open, err := a.Store.OpenFollowUps(c.Request().Context(), staff(c), h.Customer.ID)
	p.fields = []views.Field{
		{Name: "channel", Label: "渠道", Type: "select", Empty: "请选择", Options: views.Choices(crm.NoteChannels), Required: true},
		{Name: "direction", Label: "谁找谁", Type: "radio", Options: views.Choices(crm.NoteDirections), Required: true},
		{Name: "summary", Label: "沟通内容", Type: "textarea", Rows: 4, Max: crm.MaxSummary, Required: true, Hint: "投诉、报修请登记诉求；身份证号、健康状况等不要写在这里"},
		{Name: "promise", Label: "我们承诺了什么", Max: crm.MaxPromise, Hint: "没有承诺就留空；承诺会成为待办，过期未兑现计入失信"},
		{Name: "promise_on", Label: "承诺兑现日期", Type: "date"},
		{Name: "next_contact_on", Label: "下次联系日期", Type: "date"},
	}
	if h.Customer.StewardID != 0 && h.Customer.StewardID != staff(c).ID {
		p.fields = append(p.fields, views.Field{Name: "follower", Label: "由谁跟进", Type: "radio",
			Options: []views.Option{{Value: "me", Label: "我"}, {Value: "steward", Label: "管家 " + h.Customer.Steward}}})
	}
	p.fields = append(p.fields, followUps(open)...)
	return formPage{title: p.title, lead: p.lead, url: p.url, back: p.back, fields: append(p.fields,
		views.Field{Name: "need", Label: "顺带提出的需求", Max: crm.MaxNeed, Hint: "会记入需求"},
		views.Field{Name: "need_wanted_by_on", Label: "希望何时满足", Type: "date"},
		views.Field{Name: "form", Label: "形式", Type: "select", Empty: "按渠道", Options: views.Choices(crm.NoteForms)},
		views.Field{Name: "at", Label: "沟通时间", Type: "datetime-local", Hint: "留空就是现在"})}, h, err
}

// followUps ask which promises and next contacts this conversation has seen to.
func followUps(open []crm.ContactNote) []views.Field {
	promises := views.Field{Name: "promises", Label: "这次兑现了哪项承诺", Type: "checks"}
	contacts := views.Field{Name: "contacts", Label: "这次完成了哪次约定的联系", Type: "checks"}
	for _, n := range open {
		id := strconv.FormatInt(n.ID, 10)
		if n.PromiseOn != "" && n.PromiseKeptOn == "" {
			promises.Options = append(promises.Options, views.Option{Value: id, Label: n.PromiseOn + " 前：" + n.Promise})
		}
		if n.NextContactOn != "" && n.ContactedOn == "" {
			contacts.Options = append(contacts.Options, views.Option{Value: id, Label: n.NextContactOn})
		}
	}
	var fields []views.Field
	for _, f := range []views.Field{promises, contacts} {
		if len(f.Options) > 0 {
			fields = append(fields, f)
		}
	}
	return fields
}

// newNote asks what was said.
func (a *App) newNote(c echo.Context) error {
	p, _, err := a.noteForm(c)
	if err != nil {
		return err
	}
	q := c.QueryParams()
	values := url.Values{"direction": {"in"}, "follower": {"me"}, "promises": q["promises"], "contacts": q["contacts"]}
	if len(values["promises"])+len(values["contacts"]) > 0 {
		values.Set("direction", "out")
	}
	return a.askForm(c, p, values, 0)
}

// addNote writes a conversation down.
func (a *App) addNote(c echo.Context) error {
	p, h, err := a.noteForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	n := db.NewNote{ForSteward: in.Raw("follower") == "steward", Need: in.Text("need", crm.MaxNeed), NeedWantedByOn: in.Date("need_wanted_by_on"),
		Promises: in.IDs("promises"), Contacts: in.IDs("contacts")}
	n.ContactNote = crm.ContactNote{At: in.Moment("at").At, Form: in.Raw("form"), Channel: in.Raw("channel"), Direction: in.Raw("direction"),
		Summary: in.Lines("summary", crm.MaxSummary), Promise: in.Text("promise", crm.MaxPromise), PromiseOn: in.Date("promise_on"), NextContactOn: in.Date("next_contact_on")}
	if err = in.Err(); err == nil {
		_, err = a.Store.AddNote(c.Request().Context(), a.by(c), h.Customer.ID, n)
	}
	return a.answerForm(c, p, in, nil, err, "沟通已记录")
}
