package handlers

import (
	"net/url"
	"strconv"
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
	staffers   []db.Account

	Said, Alert   string
	changes       []db.Line
	typedAction   crm.Action
	typedValues   url.Values
	typedKey      string
	typedProblems map[string]string
	drafts        []views.DraftOffer
	fileForm      *views.Form // of the attachments, as it was refused
}

func (p *casePage) view() *views.CaseView {
	c := p.Case
	id := strconv.FormatInt(c.ID, 10)
	v := &views.CaseView{ID: id, Version: strconv.FormatInt(c.RowVersion, 10), No: c.No, Summary: c.Summary, Badges: append(caseBadges(c), p.promiseBadges()...), Facts: p.facts(), Detail: c.Detail, Wish: c.RemedyWanted, Work: p.work(),
		Person: p.person(), Said: p.Said, Alert: p.Alert, Now: p.now, Log: p.events(p.Log), Changes: p.events(p.changes), Drafts: p.drafts, Files: p.files(), Sheets: p.sheets()}
	for i := len(c.Cycles) - 1; i >= 0; i-- {
		v.Clocks = append(v.Clocks, p.clocks(&c.Cycles[i])...)
	}
	v.Clocks = append(v.Clocks, p.outside()...)
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
		v.Following = append(v.Following, views.FollowingView{LinkView: views.LinkView{Href: recordPath("case", f.ID), Text: f.No}, Raised: c.RaisesComplaint() && f.Kind == crm.Complaint})
	}
	if p.who.May(crm.CaseRegister) {
		after := "/cases/new?previous=" + id
		if c.State == crm.Closed {
			v.CanRegisterAfter = after
		}
		if c.RaisesComplaint() {
			v.CanComplain = after + "&kind=complaint"
		}
	}
	v.Chat = p.chat()
	p.merged(v)
	p.offer(v)
	return v
}

// chat is what was said online; the customer's name stands in it.
func (p *casePage) chat() views.ChatView {
	if p.Case.Transcript != "" && p.Hidden {
		return views.ChatView{Note: "有聊天记录；里面可能写有诉求人是谁，您不能查看。"}
	}
	return views.ChatView{Text: p.Case.Transcript, Agent: p.Case.ChatAgent}
}
