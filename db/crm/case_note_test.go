package crm

import (
	"strings"
	"testing"
)

// TestNotesChangeNothingElse writes into an open and an ended case: words and moment stand in the log, clocks and state stay.
func TestNotesChangeNothingElse(t *testing.T) {
	f := inWork(t, "2025-03-14 08:00", complaint())
	before, clocks := f.c.Facts(), *f.c.Current()
	f.now = at("2025-03-14 20:00")
	f.must(f.c.AddNote(f.as("clerk2"), Moment{At: at("2025-03-14 19:30")}, "来电催问过一次"))
	events := f.c.Events()
	last := events[len(events)-1]
	if last.Kind != "noted" || last.Note != "来电催问过一次（2025-03-14 19:30:00）" || len(last.After) != 1 || len(last.Texts) != 0 || last.From != last.To {
		t.Errorf("the log says %+v", last)
	}
	for name, value := range f.c.Facts() {
		if before[name] != value && name != "last_event_at" {
			t.Errorf("%s went from %v to %v", name, before[name], value)
		}
	}
	if *f.c.Current() != clocks {
		t.Error("a clock moved")
	}
	for name, r := range map[string]struct {
		at   Moment
		note string
	}{"no words": {Moment{}, ""}, "before receipt": {Moment{At: at("2025-03-14 07:59")}, "早了"}, "from the future": {Moment{At: at("2025-03-14 20:05")}, "晚了"}} {
		wantCode(t, name, f.c.AddNote(f.as("clerk"), r.at, r.note), Invalid)
	}
	over := closed(t, "2025-03-14 08:00", complaint())
	wantCode(t, "a clerk, of a closed case", over.c.AddNote(over.as("clerk"), Moment{}, "业主来感谢"), Forbidden)
	over.must(over.c.AddNote(over.as("lead"), Moment{}, "业主来感谢"))
	if events := over.c.Events(); over.c.State != Closed || !strings.HasPrefix(events[len(events)-1].Note, "业主来感谢") {
		t.Errorf("a closed case is %s", over.c.State)
	}
}
