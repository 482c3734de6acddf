package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// mergePage asks which case a duplicate goes into, and shows both side by side once that is chosen.
func (a *App) mergePage(c echo.Context) error {
	return a.showMerge(c, http.StatusOK, &views.Form{Key: newKey()}, "", 0)
}

// showMerge draws the page; master 0 is the one that the address names by its number.
func (a *App) showMerge(c echo.Context, status int, f *views.Form, alert string, master int64) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	ctx, who := c.Request().Context(), staff(c)
	page, err := a.Store.CaseByID(ctx, who, id)
	if err == nil {
		err = page.Case.Permits(crm.DoMerge, who)
	}
	if err != nil {
		return err
	}
	f.Labels, f.Version = views.CaseMergeLabels, page.Case.RowVersion
	v := &views.CaseMergeView{Form: f, No: page.Case.No, Href: recordPath("case", id), URL: recordPath("case", id) + "/merge", Alert: alert}
	no := strings.ToUpper(strings.TrimSpace(c.QueryParam("master")))
	if master == 0 && no != "" {
		v.Typed = no
		master, err = a.Store.CaseIDByNo(ctx, who, no)
		if crm.Is(err, crm.NotFound) {
			v.Alert, status = "没有找到编号为 "+no+" 的诉求", http.StatusUnprocessableEntity
		} else if err != nil {
			return err
		}
	}
	if master != 0 {
		err = a.mergeSides(c, v, id, master)
	} else {
		err = a.mergeCandidates(c, v, page.Case)
	}
	if err != nil {
		return err
	}
	return a.render(c, status, "并案", views.CaseMergePage(v), views.CaseMergePart(v))
}

func (a *App) mergeCandidates(c echo.Context, v *views.CaseMergeView, of *crm.Case) error {
	rows, err := a.Store.MergeCandidates(c.Request().Context(), staff(c), of)
	for i := range rows {
		r := &rows[i]
		line := views.CaseMergeChoice{No: r.No, Href: v.URL + "?master=" + r.No, Summary: r.Summary, State: views.StateBadge(r.State),
			Text: "受理 " + views.DateTime(r.ReceivedAt, a.zone(c)) + " · " + r.Place}
		v.Choices = append(v.Choices, line)
	}
	return err
}

// mergeSides puts both cases side by side, with what the clocks of the master become.
func (a *App) mergeSides(c echo.Context, v *views.CaseMergeView, id, master int64) error {
	p, err := a.Store.PreviewCaseMerge(c.Request().Context(), a.by(c), id, master)
	if err != nil {
		return err
	}
	v.Master, v.MasterHref, v.MasterID, v.MasterVersion, v.Problems = p.Master.Case.No, recordPath("case", master), strconv.FormatInt(master, 10), p.Master.Case.RowVersion, p.Problems
	v.Swap = v.MasterHref + "/merge?master=" + p.Case.Case.No
	now, zone := a.Now().Unix(), a.zone(c)
	sides := [2]*casePage{{CasePage: p.Master, now: now, loc: zone, who: staff(c)}, {CasePage: p.Case, now: now, loc: zone, who: staff(c)}}
	kept, gone := sides[0].mergeFacts(), sides[1].mergeFacts()
	for i, f := range kept {
		if len(f.values)+len(gone[i].values) == 0 {
			continue
		}
		v.Rows = append(v.Rows, views.CompareRow{Label: f.label, Kept: f.values, Gone: gone[i].values, Differs: !f.origin && !slices.Equal(f.values, gone[i].values)})
	}
	if p.After == nil {
		return nil
	}
	if barred := p.After.Barred(); len(barred) > len(p.Master.Case.Barred()) || len(barred) > len(p.Case.Case.Barred()) {
		v.Warnings = append(v.Warnings, "两件须回避的员工不同，并案后都看不到这两件诉求；拆分后各自恢复。")
	}
	for _, name := range crm.ClockNames {
		was, is := p.Master.Case.Current().Clock(name), p.After.Current().Clock(name)
		if is.DueAt == 0 {
			continue
		}
		d := views.MergedClock{Name: crm.Label(crm.Clocks, string(name)), Was: clockWords(was, sides[0]), Is: clockWords(is, sides[0]), Verdict: views.VerdictBadge(is.Verdict(now))}
		if is.MissedDueAt != 0 && was.MissedDueAt == 0 {
			v.Warnings = append(v.Warnings, d.Name+"的时限变为 "+views.DateTime(is.DueAt, zone)+"，当时没有办，并案后主案记为超时。")
		}
		v.Clocks = append(v.Clocks, d)
	}
	return nil
}

func clockWords(k *crm.Clock, p *casePage) string {
	text := "时限 " + views.DateTime(k.DueAt, p.loc)
	if k.MetAt != 0 {
		text += "，完成 " + views.DateTime(k.MetAt, p.loc)
	}
	return text
}

// mergeFacts is one of the two cases, fact by fact in a fixed order.
func (p *casePage) mergeFacts() []sideFact {
	c := p.Case
	one := func(label, value string) sideFact {
		if value == "" {
			return sideFact{label: label}
		}
		return sideFact{label: label, values: []string{value}}
	}
	moment := func(label string, at int64) sideFact {
		if at == 0 {
			return sideFact{label: label, origin: true}
		}
		return sideFact{label: label, values: []string{views.DateTimeSec(at, p.loc)}, origin: true}
	}
	return []sideFact{one("诉求人", strings.TrimSpace(p.CustomerName+" "+p.CustomerNo)), one("摘要", c.Summary), one("详情", c.Detail),
		one("类别", strings.Trim(crm.CategoryLabel(c.Category)+" · "+c.SubCategory, " ·")), one("位置", strings.Trim(p.RoomCode+" · "+c.Place, " ·")),
		one("渠道", crm.Label(crm.Channels, c.Channel)), one("状态", crm.Label(crm.States, string(c.State))), one("等级", crm.Label(crm.Levels, string(c.Level))),
		one("涉及的员工", p.named(c.Targets)), one("已回避", p.named(c.Recused)), one("责任部门", department(c.Department)), one("经办人", p.Names[c.HandlerID]), moment("受理时间", c.ReceivedAt), moment("登记时间", c.RegisteredAt),
		moment("受理确认", c.Current().Ack.MetAt), moment("首次答复", c.Current().Response.MetAt), moment("告知处理结果", c.ResolvedAt)}
}

// mergeCase is T14: the duplicate ends in its master.
func (a *App) mergeCase(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen, master, masterSeen := in.Version(), in.ID("master"), int64(in.Int("master_version"))
	in.Problems.Check(master != 0, "master", "请选择并入哪一件")
	m := crm.Merging{Reason: in.Lines("reason", 2000), Method: in.Raw("method"), ToldNumber: in.On("told_number")}
	if err = in.Err(); err == nil {
		err = a.Store.MergeCase(c.Request().Context(), a.by(c), id, seen, master, masterSeen, m)
	}
	if err == nil {
		a.say(c, "已并案，7 天内可以拆分")
		return a.redirect(c, recordPath("case", master))
	}
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict || asRepeated(err) != nil {
		return err
	}
	f := in.again(views.CaseMergeLabels, problemsOf(err), "")
	if len(f.Problems) > 0 {
		message = ""
	}
	if _, wrong := f.Problems["master"]; wrong {
		master = 0
	}
	return a.showMerge(c, status, f, message, master)
}

// unmergeCase takes a duplicate out of its master again.
func unmergeCase(a *App, c echo.Context, in *form, id, seen int64) error {
	reason := in.Lines("reason", 2000)
	return in.send(func() error { return a.Store.UnmergeCase(c.Request().Context(), a.by(c), id, seen, reason) })
}

// merged names the duplicates of a case, and the master of a duplicate with how long it may be taken out.
func (p *casePage) merged(v *views.CaseView) {
	c := p.Case
	for _, l := range p.Duplicates {
		v.Duplicates = append(v.Duplicates, views.LinkView{Href: recordPath("case", l.ID), Text: l.No})
	}
	if p.Group.ID != 0 {
		v.Cause = &views.LinkView{Href: recordPath("group", p.Group.ID), Text: p.Group.No}
	}
	if c.MasterID == 0 || p.Master.No == "" {
		return
	}
	v.Master = &views.LinkView{Href: recordPath("case", p.Master.ID), Text: p.Master.No}
	if until := c.UnmergeUntil(); p.now <= until {
		v.UnmergeUntil = views.DateTime(until, p.loc)
	}
}
