package handlers

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// casePage is a loaded case with the person who looks at it, on its way to a view.
type casePage struct {
	*db.CasePage
	who        crm.Staff
	now        int64
	loc        *time.Location
	hotline    string
	settings   crm.Settings
	actions    []crm.Action
	colleagues []db.Account

	Said, Alert   string
	changes       []db.Line
	typedAction   crm.Action
	typedValues   url.Values
	typedKey      string
	typedProblems map[string]string
}

func (p *casePage) view() *views.CaseView {
	c := p.Case
	id := strconv.FormatInt(c.ID, 10)
	v := &views.CaseView{ID: id, Version: strconv.FormatInt(c.RowVersion, 10), No: c.No, Summary: c.Summary, Badges: caseBadges(c), Facts: p.facts(), Detail: c.Detail, Work: p.work(),
		Person: p.person(), Said: p.Said, Alert: p.Alert, Now: p.now, Log: p.events(p.Log), Changes: p.events(p.changes)}
	for i := len(c.Cycles) - 1; i >= 0; i-- {
		v.Clocks = append(v.Clocks, p.clocks(&c.Cycles[i])...)
	}
	for i := range p.Revisits {
		v.Rounds = append(v.Rounds, p.round(&p.Revisits[i]))
	}
	if c.Anonymous {
		v.QueryCode = c.QueryCode
	}
	if p.Previous != "" {
		v.Previous = &views.LinkView{Href: recordPath("case", c.PreviousID), Text: p.Previous}
	}
	for _, f := range p.Following {
		v.Following = append(v.Following, views.LinkView{Href: recordPath("case", f.ID), Text: f.No})
	}
	if c.State == crm.Closed && p.who.May(crm.CaseRegister) {
		v.CanRegisterAfter = "/cases/new?previous=" + id
	}
	p.offer(v)
	return v
}

// offer adds the forms of what the person may do now. The form that was sent in stands first.
func (p *casePage) offer(v *views.CaseView) {
	texts := p.texts()
	v.Script, v.Telling = texts.Script, texts.Result
	for _, action := range p.actions {
		fields := views.ActionFields(action, p.Case, texts, p.loc)
		f := views.ActionForm{Action: action, Label: action.Label(), URL: "/cases/" + v.ID + "/" + string(action), Fields: fields,
			Form: &views.Form{Prefix: prefixOf(action), Labels: views.ActionLabels(fields), Key: newKey(), Version: p.Case.RowVersion}}
		if action == p.typedAction {
			f.Form.Values, f.Form.Problems, f.Form.Key, f.Open = p.typedValues, p.typedProblems, p.typedKey, true
			v.Forms = append([]views.ActionForm{f}, v.Forms...)
			continue
		}
		v.Forms = append(v.Forms, f)
	}
	if len(v.Forms) == 0 {
		v.NothingToDo = "您现在没有要办的事。当前状态：" + crm.Label(crm.States, string(p.Case.State))
	}
	if p.typedAction != "" && !slices.Contains(p.actions, p.typedAction) {
		v.Alert += "。您填写的内容：" + typedWords(p.typedValues)
	}
}

// typedWords gives back long answers of a form that is not offered any more, so that nothing typed is lost.
func typedWords(values url.Values) string {
	var words []string
	for name, list := range values {
		if strings.HasPrefix(name, "_") || name == "row_version" {
			continue
		}
		if v := strings.TrimSpace(list[0]); len([]rune(v)) > 4 {
			words = append(words, v)
		}
	}
	return strings.Join(words, "；")
}

func prefixOf(a crm.Action) string { return strings.NewReplacer("/", "-").Replace(string(a)) + "-" }

// texts are the words and lists the forms offer.
func (p *casePage) texts() *views.CaseTexts {
	c := p.Case
	category, _ := crm.CategoryOf(c.Category)
	department := category.Department
	if c.Department != "" {
		department = c.Department
	}
	phone := p.hotline
	if phone == "" {
		phone = "物业服务中心"
	}
	until := ""
	if due := c.Current().Response.DueAt; due != 0 {
		until = views.DateTime(due, p.loc)
	}
	t := &views.CaseTexts{Department: department, NextStep: "由" + crm.Label(crm.Departments, department) + "跟进"}
	if until != "" {
		t.NextStep += "，" + until + "前答复"
	}
	t.Script = crm.Fill("acknowledged", map[string]string{"摘要": c.Summary, "编号": c.No, "部门": crm.Label(crm.Departments, department), "答复时限": until, "电话": phone})
	t.Notice = crm.Fill("unreachable", map[string]string{"编号": c.No, "电话": phone})
	if c.Resolution != "" {
		t.Result = crm.Fill("resolved", map[string]string{"编号": c.No, "结果": c.Resolution, "日期": views.Date(p.now+p.settings.RevisitHours[c.Level]*3600, p.loc)})
	}
	for _, s := range p.colleagues {
		t.Staff = append(t.Staff, views.Option{Value: s.Login, Label: s.Name, Group: s.Roles[0].Role.Label()})
	}
	for i := range c.Cycles {
		for _, name := range crm.ClockNames {
			if k := c.Cycles[i].Clock(name); k.Pending && k.StatedBy != p.who.ID {
				t.Pending = append(t.Pending, views.Option{Value: string(name), Label: crm.Label(crm.Clocks, string(name)) + " " + views.DateTimeSec(k.At, p.loc) + "（" + p.Names[k.StatedBy] + "填写）"})
			}
		}
	}
	return t
}

// caseBadges are the states of a case in words.
func caseBadges(c *crm.Case) []views.BadgeView {
	badges := []views.BadgeView{{Tone: "gray", Icon: "category", Text: crm.Label(crm.Kinds, string(c.Kind))}, views.StateBadge(c.State)}
	if c.Kind == crm.Complaint {
		text := crm.Label(crm.Levels, string(c.Level))
		if !c.Confirmed {
			text += "（待确认）"
		}
		badges = append(badges, views.BadgeView{Tone: levelTones[c.Level], Icon: "flag", Text: text})
	}
	marks := []struct {
		on               bool
		tone, icon, text string
	}{
		{c.Urgent, "solid", "bolt", "紧急"}, {c.Anonymous, "purple", "user-question", "匿名"}, {c.Confidential, "purple", "eye-off", "保密"},
		{c.LateEntry != "", "orange", "history", "补录"}, {len(c.Cycles) > 1, "orange", "rotate", "第" + strconv.Itoa(len(c.Cycles)) + "轮"},
		{c.ClosedUnconfirmed, "gray", "phone-off", "关闭（未回访到）"}, {c.Approval == "pending", "yellow", "hourglass", "待审批"},
		{c.Approval == "refused", "red", "arrow-back-up", "审批退回"}, {c.WithdrawalBy != 0, "yellow", "hourglass", "撤诉待确认"},
		{c.Gate != "", "blue", "phone", crm.Label(crm.GateLabels, string(c.Gate))},
		{c.GateOpensAt != 0, "gray", "phone-off", "未联系上，已书面通知"},
	}
	for _, m := range marks {
		if m.on {
			badges = append(badges, views.BadgeView{Tone: m.tone, Icon: m.icon, Text: m.text})
		}
	}
	return badges
}

var levelTones = map[crm.Level]string{crm.General: "gray", crm.Important: "orange", crm.Major: "red"}

func (p *casePage) facts() []views.Fact {
	c := p.Case
	place := p.RoomCode
	if place == "" {
		place = c.Place
	} else if c.Place != "" {
		place += " · " + c.Place
	}
	if p.Hidden {
		place = c.Place
	}
	category := crm.CategoryLabel(c.Category)
	if c.SubCategory != "" {
		category += " · " + c.SubCategory
	}
	facts := []views.Fact{
		{Label: "类别", Value: category}, {Label: "位置", Value: place}, {Label: "渠道", Value: crm.Label(crm.Channels, c.Channel)},
		{Label: "受理时间", Value: views.DateTimeSec(c.ReceivedAt, p.loc)}, {Label: "登记时间", Value: views.DateTimeSec(c.RegisteredAt, p.loc)},
		{Label: "期望的处理", Value: c.RemedyWanted}, {Label: "首问责任人", Value: p.Names[c.IntakeOwnerID]},
		{Label: "责任部门", Value: department(c.Department)}, {Label: "经办人", Value: p.Names[c.HandlerID]},
	}
	if c.LateEntry != "" {
		facts = append(facts, views.Fact{Label: "补录原因", Value: crm.Label(crm.LateEntryReasons, c.LateEntry)})
	}
	if c.ExternalNo != "" || c.ExternalDueAt != 0 {
		facts = append(facts, views.Fact{Label: "外部编号", Value: c.ExternalNo}, views.Fact{Label: "外部时限", Value: views.DateTime(c.ExternalDueAt, p.loc)})
	}
	if c.Kind == crm.Complaint {
		due := crm.LegalReplyDue(c.ReceivedAt, p.settings.LegalReplyDays, p.loc)
		facts = append(facts, views.Fact{Label: "法定答复期限", Value: views.Date(due-1, p.loc) + " 24:00"},
			views.Fact{Label: "建议等级", Value: crm.Label(crm.Levels, string(c.Proposed)) + "（" + c.ProposedBy + "）"})
	}
	return facts
}

func department(code string) string {
	if code == "" {
		return ""
	}
	return crm.Label(crm.Departments, code)
}

// work is what was found, answered and decided so far.
func (p *casePage) work() []views.Fact {
	c := p.Case
	var list []views.Fact
	add := func(label, value string) {
		if value != "" {
			list = append(list, views.Fact{Label: label, Value: value})
		}
	}
	add("已告知的下一步", c.NextStep)
	for _, a := range p.Attempts {
		add("联系未果", views.DateTime(a.At, p.loc)+" "+crm.Label(crm.AckMethods, a.Method)+"："+crm.Label(crm.AttemptResults, a.Result))
	}
	add("第一步", c.FirstStep)
	add("调查结果", c.Findings)
	add("首次答复", c.ResponseText)
	add("预计完成", c.ExpectedOn)
	add("处理结果", c.Resolution)
	add("原因", strings.Join(c.Causes(), "、"))
	if c.Responsibility != "" {
		add("责任归属", crm.Label(crm.Responsibilities, c.Responsibility))
	}
	if c.Validity != "" {
		text := crm.Label(crm.Validities, c.Validity)
		if c.InvalidReason != "" {
			text += "：" + c.InvalidReason
		}
		add("投诉判定", text)
	}
	if c.CompensationFen != 0 {
		add("补偿", views.Yuan(c.CompensationFen))
	}
	if c.Approval == "approved" {
		add("审批", p.Names[c.ApproverID]+"同意，"+views.DateTime(c.ApprovedAt, p.loc))
	}
	if c.ResolvedAt != 0 {
		add("告知客户", views.DateTime(c.ResolvedAt, p.loc)+" "+crm.Label(crm.ToldMethods, c.ToldMethod)+"告知"+c.ToldWhom)
	}
	if c.Decision != "" {
		add("决定", crm.Label(crm.Decisions, c.Decision))
	}
	add("撤诉原因", c.WithdrawReason)
	if c.ClosedAt != 0 {
		add("关闭", views.DateTime(c.ClosedAt, p.loc)+" "+p.Names[c.ClosedBy])
	}
	return list
}

// clocks are the four clocks of a cycle in words.
func (p *casePage) clocks(y *crm.Cycle) []views.ClockView {
	var list []views.ClockView
	for _, name := range crm.ClockNames {
		k := y.Clock(name)
		if k.DueAt == 0 && k.MetAt == 0 {
			continue
		}
		verdict := k.Verdict(p.now)
		v := views.ClockView{Name: crm.Label(crm.Clocks, string(name)), Why: crm.Explain(p.Case, y, name, p.loc)}
		if len(p.Case.Cycles) > 1 {
			v.Name = "第" + strconv.Itoa(y.No) + "轮 " + v.Name
		}
		b := views.VerdictBadge(verdict)
		v.Verdict, v.Tone, v.Icon = b.Text, b.Tone, b.Icon
		if k.Open() {
			v.Due, v.Soon = k.DueAt, k.SoonAt()
		}
		v.Times = "时限 " + views.DateTimeSec(k.DueAt, p.loc)
		if k.MetAt != 0 {
			v.Times += " · 完成 " + views.DateTimeSec(k.MetAt, p.loc)
		}
		if k.Pending {
			v.Times += " · 填写的时间 " + views.DateTimeSec(k.At, p.loc) + " 待核实"
		}
		if name == crm.AckClock && y.No == 1 && k.At != 0 {
			v.Times += "（确认 " + views.DateTimeSec(k.At, p.loc) + "，登记 " + views.DateTimeSec(p.Case.RegisteredAt, p.loc) + "）"
		}
		if name == crm.ResolutionClock && y.ReminderAt != 0 && k.Open() {
			v.Times += " · 重办提醒 " + views.DateTime(y.ReminderAt, p.loc)
		}
		v.Reason = p.reason(y.No, name)
		list = append(list, v)
	}
	return list
}

func (p *casePage) reason(cycle int, name crm.ClockName) string {
	for _, r := range p.Reasons {
		if r.Cycle == cycle && r.Clock == name {
			text := "超时原因：" + r.Reason
			if r.AcceptedAt != 0 {
				return text + "（经理已认可）"
			}
			return text + "（待经理认可）"
		}
	}
	return ""
}

func (p *casePage) person() views.PersonView {
	c := p.Case
	switch {
	case c.Anonymous:
		return views.PersonView{Name: "匿名", Note: "答复与回执凭查询码公布，回访改为现场核验"}
	case p.Hidden:
		return views.PersonView{Name: "保密投诉人", Note: "与诉求人的联系由前台客服转达"}
	}
	v := views.PersonView{Name: p.CustomerName, Note: p.CustomerNo}
	if p.who.May(crm.CustomerRead) {
		v.Href = recordPath("customer", c.CustomerID)
	}
	for _, k := range p.Contacts {
		contact := views.ContactView{ID: strconv.FormatInt(k.ID, 10), Label: k.KindLabel(), Shown: k.Shown}
		if k.Label != "" {
			contact.Label += "（" + k.Label + "）"
		}
		if p.who.May(crm.CustomerReveal) {
			contact.Href = fmt.Sprintf("/customers/%d/reveals/new?contact_point_id=%d&case_id=%d", c.CustomerID, k.ID, c.ID)
		}
		v.Contacts = append(v.Contacts, contact)
	}
	return v
}

var revisitStates = map[string]string{"planned": "待回访", "in_progress": "联系中", "done": "已完成", "unreachable": "未联系上", "declined": "拒访", "cancelled": "已取消"}

func (p *casePage) round(r *crm.Revisit) views.RoundView {
	v := views.RoundView{Title: fmt.Sprintf("第%d轮", r.Round), Status: revisitStates[r.Status], Due: "时限 " + views.DateTime(r.DueAt, p.loc)}
	if r.Cycle > 1 {
		v.Title = fmt.Sprintf("重开%d %s", r.Cycle-1, v.Title)
	}
	if r.Solved != "" {
		v.Result = crm.Label(crm.SolvedAnswers, r.Solved)
		if r.Satisfaction > 0 {
			v.Result += "，满意度 " + strconv.Itoa(r.Satisfaction)
		} else {
			v.Result += "，未评满意度"
		}
		if r.Comment != "" {
			v.Result += "：" + r.Comment
		}
	}
	for _, a := range r.Attempts {
		v.Attempts = append(v.Attempts, views.DateTime(a.At, p.loc)+" "+crm.Label(crm.RevisitChannels, a.Channel)+"："+crm.Label(crm.RevisitResults, a.Result)+"（"+a.ByName+"）")
	}
	if r.NoticeAt != 0 {
		v.Attempts = append(v.Attempts, views.DateTime(r.NoticeAt, p.loc)+" 书面通知："+crm.Label(crm.ToldMethods, r.NoticeMethod))
	}
	return v
}

// events are log lines as a timeline.
func (p *casePage) events(lines []db.Line) []views.Event {
	list := make([]views.Event, len(lines))
	for i := range lines {
		l := &lines[i]
		e := views.Event{ID: "log-" + strconv.FormatInt(l.Seq, 10), Icon: "circle-dot", Title: crm.EventLabel(l.Kind), Text: l.Note, When: views.DateTimeSec(l.EventAt, p.loc), Who: l.ActorName}
		switch l.Kind {
		case "deadline_missed":
			name, _, _ := strings.Cut(l.Note, " ")
			e.Icon, e.Tone, e.Text = "clock-exclamation", "red", crm.Label(crm.Clocks, name)
		case "reworked", "reopened", "approval_refused", "returned":
			e.Icon, e.Tone = "arrow-back-up", "orange"
		case "closed", "resolved", "completed", "approved":
			e.Icon, e.Tone = "check", "green"
		}
		if l.RecordedAt-l.EventAt > 60 {
			e.Who += "，记录于 " + views.DateTime(l.RecordedAt, p.loc)
		}
		list[i] = e
	}
	return list
}
