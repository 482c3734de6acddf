package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// newCase is the form of the counter: who calls, where, what.
func (a *App) newCase(c echo.Context) error {
	v := &views.NewCaseView{Form: &views.Form{Labels: views.NewCaseLabels, Key: newKey(), Values: map[string][]string{
		"kind": {"complaint"}, "channel": {"phone"}}}}
	for _, name := range []string{"kind", "channel", "customer_id", "room", "category", "previous"} {
		if q := c.QueryParam(name); q != "" {
			v.Form.Values[name] = []string{q}
		}
	}
	kept, others, err := a.drafts(c, newCaseForm)
	if err != nil {
		return err
	}
	v.Drafts = a.draftOffers(c, slices.DeleteFunc(others, func(d crm.Draft) bool { return d.Form != newCaseForm }))
	if kept != nil && kept.Form == newCaseForm {
		if kept.Late(a.Now().Unix()) {
			v.Begun = views.DateTime(kept.BegunAt, a.zone(c))
			kept.Fields["received_at"] = []string{views.InputTime(kept.BegunAt, a.zone(c))}
		}
		v.Form.Key, v.Form.Values, v.Query = kept.Key, kept.Fields, kept.First("caller")
	} else if err := a.takeOver(c, v.Form); err != nil {
		return err
	}
	return a.renderNewCase(c, http.StatusOK, v)
}

// renderNewCase completes the form by what has been chosen so far.
func (a *App) renderNewCase(c echo.Context, status int, v *views.NewCaseView) error {
	f := v.Form
	if id, err := strconv.ParseInt(f.Value("customer_id"), 10, 64); err == nil {
		chosen, err := a.Store.CallerByID(c.Request().Context(), staff(c), id, a.today(c))
		if err != nil && !crm.Is(err, crm.NotFound) && !crm.Is(err, crm.Forbidden) {
			return err
		}
		if err == nil {
			v.Callers = []crm.CustomerRow{chosen}
			if f.Value("room") == "" && len(chosen.Rooms) == 1 && status == http.StatusOK {
				f.Values["room"] = []string{chosen.Rooms[0]}
			}
		}
	}
	v.Subs = views.SubOptions(f.Value("category"))
	var err error
	if v.Previous, err = a.previousView(c, f); err != nil {
		return err
	}
	previous, _ := strconv.ParseInt(f.Value("previous"), 10, 64)
	if v.Place, err = a.place(c, db.CasePlace{Room: f.Value("room"), Text: f.Value("place"), Category: f.Value("category")}, v.Callers, previous); err != nil {
		return err
	}
	waiting := a.by(c)
	waiting.Key = f.Key
	held, err := a.Store.HeldFiles(c.Request().Context(), waiting)
	if err != nil {
		return err
	}
	v.Held = views.HeldFiles(held)
	if v.Staffers, err = a.staffers(c, f.Value("category")); err != nil {
		return err
	}
	if err := a.advise(c, &form{c: c, a: a, Values: f.Values, Problems: crm.Problems{}}, v); err != nil {
		return err
	}
	return a.render(c, status, "登记诉求", views.NewCasePage(v), views.NewCaseForm(v))
}

// subCategories is the list that follows a chosen category, with what is special about it; a part of the form and no page.
func (a *App) subCategories(c echo.Context) error {
	if !partial(c) {
		return a.redirect(c, "/cases/new")
	}
	category, sub := c.QueryParam("category"), c.QueryParam("sub_category")
	v := &views.NewCaseView{Form: &views.Form{Labels: views.NewCaseLabels}, Subs: views.SubOptions(category)}
	var err error
	if v.Staffers, err = a.staffers(c, category); err != nil {
		return err
	}
	part := views.SubCategory(v, category)
	if c.QueryParam("picked") != "" { // a suggestion was taken
		v.Form.Values = url.Values{"category": {category}, "sub_category": {sub}}
		part = views.PickedCategory(v)
		c.Response().Header().Set("HX-Trigger", "picked")
	}
	return a.render(c, http.StatusOK, "登记诉求", part, part)
}

// place is what to know first about where a case is: facilities in trouble and cases that are still open, but for the one it goes
// on from. With nothing typed it is the only room of who calls. What cannot be read warns of nothing.
func (a *App) place(c echo.Context, at db.CasePlace, callers []crm.CustomerRow, previous int64) (v views.PlaceView, err error) {
	caller := int64(0)
	if len(callers) == 1 {
		caller = callers[0].ID
		if at.Room == "" && at.Text == "" && len(callers[0].Rooms) == 1 {
			at.Room = callers[0].Rooms[0]
		}
	}
	list, err := a.Store.TroubledFacilities(c.Request().Context(), staff(c), at)
	if err != nil {
		return v, err
	}
	for _, f := range list {
		v.Warnings = append(v.Warnings, f.Warning())
	}
	if caller != 0 {
		limit, err := a.Store.ContactLimit(c.Request().Context(), staff(c), caller)
		if err != nil {
			return v, err
		}
		if words := a.limitWords(c, limit); words != "" {
			v.Warnings = append(v.Warnings, words)
		}
	}
	open, err := a.Store.OpenCases(c.Request().Context(), staff(c), at.Room, caller, previous)
	if v.More = len(open) > db.MostOpenCases; v.More {
		open = open[:db.MostOpenCases]
	}
	v.Now = a.Now().Unix()
	v.Cases = caseLines(open, v.Now, a.zone(c))
	return v, err
}

// caseWarnings are the warnings about a place while it is typed; a part of the form and no page.
func (a *App) caseWarnings(c echo.Context) error {
	if !partial(c) {
		return a.redirect(c, "/cases/new")
	}
	at := db.CasePlace{Category: c.QueryParam("category")}
	at.Room, _ = crm.CleanText(c.QueryParam("room"), 60, false)
	at.Text, _ = crm.CleanText(c.QueryParam("place"), 100, false)
	var callers []crm.CustomerRow
	if id, err := strconv.ParseInt(c.QueryParam("customer_id"), 10, 64); err == nil {
		chosen, err := a.Store.CallerByID(c.Request().Context(), staff(c), id, a.today(c))
		switch {
		case err == nil:
			callers = append(callers, chosen)
		case !crm.Is(err, crm.NotFound):
			return err
		}
	}
	previous, _ := strconv.ParseInt(c.QueryParam("previous"), 10, 64)
	v, err := a.place(c, at, callers, previous)
	if err != nil {
		return err
	}
	part := views.PlaceNews(v)
	return a.render(c, http.StatusOK, "登记诉求", part, part)
}

// callers finds who may be calling while the clerk types; a part of the form and no page.
func (a *App) callers(c echo.Context) error {
	if !partial(c) {
		return a.redirect(c, "/cases/new")
	}
	q, err := crm.CleanText(c.QueryParam("caller"), 50, false)
	if err != nil {
		return err
	}
	found, err := a.Store.Callers(c.Request().Context(), staff(c), q, a.today(c))
	if err != nil {
		return err
	}
	matches := 0
	for _, k := range found {
		if k.Via == "" {
			matches++
		}
	}
	c.Response().Header().Set("HX-Trigger", "found") // the only one is chosen already
	part := views.CallerChoices(found, "", q, matches == db.MaxCallers)
	return a.render(c, http.StatusOK, "登记诉求", part, part)
}

func readCase(in *form) db.NewCase {
	n := db.NewCase{Room: in.Text("room", 60), CallerName: in.Text("caller_name", 60), CallerPhone: in.Text("caller_phone", 60), CallerRelation: in.Raw("caller_relation"),
		Registration: crm.Registration{
			Kind: crm.Kind(in.Raw("kind")), Channel: in.Raw("channel"), Received: in.Moment("received_at"), LateEntry: in.Raw("late_entry_reason"),
			Category: in.Raw("category"), SubCategory: in.Raw("sub_category"), Place: in.Text("place", 100), CustomerID: in.ID("customer_id"), Anonymous: in.On("anonymous"),
			Summary: in.Text("summary", 2000), Detail: in.Lines("detail", 20000), RemedyWanted: in.Text("remedy_wanted", 500),
			Urgent: in.Raw("urgent"), Confidential: in.Raw("confidential"), ExternalNo: in.Text("external_no", 60), ExternalDue: in.Moment("external_due_at"), PreviousID: in.ID("previous"),
			Transcript: in.Lines("transcript", 2*crm.MaxTranscript), ChatAgent: in.Text("chat_agent", 30)}}
	for _, f := range crm.CaseFacts {
		if in.On(f.Code) {
			n.Flags = append(n.Flags, f.Code)
		}
	}
	n.TargetLogins = in.Many("targets")
	if in.On("ack_now") {
		ack := readAck(in)
		ack.OnTheSpot = in.Raw("ack_at") == "" // a moment of its own is told afterwards, with what proves it
		n.Ack = &ack
	}
	return n
}

// registerCase is T1, with T2 in the same step when the caller was told on the spot.
func (a *App) registerCase(c echo.Context) error {
	in := a.input(c)
	n := readCase(in)
	if err := a.holdFiles(c, in); err != nil {
		return a.registerAgain(c, in, err)
	}
	if err := in.Err(); err != nil {
		return a.registerAgain(c, in, err)
	}
	done, err := a.Store.RegisterCase(c.Request().Context(), a.by(c), n)
	if err != nil {
		return a.registerAgain(c, in, err)
	}
	a.say(c, "已登记，编号 "+done.No)
	return a.redirect(c, recordPath("case", done.ID))
}

func (a *App) registerAgain(c echo.Context, in *form, err error) error {
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusUnprocessableEntity && !crm.Is(err, crm.TooLarge) {
		return err
	}
	f := in.again(views.NewCaseLabels, problemsOf(err), "")
	if at, ok := a.firstMessage(c, f); ok && f.Value("received_at") == "" && f.Problems["received_at"] != "" {
		f.Values["received_at"] = []string{views.InputTime(at, a.zone(c))}
	}
	if len(f.Problems) == 0 {
		f.Message = message
	}
	return a.renderNewCase(c, againStatus(c, status), &views.NewCaseView{Form: f, Query: strings.TrimSpace(in.Values.Get("caller"))})
}
