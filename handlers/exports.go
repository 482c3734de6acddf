package handlers

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// exportsPage lists what the person asked for or may decide about.
func (a *App) exportsPage(c echo.Context) error {
	before, err := cursor(c)
	if err != nil {
		return err
	}
	list, err := a.Store.Exports(c.Request().Context(), staff(c), int64(before), pageRows+1)
	if err != nil {
		return err
	}
	v := &views.ExportsView{CanAsk: staff(c).May(crm.CustomerExport)}
	if len(list) > pageRows {
		list = list[:pageRows]
		v.More = "/exports?after=" + strconv.FormatInt(list[pageRows-1].ID, 10)
	}
	for i := range list {
		v.Lines = append(v.Lines, a.exportLine(c, &list[i]))
	}
	part := views.ExportsPage(v)
	if before > 0 {
		part = views.ExportRows(v)
	}
	return a.render(c, http.StatusOK, "导出", views.ExportsPage(v), part)
}

func (a *App) exportLine(c echo.Context, e *crm.Export) views.ExportLine {
	l := views.ExportLine{Href: recordPath("export", e.ID), No: e.No, Subject: crm.Label(crm.ExportSubjects, e.Subject), Purpose: e.Purpose, Asker: e.Asker,
		Rows: strconv.FormatInt(e.Rows, 10), AskedAt: views.When(e.AskedAt, a.Now().Unix(), a.zone(c)), State: views.ExportBadge(e.State(a.Now().Unix()))}
	l.Plain = views.BadgeView{Tone: "green", Icon: "eye-off", Text: "脱敏"}
	if e.Plain {
		l.Plain = views.BadgeView{Tone: "orange", Icon: "eye", Text: "明文"}
	}
	return l
}

// newExport asks what the file is for; what of is chosen where the exports are listed.
func (a *App) newExport(c echo.Context) error {
	values := c.QueryParams()
	if values.Get("subject") == "" {
		return a.redirect(c, "/exports")
	}
	in, filter, err := a.wantedExport(c, values)
	if err != nil {
		return err
	}
	f := &views.Form{Labels: views.ExportLabels, Values: url.Values{"format": {crm.FormatXLSX}, "plain": {"no"}}, Key: newKey()}
	return a.renderNewExport(c, http.StatusOK, in, filter, f)
}

// wantedExport reads what is to be exported and by which filter; words of a search are left out. filter are the values that
// name it again.
func (a *App) wantedExport(c echo.Context, values url.Values) (in db.NewExport, filter url.Values, err error) {
	q := a.listQuery(c)
	q.values = values
	in.Subject = q.code("subject", crm.ExportSubjects)
	switch in.Subject {
	case crm.ExportCustomers:
		in.Customers = db.CustomerFilter{Type: q.code("type", crm.CustomerTypes), Building: q.raw("building")}
		if in.Customers.Building != "" {
			q.keep("building", in.Customers.Building)
		}
	case crm.ExportCases:
		people, err := a.people(c)
		if err != nil {
			return in, nil, err
		}
		in.Cases = caseFilter(q, people, a.Now())
		in.Cases.After, in.Cases.Limit = db.CaseKey{}, 0
		q.kept.Del("after")
	default:
		return in, nil, crm.InvalidField("subject", "请选择导出的内容")
	}
	if len(q.ignored) > 0 {
		return in, nil, crm.InvalidField("subject", q.notice())
	}
	return in, q.kept, nil
}

func (a *App) renderNewExport(c echo.Context, status int, in db.NewExport, filter url.Values, f *views.Form) error {
	e, limit, err := a.Store.PlanExport(c.Request().Context(), a.by(c), in, a.today(c))
	if err != nil {
		return err
	}
	v := &views.NewExportView{Form: f, Subject: crm.Label(crm.ExportSubjects, in.Subject), Back: "/" + in.Subject, Rows: e.Rows, Limit: limit, MayPlain: staff(c).May(crm.ExportPlain),
		WithoutContacts: in.Subject == crm.ExportCustomers && !e.Contacts(limit)}
	if v.Filter, err = a.filterWords(c, &e); err != nil {
		return err
	}
	for name := range filter {
		v.Hidden = append(v.Hidden, views.Option{Value: name, Label: filter.Get(name)})
	}
	return a.render(c, status, "导出"+v.Subject, views.NewExportPage(v), views.NewExportForm(v))
}

// filterWords say by what an export is narrowed.
func (a *App) filterWords(c echo.Context, e *crm.Export) ([]string, error) {
	parts, err := e.Filter()
	return factLines(parts, a.zone(c), nil), err
}

// askExport writes the wish down.
func (a *App) askExport(c echo.Context) error {
	in := a.input(c)
	wanted, filter, err := a.wantedExport(c, in.Values)
	if err != nil {
		return err
	}
	wanted.Format, wanted.Purpose, wanted.Plain = in.Raw("format"), in.Text("purpose", crm.MaxPurpose), in.On("plain")
	var e crm.Export
	if err = in.Err(); err == nil {
		e, err = a.Store.AskExport(c.Request().Context(), a.by(c), wanted, a.today(c))
	}
	if crm.Is(err, crm.Invalid) {
		return a.renderNewExport(c, http.StatusUnprocessableEntity, wanted, filter, in.again(views.ExportLabels, problemsOf(err), ""))
	}
	if err != nil {
		return err
	}
	if e.Plain {
		a.say(c, "已提交，等待另一人审批")
	}
	return a.redirect(c, recordPath("export", e.ID))
}

// exportPage is one export: what it is, where it stands, and the file once it may be fetched.
func (a *App) exportPage(c echo.Context) error {
	return a.showExport(c, http.StatusOK, &views.Form{Labels: views.ExportLabels, Key: newKey()})
}

func (a *App) showExport(c echo.Context, status int, f *views.Form) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	e, err := a.Store.ExportByID(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	f.Version = e.RowVersion
	now, zone, who := a.Now().Unix(), a.zone(c), staff(c)
	v := &views.ExportView{ExportLine: a.exportLine(c, &e), Form: f, Path: recordPath("export", id)}
	filter, err := a.filterWords(c, &e)
	if err != nil {
		return err
	}
	v.Facts = []views.Fact{{Label: "内容", Value: v.Subject}, {Label: "筛选", Value: views.FilterText(filter)}, {Label: "行数", Value: v.ExportLine.Rows}, {Label: "格式", Value: crm.Label(crm.ExportFormats, e.Format)},
		{Label: "用途", Value: e.Purpose}, {Label: "申请人", Value: e.Asker}, {Label: "申请时间", Value: views.DateTime(e.AskedAt, zone)}}
	if e.DecidedAt != 0 {
		v.Facts = append(v.Facts, views.Fact{Label: "审批人", Value: e.Decider}, views.Fact{Label: "审批时间", Value: views.DateTime(e.DecidedAt, zone)})
	}
	if e.ExpiresAt != 0 {
		v.Facts = append(v.Facts, views.Fact{Label: "下载期限", Value: views.DateTime(e.ExpiresAt, zone)}, views.Fact{Label: "下载次数", Value: strconv.FormatInt(e.Downloads, 10)})
	}
	v.CanFetch = e.AskedBy == who.ID && e.State(now) == crm.ExportReady
	v.CanDecide = e.AskedBy != who.ID && e.Status == crm.ExportWaiting && who.May(crm.ExportApprove)
	v.Waits = e.Status == crm.ExportWaiting && !v.CanDecide
	return a.render(c, status, "导出 "+e.No, views.ExportPage(v), views.ExportPart(v))
}

// decideExport approves a plain export or refuses it.
func (a *App) decideExport(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen, verdict, note := in.Version(), in.Raw("verdict"), in.Text("note", crm.MaxReason)
	if err = in.Err(); err == nil {
		err = a.Store.DecideExport(c.Request().Context(), a.by(c), id, seen, verdict, note)
	}
	if err == nil {
		return a.redirect(c, recordPath("export", id))
	}
	if stale := asStale(err); stale != nil {
		return a.showExport(c, http.StatusConflict, in.again(views.ExportLabels, nil, staleSentence(stale, a.zone(c))))
	}
	if crm.Is(err, crm.Invalid) {
		return a.showExport(c, http.StatusUnprocessableEntity, in.again(views.ExportLabels, problemsOf(err), ""))
	}
	return err
}

// downloadTime is how long a slow line may take for a file.
const downloadTime = 15 * time.Minute

var contentTypes = map[string]string{crm.FormatCSV: "text/csv; charset=utf-8", crm.FormatXLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// exportFile makes the file and sends it while it is being made.
func (a *App) exportFile(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	res := c.Response()
	if err := http.NewResponseController(res).SetWriteDeadline(time.Now().Add(downloadTime)); err != nil {
		return err
	}
	err = a.Store.FetchExport(c.Request().Context(), a.by(c), id, a.today(c), func(e crm.Export) io.Writer {
		res.Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+e.No+"."+e.Format+`"`)
		res.Header().Set(echo.HeaderContentType, contentTypes[e.Format])
		return res
	})
	if err != nil && res.Committed {
		a.Log.Error("export cut off", "error", err.Error(), "request_id", requestID(c))
		panic(http.ErrAbortHandler) // a file that ends too early must not look whole
	}
	if err != nil {
		res.Header().Del(echo.HeaderContentDisposition)
	}
	return err
}
