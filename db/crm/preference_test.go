package crm

import (
	"maps"
	"slices"
	"testing"
)

func TestPreferenceCheck(t *testing.T) {
	for _, test := range []struct {
		key, value, source, on string
		kept                   string
		want                   []string
	}{
		{"language", "杭州话", "told", "2026-11-22", "杭州话", nil},
		{"home_visits", "不接受", "told", "2026-11-22", "no", nil},
		{"home_visits", "yes", "told", "2026-11-22", "yes", nil},
		{"large_print", "也许", "told", "2026-11-22", "也许", []string{"value"}},
		{"living", "怕吵", "observed", "2026-11-21", "怕吵", nil},
		{"living", "怕吵", "observed", "2026-11-23", "怕吵", []string{"recorded_on"}},
		{"interest", "", "survey", "2026-11-22", "", []string{"value"}},
		{"religion", "x", "gossip", "2026-11-22", "x", []string{"key", "source"}},
	} {
		pref, p := Preference{Key: test.key, Value: test.value, Source: test.source, RecordedOn: test.on}, Problems{}
		pref.Check("2026-11-22", p)
		if got := slices.Sorted(maps.Keys(p)); !slices.Equal(got, test.want) || pref.Value != test.kept {
			t.Errorf("%s %s: %v, kept %q", test.key, test.value, p, pref.Value)
		}
	}
	for key, single := range map[string]bool{"language": true, "home_visits": true, "large_print": true, "living": false, "interest": false, "other": false} {
		if got := (Preference{Key: key}).Single(); got != single {
			t.Errorf("%s single: %v", key, got)
		}
	}
}
