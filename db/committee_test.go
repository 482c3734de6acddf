package db

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// committeeScene is a project in Asia/Shanghai with a manager, somebody of quality and a member of the committee.
type committeeScene struct {
	t                        *testing.T
	store                    *Store
	manager, quality, member crm.Staff
	project, rooms           int64
}

func newCommitteeScene(t *testing.T) *committeeScene {
	t.Helper()
	ctx := context.Background()
	store, err := Open(ctx, filepath.Join(t.TempDir(), "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &committeeScene{t: t, store: store}
	start := s.time("2026-08-05 09:00:00")
	if s.project, err = store.InitProject(ctx, start, Project{Code: "LY", Name: "绿园小区", Timezone: "Asia/Shanghai"}); err != nil {
		t.Fatal(err)
	}
	for role, staff := range map[crm.Role]*crm.Staff{crm.Manager: &s.manager, crm.Quality: &s.quality, crm.Committee: &s.member} {
		by := By{Staff: crm.System(s.project), Now: start}
		if _, err := store.AddStaff(ctx, by, NewAccount{Login: string(role), Name: "工作人员" + string(role), PasswordHash: "-", Role: crm.Assignment{Role: role}}); err != nil {
			t.Fatal(err)
		}
		if *staff, err = store.StaffByLogin(ctx, s.project, start.Unix(), string(role)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *committeeScene) time(text string) time.Time {
	s.t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04:05", text, time.FixedZone("UTC+8", 8*3600))
	if err != nil {
		s.t.Fatal(err)
	}
	return when
}

func (s *committeeScene) by(who crm.Staff, at string) By { return By{Staff: who, Now: s.time(at)} }

// write runs statements outside of the rules, to set what a month looks like.
func (s *committeeScene) write(query string, args ...any) (id int64) {
	s.t.Helper()
	res, err := s.store.write.ExecContext(context.Background(), query, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	id, err = res.LastInsertId()
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// room makes a room with somebody living in it since the date.
func (s *committeeScene) room(since, until string) (room, customer int64) {
	s.t.Helper()
	s.rooms++
	code := "7-1-" + strconv.FormatInt(9000+s.rooms, 10)
	room = s.write(`INSERT INTO room (project_id, code, building_no, sort_key, created_at) VALUES (?, ?, '7', ?, 1)`, s.project, code, code)
	customer = s.write(`INSERT INTO customer (project_id, no, name, created_at) VALUES (?, ?, '郑隐名', 1)`, s.project, "KH-LY-"+code)
	s.write(`INSERT INTO occupancy (customer_id, room_id, relation, moved_in_on, moved_out_on) VALUES (?, ?, 'owner', ?, ?)`, customer, room, since, until)
	return room, customer
}

// kase is a case as set by a test; zero values are an ordinary complaint without a room.
type kase struct {
	kind, state, level, category, validity, responsibility, received string
	room, customer                                                   int64
	anonymous                                                        bool
}

func (s *committeeScene) add(k kase) (id int64) {
	s.t.Helper()
	or := func(v, def string) string {
		if v == "" {
			return def
		}
		return v
	}
	at := s.time(or(k.received, "2026-10-15 10:00:00")).Unix()
	return s.write(`INSERT INTO service_case (project_id, no, kind, state, level, proposed_level, anonymous, customer_id, room_id, channel, received_at, registered_at,
		registrar_id, intake_owner_id, category, validity, responsibility, summary, is_open)
		VALUES (?, (SELECT 'TS-' || COUNT(*) FROM service_case), ?, ?, ?, 'general', ?, ?, ?, 'phone', ?, ?, ?, ?, ?, ?, ?, '楼道灯不亮', 0)`,
		s.project, or(k.kind, "complaint"), or(k.state, "closed"), or(k.level, "general"), k.anonymous, none(k.customer), none(k.room), at, at,
		s.manager.ID, s.manager.ID, or(k.category, "other"), k.validity, k.responsibility)
}

func (s *committeeScene) clock(caseID int64, name, due, met string) {
	s.t.Helper()
	moment := func(text string) int64 {
		if text == "" {
			return 0
		}
		return s.time(text).Unix()
	}
	s.write(`INSERT INTO case_clock (case_id, cycle_no, clock, project_id, anchor_at, due_at, at, met_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?)`,
		caseID, name, s.project, moment(due)-86400, moment(due), moment(met), moment(met))
}

var october = crm.Period{Year: 2026, Month: time.October}

func TestPublishAgainKeepsTheFirstVersion(t *testing.T) {
	s := newCommitteeScene(t)
	ctx := context.Background()
	for range 12 {
		s.add(kase{})
	}
	first, err := s.store.PublishMonth(ctx, s.by(s.manager, "2026-11-01 00:00:00"), october, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.store.CommitteeReport(ctx, s.by(s.manager, "2026-11-02 10:00:00"), october, 1)
	if err != nil {
		t.Fatal(err)
	}
	body := s.body(first.ID)
	s.add(kase{kind: "repair"})
	second, err := s.store.PublishMonth(ctx, s.by(s.quality, "2026-11-03 10:00:00"), october, -1, "")
	if err != nil || second.Version != 2 || second.Hash == first.Hash {
		t.Fatalf("second publishing: %+v %v", second, err)
	}
	if s.body(first.ID) != body {
		t.Error("version 1 has changed")
	}
	after, err := s.store.CommitteeReport(ctx, s.by(s.member, "2026-11-04 10:00:00"), october, 1)
	if err != nil || !after.Intact || after.Hash != before.Hash || len(after.Versions) != 2 || after.Report.Version != 1 {
		t.Errorf("version 1 reads back as %+v %v", after.CommitteeVersion, err)
	}
	newest, err := s.store.CommitteeReport(ctx, s.by(s.member, "2026-11-04 10:00:00"), october, 0)
	if err != nil || newest.Version != 2 || crm.HashOf(s.body(second.ID)) != newest.Hash || newest.Report.DataUntil != "2026-11-03T10:00:00+08:00" {
		t.Errorf("the newest is %+v %v", newest.CommitteeVersion, err)
	}
	var stale *Stale
	if _, err := s.store.PublishMonth(ctx, s.by(s.manager, "2026-11-05 10:00:00"), october, 1, ""); !errors.As(err, &stale) || stale.Version != 2 || stale.By != s.quality.Name {
		t.Errorf("publishing on top of version 1: %v", err)
	}
	if v, err := s.store.VerifyJournal(ctx); err != nil || v.BadSeq != 0 {
		t.Errorf("the journal: %+v %v", v, err)
	}
}

func (s *committeeScene) body(id int64) (body string) {
	s.t.Helper()
	if err := s.store.read.QueryRow(`SELECT body FROM committee_report WHERE id = ?`, id).Scan(&body); err != nil {
		s.t.Fatal(err)
	}
	return body
}

func TestPublishedReportCannotBeChangedQuietly(t *testing.T) {
	s := newCommitteeScene(t)
	ctx := context.Background()
	v, err := s.store.PublishMonth(ctx, s.by(s.manager, "2026-11-02 10:00:00"), october, -1, "")
	if err != nil {
		t.Fatal(err)
	}
	change := `UPDATE committee_report SET body = replace(body, '绿园', '蓝园')`
	if _, err := s.store.write.Exec(change); err == nil {
		t.Fatal("a published report was changed")
	}
	if _, err := s.store.write.Exec(`DELETE FROM committee_report`); err == nil {
		t.Fatal("a published report was deleted")
	}
	s.write(`DROP TRIGGER committee_report_no_update`)
	s.write(change)
	if r, err := s.store.CommitteeReport(ctx, s.by(s.manager, "2026-11-02 10:00:00"), october, 0); err != nil || r.Intact {
		t.Errorf("a changed body passes as intact (%v)", err)
	}
	s.write(`UPDATE committee_report SET body_hash = ? WHERE id = ?`, crm.HashOf(s.body(v.ID)), v.ID)
	if r, err := s.store.CommitteeReport(ctx, s.by(s.manager, "2026-11-02 10:00:00"), october, 0); err != nil || r.Intact {
		t.Errorf("a changed body with its new hash passes as intact (%v)", err)
	}
}

func TestPublishRefuses(t *testing.T) {
	s := newCommitteeScene(t)
	ctx := context.Background()
	for _, test := range []struct {
		who    crm.Staff
		now    string
		period crm.Period
		code   crm.Code
	}{
		{s.member, "2026-11-02 10:00:00", october, crm.Forbidden},
		{s.manager, "2026-10-31 23:59:59", october, crm.Invalid},
		{s.manager, "2026-09-02 10:00:00", october, crm.Invalid},
		{s.manager, "2026-11-02 10:00:00", crm.Period{Year: 2026, Month: time.July}, crm.Invalid},
		{s.manager, "2026-11-02 10:00:00", crm.Period{Year: 9999, Month: time.December}, crm.Invalid},
	} {
		if _, err := s.store.PublishMonth(ctx, s.by(test.who, test.now), test.period, -1, ""); !crm.Is(err, test.code) {
			t.Errorf("%s at %s: %v, want %s", test.period, test.now, err, test.code)
		}
	}
	s.add(kase{received: "2026-06-30 23:59:59"})
	if _, err := s.store.PublishMonth(ctx, s.by(s.manager, "2026-11-02 10:00:00"), crm.Period{Year: 2026, Month: time.June}, -1, ""); err != nil {
		t.Errorf("a month with a case from before the project was set up: %v", err)
	}
}

func TestCommitteeMonths(t *testing.T) {
	s := newCommitteeScene(t)
	ctx := context.Background()
	if _, err := s.store.PublishMonth(ctx, s.by(s.manager, "2026-11-02 10:00:00"), october, -1, ""); err != nil {
		t.Fatal(err)
	}
	m, err := s.store.CommitteeReports(ctx, s.by(s.manager, "2026-12-01 00:00:00"))
	if err != nil || len(m.Published) != 1 || len(m.Open) != 3 || m.Open[0].String() != "2026-11" || m.Open[2].String() != "2026-08" {
		t.Errorf("the manager sees %+v %v", m, err)
	}
	m, err = s.store.CommitteeReports(ctx, s.by(s.member, "2026-12-01 00:00:00"))
	if err != nil || len(m.Published) != 1 || len(m.Open) != 0 {
		t.Errorf("the committee sees %+v %v", m, err)
	}
	other := s.member
	other.ProjectID = s.project + 1
	if _, err := s.store.CommitteeReport(ctx, s.by(other, "2026-12-01 00:00:00"), october, 0); !crm.Is(err, crm.NotFound) {
		t.Errorf("another project's report: %v", err)
	}
	if _, err := s.store.CommitteeReport(ctx, s.by(s.member, "2026-12-01 00:00:00"), october, 7); !crm.Is(err, crm.NotFound) {
		t.Errorf("a version that does not exist: %v", err)
	}
	clerk := s.by(crm.Staff{ID: 9, ProjectID: s.project, Roles: []crm.Assignment{{Role: crm.Clerk}}}, "2026-12-01 00:00:00")
	if _, err := s.store.CommitteeReports(ctx, clerk); !crm.Is(err, crm.Forbidden) {
		t.Errorf("a clerk lists reports: %v", err)
	}
	if _, err := s.store.CommitteeReport(ctx, clerk, october, 0); !crm.Is(err, crm.Forbidden) {
		t.Errorf("a clerk reads a report: %v", err)
	}
}

func TestReadingOfTheCommitteeIsLogged(t *testing.T) {
	s := newCommitteeScene(t)
	ctx := context.Background()
	v, err := s.store.PublishMonth(ctx, s.by(s.manager, "2026-11-02 10:00:00"), october, -1, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, reading := range []struct {
		who crm.Staff
		at  string
	}{
		{s.manager, "2026-11-03 09:00:00"},
		{s.member, "2026-11-03 00:00:00"}, {s.member, "2026-11-03 23:59:59"},
		{s.member, "2026-11-04 00:00:00"},
	} {
		if _, err := s.store.CommitteeReport(ctx, s.by(reading.who, reading.at), october, 0); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := s.store.SubjectLog(ctx, "committee", v.ID)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, l := range lines {
		kinds = append(kinds, l.Kind)
	}
	if got := strings.Join(kinds, " "); got != "committee_published committee_viewed committee_viewed" {
		t.Errorf("the journal says %s", got)
	}
}
