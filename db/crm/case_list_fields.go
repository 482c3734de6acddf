package crm

import "strings"

// Fields of a ledger of cases beside those of a room and of who it is.
const (
	CaseOriginalNo = "original_no"
	CaseKind       = "case_kind"
	CaseChannel    = "channel"
	CaseReceived   = "received_at"
	CaseRegistered = "registered_at"
	CaseAck        = "ack_at"
	CaseResponse   = "response_at"
	CaseResolved   = "resolved_at"
	CaseClosed     = "closed_at"
	CaseCategory   = "category"
	CaseSub        = "sub_category"
	CasePlace      = "place"
	CaseSummary    = "summary"
	CaseDetail     = "detail"
	CaseExternal   = "external_due_at"
	CaseExternalNo = "external_no"
)

const (
	rightMoment = "时间，例如 2024-03-05 14:30"
	rightOrder  = "依受理、确认、答复、办结、关闭的先后，不晚于现在"
)

// CaseList is an old ledger of cases: what came in, when, and when each step was done.
var CaseList = newKind(ImportKind{Code: ImportOfCases, Label: "历史诉求", Unit: "件",
	Fields: []ImportField{
		{CaseOriginalNo, "原编号", false, "原系统的编号，每件一个", []string{
			"原编号 工单号 工单编号 投诉编号 诉求编号 受理编号 受理单号 案件编号 案件号 单据编号 流水号 报修单号 投诉单号 CASENO CASEID", "编号 单号 ID NO"}},
		{CaseKind, "类型", false, labels(Kinds), []string{"类型 诉求类型 事项类型 工单类型 业务类型 受理类型 KIND", "性质 TYPE"}},
		{CaseChannel, "渠道", false, labels(Channels), []string{"渠道 受理渠道 受理方式 来源渠道 投诉渠道 诉求渠道 CHANNEL", "来源 方式 SOURCE"}},
		moment(CaseReceived, "受理时间", "受理时间 受理日期 来电时间 来访时间 接收时间 接报时间 接单时间 投诉时间 报修时间 报事时间 收到时间 发生时间 RECEIVEDAT", "日期 时间"),
		moment(CaseRegistered, "登记时间", "登记时间 登记日期 录入时间 建单时间 创建时间"),
		moment(CaseAck, "确认时间", "确认时间 受理确认时间 确认日期 ACKAT"),
		moment(CaseResponse, "答复时间", "答复时间 首次答复时间 首次回复时间 首次响应时间 响应时间 回复时间 答复日期"),
		moment(CaseResolved, "办结时间", "办结时间 办结日期 处理完成时间 完成时间 完成日期 解决时间 RESOLVEDAT"),
		moment(CaseClosed, "关闭时间", "关闭时间 关闭日期 结案时间 结案日期 归档时间 CLOSEDAT"),
		{CaseCategory, "类别", false, "类别，例如 " + categoryLabels(), []string{"类别 诉求类别 投诉类别 一级类别 一级分类 大类 CATEGORY", "分类"}},
		{CaseSub, "子类", false, "该类别下的子类", []string{"子类 子类别 二级类别 二级分类 小类 细类 SUBCATEGORY"}},
		phaseField, buildingField, unitField, roomField,
		{CasePlace, "位置", false, "公共区域的位置，200 字以内", []string{"位置 地点 发生地点 发生位置 公共区域 区域 PLACE LOCATION"}},
		{CaseSummary, "摘要", false, "200 字以内的摘要", []string{"摘要 标题 主题 诉求摘要 事由 SUMMARY TITLE"}},
		{CaseDetail, "内容", false, "5000 字以内的内容", []string{"内容 详情 详细内容 诉求内容 投诉内容 报修内容 问题描述 描述 DETAIL"}},
		moment(CaseExternal, "外部时限", "外部时限 外部截止时间 转办时限 交办时限 办理时限 办理期限 截止时间"),
		{CaseExternalNo, "外部编号", false, "转办单位的编号，60 字以内", []string{"外部编号 转办编号 热线编号 交办编号 EXTERNALNO"}},
		customerNoOnly, nameField,
	},
	Shown: []string{"原编号", "类型", "受理时间", "类别", "位置", "摘要"},
	Template: []string{"原编号", "类型", "渠道", "受理时间", "登记时间", "确认时间", "答复时间", "办结时间", "关闭时间", "类别", "子类", "房号", "位置", "摘要",
		"内容", "外部时限"},
	lead: []string{CaseOriginalNo}, solid: []string{CaseKind, CaseReceived, CaseCategory},
	needs: func(k *ImportKind, m Mapping) error {
		return k.need(m, CaseOriginalNo, CaseKind, CaseChannel, CaseReceived)
	},
})

// customerNoOnly is the customer's number where a bare 编号 is that of the case.
var customerNoOnly = ImportField{ListCustomerNo, "客户编号", false, "客户编号，例如 KH-LY-000123", []string{"客户编号 客户号 客户代码 业主编号 住户编号 CUSTOMERNO"}}

func moment(code, label string, names ...string) ImportField {
	return ImportField{code, label, false, rightMoment, names}
}

func labels(list []Choice) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = c.Label
	}
	return strings.Join(words, "、")
}

func categoryLabels() string {
	words := make([]string, len(Categories))
	for i, c := range Categories {
		words[i] = c.Label
	}
	return strings.Join(words, "、")
}
