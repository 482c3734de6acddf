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

// activitiesPage lists community activities.
func (a *App) activitiesPage(c echo.Context) error {
	q, now := a.listQuery(c), a.Now().Unix()
	f := db.ActivityFilter{Kind: q.code("kind", crm.ActivityKinds), Stage: q.code("state", crm.ActivityStages), Now: now, Limit: pageRows}
	if n := q.numbers(1); n != nil {
		f.After = n[0]
	}
	list, err := a.Store.Activities(c.Request().Context(), staff(c), f)
	if err != nil {
		return err
	}
	v := &views.ActivitiesView{Narrow: q.narrowed("kind", "state")}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		v.More = q.href("after", strconv.FormatInt(list[f.Limit-1].ID, 10))
	}
	for _, x := range list {
		v.Rows = append(v.Rows, a.activityRow(c, x))
	}
	v.Filter = views.FilterView{Path: q.path, Clear: q.path, Ignored: q.notice(), Fields: []views.Field{q.field("kind", "全部类型", options(crm.ActivityKinds)),
		q.field("state", "全部状态", options(crm.ActivityStages))}}
	if err := a.yearPlan(c, v); err != nil {
		return err
	}
	part := views.ActivityList(v)
	if f.After != 0 {
		part = views.ActivityRows(v)
	}
	return a.render(c, http.StatusOK, "社区活动", views.ActivitiesPage(v), part)
}

// yearPlan adds how far the activities of the year are, for who answers for it.
func (a *App) yearPlan(c echo.Context, v *views.ActivitiesView) error {
	if !staff(c).May(crm.ActivityApprove) {
		return nil
	}
	plans, err := a.Store.ActivityPlan(c.Request().Context(), staff(c), a.Now().Unix(), a.zone(c))
	v.Year, v.Plan = strconv.Itoa(a.Now().In(a.zone(c)).Year()), planFacts(plans)
	return err
}

func planFacts(plans []crm.ActivityPlan) (facts []views.Fact) {
	for _, p := range plans {
		text := fmt.Sprintf("已办 %d/%d", p.Held, p.Wanted)
		if p.Coming > 0 {
			text += fmt.Sprintf("，已排 %d", p.Coming)
		}
		if short := p.Short(); short > 0 {
			text += fmt.Sprintf("，还差 %d", short)
		}
		facts = append(facts, views.Fact{Label: crm.Label(crm.ActivityKinds, p.Kind), Value: text})
	}
	return facts
}

func (a *App) activityRow(c echo.Context, x crm.Activity) views.ActivityRow {
	r := views.ActivityRow{Href: recordPath("activity", x.ID), Title: x.Title, Kind: crm.Label(crm.ActivityKinds, x.Kind), Place: x.Place, When: views.DateTime(x.StartsAt, a.zone(c)),
		State: views.ActivityBadge(x.Stage(a.Now().Unix()))}
	if x.Listed() > 0 || x.Capacity > 0 {
		r.Seats = seatsText(x)
	}
	if x.Attended > 0 {
		r.Attended = strconv.FormatInt(x.Attended, 10)
	}
	return r
}

// seatsText is how many places are taken, of how many.
func seatsText(x crm.Activity) string {
	taken := strconv.FormatInt(x.Seats(), 10)
	if x.Capacity > 0 {
		taken += "/" + strconv.FormatInt(x.Capacity, 10)
	}
	return taken
}

func activityForm(id int64) formPage {
	p := formPage{title: "新建活动", url: "/activities", back: "/activities", lead: "客服主管或项目经理批准后开始登记人员；由他们新建的不用再批。", fields: []views.Field{
		{Name: "title", Label: "名称", Required: true, Max: 60, Class: "wide"},
		{Name: "kind", Label: "类型", Type: "select", Required: true, Empty: "请选择", Options: options(crm.ActivityKinds)},
		{Name: "starts_at", Label: "开始时间", Type: "datetime-local", Required: true},
		{Name: "place", Label: "地点", Required: true, Max: 60},
		{Name: "capacity", Label: "名额", Type: "number", Hint: "报名和签到的总人数；0 或空着为不限"},
		{Name: "audience", Label: "对象", Max: 60, Hint: "如 全体业主、3栋住户"},
		{Name: "photos", Label: "现场拍照", Type: "checkbox", Hint: "名单上会标出没有同意使用照片的人"},
		{Name: "note", Label: "说明", Type: "textarea", Rows: 3, Max: 1000, Class: "wide"}}}
	if id != 0 {
		p.title, p.lead = "修改活动", ""
		p.url, p.back = recordPath("activity", id), recordPath("activity", id)
	}
	return p
}

func readActivity(in *form, id int64) crm.Activity {
	return crm.Activity{ID: id, Title: in.Text("title", 60), Kind: in.Raw("kind"), Place: in.Text("place", 60), StartsAt: in.Moment("starts_at").At, Capacity: int64(in.Int("capacity")),
		Audience: in.Text("audience", 60), Note: in.Lines("note", 1000), Photos: in.On("photos")}
}

func (a *App) activityOnFile(c echo.Context, x crm.Activity) url.Values {
	v := url.Values{"title": {x.Title}, "kind": {x.Kind}, "place": {x.Place}, "starts_at": {views.InputTime(x.StartsAt, a.zone(c))}, "capacity": {strconv.FormatInt(x.Capacity, 10)},
		"audience": {x.Audience}, "note": {x.Note}}
	if x.Photos {
		v.Set("photos", "on")
	}
	return v
}

// newActivity asks for a new one.
func (a *App) newActivity(c echo.Context) error { return a.askForm(c, activityForm(0), nil, 0) }

// addActivity puts it on file.
func (a *App) addActivity(c echo.Context) error {
	in, p := a.input(c), activityForm(0)
	x := readActivity(in, 0)
	err := in.send(func() error {
		id, err := a.Store.SaveActivity(c.Request().Context(), a.by(c), 0, x)
		if err == nil {
			p.back = recordPath("activity", id)
		}
		return err
	})
	return a.answerForm(c, p, in, nil, err, "已新建活动")
}

// activityInHand is the activity in the address.
func (a *App) activityInHand(c echo.Context) (x crm.Activity, err error) {
	id, err := pathID(c)
	if err != nil {
		return x, err
	}
	return a.Store.Activity(c.Request().Context(), staff(c), id)
}

// activityToChange is the same for those who may change it.
func (a *App) activityToChange(c echo.Context) (crm.Activity, error) {
	x, err := a.activityInHand(c)
	if err == nil {
		err = x.CheckChange(staff(c))
	}
	return x, err
}

// editActivity shows what is on file.
func (a *App) editActivity(c echo.Context) error {
	x, err := a.activityToChange(c)
	if err != nil {
		return err
	}
	return a.askForm(c, activityForm(x.ID), a.activityOnFile(c, x), x.RowVersion)
}

// changeActivity saves it.
func (a *App) changeActivity(c echo.Context) error {
	old, err := a.activityToChange(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	x, seen := readActivity(in, old.ID), in.Version()
	err = in.send(func() error {
		_, err := a.Store.SaveActivity(c.Request().Context(), a.by(c), seen, x)
		return err
	})
	return a.answerForm(c, activityForm(old.ID), in, a.activityOnFile(c, old), err, "已保存")
}

// approveActivity opens a draft for people.
func (a *App) approveActivity(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen := in.Version()
	if err := in.send(func() error { return a.Store.ApproveActivity(c.Request().Context(), a.by(c), id, seen) }); err != nil {
		return err
	}
	a.say(c, "已批准，可以登记人员了")
	return a.redirect(c, recordPath("activity", id))
}

func (a *App) cancelActivityForm(c echo.Context, x crm.Activity) formPage {
	return formPage{title: "取消活动", lead: views.DateTime(x.StartsAt, a.zone(c)) + " " + x.Title, url: recordPath("activity", x.ID) + "/cancel", back: recordPath("activity", x.ID),
		submit: "取消这项活动", fields: []views.Field{{Name: "reason", Label: "取消的原因", Type: "textarea", Rows: 2, Required: true, Max: 200, Hint: "活动和名单保留；请另行通知已报名的人"}}}
}

// cancelActivityPage asks why an activity is dropped.
func (a *App) cancelActivityPage(c echo.Context) error {
	x, err := a.activityToChange(c)
	if err != nil {
		return err
	}
	return a.askForm(c, a.cancelActivityForm(c, x), nil, x.RowVersion)
}

// cancelActivity drops it.
func (a *App) cancelActivity(c echo.Context) error {
	x, err := a.activityToChange(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	reason, seen := in.Lines("reason", 200), in.Version()
	err = in.send(func() error { return a.Store.CancelActivity(c.Request().Context(), a.by(c), x.ID, seen, reason) })
	return a.answerForm(c, a.cancelActivityForm(c, x), in, nil, err, "已取消活动")
}

func minutesForm(x crm.Activity) formPage {
	return formPage{title: "活动纪要", lead: x.Title, url: recordPath("activity", x.ID) + "/minutes", back: recordPath("activity", x.ID), fields: []views.Field{
		{Name: "minutes", Label: "纪要", Type: "textarea", Rows: 12, Max: crm.MaxMinutes, Class: "wide", Hint: "谈了什么、定了什么；要办的意见从名单上登记为诉求"}}}
}

// minutesPage shows what is written so far.
func (a *App) minutesPage(c echo.Context) error {
	x, err := a.activityInHand(c)
	if err != nil {
		return err
	}
	if err := x.CheckMinutes(a.Now().Unix()); err != nil {
		return err
	}
	return a.askForm(c, minutesForm(x), url.Values{"minutes": {x.Minutes}}, x.RowVersion)
}

// writeMinutes keeps it.
func (a *App) writeMinutes(c echo.Context) error {
	x, err := a.activityInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	text, seen := in.Lines("minutes", crm.MaxMinutes), in.Version()
	err = in.send(func() error { return a.Store.WriteMinutes(c.Request().Context(), a.by(c), x.ID, seen, text) })
	return a.answerForm(c, minutesForm(x), in, url.Values{"minutes": {x.Minutes}}, err, "已保存纪要")
}
