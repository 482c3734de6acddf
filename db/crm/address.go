package crm

import (
	"regexp"
	"strconv"
	"strings"
)

// The kinds of a room.
const (
	RoomResidential = "residential"
	RoomShop        = "shop"
	RoomOffice      = "office"
	RoomParking     = "parking"
	RoomStorage     = "storage"
	RoomPublic      = "public"
)

// RoomKindCodes lists the kinds in the order menus show them.
var RoomKindCodes = []string{RoomResidential, RoomShop, RoomOffice, RoomParking, RoomStorage, RoomPublic}

// RoomKinds maps a kind to its label.
var RoomKinds = map[string]string{
	RoomResidential: "住宅", RoomShop: "商铺", RoomOffice: "办公",
	RoomParking: "车位", RoomStorage: "储藏室", RoomPublic: "公共区域",
}

// Address is a room inside a community. Phase, Building and Unit may be empty; a bay of a common garage has no building.
// Room keeps a leading 车位, 商铺, 办公 or 储藏室, except where the bay's own form (B1-023) already says what it is.
type Address struct {
	Phase, Building, Unit, Room string
	Kind                        string // what the text says, residential where it says nothing
}

const (
	segment  = `[0-9A-Z]{1,8}`
	tower    = `(?:[甲乙丙丁东南西北中][0-9A-Z]{0,6}|[0-9A-Z]{1,6})`
	roomText = `(?:商铺|办公|储藏室)?` + segment + `|车位` + segment + `(?:-` + segment + `){0,2}`
)

var (
	placeText = regexp.MustCompile(`^(` + tower + `)(栋-?|-)(?:([0-9A-Z]{1,4})(?:单元-?|-))?(` + roomText + `)$`)
	loneText  = regexp.MustCompile(`^(?:车位` + segment + `(?:-` + segment + `){0,2}|(?:商铺|储藏室)` + segment + `)$`)
	bareText  = regexp.MustCompile(`^(?:` + roomText + `)$`)
	bayText   = regexp.MustCompile(`^B[1-9]-` + segment + `$`)
	phaseText = regexp.MustCompile(`^第?([0-9A-Z]{1,3})期-?(.*)$`)
	kindWords = map[string]string{"车位": RoomParking, "商铺": RoomShop, "办公": RoomOffice, "储藏室": RoomStorage}
)

// ParseAddress reads a room written in one cell: 3-2-501, 3栋2单元501室, 2期/3-501, 车位 B1-023 and their usual variants.
func ParseAddress(text string) (Address, error) {
	text, err := normaliseAddress(text)
	if err != nil {
		return Address{}, err
	}
	return readAddress(text)
}

// TypedAddress is ParseAddress of what a person wrote into a form: the estate's name may stand before the address.
func TypedAddress(text string) (Address, error) {
	a, err := ParseAddress(text)
	if short := estateName.ReplaceAllString(strings.TrimSpace(text), ""); err != nil && short != "" && short != text {
		if named, second := ParseAddress(short); second == nil {
			return named, nil
		}
	}
	return a, err
}

// readAddress takes normalised text.
func readAddress(text string) (Address, error) {
	var a Address
	if m := phaseText.FindStringSubmatch(text); m != nil {
		a.Phase, text = dropZeros(m[1]), m[2]
	}
	if word, rest, ok := cutKindWord(text); ok && word != "车位" {
		if m := placeText.FindStringSubmatch(rest); m != nil { // 商铺3-101
			text = strings.TrimSuffix(rest, m[4]) + word + m[4]
		}
	}
	m := placeText.FindStringSubmatch(text)
	switch {
	case bayText.MatchString(text):
		a.Room = text
	case loneText.MatchString(text):
		a.Room = text
		if bay := strings.TrimPrefix(text, "车位"); bayText.MatchString(bay) {
			a.Room = bay
		}
	case m != nil:
		a.Building, a.Unit, a.Room = dropZeros(m[1]), dropZeros(m[3]), dropZeros(m[4])
	case bareText.MatchString(text):
		return Address{}, Refuse(Invalid, "请写明楼栋，例如 3-2-501")
	default:
		return Address{}, unreadableAddress()
	}
	if a.Phase == "0" || a.Building == "0" || a.Unit == "0" || a.Room == "0" {
		return Address{}, Refuse(Invalid, "楼栋、单元和房号不能是 0")
	}
	a.Kind = a.kind()
	return a, nil
}

func unreadableAddress() *Error {
	return Refuse(Invalid, "看不懂这个房号，请写成 3-2-501、3栋2单元501室 或 车位 B1-023")
}

func (a Address) kind() string {
	if word, _, ok := cutKindWord(a.Room); ok {
		return kindWords[word]
	}
	if a.Building == "" {
		return RoomParking
	}
	return RoomResidential
}

func cutKindWord(text string) (word, rest string, ok bool) {
	for word := range kindWords {
		if rest, ok := strings.CutPrefix(text, word); ok {
			return word, rest, true
		}
	}
	return "", text, false
}

// AddressFromParts reads the columns of a roster: phase, building and unit may be empty, and room may hold
// 2-501, 2单元501 or a whole address. What the columns and the cell say must agree, and only in one way.
func AddressFromParts(phase, building, unit, room string) (Address, error) {
	cells := []string{phase, building, unit, room}
	for i, cell := range cells {
		text, err := normaliseAddress(cell)
		if err != nil {
			return Address{}, err
		}
		cells[i] = strings.Trim(text, "-")
	}
	phase, building, unit, room = cells[0], cells[1], strings.TrimSuffix(cells[2], "单元"), cells[3]
	if phase != "" {
		phase = strings.TrimSuffix(phase, "期") + "期"
	}
	if m := phaseText.FindStringSubmatch(building); m != nil && phase == "" {
		phase, building = m[1]+"期", m[2]
	}
	switch {
	case room == "":
		return Address{}, Refuse(Invalid, "请填写房号")
	case building == "" && unit == "":
		return withPhase(phase, room)
	case building == "":
		return Address{}, Refuse(Invalid, "请写明楼栋，例如 3-2-501")
	case building == "车位":
		return withPhase(phase, "车位"+strings.TrimPrefix(room, "车位"))
	case unit == "" && bayText.MatchString(building+"-"+room):
		return withPhase(phase, building+"-"+room)
	case bayText.MatchString(room) && strings.HasPrefix(room, building+"-"):
		return withPhase(phase, room)
	case bayText.MatchString(room):
		room = "车位" + room
	}
	return agreeingAddress(phase, strings.TrimRight(building, "栋楼")+"栋", unit, room)
}

func withPhase(phase, text string) (Address, error) {
	whole, err := readAddress(text)
	if err != nil || phase == "" {
		return whole, err
	}
	base, err := readAddress(phase + "1-1")
	if err != nil {
		return Address{}, err
	}
	if whole.Phase != "" && whole.Phase != base.Phase {
		return Address{}, Refuse(Invalid, "期数与房号里写的不一致")
	}
	whole.Phase = base.Phase
	return whole, nil
}

// agreeingAddress tries the room as a bare number, as unit-room and as a whole address, and wants exactly one answer.
func agreeingAddress(phase, building, unit, room string) (Address, error) {
	front := phase + building
	if unit != "" {
		front += unit + "单元"
	}
	base, err := readAddress(front + "1")
	if err != nil {
		return Address{}, Refuse(Invalid, "看不懂楼栋或单元")
	}
	found := map[Address]bool{}
	for _, text := range []string{front + room, phase + building + room, room} {
		a, err := readAddress(text)
		if err != nil || !same(&a.Phase, base.Phase) || a.Building != base.Building || !same(&a.Unit, base.Unit) {
			continue
		}
		found[a] = true
	}
	switch len(found) {
	case 0:
		return Address{}, Refuse(Invalid, "看不懂房号，或与楼栋、单元两列不一致")
	case 1:
		for a := range found {
			return a, nil
		}
	}
	return Address{}, Refuse(Invalid, "房号有两种读法，请写成 3栋501 或 3栋2单元501 的形式")
}

// same fills an empty part from the column and reports whether the two agree.
func same(part *string, column string) bool {
	if *part == "" {
		*part = column
	}
	return column == "" || *part == column
}

// Code is the short form people type and lists show: 3-2-501, 3-501, 2期/3-2-501, B1-023.
func (a Address) Code() string {
	code := a.Room
	switch {
	case a.Building == "":
	case a.Unit != "":
		code = a.Building + "-" + a.Unit + "-" + a.Room
	case bayText.MatchString(a.Building + "-" + a.Room): // a building called B1 is not the garage B1
		code = a.Building + "栋" + a.Room
	default:
		code = a.Building + "-" + a.Room
	}
	if a.Phase != "" {
		code = a.Phase + "期/" + code
	}
	return code
}

// Full is the form for letters and printouts: 绿园小区2期3栋2单元501室.
func (a Address) Full(community string) string {
	text := community
	if a.Phase != "" {
		text += a.Phase + "期"
	}
	if a.Building != "" {
		text += a.Building + "栋"
	}
	if a.Unit != "" {
		text += a.Unit + "单元"
	}
	switch _, _, word := cutKindWord(a.Room); {
	case word:
		return text + a.Room
	case a.Building == "":
		return text + "车位" + a.Room
	}
	return text + a.Room + "室"
}

// Floor is a suggestion only: 501 is on floor 5, bay B1-023 on floor -1.
func (a Address) Floor() (int, bool) {
	if bay := strings.TrimPrefix(a.Room, "车位"); a.kind() == RoomParking && bayText.MatchString(bay) {
		return -int(bay[1] - '0'), true
	}
	number, err := strconv.Atoi(a.Room)
	if err != nil || len(a.Room) < 3 || len(a.Room) > 5 {
		return 0, false
	}
	return number / 100, true
}

var digitRun = regexp.MustCompile(`[0-9]+`)

// SortKey puts rooms in the order people expect when compared as bytes: by segment, numbers by value, then text;
// within a phase the bays of a common garage come last.
func (a Address) SortKey() string {
	building := a.Building
	if building == "" {
		building = "~"
	}
	key := strings.Join([]string{a.Phase, building, a.Unit, a.Room}, ".")
	return padded(key)
}

// CheckUnit refuses a home or office without its unit in a building that has units; shops and bays may go without.
func CheckUnit(a Address, buildingHasUnits bool) error {
	needed := a.Kind == RoomResidential || a.Kind == RoomOffice || a.Kind == ""
	if buildingHasUnits && needed && a.Building != "" && a.Unit == "" {
		return Refuse(Invalid, "请补充单元")
	}
	return nil
}
