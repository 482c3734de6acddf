package db

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// onFile is an office with a customer of building 3 and real accounts behind the roles.
func onFile(t *testing.T) (*office, crm.Customer, map[crm.Role]By) {
	t.Helper()
	o, who := newOffice(t), map[crm.Role]By{}
	for _, role := range []crm.Role{crm.Clerk, crm.Steward, crm.Supervisor, crm.Manager, crm.Quality, crm.PrivacyOfficer} {
		by := o.by(role)
		in := NewAccount{Login: string(role), Name: role.Label(), PasswordHash: "x", Role: by.Staff.Roles[0]}
		id, err := o.store.AddStaff(context.Background(), By{Staff: crm.Staff{ProjectID: 1}, Now: o.now}, in)
		if err != nil {
			t.Fatal(err)
		}
		by.Staff.ID = id
		who[role] = by
	}
	c, err := o.store.AddCustomer(context.Background(), who[crm.Clerk], crm.CustomerForm{Name: "单于晓", Kind: "person", Phone: "15400000001", Room: "3-2-501", Relation: "owner", MovedInOn: "2020-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	return o, c, who
}

// kinds are those of the notices, in order.
func kinds(list []crm.Notice) (all []string) {
	for _, n := range list {
		all = append(all, n.Kind)
	}
	return all
}

func (o *office) file(by By, id int64) crm.CustomerFile {
	o.t.Helper()
	f, err := o.store.CustomerFile(context.Background(), by.Staff, id, by.Now.In(time.FixedZone("", 8*3600)).Format(time.DateOnly))
	if err != nil {
		o.t.Fatal(err)
	}
	return f
}

func (o *office) profile(by By, id int64) Profile {
	o.t.Helper()
	p, err := o.store.Profile(context.Background(), by.Staff, id, "2026-11-22")
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

// refused fails unless err is about the field.
func refused(t *testing.T, err error, field string) {
	t.Helper()
	var e *crm.Error
	if !errors.As(err, &e) || e.Fields[field] == "" {
		t.Errorf("%v, want a problem of %s", err, field)
	}
}

func TestPromiseIsATaskAndItsBreachIsCounted(t *testing.T) {
	o, c, who := onFile(t)
	ctx, clerk := context.Background(), who[crm.Clerk]
	note := NewNote{ContactNote: crm.ContactNote{Channel: "phone", Direction: "in", Summary: "问停车位", Promise: "周二前回电", PromiseOn: "2026-11-24", NextContactOn: "2026-11-25"}}
	_, err := o.store.AddNote(ctx, clerk, c.ID, note)
	o.ok(err)
	tasks, err := o.store.Tasks(ctx, clerk.Staff, true, CaseKey{}, 9)
	o.ok(err)
	if len(tasks) != 2 || tasks[0].Kind != promiseTask || tasks[0].Summary != "周二前回电" || tasks[1].Kind != contactTask {
		t.Fatalf("tasks: %+v", tasks)
	}
	if due := time.Unix(tasks[0].DueAt, 0).In(time.FixedZone("", 8*3600)).Format(time.DateTime); due != "2026-11-25 00:00:00" {
		t.Errorf("due %s, want the end of the promised day", due)
	}
	if got := kinds(o.file(clerk, c.ID).First); !slices.Equal(got, []string{crm.NoticePromise, crm.NoticeNext}) {
		t.Errorf("on the day: %v", got)
	}
	clerk.Now = o.now.AddDate(0, 0, 3) // a day after
	if got := kinds(o.file(clerk, c.ID).First); !slices.Equal(got, []string{crm.NoticeBroken, crm.NoticeNext}) {
		t.Errorf("the day after: %v", got)
	}
	o.ok(o.store.CompleteTask(ctx, clerk, tasks[0].ID, 1, "已回电说明"))
	f := o.file(clerk, c.ID)
	if got := kinds(f.First); !slices.Equal(got, []string{crm.NoticeNext, crm.NoticeLate}) {
		t.Errorf("kept late: %v", got)
	}
	if f.Timeline[0].Title != "逾期兑现承诺" || !strings.Contains(f.Timeline[0].Text, "周二前回电") {
		t.Errorf("told as %+v", f.Timeline[0])
	}
	if notes := o.profile(clerk, c.ID).Notes; notes[0].PromiseState("2026-11-26") != crm.PromiseLate {
		t.Errorf("note: %+v", notes[0])
	}
}

func TestConversationKeepsWhatWasPromised(t *testing.T) {
	o, c, who := onFile(t)
	ctx, clerk := context.Background(), who[crm.Clerk]
	say := crm.ContactNote{Channel: "phone", Direction: "out", Summary: "回电说明车位"}
	first, err := o.store.AddNote(ctx, clerk, c.ID, NewNote{ContactNote: crm.ContactNote{Channel: "phone", Direction: "in", Summary: "问停车位", Promise: "回电", PromiseOn: "2026-11-22", NextContactOn: "2026-11-22"}})
	o.ok(err)
	_, err = o.store.AddNote(ctx, clerk, c.ID, NewNote{ContactNote: say, Promises: []int64{first}, Contacts: []int64{first}, Need: "想租车位", NeedWantedByOn: "2026-12-31"})
	o.ok(err)
	if n, err := countTasks(o.store.reader(ctx), clerk.Staff); err != nil || n != 0 {
		t.Errorf("%d tasks are left, %v", n, err)
	}
	f := o.file(clerk, c.ID)
	if got := kinds(f.First); !slices.Equal(got, []string{crm.NoticeNeeds}) {
		t.Errorf("left: %v", got)
	}
	open, err := o.store.OpenFollowUps(ctx, clerk.Staff, c.ID)
	if err != nil || len(open) != 0 {
		t.Errorf("open: %v %v", open, err)
	}
	if needs := o.profile(clerk, c.ID).Needs; len(needs) != 1 || needs[0].NoteID == 0 || needs[0].WantedByOn != "2026-12-31" {
		t.Errorf("needs: %+v", needs)
	}
	other, err := o.store.AddCustomer(ctx, clerk, crm.CustomerForm{Name: "诸葛明"})
	o.ok(err)
	if _, err = o.store.AddNote(ctx, clerk, other.ID, NewNote{ContactNote: say, Promises: []int64{first}}); !crm.Is(err, crm.NotFound) {
		t.Errorf("another customer's promise is kept: %v", err)
	}
}

func TestStewardKeepsThePromise(t *testing.T) {
	o, c, who := onFile(t)
	ctx := context.Background()
	o.in(func(tx *Tx) error {
		return tx.exec(`UPDATE customer SET steward_id = ? WHERE id = ?`, who[crm.Steward].Staff.ID, c.ID)
	})
	note := NewNote{ForSteward: true, ContactNote: crm.ContactNote{Channel: "walk_in", Direction: "in", Summary: "问装修", Promise: "带图纸上门", PromiseOn: "2026-11-23"}}
	_, err := o.store.AddNote(ctx, who[crm.Clerk], c.ID, note)
	o.ok(err)
	tasks, err := o.store.Tasks(ctx, who[crm.Steward].Staff, true, CaseKey{}, 9)
	if err != nil || len(tasks) != 1 || tasks[0].AssigneeName != "楼栋管家" {
		t.Errorf("%+v, %v", tasks, err)
	}
}

func TestNeedMovesAlong(t *testing.T) {
	o, c, who := onFile(t)
	ctx, clerk := context.Background(), who[crm.Clerk]
	id, err := o.store.AddNeed(ctx, clerk, c.ID, crm.Need{Text: "装扶手"})
	o.ok(err)
	_, err = o.store.AddNeed(ctx, clerk, c.ID, crm.Need{Text: "装扶手", CaseID: 99})
	refused(t, err, "case_id")
	o.ok(o.store.ChangeNeed(ctx, clerk, c.ID, 1, crm.Need{ID: id, Text: "装扶手", Status: "planned"}))
	var stale *Stale
	if err := o.store.ChangeNeed(ctx, clerk, c.ID, 1, crm.Need{ID: id, Text: "装扶手", Status: "met"}); !errors.As(err, &stale) {
		t.Errorf("an old form is taken: %v", err)
	}
	refused(t, o.store.ChangeNeed(ctx, clerk, c.ID, 2, crm.Need{ID: id, Text: "装扶手", Status: "declined"}), "reason")
	o.ok(o.store.ChangeNeed(ctx, clerk, c.ID, 2, crm.Need{ID: id, Text: "装扶手", Status: "declined", Reason: "墙体不允许"}))
	if err := o.store.ChangeNeed(ctx, clerk, c.ID, 3, crm.Need{ID: id + 1, Text: "x", Status: "open"}); !crm.Is(err, crm.NotFound) {
		t.Errorf("no such need: %v", err)
	}
	f := o.file(clerk, c.ID)
	if f.Timeline[0].Title != "需求无法满足" || !strings.Contains(f.Timeline[0].Text, "墙体不允许") || len(f.First) != 0 {
		t.Errorf("%+v %v", f.Timeline[0], f.First)
	}
}

func TestOneLanguageManyWishes(t *testing.T) {
	o, c, who := onFile(t)
	ctx, clerk := context.Background(), who[crm.Clerk]
	add := func(key, value string) error {
		_, err := o.store.AddPreference(ctx, clerk, c.ID, crm.Preference{Key: key, Value: value, Source: "told"})
		return err
	}
	for _, p := range [][2]string{{"language", "杭州话"}, {"language", "粤语"}, {"living", "怕吵"}, {"living", "绿植多"}, {"home_visits", "不接受"}} {
		o.ok(add(p[0], p[1]))
	}
	refused(t, add("living", "怕吵"), "value")
	held := o.profile(clerk, c.ID).Preferences
	var shown []string
	for _, p := range held {
		shown = append(shown, p.Shown())
	}
	if want := []string{"否", "粤语", "怕吵", "绿植多"}; !slices.Equal(shown, want) {
		t.Errorf("held %v, want %v", shown, want)
	}
	o.ok(o.store.EndPreference(ctx, clerk, c.ID, 1, held[2].ID))
	if n := len(o.profile(clerk, c.ID).Preferences); n != 3 {
		t.Errorf("%d are left", n)
	}
	if err := o.store.EndPreference(ctx, clerk, c.ID, 2, held[2].ID); !crm.Is(err, crm.NotFound) {
		t.Errorf("ended twice: %v", err)
	}
}
