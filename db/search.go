package db

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"linli/db/crm"
)

// Search answers the search box, group by group, at most limit hits each: people within the reach of by, rooms, cases. Who
// may read no file finds the cases of own department and of no confidential person. today is the local date.
func (s *Store) Search(ctx context.Context, by crm.Staff, text string, limit int, today string) (h crm.Hits, err error) {
	b := look(s.reader(ctx), by, text, limit, today)
	h.Query = b.query.Text
	if h.Query == "" {
		return h, nil
	}
	people, rooms, err := b.find()
	if err != nil {
		return h, err
	}
	if by.Reach(crm.CustomerRead) == crm.None {
		h.Cases, err = b.casesBeside(people, rooms.list)
		return h, err
	}
	if h.Cases, err = b.casesByNumber(len(rooms.list) > 0); err != nil {
		return h, err
	}
	h.RoomFirst = rooms.typed
	if h.Rooms, err = b.roomHits(rooms.list); err != nil {
		return h, err
	}
	h.Customers, err = b.customerHits(people)
	return h, err
}

// box is one look into the search box.
type box struct {
	q     querier
	by    crm.Staff
	query crm.Query
	limit int
	today string
}

func look(q querier, by crm.Staff, text string, limit int, today string) box {
	return box{q: q, by: by, query: crm.ReadQuery(text), limit: limit, today: today}
}

// find finds people and rooms.
func (b box) find() (people []find, rooms foundRooms, err error) {
	if rooms, err = b.rooms(); err == nil {
		people, err = b.people(rooms)
	}
	return people, rooms, err
}

func (b box) roomHits(rooms []foundRoom) ([]crm.RoomHit, error) {
	open, err := b.openCases("room_id", idsOf(rooms, foundRoom.room))
	hits := make([]crm.RoomHit, len(rooms))
	for i, r := range rooms {
		hits[i] = r.RoomHit
		hits[i].Open = open[r.ID]
	}
	return hits, err
}

func (b box) customerHits(people []find) ([]crm.CustomerHit, error) {
	ids := idsOf(people, find.customer)
	rows, err := customerRows(b.q, b.by, ids, b.today)
	if err != nil {
		return nil, err
	}
	open, err := b.openCases("customer_id", ids)
	hits := make([]crm.CustomerHit, len(rows))
	for i, row := range rows {
		hits[i] = crm.CustomerHit{CustomerRow: row, Why: people[i].why, Open: open[row.ID]}
	}
	return hits, err
}

func idsOf[T any](list []T, id func(T) int64) []int64 {
	ids := make([]int64, len(list))
	for i, item := range list {
		ids[i] = id(item)
	}
	return ids
}

// within narrows what was found to customers that by reaches; id names the column of the customer.
func (b box) within(id string) (where string, args []any) {
	switch b.by.Reach(crm.CustomerRead) {
	case crm.All:
		return "", nil
	case crm.Own:
		own := ownRooms(b.by)
		return ` AND EXISTS (SELECT 1 FROM occupancy o JOIN room r ON r.id = o.room_id WHERE o.customer_id = ` + id + ` AND ` + own.where + `)`, own.args
	}
	where, args = personCases(b.by)
	return ` AND EXISTS (SELECT 1 FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.customer_id = ` + id + ` AND ` + where + `)`, args
}

// ownRooms is the condition on room r that by reaches it.
func ownRooms(by crm.Staff) condition {
	c := condition{`r.project_id = ?`, []any{by.ProjectID}}
	if by.Reach(crm.CustomerRead) != crm.Own {
		return c
	}
	if buildings := by.Buildings(); len(buildings) > 0 {
		return c.and(`r.building_no IN (`+marks("?", len(buildings))+`)`, list(buildings)...)
	}
	return c.and(`1 = 0`)
}

// upTo is the end of the range of texts that begin with one.
func upTo(text string) string { return text + "\U0010FFFF" }

// customerRows reads customers that were found, in that order.
func customerRows(q querier, by crm.Staff, ids []int64, today string) ([]crm.CustomerRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name, c.sort_key FROM customer c WHERE c.id IN (`+marks("?", len(ids))+`)`, list(ids)...)
	found, err := collect(rows, err, scanRow(by))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(x, y crm.CustomerRow) int { return cmp.Compare(slices.Index(ids, x.ID), slices.Index(ids, y.ID)) })
	return found, fillRows(q, by, found, today)
}

func scanID(rows *sql.Rows, id *int64) error { return rows.Scan(id) }
