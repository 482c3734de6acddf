package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// usersPage lists the accounts of the project.
func (a *App) usersPage(c echo.Context) error {
	return a.usersList(c, http.StatusOK, &views.Form{Labels: views.AccountLabels, Key: newKey()})
}

func (a *App) usersList(c echo.Context, status int, form *views.Form) error {
	list, err := a.Store.Accounts(c.Request().Context(), staff(c), a.Now().Unix())
	if err != nil {
		return err
	}
	in := views.UsersInput{New: form}
	for i := range list {
		in.Accounts = append(in.Accounts, a.accountRow(c, &list[i]))
	}
	page := views.UsersPage(in)
	return a.render(c, status, "账号", page, page)
}

func (a *App) accountRow(c echo.Context, f *db.Account) views.AccountRow {
	row := views.AccountRow{Path: accountPath(f.ID), Login: f.Login, Name: f.Name, Pledged: views.Date(f.PledgedAt, a.zone(c)), Created: views.Date(f.CreatedAt, a.zone(c))}
	var roles []string
	for _, r := range f.Roles {
		roles = append(roles, strings.TrimSuffix(r.Role.Label()+" · "+roleScope(r), " · "))
	}
	row.Roles = strings.Join(roles, "、")
	switch {
	case f.DisabledAt != 0:
		row.Tone, row.Icon, row.State = "gray", "ban", "已停用"
	case len(f.Roles) == 0:
		row.Tone, row.Icon, row.State = "gray", "circle-dashed", "没有角色"
	case f.MustChange:
		row.Tone, row.Icon, row.State = "yellow", "key", "待改密码"
	default:
		row.Tone, row.Icon, row.State = "green", "circle-check", "使用中"
	}
	return row
}

// roleScope says what narrows a role.
func roleScope(r crm.Assignment) string {
	switch {
	case r.Department != "":
		return crm.Label(crm.Departments, r.Department)
	case len(r.Buildings) > 0:
		return strings.Join(r.Buildings, "、") + " 栋"
	}
	return ""
}

func accountPath(id int64) string { return "/admin/users/" + strconv.FormatInt(id, 10) }

// typedRole reads role, department and buildings of a form.
func typedRole(in *form) crm.Assignment {
	buildings, err := crm.ReadBuildings(in.Text("buildings", 200))
	in.Problems.AddError("buildings", err)
	return crm.Assignment{Role: crm.Role(in.Raw("role")), Department: in.Department("department"), Buildings: buildings}
}

// addUser makes an account and shows its one-time password once.
func (a *App) addUser(c echo.Context) error {
	in := a.input(c)
	account := db.NewAccount{Login: in.Raw("login"), Name: in.Text("name", 40), MustChange: true, Role: typedRole(in)}
	err := in.Err()
	if err == nil {
		err = crm.CheckAccount(account.Login, account.Name, account.Role) // before the slow hash
	}
	if err == nil {
		password := db.OneTimePassword()
		account.PasswordHash = db.HashPassword(password)
		var id int64
		if id, err = a.Store.AddStaff(c.Request().Context(), a.by(c), account); err == nil {
			return a.redirect(c, accountPath(id)+"?once="+a.once.keep(session(c).IDHash, password, a.Now()))
		}
	}
	var refusal *crm.Error
	if errors.As(err, &refusal) && refusal.Code == crm.Invalid {
		return a.usersList(c, http.StatusUnprocessableEntity, in.again(views.AccountLabels, refusal.Fields, ""))
	}
	return err
}

// userPage is one account; ?once= shows a password made just now.
func (a *App) userPage(c echo.Context) error {
	return a.account(c, http.StatusOK, &views.Form{Labels: views.AccountLabels, Key: newKey()})
}

func (a *App) account(c echo.Context, status int, form *views.Form) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := a.Store.Account(c.Request().Context(), staff(c), id, a.Now().Unix())
	if err != nil {
		return err
	}
	row := a.accountRow(c, &f)
	form.Version = f.Version
	in := views.AccountInput{Name: f.Name, Path: accountPath(id), Disabled: f.DisabledAt != 0, Homes: strings.Join(f.Homes, "，"), Form: form, Facts: []views.Fact{
		{Label: "登录名", Value: f.Login}, {Label: "姓名", Value: f.Name}, {Label: "状态", Value: row.State},
		{Label: "保密承诺", Value: row.Pledged}, {Label: "建立", Value: row.Created}, {Label: "停用", Value: views.DateTime(f.DisabledAt, a.zone(c))}}}
	for _, r := range f.Roles {
		in.Held = append(in.Held, views.RoleRow{Code: string(r.Role), Label: r.Role.Label(), Scope: cmp.Or(roleScope(r), "全项目")})
	}
	if password := a.once.take(session(c).IDHash, c.QueryParam("once"), a.Now()); password != "" {
		in.Once = &views.OneTimePassword{Login: f.Login, Password: password}
	}
	page := views.AccountPage(in)
	return a.render(c, status, "账号 "+f.Name, page, page)
}

// changeRoles gives an account a role or ends one.
func (a *App) changeRoles(c echo.Context) error {
	return a.changeUser(c, func(in *form, id, seen int64) (string, error) {
		switch role := typedRole(in); in.Raw("action") {
		case "end":
			return "", a.Store.EndRole(c.Request().Context(), a.by(c), id, seen, role.Role)
		case "add":
			if err := in.Err(); err != nil {
				return "", err
			}
			return "", a.Store.AddRole(c.Request().Context(), a.by(c), id, seen, role)
		}
		return "", crm.InvalidField("action", "请选择增加或结束角色")
	})
}

// changeHomes says where the person lives in the estate, so that they do not open their own household's files.
func (a *App) changeHomes(c echo.Context) error {
	return a.changeUser(c, func(in *form, id, seen int64) (string, error) {
		homes := in.Lines("homes", 200)
		if err := in.Err(); err != nil {
			return "", err
		}
		return "", a.Store.SetHomes(c.Request().Context(), a.by(c), id, seen, homes)
	})
}

// disableUser ends an account's access.
func (a *App) disableUser(c echo.Context) error {
	return a.changeUser(c, func(_ *form, id, seen int64) (string, error) {
		return "", a.Store.DisableStaff(c.Request().Context(), a.by(c), id, seen)
	})
}

// resetUser gives an account a new one-time password.
func (a *App) resetUser(c echo.Context) error {
	return a.changeUser(c, func(_ *form, id, seen int64) (string, error) {
		password := db.OneTimePassword()
		err := a.Store.ResetPassword(c.Request().Context(), a.by(c), id, seen, db.HashPassword(password))
		return "?once=" + a.once.keep(session(c).IDHash, password, a.Now()), err
	})
}

// changeUser runs one change of an account and goes back to its page; a refusal is told there, and what was typed stays.
func (a *App) changeUser(c echo.Context, change func(in *form, id, seen int64) (query string, err error)) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen := in.Version()
	query := ""
	if err = in.Err(); err == nil {
		query, err = change(in, id, seen)
	}
	var refusal *crm.Error
	var stale *db.Stale
	switch {
	case err == nil:
		return a.redirect(c, accountPath(id)+query)
	case errors.As(err, &refusal) && refusal.Code != crm.NotFound, errors.As(err, &stale):
		status, message := statusOf(err, a.zone(c))
		var problems map[string]string
		if refusal != nil {
			problems = refusal.Fields
		}
		return a.account(c, status, in.again(views.AccountLabels, problems, message))
	}
	return err
}
