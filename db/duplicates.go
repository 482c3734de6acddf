package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
	"linli/db/hanzi"
)

// maxCandidates is how many alike people are shown.
const maxCandidates = 10

// likeness is what two files about one person have in common.
type likeness struct {
	name    string
	mobiles []string
	room    int64 // 0 = none
}

// mobilesOf are the mobile numbers that can be right.
func mobilesOf(contacts []crm.ContactInput) (mobiles []string) {
	for _, c := range contacts {
		if c.Kind == crm.ContactMobile && !c.Doubtful {
			mobiles = append(mobiles, c.Value)
		}
	}
	return mobiles
}

// duplicates finds customers of the project with one of the mobile numbers, or with the name in the room. Out of by's scope
// they come masked and without an id.
func duplicates(q querier, by crm.Staff, l likeness) ([]crm.Candidate, error) {
	found, err := alike(q, by, l)
	if err != nil {
		return nil, err
	}
	return found, describe(q, by, found)
}

// alike are the same people with their ids, whoever may see them.
func alike(q querier, by crm.Staff, l likeness) (found []crm.Candidate, err error) {
	for _, mobile := range l.mobiles {
		rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name FROM contact_point p JOIN customer c ON c.id = p.customer_id
			WHERE p.project_id = ? AND p.tail = ? AND p.kind = 'mobile' AND p.doubtful = 0 AND p.status = 'ok' AND c.status = 'active'
			ORDER BY c.id LIMIT ?`, by.ProjectID, backwards(mobile), maxCandidates)
		if found, err = candidates(found, rows, err, by, false); err != nil {
			return nil, err
		}
	}
	if l.room == 0 || l.name == "" {
		return found, nil
	}
	rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name FROM occupancy o JOIN customer c ON c.id = o.customer_id
		WHERE o.room_id = ? AND c.name_key = ? AND c.status = 'active' ORDER BY c.id LIMIT ?`, l.room, hanzi.Key(l.name), maxCandidates)
	return candidates(found, rows, err, by, true)
}

// Alike finds who on file is like somebody whose form is being filled in; what cannot be read yet is left out.
func (s *Store) Alike(ctx context.Context, by crm.Staff, name, phone, room string) ([]crm.Candidate, error) {
	q := s.reader(ctx)
	phones, _ := crm.ReadPhones(phone)
	l := likeness{name: name, mobiles: mobilesOf(phones)}
	if room != "" {
		if known, err := typedRoom(q, by.ProjectID, room); err == nil {
			l.room = known.ID
		}
	}
	return duplicates(q, by, l)
}

// keepApart notes that a customer is another one than those who are alike: somebody has looked.
func (tx *Tx) keepApart(id int64, l likeness) error {
	others, err := alike(tx, tx.by.Staff, l)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID == id {
			continue
		}
		if err := tx.distinct(id, o.ID); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) distinct(a, b int64) error {
	return tx.exec(`INSERT INTO customer_distinct (low_id, high_id, decided_at, decided_by) VALUES (?, ?, ?, ?) ON CONFLICT (low_id, high_id) DO NOTHING`,
		min(a, b), max(a, b), tx.now, tx.by.Staff.ID)
}

// candidates adds those that are not in the list yet.
func candidates(known []crm.Candidate, rows *sql.Rows, err error, by crm.Staff, sameRoom bool) ([]crm.Candidate, error) {
	more, err := collect(rows, err, func(rows *sql.Rows, c *crm.Candidate) error {
		var kind string
		err := rows.Scan(&c.ID, &c.No, &kind, &c.Name)
		c.Name, c.SameRoom, c.Reachable = crm.ShowName(by, kind, c.Name), sameRoom, true
		return err
	})
	for _, c := range more {
		listed := false
		for _, k := range known {
			listed = listed || k.ID == c.ID
		}
		if !listed {
			known = append(known, c)
		}
	}
	return known, err
}

// describe adds rooms and numbers, and hides who is out of a steward's reach, or in the person's own household.
func describe(q querier, by crm.Staff, found []crm.Candidate) error {
	ids := make([]int64, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	links, err := linksOf(q, by, ids)
	if err != nil {
		return err
	}
	contacts, err := contactsOf(q, ids)
	if err != nil {
		return err
	}
	family, err := householdOf(q, by)
	if err != nil {
		return err
	}
	own := by.Buildings()
	for i := range found {
		c := &found[i]
		c.Reachable = by.Reach(crm.CustomerRead) == crm.All
		for _, l := range links[c.ID] {
			c.Rooms = append(c.Rooms, l.Room)
			for _, no := range own {
				c.Reachable = c.Reachable || no == l.Building
			}
		}
		if p := contacts[c.ID]; len(p) > 0 {
			c.Phone = p[0].Shown
		}
		if !c.Reachable || family[c.ID] {
			*c = crm.Candidate{Name: crm.MaskName(c.Name), Rooms: c.Rooms, Phone: c.Phone, SameRoom: c.SameRoom}
		}
	}
	return nil
}
