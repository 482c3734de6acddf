package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"linli/db/crm"
)

// heldDays is how long files wait for the form they were uploaded with.
const heldDays = 7

const heldWhere = `WHERE f.case_id IS NULL AND f.by_id = ? AND f.form_key = ? ORDER BY f.id`

// HoldFiles keeps files for a form that is not saved yet, so that a refused form need not send them again. The key is that
// of the form; RegisterCase with the same key takes them.
func (s *Store) HoldFiles(ctx context.Context, by By, files Files) error {
	return s.fileAway(ctx, by, files, func(tx *Tx, kept []keptFile) error {
		held, err := filesWhere(tx, heldWhere, by.Staff.ID, by.Key)
		if err != nil {
			return err
		}
		if len(held)+len(kept) > FilesAtOnce {
			return crm.InvalidField("file", fmt.Sprintf("登记时最多附 %d 个文件，已有 %d 个", FilesAtOnce, len(held)))
		}
		for i := range kept {
			if _, err := tx.insertFile(&kept[i], 0, by.Key); err != nil {
				return err
			}
		}
		return nil
	})
}

// HeldFiles are the files that wait for a form of this person.
func (s *Store) HeldFiles(ctx context.Context, by By) ([]crm.Attachment, error) {
	if by.Key == "" {
		return nil, nil
	}
	held, err := filesWhere(s.reader(ctx), heldWhere, by.Staff.ID, by.Key)
	list := make([]crm.Attachment, len(held))
	for i := range held {
		list[i] = held[i].Attachment
	}
	return list, err
}

// DropHeldFiles lets go of files that wait for a form; those of other forms and people are left alone.
func (s *Store) DropHeldFiles(ctx context.Context, by By, ids []int64) error {
	var gone []string
	err := s.inTx(ctx, by, func(tx *Tx) error {
		for _, id := range ids {
			files, err := tx.dropRows(`id = ? AND case_id IS NULL AND by_id = ? AND form_key = ?`, id, by.Staff.ID, by.Key)
			if err != nil {
				return err
			}
			gone = append(gone, files...)
		}
		return nil
	})
	if err != nil {
		return fail("drop files", err)
	}
	return s.removeFiles(gone)
}

// dropRows deletes rows of files without a case and names the files.
func (tx *Tx) dropRows(where string, args ...any) ([]string, error) {
	rows, err := tx.rows(`DELETE FROM attachment WHERE `+where+` RETURNING file`, args...)
	return collect(rows, err, func(rows *sql.Rows, file *string) error { return rows.Scan(file) })
}

func (s *Store) removeFiles(files []string) (err error) {
	for _, file := range files {
		err = errors.Join(err, removeIfThere(filepath.Join(attachmentsBeside(s.Path), filepath.FromSlash(file))))
	}
	return err
}

// attachHeld gives a new case the files that were uploaded with its form. In a confidential case they may tell who complains.
func (tx *Tx) attachHeld(c *crm.Case) error {
	if tx.by.Key == "" {
		return nil
	}
	held, err := filesWhere(tx, heldWhere, tx.by.Staff.ID, tx.by.Key)
	if err != nil || len(held) == 0 {
		return err
	}
	if err := tx.exec(`UPDATE attachment SET case_id = ?, form_key = '', personal = ? WHERE case_id IS NULL AND by_id = ? AND form_key = ?`,
		c.ID, c.Confidential, tx.by.Staff.ID, tx.by.Key); err != nil {
		return err
	}
	list := make([]crm.Attachment, len(held))
	for i := range held {
		list[i] = held[i].Attachment
	}
	return tx.noteFiles(c, list)
}
