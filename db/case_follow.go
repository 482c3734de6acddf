package db

import (
	"context"

	"linli/db/crm"
)

// CaseBefore is what a new case may take over from the one it goes on from.
type CaseBefore struct {
	ID            int64
	No            string
	Kind          crm.Kind
	CustomerID    int64 // 0 where the person must not know who it is
	Room, Place   string
	Category, Sub string
	Summary       string
}

// CaseBefore reads the case that a new one goes on from, of a duplicate its master; NotFound where by may not see it.
func (s *Store) CaseBefore(ctx context.Context, by crm.Staff, id int64) (b CaseBefore, err error) {
	q := s.reader(ctx)
	if id, err = goesOnAs(q, id); err != nil {
		return b, err
	}
	c, err := visibleCase(q, by, id)
	if err != nil {
		return b, err
	}
	b = CaseBefore{ID: c.ID, No: c.No, Kind: c.Kind, Place: c.Place, Category: c.Category, Sub: c.SubCategory, Summary: c.Summary}
	if !c.SeesPerson(by) {
		return b, nil
	}
	b.CustomerID = c.CustomerID
	if c.RoomID != 0 {
		err = q.row(`SELECT code FROM room WHERE id = ?`, c.RoomID).Scan(&b.Room)
	}
	return b, err
}
