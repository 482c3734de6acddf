package crm

import "slices"

// The fields a column of a roster can hold; other lists share those of a room and of who it is.
const (
	RosterName          = "name"
	RosterFamily        = "family_name"
	RosterGiven         = "given_name"
	RosterPhone         = "phone"
	RosterEmail         = "email"
	RosterWechat        = "wechat"
	RosterRelation      = "relation"
	RosterPhase         = "phase"
	RosterBuilding      = "building"
	RosterUnit          = "unit"
	RosterRoom          = "room"
	RosterRoomKind      = "room_kind"
	RosterArea          = "area_m2"
	RosterMovedIn       = "moved_in_on"
	RosterMovedOut      = "moved_out_on"
	RosterHonorific     = "honorific"
	RosterKind          = "kind"
	RosterCreditCode    = "org_credit_code"
	RosterContactPerson = "contact_person"
	RosterCompany       = "company"
	RosterChannel       = "preferred_channel"
	RosterNote          = "note"
)

const rightDate = "日期，例如 2024-03-05"

// Fields that stand in several kinds of lists.
var (
	nameField = ImportField{RosterName, "姓名", false, "姓名或单位名称", []string{
		"姓名 业主姓名 客户姓名 住户姓名 业主名称 产权人姓名 户主姓名 联系人姓名 全名 NAME FULLNAME",
		"名称 名字 业主 住户 户主 产权人 客户 客户名称 单位名称 公司名称 业主或单位名称 租户姓名 租客姓名 承租人 承租人姓名 租户 缴费人 付款人 车主 车主姓名"}}
	phaseField    = ImportField{RosterPhase, "期", false, "期数，例如 2期", []string{"期 期数 分期 期区 所属期 项目分期 第几期"}}
	buildingField = ImportField{RosterBuilding, "楼栋", false, "楼栋号，例如 3 或 3栋",
		[]string{"楼栋 栋 楼号 幢 栋号 幢号 楼幢 楼栋号 楼幢号 楼 座 座号 座栋 号楼 楼宇 楼座 栋座 所在楼栋 BUILDING", "楼栋名称"}}
	unitField = ImportField{RosterUnit, "单元", false, "单元号，例如 2", []string{"单元 单元号 门 UNIT"}}
	roomField = ImportField{RosterRoom, "房号", false, "房号，例如 3-2-501 或 3栋2单元501室", []string{
		"房号 房间 室号 房屋 房间号 房屋号 房屋编号 房间编号 室 门牌 门牌号 门牌号码 房产 房屋房号 单元房号 楼栋房号 楼号房号 栋号房号 户号 ROOM",
		"房屋地址 房屋坐落 房产地址 物业地址 住址 地址 家庭住址 房屋位置 楼房号 房屋信息 房产信息"}}
	areaField = ImportField{RosterArea, "面积", false, "平方米数，例如 89.50", []string{"面积 建筑面积 房屋面积 产权面积 建面 AREA", "套内面积 收费面积 计费面积"}}
)

// CustomerList is a roster: owners and tenants with their rooms, or the contacts of another program.
var CustomerList = newKind(ImportKind{Code: ImportOfCustomers, Label: "客户名册", Unit: "位客户",
	Fields: []ImportField{
		nameField,
		{RosterPhone, "电话", true, "电话号码，例如 154 0000 0001", []string{
			"手机 手机号 手机号码 移动电话 联系电话 联系手机 电话 电话号码 联系号码 联系方式 业主电话 业主手机 业主手机号 " +
				"业主联系电话 业主联系方式 客户电话 客户手机 住户电话 本人电话 固定电话 固话 座机 家庭电话 住宅电话 办公电话 其他电话 其它电话 工作电话 备用电话 备用手机 " +
				"PHONE MOBILE TEL HOMEPHONE OTHERPHONE"}},
		{RosterRelation, "身份", false, "业主、共有人、租户或同住人", []string{
			"身份 关系 与业主关系 与户主关系 与产权人关系 与房屋关系 住户身份 客户身份 住户关系 人员身份 人员关系 住户类型 RELATION", "住户性质 人员类型 业主类型 居住身份"}},
		phaseField, buildingField, unitField, roomField,
		{RosterMovedIn, "入住时间", false, rightDate, []string{"入住日期 入住时间 入伙日期 入伙时间 搬入日期 搬入时间 迁入日期 迁入时间 入住 入伙 搬入 迁入",
			"交房日期 交房时间 收房日期 收房时间 接房日期 接房时间 交付日期 交付时间 起租日期 起租日"}},
		{RosterMovedOut, "迁出时间", false, rightDate, []string{"迁出日期 迁出时间 搬离日期 搬离时间 搬出日期 搬出时间 搬走日期 退租日期 退租时间 迁出"}},
		{RosterRoomKind, "房屋类型", false, "住宅、商铺、办公、车位或储藏室", []string{"房屋类型 物业类型 房屋性质 房屋用途 房产类型 房屋类别"}},
		areaField,
		{RosterHonorific, "称呼", false, "先生或女士", []string{"称呼 称谓 尊称 SALUTATION", "性别"}},
		{RosterKind, "客户类型", false, "个人或单位", []string{"类型 客户类型 客户类别 客户性质 KIND", "类别 性质"}},
		{RosterCreditCode, "统一社会信用代码", false, "营业执照上的 18 位代码，例如 91350100M000100Y43", []string{"统一社会信用代码 社会信用代码 信用代码 统一信用代码"}},
		{RosterContactPerson, "联系人", false, "姓名", []string{"联系人 单位联系人 经办联系人"}},
		{RosterCompany, "所属单位", false, "单位名称", []string{"所属单位 工作单位 所属客户 单位 公司 账户名称 ACCOUNTNAME COMPANY"}},
		{RosterFamily, "姓", false, "姓氏", []string{"姓 姓氏 LASTNAME"}},
		{RosterGiven, "名", false, "名字", []string{"名 FIRSTNAME"}},
		{RosterChannel, "联系方式偏好", false, "电话、微信、短信、上门或邮件", []string{"联系方式偏好 偏好联系方式 首选联系方式 联系偏好 希望联系方式"}},
		{RosterEmail, "邮箱", true, "邮箱地址，例如 name@example.cn", []string{"邮箱 电子邮箱 电子邮件 邮件 电子邮箱地址 第二电子邮箱 备用邮箱 次要电子邮件 EMAIL E-MAIL"}},
		{RosterWechat, "微信", true, "微信号", []string{"微信 微信号 WECHAT"}},
		{RosterNote, "备注", true, "500 字以内的文字", []string{"备注 说明 备注说明 其他 其它 附注 描述 NOTE DESCRIPTION", "特殊情况 特殊需求 情况说明"}},
	},
	Shown:    []string{"姓名", "电话", "房号", "身份", "入住日期"},
	Template: []string{"姓名", "手机", "楼栋", "单元", "房号", "身份", "入住日期", "称呼", "客户类型", "房屋类型", "面积", "备注"},
	lead:     []string{RosterName, RosterFamily, RosterGiven}, solid: []string{RosterPhone, RosterRoom},
	needs: func(k *ImportKind, m Mapping) error {
		if slices.Contains(m, RosterFamily) || slices.Contains(m, RosterGiven) {
			return nil
		}
		return k.need(m, RosterName)
	},
	refit: refitRoster,
})

// contactHeadings stand in what Zoho CRM and 纷享销客 export of contacts, and in no roster of an office.
var contactHeadings = words("联系人所有者 联系人拥有者 所有者 负责人 负责人主属部门 归属部门 生命状态 锁定状态 线索来源 潜在客户来源 邮寄街道 邮寄城市 创建者 " +
	"最后修改人 CONTACTOWNER")

// refitRoster settles what depends on other columns: 姓 and 名 instead of a name, 客户名称 beside a person's name, an address
// among contacts that is no room, 联系人 where nothing else is a name.
func refitRoster(h headings, cells []string, m Mapping) {
	contacts := slices.ContainsFunc(cells, func(cell string) bool { return contactHeadings[HeadingText(cell)] })
	named := m.column(RosterName)
	switch family, given := m.column(RosterFamily), m.column(RosterGiven); {
	case family >= 0 && given >= 0 && named >= 0: // the whole name is often put together the other way round
		m[named], named = "", -1
	case named >= 0 && family >= 0:
		m[family] = ""
	case named >= 0 && given >= 0:
		m[given] = ""
	}
	whole := named >= 0 || m.column(RosterFamily) >= 0
	for column, cell := range cells {
		known, ok := h.of(cell)
		switch {
		case !ok || known.rank != 2:
		case known.field == RosterName && m[column] == "" && whole && organisationHeading[HeadingText(cell)] && m.column(RosterCompany) < 0:
			m[column] = RosterCompany
		case known.field == RosterRoom && m[column] == RosterRoom && contacts:
			m[column] = RosterNote
		}
	}
	if person := m.column(RosterContactPerson); person >= 0 && !whole {
		m[person] = RosterName
	}
}

var organisationHeading = words("客户名称 单位名称 公司名称")
