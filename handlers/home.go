package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// A list of the workbench shows deskRows lines, on a phone phoneRows until all are asked for.
const (
	deskRows  = 10
	phoneRows = 3
)

// home is the workbench of whoever asks: what runs out, what is due, what waits for them.
func (a *App) home(c echo.Context) error {
	desk, err := a.Store.Desk(c.Request().Context(), a.by(c), a.zone(c))
	if err != nil {
		return err
	}
	v := a.deskView(c, &desk)
	return a.render(c, http.StatusOK, "工作台", views.DeskPage(v), views.DeskPage(v))
}

func (a *App) deskView(c echo.Context, d *db.Desk) *views.DeskView {
	who, now, zone := staff(c), a.Now(), a.zone(c)
	v := &views.DeskView{Greeting: "工作台", Lead: today(now.In(zone)), CanRegister: who.May(crm.CaseRegister), Now: now.Unix()}
	if who.CaseDesk() {
		v.Figures, v.Steps = deskFigures(d), deskSteps(who, d)
	}
	if who.May(crm.FiguresRead) {
		v.Headlines = headlineLinks(d.Headlines)
	}
	if who.Has(crm.Manager, crm.Quality, crm.Executive) {
		links := who.Reach(crm.OverdueRead) != crm.Totals
		v.Counts, v.CountsHref = countsView(d.Overdue, links), "/overdue"
	}
	b := deskBuilder{v: v, who: who, now: v.Now, zone: zone}
	b.unowned(d)
	b.lead(d)
	b.desk(d)
	b.work(d)
	if who.May(crm.TaskDo) {
		b.tasks(d.Tasks)
	}
	v.Links = a.deskLinks(who, d)
	if d.Drafts > 0 {
		v.Links = append([]views.DeskLink{{Icon: "edit", Label: "未完成的登记 " + strconv.Itoa(d.Drafts) + " 件", Href: "/cases/new", Note: "接着填写或丢弃"}}, v.Links...)
	}
	return v
}

var weekdays = []string{"日", "一", "二", "三", "四", "五", "六"}

func today(t time.Time) string {
	return t.Format("2006年1月2日") + " 星期" + weekdays[t.Weekday()]
}

func deskFigures(d *db.Desk) []views.FigureView {
	return []views.FigureView{
		{Icon: "alert-triangle", Label: "已超时", Value: countText(d.Missed), Href: "/cases?state=open&verdict=missed"},
		{Icon: "alarm", Label: "即将超时", Value: countText(d.DueSoon), Href: "/cases?state=open&verdict=due_soon"},
		{Icon: "inbox", Label: "待确认", Value: countText(d.Unconfirmed), Href: "/cases?view=list&step=to_confirm"},
		{Icon: "phone", Label: "待回访", Value: countText(d.Revisiting), Href: "/cases?view=list&step=to_revisit"},
	}
}

// deskSteps is how a new office begins, shown until there are people on file and a first case.
func deskSteps(who crm.Staff, d *db.Desk) []views.DeskStep {
	if !d.NoCustomers && !d.NoCases {
		return nil
	}
	var steps []views.DeskStep
	if who.May(crm.SettingsEdit) {
		steps = append(steps, views.DeskStep{Label: "核对时限", Href: "/admin/settings", Note: "受理确认24小时，答复、办结、回访按等级；缺省值可以直接用"})
	}
	if who.May(crm.CustomerImport) {
		steps = append(steps, views.DeskStep{Label: "导入业主名册", Href: "/imports/new", Done: !d.NoCustomers, Note: "手里的 Excel 或 CSV 就行，先预览再写入，导入后可以撤回"})
	} else {
		steps = append(steps, views.DeskStep{Label: "新建客户", Href: "/customers/new", Done: !d.NoCustomers, Note: "整本名册由客服主管导入；零星的可以逐个新建"})
	}
	return append(steps, views.DeskStep{Label: "登记第一件诉求", Href: "/cases/new", Done: !d.NoCases, Note: "不用等名册：来电人不在档案里，填姓名和电话就能登记"})
}

// deskBuilder turns what the store found into lists.
type deskBuilder struct {
	v    *views.DeskView
	who  crm.Staff
	now  int64
	zone *time.Location
}

// beside are the lists of the second column: the end of the shift and what was promised.
var beside = map[string]bool{"tonight": true, "department": true, "tasks": true, "revisits": true}

// add puts a list on the workbench; all is where the rest of it is.
func (b *deskBuilder) add(id, title, icon, empty, all string, lines []views.DeskLine) {
	block := views.DeskBlock{ID: id, Title: title, Icon: icon, Empty: empty, Lines: lines, Side: beside[id]}
	switch n := len(lines); {
	case n > deskRows:
		block.Lines, block.All = lines[:deskRows], all
	case n > phoneRows:
		block.Fold = strconv.Itoa(n)
	}
	b.v.Blocks = append(b.v.Blocks, block)
}

// unowned are the cases whose intake owner has left: whoever is there looks at them first.
func (b *deskBuilder) unowned(d *db.Desk) {
	if len(d.Unowned) == 0 {
		return
	}
	lines := b.cases(d.Unowned)
	for i := range lines {
		lines[i].Unowned = false // the title says it
	}
	b.add("unowned", "无人负责", "user-question", "", "/cases?state=open", lines)
}

// lead is what waits for a supervisor or manager.
func (b *deskBuilder) lead(d *db.Desk) {
	if !b.who.Has(crm.Supervisor, crm.Manager) {
		return
	}
	for _, l := range []struct {
		id, title, icon, all string
		rows                 []db.CaseRow
	}{
		{"to_assign", "待派单", "send", "/cases?view=list&step=to_assign", d.ToAssign}, {"approvals", "待审批的处理结果", "hourglass", "/tasks", d.Approvals},
		{"verifications", "待核实的时间", "history", "/tasks", d.Verifications}, {"withdrawals", "待确认的撤诉", "arrow-back-up", "/tasks", d.Withdrawals},
	} {
		if len(l.rows) > 0 {
			b.add(l.id, l.title, l.icon, "", l.all, b.cases(l.rows))
		}
	}
}

// desk is what the counter works through.
func (b *deskBuilder) desk(d *db.Desk) {
	if !b.who.CaseDesk() {
		return
	}
	b.add("soon", "快超时", "alarm", "没有快超时的时限。", "/cases?state=open&verdict=due_soon", b.clocks(d.Soon))
	title, waiting := "待我确认的", b.cases(d.ToConfirm)
	if b.who.Has(crm.Supervisor, crm.Manager) {
		title = "待确认的"
	}
	calm := "没有到期的受理确认，可以安心交班。"
	if slices.ContainsFunc(waiting, func(l views.DeskLine) bool { return l.Due != 0 && l.Due < b.now }) {
		calm = "没有新到期的受理确认；已超时的见“" + title + "”，请先处理。"
	}
	b.add("tonight", "下班前必清", "clock-exclamation", "下一班（"+views.DateTime(d.NextShift, b.zone)+"）开始前"+calm, "/shift", b.clocks(d.Tonight))
	b.v.Blocks[len(b.v.Blocks)-1].Print, b.v.Blocks[len(b.v.Blocks)-1].All = true, "/shift"
	b.add("unconfirmed", title, "inbox", "登记的诉求都已向客户确认。", "/cases?view=list&step=to_confirm", waiting)
	b.add("today", "今日到期", "calendar-event", "今天没有其他到期的时限。", "/cases?state=open", b.clocks(d.Today))
	b.toClose(d.ToClose)
	b.add("revisits", "到期回访", "phone", "没有待办的回访；诉求处理完成后会自动出现。", "/revisits?whose="+whoseDesk(b.who), b.revisits(d.Revisits))
}

// toClose are the cases after their revisit, with what it came to.
func (b *deskBuilder) toClose(rows []db.CaseRow) {
	if len(rows) == 0 {
		return
	}
	lines := b.cases(rows)
	for i := range lines {
		lines[i].Side = crm.Label(crm.GateLabels, string(rows[i].Gate))
	}
	b.add("to_close", "已回访，待关闭", "check", "", "/cases?view=list&step=to_revisit", lines)
}

func whoseDesk(who crm.Staff) string {
	if who.Has(crm.Supervisor, crm.Manager) {
		return ""
	}
	return "own"
}

// work is what is assigned to a handler and to the department.
func (b *deskBuilder) work(d *db.Desk) {
	if !b.who.Has(crm.Handler, crm.DeptHead) {
		return
	}
	b.add("mine", "指派给我的", "tool", "没有指派给您的诉求；本部门待接的见旁边。", "/cases?state=open&handler="+b.who.Login, b.cases(d.Mine))
	title, all := "本部门待接单", "/cases?state=assigned"
	if b.who.Has(crm.DeptHead) {
		title, all = "本部门办理中", "/cases?state=open"
	}
	b.add("department", title, "users", "本部门没有其他待办的诉求。", all, b.cases(d.Department))
}

func (b *deskBuilder) tasks(tasks []db.Task) {
	b.add("tasks", "我的待办", "clipboard-check", "没有待办。需要您办理的事项会出现在这里。", "/tasks", b.taskLines(tasks))
}

func (b *deskBuilder) taskLines(tasks []db.Task) []views.DeskLine {
	lines := make([]views.DeskLine, len(tasks))
	for i := range tasks {
		t := taskLine(&tasks[i])
		lines[i] = views.DeskLine{Href: "/tasks/" + t.ID, No: t.About, Title: t.Title, Note: t.Summary, Side: b.other(t.Whose), Clock: views.TaskDue, Due: t.Due, Soon: t.Soon}
	}
	return lines
}

func (b *deskBuilder) clocks(rows []db.ClockRow) []views.DeskLine {
	lines := make([]views.DeskLine, len(rows))
	for i := range rows {
		l := clockLine(b.who, &rows[i], b.now, b.zone)
		lines[i] = views.DeskLine{Href: l.Href, No: l.No, Mark: l.Mark, MarkTone: l.MarkTone, Title: l.Summary, Note: l.Department, Side: b.other(l.Owner), Clock: l.Clock, Due: l.Due, Soon: l.Soon}
		if lines[i].Note == "" {
			lines[i].Note, lines[i].Side = lines[i].Side, ""
		}
	}
	return lines
}

func (b *deskBuilder) cases(rows []db.CaseRow) []views.DeskLine {
	lines := make([]views.DeskLine, len(rows))
	for i := range rows {
		l := caseLine(&rows[i], b.now, b.zone)
		lines[i] = views.DeskLine{Href: l.Href, No: l.No, Mark: markText(l.Kind, l.Mark), MarkTone: l.MarkTone, Title: l.Summary, Note: l.Place, Side: b.other(l.Worker), Clock: l.Clock, Due: l.Due, Soon: l.Soon, Unowned: l.Unowned}
	}
	return lines
}

func (b *deskBuilder) revisits(rows []db.RevisitRow) []views.DeskLine {
	lines := make([]views.DeskLine, len(rows))
	for i := range rows {
		l := revisitLine(&rows[i], b.now, b.zone)
		lines[i] = views.DeskLine{Href: l.Href, No: l.No, Mark: l.Kind, Title: l.Summary, Note: l.Person + " · " + l.Tries, Side: b.other(l.Assignee), Due: l.Due, Soon: l.Soon}
		if l.Over != "" {
			lines[i].Note, lines[i].Due = l.Person+" · "+l.Over+"，"+l.Note, 0
		}
	}
	return lines
}

// other is a name unless it is the reader's own, which says nothing on their own workbench.
func (b *deskBuilder) other(name string) string {
	if name == b.who.Name {
		return ""
	}
	return name
}

func markText(kind, mark string) string {
	if mark == "" {
		return kind
	}
	return kind + "·" + mark
}
