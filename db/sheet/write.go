package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"linli/db/crm"
)

// Writer writes a table row by row. Cells are texts, which no spreadsheet program will compute, or int64, which stay
// numbers. Finish completes the file; Close lets go of it, complete or not.
type Writer interface {
	Row(cells ...any) error
	Finish() error
	Close() error
}

// NewWriter writes a table to w as crm.FormatCSV or crm.FormatXLSX. note says whose it is: the first row, and the foot of every
// printed page of a workbook.
func NewWriter(w io.Writer, format, note string) (Writer, error) {
	if format == crm.FormatXLSX {
		return newWorkbook(w, note)
	}
	text := &textWriter{to: bufio.NewWriter(w)}
	text.table = csv.NewWriter(text.to)
	text.table.UseCRLF = true
	if _, err := text.to.WriteString("\ufeff"); err != nil {
		return nil, err
	}
	return text, text.Row(note)
}

// textWriter is CSV as spreadsheet programs in Chinese offices open it: UTF-8 with its mark, CRLF.
type textWriter struct {
	to    *bufio.Writer
	table *csv.Writer
}

func (t *textWriter) Row(cells ...any) error {
	record := make([]string, len(cells))
	for i, cell := range cells {
		switch v := cell.(type) {
		case string:
			record[i] = crm.ExportCell(v)
		case int64:
			record[i] = strconv.FormatInt(v, 10)
		default:
			return fmt.Errorf("cell of type %T", cell)
		}
	}
	return t.table.Write(record)
}

func (t *textWriter) Finish() error {
	t.table.Flush()
	return errors.Join(t.table.Error(), t.to.Flush())
}

func (t *textWriter) Close() error { return nil }

// workbookWriter is an XLSX of one sheet; what does not fit into memory waits in a temporary file.
type workbookWriter struct {
	to   io.Writer
	file *excelize.File
	rows *excelize.StreamWriter
	next int
	bold int
}

const onlySheet = "Sheet1"

func newWorkbook(w io.Writer, note string) (*workbookWriter, error) {
	b := &workbookWriter{to: w, file: excelize.NewFile()}
	if err := b.begin(note); err != nil {
		return nil, errors.Join(err, b.file.Close())
	}
	return b, nil
}

func (b *workbookWriter) begin(note string) (err error) {
	if err = b.file.SetDocProps(&excelize.DocProperties{Creator: "邻里", LastModifiedBy: "邻里"}); err != nil {
		return err
	}
	if err = b.file.SetHeaderFooter(onlySheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + pageFoot(note) + "&R&P/&N"}); err != nil {
		return err
	}
	if b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	if b.rows, err = b.file.NewStreamWriter(onlySheet); err != nil {
		return err
	}
	if err = b.rows.SetColWidth(1, crm.MaxExportColumns, 18); err != nil {
		return err
	}
	if err = b.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return b.Row(note)
}

// pageFoot is a text as the foot of a page takes it: within its length, the sign that begins a code doubled.
func pageFoot(note string) string {
	const longest = 100
	runes := []rune(note)
	return strings.ReplaceAll(string(runes[:min(len(runes), longest)]), "&", "&&")
}

func (b *workbookWriter) Row(cells ...any) error {
	b.next++
	values := make([]any, len(cells))
	for i, cell := range cells {
		text, ok := cell.(string)
		if _, number := cell.(int64); !ok && !number {
			return fmt.Errorf("cell of type %T", cell)
		}
		if values[i] = cell; ok {
			values[i] = crm.ExportCell(text)
		}
	}
	var options []excelize.RowOpts
	if b.next <= 2 {
		options = append(options, excelize.RowOpts{StyleID: b.bold})
	}
	return b.rows.SetRow("A"+strconv.Itoa(b.next), values, options...)
}

func (b *workbookWriter) Finish() error {
	if err := b.rows.Flush(); err != nil {
		return err
	}
	_, err := b.file.WriteTo(b.to)
	return err
}

func (b *workbookWriter) Close() error { return b.file.Close() }
