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

// customerHomes is the tab of rooms, contracts, steward and the state of the file.
func (a *App) customerHomes(c echo.Context) error {
	h, err := a.customerHead(c)
	if err != nil {
		return err
	}
	ctx, who, id := c.Request().Context(), staff(c), h.Customer.ID
	v := &views.CustomerHomes{ID: strconv.FormatInt(id, 10), CanEdit: h.MayEdit, Links: a.linkRows(c, h)}
	over, err := a.Store.RoomsOverShared(ctx, who, id, a.today(c))
	if err != nil {
		return err
	}
	v.SharesOver = strings.Join(over, "、")
	contracts, err := a.Store.Contracts(ctx, who, id)
	if err != nil {
		return err
	}
	v.Contracts = contractRows(contracts, a.today(c), h.MayEdit, recordPath("customer", id)+"/contracts/")
	health, err := a.Store.FileHealth(ctx, who, id, a.today(c), a.zone(c))
	if err != nil {
		return err
	}
	v.Health = views.HealthView{State: fileStateBadge(health.State), Why: fileStateSentence(health.VerifiedOn, health.ValidUntil),
		Done: fmt.Sprintf("%d / %d", crm.DonePoints(health.Points), len(health.Points))}
	for _, p := range health.Points {
		v.Health.Points = append(v.Health.Points, views.PointView{Label: p.Label, Done: p.Done})
	}
	for _, k := range health.Verifications {
		v.Health.Checks = append(v.Health.Checks, views.CheckRow{On: k.VerifiedOn, How: crm.Label(crm.VerificationMethods, k.Method), By: k.By, Changes: k.Changes})
	}
	for _, w := range health.Stewards {
		row := views.StewardRow{Name: w.Name, Since: w.StartOn, Reason: w.Reason}
		if w.EndOn != "" {
			row.Until = "至 " + w.EndOn
		}
		v.Stewards = append(v.Stewards, row)
	}
	return a.customerTab(c, http.StatusOK, "homes", headView(who, h), views.CustomerHomesTab(v))
}

var fileStateBadges = map[string]views.BadgeView{"valid": {Tone: "green", Icon: "circle-check"}, "expiring": {Tone: "orange", Icon: "clock"},
	"expired": {Tone: "red", Icon: "alert-triangle"}, "never": {Tone: "gray", Icon: "alert-circle"}}

func fileStateBadge(state string) views.BadgeView {
	b := fileStateBadges[state]
	b.Text = crm.Label(crm.FileStates, state)
	return b
}

func fileStateSentence(on, until string) string {
	if on == "" {
		return "建档以来还没有与客户核对过。"
	}
	return on + " 核实，有效至 " + until + "（含当日）。"
}

func (a *App) linkRows(c echo.Context, h crm.CustomerHead) []views.LinkRow {
	rows := make([]views.LinkRow, len(h.Customer.Links))
	for i, l := range h.Customer.Links {
		rows[i] = roomOf(staff(c), l, h.MayEdit, a.today(c))
	}
	return rows
}

// verifyInHand is the form of a check of the customer in the address.
func (a *App) verifyInHand(c echo.Context) (formPage, int64, error) {
	p, id, err := a.customerForm(c, "核实档案", "homes", "verifications")
	p.submit = "核实无误"
	p.fields = []views.Field{{Name: "method", Label: "核实方式", Type: "radio", Required: true, Options: views.Choices(crm.VerificationMethods)},
		{Name: "changes", Label: "更正了什么", Type: "textarea", Max: 500, Hint: "与客户核对姓名、电话、房屋；没有变化就留空。有误的号码请先在概览里标记"}}
	return p, id, err
}

// verifyForm asks how a file was checked.
func (a *App) verifyForm(c echo.Context) error {
	p, _, err := a.verifyInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"method": {"phone"}}, 0)
}

// verifyFile notes it.
func (a *App) verifyFile(c echo.Context) error {
	p, id, err := a.verifyInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	method, changes := in.Raw("method"), in.Lines("changes", 500)
	if err = in.Err(); err == nil {
		err = a.Store.VerifyFile(c.Request().Context(), a.by(c), id, method, changes, a.today(c))
	}
	return a.answerForm(c, p, in, nil, err, "档案已核实")
}

// stewardInHand is the form that hands the customer in the address over.
func (a *App) stewardInHand(c echo.Context) (formPage, int64, []crm.Staff, error) {
	p, id, err := a.customerForm(c, "交接管家", "homes", "steward")
	if err != nil {
		return p, id, nil, err
	}
	list, err := a.Store.Stewards(c.Request().Context(), staff(c), a.Now().Unix())
	var options []views.Option
	for _, s := range list {
		options = append(options, views.Option{Value: s.Login, Label: s.Name})
	}
	p.fields = []views.Field{{Name: "steward", Label: "新管家", Type: "select", Required: true, Empty: "请选择", Options: options, Hint: "有“楼栋管家”角色的人"},
		{Name: "start_on", Label: "交接日期", Type: "date", Required: true, Hint: "前任到这一天为止；未办的客户待办一并转交"}, {Name: "reason", Label: "说明", Max: 200}}
	return p, id, list, err
}

// stewardForm asks who is to be the steward.
func (a *App) stewardForm(c echo.Context) error {
	p, _, _, err := a.stewardInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"start_on": {a.today(c)}}, 0)
}

// handOver makes somebody the steward.
func (a *App) handOver(c echo.Context) error {
	p, id, list, err := a.stewardInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	var to int64
	for _, s := range list {
		if s.Login == in.Raw("steward") {
			to = s.ID
		}
	}
	on, reason := in.Date("start_on"), in.Text("reason", 200)
	if err = in.Err(); err == nil {
		err = a.Store.HandOver(c.Request().Context(), a.by(c), id, to, on, reason, a.today(c))
	}
	return a.answerForm(c, p, in, nil, err, "已交接管家")
}

// roomOf is a line about a room of a customer.
func roomOf(who crm.Staff, l crm.Link, mayEdit bool, today string) views.LinkRow {
	r := linkRow(l, today)
	r.Text = l.Room
	if crm.ReachesBuilding(who, l.Building) {
		r.Href = recordPath("room", l.RoomID)
		if mayEdit {
			r.EditURL = fmt.Sprintf("/customers/%d/links/%d", l.CustomerID, l.ID)
			if l.Owns() && l.MovedOutOn == "" {
				r.TransferURL = r.EditURL + "/transfer"
			}
		}
	}
	return r
}

func linkRow(l crm.Link, today string) views.LinkRow {
	r := views.LinkRow{Relation: l.RelationLabel(), Since: l.MovedInOn, Until: l.MovedOutOn, Past: l.Began(today) && !l.Active(today)}
	if l.ShareBP != 0 {
		r.Relation += " " + crm.Hundredths(l.ShareBP) + "%"
	}
	if l.LeaseEndOn != "" && r.Until == "" {
		r.Until = "租期至 " + l.LeaseEndOn
	}
	if l.LeavingNoticeOn != "" && !r.Past {
		r.Marks = append(r.Marks, views.BadgeView{Tone: "orange", Icon: "door", Text: l.LeavingNoticeOn + " 告知将迁出"})
	}
	if l.EndReason != "" {
		r.Until += "（" + crm.Label(crm.EndReasons, l.EndReason) + "）"
	}
	if l.AgentNo != "" && !r.Past {
		r.Marks = append(r.Marks, views.BadgeView{Tone: "purple", Icon: "users", Text: "代 " + l.AgentNo + " 办理"})
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
