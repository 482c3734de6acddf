package views

import (
	"testing"
	"time"
	_ "time/tzdata"
)

var shanghai = func() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return loc
}()

func at(t *testing.T, text string) int64 {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04:05", text, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return moment.Unix()
}

func TestLeftText(t *testing.T) {
	const due = 1_800_000_000
	for _, tt := range []struct {
		now         int64
		text, state string
	}{
		{due - 3*86400 - 7200, "剩 3天2小时", "running"},
		{due - 86400, "剩 1天0小时", "running"},
		{due - 86399, "剩 23小时59分", "running"},
		{due - 7201, "剩 2小时00分", "running"},
		{due - 7200, "剩 2小时00分", "due_soon"},
		{due - 3600, "剩 1小时00分", "due_soon"},
		{due - 3599, "剩 59:59", "due_soon"},
		{due - 1, "剩 00:01", "due_soon"},
		{due, "剩 00:00", "due_soon"},
		{due + 1, "已超 00:01", "missed"},
		{due + 3900, "已超 1小时05分", "missed"},
		{due + 2*86400, "已超 2天0小时", "missed"},
	} {
		if got := LeftText(due, tt.now); got != tt.text {
			t.Errorf("%d s before: %q, want %q", due-tt.now, got, tt.text)
		}
		if got := leftState(due, due-7200, tt.now); got != tt.state {
			t.Errorf("%d s before: %s, want %s", due-tt.now, got, tt.state)
		}
	}
}

func TestWhen(t *testing.T) {
	now := at(t, "2026-01-01 00:30:00")
	for text, want := range map[string]string{
		"2026-01-01 00:10:00": "00:10",
		"2025-12-31 23:59:59": "昨天 23:59",
		"2025-12-30 08:00:00": "2025-12-30",
		"2026-02-03 04:05:06": "02-03 04:05",
	} {
		if got := When(at(t, text), now, shanghai); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if When(0, now, shanghai) != "—" {
		t.Error("no moment must be a dash")
	}
}

func TestMoments(t *testing.T) {
	m := at(t, "2026-11-22 09:12:05")
	for got, want := range map[string]string{
		DateTime(m, shanghai):    "2026-11-22 09:12",
		DateTimeSec(m, shanghai): "2026-11-22 09:12:05",
		Date(m, shanghai):        "2026-11-22",
		InputTime(m, shanghai):   "2026-11-22T09:12",
		InputTime(0, shanghai):   "",
		DateTime(0, shanghai):    "—",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestYuan(t *testing.T) {
	for fen, want := range map[int64]string{
		0: "¥0.00", 5: "¥0.05", 99999: "¥999.99", 100000: "¥1,000.00", 123456789: "¥1,234,567.89", -150: "-¥1.50",
	} {
		if got := Yuan(fen); got != want {
			t.Errorf("%d: %q, want %q", fen, got, want)
		}
	}
}

func TestDurationAndAgo(t *testing.T) {
	for s, want := range map[int64]string{
		0: "不到1分钟", 59: "不到1分钟", 60: "1分钟", 3599: "59分钟", 3600: "1小时00分", 86399: "23小时59分", 86400: "1天", 97200: "1天3小时",
	} {
		if got := Duration(s); got != want {
			t.Errorf("%d s: %q, want %q", s, got, want)
		}
	}
	for s, want := range map[int64]string{
		-5: "刚刚", 59: "刚刚", 60: "1分钟前", 3599: "59分钟前", 3600: "1小时前", 86399: "23小时前", 86400: "1天前",
	} {
		if got := Ago(1000000-s, 1000000); got != want {
			t.Errorf("%d s ago: %q, want %q", s, got, want)
		}
	}
}
