package db

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// tempBackup begins the name of a copy in the making.
const tempBackup = ".linli-backup-"

// newCopy makes the file that a backup in the folder is written to. It is locked while it is open: so the next backup knows
// a copy in the making from one whose program was killed, and removes the latter.
func newCopy(folder string) (*os.File, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempBackup) {
			if err := removeLeft(filepath.Join(folder, e.Name())); err != nil {
				return nil, err
			}
		}
	}
	f, err := os.CreateTemp(folder, tempBackup+"*")
	if err != nil {
		return nil, err
	}
	return f, syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
}

// removeLeft removes a copy that nobody writes any more.
func removeLeft(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return nil
	}
	return removeIfThere(path)
}
