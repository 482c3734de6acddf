package crm

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

var reportZone = time.FixedZone("Asia/Shanghai", 8*3600)

func reportMoment(t *testing.T, text string) int64 {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04:05", text, reportZone)
	if err != nil {
		t.Fatal(err)
	}
	return when.Unix()
}

func TestPeriod(t *testing.T) {
	for _, text := range []string{"2026-10", "2024-02", "2026-12", "0001-01", "9999-12"} {
		p, ok := ParsePeriod(text)
		if !ok || p.String() != text {
			t.Errorf("%s: %v %v", text, p, ok)
		}
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-00", "2026-1", "26-10", "2026-10-01", " 2026-10", "2026-10 ", "２０２６-10", "2026/10", "0000-05", "2026-Q3", "-026-10"} {
		if p, ok := ParsePeriod(text); ok {
			t.Errorf("%q was read as %s", text, p)
		}
	}
	from, to := Period{2026, time.December}.Bounds(reportZone)
	if from != reportMoment(t, "2026-12-01 00:00:00") || to != reportMoment(t, "2027-01-01 00:00:00") {
		t.Errorf("December is %d to %d", from, to)
	}
	if got := PeriodOf(to-1, reportZone); got != (Period{2026, time.December}) {
		t.Errorf("the last second of December is in %s", got)
	}
	if got := PeriodOf(to, reportZone); got != (Period{2027, time.January}) || got.Last() != (Period{2026, time.December}) || got.Last().Next() != got {
		t.Errorf("the first second of January is in %s", got)
	}
}

func TestPeriodMayPublish(t *testing.T) {
	october := Period{2026, time.October}
	for _, test := range []struct {
		now   string
		first Period
		want  string
	}{
		{"2026-11-01 00:00:00", october, ""},
		{"2026-10-31 23:59:59", october, "尚未结束"},
		{"2026-09-30 23:59:59", october, "还没有到"},
		{"2025-12-01 00:00:00", october, "还没有到"},
		{"2026-12-05 00:00:00", Period{2026, time.November}, "更早的月份"},
		{"2027-12-05 00:00:00", Period{2020, time.January}, ""},
	} {
		err := october.MayPublish(test.first, reportMoment(t, test.now), reportZone)
		if test.want == "" && err != nil || test.want != "" && (!Is(err, Invalid) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("at %s from %s on: %v, want %q", test.now, test.first, err, test.want)
		}
	}
}

func TestTallyOfClocks(t *testing.T) {
	const due, now = 1_000_000, 2_000_000
	for _, test := range []struct {
		name      string
		clock     Clock
		kept, all int64
	}{
		{"met at its due", Clock{AnchorAt: 1, DueAt: due, MetAt: due}, 1, 1},
		{"one second after", Clock{AnchorAt: 1, DueAt: due, MetAt: due + 1}, 0, 1},
		{"never", Clock{AnchorAt: 1, DueAt: due}, 0, 1},
		{"met after the due moved past a miss", Clock{AnchorAt: 1, DueAt: due, MetAt: due, MissedDueAt: due - 9}, 0, 1},
		{"withdrawn before its due", Clock{AnchorAt: 1, DueAt: due, Off: true}, 0, 0},
		{"withdrawn after it was met", Clock{AnchorAt: 1, DueAt: due, MetAt: due - 1}, 1, 1},
		{"withdrawn after its due", Clock{AnchorAt: 1, DueAt: due, MissedDueAt: due}, 0, 1},
		{"not due yet", Clock{AnchorAt: 1, DueAt: now}, 0, 0},
	} {
		var tally Tally
		tally.AddClock(test.clock, now, 1)
		if tally.Kept != test.kept || tally.Due != test.all {
			t.Errorf("%s: %d of %d, want %d of %d", test.name, tally.Kept, tally.Due, test.kept, test.all)
		}
	}
}

func talliedOf(kept, due, rooms int) (t Tally) {
	for i := range due {
		t.Add(i < kept, int64(i%rooms))
	}
	return t
}

func TestRatesShown(t *testing.T) {
	for _, test := range []struct {
		kept, due, rooms, k int
		want                string
	}{
		{0, 0, 1, 5, NoFigure}, {9, 9, 9, 5, "*"}, {10, 10, 10, 5, "100.0%"}, {0, 10, 5, 5, "0.0%"}, {9, 10, 4, 5, "*"},
		{22, 23, 23, 5, "95.7%"}, {10, 10, 5, 0, "100.0%"}, {10, 10, 6, 7, "*"}, {10, 10, 7, 7, "100.0%"},
	} {
		tally := talliedOf(test.kept, test.due, test.rooms)
		if got := tally.Rate(test.k); got != test.want {
			t.Errorf("%d of %d in %d rooms, k %d: %s, want %s", test.kept, test.due, test.rooms, test.k, got, test.want)
		}
	}
}

func TestScores(t *testing.T) {
	for _, test := range []struct {
		answers    []int
		mean, rate string
	}{
		{nil, NoFigure, NoFigure},
		{[]int{5, 5, 5, 5, 5, 5, 5, 5, 5}, "*", "*"},
		{[]int{5, 5, 5, 4, 4, 4, 3, 3, 2, 1}, "65.0", "60.0%"},
		{[]int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, "0.0", "0.0%"},
		{[]int{4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3}, "68.2", "72.7%"},
	} {
		var s Scores
		for i, answer := range test.answers {
			s.AddScore(answer, int64(i))
		}
		if mean, rate := s.Mean(5), s.Rate(5); mean != test.mean || rate != test.rate {
			t.Errorf("%v: %s %s, want %s %s", test.answers, mean, rate, test.mean, test.rate)
		}
	}
}

// count makes what a month counted of one-room cases.
func countedOf(kinds, levels, categories map[string]int) *Counted {
	in := &Counted{Kinds: map[string]Cell{}, Levels: map[string]Cell{}, Categories: map[string]Cell{}}
	for code, n := range kinds {
		in.Kinds[code] = Cell{n, n}
		in.Total = Cell{in.Total.Cases + n, in.Total.Rooms + n}
	}
	for code, n := range levels {
		in.Levels[code] = Cell{n, n}
	}
	for code, n := range categories {
		in.Categories[code] = Cell{n, n}
	}
	return in
}

func octoberReport(t *testing.T, in *Counted) Report {
	head := ReportHead{Project: "绿园小区", Period: "2026-10", Version: 1}
	return NewReport(head, in, DefaultSettings(), reportMoment(t, "2026-11-01 00:00:00"), reportMoment(t, "2026-11-22 09:00:00"), reportZone)
}

func reportRows(table ReportTable) string {
	word := func(n *int) string {
		if n == nil {
			return "*"
		}
		return fmt.Sprint(*n)
	}
	var words []string
	for _, row := range table.Rows {
		words = append(words, word(row.Cases))
	}
	return strings.Join(words, " ") + " | " + word(table.Total)
}

func TestReportTables(t *testing.T) {
	in := countedOf(map[string]int{"complaint": 12, "repair": 3, "suggestion": 7}, map[string]int{"general": 12},
		map[string]int{"elevator": 10, "noise": 12})
	r := octoberReport(t, in)
	for i, want := range []string{"12 * * 0 0 | 22", "12 0 0 | 12", "0 0 10 0 0 0 0 12 0 0 0 0 0 0 0 0 | 22"} {
		if got := reportRows(r.Tables[i]); got != want {
			t.Errorf("%s: %s, want %s", r.Tables[i].Title, got, want)
		}
	}
	body, _, err := r.Seal()
	if err != nil || !strings.Contains(body, `{"code":"repair","label":"报修","cases":null}`) {
		t.Errorf("a hidden figure is in the report: %s %v", body, err)
	}
}

func TestReportOfHardlyAnyCase(t *testing.T) {
	for n, byQuarter := range map[int]bool{0: true, 4: true, 5: false} {
		in := countedOf(map[string]int{"complaint": n}, map[string]int{"general": n}, map[string]int{"other": n})
		in.Ack = talliedOf(20, 20, 20)
		r := octoberReport(t, in)
		if r.ByQuarter != byQuarter || byQuarter != (len(r.Tables)+len(r.Rates) == 0) {
			t.Errorf("%d cases: by quarter %v, %d tables, %d rates", n, r.ByQuarter, len(r.Tables), len(r.Rates))
		}
	}
}

func TestReportReopeningIsProvisional(t *testing.T) {
	in := countedOf(map[string]int{"complaint": 12}, map[string]int{"general": 12}, map[string]int{"other": 12})
	for until, want := range map[string]string{"2026-11-30 23:59:59": "暂定，2026-12-01前仍可能变化", "2026-12-01 00:00:00": "已到观察期末"} {
		r := NewReport(ReportHead{}, in, DefaultSettings(), reportMoment(t, "2026-11-01 00:00:00"), reportMoment(t, until), reportZone)
		for _, rate := range r.Rates {
			if rate.Code == "K6" && rate.Note != want {
				t.Errorf("at %s: %q, want %q", until, rate.Note, want)
			}
		}
	}
}

// What is not in the list is counted under its own code, so that the table adds up.
func TestReportKeepsStrangers(t *testing.T) {
	in := countedOf(map[string]int{"complaint": 20}, map[string]int{"general": 20}, map[string]int{"elevator": 10, "pool": 10})
	categories := octoberReport(t, in).Tables[2]
	if last := categories.Rows[len(categories.Rows)-1]; last.Code != "pool" || last.Cases == nil || *last.Cases != 10 {
		t.Errorf("the last row is %+v", last)
	}
}

func TestReportSeal(t *testing.T) {
	random := rand.New(rand.NewSource(5))
	for range 300 {
		a, b := random.Intn(20), random.Intn(20)
		r := octoberReport(t, countedOf(map[string]int{"complaint": a, "repair": b}, map[string]int{"general": a}, map[string]int{"pets": a + b}))
		body, hash, err := r.Seal()
		if err != nil || HashOf(body) != hash {
			t.Fatalf("%s does not hash to %s (%v)", body, hash, err)
		}
		opened, err := OpenReport(body)
		again, _, _ := opened.Seal()
		if err != nil || again != body {
			t.Fatalf("%s reads back as %s (%v)", body, again, err)
		}
		small := a > 0 && a < 5 || b > 0 && b < 5
		var plain struct {
			Tables []struct{ Rows []struct{ Cases *int } }
		}
		if err := json.Unmarshal([]byte(body), &plain); err != nil {
			t.Fatal(err)
		}
		for _, table := range plain.Tables {
			for _, row := range table.Rows {
				if small && row.Cases != nil && *row.Cases > 0 && *row.Cases < 5 {
					t.Fatalf("%d complaints and %d repairs: %s", a, b, body)
				}
			}
		}
	}
}
