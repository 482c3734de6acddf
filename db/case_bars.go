package db

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"linli/db/crm"
)

// mergedInto are a case (?) and those merged into it, however often.
const mergedInto = `WITH RECURSIVE part (id) AS (SELECT c.id FROM service_case c WHERE c.id = ? UNION SELECT m.id FROM service_case m JOIN part p ON m.master_id = p.id WHERE m.state = 'merged') `

// barFrom keeps who must not know of a case; a duplicate leads to the case that goes on, so that they must not know of it either.
func (tx *Tx) barFrom(id int64, barred []int64) error {
	for _, staff := range barred {
		if err := tx.exec(mergedInto+`INSERT INTO case_bar (staff_id, case_id) SELECT ?, p.id FROM part p WHERE 1 = 1 ON CONFLICT DO NOTHING`, id, staff); err != nil {
			return fmt.Errorf("bar from case %d: %w", id, err)
		}
	}
	return nil
}

// barMerged keeps who must not know of a case that another one was just merged into, nor of that one; more says that the merge
// added somebody, who loses what they had to do for it.
func (tx *Tx) barMerged(dup, master *crm.Case, more bool) error {
	if err := tx.barFrom(dup.ID, master.Barred()); err != nil || !more {
		return err
	}
	if err := tx.bar(master); err != nil || master.Targets == "" {
		return err
	}
	return tx.ownerTask(master)
}

// barAgain keeps anew, each by its own lists, who must not know of cases and of what was merged into them: the latter after what
// it leads to.
func (tx *Tx) barAgain(ids ...int64) error {
	for _, root := range ids {
		rows, err := tx.rows(mergedInto+`SELECT c.id, c.targets, c.recused FROM part p JOIN service_case c ON c.id = p.id`, root)
		parts, err := collect(rows, err, func(rows *sql.Rows, c *crm.Case) error { return rows.Scan(&c.ID, &c.Targets, &c.Recused) })
		if err != nil {
			return err
		}
		for i := range parts {
			if err := tx.exec(`DELETE FROM case_bar WHERE case_id = ?`, parts[i].ID); err != nil {
				return err
			}
		}
		for i := range parts {
			if err := tx.barFrom(parts[i].ID, parts[i].Barred()); err != nil {
				return err
			}
		}
	}
	return nil
}

// withoutSecretMerges leaves out the lines of a history that name a case by must not know of, which this one was merged with once.
// merge says which lines are of merges, with their words.
func withoutSecretMerges[T any](q querier, by crm.Staff, lines []T, merge func(*T) (bool, string)) ([]T, error) {
	if !slices.ContainsFunc(lines, func(l T) bool { is, _ := merge(&l); return is }) {
		return lines, nil
	}
	rows, err := q.rows(`SELECT k.no FROM service_case k WHERE k.id IN `+secretCases, by.ID, by.ID, by.ID)
	secret, err := collect(rows, err, func(rows *sql.Rows, no *string) error { return rows.Scan(no) })
	return slices.DeleteFunc(lines, func(l T) bool {
		is, words := merge(&l)
		return is && slices.ContainsFunc(secret, func(no string) bool { return strings.Contains(words, no) })
	}), err
}

// moveDisputes lets the fees that a case disputes be disputed by the one it was merged into.
func (tx *Tx) moveDisputes(dup, master *crm.Case) error {
	if err := tx.exec(`INSERT INTO merged_dispute (case_id, fee_id) SELECT f.disputed_case_id, f.id FROM fee_record f WHERE f.disputed_case_id = ?`, dup.ID); err != nil {
		return fmt.Errorf("disputes of case %d: %w", dup.ID, err)
	}
	return tx.disputeBy(master.ID, "随并案转到主案", `disputed_case_id = ?`, dup.ID)
}

// returnDisputes gives a case back the disputes that went along with it, where nobody decided otherwise since.
func (tx *Tx) returnDisputes(dup, master *crm.Case) error {
	if err := tx.disputeBy(dup.ID, "随拆分并案转回", `disputed_case_id = ? AND id IN (SELECT d.fee_id FROM merged_dispute d WHERE d.case_id = ?)`, master.ID, dup.ID); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM merged_dispute WHERE case_id = ?`, dup.ID)
}

// disputeBy lets another case dispute the fees that meet a condition, with a line about each.
func (tx *Tx) disputeBy(id int64, note, where string, args ...any) error {
	rows, err := tx.rows(`UPDATE fee_record SET disputed_case_id = ?, row_version = row_version + 1 WHERE `+where+` RETURNING id, customer_id, period`, append([]any{id}, args...)...)
	fees, err := collect(rows, err, func(rows *sql.Rows, f *crm.Fee) error { return rows.Scan(&f.ID, &f.CustomerID, &f.Period) })
	for _, f := range fees {
		if err := tx.journal(Entry{Kind: "fee_disputed", Subject: "fee", SubjectID: f.ID, CustomerID: f.CustomerID,
			After: map[string]any{"disputed": true, "case_id": id, "period": f.Period}, Note: note}); err != nil {
			return err
		}
	}
	return err
}
