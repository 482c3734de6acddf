package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"linli/db/crm"
)

const extraColumns = `SELECT id, name, kind, choices, purpose, readers, retired_at, row_version FROM extra_field `

func scanExtra(row interface{ Scan(...any) error }, f *crm.ExtraField) error {
	var choices, readers string
	if err := row.Scan(&f.ID, &f.Name, &f.Kind, &choices, &f.Purpose, &readers, &f.RetiredAt, &f.RowVersion); err != nil {
		return err
	}
	f.Choices = crm.ReadChoices(choices)
	for role := range strings.SplitSeq(readers, ",") {
		if role != "" {
			f.Readers = append(f.Readers, crm.Role(role))
		}
	}
	return nil
}

func joinRoles(roles []crm.Role) string {
	list := make([]string, len(roles))
	for i, r := range roles {
		list[i] = string(r)
	}
	return strings.Join(list, ",")
}

// ExtraFields are the fields a project adds to its files, retired ones last.
func (s *Store) ExtraFields(ctx context.Context, by crm.Staff) ([]crm.ExtraField, error) {
	if !by.May(crm.SettingsRead) {
		return nil, crm.Refuse(crm.Forbidden, "您没有查看系统设置的权限")
	}
	return extraFields(s.reader(ctx), by.ProjectID, "")
}

func extraFields(q querier, project int64, and string) ([]crm.ExtraField, error) {
	rows, err := q.rows(extraColumns+`WHERE project_id = ?`+and+` ORDER BY retired_at <> 0, id`, project)
	return collect(rows, err, func(rows *sql.Rows, f *crm.ExtraField) error { return scanExtra(rows, f) })
}

// ExtraField reads one of them.
func (s *Store) ExtraField(ctx context.Context, by crm.Staff, id int64) (f crm.ExtraField, err error) {
	if !by.May(crm.SettingsRead) {
		return f, crm.Refuse(crm.Forbidden, "您没有查看系统设置的权限")
	}
	return extraField(s.reader(ctx), by.ProjectID, id)
}

func extraField(q querier, project, id int64) (f crm.ExtraField, err error) {
	err = scanExtra(q.row(extraColumns+`WHERE project_id = ? AND id = ?`, project, id), &f)
	return f, found(err, "没有找到这个补充字段")
}

// SaveExtraField adds a field (id 0) or changes one; its kind stays what it was, for the sake of what is on file.
func (s *Store) SaveExtraField(ctx context.Context, by By, seen int64, f crm.ExtraField) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		if !by.Staff.May(crm.SettingsEdit) {
			return crm.Refuse(crm.Forbidden, "您没有修改系统设置的权限")
		}
		var old crm.ExtraField
		if f.ID != 0 {
			if old, err = extraField(tx, by.Staff.ProjectID, f.ID); err != nil {
				return err
			}
			if old.RowVersion != seen {
				return tx.stale("extra_field", f.ID)
			}
			f.Kind = old.Kind
		}
		p := crm.Problems{}
		f.Check(p)
		if err := tx.checkFieldName(f, p); err != nil {
			return err
		}
		if err := p.Err(); err != nil {
			return err
		}
		id, err = tx.writeExtraField(old, f)
		return err
	})
	return id, fail("save extra field", err)
}

// checkFieldName wants a name of its own, and no more fields than a form can hold.
func (tx *Tx) checkFieldName(f crm.ExtraField, p crm.Problems) error {
	others, err := extraFields(tx, tx.by.Staff.ProjectID, ` AND retired_at = 0`)
	if err != nil {
		return err
	}
	for _, o := range others {
		p.Check(o.ID == f.ID || o.Name != f.Name, "name", "已经有这个字段")
	}
	p.Check(f.ID != 0 || len(others) < crm.MaxExtraFields, "name", fmt.Sprintf("最多 %d 个补充字段，请先停用不用的", crm.MaxExtraFields))
	return nil
}

func (tx *Tx) writeExtraField(old, f crm.ExtraField) (int64, error) {
	choices, readers := strings.Join(f.Choices, "\n"), joinRoles(f.Readers)
	entry := Entry{Kind: "field_changed", Subject: "extra_field", After: extraFacts(f)}
	if f.ID == 0 {
		entry.Kind = "field_added"
		id, err := tx.insert(`INSERT INTO extra_field (project_id, name, kind, choices, purpose, readers, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
			tx.by.Staff.ProjectID, f.Name, f.Kind, choices, f.Purpose, readers, tx.now)
		if err != nil {
			return 0, err
		}
		entry.SubjectID = id
		return id, tx.journal(entry)
	}
	tx.answers("extra_field", f.ID)
	if old.Name == f.Name && old.Purpose == f.Purpose && slices.Equal(old.Choices, f.Choices) && slices.Equal(old.Readers, f.Readers) {
		return f.ID, nil
	}
	entry.SubjectID, entry.Before = f.ID, extraFacts(old)
	if err := tx.exec(`UPDATE extra_field SET name = ?, choices = ?, purpose = ?, readers = ?, row_version = row_version + 1 WHERE id = ?`, f.Name, choices, f.Purpose, readers, f.ID); err != nil {
		return 0, err
	}
	return f.ID, tx.journal(entry)
}

func extraFacts(f crm.ExtraField) map[string]any {
	return map[string]any{"name": f.Name, "kind": f.Kind, "choices": f.Choices, "purpose": f.Purpose, "readers": f.Readers}
}

// RetireExtraField takes a field off the files; what is on file under it is no longer shown.
func (s *Store) RetireExtraField(ctx context.Context, by By, seen, id int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if !by.Staff.May(crm.SettingsEdit) {
			return crm.Refuse(crm.Forbidden, "您没有修改系统设置的权限")
		}
		f, err := extraField(tx, by.Staff.ProjectID, id)
		if err != nil {
			return err
		}
		switch {
		case f.RowVersion != seen:
			return tx.stale("extra_field", id)
		case f.RetiredAt != 0:
			return crm.Refuse(crm.Conflict, "这个字段已经停用")
		}
		if err := tx.exec(`UPDATE extra_field SET retired_at = ?, row_version = row_version + 1 WHERE id = ?`, tx.now, id); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "field_retired", Subject: "extra_field", SubjectID: id, After: map[string]any{"name": f.Name}})
	})
	return fail("retire extra field", err)
}
