package db

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"linli/db/crm"
)

// Building is a building with what is going on in it.
type Building struct {
	ID                          int64
	Phase, No                   string
	Units, Rooms                int
	OpenCases, Troubled, Behind int // Behind: planned service that is overdue
}

// Name is 2期3栋.
func (b Building) Name() string { return crm.BuildingName(b.Phase, b.No, "") }

const buildingColumns = `SELECT g.id, g.phase, g.no FROM building g WHERE `

func scanBuilding(row interface{ Scan(...any) error }, b *Building) error {
	return row.Scan(&b.ID, &b.Phase, &b.No)
}

func buildingInScope(q querier, by crm.Staff, right crm.Capability, id int64) (b Building, err error) {
	where, args := buildingScope(by, right, "g.project_id")
	err = scanBuilding(q.row(buildingColumns+`g.id = ? AND `+where, append([]any{id}, args...)...), &b)
	return b, found(err, "没有找到这栋楼")
}

// Building reads one within by's reach.
func (s *Store) Building(ctx context.Context, by crm.Staff, id int64) (Building, error) {
	return buildingInScope(s.reader(ctx), by, crm.CustomerRead, id)
}

// BuildingsWith lists the buildings within by's reach of a right, in the order of their numbers.
func (s *Store) BuildingsWith(ctx context.Context, by crm.Staff, right crm.Capability) ([]Building, error) {
	return buildingsWith(s.reader(ctx), by, right)
}

func buildingsWith(q querier, by crm.Staff, right crm.Capability) ([]Building, error) {
	where, args := buildingScope(by, right, "g.project_id")
	rows, err := q.rows(buildingColumns+where, args...)
	list, err := collect(rows, err, func(rows *sql.Rows, b *Building) error { return scanBuilding(rows, b) })
	slices.SortFunc(list, func(a, b Building) int { return crm.CompareNumbers(a.Phase+"."+a.No, b.Phase+"."+b.No) })
	return list, err
}

// BuildingList is every building within by's reach with its counts. today is the local date.
func (s *Store) BuildingList(ctx context.Context, by crm.Staff, today string) ([]Building, error) {
	q := s.reader(ctx)
	list, err := buildingsWith(q, by, crm.CustomerRead)
	if err != nil {
		return nil, err
	}
	open, openArgs := personCases(by)
	for _, part := range []struct {
		query string
		args  []any
		put   func(b *Building, n int)
	}{
		{`SELECT u.building_id, COUNT(*) FROM unit u JOIN building g ON g.id = u.building_id WHERE g.project_id = ? GROUP BY u.building_id`, []any{by.ProjectID}, func(b *Building, n int) { b.Units = n }},
		{`SELECT r.building_id, COUNT(*) FROM room r WHERE r.building_id IS NOT NULL AND r.building_id IN (SELECT g.id FROM building g WHERE g.project_id = ?) GROUP BY r.building_id`,
			[]any{by.ProjectID}, func(b *Building, n int) { b.Rooms = n }},
		{`SELECT kr.building_id, COUNT(*) FROM service_case k JOIN room kr ON kr.id = k.room_id WHERE k.is_open = 1 AND kr.building_id IS NOT NULL AND ` + open + ` GROUP BY kr.building_id`,
			openArgs, func(b *Building, n int) { b.OpenCases = n }},
		{`SELECT f.building_id, COUNT(*) FROM facility f WHERE f.project_id = ? AND f.state <> 'normal' AND f.building_id IS NOT NULL GROUP BY f.building_id`,
			[]any{by.ProjectID}, func(b *Building, n int) { b.Troubled = n }},
		{`SELECT s.building_id, COUNT(*) FROM service_record s WHERE s.project_id = ? AND s.done_on = '' AND s.cancelled_on = '' AND s.planned_on < ? AND s.building_id IS NOT NULL GROUP BY s.building_id`,
			[]any{by.ProjectID, today}, func(b *Building, n int) { b.Behind = n }},
	} {
		counts, err := countsByID(q, part.query, part.args...)
		if err != nil {
			return nil, err
		}
		for i := range list {
			part.put(&list[i], counts[list[i].ID])
		}
	}
	return list, nil
}

// countsByID reads a query of ids with a count each.
func countsByID(q querier, query string, args ...any) (map[int64]int, error) {
	type count struct {
		id int64
		n  int
	}
	rows, err := q.rows(query, args...)
	list, err := collect(rows, err, func(rows *sql.Rows, c *count) error { return rows.Scan(&c.id, &c.n) })
	counts := make(map[int64]int, len(list))
	for _, c := range list {
		counts[c.id] = c.n
	}
	return counts, err
}

// BuildingMap is a building with its rooms as they are today, and what is not normal in it.
type BuildingMap struct {
	Building
	Rooms     []crm.TowerRoom
	Troubled  []crm.Facility
	Occupancy map[string]int
}

// BuildingMap reads the map of a building within by's reach. today is the local date.
func (s *Store) BuildingMap(ctx context.Context, by crm.Staff, id int64, today string) (m BuildingMap, err error) {
	q := s.reader(ctx)
	if m.Building, err = buildingInScope(q, by, crm.CustomerRead, id); err != nil {
		return m, err
	}
	if m.Rooms, err = towerRooms(q, by, id, today); err != nil {
		return m, err
	}
	m.Occupancy = map[string]int{}
	for _, r := range m.Rooms {
		m.Occupancy[r.Occupancy]++
		m.OpenCases += r.OpenCases
	}
	rows, err := q.rows(facilityColumns+`WHERE f.building_id = ? AND f.project_id = ? AND f.state <> 'normal' ORDER BY f.id LIMIT 20`, id, by.ProjectID)
	m.Troubled, err = collect(rows, err, scanFacilityRow)
	return m, err
}

// towerRooms are the rooms of a building with their use and the open cases that by may see beside them.
func towerRooms(q querier, by crm.Staff, building int64, today string) ([]crm.TowerRoom, error) {
	tenants, err := countsByID(q, peopleOfRooms+` AND o.relation = 'tenant' GROUP BY o.room_id`, building, today, today)
	if err != nil {
		return nil, err
	}
	people, err := countsByID(q, peopleOfRooms+` GROUP BY o.room_id`, building, today, today)
	if err != nil {
		return nil, err
	}
	open := map[int64]int{}
	if by.Reach(crm.CaseRead) != crm.None {
		where, args := personCases(by)
		if open, err = countsByID(q, `SELECT k.room_id, COUNT(*) FROM service_case k JOIN room kr ON kr.id = k.room_id WHERE k.room_id IN (SELECT id FROM room WHERE building_id = ?)
			AND k.is_open = 1 AND `+where+` GROUP BY k.room_id`, append([]any{building}, args...)...); err != nil {
			return nil, err
		}
	}
	rows, err := q.rows(`SELECT r.id, r.code, COALESCE(u.no, ''), r.kind, COALESCE(r.floor, 0), r.occupancy, r.sort_key FROM room r LEFT JOIN unit u ON u.id = r.unit_id
		WHERE r.building_id = ? ORDER BY r.sort_key LIMIT 5000`, building)
	return collect(rows, err, func(rows *sql.Rows, r *crm.TowerRoom) error {
		err := rows.Scan(&r.ID, &r.Code, &r.Unit, &r.Kind, &r.Floor, &r.Occupancy, &r.SortKey)
		r.Occupancy = crm.OccupancyOf(r.Occupancy, tenants[r.ID] > 0, people[r.ID] > 0)
		r.OpenCases = open[r.ID]
		return err
	})
}

const peopleOfRooms = `SELECT o.room_id, COUNT(*) FROM room r JOIN occupancy o ON o.room_id = r.id JOIN customer c ON c.id = o.customer_id AND c.status = 'active'
	WHERE r.building_id = ? AND (o.moved_in_on = '' OR o.moved_in_on <= ?) AND (o.moved_out_on = '' OR o.moved_out_on > ?)`

// Inhabited lists the uses that rooms of the map have, the most frequent first.
func (m BuildingMap) Inhabited() []string {
	return slices.SortedFunc(maps.Keys(m.Occupancy), func(a, b string) int {
		if m.Occupancy[a] != m.Occupancy[b] {
			return m.Occupancy[b] - m.Occupancy[a]
		}
		return slices.Compare([]byte(a), []byte(b))
	})
}
