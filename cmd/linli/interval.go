package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"linli/db"
)

// backups is the folder of the copies that serve makes by itself.
type backups struct {
	dir   string
	every time.Duration // 0 = never
}

const backupName = "linli-20060102-150405.db"

// What rotation keeps: the newest ones, and the last of each of so many days and months that have one.
const (
	keepNewest = 4
	keepDays   = 14
	keepMonths = 12
)

// run makes a copy when one is due, then removes those past their time.
func (b backups) run(ctx context.Context, store *db.Store, now time.Time) error {
	made, err := b.list()
	if err != nil || !b.due(made, now) {
		return err
	}
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	if _, err := store.Backup(ctx, filepath.Join(b.dir, now.Format(backupName))); err != nil {
		return err
	}
	return b.rotate(append(made, now))
}

// last is when the newest copy was made, zero for never.
func (b backups) last() (time.Time, error) {
	made, err := b.list()
	if err != nil || len(made) == 0 {
		return time.Time{}, err
	}
	return slices.MaxFunc(made, time.Time.Compare), nil
}

func (b backups) list() ([]time.Time, error) {
	entries, err := os.ReadDir(b.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var made []time.Time
	for _, e := range entries {
		if at, err := time.ParseInLocation(backupName, e.Name(), time.Local); err == nil {
			made = append(made, at)
		}
	}
	return made, err
}

// due counts from the newest copy that is not of the future: a clock set back must not stop the copies.
func (b backups) due(made []time.Time, now time.Time) bool {
	if b.every == 0 {
		return false
	}
	for _, at := range made {
		if !at.After(now) && now.Sub(at) < b.every {
			return false
		}
	}
	return true
}

func (b backups) rotate(made []time.Time) error {
	var failed error
	for _, at := range expendable(made) {
		name := filepath.Join(b.dir, at.Format(backupName))
		for _, file := range []string{name, name + ".sha256"} {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				failed = errors.Join(failed, err)
			}
		}
	}
	return failed
}

// expendable are the copies that rotation does not keep.
func expendable(made []time.Time) []time.Time {
	made = slices.SortedFunc(slices.Values(made), func(a, b time.Time) int { return b.Compare(a) })
	days, months := map[string]bool{}, map[string]bool{}
	var gone []time.Time
	for i, at := range made {
		day, month := at.Format(time.DateOnly), at.Format("2006-01")
		keep := i < keepNewest
		if !days[day] && len(days) < keepDays {
			days[day], keep = true, true
		}
		if !months[month] && len(months) < keepMonths {
			months[month], keep = true, true
		}
		if !keep {
			gone = append(gone, at)
		}
	}
	return gone
}
