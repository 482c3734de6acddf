package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"linli/db/crm"
)

// Backup tells of a copy that was verified.
type Backup struct {
	Bytes         int64
	SHA256        string
	SchemaVersion int64
	Rows          int64  // of the journal
	Head          string // hash of its last line
	filesCopied
}

// How much is copied between two looks at the context, and before the copy is sent to the disk: one large write at the end
// would hold up everybody who saves.
const (
	pagesAtOnce  = 1000
	stepsToFlush = 16
)

// Backup copies the file as it stands at this moment to out, beside everybody who writes. The copy is verified, carries a
// checksum in itself and one in out.sha256, is readable by its owner only, and takes its place when it is complete. The
// attachments are brought into a folder beside it, which all backups there share. One that is missing or damaged is told of
// after the copy is in its place.
func (s *Store) Backup(ctx context.Context, out string) (b Backup, err error) {
	if sameFile(out, s.Path) {
		return b, crm.Refuse(crm.Invalid, "备份文件不能是正在使用的数据库本身")
	}
	if info, err := os.Stat(out); err == nil && info.IsDir() {
		return b, crm.Refuse(crm.Invalid, "备份文件不能是目录："+out)
	}
	temp, err := newCopy(filepath.Dir(out))
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, removeIfThere(temp.Name()), temp.Close()) }()
	if err := copyPages(ctx, s.Path, temp.Name()); err != nil {
		return b, fmt.Errorf("copy: %w", fullDisk(err))
	}
	if err := stamp(temp.Name()); err != nil {
		return b, err
	}
	if b, err = verify(ctx, temp.Name(), ""); err != nil {
		return b, err
	}
	files, err := filesIn(ctx, temp.Name())
	if err != nil {
		return b, err
	}
	if b.filesCopied, err = copyFiles(ctx, files, attachmentsBeside(s.Path), attachmentsBeside(out), false); err != nil {
		return b, err
	}
	if err := putInPlace(temp.Name(), out, b.SHA256); err != nil {
		return b, err
	}
	return b, badFiles(b.BadFiles)
}

// copyPages copies within one reading transaction: a writer neither waits nor makes the copy start again.
func copyPages(ctx context.Context, from, to string) (err error) {
	source, err := sql.Open("sqlite3", fileURI(from)+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := sql.Open("sqlite3", fileURI(to)+"?_journal_mode=MEMORY&_synchronous=OFF")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	src, err := source.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	dst, err := target.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	if _, err := src.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	var tables int // the first read fixes the moment of the copy
	if err := src.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	return dst.Raw(func(d any) error {
		return src.Raw(func(s any) error { return stepPages(ctx, d.(*sqlite3.SQLiteConn), s.(*sqlite3.SQLiteConn), to) })
	})
}

func stepPages(ctx context.Context, dst, src *sqlite3.SQLiteConn, to string) (err error) {
	backup, err := dst.Backup("main", src, "main")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, backup.Finish()) }()
	for step, done := 1, false; !done; step++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if done, err = backup.Step(pagesAtOnce); err != nil {
			return err
		}
		if step%stepsToFlush == 0 {
			if err := syncFile(to); err != nil {
				return err
			}
		}
	}
	return nil
}

// putInPlace gives a complete copy its name and its checksum file. There is never a checksum of another copy beside it.
func putInPlace(temp, out, sum string) error {
	if err := removeIfThere(out + ".sha256"); err != nil {
		return err
	}
	if err := errors.Join(syncFile(temp), os.Rename(temp, out)); err != nil {
		return err
	}
	line := sum + "  " + filepath.Base(out) + "\n"
	if err := errors.Join(os.WriteFile(out+".sha256", []byte(line), 0o600), syncFile(out+".sha256")); err != nil {
		return err
	}
	return syncFile(filepath.Dir(out))
}

// syncFile waits until a file, or the names in a folder, would survive a power cut.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// A backup carries its own checksum where SQLite keeps a number for the application (user_version), so that a copy
// without its .sha256 cannot be damaged unnoticed. Zero there means that a file carries none.
const (
	stampAt    = 60
	stampBytes = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func stamp(path string) error {
	_, want, err := sums(path)
	if err != nil {
		return err
	}
	return writeStamp(path, want)
}

func writeStamp(path string, value uint32) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(binary.BigEndian.AppendUint32(nil, value), stampAt)
	return errors.Join(err, f.Sync(), f.Close())
}

// sums reads a file: its stamp, and what the stamp should be.
func sums(path string) (stamped, want uint32, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head := make([]byte, stampAt+stampBytes)
	if _, err := io.ReadFull(f, head); err != nil {
		return 0, 0, notADatabase()
	}
	stamped = binary.BigEndian.Uint32(head[stampAt:])
	clear(head[stampAt:])
	crc := crc32.New(castagnoli)
	_, _ = crc.Write(head) // never fails
	if _, err := io.Copy(crc, f); err != nil {
		return 0, 0, err
	}
	return stamped, max(crc.Sum32(), 1), nil
}

func fileSHA256(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}
