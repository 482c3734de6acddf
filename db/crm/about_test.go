package crm

import (
	"slices"
	"strings"
	"testing"
)

// colleagues are the people of the tests, all at work.
func colleagues(home ...string) Colleagues {
	var p Colleagues
	for _, s := range people {
		s.Login = s.Name
		p.Staff = append(p.Staff, s)
	}
	slices.SortFunc(p.Staff, func(a, b Staff) int { return int(a.ID - b.ID) })
	for _, name := range home {
		p.Home = append(p.Home, people[name].ID)
	}
	return p
}

// aboutStaff is a complaint about some of the staff.
func aboutStaff(t *testing.T, targets []string, home ...string) *file {
	t.Helper()
	r := complaint()
	r.Category, r.SubCategory, r.People = StaffConduct, "管家", colleagues(home...)
	for _, name := range targets {
		r.Targets = append(r.Targets, people[name])
	}
	return register(t, "2025-03-14 08:00", r)
}

// TestOwnerOfACaseAboutStaff: the lowest of supervisor, manager, quality, executive above every target and not one of them (§3.7).
func TestOwnerOfACaseAboutStaff(t *testing.T) {
	for _, c := range []struct {
		targets, home []string
		owner         string
	}{
		{[]string{"clerk2"}, nil, "lead"},
		{[]string{"steward", "head"}, nil, "lead"},
		{[]string{"privacy"}, nil, "lead"},
		{[]string{"clerk2"}, []string{"lead"}, "lead2"},
		{[]string{"clerk2"}, []string{"lead", "lead2"}, "boss"},
		{[]string{"lead"}, nil, "boss"},
		{[]string{"clerk2", "lead2"}, nil, "boss"},
		{[]string{"lead"}, []string{"boss"}, "boss2"},
		{[]string{"boss"}, nil, "quality"},
		{[]string{"boss", "quality"}, nil, "executive"},
		{[]string{"quality"}, nil, "executive"},
		{[]string{"boss"}, []string{"quality"}, "executive"},
		{[]string{"executive"}, nil, ""},
		{[]string{"quality"}, []string{"executive"}, ""},
	} {
		f := aboutStaff(t, c.targets, c.home...)
		if owner := people[c.owner].ID; f.c.OwnerID != owner {
			t.Errorf("%v with %v at home: owner %d, want %s (%d)", c.targets, c.home, f.c.OwnerID, c.owner, owner)
		}
		if f.c.OwnerRole == "" || !f.c.Confidential || len(f.c.Barred()) != len(c.targets) {
			t.Errorf("%v: role %q, confidential %v, barred %v", c.targets, f.c.OwnerRole, f.c.Confidential, f.c.Barred())
		}
	}
}

func TestWhoLeadsACaseAboutStaff(t *testing.T) {
	for target, leads := range map[string]string{"clerk2": "lead lead2 boss boss2", "lead": "boss boss2", "boss": "quality", "quality": "executive", "executive": "executive"} {
		f := aboutStaff(t, []string{target})
		f.must(f.c.Acknowledge(f.as("clerk"), Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "转承办人", SummaryConfirmed: "yes"}))
		for who := range people {
			want := Forbidden
			if slices.Contains(strings.Fields(leads), who) {
				want = ""
			}
			wantCode(t, "about "+target+": "+who+" hands it out", f.c.may(DoAssign, f.as(who)), want)
			wantCode(t, "about "+target+": "+who+" takes the statement", f.c.may(DoStatement, f.as(who)), want)
		}
	}
}

func TestTargetsLoseTheCase(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	f.must(f.c.AddTarget(f.as("lead"), people["handler"], colleagues()))
	if f.c.HandlerID != 0 || f.c.OwnerID != people["lead"].ID || !f.c.Confidential {
		t.Errorf("handler %d, owner %d, confidential %v", f.c.HandlerID, f.c.OwnerID, f.c.Confidential)
	}
	f.must(f.c.AddTarget(f.as("boss"), people["lead"], colleagues()))
	if f.c.OwnerID != people["boss"].ID || f.c.Targets != "4,7" {
		t.Errorf("owner %d, targets %s", f.c.OwnerID, f.c.Targets)
	}
	f.must(f.c.AddTarget(f.as("boss"), people["clerk"], colleagues()))
	if f.c.IntakeOwnerID != people["boss"].ID {
		t.Errorf("taken in by %d", f.c.IntakeOwnerID)
	}
	for name, err := range map[string]error{
		"twice": f.c.AddTarget(f.as("boss"), people["lead"], colleagues()), "oneself": f.c.AddTarget(f.as("boss"), people["boss"], colleagues()),
		"an empty statement": f.c.TakeStatement(f.as("boss"), Moment{}, ""), "a statement of tomorrow": f.c.TakeStatement(f.as("boss"), f.moment("2025-03-20 08:00"), "我没有"),
		"recused for nothing": f.c.Recuse(f.as("boss"), "", colleagues()),
	} {
		wantCode(t, name, err, Invalid)
	}
	f.must(f.c.TakeStatement(f.as("boss"), Moment{}, "当时在处理另一件事"))
	if f.c.Statement == "" || f.c.StatementAt != f.now {
		t.Errorf("statement %q at %s", f.c.Statement, when(f.c.StatementAt))
	}
	f.must(f.c.Recuse(f.as("boss"), "与当事人是亲属", colleagues()))
	if f.c.OwnerID != people["boss2"].ID || !slices.Equal(f.c.Barred(), []int64{people["clerk"].ID, people["handler"].ID, people["lead"].ID, people["boss"].ID}) {
		t.Errorf("owner %d, barred %v", f.c.OwnerID, f.c.Barred())
	}
	if f.c.Unlogged() {
		t.Error("a fact without an event")
	}
}

func TestWhoRegistersIsNoTarget(t *testing.T) {
	r := complaint()
	r.Category, r.SubCategory, r.People, r.Targets = StaffConduct, "前台", colleagues(), []Staff{people["clerk"]}
	f := &file{t: t, now: at("2025-03-14 08:00"), set: DefaultSettings()}
	_, err := NewCase(f.as("clerk"), r, "TS-LY-20250314-0001", "ABCD2345")
	wantCode(t, "about oneself", err, Invalid)
	r.Kind = Praise
	c, err := NewCase(f.as("clerk"), r, "BY-LY-20250314-0001", "ABCD2345")
	if err != nil || c.Targets != "" || c.OwnerRole != "" {
		t.Errorf("praise is about nobody: %v %+v", err, c)
	}
}

// TestOnlyTheOwnerApproves: a supervisor has no word about a complaint about the manager, and major ones too are the owner's.
func TestOnlyTheOwnerApproves(t *testing.T) {
	r := complaint()
	r.Category, r.SubCategory, r.People, r.Targets, r.Flags = StaffConduct, "管家", colleagues(), []Staff{people["boss"]}, []string{"media"}
	f := register(t, "2025-03-14 08:00", r)
	f.must(f.ack()).must(f.c.Assign(f.as("quality"), Dispatch{Department: "GC", HandlerID: people["handler"].ID})).must(f.accept()).must(f.propose(invalid()))
	for who, want := range map[string]Code{"lead": Forbidden, "boss2": Forbidden, "executive": Forbidden, "quality": ""} {
		wantCode(t, who+" approves", f.c.may(DoApprove, f.as(who)), want)
	}
	f.must(f.c.Approve(f.as("quality"), "approve", "")).must(f.tell("handler", Told{}))
	for who, want := range map[string]Code{"lead": "", "boss2": "", "handler": Forbidden, "quality": Forbidden} {
		wantCode(t, who+" calls back", f.c.may(DoRevisit, f.as(who)), want)
	}
}
