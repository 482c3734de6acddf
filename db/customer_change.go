package db

import (
	"context"
	"fmt"

	"linli/db/crm"
)

// ChangeCustomer corrects a customer's file. Fields that did not come with the form stay as they are; a telephone number is
// added to those on file, a room to those the customer belongs to. seen is the version the form was drawn from.
func (s *Store) ChangeCustomer(ctx context.Context, by By, id, seen int64, form crm.CustomerForm) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		c, err := tx.customerToChange(id, seen)
		if err != nil {
			return err
		}
		p := crm.Problems{}
		contact, address := form.Check(p)
		if form.Room != "" {
			tx.checkOwnBuilding(true, address, p)
		}
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", id)
		brought := tx.likeness(c, form, contact, address)
		if err := tx.refuseAlike(c, form, brought); err != nil {
			return err
		}
		changed, err := tx.saveCustomer(c, form)
		if err != nil {
			return err
		}
		if form.Phone != "" {
			added, err := tx.addContact(id, contact, 0)
			if err != nil {
				return err
			}
			changed = changed || added
		}
		if form.Room != "" {
			linked, err := tx.linkRoom(c, form, address)
			if err != nil {
				return err
			}
			changed = changed || linked
		}
		if !changed {
			return nil
		}
		if form.DespiteDuplicate {
			if err := tx.journal(Entry{Kind: "duplicate_accepted", Subject: "customer", SubjectID: id, CustomerID: id, Note: form.DuplicateReason}); err != nil {
				return err
			}
			if err := tx.keepApart(id, brought); err != nil {
				return err
			}
		}
		return tx.bumpCustomer(id, seen)
	})
	return fail("change customer", err)
}

// customerToChange reads a customer that the actor may change, as the form saw it.
func (tx *Tx) customerToChange(id, seen int64) (crm.Customer, error) {
	c, err := tx.activeCustomer(id)
	if err == nil && c.RowVersion != seen {
		return c, tx.stale("customer", id)
	}
	return c, err
}

// activeCustomer reads a customer whose file the actor may add to.
func (tx *Tx) activeCustomer(id int64) (crm.Customer, error) {
	c, err := customerInScope(tx, tx.by.Staff, id)
	switch {
	case err != nil:
		return c, err
	case !tx.by.Staff.May(crm.CustomerEdit):
		return c, crm.Refuse(crm.Forbidden, "您没有修改客户档案的权限")
	case c.Status != crm.CustomerActive:
		return c, crm.Refuse(crm.Conflict, "这份档案已合并或撤回，不能修改")
	}
	return c, nil
}

// bumpCustomer counts the version on; everything of one form counts once.
func (tx *Tx) bumpCustomer(id, seen int64) error {
	n, err := tx.changed(`UPDATE customer SET row_version = row_version + 1 WHERE id = ? AND row_version = ?`, id, seen)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.stale("customer", id)
	}
	return nil
}

// likeness is what the form brings that somebody else may have too.
func (tx *Tx) likeness(c crm.Customer, form crm.CustomerForm, contact crm.ContactInput, address crm.Address) likeness {
	l := likeness{name: c.Name}
	if form.Has("name") {
		l.name = form.Name
	}
	if form.Phone != "" {
		l.mobiles = mobilesOf([]crm.ContactInput{contact})
	}
	if form.Room != "" {
		if room, err := roomByCode(tx, c.ProjectID, address.Code()); err == nil {
			l.room = room.ID
		}
	}
	return l
}

// refuseAlike looks for somebody else with the number, or with the name in the room, that the form brings.
func (tx *Tx) refuseAlike(c crm.Customer, form crm.CustomerForm, l likeness) error {
	if form.DespiteDuplicate {
		return nil
	}
	alike, err := duplicates(tx, tx.by.Staff, l)
	if err != nil {
		return err
	}
	others := alike[:0]
	for _, candidate := range alike {
		if candidate.ID != c.ID {
			others = append(others, candidate)
		}
	}
	if len(others) == 0 {
		return nil
	}
	return &Duplicate{others}
}

// saveCustomer writes the fields that came and differ, one line in the journal, and reports whether there were any.
func (tx *Tx) saveCustomer(c crm.Customer, form crm.CustomerForm) (bool, error) {
	before, after := map[string]any{}, map[string]any{}
	oldTexts, newTexts := map[string]any{}, map[string]any{}
	next := c
	set := func(field, typed string, value *string, old, now map[string]any) {
		if form.Has(field) && typed != *value {
			old[field], now[field] = *value, typed
			*value = typed
		}
	}
	set("name", form.Name, &next.Name, oldTexts, newTexts)
	set("note", form.Note, &next.Note, oldTexts, newTexts)
	set("honorific", form.Honorific, &next.Honorific, before, after)
	set("preferred_channel", form.PreferredChannel, &next.PreferredChannel, before, after)
	set("contact_window", form.ContactWindow, &next.ContactWindow, oldTexts, newTexts)
	set("contact_person", form.ContactPerson, &next.ContactPerson, oldTexts, newTexts)
	set("org_credit_code", form.OrgCreditCode, &next.OrgCreditCode, before, after)
	if form.DoNotDisturb != "" && next.DoNotDisturb != (form.DoNotDisturb == "yes") {
		before["do_not_disturb"], after["do_not_disturb"] = next.DoNotDisturb, !next.DoNotDisturb
		next.DoNotDisturb = !next.DoNotDisturb
	}
	if form.Kind != "" {
		set("kind", form.Kind, &next.Kind, before, after)
	}
	if len(after)+len(newTexts) == 0 {
		return false, nil
	}
	name := spell(next)
	if err := tx.exec(`UPDATE customer SET name = ?, kind = ?, honorific = ?, preferred_channel = ?, contact_window = ?, do_not_disturb = ?,
		contact_person = ?, org_credit_code = ?, note = ?, name_key = ?, sort_key = ? WHERE id = ?`, next.Name, next.Kind, next.Honorific, next.PreferredChannel,
		next.ContactWindow, next.DoNotDisturb, next.ContactPerson, next.OrgCreditCode, next.Note, name.key, name.sortKey, c.ID); err != nil {
		return false, fmt.Errorf("save customer: %w", err)
	}
	if next.Name != c.Name || next.Kind != c.Kind || next.ContactPerson != c.ContactPerson {
		if err := tx.unindexName(c.ID); err != nil {
			return false, err
		}
		if err := tx.indexName(next, name); err != nil {
			return false, err
		}
	}
	e := Entry{Kind: "customer_changed", Subject: "customer", SubjectID: c.ID, CustomerID: c.ID, Before: before, After: after}
	if len(newTexts) > 0 {
		e.Texts = map[string]any{"before": oldTexts, "after": newTexts}
	}
	return true, tx.journal(e)
}
