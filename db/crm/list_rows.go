package crm

import (
	"strings"
)

// Occupancies are the states of use of a room.
var Occupancies = []Choice{{"undelivered", "未交付"}, {"vacant", "空置"}, {"decorating", "装修中"}, {"self_used", "自用"}, {"rented", "出租"}}

var occupancyWords = wordList{
	{"undelivered", "未交付 未交房 未售 待售 在售 未收房"}, {"vacant", "空置 空房 空关 未入住 空"}, {"decorating", "装修中 装修 在装修"},
	{"self_used", "自用 自住 已入住 入住 业主自住"}, {"rented", "出租 已出租 租用 租赁"},
}.index()

var feeItemWords = wordList{
	{"property", "物业费 物业服务费 物业管理费 物管费 管理费 住宅物业费 商铺物业费 PROPERTY"},
	{"parking", "停车费 车位费 车位管理费 车位服务费 车位租金 停车服务费 停车管理费 泊位费 地下车位费 PARKING"},
	{"public_energy", "公摊 公摊费 公摊电费 公摊水费 公摊水电 公摊水电费 公共能耗 公共能耗费 能耗费 公区能耗 公共水电费 电梯电费 PUBLIC_ENERGY"},
	{"vas", "增值服务 增值服务费 有偿服务 有偿服务费 家政 家政费 VAS"},
	{"deposit", "押金 保证金 装修押金 装修保证金 门禁卡押金 DEPOSIT"},
	{"agency", "代收 代收费 代收款 代收代缴 代收水费 代收电费 水费 电费 燃气费 暖气费 采暖费 供暖费 垃圾清运费 生活垃圾费 AGENCY"},
}.index()

// RoomRow is what a row of a list of rooms says.
type RoomRow struct {
	ListRow
	Address   Address
	KindGiven bool
	AreaM2    float64 // 0 where the list says nothing
	Occupancy string  // empty likewise
}

// ReadRooms reads a list of rooms.
func ReadRooms(rows []SheetRow, header int, m Mapping, date1904 bool) []RoomRow {
	return readList(RoomList, rows, header, m, func(l ListRow) RoomRow { return RoomRow{ListRow: l} },
		func(row SheetRow) RoomRow { return ReadRoomRow(row, m, date1904) })
}

// ReadRoomRow reads one room.
func ReadRoomRow(row SheetRow, m Mapping, date1904 bool) (room RoomRow) {
	room.No = row.No
	r := listReader{RoomList, &room.ListRow, row, m, date1904}
	if r.checkCells() {
		address, _, ok := r.address()
		if !ok && len(room.Problems) == 0 {
			r.refuse(RosterRoom, "没有房号")
		}
		room.Address, room.AreaM2 = address, r.area()
		if word := r.word(RosterRoomKind); roomKindWords[word] != "" {
			room.Address.Kind, room.KindGiven = roomKindWords[word], true
		} else if word != "" {
			r.refuse(RosterRoomKind, "类型「%s」看不懂", clip(cellText(r.cell(RosterRoomKind)), sampleLength))
		}
		if word := r.word(RoomOccupancy); occupancyWords[word] != "" {
			room.Occupancy = occupancyWords[word]
		} else if word != "" {
			r.refuse(RoomOccupancy, "使用状态「%s」看不懂", clip(cellText(r.cell(RoomOccupancy)), sampleLength))
		}
	}
	r.done()
	return room
}

// Who is whose a row is: a customer by number, or by name and room.
type Who struct {
	CustomerNo, Name string
	HasRoom          bool
	Address          Address
}

var customerNoMarks = strings.NewReplacer(" ", "", "—", "-", "－", "-", "–", "-")

// who reads whose a row is.
func (r *listReader) who() (w Who) {
	w.CustomerNo = customerNoMarks.Replace(strings.ToUpper(cellValue(r.cell(ListCustomerNo))))
	w.Name = personName(r.cell(RosterName))
	if cellValue(w.Name) == "" {
		w.Name = ""
	}
	before := len(r.row.Problems)
	w.Address, _, w.HasRoom = r.address()
	switch {
	case len(r.row.Problems) > before || w.CustomerNo != "":
	case w.Name == "" && r.mapping.column(ListCustomerNo) >= 0 && !w.HasRoom:
		r.refuse(ListCustomerNo, "没有客户编号")
	case w.Name == "":
		r.refuse(RosterName, "没有姓名")
	case !w.HasRoom:
		r.refuse(RosterRoom, "没有房号")
	}
	return w
}

// FeeRow is what a row of a list of fees or payments says.
type FeeRow struct {
	ListRow
	Who
	Item, Period            string
	Stated                  bool // the row says what is owed and by when
	ReceivableFen, Discount int64
	DueOn                   string
	PaidFen                 int64
	PaidOn                  string
}

// ReadFees reads a list of fees, or of payments.
func ReadFees(k *ImportKind, rows []SheetRow, header int, m Mapping, date1904 bool) []FeeRow {
	return readList(k, rows, header, m, func(l ListRow) FeeRow { return FeeRow{ListRow: l} },
		func(row SheetRow) FeeRow { return ReadFeeRow(k, row, m, date1904) })
}

// ReadFeeRow reads one fee, or one payment.
func ReadFeeRow(k *ImportKind, row SheetRow, m Mapping, date1904 bool) (fee FeeRow) {
	fee.No = row.No
	r := listReader{k, &fee.ListRow, row, m, date1904}
	if r.checkCells() {
		fee.Who = r.who()
		r.readBill(&fee)
		r.readOwed(&fee)
		if k == PaymentList {
			r.readPaid(&fee)
		}
	}
	r.done()
	return fee
}

func (r *listReader) readBill(fee *FeeRow) {
	if r.given(FeeItem) {
		if fee.Item = feeItemWords[strings.ReplaceAll(r.word(FeeItem), " ", "")]; fee.Item == "" {
			r.refuse(FeeItem, "项目「%s」看不懂", clip(cellText(r.cell(FeeItem)), sampleLength))
		}
	}
	if r.given(FeePeriod) {
		var err error
		if fee.Period, err = ReadPeriod(r.cell(FeePeriod), r.date1904); err != nil {
			r.refuse(FeePeriod, "账期%s", message(err))
		}
	}
}

// readOwed reads what is owed and by when. A list of payments may go without.
func (r *listReader) readOwed(fee *FeeRow) {
	owed, given := r.yuan(FeeReceivable)
	discount, _ := r.yuan(FeeDiscount)
	fee.ReceivableFen, fee.Discount, fee.DueOn = owed, discount, r.date(FeeDueOn)
	fee.Stated = given && fee.DueOn != ""
	if r.k == FeeList {
		if cellValue(r.cell(FeeReceivable)) == "" {
			r.refuse(FeeReceivable, "没有应收")
		}
		r.given(FeeDueOn)
	}
	switch {
	case owed < 0:
		r.refuse(FeeReceivable, "应收不能是负数")
	case discount < 0:
		r.refuse(FeeDiscount, "减免不能是负数")
	case given && discount > owed:
		r.refuse(FeeDiscount, "减免大于应收")
	}
}

// readPaid reads what came in and when; nothing came in is no payment.
func (r *listReader) readPaid(fee *FeeRow) {
	paid, given := r.yuan(FeePaid)
	fee.PaidFen, fee.PaidOn = paid, r.date(FeePaidOn)
	switch {
	case len(fee.Problems) > 0:
	case !given || paid == 0:
		fee.Outcome, fee.Problems = RowIgnored, []CellProblem{{Column: -1, Text: "没有实收"}}
	case fee.PaidOn == "":
		r.refuse(FeePaidOn, "没有缴费日期")
	}
}

// VehicleRow is what a row of a list of cars says.
type VehicleRow struct {
	ListRow
	Who
	Plate  string
	HasBay bool
	Bay    Address
	Label  string
}

// ReadVehicles reads a list of cars.
func ReadVehicles(rows []SheetRow, header int, m Mapping, date1904 bool) []VehicleRow {
	return readList(VehicleList, rows, header, m, func(l ListRow) VehicleRow { return VehicleRow{ListRow: l} },
		func(row SheetRow) VehicleRow { return ReadVehicleRow(row, m, date1904) })
}

// ReadVehicleRow reads one car.
func ReadVehicleRow(row SheetRow, m Mapping, date1904 bool) (v VehicleRow) {
	v.No = row.No
	r := listReader{VehicleList, &v.ListRow, row, m, date1904}
	if r.checkCells() {
		v.Who = r.who()
		if r.given(VehiclePlate) {
			if v.Plate = Plate(cellValue(r.cell(VehiclePlate))); !IsPlate(v.Plate) {
				r.refuse(VehiclePlate, "车牌「%s」看不懂", clip(cellText(r.cell(VehiclePlate)), sampleLength))
			}
		}
		r.readBay(&v)
		v.Label = r.short(VehicleLabel, r.cell(VehicleLabel), longestLabel)
	}
	r.done()
	return v
}

func (r *listReader) readBay(v *VehicleRow) {
	text, _ := wholeNumber(cellValue(r.cell(VehicleBay)))
	if text == "" {
		return
	}
	bay, err := ParseAddress(text)
	if err != nil {
		bay, err = ParseAddress("车位" + text)
	}
	if err != nil {
		r.refuse(VehicleBay, "车位「%s」看不懂", clip(cellText(r.cell(VehicleBay)), sampleLength))
		return
	}
	v.HasBay, v.Bay = true, bay
}
