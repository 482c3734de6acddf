package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"linli/db/crm"
	"linli/db/sheet"
)

// Upload is a file as it arrived, with the kind of list it is said to hold, customers when empty. The name comes from
// outside and is good for its extension and for reading.
type Upload struct {
	Kind    string
	Name    string
	File    io.ReaderAt
	Size    int64
	Columns []string // what the columns hold, by the names of fields; nil = found by the headings
	Header  int      // with Columns: the number of the heading's row, 0 = there is none
}

// MaxImportRows is how many rows a sheet may have.
const MaxImportRows = sheet.MaxRows

// longestFileName is how much of a file's name is kept, in characters.
const longestFileName = 100

// readUpload reads the file into a batch that is not stored yet, header row and columns guessed from what lists usually say
// and what the project has said before. Identity numbers are hidden before anything is kept.
func readUpload(q querier, by crm.Staff, u Upload) (b crm.Import, rows []crm.SheetRow, err error) {
	if !by.May(crm.CustomerImport) {
		return b, nil, mayImport(by)
	}
	if u.Kind == "" {
		u.Kind = crm.ImportOfCustomers
	}
	k, err := crm.ImportKindOf(u.Kind)
	if err != nil {
		return b, nil, err
	}
	table, err := sheet.Read(u.Name, u.File, u.Size)
	if err != nil {
		return b, nil, err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(u.File, 0, u.Size)); err != nil {
		return b, nil, fmt.Errorf("read upload: %w", err)
	}
	b = crm.Import{Kind: k.Code, FileName: fileName(u.Name, k.Label), SHA256: hex.EncodeToString(hash.Sum(nil)), Status: crm.ImportPreviewed,
		Sheet: table.Sheet, Encoding: table.Encoding, Date1904: table.Date1904, ProjectID: by.ProjectID, CreatedBy: by.Name}
	for _, row := range table.Rows {
		b.Columns = max(b.Columns, len(row.Cells))
		for i, cell := range row.Cells {
			row.Cells[i] = crm.HideIdentity(cell)
		}
	}
	b.Preview.Notes = fileNotes(table)
	own, err := saidHeadings(q, by.ProjectID, k.Code)
	if err != nil {
		return b, nil, err
	}
	header, mapping := k.FindHeader(table.Rows, own)
	if header >= 0 {
		b.HeaderRow = table.Rows[header].No
	}
	if u.Columns != nil {
		if b.HeaderRow = u.Header; len(u.Columns) > b.Columns {
			return b, nil, crm.InvalidField("mapping", "文件没有这么多列")
		}
		if mapping, err = k.Columns(u.Columns); err != nil {
			return b, nil, err
		}
	}
	if b.HeaderIndex(table.Rows) == len(table.Rows)-1 {
		return b, nil, crm.InvalidField("file", fmt.Sprintf("文件只有表头（第 %d 行），下面没有数据行。请填写后重新上传", b.HeaderRow))
	}
	b.Mapping = make(crm.Mapping, b.Columns)
	copy(b.Mapping, mapping)
	return b, table.Rows, nil
}

// fileName is the last part of a name as text, and something else where it is none.
func fileName(name, otherwise string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name, err := crm.CleanText(name, utf8.RuneCountInString(name), false)
	if err != nil {
		return otherwise + path.Ext(name)
	}
	if runes := []rune(name); len(runes) > longestFileName {
		return string(runes[:longestFileName-10]) + "…" + string(runes[len(runes)-9:])
	}
	return name
}

// mayImport refuses who may not import.
func mayImport(by crm.Staff) error {
	if !by.May(crm.CustomerImport) {
		return crm.Refuse(crm.Forbidden, "您没有导入的权限")
	}
	return nil
}

// inOneGo is up to how many rows work on a batch is done before the answer; more of them go on in the background.
const inOneGo = 3000

// StartImport keeps an uploaded file for preview; nothing of it is on file yet. A long one is looked at after the answer.
func (s *Store) StartImport(ctx context.Context, by By, upload Upload) (b crm.Import, err error) {
	b, rows, err := readUpload(s.reader(ctx), by.Staff, upload)
	if err != nil {
		return b, fail("read import", err)
	}
	err = s.inTx(ctx, by, func(tx *Tx) error {
		if err := tx.insertImport(&b, rows); err != nil || len(rows) > inOneGo {
			return err
		}
		return tx.look(&b, rows, noStep)
	})
	if err == nil && len(rows) > inOneGo {
		s.lookLater(by, b.ID, len(rows))
	}
	return b, fail("start import", err)
}

// insertImport keeps a batch with its rows.
func (tx *Tx) insertImport(b *crm.Import, rows []crm.SheetRow) error {
	mapping, err := json.Marshal(b.Mapping)
	if err != nil {
		return err
	}
	preview, err := json.Marshal(b.Preview)
	if err != nil {
		return err
	}
	b.ID, err = tx.insert(`INSERT INTO import_batch (project_id, kind, file_name, file_sha256, status, mapping, header_row, sheet, encoding, date1904, width, preview,
		created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, tx.by.Staff.ProjectID, b.Kind, b.FileName, b.SHA256, b.Status,
		string(mapping), b.HeaderRow, b.Sheet, b.Encoding, b.Date1904, b.Columns, string(preview), tx.now, tx.by.Staff.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		cells, err := json.Marshal(row.Cells)
		if err != nil {
			return err
		}
		if err := tx.exec(`INSERT INTO import_row (batch_id, row_no, cells) VALUES (?, ?, ?)`, b.ID, row.No, string(cells)); err != nil {
			return err
		}
	}
	b.RowVersion, b.CreatedAt = 1, tx.now
	return tx.journal(Entry{Kind: "import_started", Subject: "import", SubjectID: b.ID, Texts: map[string]any{"file_name": b.FileName},
		After: map[string]any{"kind": b.Kind, "rows": len(rows), "sha256": b.SHA256}})
}

const importColumns = `b.id, b.project_id, b.row_version, b.kind, b.file_name, b.file_sha256, b.status, b.mapping, b.header_row, b.partial, b.counts, b.sheet,
	b.encoding, b.date1904, b.width, b.preview, b.created_at, b.committed_at, b.taken_back_at, COALESCE(s.name, '系统')`

const importTables = ` FROM import_batch b LEFT JOIN staff s ON s.id = b.created_by `

func scanImport(rows interface{ Scan(...any) error }, b *crm.Import) error {
	var mapping, counts, preview string
	if err := rows.Scan(&b.ID, &b.ProjectID, &b.RowVersion, &b.Kind, &b.FileName, &b.SHA256, &b.Status, &mapping, &b.HeaderRow, &b.Partial, &counts, &b.Sheet,
		&b.Encoding, &b.Date1904, &b.Columns, &preview, &b.CreatedAt, &b.CommittedAt, &b.TakenBackAt, &b.CreatedBy); err != nil {
		return err
	}
	for text, into := range map[string]any{mapping: &b.Mapping, counts: &b.Counts, preview: &b.Preview} {
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return fmt.Errorf("import %d: %w", b.ID, err)
		}
	}
	return nil
}

// importByID finds a batch of the person's project.
func importByID(q querier, by crm.Staff, id int64) (b crm.Import, err error) {
	if err := mayImport(by); err != nil {
		return b, err
	}
	err = scanImport(q.row(`SELECT `+importColumns+importTables+`WHERE b.project_id = ? AND b.id = ?`, by.ProjectID, id), &b)
	return b, found(err, "没有找到这次导入")
}

// importRows are the rows of a batch as they stood in the file.
func importRows(q querier, id int64) ([]crm.SheetRow, error) {
	return sheetRows(q.rows(`SELECT row_no, cells FROM import_row WHERE batch_id = ? ORDER BY row_no`, id))
}

func sheetRows(rows *sql.Rows, err error) ([]crm.SheetRow, error) {
	return collect(rows, err, func(rows *sql.Rows, row *crm.SheetRow) error {
		var cells sql.RawBytes
		if err := rows.Scan(&row.No, &cells); err != nil {
			return err
		}
		return json.Unmarshal(cells, &row.Cells)
	})
}

// Imports lists the batches of the project, newest first; before is the id the list goes on behind, 0 for the start.
func (s *Store) Imports(ctx context.Context, by crm.Staff, before int64, limit int) ([]crm.Import, error) {
	if err := mayImport(by); err != nil {
		return nil, err
	}
	rows, err := s.reader(ctx).rows(`SELECT `+importColumns+importTables+`WHERE b.project_id = ? AND (? = 0 OR b.id < ?) ORDER BY b.id DESC LIMIT ?`,
		by.ProjectID, before, before, limit)
	return collect(rows, err, func(rows *sql.Rows, b *crm.Import) error { return scanImport(rows, b) })
}

// importToChange loads a batch in the version that was seen.
func (tx *Tx) importToChange(id, version int64) (crm.Import, error) {
	b, err := importByID(tx, tx.by.Staff, id)
	if err == nil && b.RowVersion != version {
		return b, tx.stale("import", id)
	}
	return b, err
}
