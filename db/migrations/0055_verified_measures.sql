-- +goose Up
-- When the effect of a measure was verified: what the share of measures verified in time rests on (K10).
ALTER TABLE measure ADD COLUMN verified_at INTEGER NOT NULL DEFAULT 0;
UPDATE measure SET verified_at = COALESCE((SELECT MAX(j.recorded_at) FROM journal j WHERE j.subject = 'measure' AND j.subject_id = measure.id), 0) WHERE state = 'checked';
CREATE INDEX measure_due ON measure (project_id, due_on) WHERE due_on <> '';
