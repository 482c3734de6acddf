-- +goose Up
-- A case that waits: why, since when, until when. The tick takes it up again.
ALTER TABLE service_case ADD COLUMN hold_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN held_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE service_case ADD COLUMN hold_until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX service_case_hold ON service_case (project_id, hold_until, id) WHERE hold_until <> 0;
-- The end of a pause; due_at holds all of the pause from its beginning.
ALTER TABLE case_clock ADD COLUMN paused_until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX case_clock_paused ON case_clock (project_id, paused_until, case_id) WHERE paused_until <> 0;
-- A due that quality annulled; the journal says why.
ALTER TABLE case_clock ADD COLUMN annulled_due_at INTEGER NOT NULL DEFAULT 0;
