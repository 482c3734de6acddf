package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
	"linli/db/hanzi"
)

// resolveCaller finds out whose case it is: a customer on file, a caller who is not yet, or nobody (anonymous).
func (tx *Tx) resolveCaller(in *NewCase, act crm.Act) error {
	if in.CustomerID != 0 {
		return tx.knownCaller(in)
	}
	if in.CallerName == "" && in.CallerPhone == "" || in.Anonymous {
		return nil
	}
	p := crm.Problems{}
	p.Check(in.CallerName != "", "caller_name", "请填写来电人姓名")
	p.Check(in.CallerRelation == "" || crm.Has(crm.CallerRelations, in.CallerRelation), "caller_relation", "请选择与房屋的关系")
	phones, _ := crm.ReadPhones(in.CallerPhone)
	p.Check(len(phones) > 0, "caller_phone", "请填写能联系上的电话")
	if err := p.Err(); err != nil {
		return err
	}
	alike, err := duplicates(tx, crm.Staff{ProjectID: act.By.ProjectID, Roles: []crm.Assignment{{Role: crm.Clerk}}}, likeness{in.CallerName, mobilesOf(phones), in.RoomID})
	if err != nil {
		return err
	}
	for _, known := range alike {
		if known.Name == in.CallerName {
			in.CustomerID = known.ID
			return nil
		}
	}
	note := "诉求登记时建档"
	if in.CallerRelation != "" {
		note += "，自称" + crm.Label(crm.CallerRelations, in.CallerRelation) + "，待核实"
	}
	customer, err := tx.addCustomer(NewCustomer{Name: in.CallerName, Source: crm.FromCase, Contacts: phones, Note: note})
	in.CustomerID = customer.ID
	return err
}

// knownCaller checks a chosen customer, and takes the room where there is just one and none was typed. A file that was
// merged since the page was drawn stands for the one it leads to.
func (tx *Tx) knownCaller(in *NewCase) error {
	active, err := tx.activeFile(in.CustomerID)
	if err == nil && !active {
		if in.CustomerID, err = survivor(tx, in.CustomerID); err == nil {
			active, err = tx.activeFile(in.CustomerID)
		}
	}
	if err == nil && !active {
		return crm.InvalidField("customer_id", "没有这个客户，请重新选择")
	}
	if err == nil {
		err = tx.onePerson(in)
	}
	if err != nil || in.RoomID != 0 || in.Place != "" {
		return err
	}
	rows, err := tx.rows(`SELECT `+roomColumns+` FROM occupancy o JOIN room r ON r.id = o.room_id WHERE o.customer_id = ? AND o.moved_out_on = '' ORDER BY o.id`, in.CustomerID)
	rooms, err := collect(rows, err, func(rows *sql.Rows, r *crm.Room) error { return scanRoom(rows, r) })
	if room, ok := crm.Home(rooms); err == nil && ok {
		in.RoomID, in.Building = room.ID, room.BuildingNo
	}
	return err
}

// onePerson refuses a chosen customer beside somebody else who was typed in full: one of the two would be lost without a word.
func (tx *Tx) onePerson(in *NewCase) error {
	if in.CallerName == "" || in.CallerPhone == "" {
		return nil
	}
	var name string
	if err := tx.row(`SELECT name_key FROM customer WHERE id = ?`, in.CustomerID).Scan(&name); err != nil {
		return err
	}
	if name != hanzi.Key(in.CallerName) {
		return crm.InvalidField("customer_id", "已选了档案里的客户，又填写了另一位来电人；请选“都不是”，或清空填写的姓名和电话")
	}
	return nil
}

func (tx *Tx) activeFile(id int64) (active bool, err error) {
	err = tx.row(`SELECT EXISTS (SELECT 1 FROM customer WHERE id = ? AND project_id = ? AND status = 'active')`, id, tx.by.Staff.ProjectID).Scan(&active)
	return active, err
}

// MaxCallers is how many people the form offers while the clerk types.
const MaxCallers = 8

// Callers finds who may be calling by name, spelling, tail of a number or room, best first, each with those they act for. today is the local date.
func (s *Store) Callers(ctx context.Context, by crm.Staff, q, today string) ([]crm.CustomerRow, error) {
	b := look(s.reader(ctx), by, q, MaxCallers, today)
	if b.query.Text == "" {
		return nil, nil
	}
	people, _, err := b.find()
	if err != nil {
		return nil, err
	}
	rows, err := customerRows(b.q, by, idsOf(people, find.customer), today)
	if err != nil {
		return nil, err
	}
	return withPrincipals(b.q, by, rows, today)
}

// CallerByID is a chosen caller; NotFound out of the actor's reach.
func (s *Store) CallerByID(ctx context.Context, by crm.Staff, id int64, today string) (crm.CustomerRow, error) {
	r := s.reader(ctx)
	where, args := customerScope(by)
	err := r.row(`SELECT c.id FROM customer c WHERE c.id = ? AND c.status = 'active' AND `+where, append([]any{id}, args...)...).Scan(&id)
	if err != nil {
		return crm.CustomerRow{}, notOwn(r, by, id, found(err, "没有这个客户"))
	}
	list, err := customerRows(r, by, []int64{id}, today)
	if err != nil {
		return crm.CustomerRow{}, err
	}
	return list[0], nil
}
