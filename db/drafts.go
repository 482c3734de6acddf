package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"linli/db/crm"
)

// Drafts are for their writer alone, in the project they were written in, and for as many days as the settings say; the sweep
// deletes them, reading does not wait for it. They are no business: no journal tells of them.

// SaveDraft keeps what has been typed so far under the key of its form, or forgets the draft when nothing worth keeping is
// left. A form that was sent already is not kept again.
func (s *Store) SaveDraft(ctx context.Context, by By, d crm.Draft) error {
	if d.Name() == "" {
		_, err := s.write.ExecContext(ctx, `DELETE FROM draft WHERE staff_id = ? AND key = ?`, by.Staff.ID, d.Key)
		return fullDisk(err)
	}
	who := by.Staff.ID
	begun, err := s.draftBegun(ctx, by, d.Key)
	if err != nil {
		return err
	}
	body, err := json.Marshal(draftBody{begun, d.Fields})
	if err != nil {
		return err
	}
	res, err := s.write.ExecContext(ctx, `INSERT INTO draft (project_id, staff_id, key, form, body, saved_at) SELECT ?, ?, ?, ?, ?, ?
		WHERE NOT EXISTS (SELECT 1 FROM request_key WHERE staff_id = ? AND key = ?)
		AND (SELECT COUNT(*) FROM draft WHERE staff_id = ? AND key <> ?) < ?
		ON CONFLICT (staff_id, key) DO UPDATE SET form = excluded.form, body = excluded.body, saved_at = excluded.saved_at, project_id = excluded.project_id`,
		by.Staff.ProjectID, who, d.Key, d.Form, string(body), by.Now.Unix(), who, d.Key, who, d.Key, crm.MaxDrafts)
	if err != nil {
		return fmt.Errorf("save draft: %w", fullDisk(err))
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return s.whyNoDraft(ctx, who, d.Key)
}

// draftBody is how a draft stands in its row.
type draftBody struct {
	BegunAt int64               `json:"begun_at"`
	Fields  map[string][]string `json:"fields"`
}

// draftBegun is when a draft was first kept, now for a new one.
func (s *Store) draftBegun(ctx context.Context, by By, key string) (int64, error) {
	var kept string
	b := draftBody{BegunAt: by.Now.Unix()}
	err := s.reader(ctx).row(`SELECT body FROM draft WHERE staff_id = ? AND key = ?`, by.Staff.ID, key).Scan(&kept)
	if errors.Is(err, sql.ErrNoRows) {
		return b.BegunAt, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(kept), &b)
	}
	return b.BegunAt, err
}

// whyNoDraft tells a form that was sent, which is fine, from too many left behind.
func (s *Store) whyNoDraft(ctx context.Context, who int64, key string) error {
	var sent bool
	err := s.reader(ctx).row(`SELECT EXISTS (SELECT 1 FROM request_key WHERE staff_id = ? AND key = ?)`, who, key).Scan(&sent)
	if err != nil || sent {
		return err
	}
	return crm.Refuse(crm.Invalid, fmt.Sprintf("草稿已有%d份，没有再保存；请先恢复或丢弃几份", crm.MaxDrafts))
}

const draftColumns = `SELECT id, key, form, body, saved_at FROM draft WHERE staff_id = ? AND project_id = ? AND saved_at > ? `

func scanDraft(rows *sql.Rows, d *crm.Draft) error {
	var body string
	if err := rows.Scan(&d.ID, &d.Key, &d.Form, &body, &d.SavedAt); err != nil {
		return err
	}
	var b draftBody
	err := json.Unmarshal([]byte(body), &b)
	d.BegunAt, d.Fields = b.BegunAt, b.Fields
	return err
}

// Drafts are the person's unsent forms whose address begins so, the newest first.
func (s *Store) Drafts(ctx context.Context, by By, address string) ([]crm.Draft, error) {
	since, err := s.draftsSince(ctx, by)
	if err != nil {
		return nil, err
	}
	rows, err := s.reader(ctx).rows(draftColumns+`AND substr(form, 1, length(?)) = ? ORDER BY saved_at DESC, id DESC LIMIT ?`,
		by.Staff.ID, by.Staff.ProjectID, since, address, address, crm.MaxDrafts)
	return collect(rows, err, scanDraft)
}

func (s *Store) countDrafts(ctx context.Context, by By, form string) (n int, err error) {
	since, err := s.draftsSince(ctx, by)
	if err == nil {
		err = s.reader(ctx).row(`SELECT COUNT(*) FROM draft WHERE staff_id = ? AND project_id = ? AND saved_at > ? AND form = ?`, by.Staff.ID, by.Staff.ProjectID, since, form).Scan(&n)
	}
	return n, err
}

// draftsSince is the moment before which a draft counts as forgotten.
func (s *Store) draftsSince(ctx context.Context, by By) (int64, error) {
	set, err := s.Settings(ctx, by.Staff.ProjectID)
	return by.Now.Unix() - set.DraftDays*86400, err
}

// DropDraft forgets a draft of the person's; one that is gone already is no error.
func (s *Store) DropDraft(ctx context.Context, by By, id int64) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM draft WHERE id = ? AND staff_id = ?`, id, by.Staff.ID)
	return fullDisk(err)
}

func (s *Store) sweepDrafts(ctx context.Context, project, before int64) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM draft WHERE project_id = ? AND saved_at <= ?`, project, before)
	return err
}
