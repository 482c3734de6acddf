package db

import (
	"context"
	"database/sql"
	"encoding/json"

	"linli/db/crm"
)

// NewExport is a wish for a file: what it holds by a filter, the one that belongs to Subject.
type NewExport struct {
	Subject, Format, Purpose string
	Plain                    bool
	Customers                CustomerFilter
	Cases                    CaseFilter
}

// filter is what the job keeps of the wish, as JSON: the filter without search words.
func (in NewExport) filter() (string, error) {
	var kept any = in.Customers
	if in.Subject == crm.ExportCases {
		kept = in.Cases
	}
	text, err := json.Marshal(kept)
	return string(text), err
}

const exportColumns = `e.id, e.project_id, e.row_version, e.no, e.subject, e.query, e.format, e.plain, e.purpose, e.status, e.asked_by, a.name, e.asked_at,
	e.decided_by, COALESCE(d.name, ''), e.decided_at, e.expires_at, e.row_count, e.downloads`

const exportTables = ` FROM export_job e JOIN staff a ON a.id = e.asked_by LEFT JOIN staff d ON d.id = e.decided_by WHERE `

func scanExport(row interface{ Scan(...any) error }, e *crm.Export) error {
	return row.Scan(&e.ID, &e.ProjectID, &e.RowVersion, &e.No, &e.Subject, &e.Query, &e.Format, &e.Plain, &e.Purpose, &e.Status, &e.AskedBy, &e.Asker, &e.AskedAt,
		&e.DecidedBy, &e.Decider, &e.DecidedAt, &e.ExpiresAt, &e.Rows, &e.Downloads)
}

// exportScope are the exports that by asked for, and the plain ones for those who may decide about them.
func exportScope(by crm.Staff) condition {
	c := condition{`e.project_id = ? AND e.asked_by = ?`, []any{by.ProjectID, by.ID}}
	if by.May(crm.ExportApprove) {
		c = condition{`e.project_id = ? AND (e.asked_by = ? OR e.plain = 1)`, c.args}
	}
	return c
}

// Exports lists what by asked for or may decide about, newest first; before is the last one of the page before, 0 for none.
func (s *Store) Exports(ctx context.Context, by crm.Staff, before int64, limit int) ([]crm.Export, error) {
	c := exportScope(by)
	if before != 0 {
		c = c.and(`e.id < ?`, before)
	}
	rows, err := s.reader(ctx).rows(`SELECT `+exportColumns+exportTables+c.where+` ORDER BY e.id DESC LIMIT ?`, append(c.args, limit)...)
	return collect(rows, err, func(rows *sql.Rows, e *crm.Export) error { return scanExport(rows, e) })
}

// ExportByID is one of these; others are not found.
func (s *Store) ExportByID(ctx context.Context, by crm.Staff, id int64) (crm.Export, error) {
	return exportByID(s.reader(ctx), by, id)
}

func exportByID(q querier, by crm.Staff, id int64) (e crm.Export, err error) {
	c := exportScope(by).and(`e.id = ?`, id)
	err = scanExport(q.row(`SELECT `+exportColumns+exportTables+c.where, c.args...), &e)
	return e, found(err, "没有找到这份导出")
}

// PlanExport is an export as it would be if it were asked for now, with how many rows may stand in a file with contact data.
func (s *Store) PlanExport(ctx context.Context, by By, in NewExport, today string) (e crm.Export, limit int64, err error) {
	e = crm.Export{Subject: in.Subject, Format: in.Format, Purpose: in.Purpose, Plain: in.Plain}
	if e.Query, err = in.filter(); err != nil {
		return e, 0, err
	}
	e.Rows, limit, err = exportSize(s.reader(ctx), by, in, today)
	return e, limit, fail("plan export", err)
}

func exportSize(q querier, by By, in NewExport, today string) (rows, limit int64, err error) {
	set, err := settingsOf(q, "project_id = ?", by.Staff.ProjectID)
	if err != nil {
		return 0, 0, err
	}
	if in.Subject == crm.ExportCases {
		c := in.Cases.where(by.Staff, by.Now.Unix())
		err = q.row(`SELECT COUNT(*) FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE `+c.where, c.args...).Scan(&rows)
		return rows, set.ExportRows, err
	}
	c, err := in.Customers.where(q, by.Staff, today)
	if err != nil {
		return 0, 0, err
	}
	err = q.row(`SELECT COUNT(*) FROM customer c WHERE `+c.where, c.args...).Scan(&rows)
	return rows, set.ExportRows, err
}

// AskExport writes a wish down: a masked file is ready at once, a plain one waits for a second person, who is told.
func (s *Store) AskExport(ctx context.Context, by By, in NewExport, today string) (e crm.Export, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		e = crm.Export{ProjectID: by.Staff.ProjectID, RowVersion: 1, Subject: in.Subject, Format: in.Format, Purpose: in.Purpose, Plain: in.Plain}
		if e.Query, err = in.filter(); err != nil {
			return err
		}
		rows, limit, err := exportSize(tx, by, in, today)
		if err != nil {
			return err
		}
		deciders, err := tx.exportDeciders()
		if err != nil {
			return err
		}
		if err := e.Ask(by.Staff, tx.now, rows, limit, len(deciders)); err != nil {
			return err
		}
		if err := tx.addExport(&e); err != nil {
			return err
		}
		if err := tx.askDeciders(e, deciders); err != nil {
			return err
		}
		facts := exportFacts(e)
		if facts["filter"], err = e.Filter(); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "export_asked", Subject: "export", SubjectID: e.ID, After: facts, Note: e.Purpose})
	})
	return e, fail("ask for export", err)
}

// askDeciders gives those who may decide about a plain export something to do.
func (tx *Tx) askDeciders(e crm.Export, deciders []int64) error {
	if !e.Plain {
		return nil
	}
	for _, id := range deciders {
		if err := tx.addTask(NewTask{Kind: "export_approval", Title: "审批明文导出 " + e.No, Subject: "export", SubjectID: e.ID, AssigneeID: id, DueAt: tx.now + crm.ExportLife}); err != nil {
			return err
		}
	}
	return nil
}

func exportFacts(e crm.Export) map[string]any {
	return map[string]any{"no": e.No, "what": e.Subject, "format": e.Format, "plain": e.Plain, "rows": e.Rows, "status": e.Status}
}

func (tx *Tx) addExport(e *crm.Export) error {
	code, err := tx.projectCode()
	if err != nil {
		return err
	}
	seq, err := tx.next("export " + code)
	if err != nil {
		return err
	}
	e.No = crm.ExportNo(code, int(seq))
	e.ID, err = tx.insert(`INSERT INTO export_job (project_id, no, subject, query, format, plain, purpose, status, asked_by, asked_at, expires_at, row_count)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		e.ProjectID, e.No, e.Subject, e.Query, e.Format, e.Plain, e.Purpose, e.Status, e.AskedBy, e.AskedAt, e.ExpiresAt, e.Rows)
	return err
}

// exportDeciders are those of the project, without the actor, who may decide about a plain export.
func (tx *Tx) exportDeciders() ([]int64, error) {
	list, err := accounts(tx, tx.by.Staff.ProjectID, tx.now, "s.disabled_at = 0 AND s.id <> ?", tx.by.Staff.ID)
	var ids []int64
	for _, a := range list {
		if (crm.Staff{Roles: a.Roles}).May(crm.ExportApprove) {
			ids = append(ids, a.ID)
		}
	}
	return ids, err
}

// DecideExport approves a plain export or refuses it; note may say why.
func (s *Store) DecideExport(ctx context.Context, by By, id, seen int64, verdict, note string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		e, err := exportByID(tx, by.Staff, id)
		if err != nil {
			return err
		}
		if e.RowVersion != seen {
			return tx.stale("export", id)
		}
		if err := e.Decide(by.Staff, tx.now, verdict); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE export_job SET status = ?, decided_by = ?, decided_at = ?, expires_at = ?, row_version = row_version + 1 WHERE id = ?`,
			e.Status, e.DecidedBy, e.DecidedAt, e.ExpiresAt, id); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE task SET done_at = ?, done_by = ?, row_version = row_version + 1 WHERE subject = 'export' AND subject_id = ? AND done_at = 0`,
			tx.now, by.Staff.ID, id); err != nil {
			return err
		}
		kind := "export_approved"
		if e.Status == crm.ExportRefused {
			kind = "export_refused"
		}
		tx.answers("export", id)
		return tx.journal(Entry{Kind: kind, Subject: "export", SubjectID: id, Before: map[string]any{"status": crm.ExportWaiting}, After: map[string]any{"no": e.No, "status": e.Status}, Note: note})
	})
	return fail("decide export", err)
}
