package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// MergeOf is the merge by which a file went, with the versions a form about it is drawn from; NotFound for any other file.
func (s *Store) MergeOf(ctx context.Context, by crm.Staff, gone int64) (m crm.Merge, err error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, gone); err != nil {
		return m, err
	}
	m, _, err = mergeOf(q, gone)
	return m, err
}

func mergeOf(q querier, gone int64) (m crm.Merge, moved string, err error) {
	err = q.row(`SELECT m.id, m.kept_id, m.gone_id, k.no, g.no, s.name, m.merged_at, m.undone_at, m.moved
		FROM customer_merge m JOIN customer k ON k.id = m.kept_id JOIN customer g ON g.id = m.gone_id JOIN staff s ON s.id = m.merged_by
		WHERE m.gone_id = ? ORDER BY m.id DESC LIMIT 1`, gone).Scan(&m.ID, &m.KeptID, &m.GoneID, &m.KeptNo, &m.GoneNo, &m.By, &m.MergedAt, &m.UndoneAt, &moved)
	return m, moved, found(err, "这份档案没有合并过")
}

// mergesInto are the files that were merged into one and are not taken apart again, the latest first.
func mergesInto(q querier, kept int64) ([]crm.Merge, error) {
	rows, err := q.rows(`SELECT m.id, m.kept_id, m.gone_id, g.no, m.merged_at FROM customer_merge m JOIN customer g ON g.id = m.gone_id
		WHERE m.kept_id = ? AND m.undone_at = 0 ORDER BY m.id DESC LIMIT 20`, kept)
	return collect(rows, err, func(rows *sql.Rows, m *crm.Merge) error {
		return rows.Scan(&m.ID, &m.KeptID, &m.GoneID, &m.GoneNo, &m.MergedAt)
	})
}

// UndoMerge takes two files apart again, within seven days: every record that moved goes back and what was folded is as it
// was; what came to the kept file since then stays there. seen is the version of the gone file.
func (s *Store) UndoMerge(ctx context.Context, by By, gone, seen int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if !by.Staff.May(crm.CustomerMerge) {
			return crm.Refuse(crm.Forbidden, "您没有合并客户档案的权限")
		}
		c, err := customerInScope(tx, by.Staff, gone)
		if err != nil {
			return err
		}
		if c.RowVersion != seen {
			return tx.stale("customer", gone)
		}
		tx.answers("customer", gone)
		return tx.undoMerge(c)
	})
	return fail("undo merge", err)
}

func (tx *Tx) undoMerge(gone crm.Customer) error {
	m, moved, err := mergeOf(tx, gone.ID)
	if err != nil {
		return err
	}
	kept, err := customerInScope(tx, tx.by.Staff, m.KeptID)
	if err != nil {
		return err
	}
	var later bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM customer_merge WHERE kept_id = ? AND id > ? AND undone_at = 0)`, m.KeptID, m.ID).Scan(&later); err != nil {
		return err
	}
	if err := m.CheckUndo(tx.now, kept, gone, later); err != nil {
		return err
	}
	log, err := readMergeLog(moved)
	if err != nil {
		return err
	}
	if err := tx.takeApart(log, kept, gone); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE customer_merge SET undone_at = ?, undone_by = ? WHERE id = ?`, tx.now, tx.by.Staff.ID, m.ID); err != nil {
		return err
	}
	return tx.tellMerge("merge_undone", kept, gone, nil, "")
}

// takeApart gives back what the log tells of and brings the gone file to life.
func (tx *Tx) takeApart(log mergeLog, kept, gone crm.Customer) error {
	if err := log.undo(tx, kept.ID, gone.ID); err != nil {
		return err
	}
	if err := tx.giveCases(log.Cases, kept.ID, gone.ID, "撤销合并，回到 "+gone.No); err != nil {
		return err
	}
	if err := tx.checkRooms(log, kept.ID, gone.ID); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE customer SET status = ?, merged_into = NULL, row_version = row_version + 1 WHERE id = ?`, crm.CustomerActive, gone.ID); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE customer SET row_version = row_version + 1 WHERE id = ?`, kept.ID); err != nil {
		return err
	}
	again, err := customerInScope(tx, tx.by.Staff, kept.ID)
	if err != nil || again.ContactPerson == kept.ContactPerson {
		return err
	}
	return tx.reindex(again)
}

// checkRooms holds that the rooms of links that came back are as the rules want them, whatever was changed there since.
func (tx *Tx) checkRooms(log mergeLog, kept, gone int64) error {
	if len(log.Removed) == 0 {
		return nil
	}
	links, err := linksOf(tx, tx.by.Staff, []int64{kept, gone})
	if err != nil {
		return err
	}
	for _, l := range append(links[kept], links[gone]...) {
		others, err := linksOfRoom(tx, l.RoomID)
		if err != nil {
			return err
		}
		p := crm.Problems{}
		l.Check(others, p)
		for _, problem := range p {
			return crm.Refuse(crm.Conflict, "合并之后 "+l.Room+" 有了改动，不能撤销："+problem)
		}
	}
	return nil
}
