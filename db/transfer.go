package db

import (
	"context"

	"linli/db/crm"
)

// Transfer is a change of ownership 过户: the room goes from one owner to another on a day, to somebody on file by number or to
// somebody new.
type Transfer struct {
	LinkID     int64
	On         string
	CustomerNo string           // of who is on file
	Someone    crm.CustomerForm // who is not: name, telephone, and why although somebody is alike
}

// TransferOwnership closes the owner's link on a day and opens the same one for the new owner. Payer and primary contact go over
// with it; fees that are not paid stay with the former owner (CC 945). It returns the new owner's id. seen is the version of the
// former owner's file on the form.
func (s *Store) TransferOwnership(ctx context.Context, by By, customerID, seen int64, in Transfer) (newOwner int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.customerToChange(customerID, seen); err != nil {
			return err
		}
		old, links, err := tx.linkToChange(customerID, in.LinkID)
		if err != nil {
			return err
		}
		p := crm.Problems{}
		old.CheckTransfer(in.On, p)
		var contact crm.ContactInput
		if in.CustomerNo == "" {
			contact, _ = in.Someone.Check(p)
		}
		if err := p.Err(); err != nil {
			return err
		}
		if newOwner, err = tx.newOwner(customerID, in, contact); err != nil {
			return err
		}
		next := old
		next.MovedOutOn, next.EndReason = in.On, "sold"
		if err := tx.saveLink(old, next, links); err != nil {
			return err
		}
		if err := tx.openLink(newOwner, next, old.Payer, old.Primary); err != nil {
			return err
		}
		tx.answers("customer", newOwner)
		return tx.bumpCustomer(customerID, seen)
	})
	return newOwner, fail("transfer ownership", err)
}

// newOwner finds who is on file by number, or puts somebody new there.
func (tx *Tx) newOwner(former int64, in Transfer, contact crm.ContactInput) (id int64, err error) {
	if in.CustomerNo != "" {
		return tx.numbered(in.CustomerNo, former, "customer_no")
	}
	someone := NewCustomer{Name: in.Someone.Name, Source: crm.FromCounter}
	if in.Someone.Phone != "" {
		someone.Contacts = []crm.ContactInput{contact}
	}
	if in.Someone.DespiteDuplicate {
		someone.DuplicateReason = in.Someone.DuplicateReason
	} else if err := tx.refuseDuplicate(someone); err != nil {
		return 0, err
	}
	c, err := tx.addCustomer(someone)
	return c.ID, err
}

// openLink puts the new owner where the former one was, from the day on which that one ends.
func (tx *Tx) openLink(customerID int64, former crm.Link, payer, primary bool) error {
	links, err := linksOfRoom(tx, former.RoomID)
	if err != nil {
		return err
	}
	l := former
	l.ID, l.CustomerID, l.MovedInOn, l.MovedOutOn, l.EndReason = 0, customerID, former.MovedOutOn, "", ""
	l.Payer, l.Primary, l.LeaseEndOn, l.LeavingNoticeOn = payer, primary, "", ""
	l.AgentFor, l.AgentNo = 0, ""
	p := crm.Problems{}
	l.Check(links, p)
	if err := p.Err(); err != nil {
		return err
	}
	l.ID, err = tx.insert(`INSERT INTO occupancy (customer_id, room_id, relation, share_bp, moved_in_on, is_payer, is_primary_contact) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		l.CustomerID, l.RoomID, l.Relation, l.ShareBP, l.MovedInOn, l.Payer, l.Primary)
	if err != nil {
		return err
	}
	if err := tx.exec(`UPDATE customer SET row_version = row_version + 1 WHERE id = ?`, customerID); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: "link_added", Subject: "customer", SubjectID: customerID, CustomerID: customerID, After: linkFacts(l, 0), Texts: map[string]any{"room": l.Room}})
}
