package handlers

import (
	"strconv"
	"strings"

	"linli/db/crm"
	"linli/views"
)

// caseBadges are the states of a case in words.
func caseBadges(c *crm.Case) []views.BadgeView {
	badges := []views.BadgeView{{Tone: "gray", Icon: "category", Text: crm.Label(crm.Kinds, string(c.Kind))}, views.StateBadge(c.State)}
	if c.Kind == crm.Complaint {
		text := crm.Label(crm.Levels, string(c.Level))
		if !c.Confirmed {
			text += "（待定级）"
		}
		badges = append(badges, views.BadgeView{Tone: levelTones[c.Level], Icon: "flag", Text: text})
	}
	marks := []struct {
		on               bool
		tone, icon, text string
	}{
		{c.Urgent, "solid", "bolt", "紧急"}, {c.Anonymous, "purple", "user-question", "匿名"}, {c.Confidential, "purple", "eye-off", "保密"},
		{c.LateEntry != "" && c.ImportID == 0, "orange", "history", "补录"}, {c.ImportID != 0, "gray", "file-import", "导入"}, {len(c.Cycles) > 1, "orange", "rotate", "第" + strconv.Itoa(len(c.Cycles)) + "轮"},
		{c.State.Open() && c.Hazard(), "red", "alert-triangle", "隐患未消除"}, {c.Internal, "purple", "home", "内部处理"}, {c.Review == "asked", "yellow", "hourglass", "待复核"},
		{c.ClosedUnconfirmed, "gray", "phone-off", "关闭（未回访到）"}, {c.Approval == "pending", "yellow", "hourglass", "待审批"},
		{c.Approval == "refused", "red", "arrow-back-up", "审批退回"}, {c.WithdrawalBy != 0, "yellow", "hourglass", "撤诉待确认"},
		{c.Gate != "" && c.Gate != crm.GateWaiting, "blue", "phone", crm.Label(crm.GateLabels, string(c.Gate))},
		{c.GateOpensAt != 0, "gray", "phone-off", "未联系上，已书面通知"},
	}
	for _, m := range marks {
		if m.on {
			badges = append(badges, views.BadgeView{Tone: m.tone, Icon: m.icon, Text: m.text})
		}
	}
	return badges
}

// promiseBadges are the promises with a day that are still to be kept, or were broken.
func (p *casePage) promiseBadges() (badges []views.BadgeView) {
	for _, n := range p.Promises {
		if state := n.PromiseState(views.Date(p.now, p.loc)); state == crm.PromiseRunning || state == crm.PromiseBroken {
			b := views.PromiseBadge(state)
			b.Text = "承诺 " + n.PromiseOn + " 前，" + b.Text
			badges = append(badges, b)
		}
	}
	return badges
}

var levelTones = map[crm.Level]string{crm.General: "gray", crm.Important: "orange", crm.Major: "red"}

func (p *casePage) facts() []views.Fact {
	c := p.Case
	room := p.RoomCode
	if p.Hidden && c.RoomID != 0 {
		room = "房号保密"
	}
	place := strings.Trim(room+" · "+c.Place, " ·")
	category := crm.CategoryLabel(c.Category)
	if c.SubCategory != "" {
		category += " · " + c.SubCategory
	}
	facts := []views.Fact{
		{Label: "类别", Value: category}, {Label: "位置", Value: place, Href: p.roomPath()}, {Label: "渠道", Value: crm.Label(crm.Channels, c.Channel)},
		{Label: "受理时间", Value: views.DateTimeSec(c.ReceivedAt, p.loc)}, {Label: "登记时间", Value: views.DateTimeSec(c.RegisteredAt, p.loc)},
		{Label: "首问责任人", Value: p.Names[c.IntakeOwnerID]},
		{Label: "责任部门", Value: department(c.Department)}, {Label: "经办人", Value: p.Names[c.HandlerID]},
	}
	facts = append(facts, p.about()...)
	if c.LateEntry != "" {
		facts = append(facts, views.Fact{Label: "补录原因", Value: crm.Label(crm.LateEntryReasons, c.LateEntry)})
	}
	if c.OriginalNo != "" {
		facts = append(facts, views.Fact{Label: "原编号", Value: c.OriginalNo})
	}
	if c.ExternalNo != "" {
		facts = append(facts, views.Fact{Label: "外部编号", Value: c.ExternalNo})
	}
	if c.Kind == crm.Complaint {
		facts = append(facts, views.Fact{Label: "建议等级", Value: crm.Label(crm.Levels, string(c.Proposed)) + "（" + c.ProposedBy + "）"})
	}
	return facts
}

// roomPath is the page of the room, empty for who may not open it.
func (p *casePage) roomPath() string {
	if p.Case.RoomID == 0 || p.Hidden || !p.who.May(crm.CustomerRead) {
		return ""
	}
	return recordPath("room", p.Case.RoomID)
}

func department(code string) string {
	if code == "" {
		return ""
	}
	return crm.Label(crm.Departments, code)
}

// facts are what a page says of a case, without what there is nothing to say of.
type facts []views.Fact

func (f *facts) add(label, value string) {
	if value != "" {
		*f = append(*f, views.Fact{Label: label, Value: value})
	}
}

// work is what was found, answered and decided so far.
func (p *casePage) work() []views.Fact {
	c := p.Case
	var list facts
	add := list.add
	add("已告知的下一步", c.NextStep)
	for _, n := range p.Promises {
		add("承诺", n.PromiseOn+" 前："+n.Promise+"（"+n.By+"，"+crm.Label(crm.PromiseStates, n.PromiseState(views.Date(p.now, p.loc)))+"）")
	}
	for _, a := range p.Attempts {
		add("联系未果", views.DateTime(a.At, p.loc)+" "+crm.Label(crm.AckMethods, a.Method)+"："+crm.Label(crm.AttemptResults, a.Result))
	}
	add("第一步", c.FirstStep)
	add("调查结果", c.Findings)
	add("当事员工陈述", c.Statement)
	p.endings(&list)
	add("首次答复", c.ResponseText)
	add("预计完成", c.ExpectedOn)
	if reason, ok := crm.HoldReasonOf(c.HoldReason); ok {
		add("挂起", reason.Label+"，"+views.DateTime(c.HeldAt, p.loc)+" 至 "+views.DateTime(c.HoldUntil, p.loc))
	}
	p.decided(&list)
	return list
}

// decided adds how the case came out.
func (p *casePage) decided(list *facts) {
	c, add := p.Case, list.add
	add("处理结果", c.Resolution)
	add("没有照片", c.NoPhoto)
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
}
