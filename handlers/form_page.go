package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linli/views"
)

// formPage describes a small form on a page of its own. Every field has its label.
type formPage struct {
	title, lead, url, back, submit string
	fields                         []views.Field
	also                           []views.Option // labels of what a field asks besides
	below                          templ.Component
}

func (p formPage) labels() (list []views.Option) {
	for _, f := range p.fields {
		list = append(list, views.Option{Value: f.Name, Label: f.Label})
	}
	return append(list, p.also...)
}

func (p formPage) view(f *views.Form) *views.FormPageView {
	f.Labels = p.labels()
	v := &views.FormPageView{Title: p.title, Lead: p.lead, URL: p.url, Back: p.back, Submit: p.submit, Fields: p.fields, Form: f, Below: p.below}
	if v.Submit == "" {
		v.Submit = "保存"
	}
	return v
}

// askForm draws the form with the values on file; version is 0 where no record exists yet.
func (a *App) askForm(c echo.Context, p formPage, stored url.Values, version int64) error {
	v := p.view(&views.Form{Values: stored, Key: newKey(), Version: version})
	return a.render(c, http.StatusOK, p.title, views.FormPage(v), views.SmallForm(v))
}

// answerForm goes back with a sentence where the change was made. A refused form comes again as it was typed, a stale one
// with what is on file beside it.
func (a *App) answerForm(c echo.Context, p formPage, in *form, stored url.Values, err error, said string) error {
	if err == nil {
		a.say(c, said)
		return a.redirect(c, p.back)
	}
	status, message := statusOf(err, a.zone(c))
	stale := asStale(err)
	if status != http.StatusUnprocessableEntity && stale == nil {
		return err
	}
	v := p.view(in.again(nil, problemsOf(err), ""))
	switch {
	case stale != nil:
		v.Alert, v.Both, v.Form.Version = message, p.differences(in.Values, stored), stale.Version
	default:
		v.Form.Version = versionOf(in)
		if len(v.Form.Problems) == 0 {
			v.Form.Message = message
		}
	}
	return a.render(c, status, p.title, views.FormPage(v), views.SmallForm(v))
}

// versionOf is the version a refused form came with, 0 for none.
func versionOf(in *form) int64 {
	if !in.Values.Has("row_version") {
		return 0
	}
	return in.Version()
}

// differences are the fields that were sent and read otherwise than on file. Boxes without a tick are sent as nothing.
func (p formPage) differences(typed, stored url.Values) (both []views.Difference) {
	for _, f := range p.fields {
		was, is := strings.Join(stored[f.Name], "、"), strings.Join(typed[f.Name], "、")
		if !stored.Has(f.Name) || !typed.Has(f.Name) && f.Type != "checks" && f.Type != "checkbox" || strings.TrimSpace(is) == was {
			continue
		}
		both = append(both, views.Difference{Label: f.Label, Typed: optionLabel(f.Options, is), Stored: optionLabel(f.Options, was)})
	}
	return both
}

func optionLabel(options []views.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}
