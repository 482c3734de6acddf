package db

import (
	"linli/db/crm"
)

// Some people turn to the office a second time about the same matter; a supervisor makes one case of both.

// mostLately is how many of the last cases somebody may call about again.
const mostLately = 60

var (
	sameReasons  = []string{"同一客户再次来电，为同一件事", "电话和微信各反映一次，内容相同", "催办来电误登为新诉求"}
	otherReasons = []string{"核对后是两处问题", "客户说明是另一件事"}
)

// remember keeps a case for a while, as one that may be called about again.
func (d *demo) remember(l *life) {
	if c := d.cases[l.id]; c == nil || c.Kind != crm.Complaint && c.Kind != crm.Repair || l.stop != nil {
		return
	}
	if d.lately = append(d.lately, l); len(d.lately) > mostLately {
		d.lately = d.lately[1:]
	}
}

// nagged is a case in work that its complainant may call about again, nil for none.
func (d *demo) nagged(at int64) *life {
	from := d.IntN(mostLately)
	for i := range d.lately {
		l := d.lately[(from+i)%len(d.lately)]
		c := d.cases[l.id]
		if c == nil || c.CustomerID == 0 || c.Urgent || c.Targets != "" || c.Pending() || c.ResolvedAt != 0 || l.withdraws || c.RegisteredAt > at-2*3600 {
			continue
		}
		if c.State == crm.Acknowledged || c.State == crm.AssignedState || c.State == crm.InProgress {
			return l
		}
	}
	return nil
}

// callAgain registers what is on record already, if anything is; a supervisor sees it some time later.
func (d *demo) callAgain(a arrival) error {
	l := d.nagged(a.registered)
	if l == nil {
		return d.register(a, nil)
	}
	c := d.cases[l.id]
	in := NewCase{Registration: crm.Registration{Kind: c.Kind, Channel: "phone", Category: c.Category, SubCategory: c.SubCategory, Place: c.Place, CustomerID: c.CustomerID,
		Summary: c.Summary, Detail: "客户再次来电催办。"}}
	if c.RoomID != 0 {
		in.Room = l.home.room.Code
	}
	again := &life{home: l.home, topic: l.topic, answers: true}
	dup, err := d.store.RegisterCase(d.ctx, d.by(d.desk(), a.registered), in)
	if err != nil {
		return err
	}
	d.cases[dup.ID], again.id = dup, dup.ID
	d.rest(again, a.registered)
	d.add(d.after(a.registered, 15, 180), func(at int64) error { return d.unite(l, again, at) })
	return nil
}

// unite merges the second case into the first, or the first into the second where that one weighs more; where neither is possible
// both go on.
func (d *demo) unite(first, second *life, at int64) error {
	gone, kept := second, first
	dup, master := d.cases[gone.id], d.cases[kept.id]
	if master == nil || len(dup.MergeProblems(master)) > 0 {
		if gone, kept, dup, master = first, second, master, dup; dup == nil || !dup.State.Open() || len(dup.MergeProblems(master)) > 0 {
			d.follow(second, at)
			return nil
		}
	}
	id, seen, masterID, masterSeen := dup.ID, dup.RowVersion, master.ID, master.RowVersion
	d.forget(gone, kept)
	if err := d.store.MergeCase(d.ctx, d.by(d.lead(), at), id, seen, masterID, masterSeen, crm.Merging{Reason: d.of(sameReasons), Method: "phone", ToldNumber: true}); err != nil {
		return err
	}
	gone.plan++
	d.follow(kept, at)
	if d.united++; d.united%5 == 1 {
		d.add(d.after(at, 600, 3000), func(at int64) error { return d.part(gone, kept, at) })
	}
	return nil
}

// part takes two cases apart again, as long as the one that went on is open.
func (d *demo) part(gone, kept *life, at int64) error {
	if d.cases[kept.id] == nil {
		return nil
	}
	c := d.cases[gone.id]
	d.forget(gone, kept)
	err := d.store.UnmergeCase(d.ctx, d.by(d.lead(), at), gone.id, c.RowVersion, d.of(otherReasons))
	if err != nil {
		if crm.Is(err, crm.Conflict) { // a moment waits for its verification, or another one came in since
			return nil
		}
		return err
	}
	d.follow(gone, at)
	d.follow(kept, at)
	return nil
}

// forget lets cases be read anew where every change does.
func (d *demo) forget(list ...*life) {
	for _, l := range list {
		if d.reload {
			delete(d.cases, l.id)
		}
	}
}
