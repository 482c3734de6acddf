package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// alikeCustomers says who on file is like the customer being typed in; a part of the form and no page.
func (a *App) alikeCustomers(c echo.Context) error {
	if !partial(c) {
		return a.redirect(c, "/customers/new")
	}
	typed := map[string]string{}
	for name, limit := range map[string]int{"name": crm.MaxName, "phone": 60, "room": 60} {
		text, err := crm.CleanText(c.QueryParam(name), limit, false)
		if err != nil {
			text = "" // half typed; the form says so when it is sent
		}
		typed[name] = text
	}
	alike, err := a.Store.Alike(c.Request().Context(), staff(c), typed["name"], typed["phone"], typed["room"])
	if err != nil {
		return err
	}
	p, v := customerForm(0), alikeView(false, c.QueryParams(), alike)
	v.Form.Labels = p.labels()
	part := views.AlikeCustomers(v)
	return a.render(c, http.StatusOK, p.title, part, part)
}

var pairTabs = []crm.Choice{{Code: db.AlikeByMobile, Label: "手机号相同"}, {Code: db.AlikeByRoom, Label: "同名同房"}}

// duplicatesPage lists pairs of files that may be about one person, and leads to two files by their numbers.
func (a *App) duplicatesPage(c echo.Context) error {
	if c.QueryParam("first") != "" || c.QueryParam("second") != "" {
		return a.findPair(c)
	}
	return a.showPairs(c, http.StatusOK, &views.Form{Labels: views.PairLabels})
}

func (a *App) showPairs(c echo.Context, status int, f *views.Form) error {
	q := a.listQuery(c)
	how := q.code("how", pairTabs)
	if how == "" {
		how = db.AlikeByMobile
	}
	var after db.PairKey
	if n := q.numbers(2); n != nil {
		after = db.PairKey{Low: n[0], High: n[1]}
	}
	pairs, err := a.Store.AlikePairs(c.Request().Context(), staff(c), how, after, pageRows, a.today(c))
	if err != nil {
		return err
	}
	v := &views.PairsView{Nav: fileTabs(c), Form: f, How: crm.Label(pairTabs, how)}
	for _, t := range pairTabs {
		v.Tabs = append(v.Tabs, views.TabView{Href: q.href("how", t.Code), Label: t.Label, Active: t.Code == how})
	}
	if len(pairs) > pageRows {
		pairs = pairs[:pageRows]
		key := pairs[pageRows-1].Key
		v.More = q.href("how", how, "after", fmt.Sprintf("%d-%d", key.Low, key.High))
	}
	for _, p := range pairs {
		path := mergePath(p.Low.ID, p.High.ID)
		v.Pairs = append(v.Pairs, views.Pair{Low: customerRow(p.Low), High: customerRow(p.High), Compare: path, Distinct: path + "/distinct"})
	}
	part := views.PairsPage(v)
	if after.Low != 0 {
		part = views.PairRows(v)
	}
	return a.render(c, status, "重复档案", views.PairsPage(v), part)
}

// findPair goes to two files named by their numbers.
func (a *App) findPair(c echo.Context) error {
	ids, p := map[string]int64{}, crm.Problems{}
	for _, name := range []string{"first", "second"} {
		id, err := a.Store.CustomerByNo(c.Request().Context(), staff(c), c.QueryParam(name))
		switch {
		case crm.Is(err, crm.NotFound):
			p.AddError(name, err)
		case err != nil:
			return err
		}
		ids[name] = id
	}
	if len(p) == 0 {
		return a.redirect(c, mergePath(ids["first"], ids["second"]))
	}
	return a.showPairs(c, http.StatusUnprocessableEntity, &views.Form{Labels: views.PairLabels, Values: url.Values{"first": {c.QueryParam("first")}, "second": {c.QueryParam("second")}}, Problems: p})
}

func mergePath(a, b int64) string {
	return "/customers/" + strconv.FormatInt(a, 10) + "/merge/" + strconv.FormatInt(b, 10)
}
