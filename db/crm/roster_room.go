package crm

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	roomAsDate = regexp.MustCompile(`^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?: .*)?$|^[0-9]{1,2}月[0-9]{1,2}日$`)
	manyRooms  = regexp.MustCompile(`[0-9A-Za-z室号] *[、,;\n] *[0-9A-Za-z]`)
	// estateName is the name of the estate before an address; what follows must be an address by itself.
	estateName = regexp.MustCompile(`^\p{Han}{1,14}(?:小区|花园|花苑|家园|公寓|公馆|新村|[苑园城府庭湾里轩居郡庄])`)
)

// address reads the room from its columns, or from the one cell that holds it all; what stands in brackets is a note. False
// where the row names no room, or one that cannot be read: then the problem is noted.
func (r *listReader) address() (a Address, note string, ok bool) {
	parts := map[string]string{}
	for _, field := range []string{RosterPhase, RosterBuilding, RosterUnit, RosterRoom} {
		parts[field], _ = wholeNumber(cellValue(r.cell(field)))
	}
	room := parts[RosterRoom]
	switch {
	case parts[RosterBuilding] == "" && parts[RosterUnit] == "" && room == "":
		return a, "", false
	case room == "":
		r.refuse(RosterRoom, "没有房号")
		return a, "", false
	case roomAsDate.MatchString(room):
		r.refuse(RosterRoom, "房号「%s」像是被表格软件改成了日期，请改回文字", room)
		return a, "", false
	case manyRooms.MatchString(HalfWidth(room)):
		r.refuse(RosterRoom, "一格里有几个房号，请分成几行")
		return a, "", false
	}
	if m := bracketText.FindStringSubmatch(room); m != nil {
		room = strings.TrimSpace(strings.Replace(room, m[0], "", 1))
		note = "房号：" + m[1]
	}
	a, err := AddressFromParts(parts[RosterPhase], parts[RosterBuilding], parts[RosterUnit], room)
	if short := estateName.ReplaceAllString(room, ""); err != nil && short != room && short != "" {
		if other, err2 := AddressFromParts(parts[RosterPhase], parts[RosterBuilding], parts[RosterUnit], short); err2 == nil {
			a, err = other, nil
		}
	}
	if err != nil {
		r.refuse(RosterRoom, "房号：%s", message(err))
		return a, "", false
	}
	return a, note, true
}

// readPlace reads the customer's room; without one the customer is a prospect.
func (r *rosterReader) readPlace() {
	before := len(r.Problems)
	address, note, ok := r.address()
	switch {
	case len(r.Problems) > before:
		return
	case !ok:
		r.remark("没有房号，作潜在客户")
		return
	}
	r.Address, r.HasRoom = address, true
	if note != "" {
		r.addNote(note)
	}
	if r.mapping.column(RosterBuilding) >= 0 && cellValue(r.cell(RosterBuilding)) == "" {
		r.remark("房号一格写全")
	}
}

func (r *rosterReader) setRoomKind(kind string) {
	if r.HasRoom {
		r.Address.Kind = kind
	}
}

// area reads square metres, 0 where there are none.
func (r *listReader) area() float64 {
	text := strings.ToUpper(strings.NewReplacer(" ", "", ",", "").Replace(cellValue(r.cell(RosterArea))))
	if text == "" {
		return 0
	}
	m := areaText.FindStringSubmatch(text)
	if m == nil {
		r.refuse(RosterArea, "面积「%s」看不懂，请填数字", cellText(r.cell(RosterArea)))
		return 0
	}
	area, _ := strconv.ParseFloat(m[1], 64)
	return area
}
