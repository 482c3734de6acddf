package db

import "linli/db/crm"

// previewDays is how long an uploaded file waits to be imported, from when somebody last worked on it.
const previewDays = 7

// previewJob finds the previews that nobody has come back to; the journal tells when somebody last did.
func previewJob(project, now int64) tickJob {
	old := now - previewDays*86400
	return tickJob{"previews", `SELECT b.id FROM import_batch b WHERE b.project_id = ? AND b.status = 'preview' AND b.created_at < ?
		AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject = 'import' AND j.subject_id = b.id AND j.recorded_at >= ?) ORDER BY b.id LIMIT ?`,
		[]any{project, old, old}, (*Tx).abandonImport}
}

// abandonImport removes what an upload holds of people; the batch stays and says so.
func (tx *Tx) abandonImport(id int64) error {
	n, err := tx.changed(`UPDATE import_batch SET status = ?, row_version = row_version + 1 WHERE id = ? AND status = ?`, crm.ImportAbandoned, id, crm.ImportPreviewed)
	if err != nil || n == 0 {
		return err
	}
	if n, err = tx.changed(`DELETE FROM import_row WHERE batch_id = ?`, id); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: "import_abandoned", Subject: "import", SubjectID: id, Before: map[string]any{"status": crm.ImportPreviewed},
		After: map[string]any{"status": crm.ImportAbandoned, "rows": n}})
}
