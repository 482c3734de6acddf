package db

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestPinyinCases reads the office's table: names by their first reading, places by any, searches as typed.
func TestPinyinCases(t *testing.T) {
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
		first, keys := spell(text, kind != "place")
		switch kind {
		case "surname", "name":
			if first != full && !slices.Contains(strings.Split(also, "|"), first) {
				t.Errorf("%s %s reads %q, want %q", id, text, first, full)
			}
			fallthrough
		case "place":
			for _, want := range []string{strings.ReplaceAll(full, " ", ""), initials} {
				if !slices.Contains(keys, want) {
					t.Errorf("%s %s is not found by %q: %v", id, text, want, keys)
				}
			}
		case "search":
			hit := slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, full) })
			if hit != (also == "hit") {
				t.Errorf("%s %s by %q: hit %v, want %s", id, text, full, hit, also)
			}
		default:
			t.Errorf("%s: unknown kind %s", id, kind)
		}
	}
}

func TestSpell(t *testing.T) {
	for _, test := range []struct {
		name   string
		person bool
		sorted string
		found  []string
		not    []string
	}{
		{"单于晓", true, "chan yu xiao", []string{"chanyuxiao", "cyx", "syx", "dyx", "danyuxiao"}, []string{"yx"}},
		{"长孙无忌", true, "zhang sun wu ji", []string{"zhangsun", "zswj", "cswj"}, nil},
		{"曾曾", true, "zeng ceng", []string{"zengceng", "zengzeng", "zc"}, nil},
		{"吕布", true, "lv bu", []string{"lvbu", "lb"}, nil},
		{"李Anna", true, "li anna", []string{"lianna", "la"}, nil},
		{"John Smith", true, "john smith", []string{"johnsmith", "js"}, []string{"smith"}},
		{"重庆小面馆", false, "chong qing xiao mian guan", []string{"cqxmg", "zqxmg"}, nil},
		{"𠮷野", true, "𠮷 ye", []string{"ye", "y"}, nil},
		{"·", true, "", nil, []string{""}},
		{"", true, "", nil, nil},
	} {
		sorted, keys := spell(test.name, test.person)
		if sorted != test.sorted {
			t.Errorf("%s is sorted by %q, want %q", test.name, sorted, test.sorted)
		}
		for _, want := range test.found {
			if !slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, want) }) {
				t.Errorf("%s is not found by %q: %v", test.name, want, keys)
			}
		}
		for _, not := range test.not {
			if slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, not) }) {
				t.Errorf("%s is found by %q: %v", test.name, not, keys)
			}
		}
		if len(keys) > 2*maxSpellings {
			t.Errorf("%s has %d spellings", test.name, len(keys))
		}
	}
}

// TestSurnames holds that each entry of the table has as many syllables as characters and stands there once.
func TestSurnames(t *testing.T) {
	for name, syllables := range surnames {
		if len([]rune(name)) != len(syllables) {
			t.Errorf("%s has syllables %v", name, syllables)
		}
	}
}
