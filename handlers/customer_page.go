package handlers

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// customerHead reads whose file the address names.
func (a *App) customerHead(c echo.Context) (crm.CustomerHead, error) {
	id, err := pathID(c)
	if err != nil {
		return crm.CustomerHead{}, err
	}
	return a.Store.CustomerHead(c.Request().Context(), staff(c), id, a.today(c))
}

// customerTab draws a tab of a file: head, tabs, body. active is the end of the tab's address.
func (a *App) customerTab(c echo.Context, status int, active string, v *views.CustomerHeadView, body templ.Component) error {
	v.Tabs = views.CustomerTabs(v.ID, active)
	page := views.CustomerPage(v, body)
	return a.render(c, status, v.Name, page, page)
}

// customerPage is the first tab of a customer's file.
func (a *App) customerPage(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	return a.showCustomer(c, http.StatusOK, id, "")
}

// showCustomer draws the first tab, below a refusal if there is one.
func (a *App) showCustomer(c echo.Context, status int, id int64, alert string) error {
	f, err := a.Store.CustomerFile(c.Request().Context(), staff(c), id, a.today(c))
	if err != nil {
		return err
	}
	if f.Customer.Status == crm.CustomerMerged {
		return a.showMerged(c, status, f.Customer, alert)
	}
	head := headView(staff(c), f.CustomerHead)
	head.Alert = alert
	v := &views.CustomerOverview{Head: head, First: a.firstLook(c, &f), Facts: a.mainFacts(c, f.Customer), Note: f.Customer.Note, Cases: a.caseRows(c, f.Cases),
		ShowCases: staff(c).May(crm.CaseRead), Timeline: a.timelineView(c, id, "", f.Timeline, f.Older)}
	for _, p := range f.Customer.Contacts {
		v.Contacts = append(v.Contacts, contactRow(staff(c), id, p, f.MayEdit))
	}
	v.Links = a.linkRows(c, f.CustomerHead)
	v.Facts = append(append(v.Facts, agentFacts(f.Agents)...), mergeFacts(f.Merged)...)
	return a.customerTab(c, status, "", head, views.CustomerOverviewTab(v))
}

// headView is what stands above the tabs.
func headView(who crm.Staff, h crm.CustomerHead) *views.CustomerHeadView {
	k := h.Customer
	v := &views.CustomerHeadView{ID: strconv.FormatInt(k.ID, 10), Initial: crm.FamilyName(k.ShownName), Name: k.ShownName, No: k.No, Where: h.Where, Version: k.RowVersion,
		CanEdit: h.MayEdit, CanRegister: who.May(crm.CaseRegister) && k.Status == crm.CustomerActive, Badges: []views.BadgeView{views.CustomerTypeBadge(h.Type)}}
	if k.Kind == "organisation" {
		v.Badges = append(v.Badges, views.BadgeView{Tone: "gray", Icon: "building", Text: "单位"})
	}
	if k.Status != crm.CustomerActive {
		v.Badges = append(v.Badges, views.BadgeView{Tone: "red", Icon: "ban", Text: crm.Label(crm.CustomerStates, k.Status)})
	}
	return v
}

// mainFacts are those of the first tab.
func (a *App) mainFacts(c echo.Context, k crm.Customer) []views.Fact {
	facts := []views.Fact{{Label: "客户编号", Value: k.No}, {Label: "称谓", Value: k.Honorific}, {Label: "联系偏好", Value: crm.Label(crm.PreferredChannels, k.PreferredChannel)},
		{Label: "管家", Value: k.Steward}}
	if k.Kind == crm.CustomerOrganisation {
		facts = append(facts, orgFacts(staff(c), k)...)
	}
	return facts
}

// agentFacts are for whom the customer acts and who acts for them.
func agentFacts(agents []crm.Agent) []views.Fact {
	facts := make([]views.Fact, 0, len(agents))
	for _, g := range agents {
		label := "经办人"
		if g.Represented {
			label = "代为办理"
		}
		facts = append(facts, views.Fact{Label: label, Value: g.Name + " " + g.No + "（" + g.Room + "）", Href: recordPath("customer", g.ID)})
	}
	return facts
}

func orgFacts(who crm.Staff, k crm.Customer) []views.Fact {
	return []views.Fact{{Label: "单位联系人", Value: crm.ShowName(who, crm.CustomerPerson, k.ContactPerson)}, {Label: "统一社会信用代码", Value: k.OrgCreditCode}}
}

func (a *App) customerFacts(c echo.Context, k crm.Customer) []views.Fact {
	facts := []views.Fact{{Label: "客户编号", Value: k.No}, {Label: "客户类型", Value: k.TypeLabel}, {Label: "类别", Value: crm.Label(crm.CustomerKinds, k.Kind)},
		{Label: "称谓", Value: k.Honorific}, {Label: "管家", Value: k.Steward}, {Label: "档案核实有效至", Value: k.ValidUntilOn},
		{Label: "来源", Value: crm.Label(crm.CustomerSources, k.Source)}, {Label: "建档时间", Value: views.DateTime(k.CreatedAt, a.zone(c))}}
	if k.Kind == crm.CustomerOrganisation {
		facts = append(facts, orgFacts(staff(c), k)...)
	}
	return facts
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

func (a *App) caseRows(c echo.Context, lines []crm.CaseLine) []views.FileCase {
	rows := make([]views.FileCase, len(lines))
	for i, l := range lines {
		rows[i] = views.FileCase{Href: recordPath("case", l.ID), No: l.No, Summary: l.Summary, Kind: l.KindLabel(), Category: crm.CategoryLabel(l.Category),
			When: views.DateTime(l.ReceivedAt, a.zone(c)), Customer: l.Customer, Room: l.Room, State: views.StateBadge(l.State)}
	}
	return rows
}
