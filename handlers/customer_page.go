package handlers

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// customerPage is one customer's file.
func (a *App) customerPage(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	return a.showCustomer(c, http.StatusOK, id, "")
}

// showCustomer draws the file, below a refusal if there is one.
func (a *App) showCustomer(c echo.Context, status int, id int64, alert string) error {
	f, err := a.Store.CustomerFile(c.Request().Context(), staff(c), id, a.today(c))
	if err != nil {
		return err
	}
	v := a.customerView(c, f)
	v.Alert = alert
	page := views.CustomerPage(v)
	return a.render(c, status, v.Name, page, page)
}

func (a *App) customerView(c echo.Context, f crm.CustomerFile) *views.CustomerView {
	k, who, loc := f.Customer, staff(c), a.zone(c)
	id := strconv.FormatInt(k.ID, 10)
	v := &views.CustomerView{ID: id, Initial: crm.FamilyName(k.ShownName), Name: k.ShownName, No: k.No, Note: k.Note, Version: k.RowVersion,
		CanEdit: f.MayEdit, CanRegister: who.May(crm.CaseRegister) && k.Status == crm.CustomerActive, ShowCases: who.May(crm.CaseRead),
		Badges: []views.BadgeView{views.CustomerTypeBadge(f.Type)}}
	if k.Kind == "organisation" {
		v.Badges = append(v.Badges, views.BadgeView{Tone: "gray", Icon: "building", Text: "单位"})
	}
	if k.Status != crm.CustomerActive {
		v.Badges = append(v.Badges, views.BadgeView{Tone: "red", Icon: "ban", Text: crm.Label(crm.CustomerStates, k.Status)})
	}
	v.Facts = []views.Fact{{Label: "客户编号", Value: k.No}, {Label: "客户类型", Value: k.TypeLabel}, {Label: "类别", Value: crm.Label(crm.CustomerKinds, k.Kind)},
		{Label: "称谓", Value: k.Honorific}, {Label: "联系偏好", Value: crm.Label(crm.PreferredChannels, k.PreferredChannel)},
		{Label: "来源", Value: crm.Label(crm.CustomerSources, k.Source)}, {Label: "建档时间", Value: views.DateTime(k.CreatedAt, loc)}}
	if k.Kind == "organisation" {
		v.Facts = append(v.Facts, views.Fact{Label: "联系人", Value: crm.ShowName(who, "person", k.ContactPerson)}, views.Fact{Label: "统一社会信用代码", Value: k.OrgCreditCode})
	}
	for _, p := range k.Contacts {
		v.Contacts = append(v.Contacts, contactRow(who, k.ID, p, f.MayEdit))
	}
	for _, l := range k.Links {
		v.Links = append(v.Links, roomOf(who, l, f.MayEdit, a.today(c)))
	}
	v.Cases = a.caseRows(c, f.Cases)
	v.Timeline = a.timelineView(c, k.ID, f.Timeline, f.Older)
	return v
}

func contactRow(who crm.Staff, customerID int64, p crm.ContactPoint, mayEdit bool) views.ContactRow {
	r := views.ContactRow{ContactView: views.ContactView{ID: strconv.FormatInt(p.ID, 10), Label: p.KindLabel(), Shown: p.Shown}, Doubtful: p.Doubtful, Wrong: p.Status == "wrong"}
	if p.Label != "" {
		r.Label += "（" + p.Label + "）"
	}
	if who.May(crm.CustomerReveal) {
		r.Href = revealPath(customerID, p.ID, 0)
	}
	switch {
	case r.Wrong:
		r.State = views.BadgeView{Tone: "red", Icon: "phone-off", Text: "号码有误"}
	case p.VerifiedAt != 0:
		r.State = views.BadgeView{Tone: "green", Icon: "circle-check", Text: "已核实"}
	}
	if mayEdit {
		r.URL = fmt.Sprintf("/customers/%d/contact-points/%d", customerID, p.ID)
	}
	return r
}

// roomOf is a line about a room of a customer.
func roomOf(who crm.Staff, l crm.Link, mayEdit bool, today string) views.LinkRow {
	r := linkRow(l, today)
	r.Text = l.Room
	if crm.ReachesBuilding(who, l.Building) {
		r.Href = recordPath("room", l.RoomID)
		if mayEdit {
			r.EditURL = fmt.Sprintf("/customers/%d/links/%d", l.CustomerID, l.ID)
		}
	}
	return r
}

func linkRow(l crm.Link, today string) views.LinkRow {
	r := views.LinkRow{Relation: l.RelationLabel(), Since: l.MovedInOn, Until: l.MovedOutOn, Past: l.Began(today) && !l.Active(today)}
	if l.EndReason != "" {
		r.Until += "（" + crm.Label(crm.EndReasons, l.EndReason) + "）"
	}
	if l.Primary && !r.Past {
		r.Marks = append(r.Marks, views.BadgeView{Tone: "teal", Icon: "phone", Text: "主要联系人"})
	}
	if l.Payer && !r.Past {
		r.Marks = append(r.Marks, views.BadgeView{Tone: "blue", Icon: "receipt", Text: "缴费人"})
	}
	if r.Past {
		r.Marks = append(r.Marks, views.BadgeView{Tone: "gray", Icon: "arrow-right", Text: "已迁出"})
	}
	return r
}

func (a *App) caseRows(c echo.Context, lines []crm.CaseLine) []views.FileCase {
	rows := make([]views.FileCase, len(lines))
	for i, l := range lines {
		rows[i] = views.FileCase{Href: recordPath("case", l.ID), No: l.No, Summary: l.Summary, Kind: l.KindLabel(), Category: crm.CategoryLabel(l.Category),
			When: views.DateTime(l.ReceivedAt, a.zone(c)), Customer: l.Customer, Room: l.Room, State: views.StateBadge(l.State)}
	}
	return rows
}

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
