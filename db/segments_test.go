package db

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// cut is a comparison in words: segment, customers, complaints, repairs, others, uses.
func (o *office) cut(role crm.Role, by string) string {
	o.t.Helper()
	list, err := o.store.Segments(o.t.Context(), o.by(role).Staff, by, o.today(), time.FixedZone("UTC+8", 8*3600))
	o.ok(err)
	var words []string
	for _, r := range list {
		words = append(words, fmt.Sprint(crm.SegmentName(by, r.Segment), r.Customers, " ", r.Complaints, r.Repairs, r.Others, r.Uses))
	}
	return strings.Join(words, "; ")
}

func TestSegments(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	owner := o.resident("许婷", "", "3-2-501", "owner")
	o.resident("孔平", "", "10-502", "tenant")
	landlord := o.resident("司马光", "", "10-601", "tenant") // and owner of a shop
	o.ok(o.store.ChangeCustomer(t.Context(), o.by(crm.Supervisor), landlord.ID, 1, crm.CustomerForm{Room: "商铺 3-12", Relation: "owner", Given: map[string]bool{"room": true, "relation": true}}))
	left := o.resident("查宁", "", "3-2-503", "tenant")
	o.sql(`UPDATE occupancy SET moved_out_on = ? WHERE customer_id = ?`, o.today(), left.ID)
	for _, x := range []struct {
		kind     crm.Kind
		customer crm.Customer
		room     string
	}{{crm.Complaint, owner, "3-2-501"}, {crm.Repair, landlord, "10-601"}, {crm.Suggestion, landlord, "10-601"}, {crm.Complaint, left, "3-2-503"}} {
		in := crm.Registration{Kind: x.kind, Channel: "phone", Category: "facilities", SubCategory: "照明", CustomerID: x.customer.ID, Summary: "楼道的灯不亮"}
		_, err := o.store.RegisterCase(t.Context(), o.by(crm.Supervisor), NewCase{Room: x.room, Registration: in})
		o.ok(err)
	}
	o.sql(`INSERT INTO value_added_service (id, project_id, name, contact_level) VALUES (901, 1, '家政', 'low')`)
	o.sql(`INSERT INTO vas_usage (customer_id, service_id, used_on, qty, amount_fen) VALUES (?, 901, ?, 2, 100), (?, 901, '2020-01-01', 5, 100)`, landlord.ID, o.today(), owner.ID)
	for _, x := range []struct {
		role     crm.Role
		by, want string
	}{
		{crm.Manager, crm.SegmentType, "业主2 1 1 1 2; 租户1 0 0 0 0"},
		{crm.Manager, crm.SegmentRoom, "住宅3 1 1 1 2"},
		{crm.Steward, crm.SegmentType, "业主2 1 1 1 2"},
		{crm.Manager, crm.SegmentBuilding, "3栋2 2 0 0 0; 10栋2 0 1 1 2"},
	} {
		if got := o.cut(x.role, x.by); got != x.want {
			t.Errorf("%s by %s: %s, want %s", x.role, x.by, got, x.want)
		}
	}
	o.sql(`DELETE FROM occupancy WHERE customer_id = ? AND relation = 'tenant'`, landlord.ID)
	if got, want := o.cut(crm.Manager, crm.SegmentRoom), "住宅2 1 0 0 0; 商铺1 0 1 1 2"; got != want {
		t.Errorf("by room: %s, want %s", got, want)
	}
}
