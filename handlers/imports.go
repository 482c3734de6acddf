package handlers

import (
	"bytes"
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

const (
	importsAtOnce = 50
	linesAtOnce   = 100
)

// listImports lists the imports of the project, newest first.
func (a *App) listImports(c echo.Context) error {
	before, err := cursor(c)
	if err != nil {
		return err
	}
	list, err := a.Store.Imports(c.Request().Context(), staff(c), int64(before), importsAtOnce+1)
	if err != nil {
		return err
	}
	v := &views.ImportsView{Imports: list, Loc: a.zone(c)}
	if len(list) > importsAtOnce {
		v.Imports = list[:importsAtOnce]
		v.More = "/imports?after=" + strconv.FormatInt(list[importsAtOnce-1].ID, 10)
	}
	part := views.ImportsPage(v)
	if before > 0 {
		part = views.ImportItems(v)
	}
	return a.render(c, http.StatusOK, "导入", views.ImportsPage(v), part)
}

// cursor is where a list goes on, 0 for its start.
func cursor(c echo.Context) (int, error) {
	raw := c.QueryParam("after")
	if raw == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(raw)
	if err != nil || n < 0 {
		return 0, echo.ErrNotFound
	}
	return n, nil
}

// newImport asks for the file.
func (a *App) newImport(c echo.Context) error {
	f := &views.Form{Labels: views.UploadLabels, Key: newKey(), Values: url.Values{"kind": {c.QueryParam("kind")}}}
	return a.render(c, http.StatusOK, "上传文件", views.UploadPage(f), views.UploadForm(f))
}

// uploadImport keeps an uploaded file for preview.
func (a *App) uploadImport(c echo.Context) error {
	in := a.input(c)
	b, err := a.startImport(c, in)
	if err == nil {
		return a.redirect(c, recordPath("import", b.ID))
	}
	if !crm.Is(err, crm.Invalid) {
		return err
	}
	f := in.again(views.UploadLabels, problemsOf(err), "文件没有上传")
	return a.render(c, http.StatusUnprocessableEntity, "上传文件", views.UploadPage(f), views.UploadForm(f))
}

func (a *App) startImport(c echo.Context, in *form) (b crm.Import, err error) {
	kind, err := crm.ImportKindOf(in.Raw("kind"))
	in.Problems.AddError("kind", err)
	file, header, err := c.Request().FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		in.Problems.Add("file", "请选择文件")
	case err != nil:
		return b, unreadable(err)
	default:
		defer file.Close()
	}
	if err := in.Err(); err != nil {
		return b, err
	}
	return a.Store.StartImport(c.Request().Context(), a.by(c), db.Upload{Kind: kind.Code, Name: header.Filename, File: file, Size: header.Size})
}

// showImport is the page of an import, or the next rows of it.
func (a *App) showImport(c echo.Context) error {
	v, err := a.importView(c)
	if err != nil {
		return err
	}
	if partial(c) && c.QueryParam("after") != "" {
		part := views.ImportLines(v)
		return a.render(c, http.StatusOK, v.FileName, part, part)
	}
	return a.renderImport(c, http.StatusOK, v)
}

func (a *App) renderImport(c echo.Context, status int, v *views.ImportView) error {
	return a.render(c, status, "导入 "+v.FileName, views.ImportPage(v), views.ImportPart(v))
}

// lineFilters are what the list of lines can be narrowed to.
var lineFilters = []string{"", "kept", "alike", crm.RowRefused, crm.RowNew, crm.RowSameCustomer, crm.RowChanged, crm.RowUnchanged, crm.RowIgnored}

func (a *App) importView(c echo.Context) (*views.ImportView, error) {
	id, err := pathID(c)
	if err != nil {
		return nil, err
	}
	after, err := cursor(c)
	if err != nil {
		return nil, err
	}
	outcome := c.QueryParam("outcome")
	if !slices.Contains(lineFilters, outcome) {
		return nil, echo.ErrNotFound
	}
	page, err := a.Store.ImportPage(c.Request().Context(), staff(c), id, db.ImportRows{Outcome: outcome, After: after, Limit: linesAtOnce})
	if err != nil {
		return nil, err
	}
	v := &views.ImportView{ImportPage: page, Loc: a.zone(c), Key: newKey()}
	if page.After != 0 {
		next := url.Values{"after": {strconv.Itoa(page.After)}}
		if outcome != "" {
			next.Set("outcome", outcome)
		}
		v.More = recordPath("import", id) + "?" + next.Encode()
	}
	return v, nil
}

// mapImport says which row is the heading and what each column holds.
func (a *App) mapImport(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	version, header := in.Version(), in.Int("header_row")
	var mapping crm.Mapping
	for i := 1; in.Values.Has("column_" + strconv.Itoa(i)); i++ {
		mapping = append(mapping, in.Raw("column_"+strconv.Itoa(i)))
	}
	if err = in.Err(); err == nil {
		err = a.Store.SetImportMapping(c.Request().Context(), a.by(c), id, version, header, mapping)
	}
	return a.answerImport(c, in, id, err, "各列已更新，请核对预览")
}

// commitImport puts the batch on file: all of it, or its good rows.
func (a *App) commitImport(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	version, partly, said := in.Version(), in.On("partial"), ""
	if err = in.Err(); err == nil {
		var b crm.Import
		b, err = a.Store.BeginCommit(c.Request().Context(), a.by(c), id, version, partly)
		if b.Status == crm.ImportCommitted {
			said = "已导入：" + views.ImportResult(b)
		}
	}
	return a.answerImport(c, in, id, err, said)
}

// takeBackImport takes off the file what the batch brought.
func (a *App) takeBackImport(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	version, said := in.Version(), ""
	if err = in.Err(); err == nil {
		var b crm.Import
		b, err = a.Store.BeginTakeBack(c.Request().Context(), a.by(c), id, version)
		if b.RowVersion != version {
			said = views.TakeBackResult(b)
		}
	}
	return a.answerImport(c, in, id, err, said)
}

// answerImport goes back to the page of the import; what was refused or came too late is said there, with what was typed.
func (a *App) answerImport(c echo.Context, in *form, id int64, err error, said string) error {
	if err == nil {
		if said != "" {
			a.say(c, said)
		}
		return a.redirect(c, recordPath("import", id))
	}
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict || asRepeated(err) != nil {
		return err
	}
	v, loadErr := a.importView(c)
	if loadErr != nil {
		return loadErr
	}
	v.Problem = message
	if in.Values.Has("header_row") {
		v.Mapping = in.again(views.MappingLabels(v.Columns), problemsOf(err), message)
		v.Problem = ""
	}
	return a.renderImport(c, status, v)
}

// importProgress is how far the work on a batch has come; once it is over the whole page is drawn anew.
func (a *App) importProgress(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	p, err := a.Store.ImportProgress(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	if p.What == "" || !partial(c) {
		return a.redirect(c, recordPath("import", id))
	}
	part := views.ImportWorking(id, p)
	return a.render(c, http.StatusOK, "导入", part, part)
}

// importErrors sends the rows that could not be imported, to be corrected.
func (a *App) importErrors(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	table, err := a.Store.RefusedRows(c.Request().Context(), a.by(c), id)
	if err != nil {
		return err
	}
	return sendTable(c, table.Name, table.Rows)
}

// importTemplate is an empty list of a kind with the usual headings.
func (a *App) importTemplate(c echo.Context) error {
	kind := crm.CustomerList
	if code := c.QueryParam("kind"); code != "" {
		var err error
		if kind, err = crm.ImportKindOf(code); err != nil {
			return echo.ErrNotFound
		}
	}
	return sendTable(c, "template-"+kind.Code+".csv", [][]string{kind.Template})
}

// sendTable sends a table as spreadsheet programs in Chinese offices open it: UTF-8 with its mark, CRLF.
func sendTable(c echo.Context, name string, rows [][]string) error {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}
