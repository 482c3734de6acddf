package db

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// mergeLog is what a merge did, so that it can be undone: which records moved, what changed, which rows went. It holds what
// stood on the files, and stands in a table whose rows can be emptied.
type mergeLog struct {
	Cases   []int64      `json:"cases,omitempty"`
	Moved   []movedRows  `json:"moved,omitempty"`
	Changed []changedRow `json:"changed,omitempty"`
	Removed []removedRow `json:"removed,omitempty"`
}

type movedRows struct {
	Table  string  `json:"table"`
	Column string  `json:"column"`
	IDs    []int64 `json:"ids"`
}

type changedRow struct {
	Table  string `json:"table"`
	ID     int64  `json:"id"`
	Column string `json:"column"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

type removedRow struct {
	Table  string         `json:"table"`
	Values map[string]any `json:"values"`
}

func (l mergeLog) text() (string, error) {
	raw, err := json.Marshal(l)
	return string(raw), err
}

func readMergeLog(text string) (l mergeLog, err error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	return l, d.Decode(&l)
}

// plainValue is a value of the log as the database takes it.
func plainValue(v any) (any, error) {
	if n, ok := v.(json.Number); ok {
		return n.Int64()
	}
	return v, nil
}

// set changes one value of a row and notes what it was; an equal one is left alone.
func (m *merging) set(table string, id int64, column string, value any) error {
	var before any
	if err := m.tx.row(`SELECT `+column+` FROM `+table+` WHERE id = ?`, id).Scan(&before); err != nil {
		return fmt.Errorf("%s %d: %w", table, id, err)
	}
	if before == value {
		return nil
	}
	if err := m.tx.exec(`UPDATE `+table+` SET `+column+` = ? WHERE id = ?`, value, id); err != nil {
		return fmt.Errorf("set %s.%s: %w", table, column, err)
	}
	m.log.Changed = append(m.log.Changed, changedRow{table, id, column, before, value})
	return nil
}

// remove takes a row away and keeps what it was.
func (m *merging) remove(table string, id int64) error {
	values, err := m.tx.image(table, id)
	if err != nil {
		return err
	}
	m.log.Removed = append(m.log.Removed, removedRow{table, values})
	return m.tx.exec(`DELETE FROM `+table+` WHERE id = ?`, id)
}

// image is a whole row by the names of its columns.
func (tx *Tx) image(table string, id int64) (map[string]any, error) {
	rows, err := tx.rows(`SELECT * FROM `+table+` WHERE id = ?`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	if !rows.Next() {
		return nil, fmt.Errorf("%s %d is not there: %w", table, id, rows.Err())
	}
	found, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range found {
		places[i] = &found[i]
	}
	if err := rows.Scan(places...); err != nil {
		return nil, err
	}
	values := make(map[string]any, len(columns))
	for i, column := range columns {
		values[column] = found[i]
	}
	return values, rows.Err()
}

// move gives the records of the gone file that a condition on table names to the kept one, and notes which.
func (m *merging) move(o ownedBy, condition string, args ...any) error {
	where, values := o.column+` = ?`+o.also, []any{m.gone.ID}
	if condition != "" {
		where, values = where+` AND `+condition, append(values, args...)
	}
	rows, err := m.tx.rows(`SELECT `+o.key+` FROM `+o.table+` WHERE `+where+` ORDER BY `+o.key, values...)
	ids, err := collect(rows, err, scanID)
	if err != nil {
		return fmt.Errorf("records in %s: %w", o.table, err)
	}
	if len(ids) == 0 {
		return nil
	}
	if err := m.tx.exec(`UPDATE `+o.table+` SET `+o.column+` = ? WHERE `+where, append([]any{m.kept.ID}, values...)...); err != nil {
		return fmt.Errorf("move %s: %w", o.table, err)
	}
	m.log.Moved = append(m.log.Moved, movedRows{o.table, o.column, ids})
	return nil
}

// undo puts back what the log tells of, the last first; what somebody has changed since stays as it is.
func (l mergeLog) undo(tx *Tx, kept, gone int64) error {
	for i := len(l.Changed) - 1; i >= 0; i-- {
		c := l.Changed[i]
		before, err := plainValue(c.Before)
		if err != nil {
			return err
		}
		after, err := plainValue(c.After)
		if err != nil {
			return err
		}
		if err := tx.exec(`UPDATE `+c.Table+` SET `+c.Column+` = ? WHERE id = ? AND `+c.Column+` IS NOT DISTINCT FROM ?`, before, c.ID, after); err != nil {
			return fmt.Errorf("put back %s.%s: %w", c.Table, c.Column, err)
		}
	}
	for _, r := range l.Removed {
		if err := tx.restoreRow(r); err != nil {
			return fmt.Errorf("put back a row of %s: %w", r.Table, err)
		}
	}
	for _, moved := range l.Moved {
		o, ok := ownership(moved.Table, moved.Column)
		if !ok {
			return fmt.Errorf("%s.%s says no more whose a record is", moved.Table, moved.Column)
		}
		for ids := range slices.Chunk(moved.IDs, 500) {
			if err := tx.exec(`UPDATE `+o.table+` SET `+o.column+` = ? WHERE `+o.column+` = ? AND `+o.key+` IN (`+marks("?", len(ids))+`)`,
				append([]any{gone, kept}, list(ids)...)...); err != nil {
				return fmt.Errorf("give back %s: %w", o.table, err)
			}
		}
	}
	return nil
}

// restoreRow brings a row back, under its own id unless a newer row has that by now.
func (tx *Tx) restoreRow(r removedRow) error {
	id, err := plainValue(r.Values["id"])
	if err != nil {
		return err
	}
	var taken bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM `+r.Table+` WHERE id = ?)`, id).Scan(&taken); err != nil {
		return err
	}
	var columns []string
	var values []any
	for column, value := range r.Values {
		if column == "id" && taken {
			continue
		}
		plain, err := plainValue(value)
		if err != nil {
			return err
		}
		columns, values = append(columns, column), append(values, plain)
	}
	return tx.exec(`INSERT INTO `+r.Table+` (`+strings.Join(columns, ", ")+`) VALUES (`+marks("?", len(columns))+`)`, values...)
}
