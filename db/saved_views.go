package db

import (
	"context"
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// SavedView is a list as its owner narrowed it.
type SavedView struct {
	ID    int64
	Path  string // of the list
	Name  string
	Query string // its filters
}

// mostViews is how many views of one list a person may keep.
const mostViews = 12

// SavedViews are somebody's own views of a list, the oldest first.
func (s *Store) SavedViews(ctx context.Context, by crm.Staff, path string) ([]SavedView, error) {
	return savedViews(s.reader(ctx), by, path)
}

func savedViews(q querier, by crm.Staff, path string) ([]SavedView, error) {
	rows, err := q.rows(`SELECT id, path, name, query FROM saved_view WHERE staff_id = ? AND project_id = ? AND path = ? ORDER BY id`, by.ID, by.ProjectID, path)
	return collect(rows, err, func(rows *sql.Rows, v *SavedView) error { return rows.Scan(&v.ID, &v.Path, &v.Name, &v.Query) })
}

// SaveView keeps a view for the author; one of the same name is replaced.
func (s *Store) SaveView(ctx context.Context, by By, v SavedView) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		p := crm.Problems{}
		p.Check(v.Name != "", "name", "请写视图的名称")
		p.Check(v.Query != "", "name", "没有筛选条件，不必保存")
		held, err := savedViews(tx, by.Staff, v.Path)
		if err != nil {
			return err
		}
		again := false
		for _, other := range held {
			again = again || other.Name == v.Name
		}
		p.Check(again || len(held) < mostViews, "name", fmt.Sprintf("最多保存%d个视图，请先删除不用的", mostViews))
		if err := p.Err(); err != nil {
			return err
		}
		id, err := tx.insert(`INSERT INTO saved_view (project_id, staff_id, path, name, query, created_at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (staff_id, project_id, path, name) DO UPDATE SET query = excluded.query RETURNING id`, by.Staff.ProjectID, by.Staff.ID, v.Path, v.Name, v.Query, tx.now)
		if err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "view_saved", Subject: "view", SubjectID: id, After: map[string]any{"path": v.Path, "query": v.Query}, Texts: map[string]any{"name": v.Name}})
	})
	return fail("save view", err)
}

// DropView removes one of the author's own views; NotFound for anybody else's.
func (s *Store) DropView(ctx context.Context, by By, id int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		var path string
		err := tx.row(`DELETE FROM saved_view WHERE id = ? AND staff_id = ? AND project_id = ? RETURNING path`, id, by.Staff.ID, by.Staff.ProjectID).Scan(&path)
		if err != nil {
			return found(err, "没有找到这个视图")
		}
		return tx.journal(Entry{Kind: "view_dropped", Subject: "view", SubjectID: id, Before: map[string]any{"path": path}})
	})
	return fail("drop view", err)
}
