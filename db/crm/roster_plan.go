package crm

import (
	"fmt"
	"slices"
	"strings"
)

// KnownLink is how a customer on file belongs to a room.
type KnownLink struct {
	Room                  string // short code of the address
	Relation              string
	MovedInOn, MovedOutOn string // empty: always, and still there
}

// KnownCustomer is a customer on file. Contacts are values as NormalisePhone writes them; Doubtful ones tell nobody apart.
type KnownCustomer struct {
	ID       int64
	No, Name string
	Contacts []ContactInput
	Links    []KnownLink
}

// Known is what the project has on file before an import: every customer who shares a name or a number with the file,
// all rooms by short code, and the buildings by BuildingCode with whether they have units.
type Known struct {
	Customers []KnownCustomer
	Rooms     map[string]bool
	Buildings map[string]bool
}

// Planned is what an import would make of a row. A row of an existing customer names it by CustomerID, or by Earlier,
// the index of the planned row that creates it (-1 otherwise). Contacts are those that the customer does not have yet.
type Planned struct {
	Row         RosterRow
	Outcome     string
	Why         string // in Chinese: the reason, or what to look at
	CustomerID  int64
	Earlier     int
	NewLink     bool // the customer moves into the room
	NewRoom     bool // this row is the first to name it
	NewBuilding bool
	Contacts    []ContactInput
}

// BuildingCode names a building within the project: 3, 2期/3; empty for a bay of a common garage.
func (a Address) BuildingCode() string {
	if a.Phase == "" || a.Building == "" {
		return a.Building
	}
	return a.Phase + "期/" + a.Building
}

// PlanRoster says for every row what an import does with it, without doing it. Planning what was imported gives unchanged.
func PlanRoster(rows []RosterRow, known Known) []Planned {
	p := newPlanner(rows, known)
	plan := make([]Planned, 0, len(rows))
	for i, row := range rows {
		planned := Planned{Row: row, Outcome: row.Outcome, Earlier: -1, Why: strings.Join(row.Problems, "；")}
		if row.Outcome == "" {
			if err := p.checkUnit(row); err != nil {
				planned.Outcome, planned.Why = RowRefused, message(err)
			} else {
				p.place(&planned, i)
			}
		}
		plan = append(plan, planned)
	}
	return plan
}

// resident is a customer, on file or made by an earlier row.
type resident struct {
	id       int64
	row      int // index of the row that creates the customer, -1 when on file
	title    string
	name     string
	contacts []ContactInput
	links    []KnownLink
}

type planner struct {
	units     map[string]bool // building → has units
	buildings map[string]bool
	rooms     map[string]bool
	byMobile  map[string][]*resident
	byRoom    map[string][]*resident // name and room
	mobiles   map[string]*resident   // first holder of a number, whatever the name
}

func newPlanner(rows []RosterRow, known Known) *planner {
	p := &planner{
		units: map[string]bool{}, buildings: map[string]bool{}, rooms: map[string]bool{},
		byMobile: map[string][]*resident{}, byRoom: map[string][]*resident{}, mobiles: map[string]*resident{},
	}
	for building, units := range known.Buildings {
		p.buildings[building], p.units[building] = true, units
	}
	for room := range known.Rooms {
		p.rooms[room] = true
	}
	for _, row := range rows {
		if row.Outcome == "" && row.Address.Unit != "" {
			p.units[row.Address.BuildingCode()] = true
		}
	}
	for _, c := range known.Customers {
		p.remember(&resident{id: c.ID, row: -1, title: "已有客户 " + c.No, name: nameKey(c.Name), contacts: c.Contacts, links: slices.Clone(c.Links)})
	}
	return p
}

// nameKey compares names regardless of blanks and full-width letters.
func nameKey(name string) string {
	return strings.ToUpper(strings.ReplaceAll(HalfWidth(name), " ", ""))
}

func (p *planner) checkUnit(row RosterRow) error {
	return CheckUnit(row.Address, p.units[row.Address.BuildingCode()])
}

// remember makes a customer findable; calling it again after a change adds what is new.
func (p *planner) remember(r *resident) {
	for _, c := range r.contacts {
		if c.Kind != ContactMobile || c.Doubtful {
			continue
		}
		add(p.byMobile, r.name+"\n"+c.Value, r)
		if p.mobiles[c.Value] == nil {
			p.mobiles[c.Value] = r
		}
	}
	for _, link := range r.links {
		add(p.byRoom, r.name+"\n"+link.Room, r)
	}
	if len(r.links) == 0 {
		add(p.byRoom, r.name+"\n", r)
	}
}

func add(index map[string][]*resident, key string, r *resident) {
	if !slices.Contains(index[key], r) {
		index[key] = append(index[key], r)
	}
}

// place decides about a readable row.
func (p *planner) place(planned *Planned, index int) {
	row := planned.Row
	who, why := p.find(row), []string(nil)
	link := row.link()
	linked := !row.HasRoom
	if who != nil {
		linked = linked || who.has(link)
		planned.Contacts = who.missing(row.Contacts)
	}
	switch {
	case who == nil:
		planned.Outcome, planned.Contacts = RowNew, row.Contacts
		why = p.doubts(row)
		who = &resident{row: index, title: fmt.Sprintf("第 %d 行", row.No), name: nameKey(row.Name)}
	case linked && len(planned.Contacts) == 0:
		planned.Outcome = RowUnchanged
		why = []string{"与" + who.title + "相同"}
	default:
		planned.Outcome = RowSameCustomer
		why = []string{"与" + who.title + "同一人" + who.gain(link, linked)}
	}
	planned.CustomerID = who.id
	if planned.Outcome != RowNew {
		planned.Earlier = who.row
	}
	if planned.Outcome == RowUnchanged {
		planned.Why = why[0]
		return
	}
	planned.Why = strings.Join(append(why, row.Remarks...), "；")
	p.settle(planned, who, link, linked)
}

// settle notes what the row adds.
func (p *planner) settle(planned *Planned, who *resident, link KnownLink, linked bool) {
	address := planned.Row.Address
	if planned.NewLink = !linked; planned.NewLink {
		who.links = append(who.links, link)
		planned.NewRoom = !p.rooms[link.Room]
		p.rooms[link.Room] = true
		if building := address.BuildingCode(); building != "" {
			planned.NewBuilding = !p.buildings[building]
			p.buildings[building] = true
		}
	}
	who.contacts = append(slices.Clip(who.contacts), planned.Contacts...)
	p.remember(who)
}

// find is the customer that a row means: same name and same certain mobile; or same name in the same room and relation
// (a prospect: in none), where the row has no other number than the file.
func (p *planner) find(row RosterRow) *resident {
	name := nameKey(row.Name)
	for _, c := range row.Contacts {
		if c.Kind == ContactMobile && !c.Doubtful {
			if same := p.byMobile[name+"\n"+c.Value]; len(same) > 0 {
				return same[0]
			}
		}
	}
	link := row.link()
	for _, r := range p.byRoom[name+"\n"+link.Room] {
		stays := r.has(link) || !row.HasRoom && len(r.links) == 0
		if stays && len(r.missing(row.Contacts)) == 0 {
			return r
		}
	}
	return nil
}

// link is how the row puts its customer into the room; no room where it has none.
func (row RosterRow) link() KnownLink {
	if !row.HasRoom {
		return KnownLink{}
	}
	return KnownLink{row.Address.Code(), row.Relation, row.MovedInOn, row.MovedOutOn}
}

// doubts are customers that a person should compare with the new one.
func (p *planner) doubts(row RosterRow) []string {
	var why []string
	if row.HasRoom {
		if same := p.byRoom[nameKey(row.Name)+"\n"+row.Address.Code()]; len(same) > 0 {
			why = append(why, "与"+same[0].title+"同名同房、电话不同，请核对")
		}
	}
	for _, c := range row.Contacts {
		if other := p.mobiles[c.Value]; c.Kind == ContactMobile && !c.Doubtful && other != nil && other.name != nameKey(row.Name) {
			why = append(why, "与"+other.title+"手机相同、姓名不同，请核对")
			break
		}
	}
	return why
}

// has reports a link to the same room in the same relation at some common time.
func (r *resident) has(link KnownLink) bool {
	for _, l := range r.links {
		if l.Room == link.Room && l.Relation == link.Relation && before(l.MovedInOn, link.MovedOutOn) && before(link.MovedInOn, l.MovedOutOn) {
			return true
		}
	}
	return false
}

// before compares the beginning of one stay with the end of another; no date is open on that side.
func before(in, out string) bool { return in == "" || out == "" || in < out }

// missing lists the contacts that the customer does not have.
func (r *resident) missing(contacts []ContactInput) []ContactInput {
	var lacking []ContactInput
	for _, c := range contacts {
		if !listed(r.contacts, c) {
			lacking = append(lacking, c)
		}
	}
	return lacking
}

// gain says what a row gives a customer.
func (r *resident) gain(link KnownLink, linked bool) string {
	if linked {
		return "，补充联系方式"
	}
	rooms := map[string]bool{link.Room: true}
	for _, l := range r.links {
		if l.Room == link.Room {
			return "，同一套房"
		}
		rooms[l.Room] = true
	}
	if len(rooms) == 1 {
		return "，补充房屋"
	}
	return "，第" + digitCount(len(rooms)) + "套房"
}
