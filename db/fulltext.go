package db

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"linli/db/hanzi"
)

// The full-text search is SQLite's FTS5 with a token for each character and one for each pair; PostgreSQL does the same with
// tsvector over Words().

// Words is what a text is found by: its Han characters, in their usual form, one by one, its words of letters and digits, signs
// dropped, and then its characters two by two. Of a million people a pair finds a few hundred, a character ten thousands.
func Words(text string) string {
	words := wordsOf(text)
	return strings.Join(append(words, pairs(words)...), " ")
}

func wordsOf(text string) []string {
	var b strings.Builder
	for _, r := range hanzi.Fold(text) {
		switch {
		case unicode.Is(unicode.Han, r):
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

func isHan(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Han, r)
}

// pairs are the Han characters side by side.
func pairs(words []string) (list []string) {
	for i := 1; i < len(words); i++ {
		if isHan(words[i-1]) && isHan(words[i]) {
			list = append(list, words[i-1]+words[i])
		}
	}
	return list
}

// phrase is the query that finds the characters of a text side by side; the last word may go on. Empty for none.
func phrase(text string) string {
	words := wordsOf(text)
	if len(words) == 0 {
		return ""
	}
	if two := pairs(words); len(words) > 1 && len(two) == len(words)-1 {
		words = two
	}
	query := `"` + strings.Join(words, " ") + `"`
	if !isHan(words[len(words)-1]) {
		query += "*"
	}
	return query
}

// wordTables join the full text, t, with its customers, c.
const wordTables = `customer_text t JOIN customer c ON c.id = t.rowid`

// byCaseTail finds cases by the last four digits of their number.
const byCaseTail = `k.project_id = ? AND substr(k.no, -4) = ?`
