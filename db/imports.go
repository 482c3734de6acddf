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

// Upload is a file as it arrived. The name comes from outside and is good for its extension and for reading.
type Upload struct {
	Name string
	File io.ReaderAt
	Size int64
}

// MaxImportRows is how many rows a sheet may have.
const MaxImportRows = sheet.MaxRows

// longestFileName is how much of a file's name is kept, in characters.
const longestFileName = 100

// read reads the file into a batch that is not stored yet, header row and columns guessed. Identity numbers are hidden
// before anything is kept.
func (u Upload) read() (crm.Import, []crm.SheetRow, error) {
	table, err := sheet.Read(u.Name, u.File, u.Size)
	if err != nil {
		return crm.Import{}, nil, err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(u.File, 0, u.Size)); err != nil {
		return crm.Import{}, nil, fmt.Errorf("read upload: %w", err)
	}
	b := crm.Import{Kind: crm.ImportOfCustomers, FileName: fileName(u.Name), SHA256: hex.EncodeToString(hash.Sum(nil)), Status: crm.ImportPreviewed,
		Sheet: table.Sheet, Encoding: table.Encoding, Date1904: table.Date1904}
	for _, row := range table.Rows {
		b.Columns = max(b.Columns, len(row.Cells))
		for i, cell := range row.Cells {
			row.Cells[i] = crm.HideIdentity(cell)
		}
	}
	header, mapping := crm.FindHeader(table.Rows)
	if header >= 0 {
		b.HeaderRow = table.Rows[header].No
	}
	b.Mapping = make(crm.Mapping, b.Columns)
	copy(b.Mapping, mapping)
	return b, table.Rows, nil
}

// fileName is the last part of a name, as text.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name, err := crm.CleanText(name, utf8.RuneCountInString(name), false)
	if err != nil {
		return "名册" + path.Ext(name)
	}
	if runes := []rune(name); len(runes) > longestFileName {
		return string(runes[:longestFileName-10]) + "…" + string(runes[len(runes)-9:])
	}
	return name
}

// mayImport refuses who may not import.
func mayImport(by crm.Staff) error {
	if !by.May(crm.CustomerImport) {
		return crm.Refuse(crm.Forbidden, "您没有导入客户的权限")
	}
	return nil
}

// StartImport keeps an uploaded file for preview; nothing of it is on file yet.
func (s *Store) StartImport(ctx context.Context, by By, upload Upload) (b crm.Import, err error) {
	if err := mayImport(by.Staff); err != nil {
		return b, err
	}
	b, rows, err := upload.read()
	if err != nil {
		return b, fail("read import", err)
	}
	err = s.inTx(ctx, by, func(tx *Tx) error {
		if b.ID, err = tx.insertImport(b); err != nil {
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
		b.ProjectID, b.RowVersion, b.CreatedAt, b.CreatedBy = by.Staff.ProjectID, 1, tx.now, by.Staff.Name
		return tx.journal(Entry{Kind: "import_started", Subject: "import", SubjectID: b.ID, Texts: map[string]any{"file_name": b.FileName},
			After: map[string]any{"kind": b.Kind, "rows": len(rows), "sha256": b.SHA256}})
	})
	return b, fail("start import", err)
}

func (tx *Tx) insertImport(b crm.Import) (int64, error) {
	mapping, err := json.Marshal(b.Mapping)
	if err != nil {
		return 0, err
	}
	return tx.insert(`INSERT INTO import_batch (project_id, kind, file_name, file_sha256, status, mapping, header_row, sheet, encoding, date1904, width,
		created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, tx.by.Staff.ProjectID, b.Kind, b.FileName, b.SHA256, b.Status,
		string(mapping), b.HeaderRow, b.Sheet, b.Encoding, b.Date1904, b.Columns, tx.now, tx.by.Staff.ID)
}

const importColumns = `b.id, b.project_id, b.row_version, b.kind, b.file_name, b.file_sha256, b.status, b.mapping, b.header_row, b.partial, b.counts, b.sheet,
	b.encoding, b.date1904, b.width, b.created_at, b.committed_at, b.taken_back_at, COALESCE(s.name, '系统')`

const importTables = ` FROM import_batch b LEFT JOIN staff s ON s.id = b.created_by `

func scanImport(rows interface{ Scan(...any) error }, b *crm.Import) error {
	var mapping, counts string
	if err := rows.Scan(&b.ID, &b.ProjectID, &b.RowVersion, &b.Kind, &b.FileName, &b.SHA256, &b.Status, &mapping, &b.HeaderRow, &b.Partial, &counts, &b.Sheet,
		&b.Encoding, &b.Date1904, &b.Columns, &b.CreatedAt, &b.CommittedAt, &b.TakenBackAt, &b.CreatedBy); err != nil {
		return err
	}
	if counts != "" {
		if err := json.Unmarshal([]byte(counts), &b.Counts); err != nil {
			return fmt.Errorf("counts of import %d: %w", b.ID, err)
		}
	}
	if err := json.Unmarshal([]byte(mapping), &b.Mapping); err != nil {
		return fmt.Errorf("columns of import %d: %w", b.ID, err)
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
	rows, err := q.rows(`SELECT row_no, cells FROM import_row WHERE batch_id = ? ORDER BY row_no`, id)
	return collect(rows, err, func(rows *sql.Rows, row *crm.SheetRow) error {
		var cells []byte
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

// SetImportMapping says which row is the heading (its number in the sheet, 0 = none) and what each column holds.
func (s *Store) SetImportMapping(ctx context.Context, by By, id, version int64, headerRow int, mapping crm.Mapping) error {
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
		columns, err := json.Marshal(mapping)
		if err != nil {
			return err
		}
		if err := tx.exec(`UPDATE import_batch SET header_row = ?, mapping = ?, row_version = row_version + 1 WHERE id = ?`, headerRow, string(columns), id); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "import_mapped", Subject: "import", SubjectID: id,
			Before: map[string]any{"header_row": b.HeaderRow, "mapping": b.Mapping}, After: map[string]any{"header_row": headerRow, "mapping": mapping}})
	})
	return fail("map import", err)
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
	return mapping.Check()
}
