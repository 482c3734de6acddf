package hanzi

import (
	"slices"
	"strings"
)

// Rank says how likely it is that somebody means a reading.
type Rank int

// The ranks of readings: the likeliest of the whole name, another one of it, of what follows its beginning.
const (
	Likeliest Rank = iota
	Other
	Within
)

// Ranks are all of them, in the order in which they are looked at.
var Ranks = []Rank{Likeliest, Other, Within}

// Entry is one way a name is found by letters: the beginning of a reading, first letters and whole syllables.
type Entry struct {
	Rank             Rank
	Initials, Sounds string
}

// Depth is how many syllables of a reading are kept to find it by; the rest is compared. Other readings than the likeliest
// are kept of the first few, which is all there is in most names.
const (
	Depth  = 8
	varied = 4
)

const (
	mostReadings = 16 // of one name: rare readings of rare names are left out
	mostWithin   = 8  // places inside one name to begin at
	longestWord  = 24 // letters of one word
)

// Spell gives the key a name is sorted by, its likeliest reading in syllables, and what it is found by, nothing twice.
func Spell(name string, person bool) (sortKey string, entries []Entry) {
	all, family := read(name, person)
	shown := make([]string, len(all))
	var slots []slot
	for i, s := range all {
		shown[i] = string(s.han)
		if len(s.sounds) > 0 {
			shown[i] = s.sounds[0]
			slots = append(slots, s)
		} else if i < family {
			family--
		}
	}
	return strings.Join(shown, " "), entriesOf(slots, family, person)
}

func entriesOf(slots []slot, family int, person bool) []Entry {
	var list []Entry
	seen := map[Entry]bool{}
	add := func(rank Rank, syllables []string) {
		e := entry(syllables)
		if len(syllables) > 0 && !seen[e] {
			seen[e] = true
			e.Rank = rank
			list = append(list, e)
		}
	}
	rank := Likeliest
	head := slots[:min(len(slots), varied)]
	rest := likeliest(slots[len(head):min(len(slots), Depth)])
	for swaps := 0; swaps <= varied && len(list) < mostReadings; swaps++ {
		combine(head, swaps, nil, func(syllables []string) {
			if len(list) < mostReadings {
				add(rank, append(slices.Clone(syllables), rest...))
			}
			rank = Other
		})
	}
	if whole := oneWord(slots); whole != "" {
		add(Other, []string{whole})
	}
	from, to := 1, len(slots)-2
	if person {
		from, to = family, family
	}
	for i := from; i <= min(to, len(slots)-2, from+mostWithin-1); i++ {
		add(Within, likeliest(slots[i:min(len(slots), i+Depth)]))
	}
	return list
}

func entry(syllables []string) Entry {
	var initials strings.Builder
	short := make([]string, len(syllables))
	for i, s := range syllables {
		letters := []rune(s)
		short[i] = string(letters[:min(len(letters), longestWord)])
		initials.WriteRune(letters[0])
	}
	return Entry{Initials: initials.String(), Sounds: strings.Join(short, " ")}
}

func likeliest(slots []slot) []string {
	list := make([]string, len(slots))
	for i, s := range slots {
		list[i] = s.sounds[0]
	}
	return list
}

// oneWord is the whole of a name that mixes words in letters with others, as one word.
func oneWord(slots []slot) string {
	mixed := false
	for _, s := range slots {
		mixed = mixed || s.han == 0
	}
	if !mixed || len(slots) < 2 {
		return ""
	}
	return strings.Join(likeliest(slots), "")
}

// combine calls use with every choice of readings in which exactly n slots take another than their first.
func combine(slots []slot, n int, chosen []string, use func([]string)) {
	switch {
	case n > len(slots):
		return
	case len(slots) == 0:
		use(chosen)
		return
	}
	for i, sound := range slots[0].sounds {
		if i > 0 && n == 0 {
			break
		}
		combine(slots[1:], n-min(i, 1), append(chosen, sound), use)
	}
}
