package db

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"linli/db/crm"
	"linli/db/media"
)

// attachmentFolder stands beside the database, and beside every backup.
const attachmentFolder = "attachments"

// incomingFolder holds uploads while they come in, inside the folder so that a rename is enough.
const incomingFolder = "incoming"

func attachmentsBeside(database string) string {
	return filepath.Join(filepath.Dir(database), attachmentFolder)
}

// keptFile is a file that is clean and durable, but belongs to nothing yet.
type keptFile struct {
	crm.Attachment
	path string // in the folder
}

// tooLarge refuses a file; the rest of it was read and thrown away, so that the browser hears of it.
func tooLarge(name string, limit int64) error {
	return &crm.Error{Code: crm.TooLarge, Message: "文件超过大小限制", Fields: map[string]string{"file": fmt.Sprintf("“%s”超过 %d MB，没有上传", name, limit>>20)}}
}

// keepFile takes a file in: spooled, looked at, cleaned, flushed to the disk, then named. Never whole in memory.
func (s *Store) keepFile(in NewFile, limit int64) (k keptFile, err error) {
	folder := attachmentsBeside(s.Path)
	if err := os.MkdirAll(filepath.Join(folder, incomingFolder), 0o700); err != nil {
		return k, err
	}
	raw, err := os.CreateTemp(filepath.Join(folder, incomingFolder), "raw-*")
	if err != nil {
		return k, err
	}
	defer func() { err = errors.Join(err, raw.Close(), removeIfThere(raw.Name())) }()
	k.Name = fileName(in.Name, "附件")
	size, err := io.Copy(raw, io.LimitReader(in.Body, limit+1))
	if err != nil {
		return k, err
	}
	if size > limit {
		_, err := io.Copy(io.Discard, in.Body)
		return k, errors.Join(tooLarge(k.Name, limit), err)
	}
	kind, pieces, err := media.Clean(raw, size)
	if err != nil {
		return k, aboutFile(k.Name, err)
	}
	k.Kind, k.Type, k.Ext, k.Personal = kind.Code, kind.Type, kind.Ext, in.Personal
	err = k.place(folder, pieces)
	return k, err
}

// aboutFile says of which file a refusal speaks.
func aboutFile(name string, err error) error {
	var refusal *crm.Error
	if errors.As(err, &refusal) && refusal.Fields["file"] != "" {
		return crm.InvalidField("file", "“"+name+"”："+refusal.Fields["file"])
	}
	return err
}

// place writes the cleaned file under a name of its own. It is on the disk, name and all, when place returns.
func (k *keptFile) place(folder string, pieces *media.Pieces) (err error) {
	clean, err := os.CreateTemp(filepath.Join(folder, incomingFolder), "clean-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(clean.Name()))
		}
	}()
	sum := sha256.New()
	k.Size, err = pieces.WriteTo(io.MultiWriter(clean, sum))
	if err := errors.Join(err, clean.Sync(), clean.Close()); err != nil {
		return err
	}
	k.SHA256 = hex.EncodeToString(sum.Sum(nil))
	name := rand.Text() + k.Ext
	k.path = filepath.Join(name[:2], name)
	if err := makeFolder(filepath.Join(folder, name[:2])); err != nil {
		return err
	}
	if err := os.Rename(clean.Name(), filepath.Join(folder, k.path)); err != nil {
		return err
	}
	return syncFile(filepath.Join(folder, name[:2]))
}

// makeFolder makes a folder that survives a power cut, unless it is there.
func makeFolder(path string) error {
	err := os.Mkdir(path, 0o700)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	return errors.Join(err, syncFile(filepath.Dir(path)))
}

// outOfSpace turns «no space left» of a file into an error for people.
func outOfSpace(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", crm.Refuse(crm.Full, "磁盘空间不足，文件没有保存，请联系系统管理员"), err)
	}
	return err
}
