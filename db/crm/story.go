package crm

import (
	"fmt"
	"strings"
)

// Story is a line of the log as people read it on a customer's page.
type Story struct {
	Seq, At     int64
	Title, Text string
	Icon, Tone  string
	Who         string
	CaseID      int64
	CaseNo      string
}

// Record is a line of the log about a customer: facts, personal texts and note, the number of its case if it has one.
type Record struct {
	Kind          string
	Before, After map[string]any
	Texts         map[string]any
	Note          string
}

// caseStories are the events of a case that belong to the customer's timeline: what the customer did or was told.
var caseStories = map[string]Story{
	"registered": {Icon: "message-report"}, "acknowledged": {Icon: "circle-check", Tone: "green"}, "ack_attempted": {Icon: "phone-off", Tone: "orange"},
	"supplemented": {Icon: "message-circle"}, "responded": {Icon: "message-circle"}, "resolved": {Icon: "tool", Tone: "green"}, "completed": {Icon: "circle-check", Tone: "green"},
	"revisit_linked": {Icon: "phone-call"}, "revisit_notice": {Icon: "mail"}, "decline_confirmed": {Icon: "phone-off"}, "supervisor_called": {Icon: "phone-call"},
	"closed": {Icon: "check"}, "reopened": {Icon: "refresh", Tone: "orange"}, "withdrawal_asked": {Icon: "arrow-back-up"}, "withdrawn": {Icon: "arrow-back-up"},
	"merged": {Icon: "link"}, "unmerged": {Icon: "arrow-back-up"},
}

// CaseStories lists the kinds of case events a timeline shows.
func CaseStories() []string {
	kinds := make([]string, 0, len(caseStories))
	for kind := range caseStories {
		kinds = append(kinds, kind)
	}
	return kinds
}

// TellCase is the story of a case's event. What was registered is told by its summary.
func (r Record) TellCase() Story {
	s := caseStories[r.Kind]
	s.Title, s.Text = EventLabel(r.Kind), r.Note
	if s.Text == "" && r.Kind == "registered" {
		s.Text, _ = r.Texts["summary"].(string)
	}
	return s
}

// TellCustomer is the story of a change of the file itself, every personal text as by may see it.
func (r Record) TellCustomer(by Staff) Story {
	switch r.Kind {
	case "customer_added":
		return r.tellAdded(by)
	case "customer_changed":
		return Story{Title: "修改档案", Icon: "edit", Text: strings.Join(r.changes(by), "；")}
	case "contact_added":
		kind := fact(r.After, "kind")
		return Story{Title: "添加联系方式", Icon: "phone", Text: Label(ContactKinds, kind) + " " + MaskContact(kind, fact(r.Texts, "value"), "")}
	case "contact_changed":
		kind := fact(r.After, "kind")
		return Story{Title: "联系方式" + Label(ContactStates, fact(r.After, "status")), Icon: "phone-off",
			Text: Label(ContactKinds, kind) + " " + MaskContact(kind, fact(r.Texts, "value"), "")}
	case "link_added":
		return Story{Title: "添加房屋", Icon: "building", Tone: "green", Text: r.room(by) + " " + Label(Relations, fact(r.After, "relation")) + since(fact(r.After, "moved_in_on"))}
	case "link_changed":
		title := "修改住户关系"
		if out := fact(r.After, "moved_out_on"); out != "" && out != fact(r.Before, "moved_out_on") {
			title = "迁出"
		}
		return Story{Title: title, Icon: "door", Text: strings.Join(append([]string{r.room(by)}, r.changes(by)...), "；")}
	case "revealed":
		return Story{Title: "查看明文", Icon: "eye", Tone: "orange", Text: Label(ContactKinds, fact(r.After, "field")) + " · " + join(Label(RevealReasons, fact(r.After, "reason")), r.Note)}
	case "customers_merged", "merge_undone":
		return Story{Title: EventLabel(r.Kind), Icon: "link", Text: join(fact(r.After, "gone_no")+" 并入 "+fact(r.After, "kept_no"), r.Note)}
	case "file_verified":
		return Story{Title: EventLabel(r.Kind), Icon: "circle-check", Tone: "green", Text: join(Label(VerificationMethods, fact(r.After, "method")), r.Note)}
	case "handed_over":
		return Story{Title: EventLabel(r.Kind), Icon: "users", Text: join("自 "+fact(r.After, "start_on"), r.Note)}
	case "contract_saved":
		return Story{Title: EventLabel(r.Kind), Icon: "receipt", Text: Label(ContractKinds, fact(r.After, "kind")) + " " + fact(r.After, "no")}
	case "service_used":
		return Story{Title: EventLabel(r.Kind), Icon: "receipt", Text: fact(r.After, "service") + " · " + fact(r.After, "used_on")}
	case "referral_added", "referral_decided":
		return Story{Title: EventLabel(r.Kind), Icon: "users", Text: join(Label(ReferralStatuses, fact(r.After, "status")), r.Note)}
	case "duplicate_accepted":
		return Story{Title: "有相似客户，仍然保存", Icon: "users", Text: r.Note}
	case "link_taken_back":
		return Story{Title: EventLabel(r.Kind), Icon: "arrow-back-up", Tone: "orange", Text: r.room(by) + " " + Label(Relations, fact(r.Before, "relation"))}
	case "contact_taken_back":
		return Story{Title: EventLabel(r.Kind), Icon: "arrow-back-up", Tone: "orange"}
	case "taken_back":
		return Story{Title: "撤回导入", Icon: "arrow-back-up", Tone: "orange", Text: r.Note}
	}
	if tell, ok := fileStories[r.Kind]; ok {
		return tell(r)
	}
	return Story{Title: EventLabel(r.Kind), Icon: "history", Text: join(r.room(by), r.Note)}
}

func (r Record) tellAdded(by Staff) Story {
	parts := []string{Label(CustomerSources, fact(r.After, "source"))}
	relations, _ := r.After["relations"].([]any)
	rooms, _ := r.Texts["rooms"].([]any)
	for i, room := range rooms {
		text := showCode(by, fmt.Sprint(room))
		if i < len(relations) {
			text += " " + Label(Relations, fmt.Sprint(relations[i]))
		}
		parts = append(parts, text)
	}
	if r.Note != "" {
		parts = append(parts, "有相似客户，仍然新建："+r.Note)
	}
	return Story{Title: "建立客户档案", Icon: "user-plus", Tone: "green", Text: strings.Join(parts, "；")}
}

// room is the room a line is about, empty for none.
func (r Record) room(by Staff) string {
	code := fact(r.Texts, "room")
	if code == "" {
		return ""
	}
	return showCode(by, code)
}

// showCode is a room's code out of a text, as by may see it.
func showCode(by Staff, code string) string {
	address, err := ParseAddress(code)
	if err != nil {
		return MaskRoom(code)
	}
	return ShowRoom(by, code, address.Building)
}

// fileFields are the facts of a file whose change is told, in this order, with how a value reads.
var fileFields = []struct {
	name, label string
	choices     []Choice
	yesNo       bool
}{
	{name: "name", label: "姓名"}, {name: "kind", label: "类别", choices: CustomerKinds}, {name: "honorific", label: "称谓"},
	{name: "preferred_channel", label: "联系偏好", choices: PreferredChannels}, {name: "contact_window", label: "联系时段"},
	{name: "do_not_disturb", label: "请勿打扰", yesNo: true}, {name: "contact_person", label: "单位联系人"}, {name: "org_credit_code", label: "统一社会信用代码"}, {name: "note", label: "备注"},
	{name: "relation", label: "关系", choices: Relations}, {name: "moved_in_on", label: "入住日期"}, {name: "moved_out_on", label: "迁出日期"},
	{name: "end_reason", label: "迁出原因", choices: EndReasons}, {name: "is_primary_contact", label: "主要联系人", yesNo: true}, {name: "is_payer", label: "缴费人", yesNo: true}, {name: "lease_end_on", label: "租期至"}, {name: "leaving_notice_on", label: "告知将迁出"}, {name: "agent_for", label: "代为办理"},
}

// changes lists what a line changed: 称谓：先生 → 女士.
func (r Record) changes(by Staff) []string {
	var told []string
	oldTexts, _ := r.Texts["before"].(map[string]any)
	newTexts, _ := r.Texts["after"].(map[string]any)
	for _, f := range fileFields {
		from, to, changed := valueOf(f.name, r.Before, oldTexts), valueOf(f.name, r.After, newTexts), false
		_, inFacts := r.After[f.name]
		_, inTexts := newTexts[f.name]
		if changed = (inFacts || inTexts) && from != to; !changed {
			continue
		}
		switch {
		case f.choices != nil:
			from, to = Label(f.choices, from), Label(f.choices, to)
		case f.yesNo:
			from, to = yesOrNo(from), yesOrNo(to)
		case f.name == "contact_person":
			from, to = ShowName(by, CustomerPerson, from), ShowName(by, CustomerPerson, to)
		case f.name == "name":
			from, to = ShowName(by, fact(r.After, "kind"), from), ShowName(by, fact(r.After, "kind"), to)
		}
		told = append(told, f.label+"："+orDash(from)+" → "+orDash(to))
	}
	return told
}

func valueOf(name string, facts, texts map[string]any) string {
	if _, ok := facts[name]; ok {
		return fact(facts, name)
	}
	return fact(texts, name)
}

// fact is a value as text, empty where there is none.
func fact(facts map[string]any, name string) string {
	v, ok := facts[name]
	if !ok || v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func yesOrNo(value string) string {
	if value == "true" {
		return "是"
	}
	return "否"
}

func orDash(value string) string {
	if value == "" {
		return "（空）"
	}
	return value
}

func since(day string) string {
	if day == "" {
		return ""
	}
	return "，" + day + " 起"
}
