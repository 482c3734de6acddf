package crm

import (
	"fmt"
	"testing"
)

func lift() *Group {
	return &Group{ID: 7, No: "QS-LY-20250314-0001", Kind: Complaint, Category: "cleaning", SubCategory: "楼道", Place: "3栋全部楼道", Summary: "楼道停水没有打扫", Tell: "今天18点前恢复"}
}

func TestGroupNeedsItsWords(t *testing.T) {
	for field, spoil := range map[string]func(*Group){
		"kind": func(g *Group) { g.Kind = Praise }, "category": func(g *Group) { g.Category = "none" }, "sub_category": func(g *Group) { g.SubCategory = "停梯" },
		"place": func(g *Group) { g.Place = "" }, "summary": func(g *Group) { g.Summary = "停水了" }, "tell": func(g *Group) { g.Tell = "" }, "": func(g *Group) { g.Kind = Repair },
	} {
		g := lift()
		spoil(g)
		err := g.Check()
		if e, _ := err.(*Error); field == "" && err != nil || field != "" && (e == nil || e.Fields[field] == "") {
			t.Errorf("without %q: %v", field, err)
		}
	}
}

func TestJoiningAGroup(t *testing.T) {
	for name, r := range map[string]struct {
		spoil func(f *file, g *Group)
		who   string
		want  Code
	}{
		"a clerk may":            {nil, "clerk", ""},
		"a steward may":          {nil, "steward", ""},
		"a handler may not":      {nil, "handler", Forbidden},
		"quality may not":        {nil, "quality", Forbidden},
		"another kind":           {func(_ *file, g *Group) { g.Kind = Repair }, "clerk", Conflict},
		"a group that has ended": {func(f *file, g *Group) { g.EndedAt = f.now }, "clerk", Conflict},
		"in one already":         {func(f *file, _ *Group) { f.c.GroupID = 3 }, "clerk", Conflict},
		"withdrawn":              {func(f *file, _ *Group) { f.c.State = Withdrawn }, "clerk", Conflict},
	} {
		f, g := register(t, "2025-03-14 08:00", complaint()), lift()
		if r.spoil != nil {
			r.spoil(f, g)
		}
		f.c.Begin()
		wantCode(t, name, f.c.Join(f.as(r.who), g), r.want)
		if joined := f.c.GroupID == g.ID; joined != (r.want == "") {
			t.Errorf("%s: joined %v", name, joined)
		}
	}
	f, g := register(t, "2025-03-14 08:00", complaint()), lift()
	wantCode(t, "leaving what it is not in", f.c.Leave(f.as("clerk"), g, "别的事"), Conflict)
	f.must(f.c.Join(f.as("clerk"), g))
	wantCode(t, "leaving without a reason", f.c.Leave(f.as("clerk"), g, ""), Invalid)
	f.must(f.c.Leave(f.as("clerk"), g, "不是停水"))
	if f.c.GroupID != 0 || f.c.Level != General {
		t.Errorf("left: %d, %s", f.c.GroupID, f.c.Level)
	}
	f.must(f.c.Join(f.as("clerk"), g)).wantFold()
}

// TestJointIsMajor holds the arithmetic of E8 for a member 40 hours old: the answer in 4 hours, the promised result stays.
func TestJointIsMajor(t *testing.T) {
	f, g := register(t, "2025-03-14 08:00", complaint()), lift()
	f.must(f.c.Join(f.as("clerk"), g))
	gone := register(t, "2025-03-14 08:00", complaint())
	gone.must(gone.c.Join(gone.as("clerk"), g)).must(gone.c.Withdraw(gone.as("clerk"), withdrawal()))
	gone.c.ID = 2
	f.at("2025-03-16 00:00:00")
	members := []*Case{f.c, gone.c}
	wantCode(t, "a clerk decides", g.MakeJoint(f.as("clerk"), members, 1), Forbidden)
	wantCode(t, "nobody speaks for them", g.MakeJoint(f.as("lead"), members, 5), Invalid)
	f.must(g.MakeJoint(f.as("lead"), members, 1))
	wantCode(t, "twice", g.MakeJoint(f.as("boss"), members, 1), Conflict)
	if f.c.Level != Major || gone.c.Level != General || !g.Joint || g.RepresentativeID != 1 || g.Label() != "群诉" {
		t.Errorf("%s, %s, %+v", f.c.Level, gone.c.Level, g)
	}
	wantMoment(t, "answer", f.cycle().Response.DueAt, "2025-03-16 04:00:00")
	wantMoment(t, "result as promised", f.cycle().Resolution.DueAt, "2025-03-17 08:00:00")
	wantMoment(t, "confirmation unmoved", f.cycle().Ack.DueAt, "2025-03-15 08:00:00")
	f.wantVerdict("and missed", f.cycle().Ack, Missed)

	late := register(t, "2025-03-16 00:00:00", complaint())
	late.must(late.c.Join(late.as("clerk"), g))
	born, err := NewCase(f.as("clerk"), g.Registration("phone", 8, 9), "TS-LY-20250316-0009", "")
	f.must(err)
	if late.c.Level != Major || born.Level != Major || born.GroupID != g.ID || born.ProposedBy != "群诉" {
		t.Errorf("joined %s, born %s by %s", late.c.Level, born.Level, born.ProposedBy)
	}
	repair := lift()
	repair.Kind = Repair
	wantCode(t, "repairs have no level", repair.MakeJoint(f.as("lead"), members, 1), Conflict)
}

// crowd are cases of so many homes.
func crowd(rooms int) (members []*Case) {
	for i := range rooms {
		members = append(members, &Case{ID: int64(i + 1), RoomID: int64(i + 1), No: fmt.Sprintf("TS-LY-20250314-%04d", i+1)})
	}
	return members
}

func TestWhoOfALargeGroupIsCalledBack(t *testing.T) {
	for _, r := range []struct{ rooms, least, most int }{{1, 1, 1}, {20, 20, 20}, {21, 11, 13}, {30, 11, 17}, {100, 20, 45}, {300, 70, 115}} {
		g := lift()
		g.RepresentativeID = int64(r.rooms)
		members := crowd(r.rooms)
		chosen := g.CalledBack(members)
		if n := len(chosen); n < r.least || n > r.most || !chosen[g.RepresentativeID] {
			t.Errorf("%d homes: %d called back, the representative %v", r.rooms, n, chosen[g.RepresentativeID])
		}
		for _, c := range members {
			if r.rooms > LargeGroup && DrawnForRevisit(c.No, 30) && !chosen[c.ID] {
				t.Errorf("%d homes: %s is in the sample and not called back", r.rooms, c.No)
			}
		}
	}
	members := crowd(21)
	members[20].RoomID = 20
	if chosen := lift().CalledBack(members); Rooms(members) != 20 || len(chosen) != 21 {
		t.Errorf("21 cases of 20 homes: %d homes, %d called back", Rooms(members), len(chosen))
	}
	for _, c := range members {
		c.RoomID = 0
	}
	if Rooms(members) != 21 {
		t.Errorf("cases without a room: %d", Rooms(members))
	}
}

func TestWhoIsSparedIsClosedWithTheResult(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	p := result()
	f.must(f.tell("handler", Told{Proposal: &p, Spared: true}))
	if f.c.State != Closed || f.c.Drawn {
		t.Errorf("%s", f.c.State)
	}
	f.wantVerdict("no revisit is promised", f.cycle().Revisit, NotApplicable)
	f.wantVerdict("the result is", f.cycle().Resolution, Met)
	f.at("2025-03-15 08:00").must(f.c.Reopen(f.as("clerk"), Moment{}, "又停了"))
	f.must(f.ack()).must(f.resolve())
	if f.c.State != PendingRevisit {
		t.Errorf("who comes again is called back: %s", f.c.State)
	}
}
