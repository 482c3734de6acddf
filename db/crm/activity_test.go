package crm

import (
	"strings"
	"testing"
)

// The activity of these tests starts at 2000 on a day that begins at 1000; it has ten places.
func held(state string, seats int64) Activity {
	return Activity{Kind: "forum", Title: "座谈会", Place: "会议室", StartsAt: 2000, Capacity: 10, State: state, SignedUp: seats}
}

func TestAdmit(t *testing.T) {
	const day, morning, before, after = 1000, 1000, 999, 2000
	for _, x := range []struct {
		state, was, status string
		now, seats         int64
		refused            string // part of the sentence, empty where it may be
	}{
		{ActivityApproved, "", Invited, before, 0, ""},
		{ActivityApproved, "", SignedUp, before, 9, ""},
		{ActivityApproved, "", SignedUp, before, 10, "名额 10 人已满"},
		{ActivityApproved, "", Invited, before, 10, ""}, // takes no place
		{ActivityApproved, Invited, SignedUp, before, 10, "名额 10 人已满"},
		{ActivityApproved, SignedUp, Invited, before, 10, ""},
		{ActivityApproved, SignedUp, Attended, before, 10, "活动当天才能签到"},
		{ActivityApproved, SignedUp, Attended, morning, 10, ""}, // has a place already
		{ActivityApproved, "", Attended, morning, 9, ""},
		{ActivityApproved, "", Attended, morning, 10, "名额 10 人已满"},
		{ActivityApproved, Absent, Attended, after, 10, "名额 10 人已满"},
		{ActivityApproved, Absent, Attended, after, 9, ""},
		{ActivityApproved, "", SignedUp, after - 1, 0, ""},
		{ActivityApproved, "", SignedUp, after, 0, "请直接签到"},
		{ActivityApproved, Invited, SignedUp, after, 0, "请直接签到"},
		{ActivityApproved, "", Invited, after, 0, "不能再邀请"},
		{ActivityApproved, SignedUp, Invited, after, 0, "不能再邀请或取消报名"},
		{ActivityApproved, SignedUp, Absent, after - 1, 0, "还没有开始"},
		{ActivityApproved, SignedUp, Absent, after, 0, ""},
		{ActivityApproved, "", Absent, after, 0, "不用登记未到"},
		{ActivityApproved, Attended, SignedUp, after, 10, ""}, // checked in by mistake
		{ActivityApproved, Attended, Invited, morning, 0, "已签到，不能再改为已邀请"},
		{ActivityApproved, Attended, Attended, after, 0, "已签到，不用再登记"},
		{ActivityApproved, "", "", after, 0, "请选择"},
		{ActivityApproved, "", "gone", after, 0, "请选择"},
		{ActivityDraft, "", SignedUp, before, 0, "还没有批准"},
		{ActivityCancelled, SignedUp, Attended, after, 0, "活动已取消"},
	} {
		err := held(x.state, x.seats).Admit(x.was, x.status, day, x.now)
		switch {
		case x.refused == "" && err != nil:
			t.Errorf("%+v: %v", x, err)
		case x.refused != "" && (err == nil || !strings.Contains(err.Error(), x.refused)):
			t.Errorf("%+v: %v", x, err)
		}
	}
	unlimited := held(ActivityApproved, 5000)
	unlimited.Capacity = 0
	if err := unlimited.Admit("", Attended, day, morning); err != nil {
		t.Error(err)
	}
	for at, want := range map[int64]string{before: "invited signed_up", morning: "invited signed_up attended", after: "attended"} {
		if got := strings.Join(held(ActivityApproved, 10).Ways(day, at), " "); got != want {
			t.Errorf("at the door of a full activity at %d: %q, want %q", at, got, want)
		}
	}
	if got := strings.Join(held(ActivityApproved, 10).May("", day, morning), " "); got != Invited {
		t.Errorf("whoever is new to a full activity may be %q", got)
	}
}

func TestActivityCheck(t *testing.T) {
	const now = 1_800_000_000
	good := Activity{Kind: "forum", Title: "座谈会", Place: "会议室", StartsAt: now + 86400, Capacity: 3}
	year := int64(366 * 86400)
	for name, x := range map[string]struct {
		change func(a *Activity)
		was    Activity
		field  string
	}{
		"good":                    {func(*Activity) {}, Activity{}, ""},
		"no limit":                {func(a *Activity) { a.Capacity = 0 }, Activity{SignedUp: 9}, ""},
		"unknown kind":            {func(a *Activity) { a.Kind = "party" }, Activity{}, "kind"},
		"no title":                {func(a *Activity) { a.Title = "  " }, Activity{}, "title"},
		"no place":                {func(a *Activity) { a.Place = "" }, Activity{}, "place"},
		"no start":                {func(a *Activity) { a.StartsAt = 0 }, Activity{}, "starts_at"},
		"two years on":            {func(a *Activity) { a.StartsAt = now + 2*year }, Activity{}, ""},
		"more":                    {func(a *Activity) { a.StartsAt = now + 2*year + 1 }, Activity{}, "starts_at"},
		"two years ago":           {func(a *Activity) { a.StartsAt = now - 2*year }, Activity{}, ""},
		"earlier":                 {func(a *Activity) { a.StartsAt = now - 2*year - 1 }, Activity{}, "starts_at"},
		"an old one as it is":     {func(a *Activity) { a.StartsAt = now - 9*year }, Activity{StartsAt: now - 9*year}, ""},
		"put off after people":    {func(*Activity) {}, Activity{Attended: 1}, "starts_at"},
		"put off after absences":  {func(*Activity) {}, Activity{Absent: 1}, "starts_at"},
		"half a day":              {func(*Activity) {}, Activity{Attended: 1, StartsAt: now + 86400 - putOff}, ""},
		"a second more":           {func(*Activity) {}, Activity{Attended: 1, StartsAt: now + 86400 - putOff - 1}, "starts_at"},
		"put off with a list":     {func(*Activity) {}, Activity{SignedUp: 3}, ""},
		"fewer places than taken": {func(a *Activity) { a.Capacity = 2 }, Activity{SignedUp: 3}, "capacity"},
		"below zero":              {func(a *Activity) { a.Capacity = -1 }, Activity{}, "capacity"},
		"the most":                {func(a *Activity) { a.Capacity = 99_999 }, Activity{}, ""},
		"too many":                {func(a *Activity) { a.Capacity = 100_000 }, Activity{}, "capacity"},
	} {
		a := good
		x.change(&a)
		err := a.Check(x.was, now)
		if x.field == "" && err != nil || x.field != "" && (err == nil || !strings.Contains(err.Error(), x.field+": ")) {
			t.Errorf("%s: %v, want %q", name, err, x.field)
		}
	}
}

func TestWhoChangesAnActivity(t *testing.T) {
	of := func(r Role) Staff { return Staff{Roles: []Assignment{{Role: r}}} }
	for _, x := range []struct {
		role                     Role
		state                    string
		change, approve, cancels bool
	}{
		{Clerk, ActivityDraft, true, false, true}, {Steward, ActivityDraft, true, false, true}, {Supervisor, ActivityDraft, true, true, true}, {Manager, ActivityDraft, true, true, true},
		{Clerk, ActivityApproved, false, false, false}, {Supervisor, ActivityApproved, true, false, true}, {Manager, ActivityCancelled, false, false, false},
		{Quality, ActivityDraft, false, false, false}, {Handler, ActivityDraft, false, false, false}, {Committee, ActivityDraft, false, false, false}, {Executive, ActivityDraft, false, false, false},
	} {
		a := Activity{State: x.state}
		if got := a.MayChange(of(x.role)); got != x.change {
			t.Errorf("%s changes %s: %v", x.role, x.state, got)
		}
		if got := a.CheckApprove(of(x.role)) == nil; got != x.approve {
			t.Errorf("%s approves %s: %v", x.role, x.state, got)
		}
		if got := a.CheckCancel(of(x.role), "下雨") == nil; got != x.cancels {
			t.Errorf("%s cancels %s: %v", x.role, x.state, got)
		}
	}
	manager := of(Manager)
	if err := (Activity{State: ActivityApproved}).CheckCancel(manager, " "); !Is(err, Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	if err := (Activity{State: ActivityApproved, Attended: 1}).CheckCancel(manager, "下雨"); !Is(err, Conflict) {
		t.Errorf("with people there: %v", err)
	}
}

func TestStages(t *testing.T) {
	for _, x := range []struct {
		state string
		now   int64
		want  string
		write bool
	}{{ActivityDraft, 9999, ActivityDraft, false}, {ActivityCancelled, 0, ActivityCancelled, false}, {ActivityApproved, 1999, "upcoming", false}, {ActivityApproved, 2000, "begun", true}} {
		a := held(x.state, 0)
		if got := a.Stage(x.now); got != x.want || (a.CheckMinutes(x.now) == nil) != x.write {
			t.Errorf("%+v: %s", x, got)
		}
	}
}

func TestStrongerAttendance(t *testing.T) {
	order := []string{Invited, SignedUp, Absent, Attended}
	for i, one := range order {
		for j, other := range order {
			if got := StrongerAttendance(one, other); got != (i > j) {
				t.Errorf("%s before %s: %v", one, other, got)
			}
		}
	}
}
