package db

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"linli/db/crm"
)

// columnsOf are the columns of a table with their types.
func columnsOf(t *testing.T, q querier, table string) map[string]string {
	t.Helper()
	rows, err := q.rows(`SELECT name, type FROM pragma_table_info(?)`, table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns := map[string]string{}
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			t.Fatal(err)
		}
		columns[name] = kind
	}
	return columns
}

// TestTheFoldKnowsEveryColumn changes every column of a case, its cycles and clocks behind the back of the log, one after
// another: the fold of the lines must tell. What only follows from the facts is left to checkDerived.
func TestTheFoldKnowsEveryColumn(t *testing.T) {
	s := demoFile(t, Demo{Households: 30, Cases: 60, Seed: 5}, false)
	q := s.reader(context.Background())
	var id int64
	if err := q.row(`SELECT id FROM service_case WHERE cycle_no > 1 ORDER BY id LIMIT 1`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	lines, err := s.SubjectLog(context.Background(), "case", id)
	if err != nil {
		t.Fatal(err)
	}
	folded := map[string]any{}
	for _, l := range lines {
		if err := fold(folded, l); err != nil {
			t.Fatal(err)
		}
	}
	rollback := errors.New("nothing stays")
	for _, table := range []struct {
		name, where string
		aside       []string // keys, and what follows from the facts
	}{
		{"service_case", "id = ?", []string{"id", "project_id", "row_version", "cycle_no", "is_open", "next_due_at", "next_clock", "step", "unowned", "counted", "building_no"}},
		{"case_cycle", "case_id = ? AND no = 2", []string{"case_id", "no"}},
		{"case_clock", "case_id = ? AND cycle_no = 1 AND clock = 'response'", []string{"case_id", "cycle_no", "clock", "project_id"}},
	} {
		for column, kind := range columnsOf(t, q, table.name) {
			if slices.Contains(table.aside, column) {
				continue
			}
			change := `CASE ` + column + ` WHEN 1 THEN 0 ELSE COALESCE(` + column + `, 0) + 1 END`
			if kind == "TEXT" {
				change = column + ` || '~'`
			}
			wrong := ""
			err := s.inTx(context.Background(), By{Staff: crm.System(1), Now: demoNow}, func(tx *Tx) error {
				for _, err := range []error{tx.exec(`PRAGMA defer_foreign_keys = ON`), tx.exec(`UPDATE `+table.name+` SET `+column+` = `+change+` WHERE `+table.where, id)} {
					if err != nil {
						return err
					}
				}
				c, err := loadCase(tx, id)
				if err != nil {
					return err
				}
				wrong = difference(notZero(folded), notZero(c.Facts()))
				return rollback
			})
			if !errors.Is(err, rollback) || !strings.HasSuffix(wrong, column) {
				t.Errorf("%s.%s was changed and the fold says %q (%v)", table.name, column, wrong, err)
			}
		}
	}
}
