package crm

import (
	"fmt"
	"strings"
	"testing"
)

// filePeople are the customers and rooms that the lists of these tests speak of.
func filePeople() People {
	places := Places{Buildings: map[string]bool{"3": true, "5": false}, Rooms: map[string]KnownRoom{
		"3-2-501": {ID: 11, Kind: RoomResidential, AreaM2: 89.5}, "3-2-502": {ID: 12, Kind: RoomResidential}, "5-101": {ID: 13, Kind: RoomShop, Occupancy: "vacant"},
		"B1-023": {ID: 14, Kind: RoomParking}}}
	return NewPeople([]KnownCustomer{
		{ID: 1, No: "KH-LY-000001", Name: "许婷", Links: []KnownLink{{Room: "3-2-501"}}},
		{ID: 2, No: "KH-LY-000002", Name: "孔平", Links: []KnownLink{{Room: "3-2-502"}, {Room: "5-101"}}},
		{ID: 3, No: "KH-LY-000003", Name: "许婷", Links: []KnownLink{{Room: "3-2-501", MovedOutOn: "2020-01-01"}}},
		{ID: 4, No: "KH-LY-000004", Name: "曹磊"},
	}, places)
}

// listOf reads a heading and rows of cells parted by |.
func listOf(k *ImportKind, text string) (rows []SheetRow, header int, m Mapping) {
	rows = table(text)
	header, m = k.FindHeader(rows, nil)
	return rows, header, m
}

func lineOf(p PlannedRow, more ...any) string {
	text := fmt.Sprintf("%d %s", p.No, p.Outcome)
	if p.CustomerID != 0 {
		text += fmt.Sprintf(" id%d", p.CustomerID)
	}
	for _, one := range more {
		text += fmt.Sprint(one)
	}
	if p.Why != "" {
		text += " " + p.Why
	}
	return text
}

func expectLines(t *testing.T, name string, got []string, want string) {
	t.Helper()
	if joined := strings.Join(got, "\n"); joined != strings.Trim(want, "\n") {
		t.Errorf("%s: got\n%s\nwant\n%s", name, joined, strings.Trim(want, "\n"))
	}
}

func TestPlanRooms(t *testing.T) {
	rows, header, m := listOf(RoomList, `
绿园小区房屋一览
楼栋|单元|房号|类型|建筑面积|房态
3|2|501|住宅|89.50 ㎡|
3|2|502||102|自住
3||503|住宅|90|
5||101|商铺||
5||101|商铺||
5||101|办公||
6栋|1单元|0101|住宅|80|装修中
7||车位8|车位|12.5|
8|1|101|城堡|80|
8|1||住宅|80|
8|1|102|住宅|很大|没人
合计||8套||1,089.5|`)
	var got []string
	for _, p := range PlanRooms(ReadRooms(rows, header, m, false), filePeople().places, m) {
		got = append(got, lineOf(p.PlannedRow, map[bool]string{true: " +building"}[p.NewBuilding]))
	}
	expectLines(t, "rooms", got, `
3 unchanged
4 changed 面积 未填 → 102，使用状态  → 自用
5 refused 请补充单元
6 unchanged
7 unchanged 与第 6 行相同
8 refused 与第 6 行是同一间，内容不同
9 new +building
10 new +building
11 refused 类型「城堡」看不懂
12 refused 没有房号
13 refused 面积「很大」看不懂，请填数字；使用状态「没人」看不懂
14 ignored 合计行`)
}

func feeLines(k *ImportKind, text string, known ...KnownFee) []string {
	rows, header, m := listOf(k, text)
	if err := k.Check(m); err != nil {
		return []string{strings.TrimPrefix(err.Error(), "invalid: mapping: ")}
	}
	var got []string
	for _, p := range PlanFees(k, ReadFees(k, rows, header, m, false), filePeople(), known, m) {
		var more []any
		if p.RoomID != 0 {
			more = append(more, " room", p.RoomID)
		}
		if p.FeeID != 0 {
			more = append(more, " fee", p.FeeID)
		}
		if p.Earlier >= 0 {
			more = append(more, " of ", p.Earlier)
		}
		if p.NewFee {
			more = append(more, " +fee")
		}
		if p.NewPayment {
			more = append(more, " +payment")
		}
		got = append(got, lineOf(p.PlannedRow, more...))
	}
	return got
}

func TestPlanFees(t *testing.T) {
	known := KnownFee{ID: 7, CustomerID: 1, RoomID: 11, Item: "property", Period: "2026-09", ReceivableFen: 30000, DueOn: "2026-09-30"}
	expectLines(t, "fees", feeLines(FeeList, `
客户编号|姓名|房号|收费项目|账期|应收金额|减免|应缴日
KH-LY-000001|许婷|3-2-501|物业费|2026年9月|300.00||2026-09-30
kh-ly-000001|||物業管理費|2026-10|￥300||2026/10/31
|孔平|3-2-502|停车费|2026-10|150|10|2026-10-31
|许婷|3-2-501|物业费|2026-10|300||2026-10-31
KH-LY-000009|||物业费|2026-10|300||2026-10-31
KH-LY-000002|许婷|5-101|物业费|2026-10|300||2026-10-31
|周吴|3-2-501|物业费|2026-10|300||2026-10-31
|孔平|9-1-101|物业费|2026-10|300||2026-10-31
KH-LY-000004|||押金|2026|2千||2026-01-05
KH-LY-000001|||物业费|2026-10|310||2026-10-31
KH-LY-000001|||物业费|2026-10|300.0||2026-10-31
KH-LY-000002||5-101|会费|上月|三百|-5|2026-02-30
KH-LY-000002||5-101|物业费|2026-10|100|200|
||3-2-501|物业费|2026-10|100||2026-10-31
|总计||||1,060.00||`, known), `
2 unchanged id1 room11 fee7
3 new id1 room11 +fee
4 new id2 room12 +fee
5 refused 3-2-501 有几位叫「许婷」的客户，请写客户编号
6 refused 没有客户编号「KH-LY-000009」
7 refused 姓名与客户编号 KH-LY-000002 的档案不一致
8 refused 3-2-501 没有叫「周吴」的客户
9 refused 没有房号 9-1-101
10 new id4 +fee
11 refused id1 room11 of 1 与第 3 行是同一笔费用，内容不同
12 unchanged id1 room11 of 1 与第 3 行相同
13 refused 项目「会费」看不懂；账期「上月」看不懂，请写成 2026-10、2026年第三季度 或 2026 的形式；应收「三百」看不懂：请写成 1234.50 的形式，单位元，最多两位小数；应缴日不存在；减免不能是负数
14 refused 没有应缴日；减免大于应收
15 refused 没有姓名
16 ignored 合计行`)
	expectLines(t, "changed", feeLines(FeeList, "客户编号|项目|账期|应收|应缴日\nKH-LY-000001|物业费|2026-09|280|2026-10-15", known),
		"2 changed id1 room11 fee7 应收 300.00 → 280.00，应缴日 2026-09-30 → 2026-10-15")
	expectLines(t, "no column for the day", feeLines(FeeList, "客户编号|项目|账期|应收\nKH-LY-000001|物业费|2026-09|280"), "请指明哪一列是应缴日")
	expectLines(t, "nobody", feeLines(FeeList, "姓名|项目|账期|应收|应缴日\n许婷|物业费|2026-09|280|2026-10-15"), "请指明哪一列是客户编号，或哪两列是姓名和房号")
}

func TestPlanPayments(t *testing.T) {
	known := KnownFee{ID: 7, CustomerID: 1, RoomID: 11, Item: "property", Period: "2026-09", ReceivableFen: 30000, DueOn: "2026-09-30",
		Payments: map[Payment]int{{10000, "2026-09-01"}: 1}}
	expectLines(t, "payments", feeLines(PaymentList, `
客户编号|项目|账期|应收|应缴日|实收|缴费日期
KH-LY-000001|物业费|2026-09|300|2026-09-30|100|2026-09-01
KH-LY-000001|物业费|2026-09|||100|2026-09-01 10:30:00
KH-LY-000001|物业费|2026-09|||100|2026-09-01
KH-LY-000001|物业费|2026-09|||-50|2026-09-20
KH-LY-000001|物业费|2026-10|300|2026-10-31|300|2026-10-05
KH-LY-000001|物业费|2026-10|||20|2026-10-06
KH-LY-000001|物业费|2026-11|||300|2026-11-05
KH-LY-000001|物业费|2026-09|300|2026-09-30||
KH-LY-000001|物业费|2026-09|300|2026-09-30|0|
KH-LY-000001|物业费|2026-09|300|2026-09-30|30|`, known), `
2 unchanged id1 room11 fee7
3 new id1 room11 fee7 +payment
4 new id1 room11 fee7 +payment 与第 3 行是同日同额的两笔，请核对
5 new id1 room11 fee7 +payment
6 new id1 room11 +fee +payment
7 new id1 room11 of 4 +payment
8 refused id1 room11 没有这笔应收（物业费 2026-11），请先导入费用，或写明应收和应缴日
9 ignored 没有实收
10 ignored 没有实收
11 refused 没有缴费日期`)
}

func TestPlanVehicles(t *testing.T) {
	rows, header, m := listOf(VehicleList, `
车牌号码|车主姓名|房号|车位号|车型
浙A·12345|许婷|3-2-501||
浙A00001|孔平|3-2-502|B1-023|红色轿车
浙A00002|孔平|5-101||
浙A00003|孔平|5-101|B1-099|
浙A00001|孔平|3-2-502|B1-023|红色轿车
浙A00001|孔平|5-101||
无牌|孔平|5-101||
|孔平|5-101||
浙A00004|孔平|5-101||
浙A00005|孔平|5-101||蓝色
合计：9辆||||`)
	known := map[string]KnownVehicle{
		"浙A00002": {ID: 2, CustomerID: 1, CustomerNo: "KH-LY-000001", Plate: "浙A00002"},
		"浙A00004": {ID: 4, CustomerID: 2, CustomerNo: "KH-LY-000002", Plate: "浙A00004", BayID: 14, Label: "白色"},
		"浙A00005": {ID: 5, CustomerID: 2, CustomerNo: "KH-LY-000002", Plate: "浙A00005", Label: "白色"},
	}
	var got []string
	for _, p := range PlanVehicles(ReadVehicles(rows, header, m, false), filePeople(), known, m) {
		got = append(got, lineOf(p.PlannedRow, map[bool]string{true: fmt.Sprint(" bay", p.BayID)}[p.BayID != 0], map[bool]string{true: " moves"}[p.Moves]))
	}
	expectLines(t, "vehicles", got, `
2 refused 3-2-501 有几位叫「许婷」的客户，请写客户编号
3 new id2 bay14
4 changed id2 moves 原在 KH-LY-000001 名下，改到这位客户名下
5 refused 没有车位 B1-099
6 unchanged id2 bay14 与第 3 行相同
7 refused id2 与第 3 行车牌相同，内容不同
8 refused 车牌「无牌」看不懂
9 refused 没有车牌
10 unchanged id2 bay14
11 changed id2 说明改为「蓝色」
12 ignored 合计行`)
}
