-- +goose Up
-- What somebody is still typing, until it is sent or its days are over. Only the writer sees it and no log tells of it.
CREATE TABLE draft (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    key TEXT NOT NULL, -- idempotency key of the form: once it is answered the draft is gone
    form TEXT NOT NULL, -- address the form is sent to
    body TEXT NOT NULL, -- its fields as JSON
    saved_at INTEGER NOT NULL,
    UNIQUE (staff_id, key)
);
CREATE INDEX draft_saved ON draft (project_id, saved_at);
