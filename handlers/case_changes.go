package handlers

import (
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
