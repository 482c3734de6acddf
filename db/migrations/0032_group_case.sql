-- +goose Up
-- One cause behind cases of several people: it carries what was looked into, answered and done, each case its own clocks.
CREATE TABLE group_case (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    no TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    sub_category TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    summary TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    tell TEXT NOT NULL DEFAULT '', -- what callers are told
    joint INTEGER NOT NULL DEFAULT 0, -- handled as a group complaint, major
    representative_id INTEGER REFERENCES service_case (id), -- called back whatever the sample says
    findings TEXT NOT NULL DEFAULT '',
    response_text TEXT NOT NULL DEFAULT '',
    resolution TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL REFERENCES staff (id),
    ended_at INTEGER NOT NULL DEFAULT 0, -- no more callers are added
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX group_case_recent ON group_case (project_id, id);
CREATE INDEX group_case_alike ON group_case (project_id, category, sub_category, id) WHERE ended_at = 0;
ALTER TABLE service_case ADD COLUMN group_id INTEGER REFERENCES group_case (id);
CREATE INDEX service_case_group ON service_case (group_id, id) WHERE group_id IS NOT NULL;
-- Cases about the same thing, by when they came in.
CREATE INDEX service_case_alike ON service_case (project_id, category, sub_category, received_at);
