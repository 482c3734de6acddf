package handlers

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// customerHomes is the tab of rooms and contracts.
func (a *App) customerHomes(c echo.Context) error {
	h, err := a.customerHead(c)
	if err != nil {
		return err
	}
	v := &views.CustomerHomes{Links: a.linkRows(c, h)}
	return a.customerTab(c, http.StatusOK, "homes", headView(staff(c), h), views.CustomerHomesTab(v))
}

func (a *App) linkRows(c echo.Context, h crm.CustomerHead) []views.LinkRow {
	rows := make([]views.LinkRow, len(h.Customer.Links))
	for i, l := range h.Customer.Links {
		rows[i] = roomOf(staff(c), l, h.MayEdit, a.today(c))
	}
	return rows
}

// roomOf is a line about a room of a customer.
func roomOf(who crm.Staff, l crm.Link, mayEdit bool, today string) views.LinkRow {
	r := linkRow(l, today)
	r.Text = l.Room
	if crm.ReachesBuilding(who, l.Building) {
		r.Href = recordPath("room", l.RoomID)
		if mayEdit {
			r.EditURL = fmt.Sprintf("/customers/%d/links/%d", l.CustomerID, l.ID)
		}
	}
	return r
}

func linkRow(l crm.Link, today string) views.LinkRow {
	r := views.LinkRow{Relation: l.RelationLabel(), Since: l.MovedInOn, Until: l.MovedOutOn, Past: l.Began(today) && !l.Active(today)}
	if l.EndReason != "" {
		r.Until += "（" + crm.Label(crm.EndReasons, l.EndReason) + "）"
	}
	if l.Primary && !r.Past {
		r.Marks = append(r.Marks, views.BadgeView{Tone: "teal", Icon: "phone", Text: "主要联系人"})
	}
	if l.Payer && !r.Past {
		r.Marks = append(r.Marks, views.BadgeView{Tone: "blue", Icon: "receipt", Text: "缴费人"})
	}
	if r.Past {
		r.Marks = append(r.Marks, views.BadgeView{Tone: "gray", Icon: "arrow-right", Text: "已迁出"})
	}
	return r
}
