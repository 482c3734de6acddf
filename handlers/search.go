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
	v := &views.HitsView{Query: h.Query, CanAdd: staff(c).May(crm.CustomerEdit), CanRegister: staff(c).May(crm.CaseRegister), Customers: customerRows(h.Customers), Cases: a.caseRows(c, h.Cases)}
	for _, r := range h.Rooms {
		v.Rooms = append(v.Rooms, views.RoomRow{Href: recordPath("room", r.ID), Code: r.Code, Kind: crm.RoomKinds[r.Kind], People: strconv.Itoa(r.Occupants) + "人"})
	}
	people := views.HitGroup{Label: "客户", Icon: "user"}
	for i, r := range h.Customers {
		row := v.Customers[i]
		hit := views.Hit{ID: "hit-c" + strconv.FormatInt(r.ID, 10), Href: row.Href, Text: row.Name, Note: strings.Join(strings.Fields(row.Type.Text+" "+row.Rooms+" "+row.Phone), " ")}
		if r.OpenCases > 0 {
			hit.Mark = row.Open + "件未结"
		}
		people.Hits = append(people.Hits, hit)
	}
	rooms := views.HitGroup{Label: "房屋", Icon: "building"}
	for i, r := range v.Rooms {
		rooms.Hits = append(rooms.Hits, views.Hit{ID: "hit-r" + strconv.FormatInt(h.Rooms[i].ID, 10), Href: r.Href, Text: r.Code, Note: r.Kind + " " + r.People})
	}
	cases := views.HitGroup{Label: "诉求", Icon: "message-report"}
	for i, r := range v.Cases {
		cases.Hits = append(cases.Hits, views.Hit{ID: "hit-k" + strconv.FormatInt(h.Cases[i].ID, 10), Href: r.Href, Text: r.No, Note: r.Summary, Mark: r.State.Text})
	}
	for _, g := range []views.HitGroup{people, rooms, cases} {
		if len(g.Hits) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return v
}
