package hanzi

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Pattern is what somebody typed for a name: characters, letters, or both. Blanks part syllables.
type Pattern struct{ parts []part }

// part is one character, or letters that were typed without a blank between them.
type part struct {
	han     rune // folded, 0 for letters
	letters string
}

// Parse reads a pattern; signs are dropped, ü is v.
func Parse(text string) Pattern {
	var p Pattern
	letters := ""
	flush := func() {
		if letters != "" {
			p.parts = append(p.parts, part{0, letters})
		}
		letters = ""
	}
	for _, r := range toneless(strings.ToLower(norm.NFKC.String(text))) {
		switch {
		case unicode.Is(unicode.Han, r):
			flush()
			p.parts = append(p.parts, part{Usual(r), ""})
		case wordRune(r):
			letters += string(r)
		default:
			flush()
		}
	}
	flush()
	return p
}

// Sounds reports whether letters were typed, so that readings are meant and not only characters.
func (p Pattern) Sounds() bool {
	return slices.ContainsFunc(p.parts, func(part part) bool { return part.han == 0 })
}

// Written is the pattern of LIKE for the folded names that have the characters typed, empty where there are only letters.
func (p Pattern) Written() string {
	like, any := "", false
	for _, part := range p.parts {
		if part.han == 0 {
			like += "%"
			continue
		}
		like, any = like+string(part.han), true
	}
	if !any {
		return ""
	}
	return "%" + like + "%"
}

// Cut is one way a pattern can be cut into syllables: what the entries of names it means begin with.
type Cut struct {
	Initials string // of the syllables
	Sounds   string // whole syllables, the last one perhaps begun; empty when there is only Like
	Like     string // pattern for the sounds, % for the rest of a syllable
}

// Ideal is the best hit of a name that begins with the characters typed.
func (p Pattern) Ideal() Hit { return Hit{Whole: true, Steps: len(p.parts)} }

// Ideal is the best hit of a name that is found by a cut.
func (c Cut) Ideal() Hit { return Hit{Whole: true, Steps: utf8.RuneCountInString(c.Initials)} }

// piece is one syllable of a cut; whole tells wang from the w that may stand for it.
type piece struct {
	text  string
	whole bool
}

const (
	mostCuts  = 12  // ways of cutting that are looked at; people type few that have more
	mostTried = 500 // steps towards them
)

// Cuts lists the ways to cut the beginning of a pattern, those that leave least and have the fewest syllables first. Of a
// long one the first few syllables follow, since behind them only the likeliest reading is kept. Characters alone need no cutting.
func (p Pattern) Cuts() []Cut {
	if !p.Sounds() {
		return nil
	}
	var cuts []Cut
	for _, depth := range []int{Depth, varied} {
		s := saw{pattern: p, depth: depth}
		s.cut(cutting{parts: p.parts})
		slices.SortStableFunc(s.done, func(a, b cutting) int {
			return cmp.Or(cmp.Compare(a.left(), b.left()), cmp.Compare(len(a.pieces), len(b.pieces)))
		})
		for _, c := range s.done[:min(len(s.done), mostCuts)] {
			if cut := newCut(c.pieces); cut.Initials != "" && !slices.Contains(cuts, cut) {
				cuts = append(cuts, cut)
			}
		}
	}
	return cuts
}

func newCut(pieces []piece) Cut {
	var c Cut
	like := make([]string, len(pieces))
	plain := true
	for i, piece := range pieces {
		c.Initials += string(first(piece.text))
		like[i] = piece.text
		if !piece.whole {
			like[i] += "%"
			plain = plain && i == len(pieces)-1
		}
	}
	if c.Like = strings.TrimSuffix(strings.Join(like, " "), "%") + "%"; plain {
		c.Sounds = strings.TrimSuffix(c.Like, "%")
	}
	return c
}

// cutting is a pattern on the way: pieces cut off, letters left of the part at hand, parts behind it.
type cutting struct {
	pieces  []piece
	letters string
	parts   []part
}

// left is how much of the pattern was not cut.
func (c cutting) left() int {
	n := len(c.letters)
	for _, part := range c.parts {
		n += max(1, len(part.letters))
	}
	return n
}

func (c cutting) with(next piece) cutting {
	return cutting{append(slices.Clone(c.pieces), next), strings.TrimPrefix(c.letters, next.text), c.parts}
}

// saw cuts a pattern in every way, up to a depth.
type saw struct {
	pattern Pattern
	depth   int
	tried   int
	done    []cutting
}

// cut goes on from a cutting, to the end of the pattern or as deep as may be.
func (s *saw) cut(c cutting) {
	if s.tried++; s.tried > mostTried {
		return
	}
	switch {
	case len(c.pieces) == s.depth || c.letters == "" && len(c.parts) == 0:
		s.done = append(s.done, c)
	case c.letters == "" && c.parts[0].han == 0:
		word := c.parts[0].letters
		s.cut(cutting{c.pieces, word, c.parts[1:]})
		s.cut(cutting{append(slices.Clone(c.pieces), piece{word, true}), "", c.parts[1:]}) // that is no syllable: john
	case c.letters == "":
		sounds := s.pattern.soundsOf(c.parts[0].han, len(c.pieces))
		for _, sound := range sounds {
			s.cut(cutting{append(slices.Clone(c.pieces), piece{sound, true}), "", c.parts[1:]})
		}
		if len(sounds) == 0 {
			s.cut(cutting{c.pieces, "", c.parts[1:]})
		}
	default:
		for _, next := range heads(c.letters, len(c.parts) == 0) {
			s.cut(c.with(next))
		}
	}
}

// soundsOf are the readings by which a typed character is looked for.
func (p Pattern) soundsOf(r rune, place int) []string {
	if place > 0 {
		return soundsOf(r)
	}
	var begin strings.Builder
	for _, part := range p.parts {
		if part.han == 0 {
			break
		}
		begin.WriteRune(part.han)
	}
	if slots, _ := read(begin.String(), true); len(slots) > 0 {
		return slots[0].sounds
	}
	return nil
}

// heads lists what letters may begin with, the longest syllable first: a whole syllable, its first letter, or at the very
// end one that is not finished.
func heads(letters string, end bool) (list []piece) {
	for n := min(len(letters), longestSyllable); n > 0; n-- {
		head := letters[:n]
		whole, known := syllables()[head]
		unfinished := end && n == len(letters)
		if known && (whole || unfinished || n == 1 || n == 2 && head[1] == 'h') {
			list = append(list, piece{head, whole && n > 1 && !unfinished})
		}
	}
	return list
}

const longestSyllable = 6

// syllables are the beginnings of syllables, with whether they are whole ones.
var syllables = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, line := range lines("syllables.txt") {
		for _, s := range strings.Fields(line) {
			for n := 1; n <= len(s); n++ {
				all[s[:n]] = all[s[:n]] || n == len(s)
			}
		}
	}
	return all
})
