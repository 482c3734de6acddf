-- +goose Up
-- A case page asks for its assisting departments, those that are done as well.
CREATE INDEX case_assist_case ON case_assist (case_id);
