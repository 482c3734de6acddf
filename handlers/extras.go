package handlers

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// extrasForm asks for the fields the project has added, each with its purpose beside it.
func (a *App) extrasForm(c echo.Context) (formPage, crm.CustomerHead, url.Values, error) {
	p, h, err := a.fileForm(c, "补充信息", "profile#extras", "extras")
	if err != nil {
		return p, h, nil, err
	}
	extras, err := a.Store.ExtrasOf(c.Request().Context(), staff(c), h.Customer.ID)
	stored := url.Values{}
	for _, e := range extras {
		p.fields = append(p.fields, extraInput(e.Field))
		stored.Set(db.ExtraName(e.Field.ID), e.Value)
	}
	return p, h, stored, err
}

// extraInput is a field of the project as a form asks it.
func extraInput(f crm.ExtraField) views.Field {
	in := views.Field{Name: db.ExtraName(f.ID), Label: f.Name, Hint: "用途：" + f.Purpose, Max: crm.MaxExtraValue}
	switch f.Kind {
	case "date":
		in.Type = "date"
	case "number":
		in.Attrs = map[string]any{"inputmode": "decimal"}
	case "choice", "yes_no":
		in.Type, in.Empty, in.Options = "select", "不填", views.Choices(crm.YesNo)
		if f.Kind == "choice" {
			in.Options = nil
			for _, choice := range f.Choices {
				in.Options = append(in.Options, views.Option{Value: choice, Label: choice})
			}
		}
	}
	return in
}

// askExtras shows the form.
func (a *App) askExtras(c echo.Context) error {
	p, h, stored, err := a.extrasForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, stored, h.Customer.RowVersion)
}

// saveExtras writes what was typed.
func (a *App) saveExtras(c echo.Context) error {
	p, h, stored, err := a.extrasForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	typed, seen := map[string]string{}, in.Version()
	for _, f := range p.fields {
		if in.Values.Has(f.Name) {
			typed[f.Name] = in.Text(f.Name, crm.MaxExtraValue)
		}
	}
	if err = in.Err(); err == nil {
		err = a.Store.SaveExtras(c.Request().Context(), a.by(c), h.Customer.ID, seen, func(name string) (string, bool) { text, ok := typed[name]; return text, ok })
	}
	return a.answerForm(c, p, in, stored, err, "补充信息已保存")
}
