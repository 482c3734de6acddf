package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// bulkSteps are the steps taken with many cases of a cause at once, in the order of the work.
var bulkSteps = []crm.Action{crm.DoAcknowledge, crm.DoAssign, crm.DoAccept, crm.DoInvestigate, crm.DoHazard, crm.DoRespond, crm.DoPropose, crm.DoApprove, crm.DoResolve}

// eachField are the fields that a step asks of each person: how told and when.
var eachField = map[crm.Action][2]string{crm.DoAcknowledge: {"method", "ack_at"}, crm.DoRespond: {"method", "at"}, crm.DoResolve: {"told_method", "told_at"}}

// dayField is the day that a step may name to all, or another one to somebody.
var dayField = map[crm.Action]string{crm.DoAcknowledge: "promised_on", crm.DoRespond: "expected_on"}

// ready are the members for whom a step may be taken now.
func (a *App) ready(c echo.Context, p *db.GroupPage, do crm.Action) (list []*db.GroupMember) {
	act := crm.Act{By: staff(c), Now: a.Now().Unix(), Loc: a.zone(c)}
	for i := range p.Members {
		m := &p.Members[i]
		if m.Case.State.Open() && slices.Contains(m.Case.ActionsFor(act), do) {
			list = append(list, m)
		}
	}
	return list
}

// causeSteps are the steps that are possible for somebody, with how many wait for each.
func (a *App) causeSteps(c echo.Context, p *db.GroupPage, open crm.Action) (tabs []views.TabView) {
	for _, do := range bulkSteps {
		n := len(a.ready(c, p, do))
		if n == 0 && do != open {
			continue
		}
		tabs = append(tabs, views.TabView{Href: recordPath("group", p.Group.ID) + "?do=" + string(do), Label: do.Label(), Count: strconv.Itoa(n), Active: do == open})
	}
	return tabs
}

// causeBulk is the form of one step for many.
func (a *App) causeBulk(c echo.Context, p *db.GroupPage, s causeState) (*views.CauseBulk, error) {
	path := recordPath("group", p.Group.ID)
	ready := a.ready(c, p, s.do)
	each, telling := eachField[s.do]
	b := &views.CauseBulk{Action: s.do, Label: s.do.Label(), URL: path + "/" + string(s.do), Each: telling, Form: &views.Form{Prefix: "all-", Key: newKey(), Values: causeTold(p.Group), Problems: s.problems}}
	if s.in != nil {
		b.Form.Values, b.Form.Key, b.Form.Labels = s.in.Values, s.in.key(), goneRows(ready, s)
	}
	if len(ready) == 0 {
		b.Hint = "现在没有可以" + s.do.Label() + "的户。"
		return b, nil
	}
	if len(ready) > bulkRows {
		b.Rest, ready = "先办前"+strconv.Itoa(bulkRows)+"户，保存后接着办其余"+strconv.Itoa(len(ready)-bulkRows)+"户。", ready[:bulkRows]
	}
	if telling && s.in == nil {
		for _, o := range views.TellingMethods(s.do) {
			b.Methods = append(b.Methods, views.TabView{Href: path + "?do=" + string(s.do) + "&method=" + o.Value, Label: o.Label, Active: s.method == o.Value})
		}
	}
	texts := &views.CaseTexts{NextStep: p.Group.Tell}
	if s.do == crm.DoAssign {
		list, err := a.Store.Colleagues(c.Request().Context(), staff(c), a.Now().Unix())
		if err != nil {
			return nil, err
		}
		category, _ := crm.CategoryOf(p.Group.Category)
		texts.Department, texts.Staff = category.Department, staffOptions(list, category.Department)
	}
	for _, f := range views.ActionFields(s.do, ready[0].Case, texts) {
		if telling && (f.Name == each[0] || f.Name == each[1]) {
			continue
		}
		if f.Name == dayField[s.do] {
			b.Day, f.Hint = f.Label, strings.TrimSuffix("对所有户；个别户不同的，填在名单里。"+f.Hint, "。")
		}
		b.Fields = append(b.Fields, f)
	}
	b.Form.Labels = append(append(views.ActionLabels(b.Fields), views.Option{Value: "members", Label: "名单"}), b.Form.Labels...)
	for _, m := range ready {
		row := causeRow(m, s)
		b.Form.Labels = append(b.Form.Labels, rowLabels(&row)...)
		b.Rows = append(b.Rows, row)
	}
	return b, nil
}

// rowLabels name the fields of a row in the summary of problems.
func rowLabels(r *views.CauseRow) []views.Option {
	return []views.Option{{Value: "member_" + r.ID, Label: r.Room}, {Value: "method_" + r.ID, Label: r.Room + "的方式"}, {Value: "at_" + r.ID, Label: r.Room + "的时间"}, {Value: "on_" + r.ID, Label: r.Room + "的日期"}}
}

// causeTold are the words of a cause as they stand in the forms about all of its cases.
func causeTold(g *crm.Group) map[string][]string {
	text := g.ResponseText
	if text == "" {
		text = g.Tell
	}
	values := map[string][]string{"text": {text}, "told_whom": {"诉求人本人"}, "summary_confirmed": {"yes"}}
	for name, value := range map[string]string{"findings": g.Findings, "resolution": g.Resolution} {
		if value != "" {
			values[name] = []string{value}
		}
	}
	return values
}

// causeRow is one case in the table of a step, with what was typed for it.
func causeRow(m *db.GroupMember, s causeState) views.CauseRow {
	k := m.Case
	id := strconv.FormatInt(k.ID, 10)
	row := views.CauseRow{ID: id, Value: memberValue(k), No: k.No, Href: recordPath("case", k.ID), Room: m.Room, Person: m.Person, Checked: true}
	row.Problem = views.Field{Problem: s.problems["member_"+id]}
	row.Method = views.Field{Prefix: "all-", Name: "method_" + id, Label: m.Room + " 的方式", Options: views.TellingMethods(s.do), Value: "phone", Problem: s.problems["method_"+id]}
	row.At = views.Field{Prefix: "all-", Name: "at_" + id, Label: m.Room + " 的时间", Problem: s.problems["at_"+id]}
	row.On = views.Field{Prefix: "all-", Name: "on_" + id, Label: m.Room + " 的日期", Problem: s.problems["on_"+id]}
	if s.method != "" {
		row.Method.Value = s.method
	}
	if k.Anonymous {
		row.Method.Options, row.Method.Value = views.AnonymousMethod, "posted"
	}
	if s.in != nil {
		row.Method.Value, row.At.Value, row.On.Value = s.in.Raw("method_"+id), s.in.Raw("at_"+id), s.in.Raw("on_"+id)
		row.Checked = slices.ContainsFunc(s.in.members(), func(typed db.Member) bool { return typed.ID == k.ID })
	}
	return row
}

// goneRows names the cases that were sent in and for which the step is not possible any more.
func goneRows(ready []*db.GroupMember, s causeState) (labels []views.Option) {
	for _, m := range s.in.members() {
		if !slices.ContainsFunc(ready, func(r *db.GroupMember) bool { return r.Case.ID == m.ID }) {
			labels = append(labels, views.Option{Value: "member_" + strconv.FormatInt(m.ID, 10), Label: "已不在此表的一户"})
		}
	}
	return labels
}

// bulk answers a step taken with many cases at once: all are saved, or none and the form says which could not be.
func bulk(do crm.Action, run func(a *App, c echo.Context, in *form, group int64, members []db.Member) error) func(*App, echo.Context) error {
	return func(a *App, c echo.Context) error {
		id, err := pathID(c)
		if err != nil {
			return err
		}
		in := a.input(c)
		members := in.members()
		if _, telling := eachField[do]; telling {
			for i := range members {
				row := "_" + strconv.FormatInt(members[i].ID, 10)
				members[i].Method, members[i].At = in.Raw("method"+row), in.Moment("at"+row)
				if dayField[do] != "" {
					members[i].On = in.Date("on" + row)
				}
			}
		}
		if err := run(a, c, in, id, members); err != nil {
			return a.causeAgain(c, in, do, err)
		}
		a.say(c, "已"+do.Label()+" "+strconv.Itoa(len(members))+"户")
		return a.redirect(c, recordPath("group", id))
	}
}

func acknowledgeMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	ack := crm.Acknowledgement{ToldNumber: in.On("told_number"), ToldNextStep: in.Text("told_next_step", 200), SummaryConfirmed: in.Raw("summary_confirmed"), PromisedOn: in.Date("promised_on"), Evidence: in.Text("evidence", 200)}
	return in.send(func() error {
		return a.Store.AcknowledgeMembers(c.Request().Context(), a.by(c), group, members, ack)
	})
}

func assignMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	dispatch := readDispatch(in)
	return in.send(func() error {
		return a.Store.AssignMembers(c.Request().Context(), a.by(c), group, members, dispatch, in.Raw("handler"))
	})
}

func acceptMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	step := in.Lines("first_step", 2000)
	return in.send(func() error { return a.Store.AcceptMembers(c.Request().Context(), a.by(c), group, members, step) })
}

func investigateMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	at, findings := in.Moment("at"), in.Lines("findings", 2000)
	return in.send(func() error {
		return a.Store.InvestigateMembers(c.Request().Context(), a.by(c), group, members, at, findings)
	})
}

func removeHazardMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	at, how := in.Moment("at"), in.Lines("how", 2000)
	return in.send(func() error {
		return a.Store.RemoveHazardOfMembers(c.Request().Context(), a.by(c), group, members, at, how)
	})
}

func respondMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	r := crm.Response{Text: in.Lines("text", 2000), ExpectedOn: in.Date("expected_on"), Evidence: in.Text("evidence", 200)}
	return in.send(func() error { return a.Store.RespondMembers(c.Request().Context(), a.by(c), group, members, r) })
}

func proposeMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	p := readProposal(in)
	return in.send(func() error { return a.Store.ProposeMembers(c.Request().Context(), a.by(c), group, members, p) })
}

func approveMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	reason := in.Lines("reason", 2000)
	return in.send(func() error {
		return a.Store.ApproveMembers(c.Request().Context(), a.by(c), group, members, in.Raw("verdict"), reason)
	})
}

func resolveMany(a *App, c echo.Context, in *form, group int64, members []db.Member) error {
	told := crm.Told{Whom: in.Text("told_whom", 100), Evidence: in.Text("evidence", 200)}
	if in.Raw("resolution") != "" {
		p := readProposal(in)
		told.Proposal = &p
	}
	return in.send(func() error { return a.Store.ResolveMembers(c.Request().Context(), a.by(c), group, members, told) })
}
