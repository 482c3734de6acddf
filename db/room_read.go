package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// RoomFile reads a room's page within the reach of by: who belongs to it, who did, and its cases. today is the local date.
func (s *Store) RoomFile(ctx context.Context, by crm.Staff, id int64, today string) (f crm.RoomFile, err error) {
	q := s.reader(ctx)
	own := ownRooms(by).and(`r.id = ?`, id)
	if by.Reach(crm.CustomerRead) == crm.None {
		own = own.and(`1 = 0`)
	}
	err = scanRoom(q.row(`SELECT `+roomColumns+` FROM room r WHERE `+own.where, own.args...), &f.Room)
	if err != nil {
		return f, found(err, "没有找到这间房")
	}
	home, err := livesIn(q, by, id)
	if err != nil {
		return f, err
	}
	if home {
		return f, crm.Refuse(crm.Forbidden, ownFile)
	}
	if f.Full, err = fullAddress(q, by.ProjectID, f.Room.Code); err != nil {
		return f, err
	}
	people, err := occupants(q, by, id)
	if err != nil {
		return f, err
	}
	for _, o := range people {
		if o.Link.MovedOutOn == "" || today < o.Link.MovedOutOn {
			f.Present = append(f.Present, o)
		} else {
			f.Past = append(f.Past, o)
		}
	}
	if f.Cases, err = caseLines(q, by, "k.room_id = ?", id, 100); err != nil {
		return f, err
	}
	return f, fillRoom(q, by, &f, today)
}

// fullAddress is the address for letters, with the name of the estate.
func fullAddress(q querier, project int64, code string) (string, error) {
	address, err := crm.ParseAddress(code)
	if err != nil {
		return code, nil
	}
	var community string
	if err := q.row(`SELECT name FROM community WHERE project_id = ? ORDER BY id LIMIT 1`, project).Scan(&community); err != nil {
		return "", err
	}
	return address.Full(community), nil
}

// occupants are the people of a room, past ones too, with a masked number each.
func occupants(q querier, by crm.Staff, roomID int64) ([]crm.Occupant, error) {
	rows, err := q.rows(`SELECT `+linkColumns+`, c.no, c.kind, c.name`+linkTables+`JOIN customer c ON c.id = o.customer_id
		WHERE o.room_id = ? AND c.status = 'active' ORDER BY o.moved_out_on <> '', o.is_primary_contact DESC, o.moved_in_on, o.id LIMIT 200`, roomID)
	people, err := collect(rows, err, func(rows *sql.Rows, p *crm.Occupant) error {
		var kind string
		err := rows.Scan(append(linkTargets(&p.Link), &p.No, &kind, &p.Name)...)
		p.Name = crm.ShowName(by, kind, p.Name)
		return err
	})
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(people))
	for i := range people {
		ids[i] = people[i].Link.CustomerID
	}
	contacts, err := contactsOf(q, ids)
	for i := range people {
		if c := contacts[people[i].Link.CustomerID]; len(c) > 0 {
			people[i].Phone = c[0].Shown
		}
	}
	return people, err
}
