package crm

import (
	"strings"
	"testing"
)

func TestMandatoryDataOfARegistration(t *testing.T) {
	for name, r := range map[string]struct {
		spoil func(*Registration)
		want  Code
		field string
	}{
		"as it is":                   {func(*Registration) {}, "", ""},
		"no kind":                    {func(r *Registration) { r.Kind = "" }, Invalid, "kind"},
		"another kind":               {func(r *Registration) { r.Kind = "quarrel" }, Invalid, "kind"},
		"no channel":                 {func(r *Registration) { r.Channel = "" }, Invalid, "channel"},
		"no category":                {func(r *Registration) { r.Category = "" }, Invalid, "category"},
		"no sub-category":            {func(r *Registration) { r.SubCategory = "" }, Invalid, "sub_category"},
		"another's sub-category":     {func(r *Registration) { r.SubCategory = "困人" }, Invalid, "sub_category"},
		"other has none":             {func(r *Registration) { r.Category, r.SubCategory = "other", "" }, "", ""},
		"nowhere":                    {func(r *Registration) { r.RoomID = 0 }, Invalid, "room"},
		"a common area":              {func(r *Registration) { r.RoomID, r.Place = 0, "东门" }, "", ""},
		"nobody":                     {func(r *Registration) { r.CustomerID = 0 }, Invalid, "customer_id"},
		"anonymous":                  {func(r *Registration) { r.CustomerID, r.Anonymous = 0, true }, "", ""},
		"anonymous with a name":      {func(r *Registration) { r.Anonymous = true }, Invalid, "anonymous"},
		"four characters":            {func(r *Registration) { r.Summary = "没有打扫" }, Invalid, "summary"},
		"five characters":            {func(r *Registration) { r.Summary = "没有打扫了" }, "", ""},
		"200 characters":             {func(r *Registration) { r.Summary = strings.Repeat("脏", 200) }, "", ""},
		"201 characters":             {func(r *Registration) { r.Summary = strings.Repeat("脏", 201) }, Invalid, "summary"},
		"5000 characters of detail":  {func(r *Registration) { r.Detail = strings.Repeat("脏", 5000) }, "", ""},
		"5001 characters of detail":  {func(r *Registration) { r.Detail = strings.Repeat("脏", 5001) }, Invalid, "detail"},
		"an unknown fact":            {func(r *Registration) { r.Flags = []string{"weather"} }, Invalid, "facts"},
		"urgent perhaps":             {func(r *Registration) { r.Urgent = "perhaps" }, Invalid, "urgent"},
		"external due at receipt":    {func(r *Registration) { r.ExternalDue = Moment{At: at("2025-03-14 08:00:00")} }, Invalid, "external_due_at"},
		"external due a second on":   {func(r *Registration) { r.ExternalDue = Moment{At: at("2025-03-14 08:00:01")} }, "", ""},
		"a reason where none is due": {func(r *Registration) { r.LateEntry = "away" }, "", ""},
	} {
		f := &file{t: t, now: at("2025-03-14 08:00"), set: DefaultSettings()}
		in := complaint()
		r.spoil(&in)
		c, err := NewCase(f.as("clerk"), in, "TS-LY-20250314-0001", "ABCD2345")
		wantCode(t, name, err, r.want)
		if e, ok := err.(*Error); ok && e.Fields[r.field] == "" {
			t.Errorf("%s: the problem is at %v, want %s", name, e.Fields, r.field)
		}
		if err == nil && (c.LateEntry != "" || c.RemedyWanted != "未说明" || c.IntakeOwnerID != people["clerk"].ID) {
			t.Errorf("%s: late %q, wanted %q, owner %d", name, c.LateEntry, c.RemedyWanted, c.IntakeOwnerID)
		}
	}
}

func TestWhoRegisters(t *testing.T) {
	for who := range people {
		want := Forbidden
		if strings.Contains(" clerk clerk2 steward lead lead2 boss boss2 ", " "+who+" ") {
			want = ""
		}
		f := &file{t: t, now: at("2025-03-14 08:00"), set: DefaultSettings()}
		_, err := NewCase(f.as(who), complaint(), "TS-LY-20250314-0001", "")
		wantCode(t, who, err, want)
	}
}

func TestQueryCodeForAnonymousOnly(t *testing.T) {
	if f := register(t, "2025-03-14 08:00", anonymous()); f.c.QueryCode != "ABCD2345" {
		t.Errorf("anonymous: code %q", f.c.QueryCode)
	}
	if f := register(t, "2025-03-14 08:00", complaint()); f.c.QueryCode != "" {
		t.Errorf("with a name: code %q", f.c.QueryCode)
	}
	f := register(t, "2025-03-14 08:00", anonymous())
	f.must(f.ackAs())
	named, in := register(t, "2025-03-14 08:00", complaint()), ack()
	in.Method = "posted"
	wantCode(t, "posted for somebody with a name", named.c.Acknowledge(named.as("clerk"), in), Invalid)
}

func TestConfidentialAndUrgentByCategory(t *testing.T) {
	for _, r := range []struct {
		category, sub, confidential, urgent string
		kind                                Kind
		hidden, hazard                      bool
	}{
		{"noise", "装修", "", "", Complaint, true, false}, {"pets", "吠叫", "", "", Complaint, true, false}, {"decoration", "时间", "", "", Complaint, true, false},
		{"staff_conduct", "前台", "", "", Complaint, true, false}, {"cleaning", "楼道", "", "", Complaint, false, false},
		{"noise", "装修", "no", "", Complaint, false, false}, {"cleaning", "楼道", "yes", "yes", Complaint, true, true},
		{"elevator", "困人", "", "", Complaint, false, true}, {"elevator", "异响", "", "", Repair, false, false}, {"facilities", "供水供电", "", "", Repair, false, true},
		{"fire", "报警", "", "", Repair, false, true}, {"elevator", "困人", "", "no", Complaint, false, false},
	} {
		in := ofKind(r.kind)
		in.Category, in.SubCategory, in.Confidential, in.Urgent = r.category, r.sub, r.confidential, r.urgent
		f := register(t, "2025-03-14 08:00", in)
		if f.c.Confidential != r.hidden || f.c.Urgent != r.hazard {
			t.Errorf("%s %s: confidential %v, urgent %v", r.category, r.sub, f.c.Confidential, f.c.Urgent)
		}
	}
	f := register(t, "2025-03-14 08:00", complaint())
	f.c.Confidential = true
	for who := range people {
		want := strings.Contains(" clerk clerk2 lead lead2 boss boss2 ", " "+who+" ")
		if f.c.SeesPerson(people[who]) != want {
			t.Errorf("%s sees a confidential complainant: %v", who, !want)
		}
	}
}

func TestWhatComesNext(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	next := func(what string, name ClockName, due string) {
		t.Helper()
		gotName, gotDue := f.c.NextDue()
		if gotName != name {
			t.Errorf("%s: %s is next, want %s", what, gotName, name)
		}
		wantMoment(t, what, gotDue, due)
	}
	next("registered", AckClock, "2025-03-15 08:00:00")
	f.must(f.ack())
	next("confirmed", ResponseClock, "2025-03-16 08:00:00")
	f.c.ExternalDueAt = at("2025-03-14 18:00")
	next("an earlier external deadline", "", "2025-03-14 18:00:00")
	f.c.ExternalDueAt = at("2025-03-16 08:00:01")
	next("a later one", ResponseClock, "2025-03-16 08:00:00")
	f.c.ExternalDueAt = 0
	f.must(f.assign()).must(f.accept()).must(f.respond())
	next("answered", ResolutionClock, "2025-03-17 08:00:00")
	f.must(f.resolve())
	next("resolved", RevisitClock, "2025-03-17 08:00:00")
	f.must(f.call("clerk", reached("yes", 5)))
	next("called back", "", "none")
	f.must(f.close("lead"))
	next("closed", "", "none")
}

func TestResultWords(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	f.must(f.propose(result()))
	if words := ResultWords(f.c, f.set, f.now, shanghai); !strings.Contains(words, "我们将于2025-03-17前回访") {
		t.Errorf("a complaint: %s", words)
	}
	r := inWork(t, "2025-03-14 08:00", ofKind(Repair))
	r.c.Drawn = true
	if words := ResultWords(r.c, r.set, r.now, shanghai); !strings.Contains(words, "我们将于2025-03-21前回访") {
		t.Errorf("a repair in the sample: %s", words)
	}
	r.c.Drawn = false
	if words := ResultWords(r.c, r.set, r.now, shanghai); strings.Contains(words, "回访") || !strings.HasSuffix(words, "重开。") {
		t.Errorf("a repair outside the sample promises a call: %s", words)
	}
}

func TestAckWordsPromiseNoPast(t *testing.T) {
	f := register(t, "2025-03-14 08:00", complaint())
	due := f.c.Current().Response.DueAt
	for _, row := range []struct {
		now          int64
		script, next string
	}{
		{due - 1, "今天08:00前答复您", "由保洁部跟进，2025-03-16 08:00前答复"},
		{due, "由保洁部跟进，将尽快答复您", "由保洁部跟进，尽快答复"},
	} {
		script, next := AckWords(f.c, "保洁部", "12345", row.now, shanghai)
		if !strings.Contains(script, row.script) || next != row.next {
			t.Errorf("%d s before: %s / %s", due-row.now, script, next)
		}
	}
	praise := register(t, "2025-03-14 08:00", ofKind(Praise))
	if script, next := AckWords(praise.c, "保洁部", "12345", praise.now, shanghai); strings.Contains(script, "1970") || next != "由保洁部跟进" {
		t.Errorf("without a response clock: %s / %s", script, next)
	}
}

func TestWhatIsReadOut(t *testing.T) {
	now := at("2025-12-29 09:00")
	for when, want := range map[string]string{
		"2025-12-29 23:59": "今天23:59", "2025-12-30 00:00": "明天（12月30日）00:00", "2025-12-31 08:05": "后天（12月31日）08:05",
		"2026-01-01 00:00": "2026年1月1日（星期四）00:00", "2025-12-28 10:00": "12月28日（星期日）10:00",
	} {
		if got := SpokenMoment(at(when), now, shanghai); got != want {
			t.Errorf("%s is read as %s, want %s", when, got, want)
		}
	}
	for _, row := range []struct{ promise, on, want string }{
		{"派人上门查看。", "2025-12-30", "我们约定：明天（12月30日）前，派人上门查看。"}, {"", "2025-12-30", ""}, {"派人查看", "", ""},
	} {
		if got := PromiseWords(row.promise, row.on, now, shanghai); got != row.want {
			t.Errorf("%q by %q is read as %q", row.promise, row.on, got)
		}
	}
}
