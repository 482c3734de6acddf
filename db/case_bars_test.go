package db

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// about registers a complaint about somebody of the staff, by log-in name.
func (d *desk) about(room, customer int64, logins ...string) *crm.Case {
	d.t.Helper()
	c, err := d.store.RegisterCase(d.t.Context(), d.as(d.manager), NewCase{TargetLogins: logins, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: crm.StaffConduct, SubCategory: "前台", RoomID: room, CustomerID: customer, Summary: "接待时推诿了三次"}})
	d.ok(err)
	return c
}

// reads reports which of some cases somebody finds.
func (d *desk) reads(who crm.Staff, cases ...*crm.Case) (found []string) {
	d.t.Helper()
	for _, c := range cases {
		if _, err := d.store.CaseByID(d.t.Context(), who, c.ID); err == nil {
			found = append(found, c.No)
		} else if !crm.Is(err, crm.NotFound) {
			d.t.Fatal(err)
		}
	}
	return found
}

// into merges a case into another one, as the manager.
func (d *desk) into(dup, master *crm.Case) {
	d.t.Helper()
	d.id = dup.ID
	d.do(d.manager, func(by By, id, seen int64) error {
		m, err := d.store.CaseByID(d.t.Context(), d.manager, master.ID)
		d.ok(err)
		return d.store.MergeCase(d.t.Context(), by, id, seen, master.ID, m.Case.RowVersion, crm.Merging{Reason: "同一件", Method: "phone", ToldNumber: true})
	})
}

func (d *desk) outOf(dup *crm.Case) {
	d.t.Helper()
	d.id = dup.ID
	d.do(d.manager, func(by By, id, seen int64) error {
		return d.store.UnmergeCase(d.t.Context(), by, id, seen, "两回事")
	})
}

// TestMergedCasesHideFromEverybodyTheyAreAbout merges a complaint about a supervisor into one about the clerk, into which one about
// nobody went already: none of the two finds any of the three, until they are apart again.
func TestMergedCasesHideFromEverybodyTheyAreAbout(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	room, customer := d.room("2020-01-01", "")
	first := d.register(room, customer, nil)
	d.do(d.manager, func(by By, id, seen int64) error {
		return d.store.Acknowledge(t.Context(), by, id, seen, crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今天清运", SummaryConfirmed: "yes"})
	})
	d.do(d.manager, func(by By, id, seen int64) error {
		return d.store.ReportUp(t.Context(), by, id, seen, "人手不足", "请支援")
	})
	master, dup := d.about(room, customer, "clerk"), d.about(room, customer, "second")
	want := func(when string, who crm.Staff, cases ...*crm.Case) {
		t.Helper()
		var nos []string
		for _, c := range cases {
			nos = append(nos, c.No)
		}
		if got := d.reads(who, first, master, dup); !slices.Equal(got, nos) {
			t.Errorf("%s: %s finds %v, want %v", when, who.Login, got, nos)
		}
		for _, no := range []string{first.No, master.No, dup.No} {
			if slices.Contains(nos, no) {
				continue
			}
			for _, c := range cases {
				p, err := d.store.CaseByID(t.Context(), who, c.ID)
				d.ok(err)
				if slices.ContainsFunc(p.Log, func(l Line) bool { return strings.Contains(l.Note, no) }) || p.Master.No == no {
					t.Errorf("%s: %s reads of a case they must not know of at %s", when, who.Login, c.No)
				}
			}
			stories, _, err := d.store.Timeline(t.Context(), who, customer, "", crm.StoryKey{})
			if err == nil && slices.ContainsFunc(stories, func(s crm.Story) bool { return strings.Contains(s.Text, no) || s.CaseNo == no }) {
				t.Errorf("%s: %s reads of a case they must not know of on the customer's file", when, who.Login)
			}
		}
	}
	second, err := d.store.StaffByLogin(t.Context(), d.project, d.now.Unix(), "second")
	d.ok(err)
	want("before", d.clerk, first, dup)
	want("before", second, first, master)
	want("before", d.supervisor, first, master, dup)
	d.into(first, master)
	want("one about nobody merged", d.clerk, dup)
	d.now = d.now.Add(time.Minute)
	d.into(dup, master)
	for _, who := range []crm.Staff{d.clerk, second} {
		want("both merged", who)
	}
	want("both merged", d.supervisor, first, master, dup)
	if n := d.count(`SELECT COUNT(*) FROM task t JOIN case_bar b ON b.case_id = t.subject_id AND b.staff_id = t.assignee_id WHERE t.subject = 'case' AND t.done_at = 0`); n != 0 {
		t.Errorf("%d tasks are in the hands of who must not know of them", n)
	}
	checkBars(t, d.store, 0)
	d.outOf(dup)
	want("apart again", d.clerk, dup)
	want("apart again", second, first, master)
	want("apart again", d.supervisor, first, master, dup)
	checkBars(t, d.store, 0)
	d.outOf(first)
	want("all apart", d.clerk, first, dup)
	want("all apart", second, first, master)
	checkBars(t, d.store, 0)
	d.ok(d.store.Tick(t.Context(), d.now))
	for _, check := range []func(*testing.T, *Store, int64){checkJournal, checkFold, checkClocks} {
		check(t, d.store, d.now.Unix())
	}
}

// TestADisputedFeeFollowsItsCase merges the case that disputes a fee, twice over, and takes both apart.
func TestADisputedFeeFollowsItsCase(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	ctx := t.Context()
	room, customer := d.room("2020-01-01", "")
	fee := d.write(`INSERT INTO fee_record (project_id, customer_id, room_id, item, period, receivable_fen, due_on) VALUES (?, ?, ?, 'property', '2026-07', 12000, '2026-07-31')`, d.project, customer, room)
	list := []*crm.Case{d.register(room, customer, nil), d.register(room, customer, nil), d.register(room, customer, nil)}
	on := func(when string, c *crm.Case) {
		t.Helper()
		fees, err := d.store.Fees(ctx, d.manager, customer)
		d.ok(err)
		if len(fees) != 1 || fees[0].DisputedCase != c.ID || !fees[0].Disputed {
			t.Errorf("%s: %+v, want %s", when, fees, c.No)
		}
	}
	d.ok(d.store.DisputeFee(ctx, d.as(d.supervisor), customer, 1, Dispute{FeeID: fee, Disputed: true, CaseNo: list[0].No}))
	d.into(list[0], list[1])
	on("merged", list[1])
	d.now = d.now.Add(time.Minute)
	d.into(list[1], list[2])
	on("merged on", list[2])
	d.outOf(list[1])
	on("taken apart", list[1])
	d.outOf(list[0])
	on("both taken apart", list[0])
	d.into(list[0], list[1])
	fees, err := d.store.Fees(ctx, d.manager, customer)
	d.ok(err)
	d.ok(d.store.DisputeFee(ctx, d.as(d.supervisor), customer, fees[0].RowVersion, Dispute{FeeID: fee, Note: "已说明"}))
	d.outOf(list[0])
	fees, err = d.store.Fees(ctx, d.manager, customer)
	d.ok(err)
	if fees[0].Disputed || fees[0].DisputedCase != 0 {
		t.Errorf("what was decided since comes back: %+v", fees[0])
	}
	if n := d.count(`SELECT COUNT(*) FROM journal WHERE kind = 'fee_disputed' AND subject_id = ?`, fee); n != 7 {
		t.Errorf("%d lines about the fee", n)
	}
	if n := d.count(`SELECT COUNT(*) FROM merged_dispute`); n != 0 {
		t.Errorf("%d rows left over", n)
	}
}
