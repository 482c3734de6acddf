package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// customerProfile is the tab of what is known about the customer.
func (a *App) customerProfile(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	return a.showProfile(c, http.StatusOK, id, "")
}

// showProfile draws the tab, below a refusal if there is one.
func (a *App) showProfile(c echo.Context, status int, id int64, alert string) error {
	p, err := a.Store.Profile(c.Request().Context(), staff(c), id, a.today(c))
	if err != nil {
		return err
	}
	head := headView(staff(c), p.CustomerHead)
	head.Alert = alert
	v := &views.CustomerProfile{Head: head, Home: recordPath("customer", id), Facts: a.customerFacts(c, p.Customer), Note: p.Customer.Note,
		PrivacyNotice: p.Customer.PrivacyNoticeOn, CanCare: head.CanEdit && crm.SeesCare(staff(c)), CanLimit: p.Customer.Status == crm.CustomerActive && staff(c).May(crm.CustomerLimit), ShowExtras: len(p.Extras) > 0}
	a.profileNotes(c, v, p)
	for _, n := range p.Needs {
		v.Needs = append(v.Needs, a.needRow(c, v, n))
	}
	a.profileLikes(v, p)
	for _, k := range p.Consents {
		v.Consents = append(v.Consents, consentRow(v, k, a.zone(c), crm.SeesCare(staff(c))))
	}
	for _, e := range p.Extras {
		v.Extras = append(v.Extras, views.Fact{Label: e.Field.Name, Value: e.Field.ShowValue(e.Value)})
	}
	return a.customerTab(c, status, "profile", head, views.CustomerProfileTab(v))
}

func (a *App) profileNotes(c echo.Context, v *views.CustomerProfile, p db.Profile) {
	notes, today, now := p.Notes, a.today(c), a.Now().Unix()
	if len(notes) > db.ShownNotes {
		notes, v.MoreNotes = notes[:db.ShownNotes], v.Home+"/timeline?kind=notes"
	}
	for _, n := range notes {
		row := views.NoteRow{When: views.When(n.At, now, a.zone(c)), By: n.By, How: n.How(), Summary: n.Summary, Promise: n.Promise, PromiseOn: n.PromiseOn}
		if state := n.PromiseState(today); state != "" {
			row.State = views.PromiseBadge(state)
		}
		switch {
		case n.NextContactOn == "":
		case n.ContactedOn != "":
			row.Next = "约定 " + n.NextContactOn + " 联系，已联系"
		default:
			row.Next, row.Late = "约定 "+n.NextContactOn+" 再联系", n.NextContactOn < today
		}
		v.Notes = append(v.Notes, row)
	}
}

func (a *App) needRow(c echo.Context, v *views.CustomerProfile, n crm.Need) views.NeedRow {
	row := views.NeedRow{Text: n.Text, WantedBy: n.WantedByOn, Reason: n.Reason, State: views.NeedBadge(n.Status), Since: views.Date(n.CreatedAt, a.zone(c)), By: n.CreatedBy,
		Late: !n.Settled() && n.WantedByOn != "" && n.WantedByOn < a.today(c)}
	if n.CaseNo != "" {
		row.Case, row.CaseHref = n.CaseNo, recordPath("case", n.CaseID)
	}
	if v.Head.CanEdit {
		row.URL = v.Home + "/needs/" + strconv.FormatInt(n.ID, 10)
	}
	return row
}

func (a *App) profileLikes(v *views.CustomerProfile, p db.Profile) {
	k := p.Customer
	v.Likes = []views.LikeRow{{Label: "联系方式", Value: crm.Label(crm.PreferredChannels, k.PreferredChannel)}, {Label: "联系时段", Value: k.ContactWindow}}
	if k.DoNotDisturb {
		v.Likes = append(v.Likes, views.LikeRow{Label: "请勿打扰", Value: "是"})
	}
	for _, l := range p.Preferences {
		row := views.LikeRow{Label: crm.Label(crm.PreferenceKeys, l.Key), Value: l.Shown(), Note: crm.Label(crm.PreferenceSources, l.Source) + " " + l.RecordedOn}
		if v.Head.CanEdit {
			row.EndURL = fmt.Sprintf("%s/preferences/%d/ending", v.Home, l.ID)
		}
		v.Likes = append(v.Likes, row)
	}
	for _, t := range p.Tags {
		row := views.TagRow{Text: t.Code, Since: t.StartedOn, Care: t.Class == crm.TagCare}
		if v.Head.CanEdit {
			row.EndURL = fmt.Sprintf("%s/tags/%d/ending", v.Home, t.ID)
		}
		v.Tags = append(v.Tags, row)
	}
}

func consentRow(v *views.CustomerProfile, k crm.Consent, zone *time.Location, care bool) views.ConsentRow {
	row := views.ConsentRow{Purpose: crm.PurposeLabel(k.Purpose), Version: k.TextVersion, Given: views.Date(k.GivenAt, zone), Active: k.Active(),
		How: strings.Trim(crm.Label(crm.ConsentMethods, k.Method)+"，"+k.Evidence, "，")}
	if !k.Active() {
		row.Withdrawn = views.Date(k.WithdrawnAt, zone)
		row.End = crm.Label(crm.ConsentEnds, k.WithdrawnMethod) + "，" + k.WithdrawnEvidence
	} else if v.Head.CanEdit && (care || k.Purpose != crm.ConsentCare) {
		row.URL = fmt.Sprintf("%s/consents/%d/withdrawal", v.Home, k.ID)
	}
	return row
}
