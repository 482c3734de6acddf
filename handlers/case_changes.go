package handlers

import (
	"cmp"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
)

// What changes the course of a case beside its work: waiting, handing on, correcting.

func holdCase(a *App, c echo.Context, in *form, id, seen int64) error {
	h := crm.Hold{Reason: in.Raw("reason"), Evidence: in.Text("evidence", 200), Until: in.Date("until"), Method: in.Raw("method"), ToldAt: in.Moment("told_at"), Note: in.Lines("note", 2000)}
	return in.send(func() error { return a.Store.HoldCase(c.Request().Context(), a.by(c), id, seen, h) })
}

func resumeCase(a *App, c echo.Context, in *form, id, seen int64) error {
	note := in.Lines("note", 2000)
	return in.send(func() error { return a.Store.ResumeCase(c.Request().Context(), a.by(c), id, seen, note) })
}

func transferCase(a *App, c echo.Context, in *form, id, seen int64) error {
	t := crm.Transfer{Department: in.Department("department"), Reason: in.Lines("reason", 2000)}
	return in.send(func() error {
		return a.Store.TransferCase(c.Request().Context(), a.by(c), id, seen, t, in.Raw("handler"))
	})
}

func handOverIntake(a *App, c echo.Context, in *form, id, seen int64) error {
	reason := in.Lines("reason", 2000)
	return in.send(func() error {
		return a.Store.HandOverIntake(c.Request().Context(), a.by(c), id, seen, in.Raw("owner"), reason)
	})
}

func changeLevel(a *App, c echo.Context, in *form, id, seen int64) error {
	l := crm.LevelChange{Level: crm.Level(in.Raw("level")), ToldNewDate: in.Moment("told_new_date_at"), Reason: in.Lines("reason", 2000)}
	return in.send(func() error { return a.Store.ChangeLevel(c.Request().Context(), a.by(c), id, seen, l) })
}

func correctReceipt(a *App, c echo.Context, in *form, id, seen int64) error {
	r := crm.Receipt{At: in.Moment("received_at"), LateEntry: in.Raw("late_entry_reason"), Reason: in.Lines("reason", 2000)}
	return in.send(func() error { return a.Store.CorrectReceipt(c.Request().Context(), a.by(c), id, seen, r) })
}

// changeCategory reads a category with its sub-category from one list, «cleaning/楼道», or from two fields.
func changeCategory(a *App, c echo.Context, in *form, id, seen int64) error {
	category, sub, _ := strings.Cut(in.Raw("category"), "/")
	r := crm.Recategorised{Category: category, SubCategory: cmp.Or(in.Raw("sub_category"), sub), Reason: in.Lines("reason", 2000)}
	return in.send(func() error { return a.Store.ChangeCategory(c.Request().Context(), a.by(c), id, seen, r) })
}

func annulMiss(a *App, c echo.Context, in *form, id, seen int64) error {
	n := crm.Annulment{Clock: crm.ClockName(in.Raw("clock")), Cycle: in.Int("cycle"), Cause: crm.CodeOf(crm.AnnulCauses, in.Raw("cause")), Reason: in.Lines("reason", 2000), NewDue: in.Moment("new_due_at")}
	return in.send(func() error { return a.Store.AnnulMiss(c.Request().Context(), a.by(c), id, seen, n) })
}
