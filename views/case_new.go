package views

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"linli/db/crm"
)

// NewCaseView is the form in which a case is registered.
type NewCaseView struct {
	Form     *Form
	Callers  []crm.CustomerRow // found or chosen
	Query    string            // what was typed to find them
	Subs     []Option
	NextStep string
	Staffers []Option // whom the complaint may be about, for the category of staff
	Place    PlaceView

	Suggested []CategoryOffer
	Script    string // what to read to the caller
	FreshStep bool   // NextStep is another one than the form proposes
	Drafts    []DraftOffer
	Begun     string // when a draft was begun that is an entry after the fact by now
	Held      []HeldFile
	Previous  *PreviousView // what it goes on from

	FirstMessage string // of a pasted chat: when it was sent
}

// PreviousView is the case that a new one goes on from, or the repair that a complaint comes up with.
type PreviousView struct {
	LinkView
	Raised bool
}

// CategoryOffer is a category to take with one key, and why it is offered.
type CategoryOffer struct{ Key, Href, Label, Why string }

// PlaceView is what to know about a place before a case is registered there.
type PlaceView struct {
	Warnings []string   // about facilities
	Cases    []CaseLine // still open at the room or of the caller
	More     bool       // there are other open ones
	Now      int64
}

// filled reports whether one of the fields holds something or is wrong.
func (v *NewCaseView) filled(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return v.Form.Value(name) != "" || v.Form.Problems[name] != "" })
}

// askChannel is what a form offers first that does not propose a channel.
func (v *NewCaseView) askChannel() string {
	if v.Form.Value("channel") == "" {
		return "请选择"
	}
	return ""
}

// NewCaseLabels name the fields of the form for the summary of problems.
var NewCaseLabels = []Option{
	{Value: "customer_id", Label: "诉求人"}, {Value: "caller_name", Label: "来电人姓名"}, {Value: "caller_phone", Label: "来电人电话"}, {Value: "caller_relation", Label: "与房屋的关系"}, {Value: "anonymous", Label: "匿名"},
	{Value: "kind", Label: "类型"}, {Value: "summary", Label: "摘要"}, {Value: "category", Label: "类别"}, {Value: "sub_category", Label: "子类"},
	{Value: "room", Label: "房号"}, {Value: "place", Label: "公共区域位置"}, {Value: "detail", Label: "详情"}, {Value: "remedy_wanted", Label: "期望的处理"}, {Value: "facts", Label: "情况"},
	{Value: "channel", Label: "渠道"}, {Value: "urgent", Label: "紧急"}, {Value: "confidential", Label: "保密"}, {Value: "transcript", Label: "聊天记录"}, {Value: "chat_agent", Label: "接待客服"}, {Value: "received_at", Label: "受理时间"}, {Value: "late_entry_reason", Label: "补录原因"},
	{Value: "targets", Label: "涉及的员工"}, {Value: "file", Label: "附件"}, {Value: "external_no", Label: "外部编号"}, {Value: "external_due_at", Label: "外部时限"},
	{Value: "ack_now", Label: "当场确认"}, {Value: "method", Label: "确认方式"}, {Value: "told_number", Label: "已告知受理编号"}, {Value: "told_next_step", Label: "已告知的下一步"}, {Value: "summary_confirmed", Label: "客户认可摘要"}, {Value: "promised_on", Label: "另外约定的日期"},
	{Value: "ack_at", Label: "确认时间"}, {Value: "evidence", Label: "凭据"},
}

// transcriptField and chatAgentField are the chat that a case of that channel came in by.
var (
	transcriptField = Field{Name: "transcript", Label: "聊天记录", Type: "textarea", Rows: 4, Max: 2 * crm.MaxTranscript, Hint: "整段粘贴；只有知道诉求人是谁的岗位看得到"}
	chatAgentField  = Field{Name: "chat_agent", Label: "接待客服", Hint: "空着表示本人", Max: 30}
)

func categoryOptions() []Option {
	options := make([]Option, len(crm.Categories))
	for i, c := range crm.Categories {
		options[i] = Option{Value: c.Code, Label: c.Label}
	}
	return options
}

// SubOptions are the sub-categories of a category; without one, all of them under their category's name.
func SubOptions(category string) []Option {
	var options []Option
	for _, c := range crm.Categories {
		if category != "" && c.Code != category {
			continue
		}
		for _, sub := range c.Subs {
			o := Option{Value: sub, Label: sub}
			if category == "" {
				o.Group = c.Label
			}
			options = append(options, o)
		}
	}
	return options
}

// hazard reports whether a category has sub-categories that are a danger.
func hazard(category string) bool {
	c, ok := crm.CategoryOf(category)
	return ok && len(c.UrgentSubs) > 0
}

func hidesPerson(category string) bool {
	c, ok := crm.CategoryOf(category)
	return ok && c.Confidential
}

// callerLine says who a caller may be: name, type, rooms, number.
func callerLine(r *crm.CustomerRow) string {
	parts := append([]string{r.Name, CustomerTypeBadge(r.Type).Text}, r.Rooms...)
	if r.Phone != "" {
		parts = append(parts, r.Phone)
	}
	if r.Via != "" {
		parts = append(parts, "由 "+r.Via+" 代为办理")
	}
	return strings.Join(parts, " · ")
}

// categoryAttrs fetch the sub-categories when another category is chosen.
var categoryAttrs = templ.Attributes{"hx-get": "/cases/new/sub-categories", "hx-trigger": "change", "hx-target": "#subs", "hx-swap": "innerHTML", "hx-include": "this", "hx-sync": "this:replace"}
