package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

const fieldsPath = "/admin/fields"

// extraFieldsPage lists the fields the project adds to its customers' files.
func (a *App) extraFieldsPage(c echo.Context) error {
	return a.showExtraFields(c, http.StatusOK, "")
}

func (a *App) showExtraFields(c echo.Context, status int, alert string) error {
	fields, err := a.Store.ExtraFields(c.Request().Context(), staff(c))
	if err != nil {
		return err
	}
	v := &views.ExtraFieldsView{CanEdit: staff(c).May(crm.SettingsEdit), Alert: alert}
	for _, f := range fields {
		row := views.ExtraFieldRow{Name: f.Name, Kind: crm.Label(crm.ExtraKinds, f.Kind), Purpose: f.Purpose, Readers: readerNames(f), Choices: strings.Join(f.Choices, "、"),
			Retired: f.RetiredAt != 0, Version: f.RowVersion}
		if v.CanEdit && !row.Retired {
			row.URL = fieldsPath + "/" + strconv.FormatInt(f.ID, 10)
		}
		v.Rows = append(v.Rows, row)
	}
	page := views.ExtraFieldsPage(v)
	return a.render(c, status, "补充字段", page, page)
}

func readerNames(f crm.ExtraField) string {
	if len(f.Readers) == 0 {
		return "能看客户档案的人"
	}
	names := make([]string, len(f.Readers))
	for i, r := range f.Readers {
		names[i] = r.Label()
	}
	return strings.Join(names, "、")
}

// extraFieldForm is the form of a field; its kind can only be chosen once.
func extraFieldForm(path string, fresh bool) formPage {
	var readers []views.Option
	for _, r := range crm.ExtraReaders {
		readers = append(readers, views.Option{Value: string(r), Label: r.Label()})
	}
	p := formPage{title: "补充字段", lead: "每个字段都要写明用途；身份证、生日、健康等信息不收集。", url: path, back: fieldsPath,
		fields: []views.Field{{Name: "name", Label: "字段名称", Max: crm.MaxFieldName, Required: true}}}
	if fresh {
		p.fields = append(p.fields, views.Field{Name: "kind", Label: "类型", Type: "select", Empty: "请选择", Options: views.Choices(crm.ExtraKinds), Required: true})
	}
	p.fields = append(p.fields,
		views.Field{Name: "purpose", Label: "用途", Type: "textarea", Rows: 2, Max: crm.MaxFieldPurpose, Required: true, Hint: "填写档案的人会看到"},
		views.Field{Name: "choices", Label: "选项", Type: "textarea", Rows: 4, Max: 500, Hint: "只用于单选，每行一个"},
		views.Field{Name: "readers", Label: "谁能看和改", Type: "checks", Options: readers, Hint: "都不选：能看客户档案的人都能看"})
	return p
}

func extraOnFile(f crm.ExtraField) url.Values {
	v := url.Values{"name": {f.Name}, "purpose": {f.Purpose}, "choices": {strings.Join(f.Choices, "\n")}}
	for _, r := range f.Readers {
		v.Add("readers", string(r))
	}
	return v
}

// newExtraField asks for a new field.
func (a *App) newExtraField(c echo.Context) error {
	return a.askForm(c, extraFieldForm(fieldsPath, true), nil, 0)
}

// addExtraField adds it.
func (a *App) addExtraField(c echo.Context) error {
	in := a.input(c)
	f, err := readExtraField(in), in.Err()
	if err == nil {
		_, err = a.Store.SaveExtraField(c.Request().Context(), a.by(c), 0, f)
	}
	return a.answerForm(c, extraFieldForm(fieldsPath, true), in, nil, err, "字段已添加")
}

func readExtraField(in *form) crm.ExtraField {
	f := crm.ExtraField{Name: in.Text("name", crm.MaxFieldName), Kind: in.Raw("kind"), Purpose: in.Lines("purpose", crm.MaxFieldPurpose), Choices: crm.ReadChoices(in.Lines("choices", 500))}
	for _, r := range in.Many("readers") {
		f.Readers = append(f.Readers, crm.Role(r))
	}
	return f
}

// editExtraField shows a field to be changed.
func (a *App) editExtraField(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := a.Store.ExtraField(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	return a.askForm(c, extraFieldForm(c.Request().URL.Path, false), extraOnFile(f), f.RowVersion)
}

// changeExtraField changes it.
func (a *App) changeExtraField(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	old, err := a.Store.ExtraField(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	in := a.input(c)
	f, seen := readExtraField(in), in.Version()
	f.ID = id
	if err = in.Err(); err == nil {
		_, err = a.Store.SaveExtraField(c.Request().Context(), a.by(c), seen, f)
	}
	return a.answerForm(c, extraFieldForm(c.Request().URL.Path, false), in, extraOnFile(old), err, "字段已修改")
}

// retireExtraField takes a field off the files.
func (a *App) retireExtraField(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen := in.Version()
	if err := in.Err(); err != nil {
		return err
	}
	err = a.Store.RetireExtraField(c.Request().Context(), a.by(c), seen, id)
	if stale := asStale(err); stale != nil {
		return a.showExtraFields(c, http.StatusConflict, staleSentence(stale, a.zone(c)))
	}
	if err != nil {
		return err
	}
	a.say(c, "字段已停用")
	return a.redirect(c, fieldsPath)
}
