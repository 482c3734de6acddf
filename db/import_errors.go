package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"

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
		why, rows, err := tx.refusals(&b)
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
		header, err := sheetRows(tx.rows(`SELECT row_no, cells FROM import_row WHERE batch_id = ? AND row_no = ?`, id, b.HeaderRow))
		if err != nil {
			return err
		}
		t.Rows = refusedTable(b, append(header, crm.SheetRow{})[0], rows, why)
		t.Rows[0] = []string{fmt.Sprintf("制表：%s，%s，用途：更正后重新导入，导入批次 %d，共 %d 行。内含个人信息，用后请删除",
			by.Staff.Name, by.Now.In(zone).Format("2006-01-02 15:04:05"), id, len(why))}
		return tx.journal(Entry{Kind: "exported", Subject: "import", SubjectID: id, After: map[string]any{"what": "refused_rows", "rows": len(why), "purpose": "correction"}})
	})
	return t, fail("refused rows", err)
}

// refusedRow is why a row is refused, and where and what would be right.
type refusedRow struct{ why, right string }

// refusals are the refused rows of a batch by row number, each with the row as it stood in the file.
func (tx *Tx) refusals(b *crm.Import) (why map[int]refusedRow, rows []crm.SheetRow, err error) {
	list, err := tx.rows(`SELECT row_no, cells, outcome, why, kept, problems, 0, 0, 0, row_no FROM import_row WHERE batch_id = ? AND outcome = 'refused' ORDER BY row_no`, b.ID)
	refused, err := collect(list, err, scanImported)
	if err != nil {
		return nil, nil, err
	}
	why = map[int]refusedRow{}
	for _, r := range refused {
		line, err := showLine(tx.by.Staff, b, r)
		if err != nil {
			return nil, nil, err
		}
		var right []string
		for _, p := range line.Problems {
			right = append(right, p.Detail(b.Place()))
		}
		why[r.No] = refusedRow{r.why, strings.Join(right, "；")}
		rows = append(rows, r.SheetRow)
	}
	return why, rows, nil
}

// refusedTable is the heading as the file has it, or by the names of the fields, with the refused rows under it.
func refusedTable(b crm.Import, header crm.SheetRow, rows []crm.SheetRow, why map[int]refusedRow) [][]string {
	k, err := crm.ImportKindOf(b.Kind)
	if err != nil {
		return nil
	}
	table := [][]string{nil, exportRow(append(k.ExportHeading(header, b.Mapping), "原行号", "不能导入的原因", "怎样更正"))}
	for _, row := range rows {
		cells := make([]string, b.Columns, b.Columns+3)
		copy(cells, row.Cells)
		table = append(table, exportRow(append(cells, strconv.Itoa(row.No), why[row.No].why, why[row.No].right)))
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
