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

// bulkRows is how many cases one form about many holds.
const bulkRows = 80

// listedMembers is how many cases the page of a cause lists.
const listedMembers = 300

// causeState is the page of a cause in the making: what was sent in and refused, and what was said.
type causeState struct {
	status      int
	do          crm.Action // the step whose form is open
	method      string     // how all are told unless said otherwise
	in          *form
	problems    map[string]string
	alert, said string
}

// showCause is the page of a cause, with the form of one step for many where the address asks for it.
func (a *App) showCause(c echo.Context) error {
	s := causeState{status: http.StatusOK, do: crm.Action(c.QueryParam("do")), method: c.QueryParam("method")}
	return a.renderCause(c, s)
}

// causeAgain shows a cause with what was refused.
func (a *App) causeAgain(c echo.Context, in *form, do crm.Action, err error) error {
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict || asRepeated(err) != nil {
		return err
	}
	s := causeState{status: status, do: do, in: in, problems: problemsOf(err)}
	if len(s.problems) == 0 || do == "" && s.problems["room"]+s.problems["representative"] == "" {
		s.alert = message
	}
	return a.renderCause(c, s)
}

func (a *App) renderCause(c echo.Context, s causeState) error {
	p, err := a.loadCause(c)
	if err != nil {
		return err
	}
	v := a.causeView(c, p, s)
	if i := slices.Index(bulkSteps, s.do); i >= 0 {
		if v.Bulk, err = a.causeBulk(c, p, s); err != nil {
			return err
		}
	}
	return a.render(c, s.status, p.Group.No, views.CausePage(v), views.CausePart(v))
}

func (a *App) causeView(c echo.Context, p *db.GroupPage, s causeState) *views.CauseView {
	g, who, zone := p.Group, staff(c), a.zone(c)
	path := recordPath("group", g.ID)
	v := &views.CauseView{No: g.No, Title: g.Summary, URL: path, Badges: causeBadges(g), Detail: g.Detail, Tell: g.Tell, Alert: s.alert, Said: s.said, Key: newKey(), Version: g.RowVersion}
	place := crm.CategoryLabel(g.Category)
	if g.SubCategory != "" {
		place += " · " + g.SubCategory
	}
	v.Facts = []views.Fact{{Label: "位置", Value: g.Place}, {Label: "类别", Value: place}, {Label: "建立", Value: views.DateTime(g.CreatedAt, zone) + " " + p.ByName}, {Label: "件数", Value: strconv.Itoa(len(p.Members) + p.Others)}}
	for _, kept := range []views.Fact{{Label: "调查结果", Value: g.Findings}, {Label: "首次答复", Value: g.ResponseText}, {Label: "处理结果", Value: g.Resolution}} {
		if kept.Value != "" {
			v.Kept = append(v.Kept, kept)
		}
	}
	for i := len(p.Members) - 1; i >= 0 && len(v.Members) < listedMembers; i-- {
		line := a.causeMember(c, &p.Members[i])
		if g.Joint && p.Members[i].Case.ID == g.RepresentativeID {
			line.Person += "（代表）"
		}
		v.Members = append(v.Members, line)
	}
	if hidden := p.Others + len(p.Members) - len(v.Members); hidden > 0 {
		v.Others = "另有" + strconv.Itoa(hidden) + "件不在此列出"
	}
	v.Steps = a.causeSteps(c, p, s.do)
	if who.May(crm.CaseRegister) {
		v.Edit = path + "/edit"
		v.End, v.EndLabel = "yes", "结束：不再添加来电"
		if g.EndedAt != 0 {
			v.End, v.EndLabel = "no", "重新开放，继续添加来电"
		} else {
			v.Add, v.Channels = callerForm(c, s), views.ChannelOptions()
		}
	}
	v.Joint = jointView(p, who, s.problems["representative"])
	return v
}

// callerForm is the one field for the next caller, with what was refused in it.
func callerForm(c echo.Context, s causeState) *views.Form {
	f := &views.Form{Labels: views.CauseLabels, Key: newKey(), Values: map[string][]string{"channel": {"phone"}}}
	if room := c.QueryParam("room"); room != "" {
		f.Values["room"] = []string{room}
	}
	if channel := c.FormValue("channel"); crm.Has(crm.Channels, channel) {
		f.Values["channel"] = []string{channel}
	}
	if s.do == "" {
		f.Problems = s.problems
	}
	if f.Problems["room"] != "" {
		f.Values, f.Key = s.in.Values, s.in.key()
	}
	return f
}

func (a *App) causeMember(c echo.Context, m *db.GroupMember) views.CauseMember {
	k, zone := m.Case, a.zone(c)
	line := views.CauseMember{Href: recordPath("case", k.ID), No: k.No, Room: m.Room, Person: m.Person, State: views.StateBadge(k.State), Ack: views.VerdictBadge(k.Current().Ack.Verdict(a.Now().Unix()))}
	switch {
	case k.ResolvedAt != 0:
		line.Told, line.ToldAt = "结果（"+crm.Label(crm.ToldMethods, k.ToldMethod)+"）", views.DateTime(k.ResolvedAt, zone)
	case k.Current().Response.At != 0:
		line.Told, line.ToldAt = "答复", views.DateTime(k.Current().Response.At, zone)
	case k.Current().Ack.At != 0:
		line.Told, line.ToldAt = "确认", views.DateTime(k.Current().Ack.At, zone)
	}
	return line
}

// jointView says when a cause has become what a group complaint is, nothing before.
func jointView(p *db.GroupPage, who crm.Staff, problem string) *views.CauseJoint {
	g := p.Group
	var cases []*crm.Case
	options := []views.Option{}
	for i := range p.Members {
		if k := p.Members[i].Case; k.State.Open() {
			cases = append(cases, k)
			options = append(options, views.Option{Value: strconv.FormatInt(k.ID, 10), Label: p.Members[i].Room + " " + p.Members[i].Person + " " + k.No})
		}
	}
	homes := crm.Rooms(cases)
	if g.Joint || g.Kind != crm.Complaint || homes < p.JointFrom {
		return nil
	}
	v := &views.CauseJoint{Text: "已有" + strconv.Itoa(homes) + "户，达到群诉标准（" + strconv.Itoa(p.JointFrom) + "户）。按群诉办理后各户调为重大，超过" + strconv.Itoa(crm.LargeGroup) + "户时回访代表和抽样。"}
	if who.May(crm.GroupLead) {
		v.Field = &views.Field{Name: "representative", Label: "代表", Type: "select", Empty: "请选择代表", Options: options, Required: true, Problem: problem, Autofocus: problem != ""}
	} else {
		v.Text += "由客服主管决定。"
	}
	return v
}

// addCaller registers one more home about a cause: its number alone.
func (a *App) addCaller(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	room, channel := in.Text("room", 60), in.Raw("channel")
	if channel == "" {
		channel = "phone"
	}
	if err = in.Err(); err != nil {
		return a.causeAgain(c, in, "", err)
	}
	added, err := a.Store.AddCaller(c.Request().Context(), a.by(c), id, room, channel)
	if err != nil {
		return a.causeAgain(c, in, "", err)
	}
	said := "已添加 " + room + "，编号 " + added.No
	if !partial(c) {
		a.say(c, said)
		return a.redirect(c, recordPath("group", id))
	}
	return a.renderCause(c, causeState{status: http.StatusOK, said: said})
}
