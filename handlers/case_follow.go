package handlers

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// before is the case that a form goes on from; nothing for none, or for one that the person may not see.
func (a *App) before(c echo.Context, f *views.Form) (*db.CaseBefore, error) {
	id, err := strconv.ParseInt(f.Value("previous"), 10, 64)
	if err != nil || id <= 0 {
		return nil, nil
	}
	b, err := a.Store.CaseBefore(c.Request().Context(), staff(c), id)
	if crm.Is(err, crm.NotFound) {
		return nil, nil
	}
	return &b, err
}

// takeOver fills a fresh form with what a case has in common with the one it goes on from; what the address says comes first.
// A complaint that came up with a repair is about the repair, not about what is broken.
func (a *App) takeOver(c echo.Context, f *views.Form) error {
	b, err := a.before(c, f)
	if b == nil || err != nil {
		return err
	}
	raised := b.Kind == crm.Repair && c.QueryParam("kind") == string(crm.Complaint)
	common := url.Values{"kind": {string(b.Kind)}, "room": {b.Room}, "place": {b.Place}, "category": {b.Category}, "sub_category": {b.Sub}, "summary": {b.Summary}}
	f.Values["channel"] = []string{c.QueryParam("channel")} // how they came this time
	if raised {
		common.Set("category", crm.AboutRepairs)
		common.Del("sub_category")
		common.Set("summary", crm.RaisedSummary(b.Summary))
	}
	if b.CustomerID != 0 {
		common.Set("customer_id", strconv.FormatInt(b.CustomerID, 10))
	}
	for name := range common {
		if value := common.Get(name); value != "" && c.QueryParam(name) == "" {
			f.Values[name] = []string{value}
		}
	}
	return nil
}

// previousView says on the form what it goes on from.
func (a *App) previousView(c echo.Context, f *views.Form) (*views.PreviousView, error) {
	b, err := a.before(c, f)
	if b == nil || err != nil {
		return nil, err
	}
	return &views.PreviousView{LinkView: views.LinkView{Href: recordPath("case", b.ID), Text: b.No}, Raised: b.Kind == crm.Repair && f.Value("kind") == string(crm.Complaint)}, nil
}
