package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// settingsPage shows the numbers of the project.
func (a *App) settingsPage(c echo.Context) error {
	form := &views.Form{}
	if staff(c).May(crm.SettingsEdit) {
		form.Key = newKey()
	}
	return a.settings(c, http.StatusOK, form)
}

// settings draws the page; what was typed stays, with the present number beside it.
func (a *App) settings(c echo.Context, status int, form *views.Form) error {
	set, err := a.Store.SettingsPage(c.Request().Context(), staff(c))
	if err != nil {
		return err
	}
	in := views.SettingsInput{Version: "第 " + strconv.FormatInt(set.Version, 10) + " 版 · " + set.By + " · " + views.DateTime(set.At, a.zone(c))}
	for _, g := range crm.SettingGroups() {
		group := views.SettingsGroup{Label: g.Label}
		for _, s := range g.Settings {
			field := views.SettingField{Name: s.Name, Label: s.Label, Unit: s.Unit, Min: s.Min, Max: s.Max, Value: strconv.FormatInt(s.Get(set.Settings), 10)}
			if typed := form.Values[s.Name]; len(typed) > 0 && typed[0] != field.Value {
				field.Now = field.Value
			}
			form.Labels = append(form.Labels, views.Option{Value: s.Name, Label: g.Label + "：" + s.Label})
			group.Fields = append(group.Fields, field)
		}
		in.Groups = append(in.Groups, group)
	}
	if staff(c).May(crm.SettingsEdit) {
		form.Version = set.Version
		in.Form = form
	}
	page := views.SettingsPage(in)
	return a.render(c, status, "系统设置", page, page)
}

// saveSettings makes a new version of the numbers.
func (a *App) saveSettings(c echo.Context) error {
	in := a.input(c)
	seen, err := in.Version(), in.Err()
	if err == nil {
		err = a.Store.SaveSettings(c.Request().Context(), a.by(c), seen, func(old crm.Settings) (crm.Settings, error) {
			return old.Read(func(name string) (string, bool) { return in.Raw(name), in.Values.Has(name) })
		})
	}
	var refusal *crm.Error
	var stale *db.Stale
	switch {
	case err == nil:
		a.say(c, "设置已保存")
		return a.redirect(c, "/admin/settings")
	case errors.As(err, &stale):
		status, message := statusOf(err, a.zone(c))
		return a.settings(c, status, in.again(nil, nil, message))
	case errors.As(err, &refusal) && refusal.Code == crm.Invalid:
		return a.settings(c, http.StatusUnprocessableEntity, in.again(nil, refusal.Fields, ""))
	}
	return err
}
