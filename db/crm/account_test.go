package crm

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestCheckAccount(t *testing.T) {
	clerk := Assignment{Role: Clerk}
	for name, c := range map[string]struct {
		login, name string
		role        Assignment
		wrong       []string
	}{
		"plain":           {"wang.li-2_a", "王丽", clerk, nil},
		"shortest":        {"wl", "王", clerk, nil},
		"longest":         {strings.Repeat("a", 32), strings.Repeat("王", 40), clerk, nil},
		"too short":       {"w", "", clerk, []string{"login", "name"}},
		"too long":        {strings.Repeat("a", 33), strings.Repeat("王", 41), clerk, []string{"login", "name"}},
		"capitals":        {"Wang", "王丽", clerk, []string{"login"}},
		"figure first":    {"1wang", "王丽", clerk, []string{"login"}},
		"Chinese":         {"王丽", " 王丽", clerk, []string{"login", "name"}},
		"no such role":    {"wang", "王丽", Assignment{Role: "boss"}, []string{"role"}},
		"no department":   {"wang", "王丽", Assignment{Role: Handler}, []string{"department"}},
		"head without":    {"wang", "王丽", Assignment{Role: DeptHead}, []string{"department"}},
		"unknown one":     {"wang", "王丽", Assignment{Role: Handler, Department: "XX"}, []string{"department"}},
		"handler":         {"wang", "王丽", Assignment{Role: Handler, Department: "GC"}, nil},
		"idle steward":    {"wang", "王丽", Assignment{Role: Steward}, []string{"buildings"}},
		"steward at work": {"wang", "王丽", Assignment{Role: Steward, Buildings: []string{"3"}}, nil},
	} {
		var e *Error
		var wrong []string
		if errors.As(CheckAccount(c.login, c.name, c.role), &e) {
			wrong = slices.Sorted(maps.Keys(e.Fields))
		}
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: problems at %v, want %v", name, wrong, c.wrong)
		}
	}
}

func TestReadBuildings(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "1": "1", "1,2": "1 2", "1，2、3;4": "1 2 3 4", "3栋 04号楼": "3 4", " 5 , 5 ": "5", "A座 B": "A B", "3-2": "!", "0": "!", "2期3栋": "!",
	} {
		list, err := ReadBuildings(text)
		if got := strings.Join(list, " "); err != nil && want != "!" || err == nil && got != want {
			t.Errorf("%q: %q %v, want %q", text, got, err, want)
		}
	}
}
