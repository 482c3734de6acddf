package handlers

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// figuresPage is how the three figures of the start pages come about, with the lists of cases behind them.
func (a *App) figuresPage(c echo.Context) error {
	who := staff(c)
	months, err := a.Store.Headlines(c.Request().Context(), who, a.Now().Unix(), a.zone(c))
	if err != nil {
		return err
	}
	v := &views.FiguresView{Months: []string{months[0].Month.Label() + "（至今）", months[1].Month.Label()}}
	for _, h := range crm.Headlines {
		f := views.FigureRow{Principle: h.Principle, Label: h.Label, Explain: h.Explain}
		for i := range months {
			f.Months = append(f.Months, figureMonth(who, h, &months[i]))
		}
		v.Rows = append(v.Rows, f)
	}
	return a.render(c, http.StatusOK, "服务指标", views.FiguresPage(v), views.FiguresPage(v))
}

// figureMonth is a figure of a month; the lists behind it are for those who may see cases that were not assigned to them alone.
func figureMonth(who crm.Staff, h crm.Headline, m *crm.HeadlineMonth) views.FigureMonth {
	t := m.Tally(h.Code)
	f := views.FigureMonth{Value: t.Shown(), Base: fmt.Sprintf("%d/%d", t.Kept, t.Due)}
	if who.Reach(crm.CaseRead) <= crm.Assigned || h.Kept == "" {
		return f
	}
	href := func(list crm.FigureList) string {
		return "/cases?view=list&figure=" + string(list) + "&month=" + m.Month.String()
	}
	if t.Kept > 0 {
		f.Links = append(f.Links, views.Option{Value: href(h.Kept), Label: crm.Label(crm.FigureLists, string(h.Kept))})
	}
	if t.Kept < t.Due {
		f.Links = append(f.Links, views.Option{Value: href(h.Unkept), Label: crm.Label(crm.FigureLists, string(h.Unkept))})
	}
	return f
}

// headlineLinks are the three figures on a start page.
func headlineLinks(months [2]crm.HeadlineMonth) []views.HeadlineLink {
	links := make([]views.HeadlineLink, len(crm.Headlines))
	for i, h := range crm.Headlines {
		now, before := months[0].Tally(h.Code), months[1].Tally(h.Code)
		links[i] = views.HeadlineLink{Principle: h.Principle, Label: h.Label, Value: now.Shown(), Note: fmt.Sprintf("本月 %d/%d，上月 %s", now.Kept, now.Due, before.Shown())}
	}
	return links
}
