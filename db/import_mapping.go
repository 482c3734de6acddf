package db

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"linli/db/crm"
	"linli/db/sheet"
)

// mostNoted is how many damaged rows a note names.
const mostNoted = 20

// fileNotes are what a person should know about a file beside its rows.
func fileNotes(t sheet.Table) (notes []string) {
	var damaged []string
	last, more := 0, 0
	for _, p := range t.Damaged {
		if p.Row == last {
			continue
		}
		if last = p.Row; len(damaged) == mostNoted {
			more++
			continue
		}
		damaged = append(damaged, strconv.Itoa(p.Row))
	}
	if len(damaged) > 0 {
		text := "第 " + strings.Join(damaged, "、") + " 行有损坏的字符（以 \uFFFD 代替）"
		if more > 0 {
			text += fmt.Sprintf("，另外还有 %d 行", more)
		}
		notes = append(notes, text+"，请核对原文件")
	}
	if t.Hidden > 0 {
		notes = append(notes, fmt.Sprintf("有 %d 个隐藏的行，一并读入", t.Hidden))
	}
	if len(t.Unread) > 0 {
		notes = append(notes, "只读了工作表「"+t.Sheet+"」，没有读：「"+strings.Join(t.Unread, "」「")+"」")
	}
	return notes
}

// saidHeadings are what people of the project have said about headings of a kind of list.
func saidHeadings(q querier, project int64, kind string) (map[string]string, error) {
	rows, err := q.rows(`SELECT heading, field FROM import_mapping WHERE project_id = ? AND kind = ?`, project, kind)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	said := map[string]string{}
	for rows.Next() {
		var heading, field string
		if err := rows.Scan(&heading, &field); err != nil {
			return nil, err
		}
		said[heading] = field
	}
	return said, rows.Err()
}

// SetImportMapping says which row is the heading (its number in the sheet, 0 = none) and what each column holds. The project
// remembers it for the next file with these headings.
func (s *Store) SetImportMapping(ctx context.Context, by By, id, version int64, headerRow int, mapping crm.Mapping) error {
	long := 0
	err := s.inTx(ctx, by, func(tx *Tx) error {
		b, err := importByID(tx, by.Staff, id)
		if err != nil {
			return err
		}
		if err := b.CheckWaiting("不能再改列"); err != nil {
			return err
		}
		if b, err = tx.importToChange(id, version); err != nil {
			return err
		}
		if err := tx.checkMapping(b, headerRow, mapping); err != nil {
			return err
		}
		rows, err := importRows(tx, id)
		if err != nil {
			return err
		}
		before := map[string]any{"header_row": b.HeaderRow, "mapping": b.Mapping}
		b.HeaderRow, b.Mapping = headerRow, mapping
		if err := tx.saveMapping(&b, rows); err != nil {
			return err
		}
		if err := tx.journal(Entry{Kind: "import_mapped", Subject: "import", SubjectID: id, Before: before,
			After: map[string]any{"header_row": headerRow, "mapping": mapping}}); err != nil {
			return err
		}
		if len(rows) > inOneGo {
			long = len(rows)
			return nil
		}
		return tx.look(&b, rows, noStep)
	})
	if err == nil && long > 0 {
		s.lookLater(by, id, long)
	}
	return fail("map import", err)
}

// saveMapping keeps the columns of a batch and what they say about headings.
func (tx *Tx) saveMapping(b *crm.Import, rows []crm.SheetRow) error {
	columns, err := json.Marshal(b.Mapping)
	if err != nil {
		return err
	}
	b.Preview.At = 0
	if err := tx.savePreview(b); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE import_batch SET header_row = ?, mapping = ?, row_version = row_version + 1 WHERE id = ?`, b.HeaderRow, string(columns), b.ID); err != nil {
		return err
	}
	for heading, field := range crm.SaidHeadings(rows, b.HeaderIndex(rows), b.Mapping) {
		if err := tx.exec(`INSERT INTO import_mapping (project_id, kind, heading, field, used_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (project_id, kind, heading) DO UPDATE SET field = excluded.field, used_at = excluded.used_at`,
			b.ProjectID, b.Kind, heading, field, tx.now); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) checkMapping(b crm.Import, headerRow int, mapping crm.Mapping) error {
	if len(mapping) != b.Columns {
		return crm.InvalidField("mapping", "列数与文件不符，请刷新后重试")
	}
	if headerRow != 0 {
		var there bool
		if err := tx.row(`SELECT EXISTS (SELECT 1 FROM import_row WHERE batch_id = ? AND row_no = ?)`, b.ID, headerRow).Scan(&there); err != nil {
			return err
		}
		if !there {
			return crm.InvalidField("header_row", "文件里没有这一行")
		}
	}
	k, err := crm.ImportKindOf(b.Kind)
	if err != nil {
		return err
	}
	return k.Check(mapping)
}
