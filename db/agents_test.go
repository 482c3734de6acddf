package db

import (
	"fmt"
	"strings"
	"testing"

	"linli/db/crm"
)

// actsFor writes on a customer's first link for whom they act.
func (o *office) actsFor(c crm.Customer, no string) error {
	by := o.by(crm.Supervisor)
	l := o.file(by, c.ID).Customer.Links[0]
	return o.store.ChangeLink(o.t.Context(), by, c.ID, o.version(c.ID), LinkChange{LinkID: l.ID, MovedInOn: l.MovedInOn, MovedOutOn: l.MovedOutOn, EndReason: l.EndReason, AgentNo: no})
}

func (o *office) agents(id int64) (list []string) {
	f, err := o.store.CustomerFile(o.t.Context(), o.by(crm.Clerk).Staff, id, o.today())
	o.ok(err)
	for _, a := range f.Agents {
		list = append(list, fmt.Sprint(a.Name, " ", a.Room, " ", a.Represented))
	}
	return list
}

func TestWhoActsForWhom(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	owner, agent := o.resident("单于晓", "15400000001", "3-2-501", "owner"), o.resident("查宁", "15400000002", "5-502", "tenant")
	is := func(id int64, want string) {
		t.Helper()
		if got := strings.Join(o.agents(id), "; "); got != want {
			t.Errorf("agents of %d: %q, want %q", id, got, want)
		}
	}
	refused(t, o.actsFor(agent, "KH-LY-000099"), "agent_for")
	refused(t, o.actsFor(agent, agent.No), "agent_for")
	o.ok(o.actsFor(agent, owner.No))
	is(agent.ID, "单于晓 5-502 true")
	is(owner.ID, "查宁 5-502 false")
	stories, _, err := o.store.Timeline(t.Context(), o.by(crm.Supervisor).Staff, agent.ID, "", crm.StoryKey{})
	o.ok(err)
	if want := "代为办理：（空） → " + owner.No; !strings.Contains(stories[0].Text, want) {
		t.Errorf("the timeline says %q, want %q", stories[0].Text, want)
	}
	callers, err := o.store.Callers(t.Context(), o.by(crm.Clerk).Staff, "查宁", o.today())
	o.ok(err)
	if len(callers) != 2 || callers[0].ID != agent.ID || callers[1].ID != owner.ID || callers[1].Via != "查宁" {
		t.Errorf("offered: %+v", callers)
	}
	steward, err := o.store.CustomerFile(t.Context(), o.by(crm.Steward).Staff, owner.ID, o.today())
	o.ok(err)
	if len(steward.Agents) != 0 {
		t.Errorf("a steward of building 3 is told of somebody in building 5: %+v", steward.Agents)
	}
	version := o.version(agent.ID)
	o.ok(o.actsFor(agent, owner.No))
	if o.version(agent.ID) != version {
		t.Error("the same again counts as a change")
	}
	o.sql(`UPDATE occupancy SET moved_out_on = '2026-11-22' WHERE customer_id = ?`, agent.ID)
	is(owner.ID, "")
	o.ok(o.actsFor(agent, ""))
	if n := o.count(`SELECT count(*) FROM occupancy WHERE agent_for IS NOT NULL`); n != 0 {
		t.Errorf("%d links still act", n)
	}
}

// TestNobodyActsForThemselves holds that a merge of agent and principal ends what stood between them, and an undo restores it.
func TestNobodyActsForThemselves(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	kept, gone := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-502", "tenant")
	o.ok(o.actsFor(gone, kept.No))
	before := o.dump()
	o.ok(o.merge(kept, gone))
	if n := o.count(`SELECT count(*) FROM occupancy WHERE agent_for IS NOT NULL`); n != 0 {
		t.Errorf("%d links act for the same person", n)
	}
	o.ok(o.undo(gone))
	o.same(before, o.dump())
}
