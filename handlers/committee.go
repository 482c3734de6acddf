package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// committeePage lists the months put before the owners' committee.
func (a *App) committeePage(c echo.Context) error { return a.committeeList(c, http.StatusOK, "") }

func (a *App) committeeList(c echo.Context, status int, problem string) error {
	months, err := a.Store.CommitteeReports(c.Request().Context(), a.by(c))
	if err != nil {
		return err
	}
	in := views.CommitteeInput{CanPublish: staff(c).May(crm.CommitteePublish), Problem: problem}
	for i, period := range months.Open {
		in.Open = append(in.Open, views.PublishForm{Month: period.Label(), Path: committeePath(period.String()), Key: newKey(), Primary: i == 0})
	}
	for _, v := range months.Published {
		if n := len(in.Months); n > 0 && in.Months[n-1].Path == committeePath(v.Period) {
			in.Months[n-1].Older = append(in.Months[n-1].Older, versionLink(v, false))
			continue
		}
		in.Months = append(in.Months, views.CommitteeMonth{Label: periodLabel(v.Period), Path: committeePath(v.Period), Version: v.Version,
			DataUntil: views.DateTime(v.DataUntilAt, a.zone(c)), Hash: v.Hash[:12]})
	}
	page := views.CommitteePage(in)
	return a.render(c, status, "业委会专页", page, page)
}

// committeeReport shows one published month, an older version of it with ?version=.
func (a *App) committeeReport(c echo.Context) error {
	period, err := pathPeriod(c)
	if err != nil {
		return err
	}
	version, err := queryVersion(c)
	if err != nil {
		return err
	}
	report, err := a.Store.CommitteeReport(c.Request().Context(), a.by(c), period, version)
	if crm.Is(err, crm.NotFound) && version == 0 && staff(c).May(crm.CommitteePublish) {
		return a.previewMonth(c, period, err)
	}
	if err != nil {
		return err
	}
	newest := report.Versions[0].Version
	in := views.CommitteeReportInput{Report: report.Report, Month: period.Label(), Hash: report.Hash, Intact: report.Intact,
		Today: a.Now().In(a.zone(c)).Format(time.DateOnly), Newest: report.Version == newest}
	for _, v := range report.Versions {
		in.Versions = append(in.Versions, versionLink(v, v.Version == report.Version))
	}
	if staff(c).May(crm.CommitteePublish) {
		in.Publish = &views.PublishForm{Month: period.Label(), Path: committeePath(period.String()), Key: newKey(), Version: newest}
	}
	page := views.CommitteeReport(in)
	return a.render(c, http.StatusOK, "业委会专页 "+period.Label(), page, page)
}

// previewMonth shows who publishes what a month would say; one that cannot be published is missing.
func (a *App) previewMonth(c echo.Context, period crm.Period, missing error) error {
	report, err := a.Store.PreviewMonth(c.Request().Context(), a.by(c), period)
	switch {
	case crm.Is(err, crm.Invalid):
		return missing
	case err != nil:
		return err
	}
	figures, err := report.Figures()
	if err != nil {
		return err
	}
	page := views.CommitteeReport(views.CommitteeReportInput{Report: report, Month: period.Label(), Draft: true, Intact: true, Newest: true, Today: a.Now().In(a.zone(c)).Format(time.DateOnly),
		Publish: &views.PublishForm{Month: period.Label(), Path: committeePath(period.String()), Key: newKey(), Figures: figures, Primary: true}})
	return a.render(c, http.StatusOK, "预览 "+period.Label(), page, page)
}

// publishMonth puts a month before the committee; row_version, where it is sent, is the newest version the publisher saw, figures those
// of the preview.
func (a *App) publishMonth(c echo.Context) error {
	period, err := pathPeriod(c)
	if err != nil {
		return err
	}
	in, seen := a.input(c), int64(-1)
	if raw := in.Raw("row_version"); raw != "" {
		if seen, err = strconv.ParseInt(raw, 10, 64); err != nil || seen < 0 {
			return crm.InvalidField("row_version", "页面缺少版本号，请刷新后重试")
		}
	}
	v, err := a.Store.PublishMonth(c.Request().Context(), a.by(c), period, seen, in.Raw("figures"))
	if err != nil {
		return a.refusePublishing(c, in, period, err)
	}
	a.say(c, period.Label()+"的报告已公布，"+views.VersionLabel(v.Version))
	return a.redirect(c, committeePath(v.Period))
}

// refusePublishing says at the button, or above the list, why nothing was published.
func (a *App) refusePublishing(c echo.Context, in *form, period crm.Period, err error) error {
	status, problem := statusOf(err, a.zone(c))
	form := views.PublishForm{Month: period.Label(), Path: committeePath(period.String()), Key: in.key(), Figures: in.Raw("figures")}
	var stale *db.Stale
	switch {
	case errors.As(err, &stale):
		form.Version = stale.Version
		problem = period.Label() + "已由" + stale.By + "于" + views.DateTime(stale.At, a.zone(c)) + "公布" + views.VersionLabel(stale.Version) + "，请核对后再公布"
	case !crm.Is(err, crm.Invalid) && !crm.Is(err, crm.Conflict):
		return err
	}
	if partial(c) {
		form.Problem = problem
		return a.render(c, status, "", nil, views.CommitteePublish(form))
	}
	return a.committeeList(c, status, problem)
}

// pathPeriod is the month in the address; anything else is not found.
func pathPeriod(c echo.Context) (crm.Period, error) {
	period, ok := crm.ParsePeriod(c.Param("period"))
	if !ok {
		return period, echo.ErrNotFound
	}
	return period, nil
}

// queryVersion is the version asked for, 0 for the newest.
func queryVersion(c echo.Context) (int64, error) {
	raw := c.QueryParam("version")
	if raw == "" {
		return 0, nil
	}
	version, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || version <= 0 {
		return 0, echo.ErrNotFound
	}
	return version, nil
}

func committeePath(period string) string { return "/committee/" + period }

func periodLabel(text string) string {
	period, _ := crm.ParsePeriod(text) // as the store wrote it
	return period.Label()
}

func versionLink(v db.CommitteeVersion, current bool) views.CommitteeLink {
	return views.CommitteeLink{Label: views.VersionLabel(v.Version), Path: committeePath(v.Period) + "?version=" + strconv.FormatInt(v.Version, 10), Current: current}
}
