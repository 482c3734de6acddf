package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"

	"linli/db/crm"
)

func notADatabase() error { return crm.Refuse(crm.Invalid, "这不是邻里的数据库文件") }

func damaged(what string) error { return crm.Refuse(crm.Invalid, "文件已损坏："+what) }

// VerifyBackup opens a copy, without writing beside it, and refuses one that is damaged, newer than this program or no
// file of Linli: checksums, the structure of the file, its references, its schema, the whole journal and every attachment.
func VerifyBackup(ctx context.Context, path string) (Backup, error) {
	b, err := verify(ctx, path, path+".sha256")
	if err != nil {
		return b, err
	}
	files, err := filesIn(ctx, path)
	if err != nil {
		return b, unreadable(err)
	}
	for i := range files {
		whole, err := files[i].there(attachmentsBeside(path), true)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return b, err
		}
		b.Files, b.FileBytes = b.Files+1, b.FileBytes+files[i].size
		if !whole {
			b.BadFiles++
		}
	}
	return b, badFiles(b.BadFiles)
}

// verify looks at a file; sidecar is the checksum file that goes with it, if there is one.
func verify(ctx context.Context, path, sidecar string) (b Backup, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return b, crm.Refuse(crm.NotFound, "没有这个文件："+path)
	case err != nil:
		return b, err
	case !info.Mode().IsRegular():
		return b, notADatabase()
	}
	if b.SHA256, b.Bytes, err = fileSHA256(path); err != nil {
		return b, err
	}
	if err := checkSums(path, sidecar, b.SHA256); err != nil {
		return b, err
	}
	file, err := sql.Open("sqlite3", fileURI(path)+"?mode=ro&immutable=1")
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	r := reader{ctx, file}
	if b.SchemaVersion, err = knownSchema(r); err != nil {
		return b, unreadable(err)
	}
	if err := checkStructure(r); err != nil {
		return b, unreadable(err)
	}
	v, err := walkJournal(r, nil)
	if err != nil {
		return b, unreadable(err)
	}
	if v.BadSeq != 0 {
		return b, damaged("审计记录不完整，" + v.Why)
	}
	b.Rows, b.Head = v.Rows, v.Head
	return b, nil
}

func checkSums(path, sidecar, sum string) error {
	if sidecar != "" {
		line, err := os.ReadFile(sidecar)
		if err == nil && !strings.HasPrefix(string(line), sum+" ") {
			return damaged("与 .sha256 文件中的校验值不一致")
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	stamped, want, err := sums(path)
	if err != nil {
		return err
	}
	if stamped != 0 && stamped != want {
		return damaged("与备份时的校验值不一致")
	}
	return nil
}

// knownSchema is the schema version of a file of Linli that this program can read.
func knownSchema(r reader) (int64, error) {
	var tables int
	if err := r.row(`SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('goose_db_version', 'project', 'journal', 'keeping')`).Scan(&tables); err != nil {
		return 0, err
	}
	if tables != 4 {
		return 0, notADatabase()
	}
	var version int64
	if err := r.row(currentSchema).Scan(&version); err != nil {
		return 0, err
	}
	newest, err := newestSchema()
	if err == nil && version > newest {
		return version, ErrNewerFile
	}
	return version, err
}

// newestSchema is the version of the last migration of this program.
func newestSchema() (newest int64, err error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		version, err := goose.NumericComponent(file)
		if err != nil {
			return 0, err
		}
		newest = max(newest, version)
	}
	return newest, nil
}

// checkStructure asks SQLite about every page, index and reference.
func checkStructure(r reader) error {
	var answer string
	if err := r.row("PRAGMA integrity_check(1)").Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return damaged("数据页不一致")
	}
	rows, err := r.rows("PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		return damaged("记录之间的引用不一致")
	}
	return rows.Err()
}

// unreadable tells in a sentence what SQLite says of a broken or foreign file.
func unreadable(err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case sqlite3.ErrNotADB:
		return errors.Join(notADatabase(), err)
	case sqlite3.ErrCorrupt:
		return errors.Join(damaged("无法读取"), err)
	}
	return err
}
