package db

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// officeZone is that of the office's project.
var officeZone = time.FixedZone("UTC+8", 8*3600)

// activity is one of the manager's that starts in some hours, with so many places.
func (o *office) activity(in time.Duration, places int64) int64 {
	o.t.Helper()
	id, err := o.store.SaveActivity(o.t.Context(), o.by(crm.Manager), 0, crm.Activity{Kind: "forum", Title: "业主座谈会", Place: "会议室", StartsAt: o.now.Add(in).Unix(), Capacity: places})
	o.ok(err)
	return id
}

// comes notes somebody as a role does.
func (o *office) comes(role crm.Role, id int64, who, status string) (Come, error) {
	in := Coming{ActivityID: id, Status: status, Text: who}
	return o.store.NoteComing(o.t.Context(), o.by(role), in, o.today(), officeZone)
}

// stand is everybody's place in the list of an activity, as a role sees it.
func (o *office) stand(role crm.Role, id int64) string {
	o.t.Helper()
	list, err := o.store.Attendees(o.t.Context(), o.by(role).Staff, id, "", 0, 100, o.today())
	o.ok(err)
	var words []string
	for _, a := range list {
		words = append(words, a.Customer.Name+" "+a.Status)
	}
	return strings.Join(words, "; ")
}

func (o *office) wantStand(role crm.Role, id int64, want string) {
	o.t.Helper()
	if got := o.stand(role, id); got != want {
		o.t.Errorf("%s sees %q, want %q", role, got, want)
	}
}

// invalid fails unless err finds fault with a field in the words.
func (o *office) invalid(err error, words string) {
	o.t.Helper()
	if !crm.Is(err, crm.Invalid) || !strings.Contains(err.Error(), words) {
		o.t.Errorf("%v, want %q", err, words)
	}
}

func TestLastPlaceOfAnActivity(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	for i, name := range []string{"安平", "白露", "陈晨"} {
		o.resident(name, "", fmt.Sprintf("3-2-50%d", i+1), "owner")
	}
	id := o.activity(3*time.Hour, 2)
	for _, who := range []string{"3-2-501", "白露"} {
		_, err := o.comes(crm.Clerk, id, who, crm.SignedUp)
		o.ok(err)
	}
	_, err := o.comes(crm.Clerk, id, "3-2-503", crm.SignedUp)
	o.refused(err, crm.Conflict, "名额 2 人已满")
	_, err = o.comes(crm.Clerk, id, "3-2-503", crm.Attended)
	o.refused(err, crm.Conflict, "名额 2 人已满")
	_, err = o.comes(crm.Clerk, id, "3-2-503", crm.Invited)
	o.ok(err)
	out, err := o.comes(crm.Clerk, id, "3-2-502", crm.Attended) // has a place
	if err != nil || out.Who.Name != "白露" {
		t.Fatalf("%+v %v", out, err)
	}
	_, err = o.comes(crm.Clerk, id, "3-2-502", crm.Attended)
	o.refused(err, crm.Conflict, "白露已签到过了（11-22 17:00，主管登记）")
	_, err = o.comes(crm.Clerk, id, "9-9-999", crm.Attended)
	o.invalid(err, "没有找到这个人")
	_, err = o.comes(crm.Clerk, id, " ", crm.Attended)
	o.invalid(err, "请输入房号")
	o.wantStand(crm.Clerk, id, "安平 signed_up; 白露 attended; 陈晨 invited")

	a, err := o.store.Activity(t.Context(), o.by(crm.Clerk).Staff, id)
	o.ok(err)
	a.Capacity = 1
	_, err = o.store.SaveActivity(t.Context(), o.by(crm.Manager), a.RowVersion, a)
	o.invalid(err, "已有 2 人报名或签到")
	o.refused(o.store.CancelActivity(t.Context(), o.by(crm.Manager), id, a.RowVersion, "下雨"), crm.Conflict, "已有 1 人签到")
	o.now = o.now.Add(4 * time.Hour)
	n, err := o.store.NoteAbsences(t.Context(), o.by(crm.Clerk), id, officeZone)
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	o.wantStand(crm.Clerk, id, "安平 absent; 白露 attended; 陈晨 invited")
	_, err = o.comes(crm.Clerk, id, "3-2-503", crm.Attended) // a place became free
	o.ok(err)
	if v, err := o.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

func TestWhoIsMeantAtTheDoor(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	o.resident("安平", "", "3-2-501", "owner")
	o.resident("白露", "", "3-2-501", "occupant")
	left := o.resident("陈晨", "", "3-2-501", "tenant")
	o.sql(`UPDATE occupancy SET moved_out_on = '2024-01-01' WHERE customer_id = ?`, left.ID)
	id := o.activity(time.Hour, 0)
	out, err := o.comes(crm.Clerk, id, "3-2-501", crm.Attended)
	if err != nil || len(out.Meant) != 2 || out.Who.ID != 0 {
		t.Fatalf("two live there: %+v %v", out, err)
	}
	o.wantStand(crm.Clerk, id, "")
	_, err = o.comes(crm.Clerk, id, "白露", crm.Invited)
	o.ok(err)
	if out, err = o.comes(crm.Clerk, id, "3-2-501", crm.SignedUp); err != nil || len(out.Meant) != 2 {
		t.Fatalf("either may sign up: %+v %v", out, err)
	}
	if out, err = o.comes(crm.Clerk, id, "3-2-501", crm.Attended); err != nil || out.Who.Name != "白露" {
		t.Fatalf("one is expected: %+v %v", out, err)
	}
	if out, err = o.comes(crm.Clerk, id, "3-2-501", crm.Attended); err != nil || len(out.Meant) != 2 {
		t.Fatalf("the other one is asked for: %+v %v", out, err)
	}
	o.wantStand(crm.Clerk, id, "白露 attended")
}

func TestAttendanceWithinReach(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	o.resident("安平", "", "3-2-501", "owner")
	far := o.resident("白露", "", "8-1-101", "owner")
	id := o.activity(time.Hour, 0)
	for _, who := range []string{"3-2-501", "8-1-101"} {
		_, err := o.comes(crm.Clerk, id, who, crm.Attended)
		o.ok(err)
	}
	o.wantStand(crm.Supervisor, id, "安平 attended; 白露 attended")
	o.wantStand(crm.Steward, id, "安平 attended")
	_, err := o.comes(crm.Steward, id, "白露", crm.Invited)
	o.invalid(err, "没有找到这个人")
	_, err = o.store.NoteComing(t.Context(), o.by(crm.Steward), Coming{ActivityID: id, CustomerID: far.ID, Status: crm.SignedUp}, o.today(), officeZone)
	o.refused(err, crm.NotFound, "没有找到这位客户")
	counts, err := o.store.AttendeeCounts(t.Context(), o.by(crm.Steward).Staff, id)
	if err != nil || counts[crm.Attended] != 1 {
		t.Errorf("%v %v", counts, err)
	}
	for _, role := range []crm.Role{crm.Quality, crm.Handler, crm.Executive, crm.Committee, crm.PrivacyOfficer, crm.Sysadmin} {
		_, err := o.store.Activity(t.Context(), o.by(role).Staff, id)
		o.refused(err, crm.Forbidden, "没有查看社区活动的权限")
		_, err = o.comes(role, id, "3-2-501", crm.SignedUp)
		o.refused(err, crm.Forbidden, "没有查看社区活动的权限")
	}
	stranger := crm.Staff{ID: 8, ProjectID: 2, Roles: []crm.Assignment{{Role: crm.Manager}}}
	if _, err := o.store.Activity(t.Context(), stranger, id); !crm.Is(err, crm.NotFound) {
		t.Errorf("another project: %v", err)
	}
}

// TestMergeFoldsAttendance holds that of two notes about one activity the stronger one stays, and that an undo brings both back.
func TestMergeFoldsAttendance(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	kept, gone := o.resident("许婷", "15400000001", "3-2-501", "owner"), o.resident("许婷", "15400000002", "3-2-502", "tenant")
	both, weaker, only := o.activity(time.Hour, 0), o.activity(2*time.Hour, 0), o.activity(3*time.Hour, 0)
	for _, x := range []struct {
		id  int64
		who crm.Customer
		to  string
	}{{both, kept, crm.SignedUp}, {both, gone, crm.Attended}, {weaker, kept, crm.Attended}, {weaker, gone, crm.Invited}, {only, gone, crm.SignedUp}} {
		_, err := o.store.NoteComing(t.Context(), o.by(crm.Clerk), Coming{ActivityID: x.id, CustomerID: x.who.ID, Status: x.to}, o.today(), officeZone)
		o.ok(err)
	}
	before := o.dump()
	o.now = o.now.Add(time.Minute)
	o.ok(o.merge(kept, gone))
	o.wantStand(crm.Clerk, both, "许婷 attended")
	o.wantStand(crm.Clerk, weaker, "许婷 attended")
	o.wantStand(crm.Clerk, only, "许婷 signed_up")
	own, err := o.store.CustomerActivities(t.Context(), o.by(crm.Clerk).Staff, kept.ID)
	if err != nil || len(own) != 3 {
		t.Errorf("%+v %v", own, err)
	}
	o.ok(o.undo(gone))
	o.same(before, o.dump())
}

func TestAttendanceKeepsAnImportedFile(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	b := o.commit(o.start("a.csv", roster("许婷,15400000001,3-2-501,业主,2020-01-02", "孔平,15400000002,4-1-301,租户,2022-03-04")), false)
	id := o.activity(time.Hour, 0)
	_, err := o.comes(crm.Clerk, id, "许婷", crm.SignedUp)
	o.ok(err)
	b = o.takeBack(b)
	if b.Counts.Kept != 1 || o.count(`SELECT COUNT(*) FROM import_row WHERE kept = '已在社区活动的名单里'`) != 1 || o.count(`SELECT COUNT(*) FROM customer WHERE status = 'taken_back'`) != 1 {
		t.Errorf("%+v", b.Counts)
	}
}

func TestAttendanceInTheFile(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	an := o.resident("安平", "", "3-2-501", "owner")
	o.resident("白露", "", "3-2-502", "owner")
	first, second, dropped := o.activity(time.Hour, 0), o.activity(2*time.Hour, 0), o.activity(3*time.Hour, 0)
	for _, id := range []int64{first, second, dropped} {
		_, err := o.comes(crm.Clerk, id, "3-2-501", crm.SignedUp)
		o.ok(err)
	}
	o.now = o.now.Add(150 * time.Minute)
	_, err := o.comes(crm.Clerk, first, "3-2-501", crm.Attended)
	o.ok(err)
	_, err = o.store.NoteAbsences(t.Context(), o.by(crm.Clerk), second, officeZone)
	o.ok(err)
	o.ok(o.store.CancelActivity(t.Context(), o.by(crm.Manager), dropped, 1, "下雨"))

	rhythm := func(today string) string {
		own, around, err := o.store.Rhythm(t.Context(), o.by(crm.Clerk).Staff, an.ID, today, officeZone)
		o.ok(err)
		return fmt.Sprintf("%d %d/%d", own.Events, around.Events, around.Customers)
	}
	for today, want := range map[string]string{"2026-11-22": "1 1/2", "2026-11-21": "0 0/2", "2027-11-21": "1 1/2", "2027-11-22": "0 0/2"} {
		if got := rhythm(today); got != want {
			t.Errorf("on %s: %q, want %q", today, got, want)
		}
	}
	for _, cut := range crm.SegmentCuts {
		list, err := o.store.Segments(t.Context(), o.by(crm.Clerk).Staff, cut.Code, o.today(), officeZone)
		if err != nil || len(list) != 1 || list[0].Events != 1 || list[0].Customers != 2 {
			t.Errorf("%s: %+v %v", cut.Code, list, err)
		}
	}
	stories, _, err := o.store.Timeline(t.Context(), o.by(crm.Clerk).Staff, an.ID, "activities", crm.StoryKey{})
	o.ok(err)
	var told []string
	for _, s := range stories {
		told = append(told, s.Title+" "+s.Text)
	}
	const on = " 业主座谈会 · 2026-11-22"
	want := "报名未到：业主座谈会" + on + "|参加业主座谈会" + on + strings.Repeat("|报名业主座谈会"+on, 3)
	if got := strings.Join(told, "|"); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

func TestActivitiesOfAYear(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	plan := func() string {
		t.Helper()
		list, err := o.store.ActivityPlan(t.Context(), o.by(crm.Manager).Staff, o.now.Unix(), officeZone)
		o.ok(err)
		var words []string
		for _, p := range list {
			words = append(words, fmt.Sprint(p.Kind, " ", p.Held, "+", p.Coming, "/", p.Wanted, " short ", p.Short()))
		}
		return strings.Join(words, "; ")
	}
	want := func(expected string) {
		t.Helper()
		if got := plan(); got != expected {
			t.Errorf("%s, want %s", got, expected)
		}
	}
	want("forum 0+0/2 short 2; community 0+0/4 short 4; assembly 0+0/1 short 1")
	first, next := time.Date(2026, 1, 1, 0, 0, 0, 0, officeZone), time.Date(2027, 1, 1, 0, 0, 0, 0, officeZone)
	for _, at := range []time.Time{first.Add(-time.Second), first, next.Add(-time.Second), next} { // the year holds two of them
		o.activity(at.Sub(o.now), 0)
	}
	want("forum 1+1/2 short 0; community 0+0/4 short 4; assembly 0+0/1 short 1")
	o.activity(-time.Hour, 0)
	want("forum 2+1/2 short 0; community 0+0/4 short 4; assembly 0+0/1 short 1")
	o.ok(o.store.CancelActivity(t.Context(), o.by(crm.Manager), 5, 1, "下雨"))
	_, err := o.store.SaveActivity(t.Context(), o.by(crm.Clerk), 0, crm.Activity{Kind: "assembly", Title: "业主大会", Place: "会议室", StartsAt: o.now.Unix() + 86400}) // a draft
	o.ok(err)
	want("forum 1+1/2 short 0; community 0+0/4 short 4; assembly 0+0/1 short 1")
}
