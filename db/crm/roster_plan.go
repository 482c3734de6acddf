package crm

import (
	"fmt"
	"slices"
	"strings"
)

// KnownLink is how a customer on file belongs to a room.
type KnownLink struct {
	ID                    int64
	Room                  string // short code of the address
	Relation              string
	MovedInOn, MovedOutOn string // empty: always, and still there
}

// KnownCustomer is a customer on file. Contacts are values as NormalisePhone writes them; Doubtful ones tell nobody apart.
type KnownCustomer struct {
	ID       int64
	No, Name string
	Gaps     CustomerFacts
	Contacts []ContactInput
	Links    []KnownLink
}

// CustomerFacts are what a roster can say of a customer beside name, numbers and rooms.
type CustomerFacts struct{ Honorific, OrgCreditCode, ContactPerson, PreferredChannel string }

// LinkDay is a day on which a link on file began, where the file did not know it.
type LinkDay struct {
	LinkID    int64
	MovedInOn string
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
	PlannedRow
	Row         *RosterRow
	Earlier     int
	NewLink     bool // the customer moves into the room
	NewRoom     bool // this row is the first to name it
	NewBuilding bool
	Contacts    []ContactInput
	Facts       CustomerFacts // what the file of the customer lacks
	Began       LinkDay       // likewise
}

// BuildingCode names a building within the project: 3, 2期/3; empty for a bay of a common garage.
func (a Address) BuildingCode() string {
	if a.Phase == "" || a.Building == "" {
		return a.Building
	}
	return a.Phase + "期/" + a.Building
}

// PlanRoster says for every row what an import does with it, without doing it. Planning what was imported gives unchanged.
func PlanRoster(rows []RosterRow, known Known, m Mapping) []Planned {
	p := newPlanner(rows, known)
	plan := make([]Planned, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		planned := Planned{Row: row, PlannedRow: plannedAs(row.ListRow), Earlier: -1}
		if row.Outcome == "" {
			if err := p.checkUnit(row); err != nil {
				planned.refuse(CellProblem{unitColumn(m), message(err), CustomerList.field(RosterUnit).Right})
			} else {
				p.place(&planned, i)
			}
		}
		plan = append(plan, planned)
	}
	return plan
}

// unitColumn is where a missing unit is to be written.
func unitColumn(m Mapping) int {
	if column := m.column(RosterUnit); column >= 0 {
		return column
	}
	return m.column(RosterRoom)
}

// resident is a customer, on file or made by an earlier row.
type resident struct {
	id       int64
	row      int // index of the row that creates the customer, -1 when on file
	title    string
	name     string
	gaps     CustomerFacts // what the file says
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
	numbers   []int                  // of the rows in the sheet
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
	for i := range rows {
		p.numbers = append(p.numbers, rows[i].No)
		if row := &rows[i]; row.Outcome == "" && row.Address.Unit != "" {
			p.units[row.Address.BuildingCode()] = true
		}
	}
	for _, c := range known.Customers {
		p.remember(&resident{id: c.ID, row: -1, title: "已有客户 " + c.No, name: nameKey(c.Name), gaps: c.Gaps, contacts: c.Contacts, links: slices.Clip(c.Links)})
	}
	return p
}

// nameKey compares names regardless of blanks and full-width letters.
func nameKey(name string) string {
	return strings.ToUpper(strings.ReplaceAll(HalfWidth(name), " ", ""))
}

func (p *planner) checkUnit(row *RosterRow) error {
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
		why, planned.Alike = p.doubts(row)
		who = &resident{row: index, title: fmt.Sprintf("第 %d 行", row.No), name: nameKey(row.Name)}
	case linked && len(planned.Contacts) == 0:
		p.compare(planned, who, link)
	default:
		planned.Outcome = RowSameCustomer
		why = []string{"与" + who.title + "同一人" + who.gain(link, linked)}
	}
	planned.CustomerID = who.id
	if planned.Outcome != RowNew {
		planned.Earlier = who.row
	}
	if planned.Outcome == RowUnchanged || planned.Outcome == RowChanged {
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
func (p *planner) find(row *RosterRow) *resident {
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
func (row *RosterRow) link() KnownLink {
	if !row.HasRoom {
		return KnownLink{}
	}
	return KnownLink{0, row.Address.Code(), row.Relation, row.MovedInOn, row.MovedOutOn}
}

// doubts are customers that a person should compare with the new one, with who it is.
func (p *planner) doubts(row *RosterRow) (why []string, alike int64) {
	if row.HasRoom {
		if same := p.byRoom[nameKey(row.Name)+"\n"+row.Address.Code()]; len(same) > 0 {
			why, alike = append(why, "与"+same[0].title+"同名同房、电话不同，请核对"), p.alike(same[0])
		}
	}
	for _, c := range row.Contacts {
		if other := p.mobiles[c.Value]; c.Kind == ContactMobile && !c.Doubtful && other != nil && other.name != nameKey(row.Name) {
			why = append(why, "与"+other.title+"手机相同、姓名不同，请核对")
			if alike == 0 {
				alike = p.alike(other)
			}
			break
		}
	}
	return why, alike
}

// alike names somebody by id, or by minus the number of the row.
func (p *planner) alike(r *resident) int64 {
	if r.id != 0 {
		return r.id
	}
	return -int64(p.numbers[r.row])
}
