package db

import (
	"context"
	"strconv"
	"testing"
	"time"

	"linli/db/crm"
)

func (s *committeeScene) countOctober(now string) *crm.Counted {
	s.t.Helper()
	p, err := committeeProjectOf(s.store.reader(context.Background()), s.project)
	if err != nil {
		s.t.Fatal(err)
	}
	from, to := crm.Period{Year: 2026, Month: time.October}.Bounds(p.zone)
	c, err := countMonth(s.store.reader(context.Background()), monthSpan{s.project, from, to, s.time(now).Unix(), 30, p.zone})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func TestMonthBelongsToTheProjectsZone(t *testing.T) {
	s := newCommitteeScene(t)
	for _, received := range []string{"2026-09-30 23:59:59", "2026-10-01 00:00:00", "2026-10-31 23:59:59", "2026-11-01 00:00:00"} {
		s.add(kase{received: received})
	}
	s.add(kase{state: "voided"})
	s.add(kase{state: "merged"})
	s.add(kase{state: "withdrawn", kind: "repair", category: "elevator"})
	c := s.countOctober("2026-11-22 10:00:00")
	if c.Total.Cases != 3 || c.Kinds["complaint"].Cases != 2 || c.Kinds["repair"].Cases != 1 || c.Levels["general"].Cases != 2 || c.Categories["elevator"].Cases != 1 {
		t.Errorf("October holds %+v", *c)
	}
}

func TestMonthCountsClocksByTheirDue(t *testing.T) {
	s := newCommitteeScene(t)
	for _, test := range []struct{ due, met string }{
		{"2026-09-30 23:59:59", "2026-09-30 12:00:00"}, // September
		{"2026-10-01 00:00:00", "2026-10-01 00:00:00"}, // met exactly at its due
		{"2026-10-01 00:00:00", "2026-10-01 00:00:01"}, // one second late
		{"2026-10-31 23:59:59", "2026-11-01 00:00:00"}, // late, in the next month
		{"2026-10-31 23:59:59", ""},                    // never
		{"2026-11-01 00:00:00", "2026-10-31 10:00:00"}, // November
	} {
		s.clock(s.add(kase{}), "ack", test.due, test.met)
	}
	s.clock(s.add(kase{kind: "repair"}), "ack", "2026-10-05 00:00:00", "2026-10-05 00:00:00")
	s.clock(s.add(kase{state: "merged"}), "ack", "2026-10-05 00:00:00", "")
	s.clock(s.add(kase{validity: "invalid"}), "resolution", "2026-10-05 00:00:00", "2026-10-05 00:00:00")
	s.clock(s.add(kase{validity: "valid"}), "resolution", "2026-10-05 00:00:00", "2026-10-05 00:00:00")
	s.clock(s.add(kase{validity: "invalid"}), "response", "2026-10-05 00:00:00", "2026-10-05 00:00:00")
	c := s.countOctober("2026-11-22 10:00:00")
	if c.Ack.Kept != 1 || c.Ack.Due != 4 {
		t.Errorf("acknowledged in time %d of %d, want 1 of 4", c.Ack.Kept, c.Ack.Due)
	}
	if c.Resolution.Due != 1 || c.Response.Due != 1 {
		t.Errorf("with one invalid complaint each, %d resolutions and %d responses count, want 1 and 1", c.Resolution.Due, c.Response.Due)
	}
}

func TestMonthCountsDistinctRooms(t *testing.T) {
	s := newCommitteeScene(t)
	room, customer := s.room("2020-01-01", "")
	stranger := s.write(`INSERT INTO customer (project_id, no, name, created_at) VALUES (?, 'KH-LY-9', '郑隐名', 1)`, s.project)
	for _, k := range []kase{
		{room: room, customer: customer}, {room: room, customer: customer}, {customer: customer}, // one room
		{customer: stranger}, {customer: stranger}, // one more, of a customer without a room
		{room: room, anonymous: true}, {room: room, anonymous: true}, // one each
	} {
		s.add(k)
	}
	if c := s.countOctober("2026-11-22 10:00:00"); c.Total != (crm.Cell{Cases: 7, Rooms: 4}) {
		t.Errorf("counted %+v, want 7 cases of 4 rooms", c.Total)
	}
}

func (s *committeeScene) round(caseID int64, round int, kind, status, due, done string, satisfaction int) {
	s.t.Helper()
	at := int64(0)
	if done != "" {
		at = s.time(done).Unix()
	}
	s.write(`INSERT INTO revisit (project_id, case_id, cycle_no, round, kind, status, due_at, done_at, satisfaction, dedupe_key) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`,
		s.project, caseID, round, kind, status, s.time(due).Unix(), at, satisfaction, strconv.FormatInt(caseID, 10)+":"+strconv.Itoa(round))
}

func (s *committeeScene) journal(by By, e Entry) {
	s.t.Helper()
	if err := s.store.inTx(context.Background(), by, func(tx *Tx) error { return tx.journal(e) }); err != nil {
		s.t.Fatal(err)
	}
}

func TestMonthCountsRoundsAndReopenings(t *testing.T) {
	s := newCommitteeScene(t)
	room, customer := s.room("2020-01-01", "")
	s.room("2020-01-01", "2026-10-31")     // moved out on the last day
	checked, _ := s.room("2026-10-31", "") // moved in on the last day
	s.room("2026-11-01", "")
	a := s.add(kase{room: room, customer: customer, validity: "valid", responsibility: "company"})
	s.round(a, 1, "post_complaint", "done", "2026-10-31 23:59:59", "2026-10-31 23:59:59", 5)
	s.round(a, 2, "post_complaint", "done", "2026-10-20 10:00:00", "2026-10-20 10:00:01", 1)
	s.round(s.add(kase{validity: "invalid"}), 1, "post_complaint", "done", "2026-10-20 10:00:00", "2026-10-20 09:00:00", 1)
	s.round(s.add(kase{responsibility: "neighbour"}), 1, "post_complaint", "declined", "2026-10-20 10:00:00", "2026-10-20 09:00:00", 0)
	s.round(s.add(kase{}), 1, "post_complaint", "planned", "2026-10-20 10:00:00", "", 0)
	s.round(s.add(kase{kind: "repair"}), 1, "post_repair", "done", "2026-10-20 10:00:00", "2026-10-20 09:00:00", 5)
	s.round(s.add(kase{}), 1, "post_complaint", "done", "2026-11-01 00:00:00", "2026-10-20 09:00:00", 1)
	s.round(s.add(kase{kind: "repair", room: checked}), 1, "site_check", "done", "2026-10-20 10:00:00", "2026-10-20 09:00:00", 0)
	withdrawn := s.add(kase{state: "withdrawn"})
	s.round(withdrawn, 1, "post_complaint", "planned", "2026-10-20 10:00:00", "", 0)
	s.clock(withdrawn, "revisit", "2026-10-20 10:00:00", "")
	s.write(`UPDATE case_clock SET off = 1 WHERE case_id = ?`, withdrawn)

	for due, reworked := range map[string]string{"2026-10-21 10:00:00": "2026-10-21 10:00:00", "2026-10-22 10:00:00": "2026-10-22 10:00:01"} {
		id := s.add(kase{})
		s.round(id, 1, "post_complaint", "cancelled", due, "", 0)
		s.journal(s.by(s.manager, reworked), Entry{Kind: "reworked", Subject: "case", SubjectID: id, Cycle: 1})
	}
	s.journal(s.by(s.manager, "2026-10-20 10:00:00"), Entry{Kind: "closed", Subject: "case", SubjectID: s.add(kase{responsibility: "neighbour"}), Cycle: 1})
	for i, closed := range []string{"2026-10-01 00:00:00", "2026-10-31 23:59:59", "2026-11-01 00:00:00"} {
		id := a
		if i > 0 {
			id = s.add(kase{})
		}
		s.journal(s.by(s.manager, closed), Entry{Kind: "closed", Subject: "case", SubjectID: id, Cycle: 1})
	}
	s.write(`INSERT INTO case_cycle (case_id, no, anchor_at, settings_id) VALUES (?, 2, ?, 1)`, a, s.time("2026-10-31 00:00:00").Unix())

	c := s.countOctober("2026-11-22 10:00:00")
	for name, got := range map[string][4]int64{
		"rounds":   {c.Revisit.Kept, c.Revisit.Due, 3, 6},
		"reached":  {c.Reached.Kept, c.Reached.Due, 3, 6},
		"scores":   {c.Scores.Kept, c.Scores.Due, 1, 2},
		"reopened": {c.Reopened.Kept, c.Reopened.Due, 1, 2},
		"coverage": {c.Coverage.Kept, c.Coverage.Due, 1, 2},
	} {
		if got[0] != got[2] || got[1] != got[3] {
			t.Errorf("%s: %d of %d, want %d of %d", name, got[0], got[1], got[2], got[3])
		}
	}
	s.write(`UPDATE case_cycle SET anchor_at = anchor_at + 1 WHERE no = 2`)
	if c := s.countOctober("2026-11-22 10:00:00"); c.Reopened.Kept != 0 {
		t.Error("a cycle that began one second past 30 days counts as reopened")
	}
}
