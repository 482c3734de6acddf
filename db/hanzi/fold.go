// Package hanzi knows how names are written and read: one form for traditional, simplified and variant characters, the readings
// of a name with its family name, and whether what somebody typed means a name.
package hanzi

import (
	"embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed data
var data embed.FS

// lines are the entries of a file of data; what follows a # is a remark.
func lines(name string) []string {
	text, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(err) // built in
	}
	var list []string
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// usual maps a character to the simplified or usual one.
var usual = sync.OnceValue(func() map[rune]rune {
	all := map[rune]rune{}
	for _, line := range lines("opencc/TSCharacters.txt") {
		from, to, _ := strings.Cut(line, "\t")
		all[first(from)] = first(to)
	}
	for _, line := range lines("variants.txt") {
		for _, pair := range strings.Fields(line) {
			all[first(pair)] = first(strings.TrimPrefix(pair, string(first(pair))))
		}
	}
	return all
})

func first(text string) rune {
	for _, r := range text {
		return r
	}
	return 0
}

// Usual is the simplified form of a character, or the usual one of a variant.
func Usual(r rune) rune {
	for {
		next, ok := usual()[r]
		if !ok || next == r {
			return r
		}
		r = next
	}
}

// Fold brings a text to the form in which it is compared: half-width, lower case, usual characters. Signs stay.
func Fold(text string) string {
	return strings.Map(Usual, strings.ToLower(norm.NFKC.String(text)))
}

// Key is a folded name without blanks and signs.
func Key(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, Fold(name))
}
