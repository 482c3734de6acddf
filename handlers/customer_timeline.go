package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// storyFilters are all filters of a timeline with their addresses, the open one marked.
func storyFilters(path, group string) []views.TabView {
	tabs := make([]views.TabView, 0, len(crm.StoryGroups)+1)
	tabs = append(tabs, views.TabView{Href: path, Label: "全部", Active: group == ""})
	for _, g := range crm.StoryGroups {
		tabs = append(tabs, views.TabView{Href: path + "?kind=" + g.Code, Label: g.Label, Active: g.Code == group})
	}
	return tabs
}

func (a *App) timelineView(c echo.Context, customerID int64, group string, stories []crm.Story, older crm.StoryKey) views.TimelineView {
	path := recordPath("customer", customerID) + "/timeline"
	v, now, loc := views.TimelineView{Filters: storyFilters(path, group), Events: make([]views.Event, len(stories))}, a.Now().Unix(), a.zone(c)
	for i, s := range stories {
		e := &v.Events[i]
		*e = views.Event{ID: "story-" + strconv.FormatInt(s.Seq, 10), Icon: s.Icon, Title: s.Title, Text: s.Text, Who: s.Who, When: views.When(s.At, now, loc), Tone: s.Tone}
		if s.CaseID != 0 {
			e.Href, e.HrefText = recordPath("case", s.CaseID), s.CaseNo
		}
	}
	if older.Seq != 0 {
		q := url.Values{"before": {fmt.Sprintf("%d-%d", older.At, older.Seq)}}
		if group != "" {
			q.Set("kind", group)
		}
		v.More = path + "?" + q.Encode()
	}
	return v
}

// storyKey reads where a timeline goes on, empty for its beginning.
func storyKey(text string) (k crm.StoryKey, ok bool) {
	if text == "" {
		return k, true
	}
	at, seq, _ := strings.Cut(text, "-")
	var atErr, seqErr error
	k.At, atErr = strconv.ParseInt(at, 10, 64)
	k.Seq, seqErr = strconv.ParseInt(seq, 10, 64)
	return k, atErr == nil && seqErr == nil && k.Seq > 0
}

// customerTimeline shows a part of it: what a filter leaves, or what goes on further back.
func (a *App) customerTimeline(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	group := c.QueryParam("kind")
	if _, ok := crm.StoryGroupOf(group); !ok {
		group = ""
	}
	before, ok := storyKey(c.QueryParam("before"))
	if !ok {
		return echo.ErrNotFound
	}
	stories, older, err := a.Store.Timeline(c.Request().Context(), staff(c), id, group, before)
	if err != nil {
		return err
	}
	v := a.timelineView(c, id, group, stories, older)
	part := views.TimelineBody(v)
	if before.Seq != 0 {
		part = views.TimelineItems(v)
	}
	return a.render(c, http.StatusOK, "时间线", views.TimelinePage(recordPath("customer", id), v), part)
}
