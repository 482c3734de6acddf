package hanzi

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// single are the readings of 41,000 characters by themselves, a line each in the order of the characters, with tones. They
// stay one text: the map of the module they come from holds 4 MB and has the collector walk through 41,000 strings each time.
//
//go:embed data/go-pinyin/characters.txt
var single string

// mostSounds is how many readings of one character are kept; further ones are found in dictionaries only.
const mostSounds = 3

var characters sync.Map // rune → []string, of the characters that were asked for

// soundsOf are the readings of a character by itself, the likeliest first, without tones and none twice.
func soundsOf(r rune) []string {
	if known, ok := characters.Load(r); ok {
		return known.([]string)
	}
	found := joined(nil, strings.FieldsFunc(toneless(lineOf(r)), func(r rune) bool { return r == ',' }))
	found = slices.Clip(found[:min(len(found), mostSounds)])
	characters.Store(r, found)
	return found
}

// lineOf is what the table says of a character.
func lineOf(r rune) string {
	want := string(r) + "\t"
	for from, to := 0, len(single); from < to; {
		start := strings.LastIndexByte(single[:(from+to)/2], '\n') + 1
		line, _, _ := strings.Cut(single[start:], "\n")
		switch rest, ok := strings.CutPrefix(line, want); {
		case ok:
			return rest
		case line < want:
			from = start + len(line) + 1
		default:
			to = start
		}
	}
	return ""
}
