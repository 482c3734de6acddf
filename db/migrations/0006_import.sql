-- +goose Up
ALTER TABLE import_batch ADD COLUMN sheet TEXT NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN encoding TEXT NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN date1904 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_batch ADD COLUMN width INTEGER NOT NULL DEFAULT 0; -- cells of the widest row
ALTER TABLE import_row ADD COLUMN taken_back_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_row ADD COLUMN kept TEXT NOT NULL DEFAULT ''; -- why it could not be taken back
CREATE INDEX import_batch_recent ON import_batch (project_id, id);
CREATE INDEX import_batch_file ON import_batch (project_id, file_sha256);
