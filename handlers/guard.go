package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// guard lets a request reach its handler: form readable, token right, signed in, one-time password and pledge done, right held.
func (a *App) guard(r Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		who := staff(c)
		if who.ID == 0 && r.Capability != crm.Public {
			return a.askLogin(c)
		}
		if err := readForm(c, r); err != nil {
			return err
		}
		if r.Method != http.MethodGet {
			if err := a.mayChange(c, r); err != nil {
				return err
			}
		}
		if r.Capability == crm.Public {
			return r.Handle(a, c)
		}
		if gate := a.firstThings(who, r); gate != "" {
			return a.redirect(c, gate)
		}
		if !who.May(r.Capability) {
			if err := a.Store.Refused(c.Request().Context(), a.by(c), r.Method+" "+r.Path); err != nil {
				return err
			}
			return crm.Refuse(crm.Forbidden, sentences[http.StatusForbidden])
		}
		err := r.Handle(a, c)
		if first := asRepeated(err); first != nil {
			return a.redirect(c, recordPath(first.Subject, first.ID))
		}
		return err
	}
}

// mayChange refuses a change that another page sent, or that cannot be kept for now.
func (a *App) mayChange(c echo.Context, r Route) error {
	if !a.tokenFits(c) {
		return crm.Refuse(crm.Forbidden, "页面已过期，请刷新后重试")
	}
	if stops := a.trouble().Stops; stops != "" && r.Path != "/login" && r.Path != "/logout" {
		return crm.Refuse(crm.Full, stops)
	}
	return nil
}

// firstThings names the page that comes before all others: a new password, the yearly pledge.
func (a *App) firstThings(who crm.Staff, r Route) string {
	switch {
	case r.Path == "/logout" || r.Path == "/password" || r.Path == "/project":
		return ""
	case who.MustChange:
		return "/password"
	case r.Path != "/pledge" && who.PledgeDue(a.Now().Unix()):
		return "/pledge"
	}
	return ""
}

// askLogin sends a browser to the log-in page, and htmx the log-in dialog in place.
func (a *App) askLogin(c echo.Context) error {
	if partial(c) {
		if err := a.ensureID(c); err != nil {
			return err
		}
		part := views.LoginDialog(views.LoginInput{Notice: idleNotice(c), InDialog: true})
		return a.render(c, http.StatusUnauthorized, "登录", part, part)
	}
	next := "/"
	if c.Request().Method == http.MethodGet {
		next = c.Request().URL.Path
	}
	return c.Redirect(http.StatusSeeOther, "/login?next="+url.QueryEscape(next))
}

// idleNotice says why somebody who was signed in is asked again.
func idleNotice(c echo.Context) string {
	if c.Get("expired") == nil {
		return ""
	}
	return "长时间未操作，请重新登录"
}

// ensureID gives a browser without an id one, so that the log-in form has a token.
func (a *App) ensureID(c echo.Context) error {
	if a.browser(c).ID != "" {
		return nil
	}
	return a.setID(c, newID())
}

// hashedID is how the browser's id stands in the table.
func (a *App) hashedID(c echo.Context) string { return db.HashID(a.browser(c).ID) }
