package db

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"unicode/utf8"

	"linli/db/crm"
)

// CustomerFilter narrows the list of customers. After is the last customer of the page before, 0 for the first page. As JSON
// it is what an export keeps: no search words.
type CustomerFilter struct {
	Text     string `json:"-"`                  // as in the search box
	Type     string `json:"type,omitempty"`     // code of crm.CustomerTypes
	Building string `json:"building,omitempty"` // number
	After    int64  `json:"-"`
	Limit    int    `json:"-"`
}

// where turns the filter into conditions on customer c that all must hold, within the reach of by.
func (f CustomerFilter) where(q querier, by crm.Staff, today string) (condition, error) {
	where, args := customerScope(by)
	c := condition{`c.status = 'active' AND ` + where, args}
	switch {
	case f.Text != "": // few people are looked at, and sorted
	case f.Type == "prospect":
		c = c.and(`c.project_id = ?`, by.ProjectID)
	default: // the second half makes SQLite read them in the order of their names
		c = c.and(`c.project_id = ? AND c.sort_key >= ''`, by.ProjectID)
	}
	if f.Text != "" {
		people, _, err := look(q, by, f.Text, maxListed, today).find()
		if err != nil || len(people) == 0 {
			return condition{where: `1 = 0`}, err
		}
		c = c.and(`c.id IN (`+marks("?", len(people))+`)`, list(idsOf(people, find.customer))...)
	}
	if f.Building != "" {
		c = c.and(`c.id IN (SELECT bo.customer_id FROM room br JOIN occupancy bo ON bo.room_id = br.id
			WHERE br.project_id = ? AND br.building_no = ? AND (bo.moved_out_on = '' OR bo.moved_out_on > ?))`, by.ProjectID, f.Building, today)
	}
	if f.Type != "" {
		more, moreArgs := ofType(f.Type, today)
		c = c.and(more, moreArgs...)
	}
	if f.After == 0 {
		return c, nil
	}
	var key string
	err := q.row(`SELECT sort_key FROM customer WHERE id = ? AND project_id = ?`, f.After, by.ProjectID).Scan(&key)
	return c.and(`(c.sort_key, c.id) > (?, ?)`, key, f.After), found(err, "没有这一页，请回到列表开头")
}

// Customers lists customers in the order of their names, one more than Limit when there are more.
func (s *Store) Customers(ctx context.Context, by crm.Staff, f CustomerFilter, today string) ([]crm.CustomerRow, error) {
	q := s.reader(ctx)
	c, err := f.where(q, by, today)
	if err != nil {
		return nil, err
	}
	rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name, c.sort_key FROM customer c WHERE `+c.where+` ORDER BY c.sort_key, c.id LIMIT ?`, append(c.args, f.Limit+1)...)
	people, err := collect(rows, err, scanRow(by))
	if err != nil {
		return nil, err
	}
	return people, fillRows(q, by, people, today)
}

func scanRow(by crm.Staff) func(*sql.Rows, *crm.CustomerRow) error {
	return func(rows *sql.Rows, r *crm.CustomerRow) error {
		var kind string
		err := rows.Scan(&r.ID, &r.No, &kind, &r.Name, &r.SortKey)
		r.Name = crm.ShowName(by, kind, r.Name)
		return err
	}
}

// maxListed is how many matches of a text a list is made of.
const maxListed = 500

// ofType is the condition on customer c that says what crm.CustomerType says.
func ofType(code, today string) (where string, args []any) {
	const active = `EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = c.id AND (o.moved_in_on = '' OR o.moved_in_on <= ?)
		AND (o.moved_out_on = '' OR o.moved_out_on > ?)`
	switch code {
	case "prospect":
		return `c.began_on > ?`, []any{today} // began_on and link_ends are kept by triggers on occupancy
	case "former":
		return `c.link_ends = 1 AND c.began_on <= ? AND NOT ` + active + `)`, []any{today, today, today}
	}
	where, args = active+` AND o.relation = ?)`, []any{today, today, code}
	if higher := crm.HigherRelations(code); len(higher) > 0 {
		where += ` AND NOT ` + active + ` AND o.relation IN (` + marks("?", len(higher)) + `))`
		args = append(append(args, today, today), list(higher)...)
	}
	return where, args
}

// fillRows adds types, rooms, numbers and open cases to rows that show who somebody is, in three queries.
func fillRows(q querier, by crm.Staff, rows []crm.CustomerRow, today string) error {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	links, err := linksOf(q, by, ids)
	if err != nil {
		return err
	}
	contacts, err := contactsOf(q, ids)
	if err != nil {
		return err
	}
	open, err := openCases(q, by, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		r.Type, r.OpenCases = crm.CustomerType(links[r.ID], today), open[r.ID]
		for _, l := range links[r.ID] {
			if l.Active(today) && len(r.Rooms) < 3 {
				r.Rooms = append(r.Rooms, l.Room)
			}
		}
		if p := contacts[r.ID]; len(p) > 0 {
			r.Phone, r.Doubtful = p[0].Shown, p[0].Doubtful
		}
	}
	return nil
}

// openCases counts the open cases of customers that by may see beside them.
func openCases(q querier, by crm.Staff, ids []int64) (map[int64]int, error) {
	counts := map[int64]int{}
	if len(ids) == 0 || by.Reach(crm.CaseRead) == crm.None {
		return counts, nil
	}
	query, args := openBeside(by, ids)
	rows, err := q.rows(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		counts[id] = n
	}
	return counts, rows.Err()
}

func openBeside(by crm.Staff, ids []int64) (query string, args []any) {
	where, args := personCases(by)
	return `SELECT k.customer_id, COUNT(*) FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id
		WHERE k.customer_id IN (` + marks("?", len(ids)) + `) AND k.is_open = 1 AND ` + where + ` GROUP BY k.customer_id`, append(list(ids), args...)
}

// MostBuildings is how many buildings are offered to choose from; of more the number is typed.
const MostBuildings = 200

// Buildings lists the building numbers by reaches, in the order of the estate: one more than MostBuildings says that there are
// too many to list.
func (s *Store) Buildings(ctx context.Context, by crm.Staff) ([]string, error) {
	where, args := "", []any{by.ProjectID}
	if by.Reach(crm.CustomerRead) != crm.All {
		buildings := by.Buildings()
		if len(buildings) == 0 {
			return nil, nil
		}
		where, args = ` AND no IN (`+marks("?", len(buildings))+`)`, append(args, list(buildings)...)
	}
	rows, err := s.reader(ctx).rows(`SELECT DISTINCT no FROM building WHERE project_id = ?`+where+` ORDER BY no LIMIT ?`, append(args, MostBuildings+1)...)
	numbers, err := collect(rows, err, func(rows *sql.Rows, no *string) error { return rows.Scan(no) })
	slices.SortStableFunc(numbers, func(a, b string) int { return cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b)) })
	return numbers, err
}
