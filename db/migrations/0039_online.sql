-- +goose Up
-- Whoever holds the code of a case may ask how it stands.
CREATE UNIQUE INDEX service_case_code ON service_case (query_code) WHERE query_code <> '';
-- Places that have a sheet with a code on the wall.
CREATE TABLE place_code (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    code TEXT NOT NULL UNIQUE,
    place TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0, -- the sheet was taken down
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX place_code_project ON place_code (project_id, id);
