package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// roomPage is a room with its people and cases.
func (a *App) roomPage(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := a.Store.RoomFile(c.Request().Context(), staff(c), id, a.today(c))
	if err != nil {
		return err
	}
	who, today := staff(c), a.today(c)
	v := &views.RoomView{Code: f.Room.Code, Full: f.Full, Facts: roomFacts(f.Room), Cases: a.caseRows(c, f.Cases), ShowCases: who.May(crm.CaseRead)}
	for _, o := range f.Present {
		v.Present = append(v.Present, personOf(o, today))
	}
	for _, o := range f.Past {
		v.Past = append(v.Past, personOf(o, today))
	}
	if who.May(crm.CaseRegister) {
		v.CanRegister = "/cases/new?" + url.Values{"room": {f.Room.Code}}.Encode()
	}
	page := views.RoomPage(v)
	return a.render(c, http.StatusOK, f.Room.Code, page, page)
}

func roomFacts(r crm.Room) []views.Fact {
	facts := []views.Fact{{Label: "类型", Value: r.KindLabel()}, {Label: "楼栋", Value: r.BuildingNo}}
	if r.Floor != 0 {
		facts = append(facts, views.Fact{Label: "楼层", Value: strconv.Itoa(r.Floor)})
	}
	if r.AreaM2 != 0 {
		facts = append(facts, views.Fact{Label: "面积（㎡）", Value: strconv.FormatFloat(r.AreaM2, 'f', -1, 64)})
	}
	return facts
}

// personOf is a line about a person of a room.
func personOf(o crm.Occupant, today string) views.LinkRow {
	r := linkRow(o.Link, today)
	r.Href, r.Text, r.Note, r.Phone = recordPath("customer", o.Link.CustomerID), o.Name, o.No, o.Phone
	return r
}
