package handlers

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// health answers a watchdog; why it is not well stands in the log and on the pages.
func (a *App) health(c echo.Context) error {
	if err := a.Store.Ready(c.Request().Context()); err != nil || a.trouble().Stops != "" {
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

func (a *App) loginPage(c echo.Context) error {
	if staff(c).ID != 0 {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	if err := a.ensureID(c); err != nil {
		return err
	}
	in := views.LoginInput{Next: localPath(c.QueryParam("next")), Notice: idleNotice(c)}
	return a.bare(c, http.StatusOK, "登录", views.LoginPage(in))
}

// localPath is a path of this product, "/" for anything else.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// sourceLimit failures from one address lock it; an office shares one, so it is wider than an account's.
const sourceLimit = 100

// login checks a password. Unknown names, wrong passwords and locked accounts take as long and read the same.
func (a *App) login(c echo.Context) error {
	in := a.input(c)
	name, password := in.Raw("username"), in.Values.Get("password")
	ctx, by := c.Request().Context(), a.by(c)
	keys := []string{"account:" + strings.ToLower(name), "source:" + c.RealIP()}
	until, err := a.Store.LockedUntil(ctx, by.Now.Unix(), keys...)
	if err != nil {
		return err
	}
	account, err := a.Store.CredentialsOf(ctx, name)
	if err != nil {
		return err
	}
	if !db.CheckPassword(account.Hash, password) || until != 0 {
		if until == 0 {
			if err := a.Store.FailLogin(ctx, by, keys, []int{db.AccountLimit, sourceLimit}); err != nil {
				return err
			}
		}
		return a.loginAgain(c, name, until)
	}
	old, id := a.hashedID(c), newID()
	if err := a.Store.SignIn(ctx, by, account.ID, db.HashID(id), old, keys[:1]); err != nil {
		return err
	}
	if err := a.setID(c, id); err != nil {
		return err
	}
	if partial(c) {
		c.Response().Header().Set("HX-Trigger", `{"close-dialog":"","signed-in":"`+a.csrfToken(c)+`"}`)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, localPath(in.Raw("next")))
}

func (a *App) loginAgain(c echo.Context, name string, until int64) error {
	status, problem := http.StatusUnprocessableEntity, "登录名或密码不正确"
	if until != 0 {
		status = http.StatusTooManyRequests
		problem = fmt.Sprintf("登录失败次数过多，请 %d 分钟后再试", (until-a.Now().Unix()+59)/60) // nobody's zone is known here
	}
	in := views.LoginInput{Username: name, Next: localPath(c.Request().PostForm.Get("next")), Problem: problem, InDialog: partial(c)}
	if partial(c) {
		part := views.LoginForm(in)
		return a.render(c, status, "登录", part, part)
	}
	return a.bare(c, status, "登录", views.LoginPage(in))
}

func (a *App) logout(c echo.Context) error {
	if err := a.Store.EndSession(c.Request().Context(), a.by(c), session(c).IDHash); err != nil {
		return err
	}
	if err := a.setID(c, ""); err != nil {
		return err
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	return a.redirect(c, "/login")
}

var passwordLabels = []views.Option{{Value: "current", Label: "当前密码"}, {Value: "new", Label: "新密码"}, {Value: "repeat", Label: "再次输入新密码"}}

func (a *App) passwordPage(c echo.Context) error {
	return a.bare(c, http.StatusOK, "修改密码", views.PasswordPage(&views.Form{Labels: passwordLabels}, staff(c).Login, staff(c).MustChange))
}

func (a *App) changePassword(c echo.Context) error {
	in, who := a.input(c), staff(c)
	current, fresh := in.Values.Get("current"), in.Values.Get("new")
	account, err := a.Store.CredentialsOf(c.Request().Context(), who.Login)
	if err != nil {
		return err
	}
	in.Problems.Check(db.CheckPassword(account.Hash, current), "current", "当前密码不正确")
	if why := crm.WeakPassword(fresh, who.Login, who.Name, session(c).Project.Name); why != "" {
		in.Problems.Add("new", why)
	}
	in.Problems.Check(fresh != current, "new", "新密码不能与当前密码相同")
	in.Problems.Check(!in.Values.Has("repeat") || in.Values.Get("repeat") == fresh, "repeat", "两次输入的新密码不一致，请重新输入")
	if in.Err() != nil {
		f := &views.Form{Labels: passwordLabels, Problems: in.Problems}
		return a.bare(c, http.StatusUnprocessableEntity, "修改密码", views.PasswordPage(f, who.Login, who.MustChange))
	}
	id := newID()
	if err := a.Store.ChangePassword(c.Request().Context(), a.by(c), db.HashPassword(fresh), db.HashID(id)); err != nil {
		return err
	}
	if err := a.setID(c, id); err != nil {
		return err
	}
	return a.redirect(c, "/")
}

var pledgeLabels = []views.Option{{Value: "agree", Label: "同意"}}

// asCommittee reports whether somebody is here for the committee's page alone.
func asCommittee(c echo.Context) bool { return staff(c).Role() == crm.Committee }

func (a *App) pledgePage(c echo.Context) error {
	return a.bare(c, http.StatusOK, "保密承诺", views.PledgePage(&views.Form{Labels: pledgeLabels}, asCommittee(c)))
}

func (a *App) signPledge(c echo.Context) error {
	in := a.input(c)
	if !in.On("agree") {
		f := in.again(pledgeLabels, map[string]string{"agree": "请先勾选，承诺后才能继续"}, "")
		return a.bare(c, http.StatusUnprocessableEntity, "保密承诺", views.PledgePage(f, asCommittee(c)))
	}
	if err := a.Store.SignPledge(c.Request().Context(), a.by(c)); err != nil {
		return err
	}
	return a.redirect(c, "/")
}

func (a *App) switchProject(c echo.Context) error {
	if err := a.Store.SwitchProject(c.Request().Context(), a.by(c), session(c).IDHash, a.input(c).Raw("project")); err != nil {
		return err
	}
	return a.redirect(c, "/")
}
