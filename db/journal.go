package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Entry is one line for the journal. Before and After hold no personal text; Note and Texts do and stand beside the line.
type Entry struct {
	Kind       string
	Subject    string // case, customer, room, staff, import, committee, settings, task, …
	SubjectID  int64
	CustomerID int64
	ProjectID  int64 // 0 = the actor's
	EventAt    int64 // 0 = now
	Cycle      int
	From, To   string
	Before     map[string]any
	After      map[string]any
	Texts      map[string]any
	Note       string
	Anomaly    bool
	System     bool // nobody's act: a miss, a rule
}

// Line is a journal row as it is kept.
type Line struct {
	Seq, ProjectID, EventAt, RecordedAt, ActorID int64
	ActorRole, Source, Kind, Subject             string
	SubjectID, CustomerID                        int64
	Cycle                                        int
	From, To, Before, After                      string
	Anomaly                                      int
	TextDigest, PrevHash, Hash                   string

	StatedAt  int64 // when it happened, as the history of a case says; 0 for no other moment
	ActorName string
	Note      string         // empty where erased
	Texts     map[string]any // likewise
}

// words is the personal part of a line.
type words struct {
	Note  string         `json:"note,omitempty"`
	Texts map[string]any `json:"texts,omitempty"`
}

type journalHead struct {
	seq  int64
	hash string
	read bool
}

// journal appends a line in the transaction of the change it tells of.
func (tx *Tx) journal(e Entry) error {
	if !tx.head.read {
		err := tx.row(`SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1`).Scan(&tx.head.seq, &tx.head.hash)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("journal head: %w", err)
		}
		tx.head.read = true
	}
	line, err := tx.line(e)
	if err != nil {
		return err
	}
	salt, body, err := text(e, tx.random)
	if err != nil {
		return err
	}
	if body != "" {
		line.TextDigest = digest(salt, body)
	}
	line.Hash = line.Sum()
	if err := tx.exec(`INSERT INTO journal (seq, project_id, event_at, recorded_at, actor_id, actor_role, source, kind, subject, subject_id,
		customer_id, cycle_no, from_state, to_state, before, after, clock_anomaly, text_digest, prev_hash, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		line.Seq, line.ProjectID, line.EventAt, line.RecordedAt, line.ActorID, line.ActorRole, line.Source, line.Kind, line.Subject, line.SubjectID,
		line.CustomerID, line.Cycle, line.From, line.To, line.Before, line.After, line.Anomaly, line.TextDigest, line.PrevHash, line.Hash); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if body != "" {
		if err := tx.exec(`INSERT INTO journal_text (seq, salt, body) VALUES (?, ?, ?)`, line.Seq, salt, body); err != nil {
			return fmt.Errorf("journal text: %w", err)
		}
	}
	tx.head.seq, tx.head.hash = line.Seq, line.Hash
	tx.moves(line.ProjectID, e)
	if tx.answer.Subject == "" {
		tx.answers(e.Subject, e.SubjectID)
	}
	return nil
}

// line is an entry as the next line of the journal, without its personal part and its hash.
func (tx *Tx) line(e Entry) (line Line, err error) {
	line = Line{Seq: tx.head.seq + 1, ProjectID: e.ProjectID, EventAt: e.EventAt, RecordedAt: tx.now, ActorID: tx.by.Staff.ID,
		ActorRole: string(tx.by.Staff.Role()), Source: tx.by.Source, Kind: e.Kind, Subject: e.Subject, SubjectID: e.SubjectID,
		CustomerID: e.CustomerID, Cycle: e.Cycle, From: e.From, To: e.To, PrevHash: tx.head.hash}
	if line.ProjectID == 0 {
		line.ProjectID = tx.by.Staff.ProjectID
	}
	if line.EventAt == 0 {
		line.EventAt = tx.now
	}
	if e.System {
		line.ActorID, line.ActorRole, line.Source = 0, "", ""
	}
	if e.Anomaly {
		line.Anomaly = 1
	}
	if line.Before, err = object(e.Before); err != nil {
		return line, err
	}
	line.After, err = object(e.After)
	return line, err
}

// object is the JSON of a set of facts, keys in order; empty for none.
func object(facts map[string]any) (string, error) {
	if len(facts) == 0 {
		return "", nil
	}
	raw, err := json.Marshal(facts)
	return string(raw), err
}

func text(e Entry, random func() string) (salt, body string, err error) {
	if e.Note == "" && len(e.Texts) == 0 {
		return "", "", nil
	}
	raw, err := json.Marshal(words{e.Note, e.Texts})
	return random(), string(raw), err
}

func digest(salt, body string) string {
	sum := sha256.Sum256([]byte(salt + "\n" + body))
	return hex.EncodeToString(sum[:])
}

// Sum is the hash of the line: every field as text, its length before it, chained to the line before.
func (l *Line) Sum() string {
	var b strings.Builder
	number := func(n int64) { b.WriteString(strconv.FormatInt(n, 10)); b.WriteByte('|') }
	word := func(s string) { number(int64(len(s))); b.WriteString(s); b.WriteByte('|') }
	word(l.PrevHash)
	for _, n := range []int64{l.Seq, l.ProjectID, l.EventAt, l.RecordedAt, l.ActorID, l.SubjectID, l.CustomerID, int64(l.Cycle), int64(l.Anomaly)} {
		number(n)
	}
	for _, s := range []string{l.ActorRole, l.Source, l.Kind, l.Subject, l.From, l.To, l.Before, l.After, l.TextDigest} {
		word(s)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

const lineColumns = `j.seq, j.project_id, j.event_at, j.recorded_at, j.actor_id, j.actor_role, j.source, j.kind, j.subject, j.subject_id, j.customer_id,
	j.cycle_no, j.from_state, j.to_state, j.before, j.after, j.clock_anomaly, j.text_digest, j.prev_hash, j.hash,
	COALESCE(s.name, '系统'), COALESCE(t.salt, ''), COALESCE(t.body, '')`

const lineTables = ` FROM journal j LEFT JOIN staff s ON s.id = j.actor_id LEFT JOIN journal_text t ON t.seq = j.seq `

func scanLine(rows *sql.Rows, l *Line) error {
	_, _, err := scanLineText(rows, l)
	return err
}

func scanLineText(rows *sql.Rows, l *Line) (salt, body string, err error) {
	err = rows.Scan(&l.Seq, &l.ProjectID, &l.EventAt, &l.RecordedAt, &l.ActorID, &l.ActorRole, &l.Source, &l.Kind, &l.Subject, &l.SubjectID, &l.CustomerID,
		&l.Cycle, &l.From, &l.To, &l.Before, &l.After, &l.Anomaly, &l.TextDigest, &l.PrevHash, &l.Hash, &l.ActorName, &salt, &body)
	if err != nil || body == "" {
		return salt, body, err
	}
	var w words
	if err := json.Unmarshal([]byte(body), &w); err != nil {
		return salt, body, fmt.Errorf("text of line %d: %w", l.Seq, err)
	}
	l.Note, l.Texts = w.Note, w.Texts
	return salt, body, nil
}

// SubjectLog reads the lines about one record back, oldest first.
func (s *Store) SubjectLog(ctx context.Context, subject string, id int64) ([]Line, error) {
	rows, err := s.reader(ctx).rows(`SELECT `+lineColumns+lineTables+`WHERE j.subject = ? AND j.subject_id = ? ORDER BY j.seq`, subject, id)
	return collect(rows, err, scanLine)
}
