package handlers

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

func (a *App) timelineView(c echo.Context, customerID int64, stories []crm.Story, older int64) views.TimelineView {
	v, now, loc := views.TimelineView{}, a.Now().Unix(), a.zone(c)
	for _, s := range stories {
		e := views.Event{ID: "story-" + strconv.FormatInt(s.Seq, 10), Icon: s.Icon, Title: s.Title, Text: s.Text, Who: s.Who, When: views.When(s.At, now, loc), Tone: s.Tone}
		if s.CaseID != 0 {
			e.Href, e.HrefText = recordPath("case", s.CaseID), s.CaseNo
		}
		v.Events = append(v.Events, e)
	}
	if older != 0 {
		v.More = fmt.Sprintf("/customers/%d/timeline?before=%d", customerID, older)
	}
	return v
}

// customerTimeline goes on further back.
func (a *App) customerTimeline(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt("0"+c.QueryParam("before"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	stories, older, err := a.Store.Timeline(c.Request().Context(), staff(c), id, before)
	if err != nil {
		return err
	}
	v := a.timelineView(c, id, stories, older)
	return a.render(c, http.StatusOK, "时间线", views.TimelinePage(recordPath("customer", id), v), views.TimelineItems(v))
}
