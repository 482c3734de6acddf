package handlers

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// caseAdvice answers a registration as far as it has been typed; a part of the form and no page. It is sent by POST, so that
// what was typed stands in no address.
func (a *App) caseAdvice(c echo.Context) error {
	if !partial(c) {
		return a.redirect(c, "/cases/new")
	}
	in := a.input(c)
	v := &views.NewCaseView{Form: &views.Form{Labels: views.NewCaseLabels}}
	if err := a.advise(c, in, v); err != nil {
		return err
	}
	proposed := in.Raw("proposed_step")
	v.FreshStep = v.NextStep != proposed && in.Raw("told_next_step") == proposed
	part := views.CaseAdvice(v)
	return a.render(c, 200, "登记诉求", part, part)
}

// advise adds what helps with a form as typed: where it may belong, what to say, and the next step to promise.
func (a *App) advise(c echo.Context, in *form, v *views.NewCaseView) error {
	n := readCase(in)
	found, err := a.Store.Advise(c.Request().Context(), a.by(c), n)
	if err != nil {
		return err
	}
	v.Suggested = offersOf(found.Sorted, n.Category, n.SubCategory)
	if at, ok := a.firstMessage(c, &views.Form{Values: in.Values}); ok {
		v.FirstMessage = "第一条消息 " + views.DateTimeSec(at, a.zone(c)) + "，受理时间空着时按它填写"
	}
	v.NextStep = "由责任部门跟进并答复您"
	if category, ok := crm.CategoryOf(n.Category); ok {
		script, next := crm.AckWords(found.Case, crm.Label(crm.Departments, category.Department), a.hotline(c), a.Now().Unix(), a.zone(c))
		v.NextStep = next
		if n.Summary != "" {
			v.Script = script
		}
	}
	return nil
}

// firstMessage is when the chat pasted into a form began.
func (a *App) firstMessage(c echo.Context, f *views.Form) (int64, bool) {
	if f.Value("channel") != crm.OnlineChat {
		return 0, false
	}
	return crm.FirstMessage(f.Value("transcript"), a.Now().Unix(), a.zone(c))
}

// offersOf are the suggestions that are not chosen already.
func offersOf(list []crm.SortedAs, category, sub string) []views.CategoryOffer {
	var offers []views.CategoryOffer
	for i, s := range list {
		if s.Category == category && s.Sub == sub {
			if i == 0 {
				return nil
			}
			continue
		}
		q := url.Values{"picked": {"1"}, "category": {s.Category}, "sub_category": {s.Sub}}
		offers = append(offers, views.CategoryOffer{Key: strconv.Itoa(len(offers) + 1), Href: "/cases/new/sub-categories?" + q.Encode(), Label: s.Label(), Why: s.Why()})
	}
	return offers
}

// hotline is the number the caller may ring, or who to ask for.
func (a *App) hotline(c echo.Context) string {
	if phone := session(c).Project.Hotline; phone != "" {
		return phone
	}
	return "物业服务中心"
}
