package crm

import (
	"maps"
	"slices"
	"testing"
)

func TestNeedSteps(t *testing.T) {
	for _, test := range []struct {
		from, to, reason string
		want             []string
	}{
		{"", "open", "", nil}, {"", "planned", "", nil}, {"", "met", "", []string{"status"}}, {"", "", "", []string{"status"}},
		{"open", "planned", "", nil}, {"open", "met", "", nil}, {"open", "declined", "", []string{"reason"}}, {"open", "declined", "没有场地", nil},
		{"planned", "open", "", nil}, {"planned", "met", "", nil}, {"planned", "declined", "", []string{"reason"}},
		{"met", "open", "", []string{"reason"}}, {"met", "open", "又坏了", nil}, {"met", "planned", "x", []string{"status"}}, {"met", "declined", "x", []string{"status"}},
		{"declined", "open", "可以了", nil}, {"declined", "met", "x", []string{"status"}},
		{"declined", "declined", "", nil}, {"open", "gone", "x", []string{"status"}},
	} {
		n, p := Need{Text: "希望装扶手", Status: test.to, Reason: test.reason}, Problems{}
		var before *Need
		if test.from != "" {
			before = &Need{Text: "希望装扶手", Status: test.from}
		}
		n.Check(before, p)
		if got := slices.Sorted(maps.Keys(p)); !slices.Equal(got, test.want) {
			t.Errorf("%s → %s (%s): %v, want %v", test.from, test.to, test.reason, p, test.want)
		}
	}
	p := Problems{}
	if (Need{Status: "open"}).Check(nil, p); p["text"] == "" {
		t.Error("a need without words is taken")
	}
}
