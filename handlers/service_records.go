package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

func recordRows(who crm.Staff, list []crm.ServiceRecord, today string) []views.RecordRow {
	rows := make([]views.RecordRow, len(list))
	for i, r := range list {
		v := views.RecordRow{When: r.PlannedOn, Kind: crm.Label(crm.ServiceRecordKinds, r.Kind), Title: r.Title, Where: r.Where(), Status: views.ServiceBadge(r.Status(today)),
			Done: r.DoneOn, By: r.ByName, Result: r.Result, CaseNo: r.CaseNo}
		if v.When == "" {
			v.When = "未计划"
		}
		if r.FacilityID != 0 {
			v.WhereHref = recordPath("facility", r.FacilityID)
		}
		if r.CaseNo != "" {
			v.CaseHref = recordPath("case", r.CaseID)
		}
		if r.CancelledOn != "" {
			v.Result = r.CancelledOn + " 取消：" + r.CancelReason
		} else if mayEditFacility(who, r.Building) {
			v.EditURL = recordPath("record", r.ID)
			if r.DoneOn == "" {
				v.DoneURL, v.CancelURL = v.EditURL+"/done", v.EditURL+"/cancel"
			}
		}
		rows[i] = v
	}
	return rows
}

// buildingPlan is a year of a building.
func (a *App) buildingPlan(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	b, err := a.Store.Building(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	v := &views.PlanView{Title: b.Name() + "年度计划", Back: recordPath("building", id), BackText: "楼栋图"}
	if mayEditFacility(staff(c), b.No) {
		v.NewRecord = "/service-records/new?" + url.Values{"building_id": {strconv.FormatInt(id, 10)}}.Encode()
	}
	return a.planPage(c, v, id)
}

// groundsPlan is a year of the common grounds.
func (a *App) groundsPlan(c echo.Context) error {
	v := &views.PlanView{Title: "公共区域年度计划", Back: "/facilities", BackText: "设施"}
	if mayEditFacility(staff(c), "") {
		v.NewRecord = "/service-records/new"
	}
	return a.planPage(c, v, 0)
}

func (a *App) planPage(c echo.Context, v *views.PlanView, building int64) error {
	today := a.today(c)
	year, err := strconv.Atoi(c.QueryParam("year"))
	if err != nil || year < 2000 || year > 2100 {
		year, _ = strconv.Atoi(today[:4])
	}
	v.Year = strconv.Itoa(year)
	list, err := a.Store.ServicePlan(c.Request().Context(), staff(c), building, v.Year)
	if err != nil {
		return err
	}
	path := c.Request().URL.Path + "?year="
	v.Earlier, v.Later = path+strconv.Itoa(year-1), path+strconv.Itoa(year+1)
	v.EarlierText, v.LaterText = strconv.Itoa(year-1)+"年", strconv.Itoa(year+1)+"年"
	v.Lead = v.Year + "年的设施维护、卫生秩序、专项服务和安全检查，截至 " + today
	counts := map[string]int{}
	for i, r := range recordRows(staff(c), list, today) {
		counts[list[i].Status(today)]++
		month := max(list[i].PlannedOn, list[i].DoneOn)[:7]
		if list[i].PlannedOn != "" {
			month = list[i].PlannedOn[:7]
		}
		if label := monthLabel(month); len(v.Months) == 0 || v.Months[len(v.Months)-1].Label != label {
			v.Months = append(v.Months, views.PlanMonth{Label: label})
		}
		last := &v.Months[len(v.Months)-1]
		last.Rows = append(last.Rows, r)
	}
	v.Counts = []views.Fact{{Label: "共", Value: strconv.Itoa(len(list)) + " 项"}}
	for _, s := range crm.ServiceStatuses {
		v.Counts = append(v.Counts, views.Fact{Label: s.Label, Value: strconv.Itoa(counts[s.Code]) + " 项"})
	}
	page := views.PlanPage(v)
	return a.render(c, http.StatusOK, v.Title, page, page)
}

// monthLabel is 3月 of 2026-03.
func monthLabel(month string) string {
	n, err := strconv.Atoi(month[5:])
	if err != nil {
		return month
	}
	return strconv.Itoa(n) + "月"
}

// recordForm describes the form of a service record.
func recordForm(r crm.ServiceRecord) formPage {
	p := formPage{title: "计划或记录服务", url: "/service-records", back: recordBack(r), lead: r.Where()}
	if r.ID != 0 {
		p.title, p.url = "修改服务记录", recordPath("record", r.ID)
	} else {
		p.fields = []views.Field{{Name: "facility_id", Type: "hidden"}, {Name: "building_id", Type: "hidden"}}
	}
	p.fields = append(p.fields, views.Field{Name: "kind", Label: "类别", Type: "radio", Required: true, Options: views.Choices(crm.ServiceRecordKinds)},
		views.Field{Name: "title", Label: "内容", Required: true, Max: 60, Hint: "如 电梯季度维保、外墙清洗"}, views.Field{Name: "place", Label: "具体位置", Max: 60},
		views.Field{Name: "planned_on", Label: "计划日期", Type: "date"}, views.Field{Name: "done_on", Label: "完成日期", Type: "date", Hint: "还没做就留空"},
		views.Field{Name: "by_name", Label: "由谁完成", Max: 60, Hint: "人员或单位"}, views.Field{Name: "result", Label: "结果", Type: "textarea", Rows: 2, Max: 500}, caseNoField)
	return p
}

var caseNoField = views.Field{Name: "case_no", Label: "相关诉求编号", Max: 40}

// recordBack is where a record stands.
func recordBack(r crm.ServiceRecord) string {
	switch {
	case r.FacilityID != 0:
		return recordPath("facility", r.FacilityID)
	case r.BuildingID != 0:
		path := recordPath("building", r.BuildingID) + "/plan"
		if len(r.PlannedOn) > 4 {
			path += "?year=" + r.PlannedOn[:4]
		}
		return path
	}
	return "/facilities/plan"
}

func readRecord(in *form, of crm.ServiceRecord) crm.ServiceRecord {
	of.Kind, of.Title, of.Place, of.PlannedOn, of.DoneOn = in.Raw("kind"), in.Text("title", 60), in.Text("place", 60), in.Date("planned_on"), in.Date("done_on")
	of.ByName, of.Result, of.CaseNo = in.Text("by_name", 60), in.Lines("result", 500), in.Text("case_no", 40)
	return of
}

// about names the facility or building that a new record is for, as far as the person reaches it.
func (a *App) about(c echo.Context, facility, building int64) (r crm.ServiceRecord, err error) {
	switch {
	case facility != 0:
		f, err := a.Store.Facility(c.Request().Context(), staff(c), facility)
		return crm.ServiceRecord{FacilityID: f.ID, BuildingID: f.BuildingID, Facility: f.Name, Phase: f.Phase, Building: f.Building, Unit: f.Unit}, err
	case building != 0:
		b, err := a.Store.Building(c.Request().Context(), staff(c), building)
		return crm.ServiceRecord{BuildingID: b.ID, Phase: b.Phase, Building: b.No}, err
	}
	return r, nil
}

// newRecord asks what is planned or was done.
func (a *App) newRecord(c echo.Context) error {
	q := c.QueryParams()
	facility, _ := strconv.ParseInt(q.Get("facility_id"), 10, 64)
	building, _ := strconv.ParseInt(q.Get("building_id"), 10, 64)
	r, err := a.about(c, facility, building)
	if err != nil {
		return err
	}
	return a.askForm(c, recordForm(r), url.Values{"facility_id": {q.Get("facility_id")}, "building_id": {q.Get("building_id")}, "kind": {"hardware"}}, 0)
}

// addRecord puts it on file.
func (a *App) addRecord(c echo.Context) error {
	in := a.input(c)
	of, err := a.about(c, in.ID("facility_id"), in.ID("building_id"))
	if err != nil {
		return err
	}
	r := readRecord(in, of)
	if err = in.Err(); err == nil {
		err = a.Store.SaveServiceRecord(c.Request().Context(), a.by(c), 0, r, "", a.today(c))
	}
	return a.answerForm(c, recordForm(r), in, nil, err, "已保存")
}

func (a *App) recordInHand(c echo.Context) (r crm.ServiceRecord, err error) {
	id, err := pathID(c)
	if err != nil {
		return r, err
	}
	return a.Store.ServiceRecord(c.Request().Context(), staff(c), id)
}

func recordOnFile(r crm.ServiceRecord) url.Values {
	return url.Values{"kind": {r.Kind}, "title": {r.Title}, "place": {r.Place}, "planned_on": {r.PlannedOn}, "done_on": {r.DoneOn}, "by_name": {r.ByName}, "result": {r.Result},
		"case_no": {r.CaseNo}}
}

// recordPage shows a record to be changed.
func (a *App) recordPage(c echo.Context) error {
	r, err := a.recordInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, recordForm(r), recordOnFile(r), r.RowVersion)
}

// changeRecord saves it.
func (a *App) changeRecord(c echo.Context) error {
	old, err := a.recordInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	r, seen := readRecord(in, old), in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.SaveServiceRecord(c.Request().Context(), a.by(c), seen, r, "", a.today(c))
	}
	return a.answerForm(c, recordForm(r), in, recordOnFile(old), err, "已保存")
}

func doneForm(r crm.ServiceRecord) formPage {
	p := formPage{title: "登记完成", lead: r.Where() + "：" + r.Title, url: recordPath("record", r.ID) + "/done", back: recordBack(r), submit: "完成"}
	p.fields = []views.Field{{Name: "done_on", Label: "完成日期", Type: "date", Required: true}, {Name: "by_name", Label: "由谁完成", Required: true, Max: 60, Hint: "人员或单位"},
		{Name: "result", Label: "结果", Type: "textarea", Rows: 2, Max: 500}, caseNoField}
	if r.FacilityID != 0 {
		p.fields = append(p.fields, views.Field{Name: "next_service_on", Label: "下次维保", Type: "date", Hint: "空着则按计划"})
	}
	return p
}

// donePage asks how it went.
func (a *App) donePage(c echo.Context) error {
	r, err := a.recordInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, doneForm(r), url.Values{"done_on": {a.today(c)}, "by_name": {staff(c).Name}, "case_no": {r.CaseNo}}, r.RowVersion)
}

// markDone notes that what was planned is done.
func (a *App) markDone(c echo.Context) error {
	old, err := a.recordInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	r, seen, next := old, in.Version(), in.Date("next_service_on")
	r.DoneOn, r.ByName, r.Result, r.CaseNo = in.Date("done_on"), in.Text("by_name", 60), in.Lines("result", 500), in.Text("case_no", 40)
	if r.DoneOn == "" {
		in.Problems.Add("done_on", "请填写完成日期")
	}
	if err = in.Err(); err == nil {
		err = a.Store.SaveServiceRecord(c.Request().Context(), a.by(c), seen, r, next, a.today(c))
	}
	return a.answerForm(c, doneForm(old), in, recordOnFile(old), err, "已登记完成")
}

func cancelForm(r crm.ServiceRecord) formPage {
	p := formPage{title: "取消服务计划", lead: r.PlannedOn + " " + r.Where() + "：" + r.Title, url: recordPath("record", r.ID) + "/cancel", back: recordBack(r), submit: "取消这项计划"}
	p.fields = []views.Field{{Name: "reason", Label: "取消的原因", Type: "textarea", Rows: 2, Required: true, Max: 200, Hint: "记录和原因保留在计划里，不再催办"}}
	return p
}

// cancelPage asks why a plan is dropped.
func (a *App) cancelPage(c echo.Context) error {
	r, err := a.recordInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, cancelForm(r), nil, r.RowVersion)
}

// cancelRecord takes it off the plan.
func (a *App) cancelRecord(c echo.Context) error {
	r, err := a.recordInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	reason, seen := in.Lines("reason", 200), in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.CancelServiceRecord(c.Request().Context(), a.by(c), seen, r.ID, reason, a.today(c))
	}
	return a.answerForm(c, cancelForm(r), in, nil, err, "已取消")
}
