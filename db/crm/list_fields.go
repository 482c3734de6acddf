package crm

import "slices"

// Fields of lists beside those of a roster.
const (
	ListCustomerNo = "customer_no"
	RoomOccupancy  = "occupancy"
	FeeItem        = "item"
	FeePeriod      = "period"
	FeeReceivable  = "receivable"
	FeeDiscount    = "discount"
	FeeDueOn       = "due_on"
	FeePaid        = "paid"
	FeePaidOn      = "paid_on"
	VehiclePlate   = "plate"
	VehicleBay     = "bay"
	VehicleLabel   = "label"
)

const rightYuan = "金额（元），例如 1234.50"

var (
	customerNoField = ImportField{ListCustomerNo, "客户编号", false, "客户编号，例如 KH-LY-000123", []string{
		"客户编号 客户号 客户代码 业主编号 住户编号 档案编号 档案号 CUSTOMERNO", "编号"}}
	itemField = ImportField{FeeItem, "项目", false, "物业费、停车费、公摊、增值服务、押金或代收", []string{
		"项目 收费项目 费用项目 费项 科目 费用名称 收费名称 费用类型 收费科目 ITEM", "类型 名称"}}
	periodField = ImportField{FeePeriod, "账期", false, "账期，例如 2026-10", []string{
		"账期 费用账期 所属账期 月份 费用月份 计费月份 所属月份 收费月份 计费周期 收费周期 费用期间 所属期间 账单月份 账单周期 期间 PERIOD", "年月 周期"}}
	receivableField = ImportField{FeeReceivable, "应收", false, rightYuan, []string{
		"应收 应收金额 应收款 应收费用 应收合计 应缴 应缴金额 应缴费用 应交 应交金额 账单金额 RECEIVABLE", "金额"}}
	discountField = ImportField{FeeDiscount, "减免", false, rightYuan, []string{"减免 减免金额 优惠 优惠金额 折扣 折扣金额 DISCOUNT"}}
	dueField      = ImportField{FeeDueOn, "应缴日", false, rightDate, []string{
		"应缴日 应缴日期 应收日期 应收日 应交日期 应交日 缴费截止日 缴费截止日期 截止日期 缴款期限 到期日 到期日期 DUEON", "期限"}}
)

// whoFields say whose a row is: a number, or a name and a room.
var whoFields = []ImportField{customerNoField, nameField, phaseField, buildingField, unitField, roomField}

// needsWho wants the customer's number, or name and room, and the other fields.
func needsWho(fields ...string) func(*ImportKind, Mapping) error {
	return func(k *ImportKind, m Mapping) error {
		if !slices.Contains(m, ListCustomerNo) && (!slices.Contains(m, RosterName) || !slices.Contains(m, RosterRoom)) {
			return InvalidField("mapping", "请指明哪一列是客户编号，或哪两列是姓名和房号")
		}
		return k.need(m, fields...)
	}
}

// RoomList is a list of rooms with kind and area.
var RoomList = newKind(ImportKind{Code: ImportOfRooms, Label: "房屋清单", Unit: "间",
	Fields: []ImportField{phaseField, buildingField, unitField, roomField,
		{RosterRoomKind, "类型", false, "住宅、商铺、办公、车位或储藏室", []string{"类型 房屋类型 物业类型 房屋性质 房屋用途 房产类型 房屋类别 用途 KIND", "性质 类别"}},
		areaField,
		{RoomOccupancy, "使用状态", false, "未交付、空置、装修中、自用或出租", []string{"使用状态 房态 房屋状态 入住状态 居住状态 状态 OCCUPANCY"}}},
	Shown: []string{"房号", "类型", "面积", "使用状态"}, Template: []string{"楼栋", "单元", "房号", "类型", "面积"},
	lead: []string{RosterRoom}, solid: []string{RosterBuilding, RosterUnit, RosterRoom},
	needs: func(k *ImportKind, m Mapping) error { return k.need(m, RosterRoom) },
})

// FeeList is what customers owe, as the ledger of record states it.
var FeeList = newKind(ImportKind{Code: ImportOfFees, Label: "费用", Unit: "笔",
	Fields:   append(slices.Clone(whoFields), itemField, periodField, receivableField, discountField, dueField),
	Shown:    []string{"客户", "房号", "项目", "账期", "应收", "减免", "应缴日"},
	Template: []string{"客户编号", "姓名", "房号", "项目", "账期", "应收", "减免", "应缴日"},
	lead:     []string{ListCustomerNo, RosterName}, solid: []string{RosterRoom, FeeItem, FeePeriod},
	needs: needsWho(FeeItem, FeePeriod, FeeReceivable, FeeDueOn),
})

// PaymentList is what came in for fees; a fee that is not on file comes with it where the row states it.
var PaymentList = newKind(ImportKind{Code: ImportOfPayments, Label: "缴费", Unit: "笔",
	Fields: append(slices.Clone(whoFields), itemField, periodField, receivableField, discountField, dueField,
		ImportField{FeePaid, "实收", false, rightYuan, []string{
			"实收 实收金额 实收款 实收合计 实缴 实缴金额 实交 实交金额 已收 已收金额 已缴 已缴金额 收款金额 缴费金额 付款金额 到账金额 PAID AMOUNT"}},
		ImportField{FeePaidOn, "缴费日期", false, rightDate, []string{
			"缴费日期 缴费时间 实收日期 实收时间 收款日期 收款时间 付款日期 付款时间 缴款日期 缴款时间 支付日期 支付时间 到账日期 交费日期 交费时间 PAIDON", "日期"}}),
	Shown:    []string{"客户", "房号", "项目", "账期", "实收", "缴费日期"},
	Template: []string{"客户编号", "姓名", "房号", "项目", "账期", "应收", "减免", "应缴日", "实收", "缴费日期"},
	lead:     []string{ListCustomerNo, RosterName}, solid: []string{RosterRoom, FeeItem, FeePeriod},
	needs: needsWho(FeeItem, FeePeriod, FeePaid, FeePaidOn),
})

// VehicleList is whose cars there are.
var VehicleList = newKind(ImportKind{Code: ImportOfVehicles, Label: "车辆", Unit: "辆",
	Fields: append([]ImportField{{VehiclePlate, "车牌", false, "车牌号，例如 浙A12345", []string{"车牌 车牌号 车牌号码 车号 号牌 号牌号码 车辆号牌 PLATE"}}},
		append(slices.Clone(whoFields),
			ImportField{VehicleBay, "车位", false, "车位号，例如 车位 B1-023", []string{"车位 车位号 车位编号 停车位 泊位 泊位号 BAY"}},
			ImportField{VehicleLabel, "说明", false, "20 字以内的文字", []string{"说明 备注 车型 车辆类型 品牌 车辆品牌 颜色 品牌型号 LABEL"}})...),
	Shown:    []string{"车牌", "客户", "房号", "车位", "说明"},
	Template: []string{"车牌", "客户编号", "姓名", "房号", "车位", "说明"},
	lead:     []string{VehiclePlate}, solid: []string{ListCustomerNo, RosterName, RosterRoom},
	needs: needsWho(VehiclePlate),
})
