package db

import (
	"context"
	"fmt"

	"linli/db/crm"
)

// linkRoom puts the customer into the room of the form, or corrects the day of moving in where they belong together already.
func (tx *Tx) linkRoom(c crm.Customer, form crm.CustomerForm, address crm.Address) (bool, error) {
	room, err := tx.ensureRoom(address, 0)
	if err != nil {
		return false, err
	}
	links, err := linksOfRoom(tx, room.ID)
	if err != nil {
		return false, err
	}
	for _, l := range links {
		if l.CustomerID != c.ID || l.Relation != form.Relation || l.MovedOutOn != "" {
			continue
		}
		if form.MovedInOn == "" || form.MovedInOn == l.MovedInOn {
			return false, nil
		}
		next := l
		next.MovedInOn = form.MovedInOn
		return true, tx.saveLink(l, next, links)
	}
	_, err = tx.addLink(c.ID, NewLink{Room: room, Relation: form.Relation, MovedInOn: form.MovedInOn, Vacant: room.Created}, 0)
	return err == nil, err
}

// LinkChange is a correction of how a customer belongs to a room. Primary and Payer are yes, no or empty for as it is.
type LinkChange struct {
	LinkID                           int64
	MovedInOn, MovedOutOn, EndReason string
	Primary, Payer                   string
	ShareBP                          int64
	LeaseEndOn, LeavingNoticeOn      string
	AgentNo                          string // number of the customer they act for, empty for none
}

// ChangeLink corrects a link or ends it. Who becomes primary contact or payer takes it over from those who are.
func (s *Store) ChangeLink(ctx context.Context, by By, id, seen int64, in LinkChange) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.customerToChange(id, seen); err != nil {
			return err
		}
		old, links, err := tx.linkToChange(id, in.LinkID)
		if err != nil {
			return err
		}
		p := crm.Problems{}
		p.Check(in.Primary == "" || crm.Has(crm.YesNo, in.Primary), "is_primary_contact", "请选择是或否")
		p.Check(in.Payer == "" || crm.Has(crm.YesNo, in.Payer), "is_payer", "请选择是或否")
		if err := p.Err(); err != nil {
			return err
		}
		next := old
		next.ShareBP, next.LeaseEndOn, next.LeavingNoticeOn = in.ShareBP, in.LeaseEndOn, in.LeavingNoticeOn
		next.MovedInOn, next.MovedOutOn, next.EndReason = in.MovedInOn, in.MovedOutOn, in.EndReason
		if in.Primary != "" {
			next.Primary = in.Primary == "yes"
		}
		if in.Payer != "" {
			next.Payer = in.Payer == "yes"
		}
		if next, err = tx.actingFor(next, in.AgentNo); err != nil {
			return err
		}
		tx.answers("customer", id)
		if next == old {
			return nil
		}
		if links, err = tx.takeOver(old, next, links); err != nil {
			return err
		}
		if err := tx.saveLink(old, next, links); err != nil {
			return err
		}
		return tx.bumpCustomer(id, seen)
	})
	return fail("change link", err)
}

// linkToChange reads a link of a customer and all of its room, for somebody who reaches the building.
func (tx *Tx) linkToChange(customerID, linkID int64) (old crm.Link, links []crm.Link, err error) {
	var roomID int64
	if err := tx.row(`SELECT room_id FROM occupancy WHERE id = ? AND customer_id = ?`, linkID, customerID).Scan(&roomID); err != nil {
		return old, nil, found(err, "没有找到这条住户关系")
	}
	if links, err = linksOfRoom(tx, roomID); err != nil {
		return old, nil, err
	}
	for _, l := range links {
		if l.ID == linkID {
			old = l
		}
	}
	p := crm.Problems{}
	tx.checkOwnBuilding(true, crm.Address{Building: old.Building}, p)
	return old, links, p.Err()
}

// takeOver takes primary contact and payer from the others of the room where next newly becomes it.
func (tx *Tx) takeOver(old, next crm.Link, links []crm.Link) ([]crm.Link, error) {
	after := make([]crm.Link, 0, len(links))
	for _, l := range links {
		was := l
		if l.ID != next.ID && next.Overlaps(l) {
			l.Primary = l.Primary && (old.Primary || !next.Primary)
			l.Payer = l.Payer && (old.Payer || !next.Payer)
		}
		if l != was {
			if err := tx.saveLink(was, l, nil); err != nil {
				return nil, err
			}
			if err := tx.exec(`UPDATE customer SET row_version = row_version + 1 WHERE id = ?`, l.CustomerID); err != nil {
				return nil, err
			}
		}
		after = append(after, l)
	}
	return after, nil
}

// saveLink writes a changed link under the rules of its room.
func (tx *Tx) saveLink(old, next crm.Link, others []crm.Link) error {
	p := crm.Problems{}
	next.Check(others, p)
	if err := p.Err(); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE occupancy SET moved_in_on = ?, moved_out_on = ?, end_reason = ?, is_payer = ?, is_primary_contact = ?, share_bp = ?, lease_end_on = ?,
		leaving_notice_on = ?, agent_for = ? WHERE id = ?`,
		next.MovedInOn, next.MovedOutOn, next.EndReason, next.Payer, next.Primary, next.ShareBP, next.LeaseEndOn, next.LeavingNoticeOn, none(next.AgentFor), next.ID); err != nil {
		return fmt.Errorf("save link: %w", err)
	}
	before, after := linkFacts(old, 0), linkFacts(next, 0)
	before["agent_for"], after["agent_for"] = old.AgentNo, next.AgentNo
	for name, value := range before {
		if name != "link_id" && name != "room_id" && after[name] == value {
			delete(before, name)
			delete(after, name)
		}
	}
	if err := tx.askVerification(next.CustomerID, "住户关系有变动"); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: "link_changed", Subject: "customer", SubjectID: next.CustomerID, CustomerID: next.CustomerID, Before: before, After: after,
		Texts: map[string]any{"room": next.Room}})
}
