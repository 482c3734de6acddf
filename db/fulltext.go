package db

import (
	"strings"
	"unicode"

	"linli/db/hanzi"
)

// The full-text search is SQLite's FTS5 with one token a character; PostgreSQL does the same with tsvector over Words().

// Words puts blanks between Han characters, in their usual form, and drops signs; letters and digits stay words.
func Words(text string) string {
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
	return strings.Join(strings.Fields(b.String()), " ")
}

// phrase is the query that finds the characters of a text side by side; the last word may go on. Empty for none.
func phrase(text string) string {
	found := Words(text)
	if found == "" {
		return ""
	}
	query := `"` + found + `"`
	if last := []rune(found); !unicode.Is(unicode.Han, last[len(last)-1]) {
		query += "*"
	}
	return query
}

// wordTables join the full text, t, with its customers, c.
const wordTables = `customer_text t JOIN customer c ON c.id = t.rowid`

// byCaseTail finds cases by the last four digits of their number.
const byCaseTail = `k.project_id = ? AND substr(k.no, -4) = ?`
