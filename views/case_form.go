package views

import (
	"slices"
	"strings"
	"time"

	"linli/db/crm"
)

// choices turns a list of the business into options.
func choices(list []crm.Choice) []Option {
	options := make([]Option, len(list))
	for i, c := range list {
		options[i] = Option{Value: c.Code, Label: c.Label}
	}
	return options
}

// CaseTexts are sentences and lists the forms of a case offer, made by the handler.
type CaseTexts struct {
	Script     string // what to say when confirming
	NextStep   string // proposed next step
	Notice     string // words of the written notice, unreachable
	Result     string // words for telling the result
	Staff      []Option
	Department string // proposed department
	Zone       *time.Location
	Pending    []Option
	NoPhoto    bool     // a photograph is wanted and there is none
	Staffers   []Option // whom a complaint may be about
	Desk       []Option // who may take a case in
	Missed     []Option // clocks that were missed
}

// caseForm makes the fields of one action's form in the order of the screen.
type caseForm func(c *crm.Case, texts *CaseTexts) []Field

// caseForms has a form for every action.
var caseForms = map[crm.Action]caseForm{
	crm.DoAcknowledge: ackFields,
	crm.DoAckAttempt: fixed(Field{Name: "method", Label: "联系方式", Type: "radio", Options: choices(crm.AckMethods[:3]), Required: true},
		Field{Name: "result", Label: "结果", Type: "radio", Options: choices(crm.AttemptResults), Required: true}, momentField("at", "联系时间", "空着表示现在")),
	crm.DoVerify: func(_ *crm.Case, texts *CaseTexts) []Field {
		return []Field{{Name: "clock", Label: "要核实的时间", Type: "radio", Options: texts.Pending, Required: true},
			verdictField("结论", "ok", "属实", "refused", "不予认可"), wordsField("note", "说明", false)}
	},
	crm.DoAssign:      assignFields,
	crm.DoAccept:      fixed(wordsField("first_step", "第一步怎么做", true)),
	crm.DoReturn:      fixed(wordsField("reason", "退单原因", true)),
	crm.DoInvestigate: fixed(wordsField("findings", "调查结果", true), momentField("at", "调查时间", "空着表示现在")),
	crm.DoRespond: func(c *crm.Case, _ *CaseTexts) []Field {
		return []Field{toldBy(c, "答复方式"), wordsField("text", "答复内容：查明的情况，或计划和预计日期", true), {Name: "expected_on", Label: "预计完成日期", Type: "date"}, momentField("at", "答复时间", "空着表示现在"), evidence}
	},
	crm.DoPropose: proposalFields,
	crm.DoApprove: fixed(verdictField("结论", "approve", "同意", "refuse", "退回"), wordsField("reason", "理由（退回必填）", false)),
	crm.DoResolve: resolveFields,
	crm.DoRevisit: func(c *crm.Case, _ *CaseTexts) []Field { return revisitFields(c) },
	crm.DoRevisitNotice: func(_ *crm.Case, texts *CaseTexts) []Field {
		return []Field{{Name: "method", Label: "通知方式", Type: "radio", Options: choices(crm.NoticeMethods), Required: true, Hint: texts.Notice}, momentField("at", "通知时间", "空着表示现在")}
	},
	crm.DoDecline:    fixed(wordsField("note", "说明", false)),
	crm.DoSupervisor: fixed(wordsField("note", "沟通内容", true), momentField("at", "致电时间", "空着表示现在")),
	crm.DoRework:     fixed(wordsField("unresolved", "未解决的问题", true)),
	crm.DoClose:      fixed(wordsField("note", "关闭说明", false)),
	crm.DoReopen:     fixed(wordsField("reason", "客户反映的问题", true), momentField("told_at", "客户告知时间", "空着表示现在")),
	crm.DoWithdraw: func(c *crm.Case, _ *CaseTexts) []Field {
		return []Field{toldBy(c, "客户怎样告知的"), wordsField("reason", "客户撤诉的原因（不得引导）", true), momentField("at", "客户告知时间", "空着表示现在")}
	},
	crm.DoConfirmDrawal: func(c *crm.Case, _ *CaseTexts) []Field {
		return []Field{toldBy(c, "怎样联系的"), verdictField("客户是否确认撤诉", "ok", "确认撤诉", "refused", "不撤诉"), momentField("at", "联系时间", "空着表示现在")}
	},
	crm.DoComplete:     completeFields,
	crm.DoHold:         holdFields,
	crm.DoTransfer:     transferFields,
	crm.DoHandOver:     handOverFields,
	crm.DoLevel:        levelFields,
	crm.DoReceipt:      receiptFields,
	crm.DoCategory:     categoryFields,
	crm.DoAnnul:        annulFields,
	crm.DoResume:       fixed(wordsField("note", "恢复说明", false)),
	crm.DoUnmerge:      fixed(wordsField("reason", "为什么不是同一件事", true)),
	crm.DoLeave:        fixed(wordsField("reason", "为什么移出", true)),
	crm.DoVoid:         voidFields,
	crm.DoHazard:       fixed(wordsField("how", "隐患怎样消除、由谁确认", true), momentField("at", "消除时间", "空着表示现在")),
	crm.DoAskReview:    askReviewFields,
	crm.DoDecideReview: decideReviewFields,
	crm.DoKind:         kindFields,
	crm.DoAssist:       assistFields,
	crm.DoAssistDone:   assistDoneFields,
	crm.DoTarget:       targetFields,
	crm.DoRecuse:       fixed(wordsField("reason", "回避的原因（提交后您将看不到这件诉求）", true)),
	crm.DoStatement:    fixed(wordsField("statement", "当事员工的陈述", true), momentField("at", "陈述时间", "空着表示现在")),
	crm.DoTranscript:   fixed(transcriptField, chatAgentField),
	crm.DoNote:         fixed(wordsField("note", "要记下的事（不改变进度和时限）", true), momentField("at", "发生时间", "空着表示现在")),
	crm.DoReportUp:     fixed(wordsField("problem", "解决不了的问题", true), wordsField("asked", "需要的支持", true)),
}

// OwnPage reports whether an action has a page of its own instead of a form on the case's.
func OwnPage(a crm.Action) bool { return caseForms[a] == nil }

// ActionFields are the fields of an action's form in the order of the screen.
func ActionFields(a crm.Action, c *crm.Case, texts *CaseTexts) []Field {
	return caseForms[a](c, texts)
}

// fixed is a form that is the same for every case.
func fixed(fields ...Field) caseForm {
	return func(*crm.Case, *CaseTexts) []Field { return slices.Clone(fields) }
}

func momentField(name, label, hint string) Field {
	return Field{Name: name, Label: label, Type: "datetime-local", Hint: hint}
}

func wordsField(name, label string, required bool) Field {
	return Field{Name: name, Label: label, Type: "textarea", Rows: 2, Max: 2000, Required: required}
}

// verdictField asks for one of two answers.
func verdictField(label, yes, yesLabel, no, noLabel string) Field {
	return Field{Name: "verdict", Label: label, Type: "radio", Options: []Option{{Value: yes, Label: yesLabel}, {Value: no, Label: noLabel}}, Required: true}
}

// toldBy asks how the office and the customer talked.
func toldBy(c *crm.Case, label string) Field {
	return Field{Name: "method", Label: label, Type: "radio", Options: toldMethods(c), Required: true}
}

var evidence = Field{Name: "evidence", Label: "凭据", Max: 200, Hint: "时间早于15分钟前须写明，如通话记录、照片编号"}

func assignFields(c *crm.Case, texts *CaseTexts) []Field {
	fields := []Field{{Name: "department", Label: "责任部门", Type: "select", Options: choices(crm.Departments), Value: texts.Department, Required: true},
		{Name: "handler", Label: "经办人", Type: "select", Empty: "由部门安排", Options: texts.Staff}}
	if c.Kind == crm.Complaint {
		fields = append(fields, Field{Name: "level", Label: "投诉等级", Type: "radio", Options: choices(crm.Levels), Value: string(c.Level), Hint: "系统建议：" + crm.Label(crm.Levels, string(c.Proposed)) + "（" + c.ProposedBy + "）"},
			momentField("told_new_date_at", "已告知客户新的办结日期", "调高等级使办结时间延后时填写，未告知则按原时限"))
	}
	return append(fields, wordsField("note", "交办说明", false))
}

func resolveFields(c *crm.Case, texts *CaseTexts) []Field {
	fields := []Field{{Name: "told_method", Label: "告知方式", Type: "radio", Options: toldMethods(c), Required: true},
		{Name: "told_whom", Label: "告知了谁", Max: 100, Required: true}, momentField("told_at", "告知时间", "空着表示现在"), evidence}
	if c.ProposedAt == 0 || c.Approval == "refused" {
		fields = append(proposalFields(c, texts), fields...)
	}
	return fields
}

func completeFields(c *crm.Case, _ *CaseTexts) []Field {
	fields := []Field{toldBy(c, "告知方式"), wordsField("text", "答复内容", true), momentField("at", "告知时间", "空着表示现在"), evidence}
	if c.Kind == crm.Suggestion {
		fields = append([]Field{{Name: "decision", Label: "决定", Type: "radio", Options: choices(crm.Decisions), Required: true}}, fields...)
	}
	if c.Kind == crm.Praise {
		fields = append([]Field{{Name: "department", Label: "转告部门", Type: "select", Empty: "请选择", Options: choices(crm.Departments), Required: true}}, fields...)
	}
	return fields
}

// usualAck is how a channel is usually answered.
var usualAck = map[string]string{"phone": "phone", "walk_in": "face", "wechat": "message", "online_chat": "message"}

// toldMethods leaves out the posting under a query code where nobody holds one.
func toldMethods(c *crm.Case) []Option {
	return choices(slices.DeleteFunc(slices.Clone(crm.ToldMethods), func(m crm.Choice) bool { return m.Code == "posted" && !c.Anonymous }))
}

func ackFields(c *crm.Case, texts *CaseTexts) []Field {
	methods, method := crm.AckMethods[:4], usualAck[c.Channel]
	if c.Anonymous {
		methods, method = crm.AckMethods[4:], "posted"
	}
	return []Field{
		{Name: "method", Label: "确认方式", Type: "radio", Options: choices(methods), Value: method, Required: true, Autofocus: method == ""},
		{Name: "told_number", Label: "已告知受理编号", Type: "checkbox", Required: true, Autofocus: method != ""},
		{Name: "told_next_step", Label: "已告知的下一步", Value: texts.NextStep, Max: 200, Required: true},
		{Name: "summary_confirmed", Label: "客户认可摘要", Type: "radio", Options: choices(crm.YesNo), Required: true},
		promisedOn,
		momentField("ack_at", "确认时间", "空着表示现在"),
		evidence,
	}
}

func proposalFields(c *crm.Case, texts *CaseTexts) []Field {
	fields := []Field{
		{Name: "resolution", Label: "处理结果", Type: "textarea", Value: c.Resolution, Rows: 3, Max: 2000, Required: true},
		{Name: "root_causes", Label: "原因（可多选）", Type: "checks", Options: choices(crm.RootCauses), Values: c.Causes(), Required: true},
		{Name: "responsibility", Label: "责任归属", Type: "select", Empty: "请选择", Options: choices(crm.Responsibilities), Value: c.Responsibility, Required: true},
	}
	if c.Kind == crm.Complaint {
		fields = append(fields, Field{Name: "validity", Label: "是否有效", Type: "radio", Options: choices(crm.Validities), Value: c.Validity, Required: true},
			Field{Name: "invalid_reason", Label: "无效理由", Type: "select", Empty: "判为无效时选择", Options: choices(crm.InvalidReasons), Value: c.InvalidReason})
	}
	if texts.NoPhoto {
		fields = append(fields, Field{Name: "no_photo_reason", Label: "没有照片的原因", Value: c.NoPhoto, Max: 200, Hint: "这个类别的处理结果应附照片，请先在“附件”中上传；确实没有的写明原因，会记入办理记录"})
	}
	return append(fields, Field{Name: "compensation", Label: "补偿金额（元）", Hint: "涉及补偿须由经办人以外的人审批", Max: 12})
}

func revisitFields(c *crm.Case) []Field {
	if c.Anonymous {
		return []Field{{Name: "passed", Label: "现场核验", Type: "radio", Options: []Option{{Value: "yes", Label: "通过"}, {Value: "no", Label: "未通过"}}, Required: true},
			{Name: "note", Label: "核验情况", Type: "textarea", Rows: 2, Max: 2000}, momentField("at", "核验时间", "空着表示现在")}
	}
	grades := []Option{{Value: "", Label: "未评"}, {Value: "5", Label: "5 非常满意"}, {Value: "4", Label: "4 满意"}, {Value: "3", Label: "3 一般"}, {Value: "2", Label: "2 不满意"}, {Value: "1", Label: "1 非常不满意"}}
	return []Field{
		{Name: "channel", Label: "方式", Type: "radio", Options: choices(crm.RevisitChannels), Required: true},
		{Name: "result", Label: "结果", Type: "radio", Options: choices(crm.RevisitResults), Required: true},
		{Name: "solved", Label: "问题是否解决（联系上时必填）", Type: "radio", Options: choices(crm.SolvedAnswers)},
		{Name: "satisfaction", Label: "满意度", Type: "radio", Options: grades, Hint: "客户不愿评价就选“未评”，不要代填"},
		{Name: "comment", Label: "客户意见", Type: "textarea", Rows: 2, Max: 2000},
		{Name: "new_need", Label: "新需求", Max: 200},
		{Name: "next_on", Label: "约定下次联系", Type: "date"},
		momentField("at", "回访时间", "空着表示现在"),
	}
}

// ActionLabels name the fields of an action for the summary of problems.
func ActionLabels(fields []Field) []Option {
	labels := make([]Option, len(fields))
	for i, f := range fields {
		labels[i] = Option{Value: f.Name, Label: strings.TrimSpace(f.Label)}
	}
	return labels
}

// wordy reports whether the form asks for more than a line, so that it is kept while it is typed.
func (f *ActionForm) wordy() bool {
	return slices.ContainsFunc(f.Fields, func(field Field) bool { return field.Type == "textarea" })
}

// promisedOn asks for a day of its own that the next step was promised for.
var promisedOn = Field{Name: "promised_on", Label: "另外约定的日期", Type: "date", Hint: "和客户约好了日子才填，做什么写在“下一步”；到期有待办，没做到计入失信"}
