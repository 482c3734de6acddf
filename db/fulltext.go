package db

import (
	"fmt"
	"strings"
	"unicode"

	"linli/db/crm"
)

// The full-text search is SQLite's FTS5 with one token a character; PostgreSQL does the same with tsvector over tokens().

// tokens puts blanks between Han characters and drops signs; letters and digits stay words.
func tokens(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(crm.HalfWidth(text)) {
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
	found := tokens(text)
	if found == "" {
		return ""
	}
	query := `"` + found + `"`
	if last := []rune(found); !unicode.Is(unicode.Han, last[len(last)-1]) {
		query += "*"
	}
	return query
}

// indexText keeps what a customer is found by.
func (tx *Tx) indexText(customerID int64, text string) error {
	if err := tx.exec(`INSERT INTO customer_text (rowid, body) VALUES (?, ?)`, customerID, tokens(text)); err != nil {
		return fmt.Errorf("index name: %w", err)
	}
	return nil
}

// unindexText forgets what a customer was found by.
func (tx *Tx) unindexText(customerID int64) error {
	return tx.exec(`DELETE FROM customer_text WHERE rowid = ?`, customerID)
}

// byText finds customers with the characters of a query side by side in their name, within a scope on customer c.
func byText(scope string) string {
	return `SELECT c.id FROM customer_text t JOIN customer c ON c.id = t.rowid
		WHERE customer_text MATCH ? AND c.status = 'active' AND ` + scope + ` ORDER BY t.rowid DESC LIMIT ?`
}

// byCaseTail finds cases by the last four digits of their number.
const byCaseTail = `k.project_id = ? AND substr(k.no, -4) = ?`
