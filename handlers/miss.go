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

var missLabels = []views.Option{{Value: "clock", Label: "时限"}, {Value: "cycle", Label: "轮次"}, {Value: "reason", Label: "超时原因"}, {Value: "note", Label: "说明"}, {Value: "row_version", Label: "版本"}}

// missPage shows why a clock was missed, or asks for it: above the list for htmx, on a page of its own otherwise.
func (a *App) missPage(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	cycle, _ := strconv.Atoi(c.QueryParam("cycle")) // anything else is the last one
	v, err := a.missView(c, id, crm.Miss{Clock: crm.ClockName(c.QueryParam("clock")), Cycle: cycle})
	if err != nil {
		return err
	}
	return a.render(c, http.StatusOK, "超时原因", views.MissPage(v), views.MissDialog(v))
}

func (a *App) missView(c echo.Context, id int64, m crm.Miss) (*views.MissView, error) {
	who, now, zone := staff(c), a.Now().Unix(), a.zone(c)
	miss, err := a.Store.CaseMiss(c.Request().Context(), who, id, m.Clock, m.Cycle, now)
	if err != nil {
		return nil, err
	}
	path := recordPath("case", id)
	v := &views.MissView{CaseHref: path, No: miss.Case.No, Summary: miss.Case.Summary, URL: path + "/miss-reason", AcceptURL: path + "/miss-reason/acceptance",
		Clock: string(miss.Miss.Clock), Cycle: strconv.Itoa(miss.Miss.Cycle), InDialog: partial(c), Facts: missFacts(&miss, zone)}
	version := miss.Case.RowVersion
	if miss.AcceptedAt == 0 && miss.Case.MayExplain(who, miss.Miss.Clock, miss.Owner) {
		v.Form = &views.Form{Prefix: "miss-", Labels: missLabels, Key: newKey(), Version: version, Values: map[string][]string{"reason": {miss.Miss.Reason}, "note": {miss.Miss.Note}}}
	}
	if miss.AcceptedAt == 0 && miss.Miss.Reason != "" && who.May(crm.MissAccept) {
		v.Accept = &views.Form{Key: newKey(), Version: version}
	}
	return v, nil
}

func missFacts(m *db.CaseMiss, zone *time.Location) []views.Fact {
	due := m.Clock.MissedDueAt
	if due == 0 {
		due = m.Clock.DueAt
	}
	owner := m.OwnerName
	if owner == "" {
		owner = "无指定人"
	}
	met := "尚未完成"
	if m.Clock.MetAt != 0 {
		met = views.DateTimeSec(m.Clock.MetAt, zone)
	}
	facts := []views.Fact{{Label: "时限", Value: crm.Label(crm.Clocks, string(m.Miss.Clock)) + "（第" + strconv.Itoa(m.Miss.Cycle) + "轮）"},
		{Label: "应完成于", Value: views.DateTimeSec(due, zone)}, {Label: "完成于", Value: met}, {Label: "责任人", Value: owner}}
	if m.Miss.Reason != "" {
		facts = append(facts, views.Fact{Label: "原因", Value: m.Miss.Reason}, views.Fact{Label: "说明", Value: m.Miss.Note}, views.Fact{Label: "提出", Value: m.ByName + " " + views.DateTime(m.At, zone)})
	}
	if m.AcceptedAt != 0 {
		facts = append(facts, views.Fact{Label: "认可", Value: m.AcceptedBy + " " + views.DateTime(m.AcceptedAt, zone)})
	}
	return facts
}

// explainMiss takes the reason that the clock's owner proposes.
func (a *App) explainMiss(c echo.Context) error {
	return a.aboutMiss(c, "已提交超时原因，待项目经理认可", func(in *form, by db.By, id, seen int64, m crm.Miss) error {
		m.Reason, m.Note = in.Text("reason", 40), in.Lines("note", 500)
		if err := in.Err(); err != nil {
			return err
		}
		return a.Store.ExplainMiss(c.Request().Context(), by, id, seen, m)
	})
}

// acceptMiss takes the manager's word that the reason is so.
func (a *App) acceptMiss(c echo.Context) error {
	return a.aboutMiss(c, "已认可超时原因", func(in *form, by db.By, id, seen int64, m crm.Miss) error {
		if err := in.Err(); err != nil {
			return err
		}
		return a.Store.AcceptMiss(c.Request().Context(), by, id, seen, m)
	})
}

func (a *App) aboutMiss(c echo.Context, said string, change func(in *form, by db.By, id, seen int64, m crm.Miss) error) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	m := crm.Miss{Clock: crm.ClockName(in.Raw("clock")), Cycle: in.Int("cycle")}
	if err := change(in, a.by(c), id, in.Version(), m); err != nil {
		return a.missAgain(c, in, id, m, err)
	}
	if !partial(c) {
		a.say(c, said)
		return c.Redirect(http.StatusSeeOther, recordPath("case", id))
	}
	row, err := a.missRow(c, id, m)
	if err != nil {
		return err
	}
	c.Response().Header().Set("HX-Trigger", "close-dialog")
	part := views.MissDone(&row, said)
	return a.render(c, http.StatusOK, "", part, part)
}

// missRow is what the list below the dialog shows now.
func (a *App) missRow(c echo.Context, id int64, m crm.Miss) (views.ReasonView, error) {
	miss, err := a.Store.CaseMiss(c.Request().Context(), staff(c), id, m.Clock, m.Cycle, a.Now().Unix())
	row := db.ClockRow{CaseID: id, Cycle: miss.Miss.Cycle, Name: m.Clock, Reason: miss.Miss.Reason, Accepted: miss.AcceptedAt != 0}
	return reasonView(staff(c), &row, crm.Missed), err
}

// missAgain gives the form back with what was typed and what is wrong with it; a stale one with the new version.
func (a *App) missAgain(c echo.Context, in *form, id int64, m crm.Miss, err error) error {
	stale := asStale(err)
	if stale == nil && !crm.Is(err, crm.Invalid) {
		return err
	}
	status, message := statusOf(err, a.zone(c))
	v, loadErr := a.missView(c, id, m)
	if loadErr != nil {
		return loadErr
	}
	if v.Form == nil {
		return err
	}
	v.Form.Values, v.Form.Key, v.Form.Problems = in.Values, in.key(), problemsOf(err)
	if stale != nil {
		v.Alert = message
	}
	return a.render(c, status, "超时原因", views.MissPage(v), views.MissPart(v))
}
