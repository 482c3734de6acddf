package crm

import "slices"

// Choice is one entry of a list people pick from.
type Choice struct{ Code, Label string }

// Label finds the label of code, or returns code itself.
func Label(list []Choice, code string) string {
	for _, c := range list {
		if c.Code == code {
			return c.Label
		}
	}
	return code
}

// CodeOf finds the code of what is named by its code or its label; anything else comes back as it is.
func CodeOf(list []Choice, text string) string {
	for _, c := range list {
		if c.Label == text {
			return c.Code
		}
	}
	return text
}

// Has reports whether code is in the list.
func Has(list []Choice, code string) bool {
	return slices.ContainsFunc(list, func(c Choice) bool { return c.Code == code })
}

// Labels without a code of their own are stored as they read.
func plain(labels ...string) []Choice {
	list := make([]Choice, len(labels))
	for i, l := range labels {
		list[i] = Choice{l, l}
	}
	return list
}

// The lists of domain.md §3, §9, §10, §11.
var (
	Kinds = []Choice{{"complaint", "投诉"}, {"repair", "报修"}, {"suggestion", "建议"}, {"praise", "表扬"}, {"enquiry", "咨询"}}

	States = []Choice{
		{"registered", "已登记"}, {"acknowledged", "已确认"}, {"assigned", "已派单"}, {"in_progress", "处理中"}, {"on_hold", "已挂起"},
		{"pending_revisit", "待回访"}, {"closed", "已关闭"}, {"withdrawn", "已撤诉"}, {"merged", "已并案"}, {"voided", "已作废"},
	}
	Levels   = []Choice{{"general", "一般"}, {"important", "重要"}, {"major", "重大"}}
	Clocks   = []Choice{{"ack", "受理确认"}, {"response", "首次答复"}, {"resolution", "处理完成"}, {"revisit", "回访"}}
	Verdicts = []Choice{
		{"running", "计时中"}, {"due_soon", "即将超时"}, {"paused", "已暂停"}, {"met", "按时"}, {"late", "超时完成"}, {"missed", "已超时"}, {"not_applicable", "不适用"},
	}
	Channels = []Choice{
		{"phone", "电话"}, {"walk_in", "来访"}, {"email", "邮件"}, {"web_form", "在线表单"}, {"qr", "二维码"}, {"online_chat", "在线客服"}, {"wechat", "微信/公众号"},
		{"paper", "意见箱/信函"}, {"fax", "传真"}, {"patrol", "员工转告"}, {"hotline_12345", "政务热线"}, {"street", "街道社区"}, {"committee", "业委会转办"},
	}
	LateEntryReasons = []Choice{{"away", "外出受理"}, {"relayed", "夜间转告"}, {"outage", "系统停用"}, {"batch", "集中录入"}, {"other", "其他"}}
	AckMethods       = []Choice{{"phone", "电话"}, {"face", "当面"}, {"message", "短信/微信"}, {"note", "书面便条"}, {"posted", "凭查询码公布"}}
	AttemptResults   = []Choice{{"no_answer", "无人接听"}, {"busy", "占线"}, {"wrong_number", "号码有误"}, {"message_left", "已留言"}}
	ToldMethods      = []Choice{{"phone", "电话"}, {"face", "当面"}, {"message", "短信/微信"}, {"note", "书面"}, {"email", "邮件"}, {"posted", "凭查询码公布"}}
	NoticeMethods    = []Choice{{"message", "短信/微信"}, {"note", "书面"}, {"email", "邮件"}}
	Validities       = []Choice{{"valid", "有效"}, {"partly_valid", "部分有效"}, {"invalid", "无效"}}
	Responsibilities = []Choice{
		{"company", "本公司"}, {"contractor", "外包单位"}, {"developer", "开发商"}, {"utility", "公用事业单位"}, {"neighbour", "邻里"}, {"government", "政府部门"}, {"none", "无责任方"},
	}
	InvalidReasons  = plain("非物业职责(已告知渠道)", "事实不成立", "误解已说明", "已达约定标准", "诉求超出约定")
	RootCauses      = plain("人员技能", "责任心", "制度流程", "设施老化", "材料供应", "外包单位", "沟通不到位", "开发遗留", "邻里行为", "外部单位", "客户误解")
	MissReasons     = plain("人手不足", "交接遗漏", "联系不上", "登记过晚", "等待部门", "等待审批", "系统停用", "其他")
	RevisitChannels = []Choice{{"phone", "电话"}, {"visit", "上门"}, {"wechat", "微信"}, {"message", "短信"}}
	RevisitResults  = []Choice{{"reached", "已联系上"}, {"no_answer", "无人接听"}, {"wrong_number", "号码有误"}, {"asked_later", "约定再联系"}, {"refused", "拒绝回访"}}
	SolvedAnswers   = []Choice{{"yes", "已解决"}, {"partly", "部分解决"}, {"no", "未解决"}}
	Decisions       = []Choice{{"adopt", "采纳"}, {"plan", "列入计划"}, {"decline", "不采纳"}}
	CallerRelations = []Choice{{"owner", "业主"}, {"co_owner", "共有人"}, {"tenant", "租户"}, {"occupant", "同住人"}, {"other", "其他"}}
	Relations       = []Choice{{"owner", "业主"}, {"co_owner", "共有人"}, {"tenant", "租户"}, {"occupant", "同住人"}}
	CustomerKinds   = []Choice{{"person", "个人"}, {"organisation", "单位"}}
	RevealReasons   = []Choice{{"callback", "回电"}, {"visit", "上门"}, {"verify", "核实档案"}, {"urgent", "紧急"}, {"other", "其他"}}
	CaseFacts       = []Choice{{"injury", "有人受伤/火情/燃气/困人/水浸"}, {"big_loss", "损失达一万元"}, {"media", "媒体/法院/主管部门"}, {"vulnerable", "涉及老幼病残孕"}, {"group", "多户联名"}}
	ContactKinds    = []Choice{{"mobile", "手机"}, {"landline", "座机"}, {"email", "邮箱"}, {"wechat", "微信"}}
	YesNo           = []Choice{{"yes", "是"}, {"no", "否"}}

	// PreferredChannels are how a customer likes to be reached.
	PreferredChannels = []Choice{{"phone", "电话"}, {"message", "短信"}, {"wechat", "微信"}, {"visit", "上门"}, {"email", "邮件"}}
	Honorifics        = plain("先生", "女士")

	// Departments are the nine of domain.md §11.
	Departments = []Choice{
		{"KF", "客户服务部"}, {"GC", "工程维修部"}, {"ZX", "秩序维护部"}, {"BJ", "环境保洁部"}, {"LH", "绿化养护部"}, {"CW", "财务收费部"}, {"ZH", "综合管理部"}, {"PZ", "品质管理部"}, {"JL", "项目经理办公室"},
	}
)

// StaffConduct is the category of complaints about staff, AboutRepairs that of complaints about how something was repaired.
const (
	StaffConduct = "staff_conduct"
	AboutRepairs = "repair_work"
)

// Category is what a case is about (domain.md §11).
type Category struct {
	Code, Label  string
	Subs         []string // labels; empty for «其他»
	Department   string   // who usually gets it
	Level        Level    // default level of a complaint
	Confidential bool     // the complainant is hidden by default
	UrgentSubs   []string // sub-categories that are a hazard
	MajorSubs    []string // sub-categories that are major whatever else holds
	FullRevisit  bool     // every repair is called back, not a sample
	Photo        bool     // the result of handling is shown in a photograph
}

// Categories are the sixteen of domain.md §11.
var Categories = []Category{
	{Code: AboutRepairs, Label: "工程维修", Subs: []string{"报修不及时", "维修质量", "收费争议", "返修"}, Department: "GC", Level: Important, Photo: true},
	{Code: "leakage", Label: "漏水渗水", Subs: []string{"屋面", "外墙", "管道", "楼上渗漏"}, Department: "GC", Level: Important, FullRevisit: true, Photo: true},
	{Code: "elevator", Label: "电梯", Subs: []string{"停梯", "困人", "异响", "维保"}, Department: "GC", Level: Important, UrgentSubs: []string{"困人"}, MajorSubs: []string{"困人"}},
	{Code: "security", Label: "安全秩序", Subs: []string{"门岗", "巡逻", "盗损", "陌生人员", "高空抛物"}, Department: "ZX", Level: Important},
	{Code: "fire", Label: "消防", Subs: []string{"通道占用", "设施损坏", "电动车充电", "报警"}, Department: "ZX", Level: Important, UrgentSubs: []string{"报警"}},
	{Code: "cleaning", Label: "保洁", Subs: []string{"楼道", "外围", "垃圾清运", "异味", "消杀"}, Department: "BJ", Level: General, Photo: true},
	{Code: "greening", Label: "绿化", Subs: []string{"修剪", "枯死", "虫害", "侵占"}, Department: "LH", Level: General, Photo: true},
	{Code: "noise", Label: "噪音扰民", Subs: []string{"装修", "生活", "广场舞", "设备"}, Department: "KF", Level: General, Confidential: true},
	{Code: "decoration", Label: "装修", Subs: []string{"违规施工", "垃圾", "时间", "押金"}, Department: "KF", Level: General, Confidential: true},
	{Code: "parking", Label: "停车", Subs: []string{"乱停", "占位", "道闸", "收费", "充电桩"}, Department: "ZX", Level: General},
	{Code: "fees", Label: "收费", Subs: []string{"物业费", "公摊", "停车费", "票据", "公共收益", "收费透明", "维修资金使用"}, Department: "CW", Level: Important},
	{Code: "pets", Label: "宠物", Subs: []string{"未牵绳", "粪便", "吠叫", "流浪动物"}, Department: "KF", Level: General, Confidential: true},
	{Code: "staff_conduct", Label: "服务态度", Subs: []string{"前台", "管家", "保安", "保洁", "维修"}, Department: "JL", Level: Important, Confidential: true},
	{Code: "appearance", Label: "环境容貌", Subs: []string{"乱搭建", "外立面", "广告张贴", "堆物"}, Department: "ZX", Level: General, Photo: true},
	{Code: "facilities", Label: "公共设施", Subs: []string{"照明", "门禁", "供水供电", "健身器材", "道路"}, Department: "GC", Level: General, UrgentSubs: []string{"供水供电"}},
	{Code: "other", Label: "其他", Department: "KF", Level: General},
}

// CategoryOf finds a category by its code.
func CategoryOf(code string) (Category, bool) {
	for _, c := range Categories {
		if c.Code == code {
			return c, true
		}
	}
	return Category{}, false
}

// CategoryLabel is the Chinese name of a category, or the code itself.
func CategoryLabel(code string) string {
	if c, ok := CategoryOf(code); ok {
		return c.Label
	}
	return code
}
