package db

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

var demoNow = time.Date(2026, 11, 22, 15, 4, 5, 0, time.FixedZone("UTC+8", 8*3600))

const demoPassword = "abcd-efgh-2345-6789"

// demoFile fills a new file; reload reads every case before it changes, as requests do.
func demoFile(t *testing.T, in Demo, reload bool) *Store {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	in.Now, in.Password = demoNow, demoPassword
	d := newDemo(s, context.Background(), in)
	d.reload = reload
	if err := d.make(in); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDemoKeepsTheRules(t *testing.T) {
	s := demoFile(t, Demo{Households: 120, Cases: 600, Seed: 2}, false)
	checkInvariants(t, s, demoNow.Unix())
	t.Run("every state", func(t *testing.T) { checkDemoStates(t, s) })
	t.Run("accounts", func(t *testing.T) { checkDemoAccounts(t, s) })
	t.Run("activities", func(t *testing.T) {
		got := column(t, s, `SELECT e.state || ' ' || COUNT(x.id) || ' ' || SUM(CASE x.status WHEN 'attended' THEN 1 ELSE 0 END) FROM event e JOIN event_attendance x ON x.event_id = e.id
			GROUP BY e.id HAVING e.starts_at > (SELECT MAX(recorded_at) FROM journal) OR SUM(CASE x.status WHEN 'attended' THEN 1 ELSE 0 END) < 10`)
		if n := len(column(t, s, `SELECT title FROM event WHERE state = 'approved'`)); n != len(demoEvents) || len(got) != 2 {
			t.Errorf("%d activities, of which still to come or hardly attended: %v", n, got)
		}
	})
	t.Run("months", func(t *testing.T) {
		got := column(t, s, `SELECT period FROM committee_report ORDER BY period`)
		if len(got) != 17 || got[0] != "2025-05" || got[16] != "2026-09" {
			t.Errorf("published %v", got)
		}
	})
}

// TestDemoComesOutTheSame also holds that a case kept in memory is the case in the file: the same demo made with every case
// read before each change, in the sight of who changes it, has the same journal.
func TestDemoComesOutTheSame(t *testing.T) {
	var heads []string
	for _, made := range []struct {
		seed   uint64
		reload bool
	}{{1, false}, {1, true}, {2, false}} {
		s := demoFile(t, Demo{Households: 40, Cases: 120, Seed: made.seed}, made.reload)
		v, err := s.VerifyJournal(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, v.Head)
	}
	if heads[0] != heads[1] {
		t.Error("reading cases before they change gives another journal")
	}
	if heads[0] == heads[2] {
		t.Error("another seed gives the same journal")
	}
}

func column(t *testing.T, s *Store, query string) []string {
	t.Helper()
	rows, err := s.read.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		list = append(list, value)
	}
	return list
}

func checkDemoStates(t *testing.T, s *Store) {
	for query, want := range map[string]string{
		`SELECT DISTINCT state FROM service_case`:                                      "registered acknowledged assigned in_progress on_hold pending_revisit closed withdrawn merged voided",
		`SELECT DISTINCT kind FROM service_case`:                                       "complaint repair suggestion praise enquiry",
		`SELECT DISTINCT level FROM service_case`:                                      "general important major",
		`SELECT DISTINCT gate FROM service_case WHERE is_open = 1`:                     "waiting allowed supervisor declined",
		`SELECT DISTINCT approval FROM service_case WHERE is_open = 1`:                 "pending refused",
		`SELECT DISTINCT status FROM revisit`:                                          "planned in_progress done declined unreachable",
		`SELECT DISTINCT kind FROM revisit`:                                            "post_complaint post_repair site_check",
		`SELECT DISTINCT 'c' || cycle_no FROM service_case WHERE is_open = 1`:          "c1 c2",
		`SELECT DISTINCT 'late' FROM service_case WHERE late_entry <> ''`:              "late",
		`SELECT DISTINCT 'anonymous' FROM service_case WHERE anonymous = 1`:            "anonymous",
		`SELECT DISTINCT 'confidential' FROM service_case WHERE confidential = 1`:      "confidential",
		`SELECT DISTINCT 'external' FROM service_case WHERE external_no <> ''`:         "external",
		`SELECT DISTINCT 'unconfirmed' FROM service_case WHERE closed_unconfirmed = 1`: "unconfirmed",
		`SELECT DISTINCT 'asked' FROM service_case WHERE withdrawal_by IS NOT NULL`:    "asked",
		`SELECT DISTINCT 'pending' FROM case_clock WHERE pending = 1`:                  "pending",
		`SELECT DISTINCT decision FROM service_case WHERE kind = 'suggestion'`:         "adopt plan decline",
		`SELECT DISTINCT source FROM customer`:                                         "import counter case",
		`SELECT DISTINCT kind FROM room`:                                               "residential shop parking",
		`SELECT DISTINCT kind FROM journal`: `registered acknowledged ack_attempted moment_verified assigned accepted returned investigated responded proposed approved
			approval_refused resolved completed reported_up report_answered revisit_linked revisit_notice decline_confirmed supervisor_called withdrawal_asked withdrawn
			miss_explained miss_accepted deadline_missed reworked closed reopened level_changed escalated held resumed transferred voided merged unmerged
			group_added attachment_added supplemented privacy_notice place_code_added roster_set handover_written view_saved
			assisted contact_limited referral_added referral_decided customers_merged extra_changed`,
		`SELECT DISTINCT 'about' FROM service_case WHERE targets <> ''`:                                                               "about",
		`SELECT DISTINCT 'barred' FROM case_bar`:                                                                                      "barred",
		`SELECT DISTINCT 'paused' FROM case_cycle WHERE paused_seconds > 0`:                                                           "paused",
		`SELECT DISTINCT 'ended' FROM group_case WHERE ended_at <> 0`:                                                                 "ended",
		`SELECT DISTINCT 'running' FROM group_case WHERE ended_at = 0`:                                                                "running",
		`SELECT DISTINCT CASE done_at WHEN 0 THEN 'open' ELSE 'done' END FROM case_assist`:                                            "open done",
		`SELECT DISTINCT CASE WHEN until_at > (SELECT MAX(recorded_at) FROM journal) THEN 'holds' ELSE 'over' END FROM contact_limit`: "holds over",
		`SELECT DISTINCT form FROM draft`:                                                                                             "/cases",
		`SELECT DISTINCT status FROM referral`:                                                                                        "pending successful void",
		`SELECT DISTINCT f.name FROM extra_value v JOIN extra_field f ON f.id = v.field_id`:                                           "门禁卡张数 备用钥匙存放",
		`SELECT DISTINCT 'taken' FROM handover_card WHERE taken_at <> 0`:                                                              "taken",
		`SELECT DISTINCT 'online' FROM service_case WHERE channel IN ('web_form', 'qr') AND query_code <> '' AND anonymous = 0`:       "online",
	} {
		got := column(t, s, query)
		for _, value := range strings.Fields(want) {
			if !slices.Contains(got, value) {
				t.Errorf("%s: %s is missing in %v", query, value, got)
			}
		}
	}
	nothing(t, s, "clocks kept too seldom or too often", `SELECT clock FROM case_clock WHERE due_at <> 0 GROUP BY clock
		HAVING 100.0 * SUM(CASE WHEN missed_due_at = 0 THEN 1 ELSE 0 END) / COUNT(*) NOT BETWEEN 88 AND 99.9`)
}

func checkDemoAccounts(t *testing.T, s *Store) {
	ctx := context.Background()
	p, err := s.ProjectByCode(ctx, "LY")
	if err != nil {
		t.Fatal(err)
	}
	if why := crm.WeakPassword(demoPassword, "LY", "绿园小区"); why != "" {
		t.Error(why)
	}
	for _, l := range DemoLogins {
		who, err := s.StaffByLogin(ctx, p.ID, demoNow.Unix(), l.Login)
		if err != nil {
			t.Fatalf("%s: %v", l.Login, err)
		}
		known, err := s.CredentialsOf(ctx, l.Login)
		if err != nil || !CheckPassword(known.Hash, demoPassword) {
			t.Errorf("%s cannot sign in: %v", l.Login, err)
		}
		if who.Role() != l.Role.Role || who.MustChange || who.PledgeDue(demoNow.Unix()) {
			t.Errorf("%s: role %s, must change %v, pledge due %v", l.Login, who.Role(), who.MustChange, who.PledgeDue(demoNow.Unix()))
		}
	}
	if password, err := s.Keeping(ctx, "demo_password"); err != nil || password != demoPassword {
		t.Errorf("kept password: %v", err)
	}
}

// TestDemoTopics holds the tables of what is said to the lists that cases are made of.
func TestDemoTopics(t *testing.T) {
	for key, list := range topics() {
		for _, topic := range list {
			category, known := crm.CategoryOf(topic.category)
			if !known || len(category.Subs) > 0 && !slices.Contains(category.Subs, topic.sub) {
				t.Errorf("%s: no sub-category %q", key, topic.sub)
			}
			if topic.course == nil {
				t.Errorf("%s %s has no course", key, topic.sub)
				continue
			}
			if n := len([]rune(topic.summary)); n < 5 || n > 200 {
				t.Errorf("%s: summary of %d characters", key, n)
			}
			for _, cause := range topic.course.causes {
				if !crm.Has(crm.RootCauses, cause) {
					t.Errorf("%s: no root cause %s", key, cause)
				}
			}
			ours := []string{"收费", "物业费", "停车费", "押金", "道闸", "设备", "报警", "门岗"}
			if slices.Contains(ours, topic.sub) && slices.Contains(topic.course.causes, "邻里行为") {
				t.Errorf("%s: neighbours are a cause of %s", key, topic.sub)
			}
			for _, who := range topic.course.blames {
				if !crm.Has(crm.Responsibilities, who) {
					t.Errorf("%s: no responsibility %s", key, who)
				}
			}
			if !crm.Has(crm.Departments, topic.department) {
				t.Errorf("%s: no department %s", key, topic.department)
			}
		}
	}
	for kind, table := range topicWeights {
		for _, category := range table.words {
			if len(topics()[kind+"|"+category]) == 0 {
				t.Errorf("no topic of %s %s", kind, category)
			}
		}
	}
}
