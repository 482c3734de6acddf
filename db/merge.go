package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"linli/db/crm"
)

// merging is a merge under way.
type merging struct {
	tx                   *Tx
	by                   crm.Staff
	kept, gone           crm.Customer
	keptLinks, goneLinks []crm.Link
	today                string
	log                  mergeLog
}

// MergeCustomers makes one of two files: the one with the lower number stays and gets all records of the other one, which
// leads to it from now on. seenA and seenB are the versions the form was drawn from; today is the local date.
func (s *Store) MergeCustomers(ctx context.Context, by By, a, seenA, b, seenB int64, note, today string) (keptID int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		m := &merging{tx: tx, today: today}
		if err := m.load(a, b); err != nil {
			return err
		}
		keptID = m.kept.ID
		for id, seen := range map[int64]int64{a: seenA, b: seenB} {
			if c := m.of(id); c.RowVersion != seen {
				return tx.stale("customer", id)
			}
		}
		problems, err := m.problems(tx)
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return crm.Refuse(crm.Conflict, problems[0])
		}
		tx.answers("customer", keptID)
		return m.run(note)
	})
	return keptID, fail("merge customers", err)
}

// load reads both files within the reach of the author, the one that stays first.
func (m *merging) load(a, b int64) error {
	if !m.tx.by.Staff.May(crm.CustomerMerge) {
		return crm.Refuse(crm.Forbidden, "您没有合并客户档案的权限")
	}
	return m.read(m.tx, m.tx.by.Staff, a, b)
}

func (m *merging) read(q querier, by crm.Staff, a, b int64) error {
	x, err := customerInScope(q, by, a)
	if err != nil {
		return err
	}
	y, err := customerInScope(q, by, b)
	if err != nil {
		return err
	}
	m.by = by
	m.kept, m.gone = crm.KeptOf(x, y)
	links, err := linksOf(q, by, []int64{a, b})
	m.keptLinks, m.goneLinks = links[m.kept.ID], links[m.gone.ID]
	return err
}

func (m *merging) of(id int64) crm.Customer {
	if id == m.kept.ID {
		return m.kept
	}
	return m.gone
}

// problems are the reasons why the two cannot be made one.
func (m *merging) problems(q querier) ([]string, error) {
	list := crm.CheckMerge(m.kept, m.gone)
	if len(list) > 0 {
		return list, nil
	}
	rooms, err := m.roomProblems(q)
	if err != nil {
		return nil, err
	}
	_, fees, err := m.sharedFees(q)
	return append(rooms, fees...), err
}

// roomProblems are joined links that would leave a room with two primary contacts or payers.
func (m *merging) roomProblems(q querier) (list []string, err error) {
	for _, j := range crm.JoinLinks(m.keptLinks, m.goneLinks) {
		links, err := linksOfRoom(q, j.Link.RoomID)
		if err != nil {
			return nil, err
		}
		gone := map[int64]bool{}
		for _, l := range j.Gone {
			gone[l.ID] = true
		}
		var others []crm.Link
		for _, l := range links {
			if l.CustomerID == m.gone.ID {
				l.CustomerID = m.kept.ID
			}
			if !gone[l.ID] {
				others = append(others, l)
			}
		}
		j.Link.CustomerID = m.kept.ID
		p := crm.Problems{}
		j.Link.Check(others, p)
		for _, problem := range p {
			list = append(list, j.Link.Room+"："+problem+"，请先在房屋里更正")
		}
	}
	return list, nil
}

// run does it.
func (m *merging) run(note string) error {
	tx := m.tx
	if err := m.moveAll(); err != nil {
		return err
	}
	if err := m.fillFields(); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE customer SET status = ?, merged_into = ?, row_version = row_version + 1 WHERE id = ?`, crm.CustomerMerged, m.kept.ID, m.gone.ID); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE customer SET row_version = row_version + 1 WHERE id = ?`, m.kept.ID); err != nil {
		return err
	}
	text, err := m.log.text()
	if err != nil {
		return err
	}
	if err := tx.exec(`INSERT INTO customer_merge (project_id, kept_id, gone_id, merged_at, merged_by, moved) VALUES (?, ?, ?, ?, ?, ?)`,
		m.kept.ProjectID, m.kept.ID, m.gone.ID, tx.now, tx.by.Staff.ID, text); err != nil {
		return fmt.Errorf("note merge: %w", err)
	}
	return tx.tellMerge("customers_merged", m.kept, m.gone, m.log.counts(), note)
}

// counts are how many records moved, by table.
func (l mergeLog) counts() map[string]any {
	n := map[string]any{}
	add := func(what string, records int) {
		before, _ := n[what].(int)
		n[what] = before + records
	}
	if len(l.Cases) > 0 {
		add("service_case", len(l.Cases))
	}
	for _, moved := range l.Moved {
		if moved.Table == "occupancy" {
			moved.Table = "links"
		}
		add(moved.Table, len(moved.IDs))
	}
	return n
}

// tellMerge writes a line about each of the two files.
func (tx *Tx) tellMerge(kind string, kept, gone crm.Customer, moved map[string]any, note string) error {
	for _, c := range []crm.Customer{kept, gone} {
		facts := map[string]any{"kept_no": kept.No, "gone_no": gone.No}
		if len(moved) > 0 {
			facts["moved"] = moved
		}
		if err := tx.journal(Entry{Kind: kind, Subject: "customer", SubjectID: c.ID, CustomerID: c.ID, After: facts, Note: note}); err != nil {
			return err
		}
	}
	return nil
}

// reindex makes a customer findable under what is on file by now.
func (tx *Tx) reindex(c crm.Customer) error {
	if err := tx.unindexName(c.ID); err != nil {
		return err
	}
	return tx.indexName(c, spell(c))
}

// mergedFiles are a customer's own file and those that were merged into it, however often.
func mergedFiles(q querier, id int64) ([]int64, error) {
	files, last := []int64{id}, []int64{id}
	for len(last) > 0 {
		rows, err := q.rows(`SELECT id FROM customer WHERE merged_into IN (`+marks("?", len(last))+`)`, list(last)...)
		if last, err = collect(rows, err, scanID); err != nil {
			return nil, err
		}
		files = append(files, last...)
	}
	return files, nil
}

// survivor is the file that a merged one leads to, by way of further merges; any other is its own.
func survivor(q querier, id int64) (int64, error) {
	for range 50 { // a file is merged once, so that this ends by itself
		var next sql.NullInt64
		err := q.row(`SELECT merged_into FROM customer WHERE id = ? AND status = 'merged'`, id).Scan(&next)
		if errors.Is(err, sql.ErrNoRows) {
			return id, nil
		}
		if err != nil {
			return 0, err
		}
		id = next.Int64
	}
	return 0, fmt.Errorf("customer %d is merged in a circle", id)
}
