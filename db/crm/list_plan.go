package crm

import (
	"fmt"
	"strings"
)

// Places are the buildings and rooms of a project: buildings by BuildingCode with whether they have units, rooms by code.
type Places struct {
	Buildings map[string]bool
	Rooms     map[string]KnownRoom
}

// KnownRoom is a room on file.
type KnownRoom struct {
	ID        int64
	Kind      string
	AreaM2    float64
	Occupancy string
}

// PlannedRoom is what an import would make of a row of a list of rooms.
type PlannedRoom struct {
	PlannedRow
	Row         *RoomRow
	Known       KnownRoom // as it is on file, id 0 for a new room
	NewBuilding bool
}

// PlanRooms says for every row of a list of rooms what an import does with it. The list of rooms is right: what it says
// replaces what is on file.
func PlanRooms(rows []RoomRow, known Places, m Mapping) []PlannedRoom {
	units, seen := map[string]bool{}, map[string]*RoomRow{}
	for building, has := range known.Buildings {
		units[building] = has
	}
	for i := range rows {
		if rows[i].Outcome == "" && rows[i].Address.Unit != "" {
			units[rows[i].Address.BuildingCode()] = true
		}
	}
	plan, fresh := make([]PlannedRoom, len(rows)), map[string]bool{}
	for i := range rows {
		p := &plan[i]
		*p = PlannedRoom{PlannedRow: plannedAs(rows[i].ListRow), Row: &rows[i]}
		if p.Outcome != "" {
			continue
		}
		if err := CheckUnit(p.Row.Address, units[p.Row.Address.BuildingCode()]); err != nil {
			p.refuse(CellProblem{unitColumn(m), message(err), CustomerList.field(RosterUnit).Right})
			continue
		}
		p.place(known, seen, m)
		building := p.Row.Address.BuildingCode()
		if _, there := known.Buildings[building]; p.Outcome == RowNew && building != "" && !there && !fresh[building] {
			p.NewBuilding, fresh[building] = true, true
		}
	}
	return plan
}

func (p *PlannedRoom) place(known Places, seen map[string]*RoomRow, m Mapping) {
	row, code := p.Row, p.Row.Address.Code()
	if earlier := seen[code]; earlier != nil {
		if earlier.Address.Kind == row.Address.Kind && earlier.AreaM2 == row.AreaM2 && earlier.Occupancy == row.Occupancy {
			p.Outcome, p.Why = RowUnchanged, fmt.Sprintf("与第 %d 行相同", earlier.No)
			return
		}
		p.refuse(CellProblem{m.column(RosterRoom), fmt.Sprintf("与第 %d 行是同一间，内容不同", earlier.No), "每间房只写一行"})
		return
	}
	seen[code] = row
	room, there := known.Rooms[code]
	if p.Known = room; !there {
		p.Outcome = RowNew
		return
	}
	if !row.KindGiven {
		row.Address.Kind = room.Kind
	}
	var changes []string
	if row.Address.Kind != room.Kind {
		changes = append(changes, "类型 "+RoomKinds[room.Kind]+" → "+RoomKinds[row.Address.Kind])
	}
	if row.AreaM2 != 0 && row.AreaM2 != room.AreaM2 {
		changes = append(changes, "面积 "+ShowArea(room.AreaM2)+" → "+ShowArea(row.AreaM2))
	}
	if row.Occupancy != "" && row.Occupancy != room.Occupancy {
		changes = append(changes, "使用状态 "+Label(Occupancies, room.Occupancy)+" → "+Label(Occupancies, row.Occupancy))
	}
	p.Outcome = RowUnchanged
	if len(changes) > 0 {
		p.Outcome, p.Why = RowChanged, strings.Join(changes, "，")
	}
}

// ShowArea writes square metres, 未填 for none.
func ShowArea(m2 float64) string {
	if m2 == 0 {
		return "未填"
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", m2), "0"), ".")
}

// People finds whose a row is.
type People struct {
	places Places
	byNo   map[string]*KnownCustomer
	byRoom map[string][]*KnownCustomer // name and room
}

// NewPeople knows customers by number, and by name in a room they live or lived in.
func NewPeople(customers []KnownCustomer, places Places) People {
	p := People{places, map[string]*KnownCustomer{}, map[string][]*KnownCustomer{}}
	for i := range customers {
		c := &customers[i]
		p.byNo[c.No] = c
		rooms := map[string]bool{}
		for _, l := range c.Links {
			if !rooms[l.Room] {
				rooms[l.Room] = true
				key := nameKey(c.Name) + "\n" + l.Room
				p.byRoom[key] = append(p.byRoom[key], c)
			}
		}
	}
	return p
}

// find is the customer and the room of a row; a customer named by number alone is in the only room there is.
func (p People) find(w Who, k *ImportKind, m Mapping) (customer *KnownCustomer, room int64, problem *CellProblem) {
	if w.HasRoom {
		if room = p.places.Rooms[w.Address.Code()].ID; room == 0 {
			return nil, 0, k.problem(m, RosterRoom, "没有房号 "+w.Address.Code())
		}
	}
	if w.CustomerNo != "" {
		return p.byNumber(w, room, k, m)
	}
	same := p.byRoom[nameKey(w.Name)+"\n"+w.Address.Code()]
	switch len(same) {
	case 0:
		return nil, 0, k.problem(m, RosterName, w.Address.Code()+" 没有叫「"+w.Name+"」的客户")
	case 1:
		return same[0], room, nil
	}
	return nil, 0, k.problem(m, RosterName, w.Address.Code()+" 有几位叫「"+w.Name+"」的客户，请写客户编号")
}

func (p People) byNumber(w Who, room int64, k *ImportKind, m Mapping) (*KnownCustomer, int64, *CellProblem) {
	c := p.byNo[w.CustomerNo]
	switch {
	case c == nil:
		return nil, 0, k.problem(m, ListCustomerNo, "没有客户编号「"+clip(w.CustomerNo, sampleLength)+"」")
	case w.Name != "" && nameKey(w.Name) != nameKey(c.Name):
		return nil, 0, k.problem(m, RosterName, "姓名与客户编号 "+w.CustomerNo+" 的档案不一致")
	}
	if room == 0 {
		codes := map[string]bool{}
		for _, l := range c.Links {
			codes[l.Room] = true
		}
		for code := range codes {
			if len(codes) == 1 {
				room = p.places.Rooms[code].ID
			}
		}
	}
	return c, room, nil
}

// problem is a refusal of the cell of a field.
func (k *ImportKind) problem(m Mapping, field, text string) *CellProblem {
	return &CellProblem{m.column(field), text, k.field(field).Right}
}
