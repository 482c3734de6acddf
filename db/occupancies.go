package db

import (
	"context"
	"database/sql"
	"fmt"

	"linli/db/crm"
)

const linkColumns = `o.id, o.customer_id, o.room_id, r.code, r.building_no, o.relation, o.moved_in_on, o.moved_out_on, o.end_reason, o.is_payer, o.is_primary_contact,
	 o.share_bp, o.lease_end_on, o.leaving_notice_on, COALESCE(o.agent_for, 0), COALESCE((SELECT oa.no FROM customer oa WHERE oa.id = o.agent_for), '')`

const linkTables = ` FROM occupancy o JOIN room r ON r.id = o.room_id `

func scanLink(rows *sql.Rows, l *crm.Link) error { return rows.Scan(linkTargets(l)...) }

// linkTargets are where linkColumns are read into.
func linkTargets(l *crm.Link) []any {
	return []any{&l.ID, &l.CustomerID, &l.RoomID, &l.Room, &l.Building, &l.Relation, &l.MovedInOn, &l.MovedOutOn, &l.EndReason, &l.Payer, &l.Primary, &l.ShareBP, &l.LeaseEndOn, &l.LeavingNoticeOn, &l.AgentFor, &l.AgentNo}
}

// linksOfRoom are all links of a room, past ones too.
func linksOfRoom(q querier, roomID int64) ([]crm.Link, error) {
	rows, err := q.rows(`SELECT `+linkColumns+linkTables+`WHERE o.room_id = ? ORDER BY o.moved_out_on <> '', o.is_primary_contact DESC, o.id`, roomID)
	return collect(rows, err, scanLink)
}

// linksOf are the links of some customers, present ones first; rooms as by may see them.
func linksOf(q querier, by crm.Staff, ids []int64) (map[int64][]crm.Link, error) {
	found := map[int64][]crm.Link{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := q.rows(`SELECT `+linkColumns+linkTables+`WHERE o.customer_id IN (`+marks("?", len(ids))+`)
		ORDER BY o.customer_id, o.moved_out_on <> '', r.sort_key, o.id`, list(ids)...)
	links, err := collect(rows, err, scanLink)
	for _, l := range links {
		l.Room = crm.ShowRoom(by, l.Room, l.Building)
		found[l.CustomerID] = append(found[l.CustomerID], l)
	}
	return found, err
}

// insertLink puts a customer into a room under the rules of domain.md §2; the first contact of a room becomes its primary one.
func (tx *Tx) insertLink(customerID int64, in NewLink, importID int64) (crm.Link, error) {
	l := crm.Link{CustomerID: customerID, RoomID: in.Room.ID, Room: in.Room.Code, Building: in.Room.BuildingNo,
		Relation: in.Relation, MovedInOn: in.MovedInOn, MovedOutOn: in.MovedOutOn, Payer: in.Payer}
	var others []crm.Link
	if !in.Vacant {
		var err error
		if others, err = linksOfRoom(tx, in.Room.ID); err != nil {
			return l, err
		}
	}
	l.Primary = l.LacksContact(others)
	p := crm.Problems{}
	l.Check(others, p)
	if err := p.Err(); err != nil {
		return l, err
	}
	var err error
	l.ID, err = tx.insert(`INSERT INTO occupancy (customer_id, room_id, relation, moved_in_on, moved_out_on, is_payer, is_primary_contact, import_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, l.CustomerID, l.RoomID, l.Relation, l.MovedInOn, l.MovedOutOn, l.Payer, l.Primary, importID)
	if err != nil {
		return l, fmt.Errorf("add link: %w", err)
	}
	return l, nil
}

// addLink puts a customer on file into another room.
func (tx *Tx) addLink(customerID int64, in NewLink, importID int64) (crm.Link, error) {
	l, err := tx.insertLink(customerID, in, importID)
	if err != nil {
		return l, err
	}
	return l, tx.journal(Entry{Kind: "link_added", Subject: "customer", SubjectID: customerID, CustomerID: customerID, After: linkFacts(l, importID),
		Texts: map[string]any{"room": l.Room}})
}

func linkFacts(l crm.Link, importID int64) map[string]any {
	facts := map[string]any{"link_id": l.ID, "room_id": l.RoomID, "relation": l.Relation, "moved_in_on": l.MovedInOn, "moved_out_on": l.MovedOutOn,
		"end_reason": l.EndReason, "is_payer": l.Payer, "is_primary_contact": l.Primary}
	if l.ShareBP != 0 {
		facts["share_bp"] = l.ShareBP
	}
	if l.LeaseEndOn != "" || l.LeavingNoticeOn != "" {
		facts["lease_end_on"], facts["leaving_notice_on"] = l.LeaseEndOn, l.LeavingNoticeOn
	}
	if importID != 0 {
		facts["import_id"] = importID
	}
	return facts
}

// RoomsOverShared are the rooms of a customer whose owners together hold more than the whole on a day.
func (s *Store) RoomsOverShared(ctx context.Context, by crm.Staff, customerID int64, today string) ([]string, error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, err
	}
	rows, err := q.rows(`SELECT DISTINCT o.room_id FROM occupancy o WHERE o.customer_id = ? AND o.share_bp > 0`, customerID)
	ids, err := collect(rows, err, scanID)
	if err != nil {
		return nil, err
	}
	var over []string
	for _, id := range ids {
		links, err := linksOfRoom(q, id)
		if err != nil {
			return nil, err
		}
		if crm.SharesOver(links, today) {
			over = append(over, crm.ShowRoom(by, links[0].Room, links[0].Building))
		}
	}
	return over, nil
}
