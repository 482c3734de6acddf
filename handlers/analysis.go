package handlers

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// analysisTabs are the pages about lateness and what is learnt from it.
func analysisTabs(c echo.Context) []views.TabView {
	return tabsHere(c, views.TabView{Href: "/overdue", Label: "超时督办"}, views.TabView{Href: "/analysis", Label: "原因与效率"}, views.TabView{Href: "/measures", Label: "改进措施"})
}

// tabsHere marks the page that is open.
func tabsHere(c echo.Context, tabs ...views.TabView) []views.TabView {
	for i := range tabs {
		tabs[i].Active = tabs[i].Href == c.Request().URL.Path
	}
	return tabs
}

// analysisPage is what the cases received in a month teach.
func (a *App) analysisPage(c echo.Context) error {
	q, now := a.listQuery(c), a.Now()
	from, to := q.month("month", now)
	clock := crm.ClockName(q.code("clock", crm.Clocks))
	found, err := a.Store.Analyse(c.Request().Context(), staff(c), from, to, now.Unix(), clock)
	if err != nil {
		return err
	}
	month := crm.PeriodOf(from, q.zone)
	v := &views.AnalysisView{Tabs: analysisTabs(c), Month: month.Label(), Before: q.href("month", month.Last().String()), Ignored: q.notice()}
	if next := month.Next(); !crm.PeriodOf(now.Unix(), q.zone).Before(next) {
		v.After = q.href("month", next.String())
	}
	v.Clocks = append(v.Clocks, views.TabView{Href: q.href("clock", ""), Label: "全部时限", Active: clock == ""})
	for _, k := range crm.Clocks {
		v.Clocks = append(v.Clocks, views.TabView{Href: q.href("clock", k.Code), Label: k.Label, Active: string(clock) == k.Code})
	}
	v.Misses, v.Causes, v.Places, v.Departments = barLines(found.Misses), barLines(found.Causes), barLines(found.Places), barLines(found.Departments)
	v.Missed = "0"
	if len(found.Misses) > 0 {
		v.Missed = strconv.FormatInt(found.Misses[0].Total, 10)
	}
	v.Teams, v.People = speedLines(found.Teams), speedLines(found.People)
	page := views.AnalysisPage(v)
	return a.render(c, http.StatusOK, "原因与效率", page, page)
}

func barLines(bars []crm.Bar) []views.BarLine {
	lines := make([]views.BarLine, len(bars))
	for i, b := range bars {
		lines[i] = views.BarLine{Label: b.Label, N: strconv.FormatInt(b.N, 10), Max: strconv.FormatInt(bars[0].N, 10), Share: b.Share(), Cumulative: b.Cumulative()}
	}
	return lines
}

func speedLines(list []db.Efficiency) []views.SpeedLine {
	lines := make([]views.SpeedLine, len(list))
	for i, e := range list {
		lines[i] = views.SpeedLine{Team: cmp.Or(crm.Label(crm.Departments, e.Department), "未派单"), Name: e.Name}
		lines[i].Cells = speedCells(&e)
	}
	return lines
}

// speedCells are confirmation, first response and resolution.
func speedCells(e *db.Efficiency) (cells [3]views.SpeedCell) {
	for i, s := range []crm.Speed{e.Ack, e.Response, e.Resolution} {
		cells[i].Mean = "平均 " + s.Hours()
		if s.Done > 0 {
			cells[i].Mean, cells[i].Median = cells[i].Mean+"、", "中位 "+s.MedianHours()+" 小时"
		}
		if s.Due > 0 {
			cells[i].OnTime, cells[i].Base = "按时 "+s.Shown(), fmt.Sprintf("（%d/%d）", s.Kept, s.Due)
		}
	}
	return cells
}

// measureViews are the tabs of the register: those that ask for something stand first.
var measureViews = append([]crm.Choice{{Code: "", Label: "未结"}}, append(slices.Clone(crm.MeasureStates), crm.Choice{Code: "all", Label: "全部"})...)

// measuresPage lists what is done so that causes go away.
func (a *App) measuresPage(c echo.Context) error {
	q := a.listQuery(c)
	state := q.code("state", measureViews)
	var below int64
	if after := q.numbers(1); len(after) == 1 {
		below = after[0]
	}
	list, err := a.Store.Measures(c.Request().Context(), staff(c), state, below, pageRows+1)
	if err != nil {
		return err
	}
	set, err := a.Store.Settings(c.Request().Context(), staff(c).ProjectID)
	if err != nil {
		return err
	}
	v := &views.MeasuresView{Rule: fmt.Sprintf("同一位置、同一原因%d天内第%d件诉求处理完，会自动立项。", set.MeasureDays, set.MeasureCases), Tabs: analysisTabs(c), Ignored: q.notice(), CanEdit: staff(c).May(crm.MeasureEdit)}
	for _, s := range measureViews {
		v.States = append(v.States, views.TabView{Href: q.href("state", s.Code), Label: s.Label, Active: state == s.Code})
	}
	if len(list) > pageRows {
		list = list[:pageRows]
		v.More = q.href("after", strconv.FormatInt(list[pageRows-1].ID, 10))
	}
	for i := range list {
		v.Lines = append(v.Lines, a.measureLine(c, &list[i], v.CanEdit))
	}
	part := views.MeasuresPage(v)
	if below != 0 {
		part = views.MeasureRows(v)
	}
	return a.render(c, http.StatusOK, "改进措施", views.MeasuresPage(v), part)
}

func (a *App) measureLine(c echo.Context, m *db.MeasureRow, linked bool) views.MeasureLine {
	line := views.MeasureLine{Title: m.Title, State: crm.Label(crm.MeasureStates, m.State), Cause: m.Cause, Place: m.Place, Owner: m.Owner, DueOn: m.DueOn,
		Late: (m.State == "planned" || m.State == "doing") && m.DueOn != "" && m.DueOn < a.today(c)}
	if linked {
		line.Href = recordPath("measure", m.ID)
	}
	return line
}

func (a *App) measureForm(c echo.Context, id int64) (formPage, error) {
	people, err := a.Store.Colleagues(c.Request().Context(), staff(c), a.Now().Unix())
	p := formPage{title: "改进措施", url: "/measures", back: "/measures", fields: []views.Field{
		{Name: "title", Label: "要改进什么", Max: 200, Required: true, Class: "wide"},
		{Name: "cause", Label: "原因", Type: "select", Empty: "未指明", Options: options(crm.RootCauses)},
		{Name: "place", Label: "位置", Max: 60},
		{Name: "state", Label: "进展", Type: "radio", Options: options(crm.MeasureStates), Value: "planned", Required: true, Class: "wide"},
		{Name: "owner", Label: "负责人", Type: "select", Empty: "未指定", Options: staffOptions(people, "")},
		{Name: "due_on", Label: "完成日期", Type: "date"},
		{Name: "note", Label: "措施与说明", Type: "textarea", Rows: 3, Max: 2000, Class: "wide"},
		{Name: "effect", Label: "效果", Type: "textarea", Rows: 2, Max: 2000, Hint: "验证后填写：同样的诉求还有没有", Class: "wide"}}}
	if id != 0 {
		p.url = recordPath("measure", id)
	}
	return p, err
}

// newMeasure asks for a measure that somebody has thought of.
func (a *App) newMeasure(c echo.Context) error {
	p, err := a.measureForm(c, 0)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"state": {"planned"}}, 0)
}

// measurePage is the form of one measure.
func (a *App) measurePage(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	m, err := a.Store.Measure(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	p, err := a.measureForm(c, id)
	if err != nil {
		return err
	}
	return a.askForm(c, p, measureValues(m), m.Version)
}

func measureValues(m db.MeasureRow) url.Values {
	return url.Values{"title": {m.Title}, "cause": {m.Cause}, "place": {m.Place}, "state": {m.State}, "owner": {m.OwnerLogin}, "due_on": {m.DueOn}, "note": {m.Note}, "effect": {m.Effect}}
}

// addMeasure saves a new one.
func (a *App) addMeasure(c echo.Context) error { return a.saveMeasure(c, 0) }

// changeMeasure saves one again.
func (a *App) changeMeasure(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	return a.saveMeasure(c, id)
}

func (a *App) saveMeasure(c echo.Context, id int64) error {
	in := a.input(c)
	m := crm.Measure{ID: id, Title: in.Text("title", 200), Cause: in.Raw("cause"), Place: in.Text("place", 60), State: in.Raw("state"), DueOn: in.Date("due_on"),
		Note: in.Lines("note", 2000), Effect: in.Lines("effect", 2000)}
	var seen int64
	stored := url.Values{}
	if id != 0 {
		was, err := a.Store.Measure(c.Request().Context(), staff(c), id)
		if err != nil {
			return err
		}
		seen, stored = in.Version(), measureValues(was)
	}
	p, err := a.measureForm(c, id)
	if err != nil {
		return err
	}
	err = in.send(func() error {
		_, err := a.Store.SaveMeasure(c.Request().Context(), a.by(c), m, seen, in.Raw("owner"))
		return err
	})
	return a.answerForm(c, p, in, stored, err, "改进措施已保存")
}
