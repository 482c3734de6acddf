package db

import (
	"context"
	"encoding/json"

	"linli/db/crm"
)

func (tx *Tx) saveSettings(project int64, set crm.Settings) (crm.Settings, error) {
	body, err := json.Marshal(set)
	if err != nil {
		return set, err
	}
	err = tx.row(`INSERT INTO settings (project_id, version, body, created_at, created_by)
		SELECT ?, COALESCE(MAX(version), 0) + 1, ?, ?, ? FROM settings WHERE project_id = ? RETURNING id, version`,
		project, string(body), tx.now, tx.by.Staff.ID, project).Scan(&set.ID, &set.Version)
	return set, err
}

func settingsOf(q querier, where string, arg int64) (set crm.Settings, err error) {
	set = crm.DefaultSettings() // a version older than one of the numbers has none of it
	var body string
	if err := q.row(`SELECT id, version, body FROM settings WHERE `+where+` ORDER BY version DESC LIMIT 1`, arg).Scan(&set.ID, &set.Version, &body); err != nil {
		return set, found(err, "没有这个版本的设置")
	}
	return set, json.Unmarshal([]byte(body), &set)
}

// Settings are the newest settings of a project, remembered until this program changes them.
func (s *Store) Settings(ctx context.Context, project int64) (crm.Settings, error) {
	if set, ok := s.settings.Load(project); ok {
		return set.(crm.Settings), nil
	}
	set, err := settingsOf(s.reader(ctx), "project_id = ?", project)
	if err != nil {
		return set, err
	}
	newest, _ := s.settings.LoadOrStore(project, set) // somebody may have saved meanwhile
	return newest.(crm.Settings), nil
}

// SettingsPage are the settings of a project with who made this version and when.
type SettingsPage struct {
	crm.Settings
	By string
	At int64
}

// SettingsPage reads the newest settings for those who may see them.
func (s *Store) SettingsPage(ctx context.Context, by crm.Staff) (p SettingsPage, err error) {
	if !by.May(crm.SettingsRead) {
		return p, crm.Refuse(crm.Forbidden, "您没有查看系统设置的权限")
	}
	if p.Settings, err = s.Settings(ctx, by.ProjectID); err != nil {
		return p, err
	}
	err = s.reader(ctx).row(`SELECT COALESCE(f.name, '系统'), g.created_at FROM settings g LEFT JOIN staff f ON f.id = g.created_by WHERE g.id = ?`, p.ID).Scan(&p.By, &p.At)
	return p, err
}

// SaveSettings writes a new version, what change makes of the newest one; records keep the version they were born under.
// Nothing is written when no number is another one.
func (s *Store) SaveSettings(ctx context.Context, by By, seen int64, change func(crm.Settings) (crm.Settings, error)) error {
	if !by.Staff.May(crm.SettingsEdit) {
		return crm.Refuse(crm.Forbidden, "您没有修改系统设置的权限")
	}
	project := by.Staff.ProjectID
	var fresh crm.Settings
	err := s.inTx(ctx, by, func(tx *Tx) error {
		old, err := settingsOf(tx, "project_id = ?", project)
		if err != nil {
			return err
		}
		if old.Version != seen {
			return tx.stale("settings", project)
		}
		if fresh, err = change(old); err != nil {
			return err
		}
		before, after := changedSettings(old, fresh)
		if len(after) == 0 {
			return nil
		}
		if fresh, err = tx.saveSettings(project, fresh); err != nil {
			return err
		}
		if fresh.CountImported != old.CountImported {
			if err := tx.countImported(project, fresh.CountImported); err != nil {
				return err
			}
		}
		return tx.journal(Entry{Kind: "settings_changed", Subject: "settings", SubjectID: project, Before: before, After: after})
	})
	if err == nil {
		s.settings.Store(project, fresh)
	}
	return err
}

// changedSettings are the numbers that differ.
func changedSettings(old, fresh crm.Settings) (before, after map[string]any) {
	before, after = map[string]any{}, map[string]any{}
	for _, group := range crm.SettingGroups() {
		for _, setting := range group.Settings {
			if was, is := setting.Get(old), setting.Get(fresh); was != is {
				before[setting.Name], after[setting.Name] = was, is
			}
		}
	}
	return before, after
}
