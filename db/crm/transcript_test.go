package crm

import (
	"strings"
	"testing"
	"time"
)

func TestFirstMessageOfAPastedChat(t *testing.T) {
	now := at("2026-11-22 10:00")
	for text, want := range map[string]string{
		"张三 2026-11-22 09:13:05\n在吗\n小林 2026-11-22 09:14:00\n您好": "2026-11-22 09:13:05",
		"张三 2026/11/21 21:07\n在吗":                                "2026-11-21 21:07:00",
		"张三(12345) 2026/11/9 9:05:01\n在吗":                        "2026-11-09 09:05:01",
		"张三:\n在吗\n09:13":                                         "2026-11-22 09:13:00",
		"张三  9:13\n明天 15:30 来修":                                  "2026-11-22 09:13:00",
		"[2026-11-22 09:13] 张三：在吗，楼道灯不亮":                         "2026-11-22 09:13:00",
		"09:13:05 张三\n在吗":                                        "2026-11-22 09:13:05",
		"张三 11月21日 下午3:05\n在吗":                                   "2026-11-21 15:05:00",
		"张三 11-30 09:00\n在吗":                                     "2025-11-30 09:00:00", // not from the future: of last year
		"张三 昨天 21：07\n在吗":                                        "2026-11-21 21:07:00",
		"张三 前天 08:00":                                            "2026-11-20 08:00:00",
		"张三 23:50\n在吗":                                           "2026-11-21 23:50:00", // not from the future: of yesterday
		"张三 10:01\n在吗":                                           "2026-11-22 10:00:00", // within what clocks differ
		"张三 2026年11月22日 星期日 09:13\n在吗":                           "2026-11-22 09:13:00",
		"张三 2027-01-01 09:00\n在吗":                                "",
		"张三 25:90\n在吗":                                           "",
		"门禁坏了，我约了 15:30\n你们快来":                                   "",
		"张三 2026-11-22 09:13:05 在吗，灯不亮":                          "2026-11-22 09:13:05",
		"没有时间的一段话":                                               "",
		"":                                                       "",
		"房号3-2-501，电话":                                           "",
	} {
		got := ""
		if first, ok := FirstMessage(text, now, shanghai); ok {
			got = time.Unix(first, 0).In(shanghai).Format(time.DateTime)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestTranscriptAtRegistration: the chat says when it was received, a person agrees; other channels have no chat.
func TestTranscriptAtRegistration(t *testing.T) {
	f := &file{t: t, now: at("2025-03-14 10:00")}
	r := complaint()
	r.Channel, r.Transcript = OnlineChat, "张三 2025-03-14 09:13:05\n楼道灯不亮"
	problems := func(r Registration) map[string]string {
		_, err := NewCase(f.as("clerk"), r, "TS-LY-20250314-0001", "")
		if e, ok := err.(*Error); ok {
			return e.Fields
		}
		return nil
	}
	if p := problems(r); p["received_at"] == "" || p["late_entry_reason"] == "" {
		t.Errorf("nobody was asked about the receipt: %v", p)
	}
	r.Received, r.LateEntry = Moment{At: at("2025-03-14 09:13") + 5}, "other"
	c, err := NewCase(f.as("clerk"), r, "TS-LY-20250314-0001", "")
	if err != nil || c.ReceivedAt != at("2025-03-14 09:13")+5 || c.Transcript != r.Transcript || c.ChatAgent != people["clerk"].Name {
		t.Errorf("%+v: %v", c, err)
	}
	r.Received, r.LateEntry, r.Transcript = Moment{}, "", "张三 10:00\n在吗"
	if p := problems(r); p != nil {
		t.Errorf("a chat of this minute: %v", p)
	}
	r.Transcript = strings.Repeat("长", MaxTranscript)
	if p := problems(r); p != nil {
		t.Errorf("the longest chat: %v", p)
	}
	r.Transcript += "长"
	if p := problems(r); p["transcript"] == "" {
		t.Error("a chat too long went in")
	}
	r.Transcript, r.Channel = "在吗", "phone"
	if p := problems(r); p["transcript"] == "" {
		t.Error("a call has a chat")
	}
}

func TestTranscriptIsAddedByWhoTookItIn(t *testing.T) {
	r := complaint()
	r.Channel, r.ChatAgent, r.Transcript = OnlineChat, "小林", "张三\n在吗"
	f := register(t, "2025-03-14 08:00", r)
	wantCode(t, "another clerk", f.c.AddTranscript(f.as("clerk2"), "", "在吗"), Forbidden)
	wantCode(t, "no words", f.c.AddTranscript(f.as("clerk"), "", ""), Invalid)
	wantCode(t, "too long together", f.c.AddTranscript(f.as("clerk"), "", strings.Repeat("长", MaxTranscript-6)), Invalid)
	f.must(f.c.AddTranscript(f.as("clerk"), "", "张三 2025-03-14 07:30:00\n灯修了吗"))
	if f.c.Transcript != "张三\n在吗\n\n张三 2025-03-14 07:30:00\n灯修了吗" || f.c.ChatAgent != "小林" {
		t.Errorf("%q by %q", f.c.Transcript, f.c.ChatAgent)
	}
	events := f.c.Events()
	if last := events[len(events)-1]; last.Kind != "transcript_added" || !strings.Contains(last.Note, "早于受理时间") || f.c.ReceivedAt != at("2025-03-14 08:00") {
		t.Errorf("%+v", last)
	}
	f.must(f.c.AddTranscript(f.as("lead"), "小周", "谢谢"))
	if f.c.ChatAgent != "小周" {
		t.Errorf("answered by %q", f.c.ChatAgent)
	}
	call := register(t, "2025-03-14 08:00", complaint())
	wantCode(t, "a call", call.c.AddTranscript(call.as("clerk"), "", "在吗"), Conflict)
}
