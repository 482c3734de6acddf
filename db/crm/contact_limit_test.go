package crm

import "testing"

// TestContactLimit: by the manager, one channel, one to ninety days, over at its moment (§3.7).
func TestContactLimit(t *testing.T) {
	now := at("2025-03-14 08:00")
	for days, want := range map[int]Code{-1: Invalid, 0: Invalid, 1: "", 90: "", 91: Invalid} {
		l := ContactLimit{Channel: "email", Days: days, Reason: "多次来电辱骂"}
		wantCode(t, "days", l.Check(people["boss"], now), want)
		if want == "" && (l.UntilAt != now+int64(days)*86400 || l.Words(l.UntilAt-1, "…") == "" || l.Words(l.UntilAt, "…") != "") {
			t.Errorf("%d days: until %s", days, when(l.UntilAt))
		}
	}
	for name, l := range map[string]ContactLimit{"no reason": {Channel: "email", Days: 30}, "no such channel": {Channel: "fax", Days: 30, Reason: "辱骂"}, "nothing chosen": {Days: 30, Reason: "辱骂"}, "lifted without a reason": {Channel: LiftLimit}} {
		wantCode(t, name, l.Check(people["boss"], now), Invalid)
	}
	lift := ContactLimit{Channel: LiftLimit, Reason: "已道歉"}
	wantCode(t, "lifted", lift.Check(people["boss"], now), "")
	if lift.Words(now, "…") != "" {
		t.Error("lifted and still said")
	}
	lift.Channel = LiftLimit
	for _, who := range []string{"clerk", "lead", "quality", "executive"} {
		wantCode(t, who, lift.Check(people[who], now), Forbidden)
	}
}
