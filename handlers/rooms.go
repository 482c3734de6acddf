package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// roomPage is the file of a room: its people, facilities, cases, contracts and fees.
func (a *App) roomPage(c echo.Context) error {
	f, err := a.roomInHand(c)
	if err != nil {
		return err
	}
	who, today := staff(c), a.today(c)
	v := &views.RoomView{Code: f.Room.Code, Full: f.Full, Facts: roomFacts(f), Cases: a.caseRows(c, f.Cases), ShowCases: who.May(crm.CaseRead), Facilities: facilityRows(f.Facilities, today)}
	for _, o := range f.Present {
		v.Present = append(v.Present, personOf(o, today))
	}
	for _, o := range f.Past {
		v.Past = append(v.Past, personOf(o, today))
	}
	v.Contracts = contractRows(f.Contracts, today, false, "")
	for i, t := range f.Contracts {
		v.Contracts[i].Note = t.Customer
	}
	for _, fee := range f.Fees {
		v.Fees = append(v.Fees, roomFeeRow(fee))
	}
	if who.May(crm.CaseRegister) {
		v.CanRegister = "/cases/new?" + url.Values{"room": {f.Room.Code}}.Encode()
	}
	if who.May(crm.CustomerEdit) {
		v.OccupancyURL = recordPath("room", f.Room.ID) + "/occupancy"
	}
	if f.BuildingID != 0 {
		v.Building = recordPath("building", f.BuildingID)
	}
	v.Printed = "打印于 " + views.DateTime(a.Now().Unix(), a.zone(c)) + "，" + who.Name
	v.Index = roomIndex(f, who.May(crm.CaseRead))
	page := views.RoomPage(v)
	return a.render(c, http.StatusOK, f.Room.Code, page, page)
}

func (a *App) roomInHand(c echo.Context) (f crm.RoomFile, err error) {
	id, err := pathID(c)
	if err != nil {
		return f, err
	}
	return a.Store.RoomFile(c.Request().Context(), staff(c), id, a.today(c))
}

func roomFacts(f crm.RoomFile) []views.Fact {
	r := f.Room
	source := "（按住户关系）"
	if f.Noted == f.Occupancy {
		source = "（人工登记）"
	}
	facts := []views.Fact{{Label: "使用情况", Value: crm.Label(crm.Occupancies, f.Occupancy) + source}, {Label: "类型", Value: r.KindLabel()}, {Label: "楼栋", Value: crm.BuildingName("", r.BuildingNo, "")}}
	if f.BuildingID != 0 {
		facts[2].Href = recordPath("building", f.BuildingID)
	}
	if r.Floor != 0 {
		facts = append(facts, views.Fact{Label: "楼层", Value: strconv.Itoa(r.Floor)})
	}
	if r.AreaM2 != 0 {
		facts = append(facts, views.Fact{Label: "面积（㎡）", Value: strconv.FormatFloat(r.AreaM2, 'f', -1, 64)})
	}
	return facts
}

func roomFeeRow(f crm.RoomFee) views.RoomFeeRow {
	r := views.RoomFeeRow{Item: crm.Label(crm.FeeItems, f.Item), Periods: f.FirstPeriod, Count: strconv.FormatInt(f.Count, 10), Net: views.Yuan(f.NetFen), Received: views.Yuan(f.Received)}
	if f.LatestPeriod != f.FirstPeriod {
		r.Periods += " 至 " + f.LatestPeriod
	}
	if f.Overdue > 0 {
		r.Overdue = views.Yuan(f.Overdue)
	}
	if f.Disputed > 0 {
		r.Disputed = strconv.FormatInt(f.Disputed, 10) + " 笔"
	}
	return r
}

// roomIndex is the table of contents of a room's file on paper; cases says whether the reader sees them.
func roomIndex(f crm.RoomFile, cases bool) []views.IndexRow {
	index := []views.IndexRow{{Title: "现住户", Count: len(f.Present)}, {Title: "曾经的住户", Count: len(f.Past)}, {Title: "设施设备", Count: len(f.Facilities)},
		{Title: "合同", Count: len(f.Contracts)}, {Title: "费用项目", Count: len(f.Fees)},
		{Title: "档案核实（现住户）", Count: f.Verifications}, {Title: "有效的授权同意（现住户）", Count: f.Consents}}
	if cases {
		index = append(index, views.IndexRow{Title: "诉求", Count: len(f.Cases)}, views.IndexRow{Title: "诉求的回访", Count: f.Revisits})
	}
	return index
}

// personOf is a line about a person of a room.
func personOf(o crm.Occupant, today string) views.LinkRow {
	r := linkRow(o.Link, today)
	r.Href, r.Text, r.Note, r.Phone = recordPath("customer", o.Link.CustomerID), o.Name, o.No, o.Phone
	return r
}

// occupancyInHand is the form of the use of the room in the address.
func (a *App) occupancyInHand(c echo.Context) (formPage, crm.RoomFile, error) {
	f, err := a.roomInHand(c)
	back := recordPath("room", f.Room.ID)
	p := formPage{title: "使用情况", lead: f.Room.Code, url: back + "/occupancy", back: back}
	p.fields = []views.Field{{Name: "occupancy", Label: "使用情况", Type: "select", Empty: "按住户关系判断", Options: views.Choices(crm.Occupancies),
		Hint: "按住户关系：有租户为出租，有其他住户为自用，没有住户为空置。登记为未交付、空置或自用的，有了租户即显示出租"}}
	return p, f, err
}

// occupancyForm asks how a room is used.
func (a *App) occupancyForm(c echo.Context) error {
	p, f, err := a.occupancyInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"occupancy": {f.Noted}}, f.Version)
}

// changeOccupancy notes it.
func (a *App) changeOccupancy(c echo.Context) error {
	p, f, err := a.occupancyInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	use, seen := in.Raw("occupancy"), in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.ChangeOccupancy(c.Request().Context(), a.by(c), f.Room.ID, seen, use)
	}
	return a.answerForm(c, p, in, url.Values{"occupancy": {f.Noted}}, err, "已保存")
}
