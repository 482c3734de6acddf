package crm

import (
	"slices"
	"testing"
)

func TestWhatADepartmentWorksOn(t *testing.T) {
	for _, k := range Kinds {
		kind := Kind(k.Code)
		f := register(t, "2025-03-14 08:00", ofKind(kind))
		if kind == Complaint {
			f = register(t, "2025-03-14 08:00", complaint())
		}
		f.must(f.ack())
		err := f.assign()
		if wanted := kind == Complaint || kind == Repair || kind == Suggestion; slices.Contains(AssignedKinds, kind) != wanted || (err == nil) != wanted {
			t.Errorf("%s: waits for a department %v, %v", kind, !wanted, err)
		}
	}
}

// TestClosingLevels: what waits for somebody to be closed is what they may close.
func TestClosingLevels(t *testing.T) {
	for name, want := range map[string][]Level{"clerk2": {General}, "lead": {General, Important, Major}, "boss": {General, Important, Major},
		"steward": nil, "cleaner": nil, "head": nil, "quality": nil, "executive": nil, "privacy": nil, "committee": nil, "sysadmin": nil} {
		by := people[name]
		if got := ClosingLevels(by); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
		for _, l := range Levels {
			c := Case{Level: Level(l.Code)}
			if may, _ := c.mayClose(by); may != slices.Contains(want, c.Level) {
				t.Errorf("%s may close %s: %v", name, l.Code, may)
			}
		}
	}
	both := Staff{ID: 9, Roles: []Assignment{{Role: Clerk}, {Role: Supervisor}}}
	if got := ClosingLevels(both); len(got) != 3 {
		t.Errorf("clerk and supervisor: %v", got)
	}
}
