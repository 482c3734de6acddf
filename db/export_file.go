package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"linli/db/crm"
	"linli/db/sheet"
)

// exportAtOnce is how many rows are read at a time; nothing is read while they go to a slow client.
const exportAtOnce = 500

// exportTable is what stands in a file: headings, and the next rows until there are none.
type exportTable struct {
	heading []any
	next    func() ([][]any, error)
}

// download is a file about to be written.
type download struct {
	crm.Export
	wanted NewExport
	limit  int64 // of rows with contact data
	zone   *time.Location
	today  string
}

// FetchExport makes the file of an export now and writes it to what begin returns; every download is in the journal before
// its first byte. After begin was called an error means that the file is cut off.
func (s *Store) FetchExport(ctx context.Context, by By, id int64, today string, begin func(crm.Export) io.Writer) error {
	d := download{today: today}
	if err := s.inTx(ctx, by, func(tx *Tx) error { return tx.countDownload(id, &d) }); err != nil {
		return fail("fetch export", err)
	}
	table := s.exportTable(ctx, by, d)
	file, err := sheet.NewWriter(begin(d.Export), d.Format, d.note(by.Now))
	if err != nil {
		return fmt.Errorf("begin export: %w", err)
	}
	err = writeTable(file, table, d.Rows)
	if err == nil {
		err = file.Finish()
	}
	return fail("write export", errors.Join(err, file.Close()))
}

func (s *Store) exportTable(ctx context.Context, by By, d download) exportTable {
	if d.Subject == crm.ExportCases {
		return s.caseTable(ctx, by, d.wanted.Cases, d.Plain, d.zone)
	}
	return customerTable(s.reader(ctx), by.Staff, d.wanted.Customers, d.Plain, d.Contacts(d.limit), d.today, d.zone)
}

// writeTable writes at most left rows below the heading, so that no file holds more than was counted.
func writeTable(file sheet.Writer, table exportTable, left int64) error {
	if err := file.Row(table.heading...); err != nil {
		return err
	}
	for left > 0 {
		rows, err := table.next()
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows[:min(int64(len(rows)), left)] {
			if err := file.Row(row...); err != nil {
				return err
			}
		}
		left -= int64(len(rows))
	}
	return nil
}

// note is the first row of a file: whose it is, when, what for, and how much stands in it.
func (d *download) note(at time.Time) string {
	what := "已脱敏"
	if d.Plain {
		what = "明文，由" + d.Decider + "批准"
	}
	return fmt.Sprintf("导出编号 %s，制表：%s，%s，用途：%s，共 %d 行，%s。内含个人信息，用后请删除",
		d.No, d.Asker, at.In(d.zone).Format("2006-01-02 15:04:05"), d.Purpose, d.Rows, what)
}

// countDownload checks a download against what there is now, and writes it down.
func (tx *Tx) countDownload(id int64, d *download) (err error) {
	if d.Export, err = exportByID(tx, tx.by.Staff, id); err != nil {
		return err
	}
	d.wanted.Subject = d.Subject
	kept := any(&d.wanted.Customers)
	if d.Subject == crm.ExportCases {
		kept = &d.wanted.Cases
	}
	if err = json.Unmarshal([]byte(d.Query), kept); err != nil {
		return fmt.Errorf("filter of export %d: %w", id, err)
	}
	var rows int64
	if rows, d.limit, err = exportSize(tx, tx.by, d.wanted, d.today); err != nil {
		return err
	}
	if err = d.Fetch(tx.by.Staff, tx.now, rows, d.limit); err != nil {
		return err
	}
	if d.zone, err = tx.zone(d.ProjectID); err != nil {
		return err
	}
	if err = tx.exec(`UPDATE export_job SET downloads = ?, row_count = ? WHERE id = ?`, d.Downloads, d.Rows, id); err != nil {
		return err
	}
	facts := exportFacts(d.Export)
	facts["downloads"] = d.Downloads
	return tx.journal(Entry{Kind: "exported", Subject: "export", SubjectID: id, After: facts, Note: d.Purpose})
}
