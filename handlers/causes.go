package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

var causeStates = []crm.Choice{{Code: "running", Label: "进行中"}, {Code: "ended", Label: "已结束"}}

// causesPage lists causes, the newest first.
func (a *App) causesPage(c echo.Context) error {
	q, who := a.listQuery(c), staff(c)
	which := q.code("state", causeStates)
	v := &views.CausesView{Tabs: []views.TabView{{Href: q.href("state", ""), Label: "全部", Active: which == ""}}}
	for _, s := range causeStates {
		v.Tabs = append(v.Tabs, views.TabView{Href: q.href("state", s.Code), Label: s.Label, Active: which == s.Code})
	}
	after := q.numbers(1)
	var from int64
	if len(after) == 1 {
		from = after[0]
	}
	rows, err := a.Store.Groups(c.Request().Context(), who, which, from, pageRows+1)
	if err != nil {
		return err
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		v.More = q.href("after", strconv.FormatInt(rows[pageRows-1].Group.ID, 10))
	}
	for i := range rows {
		v.Lines = append(v.Lines, a.causeLine(c, &rows[i]))
	}
	if who.May(crm.CaseRegister) {
		v.New = "/causes/new"
	}
	part := views.CausesPage(v)
	if from != 0 {
		part = views.CauseLines(v)
	}
	return a.render(c, http.StatusOK, "一因多诉", views.CausesPage(v), part)
}

func (a *App) causeLine(c echo.Context, r *db.GroupRow) views.CauseLine {
	g := &r.Group
	return views.CauseLine{Href: recordPath("group", g.ID), No: g.No, Title: g.Summary, Badges: causeBadges(g),
		Text: g.Place + " · " + strconv.Itoa(r.Members) + "件，未结" + strconv.Itoa(r.Open) + " · " + views.DateTime(g.CreatedAt, a.zone(c))}
}

func causeBadges(g *crm.Group) []views.BadgeView {
	badges := []views.BadgeView{{Tone: "blue", Icon: "users", Text: g.Label()}, {Tone: "gray", Icon: "category", Text: crm.Label(crm.Kinds, string(g.Kind))}}
	if g.Joint {
		badges[0].Tone = "red"
	}
	if g.EndedAt != 0 {
		badges = append(badges, views.BadgeView{Tone: "gray", Icon: "check", Text: "已结束"})
	}
	return badges
}

func causePage(fields []views.Field) formPage {
	return formPage{title: "新建一因多诉", lead: "写明原因和统一的说法，之后每户来电只输房号。", url: "/causes", back: "/causes", submit: "建立", fields: fields}
}

// newCause is the form of a cause, filled in from a case where one is named; its like may go in at once.
func (a *App) newCause(c echo.Context) error {
	values, join, err := a.causeFrom(c)
	if err != nil {
		return err
	}
	return a.askForm(c, causePage(views.CauseFields(join)), values, 0)
}

// causeFrom is what a case says about the cause, with the cases that may go in.
func (a *App) causeFrom(c echo.Context) (url.Values, []views.Option, error) {
	values := url.Values{"kind": {"complaint"}}
	id, err := strconv.ParseInt(c.QueryParam("case"), 10, 64)
	if err != nil {
		return values, nil, nil
	}
	ctx, who := c.Request().Context(), staff(c)
	page, err := a.Store.CaseByID(ctx, who, id)
	if err != nil {
		return nil, nil, err
	}
	k := page.Case
	values = url.Values{"kind": {string(k.Kind)}, "category": {k.Category}, "sub_category": {k.SubCategory}, "place": {k.Place}, "summary": {k.Summary}, "detail": {k.Detail}, "tell": {k.NextStep}}
	if k.Place == "" && page.RoomCode != "" {
		values.Set("place", strings.Split(page.RoomCode, "-")[0]+"栋")
	}
	join := []views.Option{{Value: memberValue(k), Label: k.No + " " + k.Summary}}
	values["member"] = []string{join[0].Value}
	alike, err := a.Store.KindredOf(ctx, who, db.Alike{Category: k.Category, SubCategory: k.SubCategory, Place: k.Place, RoomID: k.RoomID, But: k.ID}, a.Now().Unix())
	if err != nil {
		return nil, nil, err
	}
	for i := range alike.Cases {
		other, err := a.Store.CaseByID(ctx, who, alike.Cases[i].ID)
		if err != nil {
			return nil, nil, err
		}
		if other.Case.GroupID == 0 && other.Case.Kind == k.Kind {
			join = append(join, views.Option{Value: memberValue(other.Case), Label: other.Case.No + " " + alike.Cases[i].Place + " " + other.Case.Summary})
		}
	}
	return values, join, nil
}

func memberValue(c *crm.Case) string {
	return strconv.FormatInt(c.ID, 10) + ":" + strconv.FormatInt(c.RowVersion, 10)
}

// members reads the cases chosen in a form, each with the version it was shown in.
func (f *form) members() (list []db.Member) {
	for _, value := range f.Many("member") {
		id, seen, _ := strings.Cut(value, ":")
		m := db.Member{}
		var err, also error
		m.ID, err = strconv.ParseInt(id, 10, 64)
		m.Seen, also = strconv.ParseInt(seen, 10, 64)
		if err != nil || also != nil || m.ID <= 0 || m.Seen <= 0 {
			f.Problems.Add("members", "请重新勾选")
			return nil
		}
		list = append(list, m)
	}
	return list
}

func readCause(in *form) crm.Group {
	return crm.Group{Kind: crm.Kind(in.Raw("kind")), Category: in.Raw("category"), SubCategory: in.Raw("sub_category"), Place: in.Text("place", 100),
		Summary: in.Text("summary", 200), Detail: in.Lines("detail", 5000), Tell: in.Lines("tell", 200)}
}

// addCause opens a cause.
func (a *App) addCause(c echo.Context) error {
	in := a.input(c)
	g, join := readCause(in), in.members()
	var id int64
	err := in.Err()
	if err == nil {
		id, err = a.Store.AddGroup(c.Request().Context(), a.by(c), g, join)
	}
	if err == nil {
		a.say(c, "已建立，接着添加来电")
		return a.redirect(c, recordPath("group", id))
	}
	var options []views.Option
	for _, m := range join {
		options = append(options, views.Option{Value: strconv.FormatInt(m.ID, 10) + ":" + strconv.FormatInt(m.Seen, 10), Label: "诉求 " + strconv.FormatInt(m.ID, 10)})
	}
	return a.answerForm(c, causePage(views.CauseFields(options)), in, nil, err, "")
}

func editCausePage(id int64) formPage {
	path := recordPath("group", id)
	return formPage{title: "修改一因多诉", lead: "改的是统一的说法；已登记的各户诉求不变。", url: path, back: path,
		fields: append([]views.Field{{Name: "place", Label: "位置", Max: 100, Required: true}}, views.CauseWords(nil)...)}
}

// editCause is the form for what a cause says.
func (a *App) editCause(c echo.Context) error {
	p, err := a.loadCause(c)
	if err != nil {
		return err
	}
	return a.askForm(c, editCausePage(p.Group.ID), causeWords(p.Group), p.Group.RowVersion)
}

func causeWords(g *crm.Group) url.Values {
	return url.Values{"place": {g.Place}, "summary": {g.Summary}, "detail": {g.Detail}, "tell": {g.Tell}}
}

func (a *App) loadCause(c echo.Context) (*db.GroupPage, error) {
	id, err := pathID(c)
	if err != nil {
		return nil, err
	}
	return a.Store.GroupByID(c.Request().Context(), staff(c), id)
}

// changeCause saves what a cause says.
func (a *App) changeCause(c echo.Context) error {
	p, err := a.loadCause(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen, g := in.Version(), readCause(in)
	if err = in.Err(); err == nil {
		err = a.Store.ChangeGroup(c.Request().Context(), a.by(c), p.Group.ID, seen, g)
	}
	return a.answerForm(c, editCausePage(p.Group.ID), in, causeWords(p.Group), err, "已修改")
}

// endCause lets no more callers be added, or lets them again.
func (a *App) endCause(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen := in.Version()
	in.Problems.Check(in.Raw("ended") == "yes" || in.Raw("ended") == "no", "ended", "请选择结束或重新开放")
	if err = in.Err(); err == nil {
		err = a.Store.EndGroup(c.Request().Context(), a.by(c), id, seen, in.Raw("ended") == "yes")
	}
	if err != nil {
		return a.causeAgain(c, in, "", err)
	}
	a.say(c, "已保存")
	return a.redirect(c, recordPath("group", id))
}

// jointCause makes a group complaint of a cause.
func (a *App) jointCause(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen, speaker := in.Version(), in.ID("representative")
	if err = in.Err(); err == nil {
		err = a.Store.MakeJoint(c.Request().Context(), a.by(c), id, seen, speaker)
	}
	if err != nil {
		return a.causeAgain(c, in, "", err)
	}
	a.say(c, "已按群诉办理，各户调为重大")
	return a.redirect(c, recordPath("group", id))
}
