package db

import (
	"database/sql"
	"slices"
	"strconv"

	"linli/db/crm"
	"linli/db/hanzi"
)

// byName is a find whose name fits as well as ideal until it is compared.
func byName(ideal hanzi.Hit) find {
	return find{why: crm.Found{How: crm.ByName}, tier: named, hit: ideal}
}

// byNames finds by name: its beginning in characters, its readings, its words.
func (s *seeker) byNames() {
	key := hanzi.Key(s.query.Name)
	if key == "" || s.err != nil {
		return
	}
	if s.by.Reach(crm.CustomerRead) == crm.Own {
		s.byOwnNames()
		return
	}
	like := byName(s.pattern.Ideal())
	s.look(like, "c.id", question{columns: `'', 0`, from: `customer c`, where: `c.project_id = ? AND c.name_key >= ? AND c.name_key < ?`, order: `c.name_key, c.id`,
		args: []any{s.by.ProjectID, key, upTo(key)}})
	for _, rank := range hanzi.Ranks {
		for _, cut := range s.pattern.Cuts() {
			if !s.enough() {
				s.byReading(rank, cut)
			}
		}
	}
	if words := phrase(s.query.Name); words != "" && !s.enough() {
		s.look(like, "c.id", question{columns: `'', 0`, from: wordTables, where: `customer_text MATCH ? AND c.project_id = ?`, order: `t.rowid DESC`,
			args: []any{words, s.by.ProjectID}})
	}
}

// byOwnNames compares the names of all people of own buildings: they are few, and no index knows of buildings.
func (s *seeker) byOwnNames() {
	own := ownRooms(s.by)
	rows, err := s.q.rows(`SELECT c.id, c.kind, c.name, c.contact_person FROM room r JOIN occupancy o ON o.room_id = r.id JOIN customer c ON c.id = o.customer_id WHERE `+own.where, own.args...)
	var fit []find
	_, s.err = collect(rows, err, func(rows *sql.Rows, n *nameOf) error {
		f := byName(s.pattern.Ideal())
		err := rows.Scan(&f.id, &n.kind, &n.name, &n.contact)
		if err == nil && s.compare(&f, *n) {
			fit = append(fit, f)
		}
		return err
	})
	slices.SortStableFunc(fit, find.better)
	s.add(fit[:min(len(fit), s.most())])
}

// byReading finds names that are read so; where characters were typed too, the name must have them.
func (s *seeker) byReading(rank hanzi.Rank, cut hanzi.Cut) {
	q := question{columns: `'', 0`, from: `name_reading n`, where: `n.project_id = ? AND n.rank = ? AND n.sounds >= ? AND n.sounds < ?`, order: `n.sounds, n.customer_id`,
		args: []any{s.by.ProjectID, rank, cut.Sounds, upTo(cut.Sounds)}}
	if cut.Sounds == "" {
		q.where, q.order = `n.project_id = ? AND n.rank = ? AND n.initials >= ? AND n.initials < ? AND n.sounds LIKE ?`, `n.initials, n.sounds, n.customer_id`
		q.args = []any{s.by.ProjectID, rank, cut.Initials, upTo(cut.Initials), cut.Like}
	}
	if written := s.pattern.Written(); written != "" {
		q.from += ` JOIN customer c ON c.id = n.customer_id`
		q.where, q.args = q.where+` AND c.name_key LIKE ?`, append(q.args, written)
	}
	s.look(byName(cut.Ideal()), "n.customer_id", q)
}

// customerNo is the number of a customer that was typed, whole or its digits with leading zeros.
func customerNo(by crm.Staff, query crm.Query) string {
	if query.Number.Seq != 0 && !query.Number.IsCase() {
		return query.Number.String()
	}
	if len(query.Digits) < 6 || len(query.Digits) > 9 {
		return ""
	}
	seq, err := strconv.Atoi(query.Digits)
	if err != nil {
		return ""
	}
	return crm.CustomerNo(by.ProjectCode, seq)
}

// followMerges puts the file that is kept in the place of one that was merged into it, however often.
func (s *seeker) followMerges() error {
	const mostMerges = 20
	for range mostMerges {
		if len(s.list) == 0 {
			return nil
		}
		ids := idsOf(s.list, find.customer)
		rows, err := s.q.rows(`SELECT c.id, c.merged_into, c.no, c.kind, c.name, c.contact_person FROM customer c
			WHERE c.id IN (`+marks("?", len(ids))+`) AND c.merged_into IS NOT NULL`, list(ids)...)
		type merge struct {
			gone, kept int64
			no         string
			nameOf
		}
		merges, err := collect(rows, err, func(rows *sql.Rows, m *merge) error {
			return rows.Scan(&m.gone, &m.kept, &m.no, &m.kind, &m.name, &m.contact)
		})
		if err != nil || len(merges) == 0 {
			return err
		}
		for i := range s.list {
			for _, m := range merges {
				if f := &s.list[i]; f.id == m.gone {
					f.id = m.kept
					if f.why.Via == "" {
						f.why.Via = m.no
						s.compare(f, m.nameOf)
					}
				}
			}
		}
	}
	return nil
}

// nameOf is what a customer is called.
type nameOf struct{ kind, name, contact string }

// compare says how a name fits, and how it is read; what fits neither name nor contact person was not meant.
func (s *seeker) compare(f *find, n nameOf) (ok bool) {
	if f.why.How != crm.ByName || f.heard {
		return true
	}
	f.heard = true
	if f.hit, ok = s.pattern.Match(n.name, n.kind == "person"); ok {
		f.why.Detail = f.hit.Heard
		return true
	}
	if f.hit, ok = s.pattern.Match(n.contact, true); ok {
		f.why.How, f.tier = crm.ByContact, beside
	}
	return ok
}

// best are the best finds, at most limit, compared portion by portion until nothing better can follow: of a name that
// hundreds bear a few are read.
func (s *seeker) best() (list []find, err error) {
	rest := s.list
	for size := 2 + s.limit + s.limit/3; len(rest) > 0; size *= 2 {
		n := min(len(rest), size)
		visible, err := s.visible(rest[:n])
		if err != nil {
			return nil, err
		}
		rest, list = rest[n:], append(list, visible...)
		slices.SortStableFunc(list, find.better)
		list = onceEach(list)
		list = list[:min(len(list), s.limit)]
		if len(list) == s.limit && !slices.ContainsFunc(rest, func(f find) bool { return f.mayBeat(list[s.limit-1]) }) {
			break
		}
	}
	return list, nil
}

// mayBeat reports whether a find that is not compared yet may stand before one that is.
func (f find) mayBeat(other find) bool {
	f.lives = true
	return f.better(other) < 0
}

// visible leaves of finds who is on file and within the reach of by, compared with what was typed.
func (s *seeker) visible(finds []find) ([]find, error) {
	ids := idsOf(finds, find.customer)
	reach, args := s.within("c.id")
	stranger := strangersTo(s.by, "c.id")
	rows, err := s.q.rows(`SELECT c.id, c.kind, c.name, c.contact_person, EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = c.id
		AND (o.moved_in_on = '' OR o.moved_in_on <= ?) AND (o.moved_out_on = '' OR o.moved_out_on > ?))
		FROM customer c WHERE c.id IN (`+marks("?", len(ids))+`) AND +c.project_id = ? AND c.status IN ('active', 'former') AND `+stranger.where+reach,
		slices.Concat([]any{s.today, s.today}, list(ids), []any{s.by.ProjectID}, stranger.args, args)...)
	type person struct {
		id    int64
		lives bool
		nameOf
	}
	people, err := collect(rows, err, func(rows *sql.Rows, p *person) error { return rows.Scan(&p.id, &p.kind, &p.name, &p.contact, &p.lives) })
	if err != nil {
		return nil, err
	}
	known := map[int64]person{}
	for _, p := range people {
		known[p.id] = p
	}
	var list []find
	for _, f := range finds {
		p, ok := known[f.id]
		if f.lives = p.lives; !ok || !s.compare(&f, p.nameOf) {
			continue
		}
		if f.why.How == crm.ByPlate {
			f.why.Detail = crm.MaskPlate(f.why.Detail)
		}
		list = append(list, f)
	}
	return list, nil
}
