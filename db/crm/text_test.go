package crm

import (
	"errors"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func TestCleanText(t *testing.T) {
	for _, test := range []struct {
		in    string
		limit int
		lines bool
		want  string
		ok    bool
	}{
		{" 水管　漏水 ", 10, false, "水管　漏水", true},
		{"\u200b\u00a0\ufeff", 5, false, "", true},
		{"一二三四五", 5, false, "一二三四五", true},
		{"  一二三四五  ", 5, false, "一二三四五", true},
		{"一二三四五六", 5, false, "", false},
		{"𠮷😀e", 3, false, "𠮷😀e", true},
		{"a\nb", 9, false, "", false},
		{"a\tb", 9, false, "", false},
		{"a\n", 9, false, "a", true},
		{"a\r\nb\tc", 5, true, "a\nb\tc", true},
		{"a\rb", 9, true, "", false},
		{"a\x00b", 9, true, "", false},
		{"a\x1bb", 9, true, "", false},
		{"a\u0085b", 9, true, "", false},
		{"a\x7fb", 9, false, "", false},
		{"a\xffb", 9, true, "", false},
	} {
		got, err := CleanText(test.in, test.limit, test.lines)
		if got != test.want || (err == nil) != test.ok || err != nil && !Is(err, Invalid) {
			t.Errorf("%q (%d, %v) = %q, %v", test.in, test.limit, test.lines, got, err)
		}
	}
}

func TestParseMoment(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text string
		loc  *time.Location
		utc  string // empty: refused
	}{
		{"2026-03-05T14:30", shanghai, "2026-03-05T06:30:00Z"},
		{"2026-03-05T14:30:59", shanghai, "2026-03-05T06:30:59Z"},
		{"2026-03-05T00:00", shanghai, "2026-03-04T16:00:00Z"},
		{"1950-01-01T00:00", shanghai, "1949-12-31T16:00:00Z"},
		{"2100-12-31T23:59:59", shanghai, "2100-12-31T15:59:59Z"},
		{"1949-12-31T23:59", shanghai, ""},
		{"2101-01-01T00:00", shanghai, ""},
		{"2026-03-29T02:30", berlin, ""}, // the hour a clock change leaves out
		{"2026-03-05T24:00", shanghai, ""},
		{"2026-02-30T10:00", shanghai, ""},
		{"2026-03-05T9:05", shanghai, ""},
		{"2026-03-05T09:05:1", shanghai, ""},
		{"2026-03-05T09:05:01.5", shanghai, ""},
		{"2026-03-05T09:05Z", shanghai, ""},
		{"2026-03-05 09:05", shanghai, ""},
		{"2026-03-05", shanghai, ""},
		{"", shanghai, ""},
	} {
		at, err := ParseMoment(test.text, test.loc)
		if test.utc == "" && !Is(err, Invalid) || test.utc != "" && (err != nil || at.UTC().Format(time.RFC3339) != test.utc) {
			t.Errorf("%q = %v, %v", test.text, at, err)
		}
	}
}

func TestParseDate(t *testing.T) {
	for text, ok := range map[string]bool{
		"2026-03-05": true, "2024-02-29": true, "2025-02-29": false, "1950-01-01": true, "1949-12-31": false,
		"2100-12-31": true, "2101-01-01": false, "2026-3-5": false, "2026/03/05": false, "2026-03-05T10:00": false, "": false, "２０２６-03-05": false,
	} {
		day, err := ParseDate(text)
		if ok && (err != nil || day != text) || !ok && (!Is(err, Invalid) || day != "") {
			t.Errorf("%q = %q, %v", text, day, err)
		}
	}
}

func TestParseYuan(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "12": 1200, "12.3": 1230, "12.34": 1234, "12.340": 1234, "0.05": 5, "-0.05": -5, "+3": 300, " 27,275.25 ": 2727525,
		"￥1,234.50元": 123450, "¥ 8": 800, "１２．５": 1250, "8 元": 800, "RMB 5": 500, "1000000000000": 100000000000000,
	} {
		if fen, err := ParseYuan(text); err != nil || fen != want {
			t.Errorf("%q = %d, %v; want %d", text, fen, err, want)
		}
	}
	for _, text := range []string{
		"", "元", "-", "12.345", "1,23", "1.2万", "1e3", "0x10", "1,2345", "12.", ".5", "1 2", "--1", "1000000000001", "99999999999999999999", "1,000,000,000,000,000,000,000", "#DIV/0!",
	} {
		if fen, err := ParseYuan(text); !Is(err, Invalid) {
			t.Errorf("%q = %d, %v", text, fen, err)
		}
	}
}

func TestProblemsAddError(t *testing.T) {
	problems := Problems{}
	problems.AddError("at", nil)
	if problems.Err() != nil {
		t.Error("nil became a problem")
	}
	_, err := ParseDate("x")
	problems.AddError("on", err)
	problems.AddError("place", errors.New("driver says no"))
	if problems["on"] == "" || strings.Contains(problems["place"], "driver") || problems["place"] == "" {
		t.Errorf("%v", problems)
	}
}
