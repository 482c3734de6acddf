package handlers

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

var whoseRevisits = []crm.Choice{{Code: "own", Label: "由我回访"}, {Code: "open", Label: "未指定回访人"}, {Code: "late", Label: "已超时"}}

var revisitKinds = []crm.Choice{{Code: "post_complaint", Label: "投诉后"}, {Code: "post_repair", Label: "报修后"}, {Code: "site_check", Label: "现场核验"}}

// revisitsPage lists who is to be called back.
func (a *App) revisitsPage(c echo.Context) error {
	q := a.listQuery(c)
	whose := q.code("whose", whoseRevisits)
	f := db.RevisitFilter{After: q.dueKey(), Limit: pageRows + 1, Late: whose == "late"}
	if !f.Late {
		f.Whose = whose
	}
	v := &views.RevisitsView{Now: a.Now().Unix(), Ignored: q.notice(), Tabs: []views.TabView{{Href: q.href("whose", ""), Label: "全部", Active: whose == ""}}}
	for _, w := range whoseRevisits {
		v.Tabs = append(v.Tabs, views.TabView{Href: q.href("whose", w.Code), Label: w.Label, Active: whose == w.Code})
	}
	rows, err := a.Store.Revisits(c.Request().Context(), staff(c), f, v.Now)
	if err != nil {
		return err
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		v.More = q.href("after", strconv.FormatInt(rows[pageRows-1].DueAt, 10)+"-"+strconv.FormatInt(rows[pageRows-1].ID, 10))
	}
	for i := range rows {
		v.Lines = append(v.Lines, revisitLine(&rows[i], v.Now, q.zone))
	}
	part := views.RevisitsPage(v)
	if f.After.ID != 0 {
		part = views.RevisitRows(v)
	}
	return a.render(c, http.StatusOK, "回访管理", views.RevisitsPage(v), part)
}

func revisitLine(r *db.RevisitRow, now int64, zone *time.Location) views.RevisitLine {
	l := views.RevisitLine{ID: strconv.FormatInt(r.ID, 10), Href: recordPath("case", r.CaseID), No: r.CaseNo, Summary: r.Summary, Kind: crm.Label(revisitKinds, r.Kind), Person: r.Person, Place: r.Place,
		Assignee: r.Assignee, Due: r.DueAt, Soon: r.DueAt - 12*3600, Tries: "尚未联系"}
	if r.Level != crm.General {
		l.Mark, l.Tone = crm.Label(crm.Levels, string(r.Level)), levelTones[r.Level]
	}
	if l.Assignee == "" {
		l.Assignee = "客服主管"
		if r.Level == crm.Major {
			l.Assignee = "项目经理"
		}
	}
	if r.Tries > 0 {
		l.Tries = "已联系" + strconv.Itoa(r.Tries) + "次，" + views.When(r.LastTryAt, now, zone) + " " + crm.Label(crm.RevisitResults, r.LastResult)
	}
	if r.DoneAt != 0 {
		l.Over, l.Late = "已按时联系", r.DoneAt > r.DueAt
		if l.Late {
			l.Over = "超时联系"
		}
	}
	switch {
	case r.GateOpensAt != 0 && now >= r.GateOpensAt:
		l.Note = "已书面通知且等待期满，可关闭"
	case r.GateOpensAt != 0:
		l.Note = "已书面通知，" + views.DateTime(r.GateOpensAt, zone) + " 后可关闭"
	case r.NextOn != "":
		l.Note = "约定 " + r.NextOn
	case r.Round > 1:
		l.Note = "第" + strconv.Itoa(r.Round) + "轮"
	}
	return l
}
