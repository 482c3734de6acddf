package crm

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"testing"
)

// sent is a form with some fields.
func sent(fields map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { text, ok := fields[name]; return text, ok }
}

func TestEverySettingHasItsOwnField(t *testing.T) {
	seen := map[string]bool{}
	for _, group := range SettingGroups() {
		for _, s := range group.Settings {
			before := DefaultSettings()
			if n := s.Get(before); n < s.Min || n > s.Max {
				t.Errorf("%s ships with %d, outside %d to %d", s.Name, n, s.Min, s.Max)
			}
			if err := moved(before, s, 1); err != nil && moved(before, s, -1) != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
			if seen[s.Name] {
				t.Errorf("%s stands twice", s.Name)
			}
			seen[s.Name] = true
		}
	}
	if fields := reflect.TypeOf(Settings{}).NumField() - 2; fields > len(seen) {
		t.Errorf("%d fields of Settings, %d on the page", fields, len(seen))
	}
}

// moved sends one setting a step away from what it is; another may bound it on that side.
func moved(before Settings, s Setting, step int64) error {
	after, err := before.Read(sent(map[string]string{s.Name: " " + strconv.FormatInt(s.Get(before)+step, 10)}))
	if err == nil && s.Get(after) != s.Get(before)+step {
		return fmt.Errorf("was read as %d", s.Get(after))
	}
	return err
}

func TestReadingSettingsLeavesTheOldOnesAlone(t *testing.T) {
	old := DefaultSettings()
	if _, err := old.Read(sent(map[string]string{"ack_hours.complaint": "12", "small_number": "8"})); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(old, DefaultSettings()) {
		t.Error("a version in use was changed")
	}
}

func TestSettingsHaveBounds(t *testing.T) {
	for name, c := range map[string]struct {
		fields map[string]string
		wrong  []string
	}{
		"nothing sent":        {nil, nil},
		"least":               {map[string]string{"ack_hours.complaint": "1", "small_number": "5", "repair_sample_percent": "0"}, nil},
		"most":                {map[string]string{"ack_hours.complaint": "240", "repair_sample_percent": "100"}, nil},
		"zero":                {map[string]string{"ack_hours.complaint": "0"}, []string{"ack_hours.complaint"}},
		"below":               {map[string]string{"small_number": "4", "session_idle_minutes": "-1"}, []string{"session_idle_minutes", "small_number"}},
		"above":               {map[string]string{"repair_sample_percent": "101", "ack_hours.praise": "241"}, []string{"ack_hours.praise", "repair_sample_percent"}},
		"no number":           {map[string]string{"reopen_days": "", "legal_reply_days": "十", "repair_revisit_days": "1.5"}, []string{"legal_reply_days", "reopen_days", "repair_revisit_days"}},
		"all at once":         {map[string]string{"group_rooms": "", "reopen_days": "0"}, []string{"group_rooms", "reopen_days"}},
		"too long":            {map[string]string{"reopen_days": "99999999999999999999"}, []string{"reopen_days"}},
		"answer at the end":   {map[string]string{"response_hours.general": "72"}, nil},
		"answer after it":     {map[string]string{"response_hours.general": "73"}, []string{"response_hours.general"}},
		"resolved too early":  {map[string]string{"resolution_hours.major": "3"}, []string{"response_hours.major"}},
		"repair after it":     {map[string]string{"repair_response_hours": "73"}, []string{"repair_response_hours"}},
		"on site at the end":  {map[string]string{"urgent_resolution_hours": "1", "urgent_response_minutes": "60"}, nil},
		"on site after it":    {map[string]string{"urgent_resolution_hours": "1", "urgent_response_minutes": "61"}, []string{"urgent_response_minutes"}},
		"fewest alike":        {map[string]string{"group_rooms": "2", "group_days": "1", "hot_rooms": "2", "hot_days": "1", "measure_cases": "2", "measure_days": "1"}, nil},
		"one is no group":     {map[string]string{"group_rooms": "1", "hot_rooms": "1", "measure_cases": "1"}, []string{"group_rooms", "hot_rooms", "measure_cases"}},
		"too long ago":        {map[string]string{"group_days": "91", "hot_days": "366", "measure_days": "0"}, []string{"group_days", "hot_days", "measure_days"}},
		"an unknown one more": {map[string]string{"version": "7"}, nil},
	} {
		_, err := DefaultSettings().Read(sent(c.fields))
		var e *Error
		var wrong []string
		if errors.As(err, &e) {
			wrong = slices.Sorted(maps.Keys(e.Fields))
		}
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: problems at %v, want %v", name, wrong, c.wrong)
		}
	}
}
