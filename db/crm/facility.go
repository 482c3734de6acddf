package crm

import (
	"cmp"
	"slices"
	"strings"
)

// The lists of domain.md §2 about facilities and what is done for them.
var (
	FacilityKinds = []Choice{{"elevator", "电梯"}, {"fire", "消防"}, {"water", "供水"}, {"power", "供电"}, {"access", "门禁"}, {"barrier", "道闸"},
		{"lighting", "照明"}, {"greenery", "绿地"}, {"indoor", "户内设备"}, {"other", "其他"}}
	FacilityStates = []Choice{{FacilityNormal, "正常"}, {"limited", "带病运行"}, {"stopped", "停用"}, {"under_repair", "维修中"}}
)

// FacilityNormal is the state in which callers need no word about it.
const FacilityNormal = "normal"

// Facility is a lift, a pump, a door: of a room, a stairwell, a building or, with a place in words alone, of the common grounds.
// Dates are local.
type Facility struct {
	ID                                     int64
	BuildingID, UnitID, RoomID             int64
	Phase, Building, Unit, Room            string // Room is the short code, as the reader may see it
	Place, Kind, Name, State, Answer       string
	WarrantyUntilOn, LastServiceOn, NextOn string // NextOn: the next service
	RowVersion                             int64
}

// Check finds what is wrong with a facility.
func (f Facility) Check(p Problems) {
	p.Check(Has(FacilityKinds, f.Kind), "kind", "请选择类别")
	p.Check(strings.TrimSpace(f.Name) != "", "name", "请填写名称")
	p.Check(Has(FacilityStates, f.State), "state", "请选择状态")
	p.Check(f.State == FacilityNormal || !Has(FacilityStates, f.State) || f.Answer != "", "answer", "状态不是正常时，请写明答复口径，前台据此告知来电人")
	p.Check(f.BuildingID != 0 || f.Place != "", "place", "请选择楼栋、填写房号，或写明公共区域的位置")
	p.Check(f.LastServiceOn == "" || f.NextOn == "" || f.LastServiceOn <= f.NextOn, "next_service_on", "下次维保不能早于上次维保")
}

// Where is the place as people say it: 3栋2单元, 3-2-501, 东门.
func (f Facility) Where() string {
	text := f.Room
	if text == "" {
		text = BuildingName(f.Phase, f.Building, f.Unit)
	}
	return text + f.Place
}

// BuildingName is 2期3栋2单元, with the parts that are given.
func BuildingName(phase, building, unit string) (name string) {
	if building == "" {
		return ""
	}
	if phase != "" {
		name = phase + "期"
	}
	if name += building + "栋"; unit != "" {
		name += unit + "单元"
	}
	return name
}

// Warning is what to know before answering a caller: 3栋2单元客梯 维修中：预计今晚八点恢复.
func (f Facility) Warning() string {
	text := f.Name
	if where := f.Where(); !strings.HasPrefix(f.Name, where) {
		text = where + f.Name
	}
	text += " " + Label(FacilityStates, f.State)
	if f.Answer != "" {
		text += "：" + f.Answer
	}
	return text
}

// ServiceOverdue reports whether the next service should have been before today.
func (f Facility) ServiceOverdue(today string) bool { return f.NextOn != "" && f.NextOn < today }

// UnderWarranty reports whether the warranty lasts on a day; the last day still counts.
func (f Facility) UnderWarranty(today string) bool { return f.WarrantyUntilOn >= today }

// categoryFacilities are the kinds of facilities that a category of cases is mostly about.
var categoryFacilities = map[string][]string{"elevator": {"elevator"}, "fire": {"fire"}, "facilities": {"lighting", "access", "water", "power"}, "parking": {"barrier"},
	"greening": {"greenery"}, "leakage": {"water", "indoor"}, "repair_work": {"indoor"}, "security": {"access", "barrier"}}

// MostWarnings is how many facilities a clerk is told of at once.
const MostWarnings = 5

// FitFirst puts the facilities that a case of a category is likely about before the others, stopped ones before those that limp,
// and keeps as many as can be read.
func FitFirst(list []Facility, category string) []Facility {
	rank := func(f Facility) int {
		n := slices.IndexFunc([]string{"stopped", "under_repair", "limited"}, func(state string) bool { return state == f.State })
		if !slices.Contains(categoryFacilities[category], f.Kind) {
			n += 10
		}
		return n
	}
	slices.SortStableFunc(list, func(a, b Facility) int { return cmp.Compare(rank(a), rank(b)) })
	return list[:min(len(list), MostWarnings)]
}
