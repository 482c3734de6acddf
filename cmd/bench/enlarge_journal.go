package main

import (
	"database/sql"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"linli/db"
)

// chain appends lines to the journal of the file in the making, each with the hash of the one before.
type chain struct {
	e          *enlarging
	line, text *sql.Stmt
	seq        int64
	hash       string
}

func (e *enlarging) writeJournal() (err error) {
	if err := e.exec("BEGIN"); err != nil {
		return err
	}
	c := &chain{e: e}
	if err := e.QueryRowContext(e.ctx, `SELECT seq, hash FROM base.journal ORDER BY seq DESC LIMIT 1`).Scan(&c.seq, &c.hash); err != nil {
		return err
	}
	if c.line, err = e.PrepareContext(e.ctx, `INSERT INTO main.journal (seq, project_id, event_at, recorded_at, actor_id, actor_role, source, kind, subject, subject_id,
		customer_id, cycle_no, from_state, to_state, before, after, clock_anomaly, text_digest, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`); err != nil {
		return err
	}
	if c.text, err = e.PrepareContext(e.ctx, `INSERT INTO main.journal_text (seq, salt, body) VALUES (?, ?, ?)`); err != nil {
		return err
	}
	now := time.Now().Unix()
	for k := int64(1); k < e.times; k++ {
		if err := c.histories(k); err != nil {
			return err
		}
		if err := c.bulkLines(k, now); err != nil {
			return err
		}
	}
	return e.exec("COMMIT")
}

// add appends a line.
func (c *chain) add(l *db.Line) error {
	c.seq++
	l.Seq, l.PrevHash = c.seq, c.hash
	l.Hash = l.Sum()
	c.hash = l.Hash
	_, err := c.line.ExecContext(c.e.ctx, l.Seq, l.ProjectID, l.EventAt, l.RecordedAt, l.ActorID, l.ActorRole, l.Source, l.Kind, l.Subject, l.SubjectID,
		l.CustomerID, l.Cycle, l.From, l.To, l.Before, l.After, l.Anomaly, l.TextDigest, l.PrevHash, l.Hash)
	return err
}

// bulkLines are one line for each case of a copy without a history.
func (c *chain) bulkLines(k, now int64) error {
	e := c.e
	return e.rows(`SELECT id + ? * ?, COALESCE(customer_id + ? * ?, 0), project_id, registered_at, registrar_id, state FROM base.service_case
		WHERE COALESCE(customer_id, 1) % ? <> 0 OR customer_id IS NULL ORDER BY id`,
		[]any{k, e.apart["service_case"], k, e.apart["customer"], e.history}, func(r *sql.Rows) error {
			l := db.Line{RecordedAt: now, Source: bulkSource, Kind: "registered", Subject: "case", After: `{"bulk":true}`}
			if err := r.Scan(&l.SubjectID, &l.CustomerID, &l.ProjectID, &l.EventAt, &l.ActorID, &l.To); err != nil {
				return err
			}
			return c.add(&l)
		})
}

// histories are all the lines about every history-th customer, moved on.
func (c *chain) histories(k int64) error {
	e := c.e
	return e.rows(`SELECT j.project_id, j.event_at, j.recorded_at, j.actor_id, j.actor_role, j.source, j.kind, j.subject, j.subject_id, j.customer_id, j.cycle_no,
		j.from_state, j.to_state, j.before, j.after, j.clock_anomaly, j.text_digest, COALESCE(t.salt, ''), COALESCE(t.body, '')
		FROM base.journal j LEFT JOIN base.journal_text t ON t.seq = j.seq WHERE j.customer_id <> 0 AND j.customer_id % ? = 0 ORDER BY j.seq`,
		[]any{e.history}, func(r *sql.Rows) error {
			var l db.Line
			var salt, body string
			if err := r.Scan(&l.ProjectID, &l.EventAt, &l.RecordedAt, &l.ActorID, &l.ActorRole, &l.Source, &l.Kind, &l.Subject, &l.SubjectID, &l.CustomerID, &l.Cycle,
				&l.From, &l.To, &l.Before, &l.After, &l.Anomaly, &l.TextDigest, &salt, &body); err != nil {
				return err
			}
			e.moveOn(&l, k)
			if err := c.add(&l); err != nil || l.TextDigest == "" {
				return err
			}
			_, err := c.text.ExecContext(e.ctx, l.Seq, salt, body)
			return err
		})
}

// subjects are the tables behind what a line is about.
var subjects = map[string]string{"case": "service_case", "customer": "customer", "room": "room", "task": "task", "contract": "service_contract",
	"facility": "facility", "record": "service_record", "attendance": "event_attendance"}

// factIDs are the facts of a line that are ids, factTables those of them whose tables grow.
var (
	factIDs    = regexp.MustCompile(`"(\w+)_id":(\d+)`)
	factTables = map[string]string{"customer": "customer", "room": "room", "bay_room": "room", "previous": "service_case", "case": "service_case", "note": "contact_note",
		"need": "need", "consent": "consent", "tag": "customer_tag", "preference": "preference", "usage": "vas_usage", "vehicle": "vehicle", "link": "occupancy",
		"contract": "service_contract", "verification": "file_verification"}
)

func (e *enlarging) moveOn(l *db.Line, k int64) {
	if table, ok := subjects[l.Subject]; ok {
		l.SubjectID += k * e.apart[table]
	}
	l.CustomerID += k * e.apart["customer"]
	later := func(fact string) string {
		m := factIDs.FindStringSubmatch(fact)
		id, err := strconv.ParseInt(m[2], 10, 64)
		table, moves := factTables[m[1]]
		if err != nil || id == 0 || !moves {
			return fact
		}
		return fmt.Sprintf(`"%s_id":%d`, m[1], id+k*e.apart[table])
	}
	l.Before, l.After = factIDs.ReplaceAllStringFunc(l.Before, later), factIDs.ReplaceAllStringFunc(l.After, later)
}
