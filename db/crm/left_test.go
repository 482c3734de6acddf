package crm

import "testing"

// TestPersonLeft takes the handler out of a case that is worked on, and of no other.
func TestPersonLeft(t *testing.T) {
	gone := people["handler"]
	for name, r := range map[string]struct {
		make func(t *testing.T) *file
		who  Staff
		want bool
	}{
		"assigned": {func(t *testing.T) *file {
			f := register(t, "2025-03-14 08:00", complaint())
			return f.must(f.ack()).must(f.assign())
		}, gone, true},
		"in work":        {func(t *testing.T) *file { return inWork(t, "2025-03-14 08:00", complaint()) }, gone, true},
		"on hold":        {func(t *testing.T) *file { f := answered(t); return f.must(f.hold("third_party", "2025-03-20")) }, gone, true},
		"resolved":       {func(t *testing.T) *file { return resolved(t, "2025-03-14 08:00", complaint()) }, gone, false}, // who resolved it stays known
		"closed":         {func(t *testing.T) *file { return closed(t, "2025-03-14 08:00", complaint()) }, gone, false},
		"somebody else":  {func(t *testing.T) *file { return inWork(t, "2025-03-14 08:00", complaint()) }, people["clerk2"], false},
		"nobody's yet":   {func(t *testing.T) *file { return register(t, "2025-03-14 08:00", complaint()) }, Staff{}, false},
		"nobody's owner": {func(t *testing.T) *file { return register(t, "2025-03-14 08:00", complaint()) }, people["lead"], false},
	} {
		f := r.make(t)
		was, n := *f.c, len(f.c.Events())
		if got := f.c.PersonLeft(f.as("boss"), r.who, colleagues()); got != r.want {
			t.Errorf("%s: %v", name, got)
		}
		if r.want && (f.c.HandlerID != 0 || f.c.State != was.State || f.c.Department != was.Department) || !r.want && (f.c.HandlerID != was.HandlerID || len(f.c.Events()) != n) {
			t.Errorf("%s: handler %d, %s of %s", name, f.c.HandlerID, f.c.State, f.c.Department)
		}
		f.wantFold()
	}
}
