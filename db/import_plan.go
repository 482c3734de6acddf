package db

import (
	"database/sql"

	"linli/db/crm"
)

// planCustomers plans a roster.
func planCustomers(q querier, by By, b *crm.Import, rows []crm.SheetRow) (p importPlan, err error) {
	read := crm.ReadRoster(rows, b.HeaderIndex(rows), b.Mapping, b.Date1904)
	known, err := knownTo(q, by.Staff.ProjectID, crm.KeysOf(read))
	if err != nil {
		return p, err
	}
	plan := crm.PlanRoster(read, known, b.Mapping)
	summary := crm.SummariseRoster(plan)
	p.buildings, p.rooms = summary.Buildings, summary.Rooms
	p.rows = plannedRows(plan, func(row *crm.Planned) *crm.PlannedRow { return &row.PlannedRow })
	p.carry = func(tx *Tx, id int64, i int) ([]madeRecord, error) { return tx.carryCustomer(id, plan, i) }
	return p, nil
}

// showCustomer is a row of a roster for the page.
func showCustomer(by crm.Staff, b *crm.Import, row crm.SheetRow) []string {
	return crm.ShowRosterRow(by, crm.ReadRosterRow(row, b.Mapping, b.Date1904))
}

// knownTo is what the project has on file of the people a roster may mean, in a handful of passes however long it is.
func knownTo(q querier, project int64, keys crm.RosterKeys) (known crm.Known, err error) {
	places, err := knownPlaces(q, project)
	if err != nil {
		return known, err
	}
	known.Buildings, known.Rooms = places.Buildings, map[string]bool{}
	for code := range places.Rooms {
		known.Rooms[code] = true
	}
	known.Customers, err = knownCustomers(q, project, keys)
	return known, err
}

// knownCustomers are the customers that a list may mean by name or number.
func knownCustomers(q querier, project int64, keys crm.RosterKeys) (known []crm.KnownCustomer, err error) {
	meant, err := meantByNumber(q, project, keys)
	if err != nil {
		return known, err
	}
	rows, err := q.rows(`SELECT id, no, name, honorific, org_credit_code, contact_person, preferred_channel FROM customer
		WHERE project_id = ? AND status NOT IN ('merged', 'taken_back') ORDER BY id`, project)
	if err != nil {
		return known, err
	}
	defer rows.Close()
	for rows.Next() {
		var c crm.KnownCustomer
		if err := rows.Scan(&c.ID, &c.No, &c.Name, &c.Gaps.Honorific, &c.Gaps.OrgCreditCode, &c.Gaps.ContactPerson, &c.Gaps.PreferredChannel); err != nil {
			return known, err
		}
		if keys.Name(c.Name) || keys.No(c.No) || meant[c.ID] {
			known = append(known, c)
		}
	}
	if err := rows.Err(); err != nil {
		return known, err
	}
	return known, describeKnown(q, known)
}

// knownPlaces are the buildings and rooms of a project.
func knownPlaces(q querier, project int64) (p crm.Places, err error) {
	p = crm.Places{Buildings: map[string]bool{}, Rooms: map[string]crm.KnownRoom{}}
	type room struct {
		crm.KnownRoom
		code string
	}
	rows, err := q.rows(`SELECT code, id, kind, COALESCE(area_m2, 0), occupancy FROM room WHERE project_id = ?`, project)
	rooms, err := collect(rows, err, func(rows *sql.Rows, r *room) error {
		return rows.Scan(&r.code, &r.ID, &r.Kind, &r.AreaM2, &r.Occupancy)
	})
	if err != nil {
		return p, err
	}
	for _, r := range rooms {
		p.Rooms[r.code] = r.KnownRoom
	}
	type place struct {
		crm.Address
		units bool
	}
	rows, err = q.rows(`SELECT b.phase, b.no, EXISTS (SELECT 1 FROM unit u WHERE u.building_id = b.id) FROM building b WHERE b.project_id = ?`, project)
	buildings, err := collect(rows, err, func(rows *sql.Rows, p *place) error { return rows.Scan(&p.Phase, &p.Building, &p.units) })
	for _, b := range buildings {
		p.Buildings[b.BuildingCode()] = b.units
	}
	return p, err
}

// meantByNumber are the customers with one of the mobile numbers of a roster.
func meantByNumber(q querier, project int64, keys crm.RosterKeys) (map[int64]bool, error) {
	if !keys.HasNumbers() {
		return nil, nil
	}
	rows, err := q.rows(`SELECT customer_id, value FROM contact_point WHERE project_id = ? AND kind = 'mobile' AND doubtful = 0 AND status = 'ok'`, project)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	meant := map[int64]bool{}
	for rows.Next() {
		var id int64
		var value string
		if err := rows.Scan(&id, &value); err != nil {
			return nil, err
		}
		if keys.Number(value) {
			meant[id] = true
		}
	}
	return meant, rows.Err()
}

// together is how many customers one question is about.
const together = 500

// describeKnown adds means of contact and links. A number that was found wrong identifies nobody.
func describeKnown(q querier, customers []crm.KnownCustomer) error {
	for len(customers) > 0 {
		some := customers[:min(len(customers), together)]
		customers = customers[len(some):]
		ids, place := make([]int64, len(some)), map[int64]*crm.KnownCustomer{}
		for i := range some {
			ids[i], place[some[i].ID] = some[i].ID, &some[i]
		}
		rows, err := q.rows(`SELECT customer_id, kind, value, extension, CASE WHEN doubtful = 1 OR status <> 'ok' THEN 1 ELSE 0 END FROM contact_point
			WHERE customer_id IN (`+marks("?", len(ids))+`) AND status <> 'stopped' ORDER BY id`, list(ids)...)
		type contact struct {
			crm.ContactInput
			of int64
		}
		contacts, err := collect(rows, err, func(rows *sql.Rows, c *contact) error {
			return rows.Scan(&c.of, &c.Kind, &c.Value, &c.Extension, &c.Doubtful)
		})
		if err != nil {
			return err
		}
		for _, c := range contacts {
			place[c.of].Contacts = append(place[c.of].Contacts, c.ContactInput)
		}
		rows, err = q.rows(`SELECT `+linkColumns+linkTables+`WHERE o.customer_id IN (`+marks("?", len(ids))+`) ORDER BY o.id`, list(ids)...)
		links, err := collect(rows, err, scanLink)
		if err != nil {
			return err
		}
		for _, l := range links {
			c := place[l.CustomerID]
			c.Links = append(c.Links, crm.KnownLink{ID: l.ID, Room: l.Room, Relation: l.Relation, MovedInOn: l.MovedInOn, MovedOutOn: l.MovedOutOn})
		}
	}
	return nil
}
