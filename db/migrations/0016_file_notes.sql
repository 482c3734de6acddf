-- +goose Up
-- What became of what was promised: the local day a promise was kept and a next contact was made, empty while it is not.
ALTER TABLE contact_note ADD COLUMN promise_kept_on TEXT NOT NULL DEFAULT '';
ALTER TABLE contact_note ADD COLUMN contacted_on TEXT NOT NULL DEFAULT '';
CREATE INDEX contact_note_promise ON contact_note (customer_id, promise_on, promise_kept_on) WHERE promise_on <> '';
CREATE INDEX contact_note_next ON contact_note (customer_id, next_contact_on) WHERE next_contact_on <> '' AND contacted_on = '';
ALTER TABLE task ADD COLUMN note_id INTEGER REFERENCES contact_note (id); -- of a promise or a next contact
ALTER TABLE need ADD COLUMN reason TEXT NOT NULL DEFAULT ''; -- why it stands as it does
ALTER TABLE consent ADD COLUMN withdrawn_method TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN withdrawn_evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN withdrawn_by INTEGER NOT NULL DEFAULT 0;
CREATE INDEX extra_field_project ON extra_field (project_id);

-- A timeline goes by when something happened, not by when it was written down.
DROP INDEX journal_customer;
CREATE INDEX journal_customer ON journal (customer_id, event_at, seq) WHERE customer_id <> 0;
