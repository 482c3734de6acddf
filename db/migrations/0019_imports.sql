-- +goose Up
-- What was found when a batch was looked at stands with it, so that its page need not plan the file again.
ALTER TABLE import_batch ADD COLUMN preview TEXT NOT NULL DEFAULT ''; -- JSON
ALTER TABLE import_row ADD COLUMN problems TEXT NOT NULL DEFAULT ''; -- JSON list: column, text, what would be right
ALTER TABLE import_row ADD COLUMN alike INTEGER NOT NULL DEFAULT 0; -- customer, or minus the row, who may be the same person
