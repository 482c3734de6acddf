package db

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// desk walks one case through the store as the people of a small office.
type desk struct {
	*tickScene
	now  time.Time
	id   int64
	call crm.RevisitReport
}

func newDesk(t *testing.T, now string) *desk {
	d := &desk{tickScene: newTickScene(t), call: crm.RevisitReport{Channel: "phone", Result: "no_answer"}}
	d.now = d.time(now)
	d.hire("second", crm.Assignment{Role: crm.Supervisor})
	return d
}

func (d *desk) as(who crm.Staff) By {
	who.ProjectCode = "LY"
	return By{Staff: who, Now: d.now}
}

// register takes in a complaint about a room and remembers it.
func (d *desk) register(room, customer int64, change func(*crm.Registration)) *crm.Case {
	d.t.Helper()
	r := crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "cleaning", SubCategory: "楼道", RoomID: room, CustomerID: customer, Summary: "楼道垃圾没有清运"}
	if change != nil {
		change(&r)
	}
	c, err := d.store.RegisterCase(d.t.Context(), d.as(d.clerk), NewCase{Registration: r})
	if err != nil {
		d.t.Fatal(err)
	}
	d.id = c.ID
	return c
}

// do makes a change in the newest version as somebody.
func (d *desk) do(who crm.Staff, change func(by By, id, seen int64) error) {
	d.t.Helper()
	if err := change(d.as(who), d.id, d.current().RowVersion); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) current() *crm.Case {
	d.t.Helper()
	p, err := d.store.CaseByID(d.t.Context(), d.manager, d.id)
	if err != nil {
		d.t.Fatal(err)
	}
	return p.Case
}

// work brings the case into the handler's hands.
func (d *desk) work() {
	d.t.Helper()
	ctx := d.t.Context()
	d.do(d.clerk, func(by By, id, seen int64) error {
		return d.store.Acknowledge(ctx, by, id, seen, crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今天清运", SummaryConfirmed: "yes"})
	})
	d.do(d.supervisor, func(by By, id, seen int64) error {
		return d.store.AssignCase(ctx, by, id, seen, crm.Dispatch{Department: "GC"}, "handler")
	})
	d.do(d.handler, func(by By, id, seen int64) error { return d.store.AcceptCase(ctx, by, id, seen, "到现场") })
}

func (d *desk) tell(in crm.Told) {
	d.t.Helper()
	in.Method, in.Whom = "phone", "本人"
	in.Proposal = &crm.Proposal{Resolution: "已清运", RootCauses: []string{"责任心"}, Responsibility: "company", Validity: "valid"}
	d.do(d.handler, func(by By, id, seen int64) error { return d.store.ResolveCase(d.t.Context(), by, id, seen, in) })
}

func (d *desk) revisit(who crm.Staff, in crm.RevisitReport) {
	d.t.Helper()
	d.do(who, func(by By, id, seen int64) error { return d.store.RecordRevisit(d.t.Context(), by, id, seen, in) })
}

func (d *desk) answered(solved string, satisfaction int) crm.RevisitReport {
	return crm.RevisitReport{Channel: "phone", Result: "reached", Solved: solved, Satisfaction: satisfaction}
}

// wantTasks fails unless the open tasks are of these kinds, in any order; reminders of clocks aside.
func (d *desk) wantTasks(when string, kinds ...string) {
	d.t.Helper()
	var open []string
	for _, line := range d.open() {
		kind, _, _ := strings.Cut(line, " ")
		if kind != "reminder" && kind != "explain_miss" && kind != "progress" {
			open = append(open, kind)
		}
	}
	slices.Sort(open)
	slices.Sort(kinds)
	if !slices.Equal(open, kinds) {
		d.t.Errorf("%s: open %v, want %v", when, open, kinds)
	}
}

func TestSameMatterWithinNinetyDays(t *testing.T) {
	for _, r := range []struct {
		name  string
		after time.Duration
		sub   string
		late  time.Duration // how long before its entry it was received
		want  crm.Level
	}{
		{"ninety days", 90 * 24 * time.Hour, "楼道", 0, crm.Important},
		{"one second more", 90*24*time.Hour + time.Second, "楼道", 0, crm.General},
		{"received within, entered later", 91 * 24 * time.Hour, "楼道", 2 * 24 * time.Hour, crm.Important},
		{"received before the first, entered after it", time.Hour, "楼道", 2 * time.Hour, crm.General},
		{"another matter", time.Hour, "外围", 0, crm.General},
	} {
		d := newDesk(t, "2026-09-01 08:00:00")
		room, customer := d.room("2020-01-01", "")
		other, neighbour := d.room("2020-01-01", "")
		d.register(room, customer, nil)
		d.now = d.now.Add(r.after)
		c := d.register(room, customer, func(in *crm.Registration) {
			in.SubCategory = r.sub
			if r.late > 0 {
				in.Received, in.LateEntry = crm.Moment{At: d.now.Add(-r.late).Unix()}, "batch"
			}
		})
		if c.Proposed != r.want {
			t.Errorf("%s: %s because of %s", r.name, c.Proposed, c.ProposedBy)
		}
		if c := d.register(other, neighbour, nil); c.Proposed != crm.General {
			t.Errorf("%s, another room: %s", r.name, c.Proposed)
		}
	}
	d := newDesk(t, "2026-09-01 08:00:00")
	room, customer := d.room("2020-01-01", "")
	for i, want := range []crm.Level{crm.General, crm.Important, crm.Major} {
		if c := d.register(room, customer, nil); c.Proposed != want {
			t.Errorf("time %d: %s", i+1, c.Proposed)
		}
		d.now = d.now.Add(24 * time.Hour)
	}
}

func TestCycleKeepsTheSettingsItWasBornUnder(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	room, customer := d.room("2020-01-01", "")
	d.register(room, customer, nil)
	d.work()
	err := d.store.SaveSettings(t.Context(), d.as(d.manager), 1, func(set crm.Settings) (crm.Settings, error) {
		set.RevisitHours = map[crm.Level]int64{crm.General: 5, crm.Important: 5, crm.Major: 5}
		set.AckHours = map[crm.Kind]int64{crm.Complaint: 12, crm.Repair: 12, crm.Suggestion: 12, crm.Praise: 12, crm.Enquiry: 12}
		return set, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d.tell(crm.Told{})
	if due := d.current().Current().Revisit.DueAt - d.now.Unix(); due != 72*3600 {
		t.Errorf("revisit due after %d s, promised were 72 hours", due)
	}
	if p, err := d.store.CaseByID(t.Context(), d.manager, d.id); err != nil || p.Settings.Version != 1 {
		t.Errorf("the page explains by version %d, %v", p.Settings.Version, err)
	}
	d.revisit(d.clerk, d.answered("yes", 5))
	d.do(d.supervisor, func(by By, id, seen int64) error { return d.store.CloseCase(t.Context(), by, id, seen, "") })
	d.do(d.clerk, func(by By, id, seen int64) error {
		return d.store.ReopenCase(t.Context(), by, id, seen, crm.Moment{}, "又来了")
	})
	if due := d.current().Current().Ack.DueAt - d.now.Unix(); due != 12*3600 {
		t.Errorf("the new cycle's acknowledgement is due after %d s", due)
	}
}

func TestRoundSentBackIsCountedLate(t *testing.T) {
	for _, r := range []struct {
		name  string
		made  time.Duration // after the due
		typed time.Duration // when it was made, as typed
		kept  int64
	}{{"in time", 0, 0, 2}, {"one second late", time.Second, time.Second, 1}, {"made in time, typed after the due", time.Second, -time.Hour, 1}} {
		d := newDesk(t, "2026-10-05 08:00:00")
		room, customer := d.room("2020-01-01", "")
		d.register(room, customer, nil)
		d.work()
		d.tell(crm.Told{})
		due := time.Unix(d.current().Current().Revisit.DueAt, 0)
		d.now = due.Add(r.made)
		in := d.answered("no", 0)
		in.At = crm.Moment{At: due.Add(r.typed).Unix()}
		d.revisit(d.clerk, in)
		d.tell(crm.Told{})
		d.revisit(d.clerk, d.answered("yes", 5))
		if c := d.countOctober("2026-11-20 08:00:00"); c.Revisit.Due != 2 || c.Revisit.Kept != r.kept {
			t.Errorf("%s: %d of %d rounds on time, want %d of 2", r.name, c.Revisit.Kept, c.Revisit.Due, r.kept)
		}
		checkFold(t, d.store, 0)
	}
}

func TestVerificationTaskStaysWhileAMomentWaits(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	room, customer := d.room("2020-01-01", "")
	d.register(room, customer, nil)
	d.work()
	d.now = d.now.Add(5 * time.Hour)
	d.tell(crm.Told{At: crm.Moment{At: d.now.Add(-time.Hour).Unix()}}) // an hour ago, nothing to prove it
	d.wantTasks("told", "verify")
	for i, clock := range []crm.ClockName{crm.ResolutionClock, crm.ResponseClock} {
		d.do(d.supervisor, func(by By, id, seen int64) error {
			return d.store.VerifyMoment(t.Context(), by, id, seen, clock, 0, "ok", "")
		})
		d.wantTasks("verified "+string(clock), []string{"verify"}[i:]...)
	}
	d.register(room, customer, func(r *crm.Registration) { r.Kind = crm.Enquiry })
	d.now = d.now.Add(5 * time.Hour)
	d.do(d.clerk, func(by By, id, seen int64) error {
		return d.store.CompleteCase(t.Context(), by, id, seen, crm.Completion{At: crm.Moment{At: d.now.Add(-time.Hour).Unix()}, Method: "phone", Text: "周一开门"})
	})
	d.wantTasks("an enquiry told an hour ago", "verify")
}

func TestTasksOfTheRevisit(t *testing.T) {
	d := newDesk(t, "2026-09-01 08:00:00")
	room, customer := d.room("2020-01-01", "")
	d.register(room, customer, nil)
	d.work()
	for range 2 {
		d.tell(crm.Told{})
		d.revisit(d.clerk, d.answered("partly", 0))
		d.now = d.now.Add(time.Hour)
	}
	d.wantTasks("two rounds in vain", "third_round")
	d.tell(crm.Told{})
	for _, moment := range []string{"2026-09-02 10:00:00", "2026-09-02 15:00:00"} {
		d.now = d.time(moment)
		d.revisit(d.manager, d.call)
	}
	d.now = d.time("2026-09-03 10:00:00")
	d.revisit(d.manager, crm.RevisitReport{Channel: "phone", Result: "wrong_number"})
	d.wantTasks("three attempts, the last to a wrong number", "third_round", "notice", "verify_file")
	d.do(d.manager, func(by By, id, seen int64) error {
		return d.store.NotifyRevisit(t.Context(), by, id, seen, crm.Moment{}, "note")
	})
	d.wantTasks("notice sent", "third_round", "verify_file")
	in := d.answered("yes", 1)
	in.NewNeed = "想要一个快递柜"
	d.revisit(d.manager, in)
	d.wantTasks("solved, dissatisfied, something new", "third_round", "verify_file", "supervisor_call", "new_need")
	d.do(d.supervisor, func(by By, id, seen int64) error {
		return d.store.SupervisorCall(t.Context(), by, id, seen, crm.Moment{}, "已道歉")
	})
	d.do(d.supervisor, func(by By, id, seen int64) error { return d.store.CloseCase(t.Context(), by, id, seen, "") })
	d.wantTasks("closed", "verify_file", "new_need")
}
