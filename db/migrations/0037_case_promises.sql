-- +goose Up
-- A promise that was given when a case was confirmed belongs to the case too: the answer keeps it, and who may not know of the
-- case does not read it on the customer's file.
ALTER TABLE contact_note ADD COLUMN case_id INTEGER REFERENCES service_case (id);
CREATE INDEX contact_note_case ON contact_note (case_id) WHERE case_id IS NOT NULL;
