package handlers

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

func addTarget(a *App, c echo.Context, in *form, id, seen int64) error {
	login := in.Raw("target")
	return in.send(func() error { return a.Store.AddTarget(c.Request().Context(), a.by(c), id, seen, login) })
}

func recuse(a *App, c echo.Context, in *form, id, seen int64) error {
	reason := in.Lines("reason", 2000)
	return in.send(func() error { return a.Store.Recuse(c.Request().Context(), a.by(c), id, seen, reason) })
}

func takeStatement(a *App, c echo.Context, in *form, id, seen int64) error {
	at, words := in.Moment("at"), in.Lines("statement", 5000)
	return in.send(func() error { return a.Store.TakeStatement(c.Request().Context(), a.by(c), id, seen, at, words) })
}

// about says whom of the staff the case is about and who leads it therefore.
func (p *casePage) about() []views.Fact {
	c := p.Case
	var list []views.Fact
	if c.Targets != "" {
		list = append(list, views.Fact{Label: "涉及的员工", Value: p.named(c.Targets)})
	}
	if c.Recused != "" {
		list = append(list, views.Fact{Label: "已回避", Value: p.named(c.Recused)})
	}
	if c.OwnerRole != "" {
		list = append(list, views.Fact{Label: "承办人", Value: strings.TrimSpace(p.Names[c.OwnerID] + " " + crm.Role(c.OwnerRole).Label())})
	}
	return list
}

// named are the people of a list of accounts.
func (p *casePage) named(list string) string {
	var names []string
	for _, id := range crm.SplitIDs(list) {
		names = append(names, p.Names[id])
	}
	return strings.Join(names, "、")
}

// allowed leaves out who must not know of the case.
func (p *casePage) allowed(people []db.Account) []db.Account {
	barred := p.Case.Barred()
	if len(barred) == 0 {
		return people
	}
	var list []db.Account
	for _, a := range people {
		if !slices.Contains(barred, a.ID) {
			list = append(list, a)
		}
	}
	return list
}

// staffers are whom a complaint about staff may be about; nobody for other categories.
func (a *App) staffers(c echo.Context, category string) ([]views.Option, error) {
	if category != crm.StaffConduct {
		return nil, nil
	}
	list, err := a.Store.Staffers(c.Request().Context(), staff(c), a.Now().Unix())
	return staffOptions(list, ""), err
}
