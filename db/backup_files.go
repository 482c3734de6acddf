package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"linli/db/crm"
)

// storedFile is a file as its row says it is.
type storedFile struct {
	id           int64
	file, sha256 string
	size         int64
}

// storedFiles are the files of cases in a database, which may be older than attachments are.
func storedFiles(q querier) ([]storedFile, error) {
	var tables int
	if err := q.row(`SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'attachment'`).Scan(&tables); err != nil || tables == 0 {
		return nil, err
	}
	rows, err := q.rows(`SELECT id, file, sha256, size FROM attachment WHERE case_id IS NOT NULL ORDER BY id`)
	return collect(rows, err, func(rows *sql.Rows, f *storedFile) error { return rows.Scan(&f.id, &f.file, &f.sha256, &f.size) })
}

// filesIn are the files of a database that nobody writes to.
func filesIn(ctx context.Context, path string) (list []storedFile, err error) {
	file, err := sql.Open("sqlite3", fileURI(path)+"?mode=ro&immutable=1")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return storedFiles(reader{ctx, file})
}

func (f *storedFile) in(folder string) string {
	return filepath.Join(folder, filepath.FromSlash(f.file))
}

// there reports whether the file stands in a folder; with the size that its row says, and where asked with every byte.
func (f *storedFile) there(folder string, everyByte bool) (bool, error) {
	info, err := os.Stat(f.in(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || info.Size() != f.size || !everyByte {
		return err == nil && info.Size() == f.size, err
	}
	sum, _, err := fileSHA256(f.in(folder))
	return sum == f.sha256, err
}

// filesCopied is how a copy of the files went.
type filesCopied struct {
	Files     int   // in all
	FileBytes int64 // likewise
	BadFiles  int   // not there, or not as their rows say
}

// copyFiles brings the files of a database from one folder into another, where those that came before still are; everyByte
// of them is looked at where asked. On one disk both folders hold the same file, since files never change.
func copyFiles(ctx context.Context, list []storedFile, from, to string, everyByte bool) (c filesCopied, err error) {
	for i := range list {
		f := &list[i]
		c.Files++
		c.FileBytes += f.size
		have, err := f.there(to, everyByte)
		if err == nil && !have {
			have, err = f.copy(from, to)
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return c, fmt.Errorf("copy attachment %d: %w", f.id, err)
		}
		if !have {
			c.BadFiles++
		}
	}
	return c, nil
}

// copy brings one file; false where it is not there to be had as its row says.
func (f *storedFile) copy(from, to string) (bool, error) {
	if good, err := f.there(from, true); err != nil || !good {
		return false, err
	}
	target := f.in(to)
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return false, err
	}
	if err := removeIfThere(target); err != nil { // of another size
		return false, err
	}
	if os.Link(f.in(from), target) == nil {
		return true, syncFile(filepath.Dir(target))
	}
	temp := target + ".part"
	sum, err := copyTo(f.in(from), temp)
	if err == nil && sum != f.sha256 {
		err = errors.New("the copy differs")
	}
	if err != nil {
		return false, errors.Join(err, removeIfThere(temp))
	}
	return true, errors.Join(os.Rename(temp, target), syncFile(filepath.Dir(target)))
}

// copyTo writes a copy that is on the disk when it returns, and sums it up.
func copyTo(from, to string) (sum string, err error) {
	source, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(target, h), source)
	return hex.EncodeToString(h.Sum(nil)), errors.Join(err, target.Sync(), target.Close())
}

// badFiles says in a sentence that files are not as their rows say; nil for none.
func badFiles(n int) error {
	if n == 0 {
		return nil
	}
	return crm.Refuse(crm.Gone, fmt.Sprintf("%d 个附件缺失或已损坏", n))
}

// VerifiedFiles is what a look at every attachment found.
type VerifiedFiles struct {
	Files int
	Bad   int64 // the first attachment that does not fit, 0 = none
	Why   string
}

// VerifyFiles compares every attachment with its row and with what the journal said when it came.
func (s *Store) VerifyFiles(ctx context.Context) (v VerifiedFiles, err error) {
	q := s.reader(ctx)
	list, err := storedFiles(q)
	if err != nil {
		return v, err
	}
	said, err := hashesSaid(q)
	if err != nil {
		return v, err
	}
	folder := attachmentsBeside(s.Path)
	for i := range list {
		f := &list[i]
		whole, err := f.there(folder, true)
		if err != nil {
			return v, err
		}
		switch {
		case said[f.id] != f.sha256:
			v.Bad, v.Why = f.id, "记录与审计记录不一致"
		case !whole:
			v.Bad, v.Why = f.id, "文件缺失或已改动"
		default:
			v.Files++
			delete(said, f.id)
			continue
		}
		return v, nil
	}
	for id := range said {
		v.Bad, v.Why = id, "记录缺失"
	}
	return v, nil
}

// hashesSaid are the hashes in the journal, by attachment.
func hashesSaid(q querier) (map[int64]string, error) {
	type line struct {
		id    int64
		after string
	}
	rows, err := q.rows(`SELECT subject_id, after FROM journal WHERE kind = 'file_kept' AND subject = 'attachment'`)
	lines, err := collect(rows, err, func(rows *sql.Rows, l *line) error { return rows.Scan(&l.id, &l.after) })
	said := make(map[int64]string, len(lines))
	for _, l := range lines {
		var facts struct {
			SHA256 string `json:"sha256"`
		}
		if err := json.Unmarshal([]byte(l.after), &facts); err != nil {
			return nil, fmt.Errorf("line of attachment %d: %w", l.id, err)
		}
		said[l.id] = facts.SHA256
	}
	return said, err
}
