package handlers

import (
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
		t.Result = crm.ResultWords(c, p.Settings, p.now, p.loc)
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
