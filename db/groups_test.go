package db

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// block is a building whose homes have one person each.
func (d *desk) block(homes int) (codes []string) {
	d.t.Helper()
	community := d.write(`INSERT INTO community (project_id, name) VALUES (?, '试验')`, d.project)
	building := d.write(`INSERT INTO building (project_id, community_id, no) VALUES (?, ?, '7')`, d.project, community)
	for range homes {
		room, _ := d.room("2020-01-01", "")
		var code string
		d.ok(d.store.reader(d.t.Context()).row(`SELECT code FROM room WHERE id = ?`, room).Scan(&code))
		codes = append(codes, code)
	}
	d.write(`UPDATE room SET building_id = ? WHERE building_no = '7'`, building)
	return codes
}

// cause is a new one about cleaning, or about an outage, which is urgent.
func (d *desk) cause(category, sub string) int64 {
	d.t.Helper()
	id, err := d.store.AddGroup(d.t.Context(), d.as(d.clerk), crm.Group{Kind: crm.Complaint, Category: category, SubCategory: sub, Place: "7栋", Summary: "整栋停水没有通知", Tell: "今晚恢复"}, nil)
	d.ok(err)
	return id
}

func (d *desk) caller(group int64, code string) *crm.Case {
	d.t.Helper()
	c, err := d.store.AddCaller(d.t.Context(), d.as(d.clerk), group, code, "phone")
	d.ok(err)
	return c
}

// TestFifthHomeInAWeek asks the supervisor once, when the fifth home complains within seven days to the second.
func TestFifthHomeInAWeek(t *testing.T) {
	for _, r := range []struct {
		name  string
		wait  time.Duration // before the fifth
		homes int
		want  int
	}{
		{"seven days", 7 * 24 * time.Hour, 5, 1}, {"a second more", 7*24*time.Hour + time.Second, 5, 0}, {"four homes", time.Hour, 4, 0}, {"nine homes", time.Hour, 9, 1},
	} {
		d := newDesk(t, "2026-09-01 08:00:00")
		codes, group := d.block(r.homes), d.cause("cleaning", "楼道")
		for i, code := range codes {
			if i == 4 {
				d.now = d.now.Add(r.wait)
			}
			d.caller(group, code)
		}
		d.caller(d.cause("cleaning", "楼道"), codes[0]) // the same home is not one more
		n := 0
		for _, line := range d.open() {
			if strings.HasPrefix(line, "group ") {
				n++
			}
		}
		if n != r.want {
			t.Errorf("%s: asked %d times, want %d", r.name, n, r.want)
		}
	}
}

// TestFifthHomeIsAGroupComplaint: whoever writes them down one by one is told at the fifth home that it is a group complaint.
func TestFifthHomeIsAGroupComplaint(t *testing.T) {
	for _, r := range []struct {
		name  string
		wait  time.Duration // before the fifth
		fifth crm.Level
		sixth crm.Level
	}{
		{"seven days", 7 * 24 * time.Hour, crm.Major, crm.Major}, {"a second more", 7*24*time.Hour + time.Second, crm.General, crm.General},
	} {
		d := newDesk(t, "2026-09-01 08:00:00")
		for i, code := range d.block(6) {
			if i == 4 {
				d.now = d.now.Add(r.wait)
			}
			c, err := d.store.RegisterCase(t.Context(), d.as(d.clerk), NewCase{Room: code, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
				Category: "cleaning", SubCategory: "楼道", Anonymous: true, Summary: "楼道多日没有打扫"}})
			d.ok(err)
			want := []crm.Level{crm.General, crm.General, crm.General, crm.General, r.fifth, r.sixth}[i]
			if c.Level != want {
				t.Errorf("%s, home %d: %s because of %q, want %s", r.name, i+1, c.Level, c.ProposedBy, want)
			}
		}
	}
}

func TestOneOutageIsReportedOnce(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	group := d.cause("facilities", "供水供电")
	for _, code := range d.block(4) {
		if c := d.caller(group, code); !c.Urgent || c.GroupID != group || c.Summary != "整栋停水没有通知" {
			t.Errorf("%+v", c)
		}
	}
	d.wantTasks("four homes without water", "urgent")
}

// TestALargeGroupIsCalledBackInPart tells 24 homes the result at once: the representative and the sample wait for their
// revisit, the others are closed; then it holds every case to its log.
func TestALargeGroupIsCalledBackInPart(t *testing.T) {
	d, ctx := newDesk(t, "2026-09-01 08:00:00"), t.Context()
	group := d.cause("other", "")
	var members []Member
	for _, code := range d.block(24) {
		c := d.caller(group, code)
		members = append(members, Member{ID: c.ID, Seen: c.RowVersion, Method: "phone"})
	}
	step := func(do func(by By) error, who crm.Staff) {
		t.Helper()
		d.ok(do(d.as(who)))
		for i := range members {
			p, err := d.store.CaseByID(ctx, d.manager, members[i].ID)
			d.ok(err)
			members[i].Seen = p.Case.RowVersion
		}
		d.now = d.now.Add(time.Minute)
	}
	step(func(by By) error {
		return d.store.AcknowledgeMembers(ctx, by, group, members, crm.Acknowledgement{ToldNumber: true, ToldNextStep: "今晚恢复", SummaryConfirmed: "yes"})
	}, d.clerk)
	step(func(by By) error {
		return d.store.AssignMembers(ctx, by, group, members, crm.Dispatch{Department: "GC"}, "handler")
	}, d.supervisor)
	step(func(by By) error { return d.store.AcceptMembers(ctx, by, group, members, "到现场") }, d.handler)
	stale := append([]Member(nil), members...)
	stale[3].Seen--
	told := crm.Told{Whom: "本人", Proposal: &crm.Proposal{Resolution: "已恢复", RootCauses: []string{"外部单位"}, Responsibility: "utility", Validity: "valid"}}
	err := d.store.ResolveMembers(ctx, d.as(d.handler), group, stale, told)
	var refusal *crm.Error
	if !errors.As(err, &refusal) || len(refusal.Fields) != 1 || refusal.Fields[fmt.Sprint("member_", stale[3].ID)] == "" {
		t.Fatalf("one of 24 has changed: %v", err)
	}
	all, err := groupMembers(d.store.reader(ctx), group, condition{`1 = 1`, nil})
	d.ok(err)
	g, err := visibleGroup(d.store.reader(ctx), d.manager, group)
	d.ok(err)
	chosen := g.CalledBack(all)
	step(func(by By) error { return d.store.ResolveMembers(ctx, by, group, members, told) }, d.handler)
	for _, m := range members {
		p, err := d.store.CaseByID(ctx, d.manager, m.ID)
		d.ok(err)
		want, rounds := crm.Closed, 0
		if chosen[m.ID] {
			want, rounds = crm.PendingRevisit, 1
		}
		if p.Case.State != want || len(p.Revisits) != rounds {
			t.Errorf("%s: %s with %d revisits, want %s", p.Case.No, p.Case.State, len(p.Revisits), want)
		}
	}
	if len(chosen) < crm.SampleAtHand || len(chosen) > 20 {
		t.Errorf("%d of 24 are called back", len(chosen))
	}
	for _, check := range []func(*testing.T, *Store, int64){checkJournal, checkFold, checkClocks, checkRounds} {
		check(t, d.store, d.now.Unix())
	}
}

// TestAHazardKeepsWhoIsSparedOpen holds that of a large group with a hazard nobody is closed before it is removed, for all at once.
func TestAHazardKeepsWhoIsSparedOpen(t *testing.T) {
	c := &crm.Case{Kind: crm.Complaint, State: crm.InProgress, Level: crm.General, Urgent: true, Drawn: true, HandlerID: 4, Cycles: []crm.Cycle{{No: 1, Ack: crm.Clock{At: 1, MetAt: 1}}}}
	c.Begin()
	act := crm.Act{By: crm.Staff{ID: 4, Roles: []crm.Assignment{{Role: crm.Supervisor}}}, Now: 100, Settings: crm.DefaultSettings(), Loc: time.UTC}
	told := crm.Told{Method: "phone", Whom: "本人", Spared: true, Proposal: &crm.Proposal{Resolution: "已恢复", RootCauses: []string{"外部单位"}, Responsibility: "utility", Validity: "valid"}}
	if err := c.Resolve(act, told); !crm.Is(err, crm.Conflict) {
		t.Fatalf("closed with its hazard: %v", err)
	}
	if err := errors.Join(c.RemoveHazard(act, crm.Moment{}, "已恢复供电"), c.Resolve(act, told)); err != nil || c.State != crm.Closed {
		t.Errorf("removed: %s, %v", c.State, err)
	}
}

// TestCausesStayInTheirProject holds that nobody of another project, and no steward of another building, finds one.
func TestCausesStayInTheirProject(t *testing.T) {
	d, ctx := newDesk(t, "2026-09-01 08:00:00"), t.Context()
	group := d.cause("cleaning", "楼道")
	d.caller(group, d.block(1)[0])
	stranger := d.manager
	stranger.ProjectID += 77
	near := d.hire("near", crm.Assignment{Role: crm.Steward, Buildings: []string{"7"}})
	far := d.hire("far", crm.Assignment{Role: crm.Steward, Buildings: []string{"8"}})
	for name, who := range map[string]struct {
		by   crm.Staff
		sees bool
	}{"clerk": {d.clerk, true}, "steward": {near, true}, "steward of another building": {far, false}, "handler of nothing": {d.handler, false}, "stranger": {stranger, false}} {
		_, err := d.store.GroupByID(ctx, who.by, group)
		list, listErr := d.store.Groups(ctx, who.by, "", 0, 10)
		d.ok(listErr)
		if sees := err == nil; sees != who.sees || (len(list) == 1) != who.sees || err != nil && !crm.Is(err, crm.NotFound) {
			t.Errorf("%s: %v, %d listed", name, err, len(list))
		}
	}
}

// TestADayIsPromisedToWhoIsKnown confirms to a home and to somebody anonymous at once: only the home is promised the day.
func TestADayIsPromisedToWhoIsKnown(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	codes := d.block(1)
	cause := d.cause("cleaning", "楼道")
	home := d.caller(cause, codes[0])
	nobody := d.register(0, 0, func(r *crm.Registration) { r.Anonymous, r.Place = true, "7栋大堂" })
	d.do(d.clerk, func(by By, id, seen int64) error { return d.store.JoinGroup(t.Context(), by, id, seen, cause) })
	in := crm.Acknowledgement{ToldNumber: true, ToldNextStep: "今晚清扫", SummaryConfirmed: "yes", PromisedOn: "2026-09-02"}
	members := []Member{{ID: home.ID, Seen: home.RowVersion, Method: "phone"}, {ID: nobody.ID, Seen: d.current().RowVersion, Method: "posted", On: "2026-09-02"}}
	err := d.store.AcknowledgeMembers(t.Context(), d.as(d.clerk), cause, members, in)
	if row := fmt.Sprintf("on_%d", nobody.ID); err == nil || !strings.Contains(err.Error(), row) {
		t.Errorf("a promise to nobody: %v", err)
	}
	members[1].On = ""
	d.ok(d.store.AcknowledgeMembers(t.Context(), d.as(d.clerk), cause, members, in))
	if n := d.count(`SELECT COUNT(*) FROM contact_note WHERE promise_on = '2026-09-02'`); n != 1 {
		t.Errorf("%d promises", n)
	}
	if n := d.count(`SELECT COUNT(*) FROM service_case WHERE state = 'acknowledged'`); n != 2 {
		t.Errorf("%d confirmed", n)
	}
}
