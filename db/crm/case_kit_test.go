package crm

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata" // the same zone data on every machine
)

// The tests of cases are written from domain.md §3, §4 and §10; the numbers beside them (T1, E3, …) are its.

var shanghai = func() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return loc
}()

// at reads a moment in Shanghai, with or without seconds.
func at(s string) int64 {
	form := "2006-01-02 15:04:05"
	t, err := time.ParseInLocation(form[:len(s)], s, shanghai)
	if err != nil {
		panic(err)
	}
	return t.Unix()
}

func when(unix int64) string {
	if unix == 0 {
		return "none"
	}
	return time.Unix(unix, 0).In(shanghai).Format("2006-01-02 15:04:05")
}

// people are the staff of the tests by what they are.
var people = func() map[string]Staff {
	list := []struct {
		name string
		role Assignment
	}{
		{"clerk", Assignment{Role: Clerk}}, {"clerk2", Assignment{Role: Clerk}}, {"steward", Assignment{Role: Steward, Buildings: []string{"3"}}},
		{"handler", Assignment{Role: Handler, Department: "GC"}}, {"cleaner", Assignment{Role: Handler, Department: "BJ"}}, {"head", Assignment{Role: DeptHead, Department: "GC"}},
		{"lead", Assignment{Role: Supervisor}}, {"lead2", Assignment{Role: Supervisor}}, {"boss", Assignment{Role: Manager}}, {"boss2", Assignment{Role: Manager}},
		{"quality", Assignment{Role: Quality}}, {"executive", Assignment{Role: Executive}}, {"privacy", Assignment{Role: PrivacyOfficer}},
		{"committee", Assignment{Role: Committee}}, {"sysadmin", Assignment{Role: Sysadmin}},
	}
	all := map[string]Staff{}
	for i, p := range list {
		all[p.name] = Staff{ID: int64(i + 1), Name: p.name, ProjectID: 1, Roles: []Assignment{p.role}}
	}
	return all
}()

// file is a case in a test with its clock and the round that runs.
type file struct {
	t   *testing.T
	c   *Case
	r   *Revisit
	now int64
	set Settings
}

// complaint is the least a general complaint needs.
func complaint() Registration {
	return Registration{Kind: Complaint, Channel: "phone", Category: "cleaning", SubCategory: "楼道", RoomID: 7, Building: "3", CustomerID: 9, Summary: "楼道垃圾两天没有清运"}
}

// ofKind is a registration of another kind.
func ofKind(kind Kind) Registration {
	r := complaint()
	r.Kind = kind
	return r
}

// register makes a case as the clerk at a moment.
func register(t *testing.T, now string, r Registration) *file {
	t.Helper()
	f := &file{t: t, now: at(now), set: DefaultSettings()}
	f.set.ID = 1
	c, err := NewCase(f.as("clerk"), r, "TS-LY-20250314-0001", "ABCD2345")
	if err != nil {
		t.Fatal(err)
	}
	c.ID, f.c = 1, c
	return f
}

func (f *file) as(who string) Act {
	f.t.Helper()
	by, ok := people[who]
	if !ok {
		f.t.Fatalf("nobody is called %s", who)
	}
	return Act{By: by, Now: f.now, Settings: f.set, Loc: shanghai}
}

func (f *file) at(s string) *file    { f.now = at(s); return f }
func (f *file) wait(d time.Duration) { f.now += int64(d / time.Second) }
func (f *file) cycle() *Cycle        { return f.c.Current() }
func (f *file) moment(s string) Moment {
	return Moment{At: at(s), Minute: len(s) == len("2006-01-02 15:04")}
}
func (f *file) verdict(k Clock) Verdict { return k.Verdict(f.now) }

// must fails unless a step went through; it hands the file back for the next step.
func (f *file) must(err error) *file {
	f.t.Helper()
	if err != nil {
		f.t.Fatalf("at %s, %s: %v", when(f.now), f.c.State, err)
	}
	return f
}

// codeOf is the refusal behind an error, empty for none.
func codeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return Code(err.Error())
	}
	return ""
}

// wantCode fails unless err is the refusal wanted, empty for none.
func wantCode(t *testing.T, what string, err error, want Code) {
	t.Helper()
	if got := codeOf(err); got != want {
		t.Errorf("%s: %q, want %q (%v)", what, got, want, err)
	}
}

func wantMoment(t *testing.T, what string, got int64, want string) {
	t.Helper()
	if when(got) != want && got != 0 || got == 0 && want != "none" {
		t.Errorf("%s: %s, want %s", what, when(got), want)
	}
}

func (f *file) wantVerdict(what string, k Clock, want Verdict) {
	f.t.Helper()
	if got := f.verdict(k); got != want {
		f.t.Errorf("%s at %s: %s, want %s", what, when(f.now), got, want)
	}
}

func ack() Acknowledgement {
	return Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: "今天清运", SummaryConfirmed: "yes"}
}

func result() Proposal {
	return Proposal{Resolution: "已清运", RootCauses: []string{"责任心"}, Responsibility: "company", Validity: "valid"}
}

func invalid() Proposal {
	p := result()
	p.Validity, p.InvalidReason = "invalid", "事实不成立"
	return p
}

// The usual steps; each as the usual person.

func (f *file) ack() error { return f.c.Acknowledge(f.as("clerk"), ack()) }
func (f *file) assign() error {
	return f.c.Assign(f.as("lead"), Dispatch{Department: "GC", HandlerID: people["handler"].ID})
}
func (f *file) accept() error { return f.c.Accept(f.as("handler"), "到现场查看") }
func (f *file) respond() error {
	return f.c.Respond(f.as("handler"), Response{Method: "phone", Text: "明天完成"})
}
func (f *file) propose(p Proposal) error { return f.c.Propose(f.as("handler"), p) }
func (f *file) approve() error           { return f.c.Approve(f.as("boss"), "approve", "") }

// tell resolves the case as who, with what the form holds; the round it opens is f.r.
func (f *file) tell(who string, in Told) error {
	if in.Method == "" {
		in.Method, in.Whom = "phone", "本人"
		if f.c.Anonymous {
			in.Method = "posted"
		}
	}
	err := f.c.Resolve(f.as(who), in)
	if err == nil && f.c.State == PendingRevisit {
		r := f.c.NewRevisit(people["clerk"])
		f.r = &r
	}
	return err
}

// resolve tells the result, proposing it before where none stands.
func (f *file) resolve() error {
	if f.c.ProposedAt != 0 {
		return f.tell("handler", Told{})
	}
	p := result()
	return f.tell("handler", Told{Proposal: &p})
}

func reached(solved string, satisfaction int) RevisitReport {
	return RevisitReport{Channel: "phone", Result: "reached", Solved: solved, Satisfaction: satisfaction}
}

func (f *file) call(who string, in RevisitReport) error { return f.c.Revisit(f.as(who), f.r, in) }
func (f *file) close(who string) error                  { return f.c.Close(f.as(who), f.r, "") }

// inWork is a case in the handler's hands, confirmed at once.
func inWork(t *testing.T, now string, r Registration) *file {
	t.Helper()
	f := register(t, now, r)
	f.must(f.ackAs()).must(f.assign()).must(f.accept())
	return f
}

// ackAs confirms the way the case asks for.
func (f *file) ackAs() error {
	in := ack()
	if f.c.Anonymous {
		in.Method = "posted"
	}
	return f.c.Acknowledge(f.as("clerk"), in)
}

// resolved is a case whose customer was told the result an hour after it came in.
func resolved(t *testing.T, now string, r Registration) *file {
	t.Helper()
	f := inWork(t, now, r)
	f.wait(time.Hour)
	f.must(f.respond())
	if f.must(f.propose(result())); f.c.Approval == "pending" {
		f.must(f.approve())
	}
	return f.must(f.resolve())
}

// closed is a case called back and closed half an hour later.
func closed(t *testing.T, now string, r Registration) *file {
	t.Helper()
	f := resolved(t, now, r)
	f.wait(30 * time.Minute)
	caller := "clerk"
	if f.c.ManagerOwns() {
		caller = "boss2"
	}
	return f.must(f.call(caller, reached("yes", 4))).must(f.close("lead"))
}

// count is how many events of a kind the log holds.
func (f *file) count(kind string) (n int) {
	for _, e := range f.c.Events() {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
