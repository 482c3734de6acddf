-- +goose Up
-- An open case whose intake owner has left stands before every other in the lists of open cases.
ALTER TABLE service_case ADD COLUMN unowned INTEGER NOT NULL DEFAULT 0;
UPDATE service_case SET unowned = 1 WHERE is_open = 1 AND intake_owner_id IN (SELECT id FROM staff WHERE disabled_at <> 0);
DROP INDEX service_case_work;
CREATE INDEX service_case_work ON service_case (project_id, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id) WHERE is_open = 1;
DROP INDEX service_case_board;
CREATE INDEX service_case_board ON service_case (project_id, state, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id) WHERE is_open = 1;
CREATE INDEX service_case_intake ON service_case (intake_owner_id) WHERE is_open = 1;
