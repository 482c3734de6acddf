-- +goose Up
-- Cases of an old ledger: their number there, the import and row that brought them, and what the row said, to know it again.
ALTER TABLE service_case ADD COLUMN original_no TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN import_id INTEGER REFERENCES import_batch (id);
ALTER TABLE service_case ADD COLUMN import_row INTEGER NOT NULL DEFAULT 0;
ALTER TABLE service_case ADD COLUMN import_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN counted INTEGER NOT NULL DEFAULT 1; -- 0 = left out of figures; follows a setting
CREATE UNIQUE INDEX service_case_original ON service_case (project_id, original_no) WHERE original_no <> '' AND state <> 'voided';
CREATE INDEX service_case_import ON service_case (import_id) WHERE import_id IS NOT NULL;
DROP INDEX service_case_closed;
CREATE INDEX service_case_closed ON service_case (project_id, closed_at, (CASE WHEN next_step <> '' AND told_method <> '' THEN 1 ELSE 0 END)) WHERE state = 'closed' AND counted = 1;
