package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"linli/db/crm"
)

// MergeCase ends a case as a duplicate of another one (T14). seen and masterSeen are the versions both were shown in.
func (s *Store) MergeCase(ctx context.Context, by By, id, seen, master, masterSeen int64, in crm.Merging) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		m, err := tx.caseToChange(master)
		if crm.Is(err, crm.NotFound) {
			return crm.InvalidField("master", "没有找到主案")
		}
		if err != nil {
			return err
		}
		if m.RowVersion != masterSeen {
			return tx.stale("case", master)
		}
		if in.People, err = tx.colleagues(m.CustomerID, m.RoomID); err != nil {
			return err
		}
		was, barred := asSaved(m), m.Barred()
		if err := c.MergeInto(act, m, in); err != nil {
			return err
		}
		if err := tx.saveCase(m, was); err != nil {
			return err
		}
		if err := tx.cancelRevisits(id); err != nil {
			return err
		}
		if err := tx.moveDisputes(c, m); err != nil {
			return err
		}
		return tx.barMerged(c, m, len(m.Barred()) > len(barred))
	})
}

// UnmergeCase takes a duplicate out of its master again, within seven days.
func (s *Store) UnmergeCase(ctx context.Context, by By, id, seen int64, reason string) error {
	return s.ChangeCase(ctx, by, id, seen, func(tx *Tx, c *crm.Case, act crm.Act) error {
		in := crm.Unmerging{Reason: reason}
		if c.State != crm.Merged {
			return c.Unmerge(act, c, in)
		}
		m, err := tx.caseToChange(c.MasterID)
		if err != nil {
			return err
		}
		if err := tx.readMerge(c, m, &in); err != nil {
			return err
		}
		was, mergedAt := asSaved(m), c.MergedAt
		if err := c.Unmerge(act, m, in); err != nil {
			return err
		}
		if err := tx.saveCase(m, was); err != nil {
			return err
		}
		if err := tx.returnDisputes(c, m); err != nil {
			return err
		}
		if err := tx.barAgain(m.ID, c.ID); err != nil {
			return err
		}
		return tx.resumeAfterMerge(c, mergedAt)
	})
}

// readMerge reads what the logs of two cases say of their merge.
func (tx *Tx) readMerge(c, m *crm.Case, in *crm.Unmerging) (err error) {
	var seq int64
	if in.Own, seq, err = mergeLine(tx, c.ID, `to_state = 'merged'`); err != nil {
		return err
	}
	if in.Its, _, err = mergeLine(tx, m.ID, `seq < ?`, seq); err != nil {
		return err
	}
	if in.People, err = tx.colleagues(m.CustomerID, m.RoomID); err != nil {
		return err
	}
	return tx.row(`SELECT EXISTS (SELECT 1 FROM service_case x JOIN journal j ON j.subject = 'case' AND j.subject_id = x.id AND j.kind = 'merged' AND j.to_state = 'merged'
		WHERE x.master_id = ? AND j.seq > ?)`, m.ID, seq).Scan(&in.Later)
}

// mergeLine is the last line of a merge in the history of a case that meets a condition.
func mergeLine(q querier, id int64, where string, args ...any) (l crm.MergeLine, seq int64, err error) {
	var before, after, body string
	err = q.row(`SELECT j.seq, j.cycle_no, j.from_state, j.to_state, j.before, j.after, COALESCE(t.body, '') FROM journal j LEFT JOIN journal_text t ON t.seq = j.seq
		WHERE j.subject = 'case' AND j.subject_id = ? AND j.kind = 'merged' AND j.`+where+` ORDER BY j.seq DESC LIMIT 1`, append([]any{id}, args...)...).
		Scan(&seq, &l.Cycle, &l.From, &l.To, &before, &after, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return l, 0, fmt.Errorf("case %d has no line of its merge", id)
	}
	if err != nil {
		return l, 0, err
	}
	var w words
	if body != "" {
		if err := json.Unmarshal([]byte(body), &w); err != nil {
			return l, 0, fmt.Errorf("text of line %d: %w", seq, err)
		}
	}
	l.Texts = w.Texts
	if l.Before, err = factsOf(before); err != nil {
		return l, 0, err
	}
	l.After, err = factsOf(after)
	return l, seq, err
}

// factsOf reads the facts of a line back as crm.Case.Facts has them.
func factsOf(text string) (map[string]any, error) {
	facts := map[string]any{}
	if text == "" {
		return facts, nil
	}
	d := json.NewDecoder(bytes.NewBufferString(text))
	d.UseNumber()
	if err := d.Decode(&facts); err != nil {
		return nil, fmt.Errorf("facts of a line: %w", err)
	}
	for name, value := range facts {
		if n, ok := value.(json.Number); ok {
			whole, err := n.Int64()
			if err != nil {
				return nil, fmt.Errorf("fact %s: %w", name, err)
			}
			facts[name] = whole
		}
	}
	return facts, nil
}

// resumeAfterMerge gives a case back the round and the tasks that ended with its merge.
func (tx *Tx) resumeAfterMerge(c *crm.Case, mergedAt int64) error {
	if err := tx.exec(`UPDATE revisit SET status = CASE WHEN EXISTS (SELECT 1 FROM revisit_attempt a WHERE a.revisit_id = revisit.id) THEN 'in_progress' ELSE 'planned' END
		WHERE case_id = ? AND cycle_no = ? AND round = ? AND status = 'cancelled'`, c.ID, c.Current().No, c.Round); err != nil {
		return err
	}
	return tx.exec(`UPDATE task SET done_at = 0, done_by = 0, note = '', row_version = row_version + 1 WHERE subject = 'case' AND subject_id = ? AND done_at = ? AND done_at >= created_at
		AND kind IN ('withdrawal', 'reassign', 'approve', 'refused', 'supervisor_call', 'decline', 'notice', 'third_round', 'reminder', 'progress')`, c.ID, mergedAt)
}

// goesOnAs is the case that a merged one leads to, by way of further merges; any other is its own.
func goesOnAs(q querier, id int64) (int64, error) {
	for range 50 { // a case is merged once, so that this ends by itself
		var next int64
		err := q.row(`SELECT master_id FROM service_case WHERE id = ? AND state = 'merged'`, id).Scan(&next)
		if errors.Is(err, sql.ErrNoRows) {
			return id, nil
		}
		if err != nil {
			return 0, err
		}
		id = next
	}
	return 0, fmt.Errorf("case %d is merged in a circle", id)
}

// CaseMergePreview are two cases side by side with what the master would become.
type CaseMergePreview struct {
	Case, Master *CasePage
	After        *crm.Case // nil where the two cannot be merged
	Problems     []string
}

// PreviewCaseMerge shows what a merge would do at now; nothing changes.
func (s *Store) PreviewCaseMerge(ctx context.Context, by By, id, master int64) (p CaseMergePreview, err error) {
	if p.Case, err = s.CaseByID(ctx, by.Staff, id); err != nil {
		return p, err
	}
	if p.Master, err = s.CaseByID(ctx, by.Staff, master); err != nil {
		return p, err
	}
	if !p.Case.Case.State.Open() {
		p.Problems = append(p.Problems, "这件诉求"+crm.Label(crm.States, string(p.Case.Case.State))+"，不能并案")
	}
	if p.Problems = append(p.Problems, p.Case.Case.MergeProblems(p.Master.Case)...); len(p.Problems) == 0 {
		p.After = p.Case.Case.AfterMerge(crm.Act{By: by.Staff, Now: by.Now.Unix()}, p.Master.Case)
	}
	return p, nil
}

// MergeCandidates are the open cases of the same person and kind, the newest first.
func (s *Store) MergeCandidates(ctx context.Context, by crm.Staff, c *crm.Case) ([]CaseRow, error) {
	if c.CustomerID == 0 {
		return nil, nil
	}
	scope, args := caseScope(by)
	found := condition{scope, args}.and(`c.customer_id = ? AND c.is_open = 1 AND c.kind = ? AND c.id <> ?`, c.CustomerID, string(c.Kind), c.ID)
	return s.caseRows(ctx, by, found, `c.id DESC`, 20)
}

// CaseIDByNo finds a case that by may see by its number as typed; NotFound for any other.
func (s *Store) CaseIDByNo(ctx context.Context, by crm.Staff, no string) (id int64, err error) {
	scope, args := caseScope(by)
	err = s.reader(ctx).row(`SELECT c.id FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE c.no = ? AND `+scope, append([]any{no}, args...)...).Scan(&id)
	return id, found(err, "没有找到这个编号的诉求")
}
