package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// The filters beside the states of a facility.
var facilityLists = []crm.Choice{{Code: "troubled", Label: "不正常（全部）"}, {Code: "overdue", Label: "维保逾期"}}

// facilitiesPage lists facilities.
func (a *App) facilitiesPage(c echo.Context) error {
	buildings, err := a.buildingOptions(c, crm.CustomerRead)
	if err != nil {
		return err
	}
	q := a.listQuery(c)
	f := db.FacilityFilter{Kind: q.code("kind", crm.FacilityKinds), Limit: pageRows}
	f.BuildingID, _ = strconv.ParseInt(q.login("building", buildings), 10, 64)
	switch state := q.code("state", facilityLists, crm.FacilityStates); state {
	case "troubled":
		f.Troubled = true
	case "overdue":
		f.Due = a.today(c)
	default:
		f.State = state
	}
	if n := q.numbers(1); n != nil {
		f.After = n[0]
	}
	list, err := a.Store.Facilities(c.Request().Context(), staff(c), f)
	if err != nil {
		return err
	}
	v := &views.FacilitiesView{Nav: fileTabs(c), CanEdit: staff(c).May(crm.FacilityEdit), Narrow: q.narrowed("building", "kind", "state")}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		v.More = q.href("after", strconv.FormatInt(list[f.Limit-1].ID, 10))
	}
	v.Rows = facilityRows(list, a.today(c))
	v.Filter = views.FilterView{Path: q.path, Clear: q.path, Ignored: q.notice(), Fields: []views.Field{q.field("building", "全部楼栋", buildings),
		q.field("kind", "全部类型", options(crm.FacilityKinds)), q.field("state", "全部状态", options(append(facilityLists, crm.FacilityStates...)))}}
	part := views.FacilityList(v)
	if f.After != 0 {
		part = views.FacilityRows(v)
	}
	return a.render(c, http.StatusOK, "设施", views.FacilitiesPage(v), part)
}

func facilityRows(list []crm.Facility, today string) []views.FacilityRow {
	rows := make([]views.FacilityRow, len(list))
	for i, f := range list {
		rows[i] = views.FacilityRow{Href: recordPath("facility", f.ID), Name: f.Name, Where: f.Where(), Kind: crm.Label(crm.FacilityKinds, f.Kind), State: views.FacilityBadge(f.State),
			Answer: f.Answer, Last: f.LastServiceOn, Next: f.NextOn, Overdue: f.ServiceOverdue(today), Warranty: f.WarrantyUntilOn}
	}
	return rows
}

// buildingOptions are the buildings within reach of a right, to choose from.
func (a *App) buildingOptions(c echo.Context, right crm.Capability) ([]views.Option, error) {
	list, err := a.Store.BuildingsWith(c.Request().Context(), staff(c), right)
	choices := make([]views.Option, len(list))
	for i, b := range list {
		choices[i] = views.Option{Value: strconv.FormatInt(b.ID, 10), Label: b.Name()}
	}
	return choices, err
}

// facilityPage is a facility with its records.
func (a *App) facilityPage(c echo.Context) error {
	f, err := a.facilityInHand(c)
	if err != nil {
		return err
	}
	records, err := a.Store.FacilityRecords(c.Request().Context(), staff(c), f.ID)
	if err != nil {
		return err
	}
	today := a.today(c)
	v := &views.FacilityView{Title: f.Name, Where: f.Where(), State: views.FacilityBadge(f.State), Answer: f.Answer, Records: recordRows(staff(c), records, today)}
	if mayEditFacility(staff(c), f.Building) {
		v.EditURL = recordPath("facility", f.ID) + "/edit"
		v.NewRecord = "/service-records/new?" + url.Values{"facility_id": {strconv.FormatInt(f.ID, 10)}}.Encode()
	}
	warranty := f.WarrantyUntilOn
	if warranty != "" && !f.UnderWarranty(today) {
		warranty += "（已过保）"
	}
	next := f.NextOn
	if f.ServiceOverdue(today) {
		next += "（已逾期）"
	}
	v.Facts = []views.Fact{{Label: "类别", Value: crm.Label(crm.FacilityKinds, f.Kind)}, {Label: "位置", Value: f.Where(), Href: whereHref(staff(c), f)},
		{Label: "保修至", Value: warranty}, {Label: "上次维保", Value: f.LastServiceOn}, {Label: "下次维保", Value: next}}
	page := views.FacilityPage(v)
	return a.render(c, http.StatusOK, f.Name, page, page)
}

// mayEditFacility reports whether who looks after what stands in a building, or on the common grounds.
func mayEditFacility(who crm.Staff, building string) bool {
	switch who.Reach(crm.FacilityEdit) {
	case crm.All:
		return true
	case crm.Own:
		return crm.ReachesBuilding(who, building)
	}
	return false
}

func whereHref(who crm.Staff, f crm.Facility) string {
	switch {
	case !crm.ReachesBuilding(who, f.Building):
	case f.RoomID != 0:
		return recordPath("room", f.RoomID)
	case f.BuildingID != 0:
		return recordPath("building", f.BuildingID)
	}
	return ""
}

func (a *App) facilityInHand(c echo.Context) (f crm.Facility, err error) {
	id, err := pathID(c)
	if err != nil {
		return f, err
	}
	return a.Store.Facility(c.Request().Context(), staff(c), id)
}

// facilityForm describes the form of a facility, new (ID 0) or on file.
func (a *App) facilityForm(c echo.Context, id int64) (formPage, error) {
	buildings, err := a.buildingOptions(c, crm.FacilityEdit)
	p := formPage{title: "登记设施", url: "/facilities", back: "/facilities", lead: "状态不是正常时，前台登记这里的诉求会先看到答复口径。"}
	if id != 0 {
		p.title, p.url, p.back = "修改设施", recordPath("facility", id), recordPath("facility", id)
	}
	place := "公共区域，不在某栋楼里"
	if staff(c).Reach(crm.FacilityEdit) != crm.All {
		place = "请选择"
	}
	p.fields = []views.Field{
		{Name: "name", Label: "名称", Required: true, Max: 40, Hint: "如 1号客梯"}, {Name: "kind", Label: "类别", Type: "select", Required: true, Empty: "请选择", Options: views.Choices(crm.FacilityKinds)},
		{Name: "building_id", Label: "楼栋", Type: "select", Empty: place, Options: buildings}, {Name: "unit", Label: "单元", Max: 4, Hint: "如 2；整栋共用的留空"},
		{Name: "room", Label: "房号", Max: 60, Hint: "户内设备才填，如 3-2-501"}, {Name: "place", Label: "具体位置", Max: 60, Hint: "如 东门、地下一层泵房"},
		{Name: "state", Label: "状态", Type: "radio", Required: true, Options: views.Choices(crm.FacilityStates)},
		{Name: "answer", Label: "答复口径", Type: "textarea", Rows: 2, Max: 200, Hint: "告诉来电人什么：原因、预计恢复时间、替代办法"},
		{Name: "warranty_until_on", Label: "保修至", Type: "date"}, {Name: "last_service_on", Label: "上次维保", Type: "date"}, {Name: "next_service_on", Label: "下次维保", Type: "date"}}
	return p, err
}

func facilityOnFile(f crm.Facility) url.Values {
	v := url.Values{"name": {f.Name}, "kind": {f.Kind}, "building_id": {""}, "unit": {f.Unit}, "room": {f.Room}, "place": {f.Place}, "state": {f.State}, "answer": {f.Answer},
		"warranty_until_on": {f.WarrantyUntilOn}, "last_service_on": {f.LastServiceOn}, "next_service_on": {f.NextOn}}
	if f.BuildingID != 0 {
		v.Set("building_id", strconv.FormatInt(f.BuildingID, 10))
	}
	return v
}

func readFacility(in *form, id int64) crm.Facility {
	return crm.Facility{ID: id, Name: in.Text("name", 40), Kind: in.Raw("kind"), BuildingID: in.ID("building_id"), Unit: in.Text("unit", 4), Room: in.Text("room", 60),
		Place: in.Text("place", 60), State: in.Raw("state"), Answer: in.Lines("answer", 200), WarrantyUntilOn: in.Date("warranty_until_on"),
		LastServiceOn: in.Date("last_service_on"), NextOn: in.Date("next_service_on")}
}

// newFacility asks for a new one.
func (a *App) newFacility(c echo.Context) error {
	p, err := a.facilityForm(c, 0)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"state": {crm.FacilityNormal}, "building_id": {c.QueryParam("building")}}, 0)
}

// addFacility puts it on file.
func (a *App) addFacility(c echo.Context) error {
	p, err := a.facilityForm(c, 0)
	if err != nil {
		return err
	}
	in := a.input(c)
	f := readFacility(in, 0)
	if err = in.Err(); err == nil {
		var id int64
		id, err = a.Store.SaveFacility(c.Request().Context(), a.by(c), 0, f)
		p.back = recordPath("facility", id)
	}
	if err != nil {
		p.back = "/facilities"
	}
	return a.answerForm(c, p, in, nil, err, "已登记设施")
}

// facilityToEdit is the facility in the address with its form, for those who look after it.
func (a *App) facilityToEdit(c echo.Context) (p formPage, f crm.Facility, err error) {
	if f, err = a.facilityInHand(c); err != nil {
		return p, f, err
	}
	if !mayEditFacility(staff(c), f.Building) {
		return p, f, crm.Refuse(crm.Forbidden, "这项设施由主管和经理维护")
	}
	p, err = a.facilityForm(c, f.ID)
	return p, f, err
}

// editFacility shows what is on file.
func (a *App) editFacility(c echo.Context) error {
	p, f, err := a.facilityToEdit(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, facilityOnFile(f), f.RowVersion)
}

// changeFacility saves it.
func (a *App) changeFacility(c echo.Context) error {
	p, old, err := a.facilityToEdit(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	f, seen := readFacility(in, old.ID), in.Version()
	if err = in.Err(); err == nil {
		_, err = a.Store.SaveFacility(c.Request().Context(), a.by(c), seen, f)
	}
	return a.answerForm(c, p, in, facilityOnFile(old), err, "已保存")
}
