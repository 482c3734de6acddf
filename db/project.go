package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"time"

	"linli/db/crm"
)

// Project is a managed project.
type Project struct {
	ID                            int64
	Code, Name, Timezone, Hotline string
	TakeoverOn                    string
}

// zoneNames are the zones asked for so far, name → *time.Location: loading one reads a file.
var zoneNames sync.Map

// Zone is the project's time zone; an unknown name counts as Asia/Shanghai.
func (p Project) Zone() *time.Location {
	if loc, ok := zoneNames.Load(p.Timezone); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(p.Timezone)
	if err != nil {
		loc = time.FixedZone("UTC+8", 8*3600)
	}
	zoneNames.Store(p.Timezone, loc)
	return loc
}

// InitProject makes the project of a new data folder with the departments, categories and texts it ships with.
func (s *Store) InitProject(ctx context.Context, now time.Time, p Project) (id int64, err error) {
	err = s.inTx(ctx, By{Now: now}, func(tx *Tx) error {
		if id, err = tx.insert(`INSERT INTO project (code, name, timezone, hotline, takeover_on, created_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
			p.Code, p.Name, p.Timezone, p.Hotline, p.TakeoverOn, tx.now); err != nil {
			return err
		}
		if err := tx.seed(id, p.Name); err != nil {
			return err
		}
		tx.by.Staff.ProjectID = id
		return tx.journal(Entry{Kind: "project_created", Subject: "settings", SubjectID: id, After: map[string]any{"code": p.Code, "takeover_on": p.TakeoverOn}})
	})
	if err != nil {
		return 0, fmt.Errorf("make project: %w", err)
	}
	return id, nil
}

func (tx *Tx) seed(project int64, name string) error {
	if err := tx.exec(`INSERT INTO community (project_id, name) VALUES (?, ?)`, project, name); err != nil {
		return err
	}
	for _, d := range crm.Departments {
		if err := tx.exec(`INSERT INTO department (project_id, code, name) VALUES (?, ?, ?)`, project, d.Code, d.Label); err != nil {
			return err
		}
	}
	for _, c := range crm.Categories {
		if err := tx.exec(`INSERT INTO category (project_id, code, name, department, level, sub_categories) VALUES (?, ?, ?, ?, ?, ?)`,
			project, c.Code, c.Label, c.Department, string(c.Level), strings.Join(c.Subs, ",")); err != nil {
			return err
		}
	}
	for _, v := range crm.Services {
		if err := tx.exec(`INSERT INTO value_added_service (project_id, name, contact_level) VALUES (?, ?, ?)`, project, v.Name, v.ContactLevel); err != nil {
			return err
		}
	}
	for _, t := range crm.Templates {
		if err := tx.exec(`INSERT INTO message_template (project_id, code, title, body) VALUES (?, ?, ?, ?)`, project, t.Code, t.Title, t.Body); err != nil {
			return err
		}
	}
	if err := tx.exec(`INSERT INTO keeping (name, value) VALUES ('csrf_key', ?) ON CONFLICT (name) DO NOTHING`, rand.Text()+rand.Text()); err != nil {
		return err
	}
	_, err := tx.saveSettings(project, crm.DefaultSettings())
	return err
}

// Projects lists all projects.
func (s *Store) Projects(ctx context.Context) ([]Project, error) {
	rows, err := s.reader(ctx).rows(`SELECT id, code, name, timezone, hotline, takeover_on FROM project ORDER BY id`)
	return collect(rows, err, func(rows *sql.Rows, p *Project) error { return scanProject(rows, p) })
}

func scanProject(rows interface{ Scan(...any) error }, p *Project) error {
	return rows.Scan(&p.ID, &p.Code, &p.Name, &p.Timezone, &p.Hotline, &p.TakeoverOn)
}

// ProjectByCode finds a project.
func (s *Store) ProjectByCode(ctx context.Context, code string) (p Project, err error) {
	err = scanProject(s.reader(ctx).row(`SELECT id, code, name, timezone, hotline, takeover_on FROM project WHERE code = ?`, code), &p)
	return p, found(err, "没有编号为 "+code+" 的项目")
}

// ProjectByID finds a project.
func (s *Store) ProjectByID(ctx context.Context, id int64) (p Project, err error) {
	err = scanProject(s.reader(ctx).row(`SELECT id, code, name, timezone, hotline, takeover_on FROM project WHERE id = ?`, id), &p)
	return p, found(err, "没有这个项目")
}

// Keeping is a value the program keeps for itself.
func (s *Store) Keeping(ctx context.Context, name string) (value string, err error) {
	err = s.reader(ctx).row(`SELECT value FROM keeping WHERE name = ?`, name).Scan(&value)
	return value, found(err, "数据文件不完整")
}

// zone is the time zone of a project, remembered: it never changes a stored instant.
func (tx *Tx) zone(project int64) (*time.Location, error) { return tx.store.zone(tx, project) }

func (s *Store) zone(q querier, project int64) (*time.Location, error) {
	if loc, ok := s.zones.Load(project); ok {
		return loc.(*time.Location), nil
	}
	var p Project
	if err := q.row(`SELECT timezone FROM project WHERE id = ?`, project).Scan(&p.Timezone); err != nil {
		return nil, err
	}
	loc := p.Zone()
	s.zones.Store(project, loc)
	return loc, nil
}
