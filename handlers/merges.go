package handlers

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// comparePage shows two files side by side.
func (a *App) comparePage(c echo.Context) error {
	return a.showCompare(c, http.StatusOK, &views.Form{Labels: views.MergeLabels, Key: newKey()}, "")
}

// pairOf are the two files that the address names.
func pairOf(c echo.Context) (id, other int64, err error) {
	if id, err = pathID(c); err != nil {
		return 0, 0, err
	}
	other, err = partID(c, "other")
	return id, other, err
}

func (a *App) showCompare(c echo.Context, status int, f *views.Form, alert string) error {
	id, other, err := pairOf(c)
	if err != nil {
		return err
	}
	p, err := a.Store.PreviewMerge(c.Request().Context(), staff(c), id, other, a.today(c))
	if err != nil {
		return err
	}
	path := mergePath(p.Kept.Customer.ID, p.Gone.Customer.ID)
	v := &views.CompareView{Form: f, URL: path, DistinctURL: path + "/distinct", Alert: alert, Problems: p.Problems, Kept: p.Kept.Customer.No, Gone: p.Gone.Customer.No,
		KeptHref: recordPath("customer", p.Kept.Customer.ID), GoneHref: recordPath("customer", p.Gone.Customer.ID), OtherVersion: p.Gone.Customer.RowVersion,
		Joined: p.Joined, Fees: p.Fees, Withdrawn: p.Withdrawn, Distinct: p.Distinct, Named: p.Kept.Customer.ShownName != p.Gone.Customer.ShownName}
	f.Version = p.Kept.Customer.RowVersion
	v.Rows = a.compareRows(c, p)
	return a.render(c, status, "合并客户档案", views.ComparePage(v), views.ComparePart(v))
}

// compareRows are the two files, field by field, then what belongs to them.
func (a *App) compareRows(c echo.Context, p db.MergePreview) []views.CompareRow {
	var rows []views.CompareRow
	kept, gone := a.sideFacts(c, p.Kept), a.sideFacts(c, p.Gone)
	for i, f := range kept {
		rows = append(rows, views.CompareRow{Label: f.label, Kept: f.values, Gone: gone[i].values, Differs: !f.origin && !slices.Equal(f.values, gone[i].values)})
	}
	for i, label := range p.Records {
		if p.Kept.Counts[i]+p.Gone.Counts[i] > 0 {
			rows = append(rows, views.CompareRow{Label: label, Kept: []string{strconv.Itoa(p.Kept.Counts[i])}, Gone: []string{strconv.Itoa(p.Gone.Counts[i])}})
		}
	}
	return rows
}

type sideFact struct {
	label  string
	values []string
	origin bool // how the file came to be, which is always its own
}

func (a *App) sideFacts(c echo.Context, s db.MergeSide) []sideFact {
	k := s.Customer
	one := func(label, value string) sideFact {
		if value == "" {
			return sideFact{label: label}
		}
		return sideFact{label: label, values: []string{value}}
	}
	rooms, contacts := sideFact{label: "房屋"}, sideFact{label: "联系方式"}
	for _, l := range k.Links {
		text := l.Room + " " + l.RelationLabel()
		switch {
		case l.MovedOutOn != "":
			text += " " + l.MovedInOn + " 至 " + l.MovedOutOn
		case l.MovedInOn != "":
			text += " " + l.MovedInOn + " 起"
		}
		rooms.values = append(rooms.values, text)
	}
	for _, p := range k.Contacts {
		text := p.KindLabel() + " " + p.Shown
		if p.Status != "ok" {
			text += "（" + crm.Label(crm.ContactStates, p.Status) + "）"
		}
		contacts.values = append(contacts.values, text)
	}
	disturb := ""
	if k.DoNotDisturb {
		disturb = "是"
	}
	return []sideFact{one("姓名", k.ShownName), one("类别", crm.Label(crm.CustomerKinds, k.Kind)), one("客户类型", k.TypeLabel), one("称谓", k.Honorific), rooms, contacts,
		one("联系偏好", crm.Label(crm.PreferredChannels, k.PreferredChannel)), one("联系时段", k.ContactWindow), one("请勿打扰", disturb), one("管家", k.Steward), one("备注", k.Note),
		{label: "来源", values: []string{crm.Label(crm.CustomerSources, k.Source)}, origin: true}, {label: "建档时间", values: []string{views.DateTime(k.CreatedAt, a.zone(c))}, origin: true}}
}

// mergeCustomers makes one of two files.
func (a *App) mergeCustomers(c echo.Context) error {
	id, other, err := pairOf(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen, otherSeen, note := in.Version(), in.ID("other_version"), in.Text("note", crm.MaxReason)
	in.Problems.Check(in.Raw("other_version") != "", "other_version", "页面缺少版本号，请刷新后重试")
	var kept int64
	if err = in.Err(); err == nil {
		kept, err = a.Store.MergeCustomers(c.Request().Context(), a.by(c), id, seen, other, otherSeen, note, a.today(c))
	}
	if err == nil {
		a.say(c, "已合并，7 天内可以撤销")
		return a.redirect(c, recordPath("customer", kept))
	}
	return a.compareAgain(c, in, err)
}

// compareAgain shows why two files were not made one, with both as they are now.
func (a *App) compareAgain(c echo.Context, in *form, err error) error {
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict || asRepeated(err) != nil {
		return err
	}
	f := in.again(views.MergeLabels, problemsOf(err), "")
	if len(f.Problems) > 0 {
		message = ""
	}
	return a.showCompare(c, status, f, message)
}

// foundDistinct notes that two files are about two people.
func (a *App) foundDistinct(c echo.Context) error {
	id, other, err := pairOf(c)
	if err != nil {
		return err
	}
	if err := a.Store.FoundDistinct(c.Request().Context(), a.by(c), id, other); err != nil {
		return err
	}
	a.say(c, "已记下：不是同一人")
	return a.redirect(c, "/customers/duplicates")
}

// showMerged is the page of a file that went: where it leads, and the way back.
func (a *App) showMerged(c echo.Context, status int, k crm.Customer, alert string) error {
	m, err := a.Store.MergeOf(c.Request().Context(), staff(c), k.ID)
	if err != nil {
		return err
	}
	v := &views.MergedView{Name: k.ShownName, No: m.GoneNo, Kept: m.KeptNo, KeptHref: recordPath("customer", m.KeptID), Alert: alert, Version: k.RowVersion, Key: newKey(),
		Facts: []views.Fact{{Label: "合并时间", Value: views.DateTime(m.MergedAt, a.zone(c))}, {Label: "合并人", Value: m.By}, {Label: "撤销期限", Value: views.DateTime(m.UndoUntil(), a.zone(c))}}}
	if staff(c).May(crm.CustomerMerge) && a.Now().Unix() <= m.UndoUntil() {
		v.UndoURL = recordPath("customer", k.ID) + "/merge-undo"
	}
	page := views.MergedPage(v)
	return a.render(c, status, v.No, page, page)
}

// undoMerge takes two files apart again.
func (a *App) undoMerge(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen := in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.UndoMerge(c.Request().Context(), a.by(c), id, seen)
	}
	if err == nil {
		a.say(c, "已撤销合并，两份档案各自恢复")
		return a.redirect(c, recordPath("customer", id))
	}
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusConflict || asRepeated(err) != nil {
		return err
	}
	return a.showCustomer(c, status, id, message)
}

// mergeFacts name the files that were merged into one.
func mergeFacts(merges []crm.Merge) []views.Fact {
	facts := make([]views.Fact, 0, len(merges))
	for _, m := range merges {
		facts = append(facts, views.Fact{Label: "已并入的档案", Value: m.GoneNo, Href: recordPath("customer", m.GoneID)})
	}
	return facts
}
