package crm

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// The uses of a room.
const (
	OccupancyUndelivered = "undelivered"
	OccupancyVacant      = "vacant"
	OccupancyDecorating  = "decorating"
	OccupancySelf        = "self_used"
	OccupancyRented      = "rented"
)

// OccupancyOf says how a room is used: what somebody noted, unless a tenant of today proves it out of date, otherwise what the
// people of today tell.
func OccupancyOf(noted string, tenant, anybody bool) string {
	switch {
	case tenant && noted != OccupancyDecorating:
		return OccupancyRented
	case noted != "":
		return noted
	case anybody:
		return OccupancySelf
	}
	return OccupancyVacant
}

// TowerRoom is a room on the map of its building.
type TowerRoom struct {
	ID        int64
	Code      string
	Unit      string
	Kind      string
	Floor     int // 0 = unknown
	Occupancy string
	OpenCases int
	Grade     string // label, empty before anybody was graded
	SortKey   string
}

// Number is the last part of the code: 501 of 3-2-501.
func (c TowerRoom) Number() string {
	rest := c.Code[strings.LastIndex(c.Code, "/")+1:]
	return rest[strings.LastIndex(rest, "-")+1:]
}

// line is what the number says beside the floor: 01 of 501 on floor 5, the whole number where it does not begin with the floor.
func (c TowerRoom) line() string {
	number := c.Number()
	if rest, ok := strings.CutPrefix(number, strconv.Itoa(c.Floor)); ok && rest != "" {
		return rest
	}
	return number
}

// Tower is a building as it stands: floors from the top, and in each the rooms of every line of every stairwell.
type Tower struct {
	Stairs []Stair
	Floors []Storey
	Others []TowerRoom // rooms without a floor: shops, stores
}

// Stair is a stairwell with its lines of rooms, one above the other.
type Stair struct {
	Unit  string
	Lines []string
}

// Storey is a floor; Cells has a place for each line of each stairwell, which may be empty.
type Storey struct {
	Floor int
	Cells [][]TowerRoom
}

// widestStair is how many lines a stairwell may have before its rooms are set side by side instead.
const widestStair = 24

// TowerOf sets the rooms of a building on its floors.
func TowerOf(cells []TowerRoom) (t Tower) {
	cells = slices.Clone(cells)
	slices.SortFunc(cells, func(a, b TowerRoom) int { return cmp.Compare(a.SortKey, b.SortKey) })
	floors := map[int]map[string][]TowerRoom{}
	units := []string{}
	for _, c := range cells {
		if c.Floor == 0 {
			t.Others = append(t.Others, c)
			continue
		}
		if floors[c.Floor] == nil {
			floors[c.Floor] = map[string][]TowerRoom{}
		}
		floors[c.Floor][c.Unit] = append(floors[c.Floor][c.Unit], c)
		if !slices.Contains(units, c.Unit) {
			units = append(units, c.Unit)
		}
	}
	for _, unit := range units {
		t.Stairs = append(t.Stairs, stairOf(unit, cells))
	}
	for floor, rooms := range floors {
		s := Storey{Floor: floor}
		for _, stair := range t.Stairs {
			s.Cells = append(s.Cells, stair.place(rooms[stair.Unit])...)
		}
		t.Floors = append(t.Floors, s)
	}
	slices.SortFunc(t.Floors, func(a, b Storey) int { return cmp.Compare(b.Floor, a.Floor) })
	return t
}

// stairOf finds the lines of a stairwell: by the ends of the numbers or, where these follow no order, as many as the fullest
// floor has rooms.
func stairOf(unit string, cells []TowerRoom) Stair {
	s, fullest, onFloor := Stair{Unit: unit}, 0, map[int]int{}
	for _, c := range cells {
		if c.Unit != unit || c.Floor == 0 {
			continue
		}
		onFloor[c.Floor]++
		fullest = max(fullest, onFloor[c.Floor])
		if !slices.Contains(s.Lines, c.line()) {
			s.Lines = append(s.Lines, c.line())
		}
	}
	slices.SortFunc(s.Lines, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	if len(s.Lines) > max(widestStair, 2*fullest) {
		s.Lines = make([]string, fullest)
	}
	return s
}

// place sets the rooms of a floor on the lines, side by side where the lines have no names.
func (s Stair) place(rooms []TowerRoom) [][]TowerRoom {
	placed := make([][]TowerRoom, len(s.Lines))
	for i, c := range rooms {
		at := slices.Index(s.Lines, c.line())
		if at < 0 {
			at = i
		}
		placed[at] = append(placed[at], c)
	}
	return placed
}
