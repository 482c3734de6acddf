package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// linkInHand is the link in the address with the form that corrects or ends it, and its fields as they are on file.
func (a *App) linkInHand(c echo.Context) (p formPage, l crm.Link, version int64, stored url.Values, err error) {
	linkID, err := partID(c, "link")
	if err != nil {
		return p, l, 0, nil, err
	}
	h, err := a.customerHead(c)
	if err != nil {
		return p, l, 0, nil, err
	}
	for _, l := range h.Customer.Links {
		if l.ID == linkID && crm.ReachesBuilding(staff(c), l.Building) {
			home := recordPath("customer", h.Customer.ID)
			p = formPage{title: l.Room + " · " + h.Customer.ShownName, lead: l.RelationLabel(), url: fmt.Sprintf("%s/links/%d", home, l.ID), back: home + "/homes", fields: linkFields(l)}
			return p, l, h.Customer.RowVersion, linkOnFile(l), nil
		}
	}
	return p, l, 0, nil, crm.Refuse(crm.NotFound, "没有找到这条住户关系")
}

func linkFields(l crm.Link) []views.Field {
	fields := []views.Field{{Name: "moved_in_on", Label: "入住日期", Type: "date"}, {Name: "moved_out_on", Label: "迁出日期", Type: "date", Hint: "填写即为迁出；房屋卖给别人请用“过户”"},
		{Name: "end_reason", Label: "迁出原因", Type: "select", Empty: "未迁出", Options: views.Choices(crm.EndReasons)}, {Name: "leaving_notice_on", Label: "告知将迁出的日期", Type: "date"}}
	switch {
	case l.Owns():
		fields = append(fields, views.Field{Name: "share", Label: "产权份额（%）", Hint: "留空表示不详，最多两位小数"})
	case l.Relation == "tenant":
		fields = append(fields, views.Field{Name: "lease_end_on", Label: "租期至", Type: "date"})
	}
	fields = append(fields, views.Field{Name: "agent_for", Label: "代谁办理（客户编号）", Max: 32, Hint: "代他人或单位办事的填对方的编号，如 KH-LY-000012；本人办事留空"})
	return append(fields, views.Field{Name: "is_primary_contact", Label: "主要联系人", Type: "radio", Options: views.Choices(crm.YesNo), Hint: "一间房同一时间只有一位，选“是”将替换现在的"},
		views.Field{Name: "is_payer", Label: "缴费人", Type: "radio", Options: views.Choices(crm.YesNo), Hint: "一间房同一时间只有一位，选“是”将替换现在的"})
}

func linkOnFile(l crm.Link) url.Values {
	v := url.Values{"moved_in_on": {l.MovedInOn}, "moved_out_on": {l.MovedOutOn}, "end_reason": {l.EndReason}, "leaving_notice_on": {l.LeavingNoticeOn}, "lease_end_on": {l.LeaseEndOn},
		"is_primary_contact": {yesNo(l.Primary)}, "is_payer": {yesNo(l.Payer)}, "share": {""}, "agent_for": {l.AgentNo}}
	if l.ShareBP != 0 {
		v.Set("share", crm.Hundredths(l.ShareBP))
	}
	return v
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// linkForm corrects how a customer belongs to a room.
func (a *App) linkForm(c echo.Context) error {
	p, _, version, stored, err := a.linkInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, stored, version)
}

// changeLink corrects a link or ends it.
func (a *App) changeLink(c echo.Context) error {
	p, l, _, stored, err := a.linkInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	change := db.LinkChange{LinkID: l.ID, MovedInOn: in.Date("moved_in_on"), MovedOutOn: in.Date("moved_out_on"), EndReason: in.Raw("end_reason"), ShareBP: in.Yuan("share"),
		LeaseEndOn: in.Date("lease_end_on"), LeavingNoticeOn: in.Date("leaving_notice_on"), Primary: in.Raw("is_primary_contact"), Payer: in.Raw("is_payer"), AgentNo: strings.ToUpper(in.Text("agent_for", 32))}
	seen := in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.ChangeLink(c.Request().Context(), a.by(c), l.CustomerID, seen, change)
	}
	return a.answerForm(c, p, in, stored, err, "已保存")
}

// transferInHand is the link in the address with the form that passes the room on.
func (a *App) transferInHand(c echo.Context) (p formPage, l crm.Link, version int64, err error) {
	p, l, version, _, err = a.linkInHand(c)
	p.title, p.url, p.submit = "过户 · "+l.Room, p.url+"/transfer", "过户"
	p.lead = "原业主的关系在过户日结束，新业主从同一天开始；未缴的费用仍由原业主承担。"
	p.fields = []views.Field{{Name: "on", Label: "过户日期", Type: "date", Required: true}, {Name: "customer_no", Label: "新业主的客户编号", Max: 32, Hint: "已有档案（含潜在客户）的填编号，其余留空"},
		{Name: "name", Label: "新业主姓名", Max: crm.MaxName, Hint: "没有档案的填姓名和电话，自动建档"}, {Name: "phone", Label: "新业主电话", Type: "tel", Max: 40},
		{Name: "despite_duplicate", Label: "已有相似的客户，仍然新建", Type: "checkbox"}, {Name: "duplicate_reason", Label: "仍然新建的原因", Max: crm.MaxReason}}
	return p, l, version, err
}

// transferForm asks to whom a room goes.
func (a *App) transferForm(c echo.Context) error {
	p, _, version, err := a.transferInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"on": {a.today(c)}}, version)
}

// transferOwnership passes it on and shows the new owner's file.
func (a *App) transferOwnership(c echo.Context) error {
	p, l, _, err := a.transferInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	t := db.Transfer{LinkID: l.ID, On: in.Date("on"), CustomerNo: strings.ToUpper(in.Text("customer_no", 32)), Someone: crm.CustomerForm{Name: in.Text("name", crm.MaxName),
		Phone: in.Text("phone", 40), DespiteDuplicate: in.On("despite_duplicate"), DuplicateReason: in.Text("duplicate_reason", crm.MaxReason)}}
	seen := in.Version()
	if err = in.Err(); err == nil {
		var owner int64
		if owner, err = a.Store.TransferOwnership(c.Request().Context(), a.by(c), l.CustomerID, seen, t); err == nil {
			p.back = recordPath("customer", owner)
		}
	}
	return a.answerForm(c, p, in, nil, err, "已过户")
}

// changeContact marks a number as wrong, stopped or right after all.
func (a *App) changeContact(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	contactID, err := partID(c, "contact")
	if err != nil {
		return err
	}
	in := a.input(c)
	status, seen := in.Raw("status"), in.Version()
	if err := in.Err(); err != nil {
		return err
	}
	err = a.Store.ChangeContact(c.Request().Context(), a.by(c), id, seen, contactID, status)
	if stale := asStale(err); stale != nil {
		return a.showCustomer(c, http.StatusConflict, id, staleSentence(stale, a.zone(c)))
	}
	if err != nil {
		return err
	}
	return a.redirect(c, recordPath("customer", id))
}
