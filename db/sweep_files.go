package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"linli/db/crm"
)

// orphanAge is how old a file without a row must be before it is swept: no upload takes as long.
const orphanAge = 24 * time.Hour

// Swept is what a sweep of the folder of attachments did and found.
type Swept struct {
	Expired int   // uploads whose form never came back
	Orphans int   // files without a row: the program ended between the file and its row
	Bytes   int64 // of the orphans
	Missing int   // files of cases that are not there
}

// SweepFiles lets go of uploads nobody came back for and of files that belong to nothing, and looks whether all others are
// there. What was removed is written to the journal of every project.
func (s *Store) SweepFiles(ctx context.Context, now time.Time) (w Swept, err error) {
	s.placing.Lock()
	defer s.placing.Unlock()
	projects, err := s.Projects(ctx)
	if err != nil || len(projects) == 0 {
		return w, err
	}
	system := By{Staff: crm.System(projects[0].ID), Now: now}
	var gone []string
	err = s.inTx(ctx, system, func(tx *Tx) (err error) {
		gone, err = tx.dropRows(`case_id IS NULL AND at < ?`, tx.now-heldDays*86400)
		return err
	})
	if err = errors.Join(err, s.removeFiles(gone)); err != nil {
		return w, fmt.Errorf("sweep files: %w", err)
	}
	w.Expired = len(gone)
	known, err := s.knownFiles(ctx)
	if err != nil {
		return w, err
	}
	if err := w.sweep(attachmentsBeside(s.Path), known, now); err != nil || w.Expired+w.Orphans == 0 {
		return w, err
	}
	return w, s.inTx(ctx, system, func(tx *Tx) error {
		for _, p := range projects {
			if err := tx.journal(Entry{Kind: "files_swept", Subject: "system", ProjectID: p.ID, System: true,
				After: map[string]any{"expired": w.Expired, "orphans": w.Orphans, "bytes": w.Bytes, "missing": w.Missing}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// knownFiles are the files that have a row, true where it is that of a case.
func (s *Store) knownFiles(ctx context.Context) (map[string]bool, error) {
	type row struct {
		file   string
		ofCase bool
	}
	rows, err := s.reader(ctx).rows(`SELECT file, CASE WHEN case_id IS NULL THEN 0 ELSE 1 END FROM attachment`)
	list, err := collect(rows, err, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.file, &r.ofCase) })
	known := make(map[string]bool, len(list))
	for _, r := range list {
		known[r.file] = r.ofCase
	}
	return known, err
}

// sweep goes through the folder.
func (w *Swept) sweep(folder string, known map[string]bool, now time.Time) error {
	found := map[string]bool{}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if _, ok := known[name]; ok {
			found[name] = true
			return nil
		}
		return w.remove(path, name, e, now)
	})
	for name, ofCase := range known {
		if ofCase && !found[name] {
			w.Missing++
		}
	}
	return err
}

func (w *Swept) remove(path, name string, e fs.DirEntry, now time.Time) error {
	info, err := e.Info()
	if err != nil || now.Sub(info.ModTime()) < orphanAge {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	w.Bytes += info.Size()
	if !strings.HasPrefix(name, incomingFolder+"/") {
		w.Orphans++
	}
	return nil
}
