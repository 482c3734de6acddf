-- +goose Up
-- Hazards that are noted as removed; cases that go on without the customer; review of an invalid verdict; kinds that changed.
ALTER TABLE service_case ADD COLUMN hazard_removed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE service_case ADD COLUMN internal INTEGER NOT NULL DEFAULT 0;
ALTER TABLE service_case ADD COLUMN review TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN review_role TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN review_asked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE service_case ADD COLUMN first_kind TEXT NOT NULL DEFAULT '';
-- Departments that help with a case; those with something open stand with the case too.
ALTER TABLE service_case ADD COLUMN assisting TEXT NOT NULL DEFAULT '';
CREATE TABLE case_assist (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    department TEXT NOT NULL,
    task TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES staff (id),
    asked_at INTEGER NOT NULL,
    result TEXT NOT NULL DEFAULT '',
    done_by INTEGER REFERENCES staff (id),
    done_at INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX case_assist_open ON case_assist (case_id, department) WHERE done_at = 0;
CREATE INDEX case_assist_department ON case_assist (department, case_id);
-- One channel for somebody whose contacts are abusive, set by the manager for a time.
CREATE TABLE contact_limit (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    channel TEXT NOT NULL,
    reason TEXT NOT NULL,
    set_by INTEGER NOT NULL REFERENCES staff (id),
    set_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX contact_limit_customer ON contact_limit (customer_id, until_at);
