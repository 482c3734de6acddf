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

const pageRows = 50

var categories = func() []crm.Choice {
	list := make([]crm.Choice, len(crm.Categories))
	for i, c := range crm.Categories {
		list[i] = crm.Choice{Code: c.Code, Label: c.Label}
	}
	return list
}()

var openState = []crm.Choice{{Code: string(db.OpenCases), Label: "未结（全部）"}}

// listCases is the board of open cases, or the list as soon as it is narrowed.
func (a *App) listCases(c echo.Context) error {
	if fetchesBoard(c) {
		return a.fetchBoard(c)
	}
	people, err := a.people(c)
	if err != nil {
		return err
	}
	q := a.listQuery(c)
	f := caseFilter(q, people, a.Now())
	v := &views.CaseListView{Now: a.Now().Unix(), CanRegister: staff(c).May(crm.CaseRegister), CanCauses: staff(c).May(crm.GroupRead), Since: a.hub.version(staff(c).ProjectID)}
	v.Narrowed = q.narrowed("kind", "state", "step", "clock", "verdict", "department", "handler", "category", "from", "to", "figure")
	view := q.code("view", []crm.Choice{{Code: "board"}, {Code: "list"}})
	v.Board = view == "board" || view == "" && !v.Narrowed && f.After.ID == 0
	v.Filter = caseFilterView(q, people, v.Board)
	v.BoardHref, v.ListHref = q.href("view", "board", "state", "", "step", ""), q.href("view", "list")
	if v.Kept, err = a.keepsViews(c, q); err != nil {
		return err
	}
	if v.Board {
		if v.Open, err = a.board(c, q, f); err != nil {
			return err
		}
		v.Note = "无人负责的最先，其余最先到期的在前"
		return a.render(c, http.StatusOK, "诉求看板", views.CaseListPage(v), views.CaseList(v))
	}
	if err := a.fillCases(c, v, q, f); err != nil {
		return err
	}
	part := views.CaseList(v)
	if f.After.ID != 0 {
		part = views.CaseRows(v)
	}
	return a.render(c, http.StatusOK, "诉求受理", views.CaseListPage(v), part)
}

// fillCases reads a page of the list, and says how it is ordered, what follows and where it is exported.
func (a *App) fillCases(c echo.Context, v *views.CaseListView, q *listQuery, f db.CaseFilter) error {
	rows, err := a.Store.Cases(c.Request().Context(), staff(c), f, v.Now)
	if err != nil {
		return err
	}
	v.Note = "最近登记的在前"
	if f.ByDue() {
		v.Note = dueNote(len(rows) > 0 && rows[0].Unowned)
	}
	if f.Figure != "" {
		v.Note = crm.PeriodOf(f.FigureFrom, q.zone).Label() + "，" + crm.Label(crm.FigureLists, string(f.Figure)) + "；" + v.Note
	}
	if len(rows) == f.Limit {
		rows = rows[:pageRows]
		key := rows[pageRows-1].Key()
		after := strconv.FormatInt(key.ID, 10)
		if f.ByDue() {
			after = strconv.FormatInt(key.Due, 10) + "-" + after
		}
		v.More = q.href("view", "list", "after", after)
	}
	if staff(c).May(crm.CustomerExport) && len(rows) > 0 {
		list := *q
		list.path = "/exports/new"
		v.Export = list.href("subject", crm.ExportCases, "view", "", "after", "")
	}
	v.Lines = caseLines(rows, v.Now, q.zone)
	return nil
}

// caseFilter reads the filters of contract.md.
func caseFilter(q *listQuery, people []views.Option, now time.Time) db.CaseFilter {
	f := db.CaseFilter{
		Kind: crm.Kind(q.code("kind", crm.Kinds)), State: crm.State(q.code("state", crm.States, openState)), Step: crm.Step(q.code("step", crm.Steps)),
		Clock: crm.ClockName(q.code("clock", crm.Clocks)), Verdict: crm.Verdict(q.code("verdict", crm.Verdicts)),
		Department: q.code("department", crm.Departments), Category: q.code("category", categories),
		Handler: q.login("handler", people), From: q.day("from", 0), To: q.day("to", 1), Limit: pageRows + 1,
	}
	if f.Figure = crm.FigureList(q.code("figure", crm.FigureLists)); f.Figure != "" {
		f.FigureFrom, f.FigureTo = q.month("month", now)
	}
	if f.ByDue() {
		f.After = q.dueKey()
	} else if n := q.numbers(1); n != nil {
		f.After.ID = n[0]
	}
	return f
}

func caseFilterView(q *listQuery, people []views.Option, board bool) views.FilterView {
	further := []string{"step", "department", "handler", "category", "from", "to"}
	f := views.FilterView{Path: q.path, Clear: q.path, Open: q.narrowed(further...), Ignored: q.notice()}
	f.Fields = []views.Field{q.field("kind", "全部类型", options(crm.Kinds))}
	if board {
		f.Hidden = []views.Option{{Value: "view", Label: "board"}}
	} else {
		f.Clear += "?view=list"
		f.Hidden = []views.Option{{Value: "view", Label: "list"}}
		f.Fields = append(f.Fields, q.field("state", "全部状态", append(options(openState), options(crm.States)...)))
	}
	for _, name := range []string{"figure", "month"} {
		if kept := q.kept.Get(name); kept != "" {
			f.Hidden = append(f.Hidden, views.Option{Value: name, Label: kept})
		}
	}
	f.Fields = append(f.Fields, q.field("clock", "全部时限", options(crm.Clocks)), q.field("verdict", "全部结论", options(crm.Verdicts)))
	if !board {
		f.Further = []views.Field{q.field("step", "全部步骤", options(crm.Steps))}
	}
	f.Further = append(f.Further, q.field("department", "全部部门", options(crm.Departments)), q.field("handler", "全部经办人", people), q.field("category", "全部类别", options(categories)),
		views.Field{Name: "from", Label: filterNames["from"], Type: "date", Value: q.kept.Get("from")}, views.Field{Name: "to", Label: filterNames["to"], Type: "date", Value: q.kept.Get("to")})
	return f
}

var columnTones = []string{"red", "yellow", "blue", "teal", "purple"}

// board reads the columns.
func (a *App) board(c echo.Context, q *listQuery, f db.CaseFilter) (*views.BoardView, error) {
	now := a.Now().Unix()
	columns, err := a.Store.Board(c.Request().Context(), staff(c), f, crm.BoardSteps(), now)
	if err != nil {
		return nil, err
	}
	v := &views.BoardView{Self: q.href("view", "board"), Now: now}
	for i := range columns {
		v.Columns = append(v.Columns, columnView(q, i, &columns[i], now))
	}
	return v, nil
}

// columnView is the i-th column of the board.
func columnView(q *listQuery, i int, column *db.BoardColumn, now int64) views.CaseColumn {
	v := views.CaseColumn{ID: "column-" + strconv.Itoa(i+1), Label: crm.Steps[i].Label, Count: countText(column.Count), Tone: columnTones[i], Lines: caseLines(column.Cases, now, q.zone)}
	if column.Count > len(column.Cases) {
		v.More = q.href("view", "list", "step", string(column.Step), "state", "")
	}
	return v
}

// dueNote says how open cases are sorted.
func dueNote(unowned bool) string {
	if unowned {
		return "无人负责的最先，其余最先到期的在前"
	}
	return "最先到期的在前"
}

func countText(n int) string {
	if n == 0 {
		return "0"
	}
	return upTo999(n)
}

// caseLines makes rows ready to show.
func caseLines(rows []db.CaseRow, now int64, zone *time.Location) []views.CaseLine {
	lines := make([]views.CaseLine, len(rows))
	for i := range rows {
		lines[i] = caseLine(&rows[i], now, zone)
	}
	return lines
}

func caseLine(r *db.CaseRow, now int64, zone *time.Location) views.CaseLine {
	id := strconv.FormatInt(r.ID, 10)
	l := views.CaseLine{ID: id, Href: "/cases/" + id, No: r.No, Kind: crm.Label(crm.Kinds, string(r.Kind)), Summary: r.Summary, State: views.StateBadge(r.State),
		Person: r.Person, Place: r.Place, Department: department(r.Department), Worker: r.Handler, Received: views.When(r.ReceivedAt, now, zone), Unowned: r.Unowned}
	l.Mark, l.MarkTone = caseMark(r.Kind, r.Level, r.Urgent)
	if v := r.Legal.Verdict(now); v == crm.DueSoon || v == crm.Missed {
		l.Legal, l.LegalTone = "法定答复 "+views.LeftText(r.Legal.DueAt, now), map[crm.Verdict]string{crm.DueSoon: "orange", crm.Missed: "red"}[v]
	}
	switch {
	case !r.State.Open() && r.OnceMissed:
		l.Over, l.OverTone = "曾超时", "red"
	case !r.State.Open():
		l.Over, l.OverTone = "未超时", "green"
	case r.Gate != "" && r.Gate != crm.GateWaiting:
		l.Over = crm.Label(crm.GateLabels, string(r.Gate))
	case r.WaitOver(now):
		l.Over = "未联系上，可关闭"
	case r.GateOpensAt != 0:
		l.Over = "已书面通知，等待回复"
	case now < r.Next.PausedUntil:
		l.Over = "已暂停，" + views.When(r.Next.PausedUntil, now, zone) + " 恢复计时"
	case r.Next.DueAt == 0:
		l.Over = "无进行中的时限"
	default:
		l.Clock, l.Due, l.Soon = "外部时限", r.Next.DueAt, r.Next.SoonAt()
		if r.Clock != "" {
			l.Clock = crm.Label(crm.Clocks, string(r.Clock))
		}
		l.Missed = now > r.Next.DueAt
		l.OnceMissed = !l.Missed && r.Next.MissedDueAt != 0
	}
	return l
}

// caseMark is the level of a complaint or the urgency of anything, in a word and a tone.
func caseMark(kind crm.Kind, level crm.Level, urgent bool) (word, tone string) {
	switch {
	case urgent && kind == crm.Complaint && level != crm.General:
		return crm.Label(crm.Levels, string(level)) + "·紧急", "solid"
	case urgent:
		return "紧急", "solid"
	case kind == crm.Complaint:
		return crm.Label(crm.Levels, string(level)), levelTones[level]
	}
	return "", ""
}
