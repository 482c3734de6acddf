package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// newCaseForm is where the form of the counter is sent to.
const newCaseForm = "/cases"

// saveDraft keeps a form while it is typed; without a script a button of the form does.
func (a *App) saveDraft(c echo.Context) error {
	in := a.input(c)
	form := in.Raw("_form")
	page, ok := draftPage(form)
	if !ok {
		return crm.InvalidField("_form", "这里不能存草稿")
	}
	d, err := crm.NewDraft(in.Raw("_key"), form, in.Values)
	if err == nil {
		err = a.Store.SaveDraft(c.Request().Context(), a.by(c), d)
	}
	if err != nil {
		return err
	}
	if !partial(c) {
		a.say(c, "草稿已保存，可以在这里恢复")
		return c.Redirect(http.StatusSeeOther, page)
	}
	part := views.DraftSaved("")
	if d.Name() != "" {
		part = views.DraftSaved(a.Now().In(a.zone(c)).Format("15:04"))
	}
	return a.render(c, http.StatusOK, "草稿", part, part)
}

// dropDraft forgets one.
func (a *App) dropDraft(c echo.Context) error {
	in := a.input(c)
	id, form := in.ID("draft"), in.Raw("_form")
	page, ok := draftPage(form)
	if !ok {
		page = "/cases/new"
	}
	if err := in.Err(); err != nil {
		return err
	}
	if err := a.Store.DropDraft(c.Request().Context(), a.by(c), id); err != nil {
		return err
	}
	a.say(c, "草稿已丢弃")
	return a.redirect(c, page)
}

// draftPage is the page on which a form stands that may be kept; false for any other form.
func draftPage(form string) (string, bool) {
	if form == newCaseForm {
		return "/cases/new", true
	}
	id, action, ok := strings.Cut(strings.TrimPrefix(form, "/cases/"), "/")
	n, err := strconv.ParseInt(id, 10, 64)
	known := crm.Action(action).Label() != action
	if !ok || err != nil || n <= 0 || !known || form != recordPath("case", n)+"/"+action {
		return "", false
	}
	return recordPath("case", n), true
}

// drafts finds the person's unsent forms of a page: the one that was asked for by its number, and all others.
func (a *App) drafts(c echo.Context, address string) (chosen *crm.Draft, others []crm.Draft, err error) {
	list, err := a.Store.Drafts(c.Request().Context(), a.by(c), address)
	wanted, _ := strconv.ParseInt(c.QueryParam("draft"), 10, 64)
	for i, d := range list {
		if d.ID == wanted {
			chosen = &list[i]
			continue
		}
		others = append(others, d)
	}
	return chosen, others, err
}

// draftOffers are drafts as they are offered on their page.
func (a *App) draftOffers(c echo.Context, list []crm.Draft) []views.DraftOffer {
	offers := make([]views.DraftOffer, 0, len(list))
	for _, d := range list {
		page, ok := draftPage(d.Form)
		if !ok {
			continue
		}
		o := views.DraftOffer{ID: strconv.FormatInt(d.ID, 10), Form: d.Form, Name: d.Name(), When: views.When(d.SavedAt, a.Now().Unix(), a.zone(c))}
		o.Href = page + "?draft=" + o.ID
		if d.Form != newCaseForm {
			o.What = crm.Action(strings.TrimPrefix(d.Form, page+"/")).Label()
		}
		offers = append(offers, o)
	}
	return offers
}
