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

// buildingsPage lists the buildings.
func (a *App) buildingsPage(c echo.Context) error {
	list, err := a.Store.BuildingList(c.Request().Context(), staff(c), a.today(c))
	if err != nil {
		return err
	}
	v := &views.BuildingsView{Nav: fileTabs(c)}
	for _, b := range list {
		path := recordPath("building", b.ID)
		v.Rows = append(v.Rows, views.BuildingRow{Href: path, Name: b.Name(), Units: some(b.Units), Rooms: some(b.Rooms), Open: some(b.OpenCases), Troubled: some(b.Troubled),
			TroubledURL: facilitiesOf(b.ID, "troubled"), Behind: some(b.Behind), Plan: path + "/plan"})
	}
	page := views.BuildingsPage(v)
	return a.render(c, http.StatusOK, "楼栋图", page, page)
}

// some is a count, nothing for none.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func facilitiesOf(building int64, state string) string {
	q := url.Values{"building": {strconv.FormatInt(building, 10)}}
	if state != "" {
		q.Set("state", state)
	}
	return "/facilities?" + q.Encode()
}

// buildingPage is the map of a building.
func (a *App) buildingPage(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	m, err := a.Store.BuildingMap(c.Request().Context(), staff(c), id, a.today(c))
	if err != nil {
		return err
	}
	v := towerView(m, staff(c).May(crm.CaseRead))
	v.Lead, v.Troubled = fmt.Sprintf("%d 户，截至 %s", len(m.Rooms), a.today(c)), facilityRows(m.Troubled, a.today(c))
	v.Plan, v.Facilities = recordPath("building", id)+"/plan", facilitiesOf(id, "")
	page := views.BuildingPage(v)
	return a.render(c, http.StatusOK, v.Name+"楼栋图", page, page)
}

func towerView(m db.BuildingMap, cases bool) *views.BuildingView {
	v := &views.BuildingView{Name: m.Name()}
	if cases {
		v.Open = fmt.Sprintf("未结诉求 %d 件", m.OpenCases)
	}
	for _, use := range m.Inhabited() {
		v.Legend = append(v.Legend, views.LegendItem{Class: views.OccupancyClass(use), Text: crm.Label(crm.Occupancies, use), Count: strconv.Itoa(m.Occupancy[use])})
	}
	tower := crm.TowerOf(m.Rooms)
	for _, s := range tower.Stairs {
		name := "不分单元"
		if s.Unit != "" {
			name = s.Unit + "单元"
		}
		v.Stairs = append(v.Stairs, views.StairHead{Name: name, Span: strconv.Itoa(len(s.Lines))})
	}
	v.ManyStairs = len(v.Stairs) > 1 || len(v.Stairs) == 1 && tower.Stairs[0].Unit != ""
	for _, f := range tower.Floors {
		row := views.FloorRow{Label: floorLabel(f.Floor)}
		for _, rooms := range f.Cells {
			row.Cells = append(row.Cells, roomCells(rooms))
		}
		v.Floors = append(v.Floors, row)
	}
	v.Others = roomCells(tower.Others)
	return v
}

// floorLabel is 12层, or 地下1层.
func floorLabel(floor int) string {
	if floor < 0 {
		return fmt.Sprintf("地下%d层", -floor)
	}
	return fmt.Sprintf("%d层", floor)
}

func roomCells(rooms []crm.TowerRoom) []views.RoomCell {
	cells := make([]views.RoomCell, len(rooms))
	for i, r := range rooms {
		cells[i] = views.RoomCell{Href: recordPath("room", r.ID), Number: r.Number(), Code: r.Code, Use: crm.Label(crm.Occupancies, r.Occupancy), Class: views.OccupancyClass(r.Occupancy), Grade: r.Grade}
		if r.OpenCases > 0 {
			cells[i].Open = fmt.Sprintf("%d 件未结", r.OpenCases)
		}
	}
	return cells
}
