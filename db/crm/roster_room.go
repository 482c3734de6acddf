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

// readRoom reads the address from its columns, or from the one cell that holds it all.
func (r *rosterReader) readRoom() {
	parts := map[string]string{}
	for _, field := range []string{RosterPhase, RosterBuilding, RosterUnit, RosterRoom} {
		text := cellValue(r.cell(field))
		parts[field], _ = wholeNumber(text)
	}
	room := parts[RosterRoom]
	switch {
	case parts[RosterBuilding] == "" && parts[RosterUnit] == "" && room == "":
		r.remark("没有房号，作潜在客户")
		return
	case room == "":
		r.refuse("没有房号")
		return
	case roomAsDate.MatchString(room):
		r.refuse("房号「%s」像是被表格软件改成了日期，请改回文字", room)
		return
	case manyRooms.MatchString(HalfWidth(room)):
		r.refuse("一格里有几个房号，请分成几行")
		return
	}
	if m := bracketText.FindStringSubmatch(room); m != nil {
		room = strings.TrimSpace(strings.Replace(room, m[0], "", 1))
		r.addNote("房号：" + m[1])
	}
	address, err := AddressFromParts(parts[RosterPhase], parts[RosterBuilding], parts[RosterUnit], room)
	if short := estateName.ReplaceAllString(room, ""); err != nil && short != room && short != "" {
		if other, err2 := AddressFromParts(parts[RosterPhase], parts[RosterBuilding], parts[RosterUnit], short); err2 == nil {
			address, err = other, nil
		}
	}
	if err != nil {
		r.refuse("房号：%s", message(err))
		return
	}
	r.Address, r.HasRoom = address, true
	if parts[RosterBuilding] == "" && len(r.mapping.columns(RosterBuilding)) > 0 {
		r.remark("房号一格写全")
	}
}

func (r *rosterReader) setRoomKind(kind string) {
	if r.HasRoom {
		r.Address.Kind = kind
	}
}

func (r *rosterReader) readArea() {
	text := strings.ToUpper(strings.NewReplacer(" ", "", ",", "").Replace(cellValue(r.cell(RosterArea))))
	if text == "" {
		return
	}
	m := areaText.FindStringSubmatch(text)
	if m == nil {
		r.refuse("面积「%s」看不懂，请填数字", cellText(r.cell(RosterArea)))
		return
	}
	r.AreaM2, _ = strconv.ParseFloat(m[1], 64)
}
