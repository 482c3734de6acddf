-- +goose Up
-- A duplicate leads to the case it was merged into, and may be taken out again for seven days after merged_at.
ALTER TABLE service_case ADD COLUMN master_id INTEGER REFERENCES service_case (id);
ALTER TABLE service_case ADD COLUMN merged_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX service_case_master ON service_case (master_id) WHERE master_id IS NOT NULL;
