package db

import (
	"strings"
	"testing"

	"linli/db/crm"
)

// ofTypes are the names that the list shows under each type, as of a day.
func (o *office) ofTypes(day string) map[string]string {
	o.t.Helper()
	shown := map[string]string{}
	for _, code := range append([]crm.Choice{{}}, crm.CustomerTypes...) {
		list, err := o.store.Customers(o.t.Context(), o.by(crm.Clerk).Staff, CustomerFilter{Type: code.Code, Limit: 50}, day)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, c := range list {
			shown[code.Code] += c.Name
			if code.Code != "" && c.Type != code.Code {
				o.t.Errorf("on %s %s stands among %s, and is %s", day, c.Name, code.Code, c.Type)
			}
		}
	}
	return shown
}

// TestProspectsAreThoseNeverLinked: who is on file under which type follows every change of a link, and the calendar.
func TestProspectsAreThoseNeverLinked(t *testing.T) {
	o := newOffice(t)
	by := o.by(crm.Manager)
	o.resident("安宁", "15400000001", "", "")
	lu := o.resident("鲁平", "15400000002", "3-2-501", "owner")
	expect := func(what, day, prospects, owners, former string) {
		t.Helper()
		got := o.ofTypes(day)
		if got["prospect"] != prospects || got["owner"] != owners || got["former"] != former {
			t.Errorf("%s: prospects %s, owners %s, former %s", what, got["prospect"], got["owner"], got["former"])
		}
	}
	expect("at first", "2026-11-22", "安宁", "鲁平", "")
	change := func(in LinkChange) {
		t.Helper()
		in.LinkID = lu.Links[0].ID
		version := int64(o.count(`SELECT row_version FROM customer WHERE id = ?`, lu.ID))
		if err := o.store.ChangeLink(t.Context(), by, lu.ID, version, in); err != nil {
			t.Fatal(err)
		}
	}
	change(LinkChange{MovedInOn: "2026-12-01"})
	expect("before moving in", "2026-11-30", "安宁鲁平", "", "")
	expect("on the day of moving in", "2026-12-01", "安宁", "鲁平", "")
	change(LinkChange{})
	expect("moved in nobody knows when", "2026-11-22", "安宁", "鲁平", "")
	change(LinkChange{MovedInOn: "2026-01-01", MovedOutOn: "2026-11-22"})
	expect("moved out", "2026-11-22", "安宁", "", "鲁平")
	change(LinkChange{MovedInOn: "2026-01-01", MovedOutOn: "2026-12-01"})
	expect("moves out next month", "2026-11-30", "安宁", "鲁平", "")
	expect("on the day of moving out", "2026-12-01", "安宁", "", "鲁平")
	change(LinkChange{MovedInOn: "2026-01-01"})
	expect("does not move out", "2026-12-01", "安宁", "鲁平", "")
	change(LinkChange{MovedInOn: "2026-01-01", MovedOutOn: "2026-11-22"})
	batch := o.commit(o.start("a.csv", roster("安宁,15400000001,3-2-502,业主,2020-01-02")), false)
	expect("a room by import", "2026-11-22", "", "安宁", "鲁平")
	o.takeBack(batch)
	expect("taken back", "2026-11-22", "安宁", "", "鲁平")
}

// TestCustomersAreReadInOrder: a page of customers is a range of an index, and prospects are not looked for among all.
func TestCustomersAreReadInOrder(t *testing.T) {
	s := newCommitteeScene(t)
	by := crm.Staff{ProjectID: s.project, Roles: []crm.Assignment{{Role: crm.Clerk}}}
	for kind, index := range map[string]string{"": "customer_listed", "owner": "customer_listed", "tenant": "customer_listed", "prospect": "customer_began (project_id=? AND began_on>?)",
		"former": "customer_link_ends (project_id=? AND link_ends=? AND sort_key>?)"} {
		c, err := CustomerFilter{Type: kind}.where(s.store.reader(t.Context()), by, "2026-11-22")
		if err != nil {
			t.Fatal(err)
		}
		plan := s.plan(`SELECT c.id, c.no, c.kind, c.name, c.sort_key FROM customer c WHERE `+c.where+` ORDER BY c.sort_key, c.id LIMIT 50`, c.args...)
		if !strings.Contains(plan, index) || kind != "prospect" && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%q:\n%s", kind, plan)
		}
	}
}
