package hanzi

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// slot is one step of a name that is read out: a character with its readings, the likeliest first, or a whole word in
// letters. A character nobody has a reading for has none.
type slot struct {
	han    rune // folded, 0 for a word
	sounds []string
}

// table is a list of words with the readings of each of their characters.
type table struct {
	sounds  map[string][][]string
	longest int // in characters
}

func (t *table) add(word string, syllables []string) {
	list := make([][]string, len(syllables))
	for i, s := range syllables {
		list[i] = strings.Split(s, "/")
	}
	t.sounds[word] = append(t.sounds[word], list...)
	t.longest = max(t.longest, len(syllables))
}

// longestAt finds the longest word that begins at a place.
func (t *table) longestAt(text []rune) ([][]string, int) {
	for n := min(t.longest, len(text)); n > 0; n-- {
		if found, ok := t.sounds[string(text[:n])]; ok {
			return found[:n], n
		}
	}
	return nil, 0
}

var families = sync.OnceValue(func() *table {
	t := &table{sounds: map[string][][]string{}}
	for _, line := range lines("families.txt") {
		fields := strings.Fields(line)
		t.add(fields[0], fields[1:])
	}
	return t
})

// words are ours first; of a phrase that stands twice the first reading counts.
var words = sync.OnceValue(func() *table {
	t := &table{sounds: map[string][][]string{}}
	for _, line := range lines("words.txt") {
		fields := strings.Fields(line)
		t.add(Fold(fields[0]), fields[1:])
	}
	for _, line := range lines("phrase-pinyin-data/overwrite.txt") {
		phrase, read, _ := strings.Cut(line, ":")
		phrase, syllables := Fold(phrase), strings.Fields(toneless(read))
		if len([]rune(phrase)) == len(syllables) && t.sounds[phrase] == nil {
			t.add(phrase, syllables)
		}
	}
	return t
})

// toneless takes the tone marks off; ü is v.
func toneless(text string) string {
	text = strings.ReplaceAll(norm.NFD.String(text), "u\u0308", "v")
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, text)
}

// joined puts the first list before what only the second one has.
func joined(before, after []string) []string {
	all := slices.Clone(before)
	for _, s := range after {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// read takes a name apart. family is how many slots the family name of a person takes.
func read(name string, person bool) (slots []slot, family int) {
	written := []rune(strings.ToLower(norm.NFKC.String(name)))
	folded := make([]rune, len(written))
	for i, r := range written {
		folded[i] = Usual(r)
	}
	known := make([][]string, len(folded))
	if person {
		family = max(1, copy(known, familySounds(written, folded)))
	}
	from := family
	if whole, n := words().longestAt(folded); n > 0 && n == len(folded) {
		from = copy(known, whole)
	}
	addWords(known, folded, from)
	for i := 0; i < len(written); i++ {
		switch r := written[i]; {
		case unicode.Is(unicode.Han, r):
			sounds := known[i]
			switch {
			case len(sounds) == 0:
				sounds = joined(soundsOf(r), soundsOf(folded[i]))
			case i < family:
				sounds = joined(joined(sounds, everyday(r)), everyday(folded[i]))
			default:
				sounds = joined(sounds, soundsOf(r))
			}
			slots = append(slots, slot{folded[i], sounds})
		case unicode.IsLetter(r), unicode.IsDigit(r):
			from := i
			for i+1 < len(written) && wordRune(written[i+1]) {
				i++
			}
			slots = append(slots, slot{0, []string{toneless(string(written[from : i+1]))}})
		}
	}
	return slots, min(family, len(slots))
}

func wordRune(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
}

// everyday is what a character is read as by who does not know the family.
func everyday(r rune) []string {
	sounds := soundsOf(r)
	return sounds[:min(len(sounds), 1)]
}

// familySounds are the readings of the family name that a name begins with, as it is written or in usual characters.
func familySounds(written, folded []rune) [][]string {
	sounds, n := families().longestAt(written)
	if usual, longer := families().longestAt(folded); longer > n {
		return usual
	}
	return sounds
}

// addWords adds the readings of words from a place on.
func addWords(known [][]string, folded []rune, from int) {
	for i := from; i < len(folded); i++ {
		if sounds, n := words().longestAt(folded[i:]); n > 0 {
			copy(known[i:], sounds)
			i += n - 1
		}
	}
}
