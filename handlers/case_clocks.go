package handlers

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// clocks are the four clocks of a cycle in words.
func (p *casePage) clocks(y *crm.Cycle) []views.ClockView {
	var list []views.ClockView
	for _, name := range crm.ClockNames {
		k := y.Clock(name)
		if k.DueAt == 0 && k.MetAt == 0 {
			continue
		}
		verdict := k.Verdict(p.now)
		v := views.ClockView{Name: crm.Label(crm.Clocks, string(name)), Why: crm.Explain(p.Case, y, name, p.now, p.loc)}
		if len(p.Case.Cycles) > 1 {
			v.Name = "第" + strconv.Itoa(y.No) + "轮 " + v.Name
		}
		b := views.VerdictBadge(verdict)
		v.Verdict, v.Tone, v.Icon = b.Text, b.Tone, b.Icon
		if k.Open() && p.now >= k.PausedUntil {
			v.Due, v.Soon = k.DueAt, k.SoonAt()
		}
		v.Times = "时限 " + views.DateTimeSec(k.Shown(p.now), p.loc)
		if p.now < k.PausedUntil {
			v.Times += "，随暂停顺延，最迟 " + views.DateTime(k.PausedUntil, p.loc) + " 起继续计时"
		}
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
		v.Reason = p.reason(y.No, name, verdict)
		list = append(list, v)
	}
	return list
}

// outside are the deadlines that the law and whoever passed the case on have set.
func (p *casePage) outside() []views.ClockView {
	var list []views.ClockView
	add := func(name, why string, k crm.Clock) {
		if k.DueAt == 0 {
			return
		}
		b := views.VerdictBadge(k.Verdict(p.now))
		v := views.ClockView{Name: name, Verdict: b.Text, Tone: b.Tone, Icon: b.Icon, Times: "时限 " + views.DateTimeSec(k.DueAt, p.loc), Why: why}
		if k.Open() {
			v.Due, v.Soon = k.DueAt, k.SoonAt()
		}
		if k.MetAt != 0 {
			v.Times += " · 完成 " + views.DateTimeSec(k.MetAt, p.loc)
		}
		list = append(list, v)
	}
	legal, days := p.Case.LegalClock(p.Settings.LegalReplyDays, p.loc), strconv.FormatInt(p.Settings.LegalReplyDays, 10)
	add("法定答复期限", "受理当日不计，加 "+days+" 天，至 "+views.Date(legal.DueAt-1, p.loc)+" 24:00；首次答复即满足，不因挂起顺延", legal)
	add("外部时限", "由转办单位确定，告知处理结果即满足，不因挂起顺延", p.Case.ExternalClock())
	return list
}

// reason is why a clock was missed, and the way to say so for who is in charge of it; nothing for a clock that was not.
func (p *casePage) reason(cycle int, name crm.ClockName, verdict crm.Verdict) views.ReasonView {
	if verdict != crm.Missed && verdict != crm.Late {
		return views.ReasonView{}
	}
	row := db.ClockRow{CaseID: p.Case.ID, Cycle: cycle, Name: name}
	for _, r := range p.Reasons {
		if r.Cycle == cycle && r.Clock == name {
			row.Reason, row.Accepted = r.Reason, r.AcceptedAt != 0
		}
	}
	var revisitor int64
	for i := range p.Revisits {
		if p.Revisits[i].Cycle == cycle {
			revisitor = p.Revisits[i].AssigneeID
		}
	}
	v := reasonView(p.who, &row, verdict)
	if row.Reason == "" && !p.Case.MayExplain(p.who, name, p.Case.ClockOwner(name, revisitor)) {
		v.Href, v.Act = "", ""
	}
	return v
}

func (p *casePage) person() views.PersonView {
	c := p.Case
	switch {
	case c.Anonymous:
		return views.PersonView{Name: "匿名", Note: "答复与回执凭查询码公布，回访改为现场核验"}
	case p.Hidden:
		return views.PersonView{Name: "保密投诉人", Note: "与诉求人的联系由前台客服转达"}
	case c.CustomerID == 0:
		return views.PersonView{Name: "未记录", Note: "导入的台账没有写明诉求人"}
	}
	v := views.PersonView{Name: p.CustomerName, Note: p.CustomerNo}
	if words := p.Limit.Words(p.now, views.DateTime(p.Limit.UntilAt, p.loc)); words != "" {
		v.Note += "。" + words
	}
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
	if r.Late(p.now) {
		v.Due += "（超时）"
	}
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
		case "deadline_cleared":
			name, _, _ := strings.Cut(l.Note, " ")
			e.Text = crm.Label(crm.Clocks, name)
		case "held":
			e.Icon, e.Tone = "player-pause", "blue"
		case "reworked", "reopened", "approval_refused", "returned":
			e.Icon, e.Tone = "arrow-back-up", "orange"
		case "closed", "resolved", "completed", "approved":
			e.Icon, e.Tone = "check", "green"
		}
		if at := cmp.Or(l.StatedAt, l.EventAt); l.RecordedAt-at > 60 {
			e.When, e.Who = "记录于 "+views.DateTime(l.RecordedAt, p.loc), e.Who+"，发生于 "+views.DateTime(at, p.loc)
		}
		if l.Anomaly != 0 {
			e.Who += "；系统时钟曾回退，时间已按前一条记录顺延"
		}
		list[i] = e
	}
	return list
}
