package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

// PlaceCode is a place with a code to scan.
type PlaceCode struct {
	ID, Version int64
	Code, Place string
	EndedAt     int64
}

const placeColumns = `SELECT id, row_version, code, place, ended_at FROM place_code WHERE `

func scanPlace(row interface{ Scan(...any) error }, p *PlaceCode) error {
	return row.Scan(&p.ID, &p.Version, &p.Code, &p.Place, &p.EndedAt)
}

// PlaceCodes lists the places of a project whose sheets hang, the newest first.
func (s *Store) PlaceCodes(ctx context.Context, who crm.Staff) ([]PlaceCode, error) {
	rows, err := s.reader(ctx).rows(placeColumns+`project_id = ? AND ended_at = 0 ORDER BY id DESC`, who.ProjectID)
	return collect(rows, err, func(rows *sql.Rows, p *PlaceCode) error { return scanPlace(rows, p) })
}

// PlaceOf is the place behind a scanned code and its project; NotFound for a code that was taken down.
func (s *Store) PlaceOf(ctx context.Context, code string) (place string, project Project, err error) {
	var id int64
	err = s.reader(ctx).row(`SELECT place, project_id FROM place_code WHERE code = ? AND ended_at = 0`, strings.ToUpper(code)).Scan(&place, &id)
	if err != nil {
		return "", project, found(err, "没有这个位置，二维码可能已停用；请点“提交诉求”重新填写")
	}
	project, err = s.ProjectByID(ctx, id)
	return place, project, err
}

// AddPlaceCode gives a place a code.
func (s *Store) AddPlaceCode(ctx context.Context, by By, place string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if place == "" {
			return crm.InvalidField("place", "请写明位置")
		}
		id, err := tx.insert(`INSERT INTO place_code (project_id, code, place, created_at) VALUES (?, ?, ?, ?) RETURNING id`, by.Staff.ProjectID, tx.random()[:8], place, tx.now)
		if err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "place_code_added", Subject: "place", SubjectID: id, Texts: map[string]any{"place": place}})
	})
	return fail("add place code", err)
}

// PlaceCode reads one of the project's.
func (s *Store) PlaceCode(ctx context.Context, who crm.Staff, id int64) (p PlaceCode, err error) {
	err = scanPlace(s.reader(ctx).row(placeColumns+`project_id = ? AND id = ?`, who.ProjectID, id), &p)
	return p, found(err, "没有这个位置")
}

// EndPlaceCode takes a code out of use.
func (s *Store) EndPlaceCode(ctx context.Context, by By, id, seen int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		var p PlaceCode
		if err := scanPlace(tx.row(placeColumns+`project_id = ? AND id = ?`, by.Staff.ProjectID, id), &p); err != nil {
			return found(err, "没有这个位置")
		}
		switch {
		case p.Version != seen:
			return tx.stale("place", id)
		case p.EndedAt != 0:
			return crm.Refuse(crm.Conflict, "这个二维码已停用")
		}
		tx.answers("place", id)
		if err := tx.exec(`UPDATE place_code SET ended_at = ?, row_version = row_version + 1 WHERE id = ?`, tx.now, id); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "place_code_ended", Subject: "place", SubjectID: id})
	})
	return fail("end place code", err)
}
