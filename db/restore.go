package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"linli/db/crm"
)

// Restored tells what a restore did.
type Restored struct {
	Backup
	Kept string // where the database that was there is now, empty when there was none
	Line Head   // the line of the journal that tells of it
}

// Restore puts a backup in the place of the database at path, after verifying it, and keeps what was there beside it. Its
// attachments are brought first, as far as they are beside the backup or still in their place; those that are nowhere are
// counted. Every session ends. The caller makes sure that nobody has the database open.
func Restore(ctx context.Context, path, from string, now time.Time) (r Restored, err error) {
	if sameFile(path, from) {
		return r, crm.Refuse(crm.Invalid, "备份文件不能是正在使用的数据库本身")
	}
	fresh := path + ".restoring"
	defer func() { err = errors.Join(err, removeAll(fresh)) }()
	if err := errors.Join(removeAll(fresh), copyFile(ctx, from, fresh)); err != nil {
		return r, err
	}
	if r.Backup, err = verify(ctx, fresh, from+".sha256"); err != nil {
		return r, err
	}
	files, err := filesIn(ctx, fresh)
	if err != nil {
		return r, err
	}
	if r.filesCopied, err = copyFiles(ctx, files, attachmentsBeside(from), attachmentsBeside(path), true); err != nil {
		return r, err
	}
	if r.Line, err = markRestored(ctx, fresh, now, r.Backup); err != nil {
		return r, err
	}
	if r.Kept, err = setAside(path, now); err != nil {
		return r, err
	}
	return r, errors.Join(os.Rename(fresh, path), syncFile(filepath.Dir(path)))
}

func copyFile(ctx context.Context, from, to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	source, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return crm.Refuse(crm.NotFound, "没有这个文件："+from)
	}
	if err != nil {
		return err
	}
	defer source.Close()
	if info, err := source.Stat(); err != nil || !info.Mode().IsRegular() {
		return errors.Join(notADatabase(), err)
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, ctx.Err(), target.Sync(), target.Close())
}

// markRestored brings the copy to this program's schema, ends every session and form of it, and says so in its journal.
func markRestored(ctx context.Context, path string, now time.Time, b Backup) (line Head, err error) {
	if err := writeStamp(path, 0); err != nil {
		return line, err
	}
	s, err := Open(ctx, path)
	if err != nil {
		return line, fmt.Errorf("open the copy: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	projects, err := s.Projects(ctx)
	if err != nil {
		return line, err
	}
	err = s.inTx(ctx, By{Now: now, Source: "console"}, func(tx *Tx) error {
		if err := tx.exec(`DELETE FROM session`); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE keeping SET value = ? WHERE name = 'csrf_key'`, rand.Text()+rand.Text()); err != nil {
			return err
		}
		for _, p := range projects {
			if err := tx.journal(Entry{Kind: "restored", Subject: "system", ProjectID: p.ID, After: map[string]any{"sha256": b.SHA256, "rows": b.Rows}}); err != nil {
				return err
			}
		}
		line = Head{b.Rows + 1, ""}
		return tx.row(`SELECT hash FROM journal WHERE seq = ?`, line.Seq).Scan(&line.Hash)
	})
	return line, err
}

// setAside keeps the database that is there under another name. Its log is folded into it first where it can be read, so
// that one rename changes the old file for the new one.
func setAside(path string, now time.Time) (kept string, err error) {
	if _, err := os.Lstat(path); err == nil {
		foldLog(path)
	}
	kept = path + ".before-restore-" + now.Format("20060102-150405")
	found := false
	for _, suffix := range []string{"-wal", "-shm", ""} {
		keep := os.Rename
		if suffix == "" {
			keep = os.Link
		}
		switch err := keep(path+suffix, kept+suffix); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", fmt.Errorf("keep the old database: %w", err)
		default:
			found = true
		}
	}
	if !found {
		return "", nil
	}
	return kept, nil
}

// foldLog tries; a damaged file keeps its log, which is then set aside with it.
func foldLog(path string) {
	file, err := sql.Open("sqlite3", fileURI(path)+"?_busy_timeout=5000")
	if err != nil {
		return
	}
	_, _ = file.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	_ = file.Close()
}

// removeAll removes a copy with all that its opening may have left beside it.
func removeAll(path string) error {
	entries, err := os.ReadDir(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if rest, ok := strings.CutPrefix(e.Name(), filepath.Base(path)); ok && (rest == "" || rest[0] == '-' || rest[0] == '.') {
			err = errors.Join(err, os.Remove(filepath.Join(filepath.Dir(path), e.Name())))
		}
	}
	return err
}
