package db

import "linli/db/crm"

// carryCustomer does what was planned for a row of a roster.
func (tx *Tx) carryCustomer(id int64, plan []crm.Planned, i int) (made []madeRecord, err error) {
	planned := &plan[i]
	if planned.Earlier >= 0 {
		planned.CustomerID = plan[planned.Earlier].CustomerID
	}
	switch planned.Outcome {
	case crm.RowNew:
		planned.CustomerID, err = tx.importCustomer(id, planned)
	case crm.RowSameCustomer:
		err = tx.importMore(id, planned)
	case crm.RowChanged:
		made, err = tx.fillCustomer(id, planned)
	}
	return made, err
}

// importCustomer puts the customer of a row on file.
func (tx *Tx) importCustomer(id int64, planned *crm.Planned) (int64, error) {
	row := planned.Row
	in := NewCustomer{Name: row.Name, Kind: row.Kind, Honorific: row.Honorific, PreferredChannel: row.PreferredChannel, Note: row.Note,
		OrgCreditCode: row.OrgCreditCode, ContactPerson: row.ContactPerson, Source: crm.FromImport, ImportID: id, Contacts: planned.Contacts}
	if planned.NewLink {
		link, err := tx.importLink(id, row)
		if err != nil {
			return 0, err
		}
		in.Links = []NewLink{link}
	}
	c, err := tx.addCustomer(in)
	return c.ID, err
}

// importMore gives a customer on file another room or number.
func (tx *Tx) importMore(id int64, planned *crm.Planned) error {
	if planned.NewLink {
		link, err := tx.importLink(id, planned.Row)
		if err != nil {
			return err
		}
		if _, err := tx.addLink(planned.CustomerID, link, id); err != nil {
			return err
		}
	}
	for _, contact := range planned.Contacts {
		if _, err := tx.addContact(planned.CustomerID, contact, id); err != nil {
			return err
		}
	}
	return nil
}

// importLink is how a row puts its customer into a room; the room is made where it is missing, and gets its area where
// that is not known.
func (tx *Tx) importLink(id int64, row *crm.RosterRow) (NewLink, error) {
	room, err := tx.ensureRoom(row.Address, id)
	if err != nil {
		return NewLink{}, err
	}
	if row.AreaM2 > 0 && room.AreaM2 == 0 {
		if err := tx.exec(`UPDATE room SET area_m2 = ? WHERE id = ?`, row.AreaM2, room.ID); err != nil {
			return NewLink{}, err
		}
		if err := tx.journal(Entry{Kind: "room_changed", Subject: "room", SubjectID: room.ID, After: map[string]any{"area_m2": row.AreaM2, "import_id": id}}); err != nil {
			return NewLink{}, err
		}
	}
	return NewLink{Room: room, Relation: row.Relation, MovedInOn: row.MovedInOn, MovedOutOn: row.MovedOutOn, Vacant: room.Created}, nil
}

// fillCustomer writes what the file of a customer lacked.
func (tx *Tx) fillCustomer(id int64, planned *crm.Planned) (made []madeRecord, err error) {
	facts := planned.Facts
	customer := madeRecord{Table: "customer", ID: planned.CustomerID, Before: map[string]any{}, After: map[string]any{}}
	for column, value := range map[string]string{"honorific": facts.Honorific, "org_credit_code": facts.OrgCreditCode,
		"contact_person": facts.ContactPerson, "preferred_channel": facts.PreferredChannel} {
		if value != "" {
			customer.Before[column], customer.After[column] = "", value
		}
	}
	if len(customer.After) > 0 {
		made = append(made, customer)
	}
	if began := planned.Began; began.LinkID != 0 {
		made = append(made, madeRecord{Table: "occupancy", ID: began.LinkID, Before: map[string]any{"moved_in_on": ""}, After: map[string]any{"moved_in_on": began.MovedInOn}})
	}
	after := map[string]any{"import_id": id}
	for _, m := range made {
		if _, err := tx.turn(m, m.Before, m.After); err != nil {
			return nil, err
		}
		if m.Table == "occupancy" {
			after["link_id"], after["moved_in_on"] = m.ID, m.After["moved_in_on"]
			continue
		}
		after["filled"] = len(m.After)
		if facts.ContactPerson != "" {
			if err := tx.indexAgain(m.ID); err != nil {
				return nil, err
			}
		}
	}
	return made, tx.journal(Entry{Kind: "customer_filled", Subject: "customer", SubjectID: planned.CustomerID, CustomerID: planned.CustomerID, After: after,
		Texts: filledTexts(customer.After)})
}

// filledTexts are the values that are personal text.
func filledTexts(after map[string]any) map[string]any {
	if len(after) == 0 {
		return nil
	}
	return after
}

// indexAgain makes a customer findable by what the file says now.
func (tx *Tx) indexAgain(customer int64) error {
	var c crm.Customer
	if err := scanCustomer(tx.row(`SELECT `+customerColumns+` FROM customer c WHERE c.id = ?`, customer), &c); err != nil {
		return err
	}
	if err := tx.unindexName(customer); err != nil {
		return err
	}
	return tx.indexName(c, spell(c))
}
