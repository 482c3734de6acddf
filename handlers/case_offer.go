package handlers

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// offer adds the forms of what the person may do now. What was sent in stands open, otherwise the next step of the work; what
// may be done beside it is folded, and where the next step is somebody else's the page says whose turn it is.
func (p *casePage) offer(v *views.CaseView) {
	texts := p.texts()
	v.Script, v.Telling = texts.Script, texts.Result
	if p.justConfirmed() {
		v.ToRead = texts.Script
		if len(p.Promises) > 0 {
			v.ToRead += crm.PromiseWords(p.Promises[0].Promise, p.Promises[0].PromiseOn, p.now, p.loc)
		}
	}
	open, gone := p.typedAction, p.typedAction != "" && !slices.Contains(p.actions, p.typedAction)
	if open == "" || gone {
		open = p.next()
	}
	for _, action := range p.actions {
		if views.OwnPage(action) {
			v.Pages = append(v.Pages, views.LinkView{Href: "/cases/" + v.ID + "/" + string(action), Text: action.Label()})
			continue
		}
		fields := views.ActionFields(action, p.Case, texts)
		f := views.ActionForm{Action: action, Label: p.label(action), Hint: p.hint(action), URL: "/cases/" + v.ID + "/" + string(action), Fields: fields,
			Form: &views.Form{Prefix: prefixOf(action), Labels: views.ActionLabels(fields), Key: newKey(), Version: p.Case.RowVersion}}
		if action == p.typedAction {
			f.Form.Values, f.Form.Problems, f.Form.Key = p.typedValues, p.typedProblems, p.typedKey
		}
		if action == open {
			v.Forms = append(v.Forms, f)
		} else {
			v.More = append(v.More, f)
		}
	}
	if len(v.Forms) == 0 {
		v.Waiting = p.waiting()
	}
	if gone {
		if words := typedWords(views.ActionFields(p.typedAction, p.Case, texts), p.typedValues); words != "" {
			v.Alert += "。您填写的内容：" + words
		}
	}
}

// readFor is for how many seconds the words of a confirmation stand there after it was saved: the number is known only then.
const readFor = 15 * 60

// justConfirmed reports whether this person has confirmed the case a moment ago and may still have the customer before them,
// who waits for an answer.
func (p *casePage) justConfirmed() bool {
	c, now := p.Case, p.Case.Current()
	return c.State.Open() && c.State != crm.PendingRevisit && now.Response.At == 0 && now.Ack.At != 0 && now.Ack.StatedBy == p.who.ID && p.now-now.Ack.StatedAt <= readFor
}

// next is the step of the work that this person takes now, empty when it is somebody else's turn.
func (p *casePage) next() crm.Action {
	for _, action := range p.actions {
		switch {
		case action.Side() || action == crm.DoRespond && !p.Case.WorksOn(p.who) || action == crm.DoPropose && p.Case.Approval == "pending" || p.othersWork(action):
			continue
		case action == crm.DoPropose && slices.Contains(p.actions, crm.DoResolve) && (p.Case.Approval == "approved" || p.Case.Kind != crm.Complaint || p.Case.Level == crm.General):
			return crm.DoResolve
		}
		return action
	}
	return ""
}

// othersWork reports a step of the handler who is named, for somebody else who may take it too.
func (p *casePage) othersWork(action crm.Action) bool {
	return slices.Contains([]crm.Action{crm.DoAccept, crm.DoRespond, crm.DoPropose, crm.DoResolve}, action) &&
		p.Case.HandlerID != 0 && p.Case.HandlerID != p.who.ID && p.who.Has(crm.Supervisor, crm.Manager)
}

// label names an action as it stands on this case.
func (p *casePage) label(action crm.Action) string {
	switch {
	case action != crm.DoHold:
		return action.Label()
	case p.Case.State == crm.OnHold:
		return "续期"
	}
	return "挂起"
}

// hint says what sets an action apart from the one beside it.
func (p *casePage) hint(action crm.Action) string {
	switch {
	case action == crm.DoPropose && p.Case.Kind == crm.Complaint:
		return "先审批、后告知客户：重要、重大投诉，判为无效的，涉及补偿的。"
	case action == crm.DoResolve && p.Case.ProposedAt == 0:
		return p.outstanding() + "已把结果告知客户后填写；须审批的，先“提出处理结果”。"
	case action == crm.DoResolve:
		return p.outstanding() + "把结果告知客户后填写。"
	case action == crm.DoHold && p.Case.State == crm.OnHold:
		return "续期须重新批准：从现在起按所选原因重新计算。"
	case action == crm.DoApprove:
		return "待审批的处理结果：" + p.proposal()
	case action == crm.DoDecideReview:
		return "判为无效的理由：" + p.Case.InvalidReason + "；" + p.Case.Resolution + "；客户的理由：" + p.objection()
	case action == crm.DoRevisit && p.Case.Resolution != "":
		return "已告知的处理结果：" + p.Case.Resolution
	}
	return ""
}

// objection is what the complainant said when asking for a review, which is possible once.
func (p *casePage) objection() string {
	for i := range p.Log {
		if p.Log[i].Kind == "review_requested" {
			return p.Log[i].Note
		}
	}
	return ""
}

// proposal is what an approval is about, in one line.
func (p *casePage) proposal() string {
	c := p.Case
	words := c.Resolution
	if c.Validity != "" {
		words += "；判定" + crm.Label(crm.Validities, c.Validity) + c.InvalidReason
	}
	if c.CompensationFen != 0 {
		words += "；补偿" + views.Yuan(c.CompensationFen)
	}
	if c.NoPhoto != "" {
		words += "；没有照片：" + c.NoPhoto
	}
	return words + "（" + p.Names[c.ProposerID] + "提出）"
}

// waiting says whose turn it is.
func (p *casePage) waiting() string {
	c := p.Case
	worker := p.Names[c.HandlerID]
	if c.HandlerID == 0 {
		worker = department(c.Department)
	}
	switch {
	case c.State == crm.Merged:
		return "诉求已并案，请在主案上办理。"
	case !c.State.Open():
		return "诉求" + crm.Label(crm.States, string(c.State)) + "，没有要办的事。"
	case c.WithdrawalBy != 0:
		return "客户要求撤诉，待另一位客服主管或项目经理联系客户后确认。"
	case c.State == crm.Registered:
		return "待前台客服联系客户，受理确认。"
	case c.State == crm.Acknowledged && c.Kind == crm.Complaint && c.Level != crm.General:
		return "待客服主管定级、派单。"
	case c.State == crm.Acknowledged:
		return "待派单。"
	case c.State == crm.AssignedState:
		return "已派给" + worker + "，待接单。"
	case c.State == crm.PendingRevisit:
		return p.waitingRevisit()
	case c.State == crm.OnHold:
		return "已挂起，" + views.DateTime(c.HoldUntil, p.loc) + " 自动恢复。"
	case c.Approval == "pending":
		return "处理结果待审批，审批后再告知客户。"
	}
	return "由" + worker + "处理中。"
}

func (p *casePage) waitingRevisit() string {
	switch c := p.Case; {
	case c.Gate == crm.GateAllowed && c.Level == crm.General:
		return "回访通过，待前台客服或客服主管关闭。"
	case c.Gate == crm.GateAllowed:
		return "回访通过，待客服主管关闭。"
	case c.Gate != crm.GateWaiting:
		return crm.Label(crm.GateLabels, string(c.Gate)) + "。"
	case c.WaitOver(p.now):
		return "多次联系不上客户，书面通知期满，可以关闭。"
	case c.GateOpensAt != 0:
		return "多次联系不上客户，已书面通知，" + views.DateTime(c.GateOpensAt, p.loc) + "以后可以关闭。"
	}
	return "已处理完成，待经办人以外的人回访客户。"
}

// typedWords gives back what was written into a form that is not offered any more, so that nothing typed is lost.
func typedWords(fields []views.Field, values url.Values) string {
	var words []string
	for _, f := range fields {
		if v := strings.TrimSpace(values.Get(f.Name)); v != "" && (f.Type == "" || f.Type == "textarea") {
			words = append(words, f.Label+"："+v)
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
	t := &views.CaseTexts{Department: department, Zone: p.loc}
	t.Script, t.NextStep = crm.AckWords(c, crm.Label(crm.Departments, department), phone, p.now, p.loc)
	t.Notice = crm.Fill("unreachable", map[string]string{"编号": c.No, "电话": phone})
	if c.Resolution != "" {
		t.Result = crm.ResultWords(c, p.Settings, p.now, p.loc)
	}
	t.NoPhoto = c.PhotoWanted() && !p.hasPhoto()
	t.Staff, t.Desk = staffOptions(p.allowed(p.colleagues), t.Department), p.deskOptions()
	t.Staffers = staffOptions(p.allowed(p.staffers), "")
	for i := range c.Cycles {
		for _, name := range crm.ClockNames {
			k := c.Cycles[i].Clock(name)
			if v := k.Verdict(p.now); v == crm.Missed || v == crm.Late {
				t.Missed = append(t.Missed, views.Option{Value: string(name), Label: crm.Label(crm.Clocks, string(name)) + " " + views.DateTimeSec(cmp.Or(k.MissedDueAt, k.DueAt), p.loc)})
			}
			if k.Pending && k.StatedBy != p.who.ID {
				t.Pending = append(t.Pending, views.Option{Value: string(name), Label: crm.Label(crm.Clocks, string(name)) + " " + views.DateTimeSec(k.At, p.loc) + "（" + p.Names[k.StatedBy] + "填写）"})
			}
		}
	}
	return t
}

// deskOptions lists who may take a case in, but for who has it.
func (p *casePage) deskOptions() []views.Option {
	desk := slices.DeleteFunc(slices.Clone(p.allowed(p.colleagues)), func(a db.Account) bool {
		return a.ID == p.Case.IntakeOwnerID || !crm.Staff{Roles: a.Roles}.May(crm.CaseRegister)
	})
	return staffOptions(desk, "")
}

// staffOptions are people of Colleagues or Staffers, those of a department first; who has none stands under the role.
func staffOptions(list []db.Account, first string) []views.Option {
	options := make([]views.Option, 0, len(list))
	front := 0
	for _, s := range list {
		role := s.Roles[0]
		o := views.Option{Value: s.Login, Label: s.Name, Group: department(role.Department)}
		if o.Group == "" {
			o.Group = role.Role.Label()
		}
		if role.Department == first && first != "" {
			options = slices.Insert(options, front, o)
			front++
			continue
		}
		options = append(options, o)
	}
	return options
}
