package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// AddTag puts an ordinary tag on a customer.
func (s *Store) AddTag(ctx context.Context, by By, customerID int64, text string) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.activeCustomer(customerID)
		if err != nil {
			return err
		}
		code, err := crm.CheckTag(text)
		p := crm.Problems{}
		p.AddError("tag", err)
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		if id, err = tx.insertTag(k.ID, crm.Tag{Class: crm.TagOrdinary, Code: code}, "tag"); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "tag_added", Subject: "customer", SubjectID: k.ID, CustomerID: k.ID, After: map[string]any{"tag_id": id}, Texts: map[string]any{"tag": code}})
	})
	return id, fail("add tag", err)
}

// insertTag keeps a tag the customer does not have.
func (tx *Tx) insertTag(customerID int64, t crm.Tag, field string) (int64, error) {
	held, err := tagsOf(tx, customerID, true)
	if err != nil {
		return 0, err
	}
	for _, h := range held {
		if h.Class == t.Class && h.Code == t.Code {
			return 0, crm.InvalidField(field, "这个标签已经有了")
		}
	}
	today, err := tx.today()
	if err != nil {
		return 0, err
	}
	return tx.insert(`INSERT INTO customer_tag (customer_id, class, code, consent_id, started_on) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		customerID, t.Class, t.Code, none(t.ConsentID), today)
}

// AddCare puts a care tag on a customer together with the consent it stands on; both are for few.
func (s *Store) AddCare(ctx context.Context, by By, customerID int64, code string, consent crm.Consent) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.activeCustomer(customerID)
		if err != nil {
			return err
		}
		if !crm.SeesCare(by.Staff) {
			return crm.Refuse(crm.Forbidden, "关怀标签只由管家、客服主管和项目经理登记")
		}
		p := crm.Problems{}
		p.Check(crm.Has(crm.CareTags, code), "tag", "请选择关怀标签")
		consent.Purpose = crm.ConsentCare
		tx.answers("customer", customerID)
		if consent.ID, err = tx.giveConsent(k.ID, consent, p); err != nil {
			return err
		}
		id, err := tx.insertTag(k.ID, crm.Tag{Class: crm.TagCare, Code: code, ConsentID: consent.ID}, "tag")
		if err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "care_added", Subject: "customer", SubjectID: k.ID, CustomerID: k.ID,
			After: map[string]any{"tag_id": id, "consent_id": consent.ID}, Texts: map[string]any{"tag": code}})
	})
	return fail("add care tag", err)
}

// EndTag takes a tag off. A care tag that is no longer needed ends its consent with it.
func (s *Store) EndTag(ctx context.Context, by By, customerID, seen, id int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.customerToChange(customerID, seen)
		if err != nil {
			return err
		}
		tags, err := tagsOf(tx, k.ID, crm.SeesCare(by.Staff))
		if err != nil {
			return err
		}
		tx.answers("customer", customerID)
		for _, t := range tags {
			switch {
			case t.ID != id:
				continue
			case t.Class == crm.TagCare:
				err = tx.withdraw(k.ID, t.ConsentID, crm.ConsentOver, "关怀标签不再需要")
			default:
				err = tx.endTag(k.ID, t)
			}
			if err != nil {
				return err
			}
			return tx.bumpCustomer(k.ID, seen)
		}
		return crm.Refuse(crm.NotFound, "没有找到这个标签")
	})
	return fail("end tag", err)
}

func (tx *Tx) endTag(customerID int64, t crm.Tag) error {
	today, err := tx.today()
	if err != nil {
		return err
	}
	if err := tx.exec(`UPDATE customer_tag SET ended_on = ? WHERE id = ?`, today, t.ID); err != nil {
		return err
	}
	kind := "tag_ended"
	if t.Class == crm.TagCare {
		kind = "care_ended"
	}
	return tx.journal(Entry{Kind: kind, Subject: "customer", SubjectID: customerID, CustomerID: customerID, Before: map[string]any{"tag_id": t.ID}, Texts: map[string]any{"tag": t.Code}})
}

// tagsOf are the tags a customer has, care tags only where they may be seen.
func tagsOf(q querier, customerID int64, care bool) ([]crm.Tag, error) {
	query := `SELECT id, class, code, COALESCE(consent_id, 0), started_on FROM customer_tag WHERE customer_id = ? AND ended_on = ''`
	if !care {
		query += ` AND class <> 'care'`
	}
	rows, err := q.rows(query+` ORDER BY class, id`, customerID)
	return collect(rows, err, func(rows *sql.Rows, t *crm.Tag) error {
		return rows.Scan(&t.ID, &t.Class, &t.Code, &t.ConsentID, &t.StartedOn)
	})
}
