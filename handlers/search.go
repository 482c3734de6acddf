package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// Hits of a group: below the box while typing, and on the page.
const (
	hitsInBox  = 6
	hitsOnPage = 30
)

// search answers the one box for everything.
func (a *App) search(c echo.Context) error {
	text, err := crm.CleanText(c.QueryParam("q"), crm.MaxQuery, false)
	if err != nil {
		return err
	}
	limit := hitsOnPage
	if partial(c) {
		limit = hitsInBox
	}
	hits, err := a.Store.Search(c.Request().Context(), staff(c), text, limit, a.today(c))
	if err != nil {
		return err
	}
	v := a.hitsView(c, hits)
	return a.render(c, http.StatusOK, "搜索", views.SearchPage(v), views.SearchHits(v))
}

func (a *App) hitsView(c echo.Context, h crm.Hits) *views.HitsView {
	v := &views.HitsView{Query: h.Query, CanAdd: staff(c).May(crm.CustomerEdit), CanRegister: staff(c).May(crm.CaseRegister), Cases: a.caseRows(c, h.Cases)}
	for _, hit := range h.Customers {
		v.Customers = append(v.Customers, views.CustomerHit{CustomerRow: customerRow(hit.CustomerRow), Why: hit.Why.String(), Cases: a.caseRows(c, hit.Open)})
	}
	for _, r := range h.Rooms {
		v.Rooms = append(v.Rooms, views.RoomHit{Href: recordPath("room", r.ID), Code: r.Code, Kind: crm.RoomKinds[r.Kind], People: strconv.Itoa(r.Occupants) + "人", Cases: a.caseRows(c, r.Open)})
	}
	if len(v.Customers) == hitsOnPage {
		v.More = "只列出最接近的 " + strconv.Itoa(hitsOnPage) + " 位，再多输入一些可以缩小范围。"
	}
	groups := []views.HitGroup{peopleFound(v.Customers), roomsFound(v.Rooms), {Label: "诉求", Icon: "message-report", Hits: casesFound("", v.Cases)}}
	if h.RoomFirst {
		groups[0], groups[1] = groups[1], groups[0]
	}
	for _, g := range groups {
		if len(g.Hits) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return v
}

func peopleFound(rows []views.CustomerHit) views.HitGroup {
	g := views.HitGroup{Label: "客户", Icon: "user"}
	for _, r := range rows {
		hit := views.Hit{ID: optionID(r.Href), Href: r.Href, Text: r.Name, Note: strings.Join(strings.Fields(r.Type.Text+" "+r.Rooms+" "+r.Phone), " "), Why: r.Why}
		if r.Open != "" {
			hit.Mark = r.Open + "件未结"
		}
		hit.Under = casesFound(hit.ID, r.Cases)
		g.Hits = append(g.Hits, hit)
	}
	return g
}

func roomsFound(rows []views.RoomHit) views.HitGroup {
	g := views.HitGroup{Label: "房屋", Icon: "building"}
	for _, r := range rows {
		id := optionID(r.Href)
		g.Hits = append(g.Hits, views.Hit{ID: id, Href: r.Href, Text: r.Code, Note: r.Kind + " " + r.People, Under: casesFound(id, r.Cases)})
	}
	return g
}

// casesFound are the lines of cases, those of a group or those under the hit of an option.
func casesFound(under string, rows []views.FileCase) (hits []views.Hit) {
	for _, r := range rows {
		hits = append(hits, views.Hit{ID: under + optionID(r.Href), Href: r.Href, Text: r.No, Note: r.Summary, Mark: r.State.Text})
	}
	return hits
}

// optionID names the option of a record once in the list: hit-customers-12.
func optionID(href string) string { return "hit" + strings.ReplaceAll(href, "/", "-") }
