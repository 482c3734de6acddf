package db

import (
	"strings"
	"testing"

	"linli/db/crm"
)

func TestBrokenFacilitiesComeFirst(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	o.resident("许婷", "", "3-2-501", "owner")
	buildings, err := o.store.BuildingsWith(t.Context(), o.by(crm.Manager).Staff, crm.FacilityEdit)
	o.ok(err)
	for _, f := range []crm.Facility{
		{Name: "好灯", State: "normal"}, {Name: "好门", State: "normal", BuildingID: buildings[0].ID}, {Name: "慢梯", State: "limited"}, {Name: "停梯", State: "stopped", BuildingID: buildings[0].ID},
		{Name: "修梯", State: "under_repair"}, {Name: "停闸", State: "stopped"}, {Name: "停泵", State: "stopped", BuildingID: buildings[0].ID},
	} {
		f.Kind, f.Place, f.Answer = "other", "东门", "请绕行"
		_, err := o.store.SaveFacility(t.Context(), o.by(crm.Manager), 0, f)
		o.ok(err)
	}
	for limit := 1; limit < 9; limit++ { // every page size gives the same list
		var names []string
		for after, more := int64(0), true; more; {
			list, err := o.store.Facilities(t.Context(), o.by(crm.Manager).Staff, FacilityFilter{After: after, Limit: limit})
			o.ok(err)
			if more = len(list) > limit; more {
				list = list[:limit]
			}
			for _, f := range list {
				names, after = append(names, f.Name), f.ID
			}
		}
		if got, want := strings.Join(names, " "), "停闸 停梯 停泵 修梯 慢梯 好灯 好门"; got != want {
			t.Errorf("pages of %d: %s, want %s", limit, got, want)
		}
	}
	elsewhere, err := o.store.Facilities(t.Context(), crm.Staff{ID: 8, ProjectID: 2, Roles: []crm.Assignment{{Role: crm.Manager}}}, FacilityFilter{After: 1, Limit: 9})
	if err != nil || len(elsewhere) > 0 {
		t.Errorf("another project sees %v %v", elsewhere, err)
	}
}
