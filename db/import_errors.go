package db

import (
	"context"
	"fmt"
	"strconv"

	"linli/db/crm"
)

// RefusedTable is a file of the rows that could not be imported, to be corrected and imported again.
type RefusedTable struct {
	Name string
	Rows [][]string // the first names who took it, the second is the heading
}

// RefusedRows takes the refused rows of a batch out, as they stood in the file, each with its row number and the reason;
// the journal keeps who took them.
func (s *Store) RefusedRows(ctx context.Context, by By, id int64) (t RefusedTable, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		b, err := importByID(tx, by.Staff, id)
		if err != nil {
			return err
		}
		rows, err := importRows(tx, id)
		if err != nil {
			return err
		}
		why, err := tx.refusals(b, rows)
		if err != nil {
			return err
		}
		if len(why) == 0 {
			return crm.Refuse(crm.NotFound, "这一批没有不能导入的行")
		}
		zone, err := tx.zone(by.Staff.ProjectID)
		if err != nil {
			return err
		}
		t.Name = fmt.Sprintf("import-%d-errors.csv", id)
		t.Rows = refusedTable(b, rows, why)
		t.Rows[0] = []string{fmt.Sprintf("制表：%s，%s，用途：更正后重新导入，导入批次 %d，共 %d 行。内含个人信息，用后请删除",
			by.Staff.Name, by.Now.In(zone).Format("2006-01-02 15:04:05"), id, len(why))}
		return tx.journal(Entry{Kind: "exported", Subject: "import", SubjectID: id, After: map[string]any{"what": "refused_rows", "rows": len(why), "purpose": "correction"}})
	})
	return t, fail("refused rows", err)
}

// refusals are the refused rows of a batch by row number, with the reason.
func (tx *Tx) refusals(b crm.Import, rows []crm.SheetRow) (map[int]string, error) {
	why := map[int]string{}
	if b.Status == crm.ImportPreviewed {
		p, err := planImport(tx, tx.by.Staff, b, rows)
		for _, planned := range p.plan {
			if planned.Outcome == crm.RowRefused {
				why[planned.Row.No] = planned.Why
			}
		}
		return why, err
	}
	refused, err := tx.rows(`SELECT row_no, why FROM import_row WHERE batch_id = ? AND outcome = 'refused'`, b.ID)
	if err != nil {
		return nil, err
	}
	defer refused.Close()
	for refused.Next() {
		var no int
		var text string
		if err := refused.Scan(&no, &text); err != nil {
			return nil, err
		}
		why[no] = text
	}
	return why, refused.Err()
}

func refusedTable(b crm.Import, rows []crm.SheetRow, why map[int]string) [][]string {
	var header crm.SheetRow
	if i := b.HeaderIndex(rows); i >= 0 {
		header = rows[i]
	}
	heading := append(crm.ExportHeading(header, b.Mapping), "原行号", "不能导入的原因")
	table := [][]string{nil, exportRow(heading)}
	for _, row := range rows {
		if text, refused := why[row.No]; refused {
			cells := make([]string, b.Columns, b.Columns+2)
			copy(cells, row.Cells)
			table = append(table, exportRow(append(cells, strconv.Itoa(row.No), text)))
		}
	}
	return table
}

// exportRow keeps a spreadsheet program from computing what people have typed.
func exportRow(cells []string) []string {
	for i := range cells {
		cells[i] = crm.ExportCell(cells[i])
	}
	return cells
}
