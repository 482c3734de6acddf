package handlers

import (
	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

func voidCase(a *App, c echo.Context, in *form, id, seen int64) error {
	reason := in.Lines("reason", 2000)
	why := crm.CodeOf(crm.VoidReasons, in.Raw("why"))
	return in.send(func() error { return a.Store.VoidCase(c.Request().Context(), a.by(c), id, seen, why, reason) })
}

func removeHazard(a *App, c echo.Context, in *form, id, seen int64) error {
	at, how := in.Moment("at"), in.Lines("how", 2000)
	return in.send(func() error { return a.Store.RemoveHazard(c.Request().Context(), a.by(c), id, seen, at, how) })
}

func askReview(a *App, c echo.Context, in *form, id, seen int64) error {
	asked := crm.ReviewAsked{At: in.Moment("at"), Method: in.Raw("method"), Reason: in.Lines("reason", 2000)}
	return in.send(func() error { return a.Store.AskReview(c.Request().Context(), a.by(c), id, seen, asked) })
}

func decideReview(a *App, c echo.Context, in *form, id, seen int64) error {
	words := in.Lines("words", 2000)
	return in.send(func() error {
		return a.Store.DecideReview(c.Request().Context(), a.by(c), id, seen, in.Raw("verdict"), words)
	})
}

func changeKind(a *App, c echo.Context, in *form, id, seen int64) error {
	to := crm.KindChange{Kind: crm.Kind(in.Raw("kind")), Reason: in.Lines("reason", 2000), Agreed: in.On("agreed"), Method: in.Raw("method"), At: in.Moment("at")}
	return in.send(func() error { return a.Store.ChangeKind(c.Request().Context(), a.by(c), id, seen, to) })
}

func askAssist(a *App, c echo.Context, in *form, id, seen int64) error {
	due, task := in.Moment("due_at"), in.Lines("task", 500)
	return in.send(func() error {
		return a.Store.AskAssist(c.Request().Context(), a.by(c), id, seen, in.Department("department"), task, due)
	})
}

func finishAssist(a *App, c echo.Context, in *form, id, seen int64) error {
	result := in.Lines("result", 2000)
	return in.send(func() error {
		return a.Store.FinishAssist(c.Request().Context(), a.by(c), id, seen, in.Department("department"), result)
	})
}

// endings adds what was said about hazards, help and review.
func (p *casePage) endings(list *facts) {
	c, add := p.Case, list.add
	if c.HazardRemovedAt != 0 {
		add("隐患已消除", views.DateTime(c.HazardRemovedAt, p.loc))
	}
	for _, a := range p.Assists {
		value := crm.Label(crm.Departments, a.Department) + "：" + a.Task + "（" + a.AskedBy + "请求，" + views.DateTime(a.DueAt, p.loc) + "前）"
		if a.DoneAt != 0 {
			value += "；" + views.DateTime(a.DoneAt, p.loc) + " " + a.DoneBy + "：" + a.Result
		} else {
			value += "；未完成"
		}
		add("协办", value)
	}
	if due := c.ReviewDue(); due != 0 {
		add("复核", "待"+crm.Role(c.ReviewRole).Label()+"决定，时限 "+views.DateTimeSec(due, p.loc))
	} else if c.Review != "" {
		add("复核", crm.Label(crm.Reviews, c.Review))
	}
}

// outstanding says which departments have not done yet what they were asked for.
func (p *casePage) outstanding() string {
	words := ""
	for _, a := range p.Assists {
		if a.DoneAt == 0 {
			words += "协办未完成：" + crm.Label(crm.Departments, a.Department) + "，" + a.Task + "。"
		}
	}
	return words
}
