-- +goose Up
-- Files of cases. The file itself stands in the folder of attachments, under a name of ours; it is there before its row is.
-- Without a case: uploaded with a registration that was refused, kept some days for the same form.
CREATE TABLE attachment (
    id         INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    case_id    INTEGER REFERENCES service_case (id),
    form_key   TEXT NOT NULL DEFAULT '',
    kind       TEXT NOT NULL,            -- photo, scan, audio
    type       TEXT NOT NULL,            -- as HTTP says it, by content
    ext        TEXT NOT NULL,
    name       TEXT NOT NULL,            -- as it was called, for reading only
    size       INTEGER NOT NULL,         -- bytes
    sha256     TEXT NOT NULL,
    file       TEXT NOT NULL UNIQUE,     -- in the folder
    personal   INTEGER NOT NULL DEFAULT 0, -- tells who complains
    by_id      INTEGER NOT NULL REFERENCES staff (id),
    at         INTEGER NOT NULL
);
CREATE INDEX attachment_case ON attachment (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX attachment_held ON attachment (by_id, form_key) WHERE case_id IS NULL;

-- Why the result stands without a photograph where the category asks for one.
ALTER TABLE service_case ADD COLUMN no_photo TEXT NOT NULL DEFAULT '';
