package handlers

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// blankLines are how many lines a sheet has for those who are not on the list.
const blankLines = 12

// signInSheet is the list of people for the door.
func (a *App) signInSheet(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	p, err := a.Store.PrintSignIn(c.Request().Context(), a.by(c), id, a.today(c))
	if err != nil {
		return err
	}
	now, when := a.Now().Unix(), views.DateTime(p.StartsAt, a.zone(c))
	v := &views.SheetView{Title: "签到表", Project: session(c).Project.Name, No: p.Title, Back: recordPath("activity", id), BackText: "返回活动", By: staff(c).Name,
		At: views.DateTimeSec(now, a.zone(c)), Line: p.Line.Seq, Hash: p.Line.Hash}
	s := &views.SignInView{Sheet: v, Facts: []views.Fact{{Label: "时间", Value: when}, {Label: "地点", Value: p.Place}, {Label: "类型", Value: crm.Label(crm.ActivityKinds, p.Kind)}, {Label: "对象", Value: p.Audience}}}
	for i, x := range p.People {
		row := views.SignInRow{No: strconv.Itoa(i + 1), Rooms: strings.Join(x.Customer.Rooms, "、"), Name: crm.MaskName(x.Customer.Name)}
		if p.Photos && x.NoPhotos {
			row.Status = "不拍照"
		}
		s.Rows = append(s.Rows, row)
	}
	if beyond := p.Listed() - p.Absent - int64(len(p.People)); beyond > 0 {
		s.Beyond = fmt.Sprintf("另有 %d 人不在这张表上。", beyond)
	}
	for i := range blankLines {
		s.Blanks = append(s.Blanks, strconv.Itoa(len(p.People)+i+1))
	}
	return a.sheet(c, v, func(*views.SheetView) templ.Component { return views.SignIn(s) })
}
