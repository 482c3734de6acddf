package crm

import (
	"strings"
	"testing"
	"time"
)

func TestLevelProposal(t *testing.T) {
	with := func(change func(*Registration)) Registration {
		r := complaint()
		change(&r)
		return r
	}
	flag := func(codes ...string) Registration { return with(func(r *Registration) { r.Flags = codes }) }
	about := func(category, sub string) Registration {
		return with(func(r *Registration) { r.Category, r.SubCategory = category, sub })
	}
	for _, r := range []struct {
		name string
		in   Registration
		want Level
		says string
	}{
		{"general category", complaint(), General, "保洁"},
		{"lift", about("elevator", "异响"), Important, "电梯"}, {"fire", about("fire", "通道占用"), Important, "消防"}, {"security", about("security", "巡逻"), Important, "安全秩序"},
		{"staff", about("staff_conduct", "前台"), Important, "服务态度"}, {"fees", about("fees", "公摊"), Important, "收费"}, {"leak", about("leakage", "屋面"), Important, "漏水"},
		{"somebody caught in the lift", about("elevator", "困人"), Major, "困人"},
		{"injury", flag("injury"), Major, "受伤"}, {"loss", flag("big_loss"), Major, "一万"}, {"media", flag("media"), Major, "媒体"}, {"group", flag("group"), Major, "多户"},
		{"injury and loss", flag("big_loss", "injury"), Major, "、"},
		{"vulnerable", flag("vulnerable"), Important, "老幼"}, {"vulnerable and group", flag("vulnerable", "group"), Major, "多户"},
		{"second time", with(func(r *Registration) { r.Earlier = 1 }), Important, "第2次"},
		{"third time", with(func(r *Registration) { r.Earlier = 2 }), Major, "第3次"},
		{"fifth time", with(func(r *Registration) { r.Earlier = 4 }), Major, "第5次"},
		{"five homes", with(func(r *Registration) { r.Crowd = "7天内同一楼栋5户以上反映同类问题" }), Major, "5户以上"},
		{"five homes of a cause", with(func(r *Registration) { r.Crowd, r.Group = "7天内", &Group{ID: 7} }), General, "保洁"},
		{"12345", with(func(r *Registration) { r.Channel = "hotline_12345" }), Important, "政务热线"},
		{"street", with(func(r *Registration) { r.Channel = "street" }), Important, "街道"},
		{"committee", with(func(r *Registration) { r.Channel = "committee" }), Important, "业委会"},
		{"paper", with(func(r *Registration) { r.Channel = "paper" }), General, "保洁"},
		{"repair of a lift", with(func(r *Registration) { r.Kind, r.Category, r.SubCategory = Repair, "elevator", "困人" }), General, ""},
	} {
		f := register(t, "2025-03-14 08:00", r.in)
		if f.c.Proposed != r.want || f.c.Level != r.want || !strings.Contains(f.c.ProposedBy, r.says) {
			t.Errorf("%s: %s because of %q, want %s because of %q", r.name, f.c.Proposed, f.c.ProposedBy, r.want, r.says)
		}
		if f.c.Confirmed {
			t.Errorf("%s: confirmed by nobody", r.name)
		}
	}
}

func TestUntilTheLevelIsConfirmedTheDuesFollowTheProposal(t *testing.T) {
	r := complaint()
	r.Flags = []string{"injury"}
	f := register(t, "2025-03-14 08:00", r)
	f.wantDues(1, "2025-03-15 08:00:00", "2025-03-14 12:00:00", "2025-03-29 08:00:00", "none")
}

func TestWhoConfirmsALevel(t *testing.T) {
	for _, r := range []struct {
		proposed, confirmed Level
		who                 string
		want                Code
	}{
		{General, "", "clerk", ""}, {General, General, "clerk", ""}, {General, Important, "clerk", Invalid}, {General, Major, "clerk", Invalid},
		{Important, "", "clerk", Forbidden}, {Important, General, "clerk", Forbidden}, {Major, General, "clerk", Forbidden},
		{Important, General, "lead", ""}, {General, Major, "lead", ""}, {Major, Important, "boss", ""},
		{General, General, "steward", Forbidden}, {General, General, "handler", Forbidden}, {General, General, "head", Forbidden}, {General, General, "quality", Forbidden},
		{General, "huge", "lead", Invalid},
	} {
		f := atLevel(t, r.proposed)
		f.must(f.ack())
		err := f.c.Assign(f.as(r.who), Dispatch{Department: "GC", Level: r.confirmed})
		wantCode(t, r.who+" confirms "+string(r.proposed)+" as "+string(r.confirmed), err, r.want)
	}
	f := atLevel(t, Important) // lowered by a supervisor, sent back: general now, a clerk may hand it on
	f.must(f.ack()).must(f.c.Assign(f.as("lead"), Dispatch{Department: "GC", Level: General}))
	f.must(f.c.Return(f.as("handler"), "不归我们"))
	wantCode(t, "a clerk hands on what was confirmed as general", f.c.Assign(f.as("clerk"), Dispatch{Department: "BJ"}), "")
}

// atLevel is a complaint with a proposal of that level.
func atLevel(t *testing.T, level Level) *file {
	r := complaint()
	switch level {
	case Important:
		r.Category, r.SubCategory = "fees", "公摊"
	case Major:
		r.Flags = []string{"media"}
	}
	return register(t, "2025-03-14 08:00", r)
}

func TestLevelUpArithmetic(t *testing.T) {
	for _, r := range []struct {
		from, to             Level
		after                time.Duration
		told                 bool
		response, resolution time.Duration // from the anchor
	}{
		{General, Important, 5 * time.Hour, true, 24 * time.Hour, 168 * time.Hour},
		{General, Important, 20 * time.Hour, true, 24 * time.Hour, 168 * time.Hour},
		{General, Important, 20*time.Hour + time.Second, true, 24*time.Hour + time.Second, 168 * time.Hour},
		{General, Important, 22 * time.Hour, true, 26 * time.Hour, 168 * time.Hour},
		{General, Important, 46 * time.Hour, true, 48 * time.Hour, 168 * time.Hour}, // never later than it was
		{General, Important, 5 * time.Hour, false, 24 * time.Hour, 72 * time.Hour},
		{General, Major, 0, true, 4 * time.Hour, 360 * time.Hour},
		{Important, Major, 19 * time.Hour, false, 23 * time.Hour, 168 * time.Hour},
		{Important, Major, 20*time.Hour + time.Second, true, 24 * time.Hour, 360 * time.Hour},
	} {
		f := atLevel(t, r.from)
		anchor := f.now
		f.must(f.ack()).wait(r.after)
		in := Dispatch{Department: "GC", Level: r.to}
		if r.told {
			in.ToldNewDate = Moment{At: f.now}
		}
		f.must(f.c.Assign(f.as("lead"), in))
		name := string(r.from) + " to " + string(r.to) + " after " + r.after.String()
		wantMoment(t, name+": response", f.cycle().Response.DueAt, when(anchor+int64(r.response/time.Second)))
		wantMoment(t, name+": resolution", f.cycle().Resolution.DueAt, when(anchor+int64(r.resolution/time.Second)))
		wantMoment(t, name+": ack", f.cycle().Ack.DueAt, when(anchor+86400))
	}
}

func TestLevelDownArithmetic(t *testing.T) {
	for _, r := range []struct {
		from, to             Level
		after                time.Duration
		response, resolution time.Duration
		want                 Code
	}{
		{Major, General, time.Hour, 48 * time.Hour, 72 * time.Hour, ""},
		{Major, Important, 4 * time.Hour, 24 * time.Hour, 168 * time.Hour, ""}, // at the due itself nothing is missed
		{Major, Important, 4*time.Hour + time.Second, 0, 0, Invalid},           // a miss
		{Important, General, 23 * time.Hour, 48 * time.Hour, 72 * time.Hour, ""},
		{Important, General, 24 * time.Hour, 48 * time.Hour, 72 * time.Hour, ""},
	} {
		f := atLevel(t, r.from)
		anchor := f.now
		f.must(f.ack()).wait(r.after)
		err := f.c.Assign(f.as("lead"), Dispatch{Department: "GC", Level: r.to})
		name := string(r.from) + " to " + string(r.to) + " after " + r.after.String()
		if wantCode(t, name, err, r.want); err != nil {
			continue
		}
		wantMoment(t, name+": response", f.cycle().Response.DueAt, when(anchor+int64(r.response/time.Second)))
		wantMoment(t, name+": resolution", f.cycle().Resolution.DueAt, when(anchor+int64(r.resolution/time.Second)))
	}
	for after, want := range map[time.Duration]string{ // at least a day from now, and never later than before
		47 * time.Hour: "2025-03-17 08:00:00", 48*time.Hour + time.Second: "2025-03-17 08:00:01", 60 * time.Hour: "2025-03-17 20:00:00", 160 * time.Hour: "2025-03-21 08:00:00",
	} {
		f := atLevel(t, Important)
		f.wait(after)
		f.c.setLevel(f.as("lead"), General, 0, "")
		wantMoment(t, "resolution, lowered after "+after.String(), f.cycle().Resolution.DueAt, want)
	}
}

func TestNoLowerLevelAfterTheResponse(t *testing.T) {
	f := atLevel(t, Important)
	f.must(f.ack()).must(f.assign()).must(f.respond()).must(f.c.Return(f.as("handler"), "不归我们"))
	wantCode(t, "lower after the response", f.c.Assign(f.as("lead"), Dispatch{Department: "BJ", Level: General}), Invalid)
	wantCode(t, "the same after the response", f.c.Assign(f.as("lead"), Dispatch{Department: "BJ", Level: Important}), "")
}

func TestRaisedCaseKeepsItsMiss(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	f.must(f.ack()).wait(73 * time.Hour)
	f.must(f.c.Assign(f.as("lead"), Dispatch{Department: "GC", Level: Important, ToldNewDate: Moment{At: f.now}}))
	for _, name := range []ClockName{ResponseClock, ResolutionClock} {
		f.wantVerdict(string(name), *f.cycle().Clock(name), Missed)
	}
	wantMoment(t, "new due", f.cycle().Resolution.DueAt, "2025-03-21 08:00:00")
	wantMoment(t, "missed due", f.cycle().Resolution.MissedDueAt, "2025-03-17 08:00:00")
	f.must(f.accept())
	p := result()
	f.must(f.propose(p)).must(f.approve()).must(f.resolve())
	f.wantVerdict("resolution, done before the new due", f.cycle().Resolution, Late)
}

func TestACycleKeepsItsSettings(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	old := f.set
	newest := DefaultSettings()
	newest.ID = 2
	newest.RevisitHours = map[Level]int64{General: 5, Important: 5, Major: 5}
	newest.AckHours = map[Kind]int64{Complaint: 12}
	act := f.as("handler")
	act.Settings, act.Kept = newest, &old
	p := result()
	f.must(f.c.Resolve(act, Told{Method: "phone", Whom: "本人", Proposal: &p}))
	wantMoment(t, "revisit due of the old version", f.cycle().Revisit.DueAt, "2025-03-17 08:00:00")
	r := f.c.NewRevisit(people["clerk"])
	f.r = &r
	f.must(f.call("clerk", reached("yes", 5))).must(f.close("lead"))
	act = f.as("clerk")
	act.Settings, act.Kept = newest, &old
	f.must(f.c.Reopen(act, Moment{}, "又来了"))
	wantMoment(t, "ack due of the new version", f.cycle().Ack.DueAt, "2025-03-14 20:00:00")
	if f.cycle().SettingsID != 2 || f.c.Cycles[0].SettingsID != 1 {
		t.Errorf("settings of the cycles: %d and %d", f.c.Cycles[0].SettingsID, f.cycle().SettingsID)
	}
}
