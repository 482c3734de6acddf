package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"linli/db/crm"
)

// NewCustomer is what a customer is made of. Texts are clean and codes are checked by the caller.
type NewCustomer struct {
	Name, Kind, Honorific, PreferredChannel, Note string
	OrgCreditCode, ContactPerson, ContactWindow   string
	DoNotDisturb                                  bool
	Source                                        string // crm.FromCounter, FromImport, FromCase
	ImportID                                      int64
	Contacts                                      []crm.ContactInput
	Links                                         []NewLink
	DuplicateReason                               string // why, although somebody alike is on file
}

// NewLink puts a customer into a room. Vacant says that the caller knows of nobody linked to it, which saves a question.
type NewLink struct {
	Room                  crm.Room
	Relation              string
	MovedInOn, MovedOutOn string
	Payer                 bool
	Vacant                bool
}

// addCustomer is the one way a customer comes on file: by hand, from a roster, with a case, into demo data. Who may, and
// whether somebody alike is on file, are the caller's questions.
func (tx *Tx) addCustomer(in NewCustomer) (crm.Customer, error) {
	seq, err := tx.next("customer " + tx.by.Staff.ProjectCode)
	if err != nil {
		return crm.Customer{}, err
	}
	c := crm.Customer{ProjectID: tx.by.Staff.ProjectID, RowVersion: 1, No: crm.CustomerNo(tx.by.Staff.ProjectCode, int(seq)), Kind: in.Kind, Name: in.Name,
		Honorific: in.Honorific, PreferredChannel: in.PreferredChannel, Note: in.Note, Source: in.Source, Status: crm.CustomerActive,
		OrgCreditCode: in.OrgCreditCode, ContactPerson: in.ContactPerson, ContactWindow: in.ContactWindow, DoNotDisturb: in.DoNotDisturb, ImportID: in.ImportID, CreatedAt: tx.now}
	if c.Kind == "" {
		c.Kind = "person"
	}
	name := spell(c)
	c.ID, err = tx.insert(`INSERT INTO customer (project_id, no, kind, name, honorific, org_credit_code, contact_person, preferred_channel, contact_window,
		do_not_disturb, source, note, name_key, sort_key, import_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		c.ProjectID, c.No, c.Kind, c.Name, c.Honorific, c.OrgCreditCode, c.ContactPerson, c.PreferredChannel, c.ContactWindow, c.DoNotDisturb, c.Source, c.Note,
		name.key, name.sortKey, c.ImportID, tx.now)
	if err != nil {
		return c, fmt.Errorf("add customer: %w", err)
	}
	if err := tx.indexName(c, name); err != nil {
		return c, err
	}
	facts := map[string]any{"no": c.No, "kind": c.Kind, "source": c.Source, "honorific": c.Honorific, "preferred_channel": c.PreferredChannel}
	texts := map[string]any{"name": c.Name}
	if c.Note != "" {
		texts["note"] = c.Note
	}
	if c.ImportID != 0 {
		facts["import_id"] = c.ImportID
	}
	if err := tx.addContacts(&c, in, facts, texts); err != nil {
		return c, err
	}
	if err := tx.addLinks(&c, in, facts, texts); err != nil {
		return c, err
	}
	return c, tx.journal(Entry{Kind: "customer_added", Subject: "customer", SubjectID: c.ID, CustomerID: c.ID, After: facts, Texts: texts, Note: in.DuplicateReason})
}

func (tx *Tx) addContacts(c *crm.Customer, in NewCustomer, facts, texts map[string]any) error {
	var kinds, values []string
	for _, contact := range in.Contacts {
		p, err := tx.insertContact(c.ID, contact, in.ImportID)
		if err != nil {
			return err
		}
		c.Contacts = append(c.Contacts, p)
		kinds, values = append(kinds, contact.Kind), append(values, contact.Normalised())
	}
	if len(kinds) > 0 {
		facts["contacts"], texts["contacts"] = kinds, values
	}
	return nil
}

func (tx *Tx) addLinks(c *crm.Customer, in NewCustomer, facts, texts map[string]any) error {
	var rooms []int64
	var relations, codes []string
	for _, l := range in.Links {
		link, err := tx.insertLink(c.ID, l, in.ImportID)
		if err != nil {
			return err
		}
		c.Links = append(c.Links, link)
		rooms, relations, codes = append(rooms, l.Room.ID), append(relations, l.Relation), append(codes, l.Room.Code)
	}
	if len(rooms) > 0 {
		facts["rooms"], facts["relations"], texts["rooms"] = rooms, relations, codes
	}
	return nil
}

// marks repeats a placeholder, comma separated.
func marks(mark string, n int) string {
	return strings.TrimSuffix(strings.Repeat(mark+", ", n), ", ")
}

// list turns values into arguments.
func list[T any](values []T) []any {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return args
}

// Duplicate is returned when somebody alike is on file and the form did not say «create nevertheless».
type Duplicate struct{ Candidates []crm.Candidate }

func (d *Duplicate) Error() string { return "somebody alike is on file" }

// Unwrap is the refusal people read.
func (d *Duplicate) Unwrap() error {
	return crm.InvalidField("despite_duplicate", "档案里已有相似的客户，请核对；确是另一人，请勾选“仍然新建”并写明原因")
}

// AddCustomer puts a customer on file by hand.
func (s *Store) AddCustomer(ctx context.Context, by By, form crm.CustomerForm) (c crm.Customer, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		if !by.Staff.May(crm.CustomerEdit) {
			return crm.Refuse(crm.Forbidden, "您没有新建客户档案的权限")
		}
		p := crm.Problems{}
		contact, address := form.Check(p)
		tx.checkOwnBuilding(form.Room != "", address, p)
		if err := p.Err(); err != nil {
			return err
		}
		in := NewCustomer{Name: form.Name, Kind: form.Kind, Honorific: form.Honorific, PreferredChannel: form.PreferredChannel, ContactWindow: form.ContactWindow,
			DoNotDisturb: form.DoNotDisturb == "yes", OrgCreditCode: form.OrgCreditCode, ContactPerson: form.ContactPerson, Note: form.Note, Source: crm.FromCounter}
		if form.Phone != "" {
			in.Contacts = []crm.ContactInput{contact}
		}
		if form.Room != "" {
			room, err := tx.ensureRoom(address, 0)
			if err != nil {
				return err
			}
			in.Links = []NewLink{{Room: room, Relation: form.Relation, MovedInOn: form.MovedInOn, Vacant: room.Created}}
		}
		if form.DespiteDuplicate {
			in.DuplicateReason = form.DuplicateReason
		} else if err := tx.refuseDuplicate(in); err != nil {
			return err
		}
		if c, err = tx.addCustomer(in); err != nil {
			return err
		}
		tx.answers("customer", c.ID)
		if form.DespiteDuplicate {
			return tx.keepApart(c.ID, in.likeness())
		}
		return nil
	})
	return c, fail("add customer", err)
}

// checkOwnBuilding holds a steward to rooms of own buildings; without a room the customer would be out of reach at once.
func (tx *Tx) checkOwnBuilding(given bool, address crm.Address, p crm.Problems) {
	if tx.by.Staff.Reach(crm.CustomerEdit) != crm.Own {
		return
	}
	if !given {
		p.Add("room", "请填写您负责楼栋的房号")
		return
	}
	own := false
	for _, no := range tx.by.Staff.Buildings() {
		own = own || no == address.Building
	}
	p.Check(own, "room", "这间房不在您负责的楼栋")
}

func (tx *Tx) refuseDuplicate(in NewCustomer) error {
	alike, err := duplicates(tx, tx.by.Staff, in.likeness())
	if err != nil || len(alike) == 0 {
		return err
	}
	return &Duplicate{alike}
}

func (in NewCustomer) likeness() likeness {
	l := likeness{name: in.Name, mobiles: mobilesOf(in.Contacts)}
	if len(in.Links) > 0 {
		l.room = in.Links[0].Room.ID
	}
	return l
}

// fail adds what was tried to an error that nobody expects; a person's sentence stays as it is.
func fail(what string, err error) error {
	var refusal *crm.Error
	var stale *Stale
	var again *Repeated
	if err == nil || errors.As(err, &refusal) || errors.As(err, &stale) || errors.As(err, &again) {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}
