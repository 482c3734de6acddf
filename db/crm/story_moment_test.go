package crm

import "testing"

func TestStatedAt(t *testing.T) {
	facts := map[string]any{"received_at": int64(100), "1.ack.at": int64(200), "2.ack.at": int64(300), "2.response.at": int64(400), "2.resolution.at": int64(0)}
	for _, test := range []struct {
		kind  string
		cycle int
		want  int64
	}{
		{"registered", 1, 100}, {"acknowledged", 1, 200}, {"acknowledged", 2, 300}, {"acknowledged", 3, 0}, {"responded", 2, 400}, {"resolved", 2, 0}, {"completed", 2, 400}, {"assigned", 2, 0},
	} {
		if got := StatedAt(test.kind, test.cycle, facts); got != test.want {
			t.Errorf("%s in cycle %d: %d, want %d", test.kind, test.cycle, got, test.want)
		}
	}
	if got := StatedAt("registered", 1, nil); got != 0 {
		t.Errorf("a line without facts: %d", got)
	}
}
