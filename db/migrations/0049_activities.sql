-- +goose Up
-- Forums, assemblies and other events of the community, and who came.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    capacity INTEGER NOT NULL DEFAULT 0, -- 0 = as many as come
    audience TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    photos INTEGER NOT NULL DEFAULT 0,
    minutes TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL, -- draft, approved, cancelled
    cancel_reason TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX event_order ON event (project_id, starts_at, id);
CREATE TABLE event_attendance (
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES event (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    status TEXT NOT NULL, -- invited, signed_up, attended, absent
    at INTEGER NOT NULL, -- when the status was noted
    by_id INTEGER NOT NULL DEFAULT 0,
    row_version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (event_id, customer_id)
);
CREATE INDEX event_attendance_customer ON event_attendance (customer_id, status);
