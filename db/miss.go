package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"linli/db/crm"
)

// CaseMiss is a missed clock of a case with what was said about it.
type CaseMiss struct {
	Case       *crm.Case
	Miss       crm.Miss // Reason empty while nobody proposed one
	Clock      crm.Clock
	ByName     string
	At         int64
	AcceptedBy string
	AcceptedAt int64
	OwnerName  string
	Owner      int64
}

// CaseMiss reads a missed clock of a case that by may see; cycle 0 is the last one in which it was missed.
func (s *Store) CaseMiss(ctx context.Context, by crm.Staff, id int64, clock crm.ClockName, cycle int, now int64) (m CaseMiss, err error) {
	q := s.reader(ctx)
	if m.Case, err = visibleCase(q, by, id); err != nil {
		return m, err
	}
	m.Miss = crm.Miss{Clock: clock, Cycle: cycle}
	k, err := m.Case.MissedClock(&m.Miss, now)
	if err != nil {
		return m, err
	}
	m.Clock = *k
	return m, loadMiss(q, &m)
}

// loadMiss adds what was said about a miss, and who is in charge of the clock.
func loadMiss(q querier, m *CaseMiss) error {
	var revisitor int64
	if m.Miss.Clock == crm.RevisitClock {
		err := q.row(`SELECT COALESCE(assignee_id, 0) FROM revisit WHERE case_id = ? AND cycle_no = ? ORDER BY round DESC LIMIT 1`, m.Case.ID, m.Miss.Cycle).Scan(&revisitor)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	if m.Owner = m.Case.ClockOwner(m.Miss.Clock, revisitor); m.Owner != 0 {
		if err := q.row(`SELECT name FROM staff WHERE id = ?`, m.Owner).Scan(&m.OwnerName); err != nil {
			return err
		}
	}
	err := q.row(`SELECT m.reason, m.note, p.name, m.at, COALESCE(a.name, ''), m.accepted_at FROM miss_reason m JOIN staff p ON p.id = m.by_id LEFT JOIN staff a ON a.id = m.accepted_by
		WHERE m.case_id = ? AND m.cycle_no = ? AND m.clock = ?`, m.Case.ID, m.Miss.Cycle, string(m.Miss.Clock)).
		Scan(&m.Miss.Reason, &m.Miss.Note, &m.ByName, &m.At, &m.AcceptedBy, &m.AcceptedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// ExplainMiss writes why a clock was missed, as its owner proposes; until the manager accepts it, it may be said anew. The
// case itself does not change, so its version stays.
func (s *Store) ExplainMiss(ctx context.Context, by By, id, seen int64, in crm.Miss) error {
	return s.aboutMiss(ctx, by, id, seen, &in, func(tx *Tx, m CaseMiss, act crm.Act) error {
		if err := m.Case.ExplainMiss(act, &in, m.Owner, m.AcceptedAt != 0); err != nil {
			return err
		}
		if err := tx.exec(`INSERT INTO miss_reason (case_id, cycle_no, clock, reason, note, by_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (case_id, cycle_no, clock) DO UPDATE SET reason = excluded.reason, note = excluded.note, by_id = excluded.by_id, at = excluded.at`,
			id, in.Cycle, string(in.Clock), in.Reason, in.Note, by.Staff.ID, tx.now); err != nil {
			return err
		}
		if err := tx.endTask(missKey("miss", id, in.Cycle, in.Clock)); err != nil {
			return err
		}
		note := in.Reason
		if in.Note != "" {
			note += "；" + in.Note
		}
		return tx.logMiss("miss_explained", m.Case, in, note)
	})
}

// AcceptMiss is the manager's word that the reason is so; from then on it is fixed.
func (s *Store) AcceptMiss(ctx context.Context, by By, id, seen int64, in crm.Miss) error {
	return s.aboutMiss(ctx, by, id, seen, &in, func(tx *Tx, m CaseMiss, act crm.Act) error {
		if err := m.Case.AcceptMiss(act, &in, m.Miss.Reason != "", m.AcceptedAt != 0); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE miss_reason SET accepted_by = ?, accepted_at = ? WHERE case_id = ? AND cycle_no = ? AND clock = ?`,
			by.Staff.ID, tx.now, id, in.Cycle, string(in.Clock)); err != nil {
			return err
		}
		return tx.logMiss("miss_accepted", m.Case, in, m.Miss.Reason)
	})
}

// aboutMiss loads the case in the version seen with the missed clock in question.
func (s *Store) aboutMiss(ctx context.Context, by By, id, seen int64, in *crm.Miss, fn func(*Tx, CaseMiss, crm.Act) error) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		c, err := tx.caseToAsk(id)
		if err != nil {
			return err
		}
		if c.RowVersion != seen {
			return tx.stale("case", id)
		}
		act, err := tx.act()
		if err != nil {
			return err
		}
		tx.answers("case", id)
		if _, err := c.MissedClock(in, act.Now); err != nil {
			return err
		}
		m := CaseMiss{Case: c, Miss: crm.Miss{Clock: in.Clock, Cycle: in.Cycle}}
		if err := loadMiss(tx, &m); err != nil {
			return err
		}
		return fn(tx, m, act)
	})
	if err != nil {
		return fmt.Errorf("miss of case %d: %w", id, err)
	}
	return nil
}

// logMiss tells of a reason in the case's history.
func (tx *Tx) logMiss(kind string, c *crm.Case, in crm.Miss, note string) error {
	return tx.journal(Entry{Kind: kind, Subject: "case", SubjectID: c.ID, CustomerID: c.CustomerID, Cycle: in.Cycle, From: string(c.State), To: string(c.State),
		Note: crm.Label(crm.Clocks, string(in.Clock)) + "（第" + strconv.Itoa(in.Cycle) + "轮）：" + note})
}

// missKey names what follows once from a miss.
func missKey(kind string, id int64, cycle int, clock crm.ClockName) string {
	return kind + ":" + strconv.FormatInt(id, 10) + ":" + strconv.Itoa(cycle) + ":" + string(clock)
}
