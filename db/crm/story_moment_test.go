package crm

import "testing"

func TestStatedAt(t *testing.T) {
	facts := map[string]int64{"received_at": 100, "1.ack.at": 200, "2.ack.at": 300, "2.response.at": 400, "2.resolution.at": 0}
	for _, test := range []struct {
		kind  string
		cycle int
		want  int64
	}{
		{"registered", 1, 100}, {"acknowledged", 1, 200}, {"acknowledged", 2, 300}, {"acknowledged", 3, 0}, {"responded", 2, 400}, {"resolved", 2, 0}, {"completed", 2, 400}, {"assigned", 2, 0},
	} {
		if got := StatedAt(test.kind, test.cycle, func(name string) int64 { return facts[name] }); got != test.want {
			t.Errorf("%s in cycle %d: %d, want %d", test.kind, test.cycle, got, test.want)
		}
	}
}
