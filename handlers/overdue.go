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

// overdueVerdicts are the lists of the overdue page.
var overdueVerdicts = []crm.Choice{{Code: string(crm.DueSoon), Label: "即将超时"}, {Code: string(crm.Missed), Label: "已超时"}, {Code: string(crm.Paused), Label: "已暂停"}, {Code: string(crm.Late), Label: "超时已办或已了结"}}

// overdueShort is how many rows each list has while all stand on one page.
var overdueShort = map[crm.Verdict]int{crm.DueSoon: 10, crm.Missed: 30, crm.Paused: 10, crm.Late: 10}

// overduePage is what is late and what is about to be; who may see totals only sees the figures.
func (a *App) overduePage(c echo.Context) error {
	who, now := staff(c), a.Now().Unix()
	people, err := a.people(c)
	if err != nil {
		return err
	}
	q := a.listQuery(c)
	f := db.ClockFilter{Verdict: crm.Verdict(q.code("verdict", overdueVerdicts)), Clock: crm.ClockName(q.code("clock", crm.Clocks)),
		Department: q.code("department", crm.Departments), Person: q.login("person", people), After: clockKey(q)}
	figures := who.Reach(crm.OverdueRead) == crm.Totals
	if q.code("view", []crm.Choice{{Code: "counts"}}) != "" || figures {
		return a.overdueCounts(c, figures)
	}
	v := &views.OverdueView{Now: now, Nav: analysisTabs(c), Filter: overdueFilter(q, people)}
	part := views.OverdueList(v)
	if f.Verdict == "" {
		err = a.overdueSections(c, q, f, v)
	} else {
		err = a.overdueSection(c, q, f, v)
		if err == nil && f.After.Case != 0 {
			part = views.ClockRows(v.Sections[0].Lines, v.Sections[0].More, now)
		}
	}
	if err != nil {
		return err
	}
	return a.render(c, http.StatusOK, "超时督办", views.OverduePage(v), part)
}

func overdueFilter(q *listQuery, people []views.Option) views.FilterView {
	f := views.FilterView{Path: q.path, Clear: q.path, Ignored: q.notice()}
	f.Fields = []views.Field{q.field("clock", "全部时限", options(crm.Clocks)), q.field("department", "全部部门", options(crm.Departments)), q.field("person", "全部责任人", people)}
	if v := q.kept.Get("verdict"); v != "" {
		f.Hidden = []views.Option{{Value: "verdict", Label: v}}
	}
	return f
}

// clockKey reads «after» of a list of clocks: due, case, cycle, place of the clock among the four from 1.
func clockKey(q *listQuery) db.ClockKey {
	n := q.numbers(4)
	if n == nil || n[3] > int64(len(crm.ClockNames)) {
		return db.ClockKey{}
	}
	return db.ClockKey{Due: n[0], Case: n[1], Cycle: int(n[2]), Clock: crm.ClockNames[n[3]-1]}
}

func clockKeyText(k db.ClockKey) string {
	place := 0
	for i, name := range crm.ClockNames {
		if name == k.Clock {
			place = i + 1
		}
	}
	return strconv.FormatInt(k.Due, 10) + "-" + strconv.FormatInt(k.Case, 10) + "-" + strconv.Itoa(k.Cycle) + "-" + strconv.Itoa(place)
}

// overdueSections are the beginnings of all lists.
func (a *App) overdueSections(c echo.Context, q *listQuery, f db.ClockFilter, v *views.OverdueView) error {
	f.After = db.ClockKey{}
	for _, verdict := range overdueVerdicts {
		f.Verdict = crm.Verdict(verdict.Code)
		f.Limit = overdueShort[f.Verdict] + 1
		rows, err := a.Store.Clocks(c.Request().Context(), staff(c), f, v.Now)
		if err != nil {
			return err
		}
		s := clockSection(f.Verdict)
		if len(rows) == f.Limit {
			rows, s.All = rows[:f.Limit-1], q.href("verdict", verdict.Code)
		}
		s.Lines = a.clockLines(c, rows, v.Now)
		v.Sections = append(v.Sections, s)
	}
	return a.overdueTabs(c, q, v)
}

// overdueSection is one list, page by page.
func (a *App) overdueSection(c echo.Context, q *listQuery, f db.ClockFilter, v *views.OverdueView) error {
	f.Limit = pageRows + 1
	rows, err := a.Store.Clocks(c.Request().Context(), staff(c), f, v.Now)
	if err != nil {
		return err
	}
	s := clockSection(f.Verdict)
	if len(rows) == f.Limit {
		rows = rows[:pageRows]
		s.More = q.href("after", clockKeyText(f.KeyOf(rows[pageRows-1])))
	}
	s.Lines = a.clockLines(c, rows, v.Now)
	v.Sections = []views.ClockSection{s}
	return a.overdueTabs(c, q, v)
}

func clockSection(v crm.Verdict) views.ClockSection {
	switch v {
	case crm.DueSoon:
		return views.ClockSection{Title: "即将超时", Icon: "alarm", Empty: "没有即将超时的时限。"}
	case crm.Missed:
		return views.ClockSection{Title: "已超时，尚未办", Icon: "alert-triangle", Empty: "没有超时未办的时限。"}
	case crm.Paused:
		return views.ClockSection{Title: "已暂停（挂起）", Icon: "clock-pause", Empty: "没有暂停的时限。"}
	}
	return views.ClockSection{Title: "超时已办或已了结", Icon: "clock-exclamation", Empty: "没有超时的记录。"}
}

// overdueTabs are the links to the lists, with what they hold.
func (a *App) overdueTabs(c echo.Context, q *listQuery, v *views.OverdueView) error {
	missed, soon, err := a.Store.Pressing(c.Request().Context(), staff(c), v.Now)
	if err != nil {
		return err
	}
	current := q.kept.Get("verdict")
	v.Tabs = []views.TabView{
		{Href: q.href("verdict", ""), Label: "全部", Active: current == ""},
		{Href: q.href("verdict", string(crm.DueSoon)), Label: "即将超时", Count: countText(soon), Active: current == string(crm.DueSoon)},
		{Href: q.href("verdict", string(crm.Missed)), Label: "已超时", Count: countText(missed), Active: current == string(crm.Missed)},
		{Href: q.href("verdict", string(crm.Paused)), Label: "已暂停", Active: current == string(crm.Paused)},
		{Href: q.href("verdict", string(crm.Late)), Label: "超时已办或已了结", Active: current == string(crm.Late)},
	}
	return nil
}

// overdueCounts are the figures, asked for by the page once it stands.
func (a *App) overdueCounts(c echo.Context, figures bool) error {
	now := a.Now()
	counts, err := a.Store.OverdueCounts(c.Request().Context(), staff(c), now.Unix(), a.zone(c))
	if err != nil {
		return err
	}
	v := countsView(counts, !figures)
	page := views.OverduePage(&views.OverdueView{Now: now.Unix(), Nav: analysisTabs(c), Counts: v, NoCases: true})
	return a.render(c, http.StatusOK, "超时督办", page, views.Counts(v))
}

// shownPeople is how many people the figures name.
const shownPeople = 20

func countsView(o db.OverdueCounts, links bool) *views.CountsView {
	lines := func(list []db.CountLine, name string) []views.CountView {
		made := make([]views.CountView, len(list))
		for i, l := range list {
			made[i] = views.CountView{Label: l.Label, Missed: strconv.Itoa(l.Missed), DueSoon: strconv.Itoa(l.DueSoon), Late: strconv.Itoa(l.Late)}
			if links && l.Code != "" {
				made[i].Href = "/overdue?" + name + "=" + l.Code
			}
		}
		return made
	}
	return &views.CountsView{Clocks: lines(o.Clocks, "clock"), Departments: lines(o.Departments, "department"), People: lines(o.People[:min(len(o.People), shownPeople)], "person")}
}

// clockLines makes rows ready to show.
func (a *App) clockLines(c echo.Context, rows []db.ClockRow, now int64) []views.ClockLine {
	who := staff(c)
	lines := make([]views.ClockLine, len(rows))
	for i := range rows {
		lines[i] = clockLine(who, &rows[i], now, a.zone(c))
	}
	return lines
}

func clockLine(who crm.Staff, r *db.ClockRow, now int64, zone *time.Location) views.ClockLine {
	id, cycle := strconv.FormatInt(r.CaseID, 10), strconv.Itoa(r.Cycle)
	l := views.ClockLine{ID: "clock-" + id + "-" + cycle + "-" + string(r.Name), Href: "/cases/" + id, No: r.No, Summary: r.Summary,
		Clock: crm.Label(crm.Clocks, string(r.Name)), Department: department(r.Department), Owner: r.Owner}
	if r.Owner == "" {
		l.Owner = "无指定人"
	}
	mark, tone := caseMark(r.Kind, r.Level, r.Urgent)
	l.Mark, l.MarkTone = markText(crm.Label(crm.Kinds, string(r.Kind)), mark), tone
	verdict := r.Clock.Verdict(now)
	switch {
	case now < r.Clock.PausedUntil:
		l.Held = views.When(r.Clock.PausedUntil, now, zone) + " 恢复计时"
	case r.Clock.Open():
		l.Due, l.Soon = r.Clock.DueAt, r.Clock.SoonAt()
	case r.Clock.MetAt != 0:
		l.Over = "超时 " + views.Duration(max(r.Clock.MetAt-r.Clock.MissedDueAt, 0)) + "完成"
	default:
		l.Over = "超时未办，诉求已了结"
	}
	l.Reason = reasonView(who, r, verdict)
	return l
}

// reasonView is what the reader sees and may do about the reason of a miss.
func reasonView(who crm.Staff, r *db.ClockRow, verdict crm.Verdict) views.ReasonView {
	id, cycle := strconv.FormatInt(r.CaseID, 10), strconv.Itoa(r.Cycle)
	v := views.ReasonView{ID: "reason-" + id + "-" + cycle + "-" + string(r.Name)}
	if verdict != crm.Missed && verdict != crm.Late {
		return v
	}
	href := "/cases/" + id + "/miss-reason?clock=" + string(r.Name) + "&cycle=" + cycle
	switch {
	case r.Accepted:
		v.Text, v.Tone = r.Reason+"（已认可）", "green"
	case r.Reason != "":
		v.Text, v.Tone = r.Reason+"（待认可）", "orange"
		if who.May(crm.MissAccept) {
			v.Href, v.Act = href, "认可"
		}
	case who.May(crm.MissExplain):
		v.Href, v.Act = href, "说明原因"
	default:
		v.Text, v.Tone = "尚未说明", "secondary"
	}
	return v
}
