-- +goose Up
-- A list as somebody narrowed it and wants it again. Only that person sees it.
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    path TEXT NOT NULL, -- of the list
    name TEXT NOT NULL,
    query TEXT NOT NULL, -- its filters: codes and dates, no person
    created_at INTEGER NOT NULL,
    UNIQUE (staff_id, project_id, path, name)
);
