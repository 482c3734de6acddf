package crm

import (
	"strings"
	"testing"
)

// former is a row of an old ledger: moments of receipt, registration, acknowledgement, response, result and closing.
func former(kind Kind, category, sub string, moments ...string) Former {
	f := Former{Registration: Registration{Kind: kind, Channel: "phone", Category: category, SubCategory: sub, Place: "大堂", Summary: "灯坏"}, OriginalNo: "A1", ImportID: 3, Row: 2, Hash: "h"}
	for i, into := range []*int64{&f.Received.At, &f.RegisteredAt, &f.AckAt, &f.RespondedAt, &f.ResolvedAt, &f.ClosedAt} {
		if i < len(moments) && moments[i] != "" {
			*into = at(moments[i])
		}
	}
	return f
}

func relive(t *testing.T, now string, f Former) *Case {
	t.Helper()
	set := DefaultSettings()
	set.ID = 1
	c, err := Relive(Act{By: people["boss"], Now: at(now), Settings: set, Loc: shanghai}, f, "TS-LY-20250314-0001")
	if err != nil {
		t.Fatal(err)
	}
	if c.Unlogged() {
		t.Error("something that no event tells of")
	}
	return c
}

// TestFormerCasesAreJudgedLikeOthers goes through every kind of row that a ledger has: the four verdicts, the state, and
// what comes of the deadline from outside.
func TestFormerCasesAreJudgedLikeOthers(t *testing.T) {
	const received = "2025-03-14 17:50"
	for name, row := range map[string]struct {
		now      string
		former   Former
		external string
		state    State
		want     string // ack response resolution revisit external
	}{
		"all on the due": {"2025-06-01 12:00", former(Complaint, "cleaning", "楼道", received, "", "2025-03-15 17:50", "2025-03-16 17:50", "2025-03-17 17:50", "2025-03-19 09:00"), "2025-03-17 17:50",
			Closed, "met met met not_applicable met"},
		"all a second after": {"2025-06-01 12:00", former(Complaint, "cleaning", "楼道", received, "", "2025-03-15 17:50:01", "2025-03-16 17:50:01", "2025-03-17 17:50:01", "2025-03-19 09:00"), "2025-03-17 17:50",
			Closed, "late late late not_applicable late"},
		"the level of the category holds": {"2025-06-01 12:00", former(Complaint, "elevator", "停梯", received, "", "2025-03-14 18:00", "2025-03-15 17:50", "2025-03-21 17:50", "2025-03-22 09:00"), "",
			Closed, "met met met not_applicable not_applicable"},
		"a major one": {"2025-06-01 12:00", former(Complaint, "elevator", "困人", received, "", "2025-03-14 18:00", "2025-03-14 21:50:01", "2025-03-29 17:50", "2025-03-30 09:00"), "",
			Closed, "met late met not_applicable not_applicable"},
		"E3: entered the day after, not confirmed": {"2025-03-15 12:00", former(Complaint, "cleaning", "楼道", "2025-03-14 08:00", "2025-03-15 10:00"), "",
			Registered, "missed running running not_applicable not_applicable"},
		"E4: confirmed in time, recorded two hours late": {"2025-03-15 12:00", former(Complaint, "cleaning", "楼道", "2025-03-14 08:00", "2025-03-15 10:00", "2025-03-14 09:00"), "",
			Acknowledged, "late running running not_applicable not_applicable"},
		"E4b: recorded in time": {"2025-03-15 12:00", former(Complaint, "cleaning", "楼道", "2025-03-14 08:00", "2025-03-14 15:00", "2025-03-14 09:00"), "",
			Acknowledged, "met running running not_applicable not_applicable"},
		"answered before it was entered": {"2025-06-01 12:00", former(Complaint, "cleaning", "楼道", "2025-03-14 08:00", "2025-03-20 10:00", "2025-03-14 09:00", "2025-03-14 10:00", "2025-03-14 11:00", "2025-03-14 12:00"), "2025-03-14 11:00",
			Closed, "late met met not_applicable met"},
		"open, nothing done, nothing due": {"2025-03-14 18:00", former(Complaint, "cleaning", "楼道", received), "2025-03-20 00:00", Registered, "running running running not_applicable running"},
		"open, about to be due":           {"2025-03-15 17:50", former(Complaint, "cleaning", "楼道", received), "", Registered, "due_soon running running not_applicable not_applicable"},
		"open, everything missed":         {"2025-03-17 17:50:01", former(Complaint, "cleaning", "楼道", received), "2025-03-17 17:50", Registered, "missed missed missed not_applicable missed"},
		"answered and confirmed, open":    {"2025-03-17 12:00", former(Complaint, "cleaning", "楼道", received, "", "2025-03-14 18:00", "2025-03-16 10:00"), "", Acknowledged, "met met due_soon not_applicable not_applicable"},
		"done, waits for a revisit":       {"2025-03-18 12:00", former(Complaint, "cleaning", "楼道", received, "", "2025-03-14 18:00", "", "2025-03-16 10:00"), "2025-03-16 09:59:59", PendingRevisit, "met met met running late"},
		"done, revisit overdue":           {"2025-03-19 10:00:01", former(Complaint, "cleaning", "楼道", received, "", "2025-03-14 18:00", "", "2025-03-16 10:00"), "", PendingRevisit, "met met met missed not_applicable"},
		"closed without its moment of completion": {"2025-06-01 12:00", former(Complaint, "cleaning", "楼道", received, "", "2025-03-14 18:00", "", "", "2025-03-17 17:50"), "2025-03-17 17:49:59",
			Closed, "met late met not_applicable late"},
		"closed, never confirmed, before the due": {"2025-06-01 12:00", former(Complaint, "cleaning", "楼道", received, "", "", "", "", "2025-03-15 10:00"), "", Closed, "missed met met not_applicable not_applicable"},
		"closed, never confirmed, now":            {"2025-03-15 12:00", former(Complaint, "cleaning", "楼道", received, "", "", "", "", "2025-03-15 10:00"), "", Closed, "running met met not_applicable not_applicable"},
		"closed, never confirmed, after the due":  {"2025-06-01 12:00", former(Complaint, "cleaning", "楼道", received, "", "", "", "", "2025-03-16 10:00"), "", Closed, "missed met met not_applicable not_applicable"},
		"a repair":                                {"2025-06-01 12:00", former(Repair, "facilities", "照明", received, "", "2025-03-14 18:00", "2025-03-15 17:50:01", "2025-03-17 17:50", "2025-03-17 18:00"), "", Closed, "met late met not_applicable not_applicable"},
		"an urgent repair":                        {"2025-06-01 12:00", former(Repair, "facilities", "供水供电", received, "", "2025-03-14 18:00", "2025-03-14 18:20", "2025-03-15 17:50:01", "2025-03-17 18:00"), "", Closed, "met met late not_applicable not_applicable"},
		"an enquiry":                              {"2025-06-01 12:00", former(Enquiry, "other", "", received, "", "", "", "2025-03-15 17:50"), "2025-03-15 17:50", Closed, "met met not_applicable not_applicable met"},
		"an enquiry answered, still open":         {"2025-03-16 12:00", former(Enquiry, "other", "", received, "", "", "2025-03-15 10:00"), "", Registered, "missed met not_applicable not_applicable not_applicable"},
		"a suggestion":                            {"2025-06-01 12:00", former(Suggestion, "other", "", received, "", "2025-03-15 10:00", "2025-03-24 17:50:01", "", "2025-03-25 10:00"), "", Closed, "met late not_applicable not_applicable not_applicable"},
		"a praise":                                {"2025-06-01 12:00", former(Praise, "other", "", received, "", "", "", "", "2025-03-17 17:50"), "2025-03-16 00:00", Closed, "met not_applicable not_applicable not_applicable late"},
		"over New Year's Eve, leap day": {"2028-06-01 12:00", former(Complaint, "cleaning", "楼道", "2028-02-28 10:00", "", "2028-02-29 10:00", "2028-03-01 10:00:01", "2028-03-02 10:00", "2028-03-03 10:00"), "",
			Closed, "met late met not_applicable not_applicable"},
		"a day of 23 hours in summer time": {"1990-01-01 12:00", former(Complaint, "cleaning", "楼道", "1986-05-03 22:00", "", "1986-05-04 23:00", "1986-05-05 23:00:01"), "",
			Acknowledged, "met late missed not_applicable not_applicable"},
		"a deadline from outside before the receipt": {"2025-06-01 12:00", former(Complaint, "cleaning", "楼道", received, "", "2025-03-14 18:00", "", "2025-03-14 18:00", "2025-03-14 18:00"), "2025-03-14 12:00",
			Closed, "met met met not_applicable late"},
	} {
		t.Run(name, func(t *testing.T) {
			if row.external != "" {
				row.former.ExternalDue.At = at(row.external)
			}
			c := relive(t, row.now, row.former)
			var got []string
			for _, clock := range ClockNames {
				got = append(got, string(c.Current().Clock(clock).Verdict(at(row.now))))
			}
			got = append(got, string(c.ExternalClock().Verdict(at(row.now))))
			if joined := strings.Join(got, " "); joined != row.want || c.State != row.state {
				t.Errorf("%s, %s\nwant %s, %s", c.State, joined, row.state, row.want)
			}
		})
	}
}

// TestTheLogOfAFormerCase holds that its events stand in their order at their moments, misses among them.
func TestTheLogOfAFormerCase(t *testing.T) {
	f := former(Complaint, "cleaning", "楼道", "2025-03-14 08:00", "2025-03-15 10:00", "2025-03-14 09:00", "2025-03-14 10:00", "2025-03-20 11:00", "2025-03-21 12:00")
	f.Where = "从「台账.xlsx」第 2 行导入"
	c := relive(t, "2025-06-01 12:00", f)
	var got []string
	for _, e := range c.Events() {
		if e.Forced {
			t.Errorf("%s: the clock ran backwards", e.Kind)
		}
		got = append(got, e.Kind+" "+when(e.EventAt)+" "+e.Note)
	}
	want := []string{
		"registered 2025-03-15 10:00:00 从「台账.xlsx」第 2 行导入", "deadline_missed 2025-03-15 10:00:00 ack 1", "acknowledged 2025-03-15 10:00:00 （2025-03-14 09:00:00）",
		"responded 2025-03-15 10:00:00 （2025-03-14 10:00:00）", "deadline_missed 2025-03-20 11:00:00 resolution 1", "resolved 2025-03-20 11:00:00 ", "closed 2025-03-21 12:00:00 ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if c.LateEntry != "batch" || c.ClosedAt != at("2025-03-21 12:00") || c.ResolverID != 0 || c.ClosedBy != 0 {
		t.Errorf("late entry %q, closed %s by %d, resolver %d", c.LateEntry, when(c.ClosedAt), c.ClosedBy, c.ResolverID)
	}
	cleared := relive(t, "2025-06-01 12:00", former(Complaint, "elevator", "困人", "2025-03-14 08:00", "2025-03-14 20:00", "2025-03-14 09:00", "2025-03-14 10:00"))
	events := map[string]int{}
	for _, e := range cleared.Events() {
		events[e.Kind]++
	}
	if k := cleared.Current().Response; k.MissedDueAt != 0 || events["deadline_cleared"] != 1 || events["deadline_missed"] != 2 {
		t.Errorf("%v, missed %d: the answer within four hours was written down twelve hours later", events, k.MissedDueAt)
	}
}

func TestOrderOfAFormerCase(t *testing.T) {
	for _, row := range []struct {
		field   string
		moments []string
	}{
		{"registered_at", []string{"2025-03-14 08:00", "2025-03-14 07:59:59"}},
		{"ack_at", []string{"2025-03-14 08:00", "", "2025-03-14 07:59:59"}},
		{"response_at", []string{"2025-03-14 08:00", "", "", "2025-03-14 07:59:59"}},
		{"resolved_at", []string{"2025-03-14 08:00", "", "", "", "2025-03-14 07:59:59"}},
		{"closed_at", []string{"2025-03-14 08:00", "", "", "", "", "2025-03-14 07:59:59"}},
		{"closed_at", []string{"2025-03-14 08:00", "", "", "", "2025-03-14 10:00", "2025-03-14 09:59:59"}},
		{"closed_at", []string{"2025-03-14 08:00", "", "2025-03-14 10:00", "", "", "2025-03-14 09:59:59"}},
		{"response_at", []string{"2025-03-14 08:00", "", "", "2025-03-14 10:00:01", "2025-03-14 10:00"}},
		{"ack_at", []string{"2025-03-14 08:00", "", "2025-03-14 10:00:01", "", "2025-03-14 10:00"}},
		{"received_at", []string{"2025-06-01 12:00:01"}},
		{"closed_at", []string{"2025-03-14 08:00", "", "", "", "", "2025-06-01 12:00:01"}},
		{"", []string{"2025-03-14 08:00", "2025-03-14 08:00", "2025-03-14 08:00", "2025-03-14 08:00", "2025-03-14 08:00", "2025-03-14 08:00"}},
		{"", []string{"2025-06-01 12:00", "2025-06-01 12:00", "2025-06-01 12:00", "2025-06-01 12:00", "2025-06-01 12:00", "2025-06-01 12:00"}},
		{"", []string{"2025-03-14 08:00", "2025-03-20 08:00", "2025-03-14 08:00", "2025-03-15 08:00", "2025-03-16 08:00", "2025-03-17 08:00"}},
	} {
		p, f := Problems{}, former(Complaint, "cleaning", "楼道", row.moments...)
		f.CheckOrder(p, at("2025-06-01 12:00"))
		if p[row.field] == "" && row.field != "" || len(p) > 0 && row.field == "" {
			t.Errorf("%v: %v, want a word at %q", row.moments, p, row.field)
		}
	}
	set := DefaultSettings()
	if _, err := Relive(Act{By: people["boss"], Now: at("2025-03-14 08:00"), Settings: set, Loc: shanghai}, former(Complaint, "cleaning", "楼道", "2025-03-14 08:00:01"), "X"); !Is(err, Invalid) {
		t.Errorf("a case of the future: %v", err)
	}
}

func TestFormerCaseTakenBack(t *testing.T) {
	act := Act{By: people["boss"], Now: at("2025-03-17 12:00"), Settings: DefaultSettings(), Loc: shanghai}
	c := relive(t, "2025-03-16 12:00", former(Complaint, "cleaning", "楼道", "2025-03-14 17:50"))
	c.Begin()
	if err := c.TakeBack(act); err != nil || c.State != Voided || c.Unlogged() {
		t.Errorf("%v, %s", err, c.State)
	}
	if v := c.Current().Resolution.Verdict(at("2025-06-01 12:00")); v != NotApplicable {
		t.Errorf("a due that lay ahead is %s", v)
	}
	wantCode(t, "twice", c.TakeBack(act), Conflict)
	own := register(t, "2025-03-14 17:50", complaint())
	wantCode(t, "a case of our own", own.c.TakeBack(act), Conflict)
}
