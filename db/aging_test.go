package db

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// lines counts the lines of a kind in the history of a case.
func (s *tickScene) lines(id int64, kind string) int {
	return s.count(`SELECT COUNT(*) FROM journal WHERE subject = 'case' AND subject_id = ? AND kind = ?`, id, kind)
}

func TestAgedComplaintBecomesMajor(t *testing.T) {
	s := newTickScene(t)
	c := s.complaint(true)
	s.tickAt(30 * 24 * time.Hour)
	if s.lines(c.ID, "level_changed") != 0 {
		t.Error("raised at thirty days")
	}
	for range 2 {
		s.tickAt(30*24*time.Hour + time.Minute)
	}
	if p, err := s.store.CaseByID(t.Context(), s.manager, c.ID); err != nil || p.Case.Level != crm.Major || s.lines(c.ID, "level_changed") != 1 {
		t.Errorf("%+v %v, raised %d times", p, err, s.lines(c.ID, "level_changed"))
	}
	if got := s.open(); !slices.Contains(got, "aged 投诉超过30天未办结，已升为重大 manager") {
		t.Errorf("%q", got)
	}
}

// TestProgressOfAMajorComplaint: every 72 hours, counted from what the customer was told last.
func TestProgressOfAMajorComplaint(t *testing.T) {
	s := newTickScene(t)
	ctx, by := t.Context(), By{Staff: s.clerk, Now: s.start}
	by.Staff.ProjectCode = "LY"
	c, err := s.store.RegisterCase(ctx, by, NewCase{Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "facilities", SubCategory: "照明", Anonymous: true, Place: "大厅",
		Summary: "大厅的灯全部不亮", Flags: []string{"media"}}})
	if err != nil {
		t.Fatal(err)
	}
	asked := func(after time.Duration) (n int) {
		s.tickAt(after)
		for _, line := range s.open() {
			if strings.Contains(line, "每72小时") {
				n++
			}
		}
		return n
	}
	if n := asked(72*time.Hour - time.Second); n != 0 {
		t.Errorf("asked before 72 hours: %d", n)
	}
	tell := func(after time.Duration) {
		list, err := s.store.Tasks(ctx, s.clerk, true, CaseKey{}, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range list {
			if task.Kind == "progress" {
				if err := s.store.CompleteTask(ctx, By{Staff: s.clerk, Now: s.start.Add(after)}, task.ID, task.Version, "已说明"); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	tell(72*time.Hour - time.Second) // asked for by the missed response
	if s.lines(c.ID, "progress_told") != 1 {
		t.Errorf("%d lines of progress", s.lines(c.ID, "progress_told"))
	}
	if n := asked(144*time.Hour - 2*time.Second); n != 0 {
		t.Errorf("asked before 72 hours were over: %d", n)
	}
	if n := asked(144 * time.Hour); n != 1 {
		t.Errorf("asked after 72 hours: %d", n)
	}
	if n := asked(400 * time.Hour); n != 1 {
		t.Errorf("asked while an answer is awaited: %d", n)
	}
}

func TestHotSpot(t *testing.T) {
	s := newTickScene(t)
	ctx := t.Context()
	for i, room := range []string{"3-1-101", "3-1-102", "3-1-103", "3-2-101", "3-2-102", "4-1-101", "4-1-102", "4-1-103", "4-1-104"} {
		if _, err := s.store.AddCustomer(ctx, By{Staff: s.manager, Now: s.start}, crm.CustomerForm{Name: "住户" + string(rune('甲'+i)), Kind: "person", Room: room, Relation: "owner"}); err != nil {
			t.Fatal(err)
		}
	}
	register := func(after time.Duration, room, sub string) {
		by := By{Staff: s.clerk, Now: s.start.Add(after)}
		by.Staff.ProjectCode = "LY"
		if _, err := s.store.RegisterCase(ctx, by, NewCase{Room: room, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "cleaning", SubCategory: sub, Anonymous: true, Summary: "楼道没有打扫过"}}); err != nil {
			t.Fatal(err)
		}
		s.tickAt(after + time.Minute)
	}
	hot := func() (n int) {
		for _, line := range s.open() {
			if strings.HasPrefix(line, "hot_spot ") {
				n++
			}
		}
		return n
	}
	day := 24 * time.Hour
	for i, c := range []struct {
		after     time.Duration
		room, sub string
		want      int
	}{{0, "3-1-101", "楼道", 0}, {day, "3-1-101", "楼道", 0}, {2 * day, "3-1-102", "楼道", 0}, {3 * day, "3-1-103", "异味", 0}, {4 * day, "4-1-101", "楼道", 0},
		{5 * day, "3-2-101", "楼道", 1}, {6 * day, "3-2-102", "楼道", 1}, {40 * day, "4-1-102", "楼道", 1}, {41 * day, "4-1-103", "楼道", 1}, {42 * day, "4-1-104", "楼道", 2}} {
		if register(c.after, c.room, c.sub); hot() != c.want {
			t.Errorf("complaint %d: %d proposals, want %d", i+1, hot(), c.want)
		}
	}
}

// TestClockForward: the machine's clock jumps over three deadlines and forty days: no case is lost, no duration is below zero,
// everybody gets one notice; and back again nothing happens twice.
func TestClockForward(t *testing.T) {
	s := newTickScene(t)
	s.tickAfterStop(0)
	var ids []int64
	for range 5 {
		ids = append(ids, s.complaint(true).ID, s.complaint(false).ID)
	}
	for range 2 {
		s.tickAfterStop(40 * 24 * time.Hour)
	}
	digests, notices := map[string]int{}, 0
	for _, line := range s.open() {
		switch kind, _, _ := strings.Cut(line, " "); kind {
		case "digest":
			digests[line[strings.LastIndexByte(line, ' '):]]++
		case "reminder":
			notices++
		}
	}
	if notices != 0 || fmt.Sprint(digests) != "map[ clerk:1  dept_headGC:1  handler:1  manager:1  quality:1  supervisor:1]" {
		t.Errorf("%d single notices, digests %v", notices, digests)
	}
	lines := s.count(`SELECT COUNT(*) FROM journal`)
	s.tickAfterStop(24*time.Hour - 3*time.Hour) // and back
	if n := s.count(`SELECT COUNT(*) FROM journal`); n != lines {
		t.Errorf("%d lines more once the clock is right again", n-lines)
	}
	now := s.start.Add(41 * time.Hour)
	for _, id := range ids {
		p, err := s.store.CaseByID(t.Context(), s.manager, id)
		if err != nil {
			t.Fatal(err)
		}
		if p.Case.State == crm.Registered {
			err = s.store.Acknowledge(t.Context(), By{Staff: s.clerk, Now: now}, id, p.Case.RowVersion, crm.Acknowledgement{Method: "posted", ToldNumber: true, ToldNextStep: "今天派人去看", SummaryConfirmed: "yes"})
		} else {
			err = s.store.AcceptCase(t.Context(), By{Staff: s.handler, Now: now}, id, p.Case.RowVersion, "去看")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := s.count(`SELECT COUNT(*) FROM journal WHERE clock_anomaly = 1 AND kind IN ('acknowledged', 'accepted')`); n != len(ids) {
		t.Errorf("%d lines say that the clock was wrong, want %d", n, len(ids))
	}
	if n := s.count(`SELECT COUNT(*) FROM journal j JOIN journal k ON k.subject = j.subject AND k.subject_id = j.subject_id AND k.seq > j.seq WHERE j.subject = 'case' AND k.event_at < j.event_at`); n != 0 {
		t.Errorf("%d pairs of lines stand in the wrong order", n)
	}
	if n := s.count(`SELECT COUNT(*) FROM case_cycle WHERE paused_seconds < 0`); n != 0 {
		t.Errorf("%d pauses below zero", n)
	}
	if v, err := s.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

// TestOneNoticeAPerson: who holds two roles, or stands in for another, is told of a downtime once; a role that nobody holds is told as such.
func TestOneNoticeAPerson(t *testing.T) {
	s := newTickScene(t)
	both := s.hire("both", crm.Assignment{Role: crm.Supervisor})
	if err := s.store.AddRole(t.Context(), By{Staff: crm.System(s.project), Now: s.start}, both.ID, 0, crm.Assignment{Role: crm.Quality}); err != nil {
		t.Fatal(err)
	}
	s.tickAfterStop(0)
	for range 2 {
		s.complaint(true)
		s.complaint(false)
	}
	s.tickAfterStop(40 * 24 * time.Hour)
	for _, login := range []string{"clerk", "handler", "supervisor", "manager", "quality", "both"} {
		who, err := s.store.StaffByLogin(t.Context(), s.project, s.start.Unix(), login)
		if err != nil {
			t.Fatal(err)
		}
		tasks, err := s.store.Tasks(t.Context(), who, false, CaseKey{}, 50)
		if err != nil {
			t.Fatal(err)
		}
		notices := slices.DeleteFunc(tasks, func(t Task) bool { return t.Kind != "digest" })
		if len(notices) != 1 {
			t.Errorf("%s: %d notices", login, len(notices))
		}
	}
	if n := s.count(`SELECT COUNT(*) FROM task WHERE kind = 'digest' AND assignee_id IS NULL AND role = 'dept_head' AND department = 'GC' AND done_at = 0`); n != 1 {
		t.Errorf("nobody is told in the place of a role without a holder: %d", n)
	}
}

// TestTheOwnerIsToldOfADowntime: what ran out for a complaint about staff is told to who leads it, and not to whom it is about.
func TestTheOwnerIsToldOfADowntime(t *testing.T) {
	s := newTickScene(t)
	s.tickAfterStop(0)
	by := By{Staff: s.clerk, Now: s.start}
	by.Staff.ProjectCode = "LY"
	if _, err := s.store.RegisterCase(t.Context(), by, NewCase{TargetLogins: []string{"manager"}, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone",
		Category: "staff_conduct", SubCategory: "前台", Anonymous: true, Place: "大厅", Summary: "经理说话难听"}}); err != nil {
		t.Fatal(err)
	}
	s.tickAfterStop(25 * time.Hour)
	var told []string
	for _, line := range s.open() {
		if strings.HasPrefix(line, "digest ") {
			told = append(told, line[strings.LastIndexByte(line, ' ')+1:])
		}
	}
	if slices.Sort(told); !slices.Equal(told, []string{"clerk", "quality"}) {
		t.Errorf("told of the downtime: %v", told)
	}
}

// TestShortStops: a restart is no downtime, its reminders come one by one.
func TestShortStops(t *testing.T) {
	s := newTickScene(t)
	s.complaint(false)
	s.tickAfterStop(11*time.Hour + 45*time.Minute)
	s.tickAfterStop(12*time.Hour + 15*time.Minute)
	if got := s.open(); !slices.Equal(got, []string{"reminder 尚未受理确认，请联系客户 clerk"}) {
		t.Errorf("half an hour later: %q", got)
	}
	other := newTickScene(t)
	other.complaint(false)
	other.tickAfterStop(11*time.Hour + 44*time.Minute)
	other.tickAfterStop(12*time.Hour + 15*time.Minute)
	if got := other.open(); len(got) != 1 || !strings.HasPrefix(got[0], "digest 系统 09-01 19:44 至 09-01 20:15 停用") {
		t.Errorf("after more than that: %q", got)
	}
}

// TestHandOverOfALeaver: a case whose intake owner has left is somebody's again, with what was left to them.
func TestHandOverOfALeaver(t *testing.T) {
	s := newTickScene(t)
	c, other := s.complaint(false), s.hire("other", crm.Assignment{Role: crm.Clerk})
	s.tickAt(12*time.Hour + time.Second)
	if err := s.store.DisableStaff(t.Context(), By{Staff: s.manager, Now: s.start}, s.clerk.ID, 0); err != nil {
		t.Fatal(err)
	}
	by := By{Staff: s.supervisor, Now: s.start.Add(13 * time.Hour)}
	if err := s.store.HandOverIntake(t.Context(), by, c.ID, 1, "clerk", "离职"); !crm.Is(err, crm.Invalid) {
		t.Errorf("to who has left: %v", err)
	}
	if err := s.store.HandOverIntake(t.Context(), by, c.ID, 1, "other", "离职"); err != nil {
		t.Fatal(err)
	}
	rows, err := s.store.Cases(t.Context(), s.manager, CaseFilter{Limit: 10}, by.Now.Unix())
	if err != nil || len(rows) != 1 || rows[0].Unowned {
		t.Errorf("handed on: %+v %v", rows, err)
	}
	if got := s.open(); !slices.Equal(got, []string{"reminder 尚未受理确认，请联系客户 other"}) || other.ID == 0 {
		t.Errorf("left to the new owner: %q", got)
	}
}

func TestOtherIsAskedToBeFiled(t *testing.T) {
	s := newTickScene(t)
	by := By{Staff: s.clerk, Now: s.start}
	by.Staff.ProjectCode = "LY"
	c, err := s.store.RegisterCase(t.Context(), by, NewCase{Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "other", Anonymous: true, Place: "大厅", Summary: "不知道归哪一类"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.open(); len(got) != 1 || !strings.HasPrefix(got[0], "recategorise ") {
		t.Errorf("registered: %q", got)
	}
	if err := s.store.ChangeCategory(t.Context(), By{Staff: s.supervisor, Now: s.start.Add(time.Hour)}, c.ID, 1, crm.Recategorised{Category: "cleaning", SubCategory: "异味", Reason: "已了解"}); err != nil {
		t.Fatal(err)
	}
	if got := s.open(); len(got) != 0 {
		t.Errorf("filed: %q", got)
	}
}
