package db

import (
	"cmp"
	"database/sql"
	"slices"

	"linli/db/crm"
	"linli/db/hanzi"
)

// find is a customer who may be meant, why, and how well that fits.
type find struct {
	id    int64
	why   crm.Found
	tier  tier
	hit   hanzi.Hit // of a name; as good as it can be until it is compared
	heard bool      // the name was compared
	lives bool      // belongs to a room today
	place int       // in the order of finding
}

func (f find) customer() int64 { return f.id }

// tier is how much a find is worth, the best first.
type tier int

const (
	exact   tier = iota // number, room, telephone or plate as a whole
	named               // name, compared further by how it fits
	partial             // end of a telephone number or a plate, beginning of a number
	beside              // another name kept with it
)

// better puts the better find first: what was typed as a whole before its part, who lives here before who left.
func (f find) better(other find) int {
	gone := func(f find) int {
		if f.why.Past || !f.lives {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(f.tier, other.tier), f.hit.Compare(other.hit), cmp.Compare(gone(f), gone(other)), cmp.Compare(f.place, other.place))
}

// people finds customers within the reach of by, best first: those of a room that was typed, by number, telephone, plate
// and name.
func (b box) people(rooms foundRooms) ([]find, error) {
	s := seeker{box: b, pattern: hanzi.Parse(b.query.Name), seen: map[int64]bool{}}
	if rooms.typed && b.by.Reach(crm.CustomerRead) != crm.None {
		s.byRoom(rooms.list)
	}
	s.byNumber()
	s.byPhone()
	s.byPlate()
	s.byNames()
	if s.err == nil {
		s.err = s.followMerges()
	}
	if s.err != nil || len(s.list) == 0 {
		return nil, s.err
	}
	return s.best()
}

// onceEach keeps the best find of each customer of a sorted list.
func onceEach(list []find) []find {
	seen := map[int64]bool{}
	return slices.DeleteFunc(list, func(f find) bool {
		again := seen[f.id]
		seen[f.id] = true
		return again
	})
}

// seeker gathers who may be meant. Every question is a range of an index and stops at the window.
type seeker struct {
	box
	pattern hanzi.Pattern
	list    []find
	seen    map[int64]bool
	err     error
}

// window is how many finds of a kind are compared with each other, so that who lives here stands before who left.
const window = 200

// enough says that worse finds need not be looked for.
func (s *seeker) enough() bool { return s.err != nil || len(s.list) >= s.limit }

// question finds customers: columns are the customer, a detail, and whether it is past.
type question struct {
	columns, from, where, order string
	args                        []any
}

// look adds what a question finds within the reach of by.
func (s *seeker) look(like find, id string, q question) {
	if s.err != nil {
		return
	}
	reach, args := s.within(id)
	rows, err := s.q.rows(`SELECT `+id+`, `+q.columns+` FROM `+q.from+` WHERE `+q.where+reach+` ORDER BY `+q.order+` LIMIT ?`,
		append(append(q.args, args...), s.most())...)
	list, err := collect(rows, err, func(rows *sql.Rows, f *find) error {
		*f = like
		return rows.Scan(&f.id, &f.why.Detail, &f.why.Past)
	})
	s.err = err
	s.add(list)
}

// most is how many a question may find. Who reads no file is shown cases, whoever lives here.
func (s *seeker) most() int {
	if s.by.Reach(crm.CustomerRead) == crm.None {
		return s.limit
	}
	return max(window, s.limit)
}

func (s *seeker) add(list []find) {
	for _, f := range list {
		if !s.seen[f.id] {
			s.seen[f.id], f.place = true, len(s.list)
			s.list = append(s.list, f)
		}
	}
}

// byRoom finds who belongs or belonged to rooms.
func (s *seeker) byRoom(rooms []foundRoom) {
	ids := idsOf(rooms, foundRoom.room)
	s.look(find{why: crm.Found{How: crm.ByRoom}, tier: exact}, "o.customer_id", question{
		columns: `r.code, o.moved_out_on <> '' AND o.moved_out_on <= ? AS past`, from: `occupancy o JOIN room r ON r.id = o.room_id`,
		where: `o.room_id IN (` + marks("?", len(ids)) + `)`, order: `past, o.is_primary_contact DESC, o.id`,
		args: append([]any{s.today}, list(ids)...)})
}

// byNumber finds by the number of a customer, whole or begun.
func (s *seeker) byNumber() {
	like := find{why: crm.Found{How: crm.ByNumber}, tier: exact}
	if no := customerNo(s.by, s.query); no != "" {
		s.look(like, "c.id", question{columns: `'', 0`, from: `customer c`, where: `c.no = ?`, order: `c.id`, args: []any{no}})
	}
	if begun := s.query.Begun; begun != "" {
		like.tier = partial
		s.look(like, "c.id", question{columns: `'', 0`, from: `customer c`, where: `c.no >= ? AND c.no < ?`, order: `c.no`, args: []any{begun, upTo(begun)}})
	}
}

const (
	leastTail  = 4 // digits of a telephone that are looked for
	leastWhole = 7 // digits of a whole telephone number
)

// byPhone finds by a telephone number or its end.
func (s *seeker) byPhone() {
	tail := backwards(s.query.Digits)
	if len(tail) < leastTail {
		return
	}
	q := question{columns: `'', 0`, from: `contact_point p`, where: `p.project_id = ? AND p.tail = ? AND p.status <> 'stopped'`, order: `p.customer_id`, args: []any{s.by.ProjectID, tail}}
	if len(tail) >= leastWhole {
		s.look(find{why: crm.Found{How: crm.ByPhone}, tier: exact}, "p.customer_id", q)
	}
	if s.enough() {
		return
	}
	q.columns, q.where, q.order = `? AS digits, 0`, `p.project_id = ? AND p.tail >= ? AND p.tail < ? AND p.status <> 'stopped'`, `p.tail, p.customer_id`
	q.args = []any{s.query.Digits, s.by.ProjectID, tail, upTo(tail)}
	s.look(find{why: crm.Found{How: crm.ByTail}, tier: partial}, "p.customer_id", q)
}

// byPlate finds by the plate of a vehicle or its end.
func (s *seeker) byPlate() {
	plate := []rune(s.query.Plate)
	if len(plate) == 0 {
		return
	}
	q := question{columns: `v.plate, v.ended_on <> '' AND v.ended_on <= ? AS past`, from: `vehicle v`, where: `v.project_id = ? AND v.plate = ?`, order: `past, v.id`,
		args: []any{s.today, s.by.ProjectID, string(plate)}}
	s.look(find{why: crm.Found{How: crm.ByPlate}, tier: exact}, "v.customer_id", q)
	q.where, q.args = `v.project_id = ? AND substr(v.plate, -4) = ? AND v.plate LIKE ?`, []any{s.today, s.by.ProjectID, string(plate[len(plate)-4:]), "%" + string(plate)}
	s.look(find{why: crm.Found{How: crm.ByPlate}, tier: partial}, "v.customer_id", q)
}
