package db

import (
	"context"
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// MeasureRow is a measure with the name of its owner.
type MeasureRow struct {
	crm.Measure
	Owner, OwnerLogin string
}

const measureColumns = `SELECT m.id, m.cause, m.place, m.title, m.state, COALESCE(m.owner_id, 0), m.due_on, m.note, m.effect, m.created_at, m.verified_at, m.row_version, COALESCE(s.name, ''), COALESCE(s.login, '')
	FROM measure m LEFT JOIN staff s ON s.id = m.owner_id WHERE m.project_id = ? `

func scanMeasure(row interface{ Scan(...any) error }, m *MeasureRow) error {
	return row.Scan(&m.ID, &m.Cause, &m.Place, &m.Title, &m.State, &m.OwnerID, &m.DueOn, &m.Note, &m.Effect, &m.CreatedAt, &m.VerifiedAt, &m.Version, &m.Owner, &m.OwnerLogin)
}

// Measures lists measures, the newest first, below an id (0 for the top): of one state, of «all» or, without a state, those
// that still ask for something.
func (s *Store) Measures(ctx context.Context, who crm.Staff, state string, below int64, limit int) ([]MeasureRow, error) {
	rows, err := s.reader(ctx).rows(measureColumns+`AND (? = 'all' OR m.state = ? OR ? = '' AND m.state NOT IN ('checked', 'dropped')) AND (? = 0 OR m.id < ?) ORDER BY m.id DESC LIMIT ?`,
		who.ProjectID, state, state, state, below, below, limit)
	return collect(rows, err, func(rows *sql.Rows, m *MeasureRow) error { return scanMeasure(rows, m) })
}

// Measure reads one; NotFound in another project.
func (s *Store) Measure(ctx context.Context, who crm.Staff, id int64) (m MeasureRow, err error) {
	return measureByID(s.reader(ctx), who, id)
}

func measureByID(q querier, who crm.Staff, id int64) (m MeasureRow, err error) {
	err = scanMeasure(q.row(measureColumns+`AND m.id = ?`, who.ProjectID, id), &m)
	return m, found(err, "没有找到这项改进措施")
}

// SaveMeasure adds a measure (m.ID 0) or changes the one seen; ownerLogin names who is in charge, empty for nobody.
func (s *Store) SaveMeasure(ctx context.Context, by By, m crm.Measure, seen int64, ownerLogin string) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		var was MeasureRow
		if m.ID != 0 {
			if was, err = measureByID(tx, by.Staff, m.ID); err != nil {
				return err
			}
			if was.Version != seen {
				return tx.stale("measure", m.ID)
			}
		}
		owner, err := tx.atDesk(ownerLogin, "owner", crm.CaseWork)
		if err != nil {
			return err
		}
		m.OwnerID = owner.ID
		if err := m.Check(was.Measure); err != nil {
			return err
		}
		m.Step(was.Measure, tx.now)
		if id = m.ID; id == 0 {
			id, err = tx.addMeasure(m, false)
			return err
		}
		if err := tx.exec(`UPDATE measure SET cause = ?, place = ?, title = ?, state = ?, owner_id = ?, due_on = ?, note = ?, effect = ?, verified_at = ?, row_version = row_version + 1 WHERE id = ?`,
			m.Cause, m.Place, m.Title, m.State, none(m.OwnerID), m.DueOn, m.Note, m.Effect, m.VerifiedAt, m.ID); err != nil {
			return err
		}
		if m.State != "planned" {
			if err := tx.endTask(measureKey(m.ID)); err != nil {
				return err
			}
		}
		tx.answers("measure", m.ID)
		return tx.journal(Entry{Kind: "measure_changed", Subject: "measure", SubjectID: m.ID, Before: map[string]any{"state": was.State, "owner_id": was.OwnerID, "due_on": was.DueOn},
			After: measureFacts(m), Texts: measureTexts(m)})
	})
	return id, fail("save measure", err)
}

// addMeasure makes a measure; byItself where no person asked for it.
func (tx *Tx) addMeasure(m crm.Measure, byItself bool) (int64, error) {
	id, err := tx.insert(`INSERT INTO measure (project_id, cause, place, title, state, owner_id, due_on, note, effect, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		tx.by.Staff.ProjectID, m.Cause, m.Place, m.Title, m.State, none(m.OwnerID), m.DueOn, m.Note, m.Effect, tx.now)
	if err != nil {
		return 0, err
	}
	return id, tx.journal(Entry{Kind: "measure_added", System: byItself, Subject: "measure", SubjectID: id, After: measureFacts(m), Texts: measureTexts(m)})
}

func measureFacts(m crm.Measure) map[string]any {
	return map[string]any{"state": m.State, "cause": m.Cause, "owner_id": m.OwnerID, "due_on": m.DueOn}
}

func measureTexts(m crm.Measure) map[string]any {
	return map[string]any{"title": m.Title, "place": m.Place, "note": m.Note, "effect": m.Effect}
}

// noteCauses keeps the causes of a case that was just resolved, and opens a measure for each that was one for often enough at
// the same place lately (Settings), unless one is open for it.
func (tx *Tx) noteCauses(c *crm.Case) error {
	if err := tx.exec(`DELETE FROM case_cause WHERE case_id = ?`, c.ID); err != nil {
		return err
	}
	place := causePlace(c)
	set, err := tx.settings()
	if err != nil {
		return err
	}
	for _, cause := range c.Causes() {
		if err := tx.exec(`INSERT INTO case_cause (case_id, cause, project_id, place, resolved_at) VALUES (?, ?, ?, ?, ?)`, c.ID, cause, c.ProjectID, place, c.ResolvedAt); err != nil {
			return err
		}
		if c.ResolvedAt < tx.now-set.MeasureDays*86400 { // of an old ledger
			continue
		}
		if err := tx.noteRecurring(set, c.ProjectID, cause, place); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) noteRecurring(set crm.Settings, project int64, cause, place string) error {
	var n, open int
	err := tx.row(`SELECT COUNT(*) FROM case_cause x JOIN service_case c ON c.id = x.case_id WHERE x.project_id = ? AND x.cause = ? AND x.place = ? AND x.resolved_at >= ? AND `+countsAsCase,
		project, cause, place, tx.now-set.MeasureDays*86400).Scan(&n)
	if err != nil || n < set.MeasureCases {
		return err
	}
	err = tx.row(`SELECT COUNT(*) FROM measure WHERE project_id = ? AND cause = ? AND place = ? AND state IN ('planned', 'doing', 'done')`, project, cause, place).Scan(&open)
	if err != nil || open > 0 {
		return err
	}
	id, err := tx.addMeasure(crm.Measure{Cause: cause, Place: place, Title: set.Recurring(cause, place), State: "planned"}, true)
	if err != nil {
		return err
	}
	return tx.addTask(NewTask{Kind: "measure", Title: "请制定改进措施：" + place + "，" + cause, Subject: "measure", SubjectID: id, Role: crm.Supervisor, DueAt: tx.now + 3*86400, DedupeKey: measureKey(id)})
}

func measureKey(id int64) string { return fmt.Sprintf("measure:%d", id) }

// causePlace is where a cause recurs: the building, or the words for a place of the grounds. causePlaceSQL says the same.
func causePlace(c *crm.Case) string {
	if c.Building != "" {
		return c.Building + "栋"
	}
	return c.Place
}

const causePlaceSQL = `CASE WHEN COALESCE(r.building_no, '') <> '' THEN r.building_no || '栋' ELSE c.place END`
