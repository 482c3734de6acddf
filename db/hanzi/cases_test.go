package hanzi

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
)

// finds asks the way the search box does: an entry of the name begins like a cut of the pattern, and the name fits it.
func finds(name string, person bool, typed string) (Hit, bool) {
	p := Parse(typed)
	hit, ok := p.Match(name, person)
	if !ok || !p.Sounds() {
		return hit, ok
	}
	_, entries := Spell(name, person)
	for _, cut := range p.Cuts() {
		for _, e := range entries {
			if cut.Sounds != "" && strings.HasPrefix(e.Sounds, cut.Sounds) || cut.Sounds == "" && strings.HasPrefix(e.Initials, cut.Initials) {
				return hit, true
			}
		}
	}
	return hit, false
}

// TestCases reads the table of names: first readings, initials, places by any reading, what is found and what is not.
func TestCases(t *testing.T) {
	file, err := os.Open("testdata/pinyin_cases.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		id, kind, text, full, initials, also := row[0], row[1], row[2], row[3], row[4], row[5]
		person := kind != "place"
		if kind == "search" {
			if _, ok := finds(text, person, full); ok != (also == "hit") {
				t.Errorf("%s %s by %q: %v, want %s", id, text, full, ok, also)
			}
			continue
		}
		if read, _ := Spell(text, person); read != full && !slices.Contains(strings.Split(also, "|"), read) {
			t.Errorf("%s %s reads %q, want %q", id, text, read, full)
		}
		for _, typed := range []string{full, strings.ReplaceAll(full, " ", ""), initials} {
			if hit, ok := finds(text, person, typed); !ok || !hit.Whole {
				t.Errorf("%s %s by %q: %v %+v", id, text, typed, ok, hit)
			}
		}
	}
}
