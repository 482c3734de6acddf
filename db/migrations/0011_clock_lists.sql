-- +goose Up
-- The name of the clock belongs to the columns: SQLite prefers the index that answers more of the question, however long it is.
DROP INDEX case_clock_unconfirmed;
CREATE INDEX case_clock_unconfirmed ON case_clock (project_id, clock, due_at, case_id) WHERE clock = 'ack' AND at = 0 AND off = 0 AND due_at <> 0;
-- Clocks that were missed and that nothing has met since.
CREATE INDEX case_clock_owing ON case_clock (project_id, case_id) WHERE missed_due_at <> 0 AND met_at = 0;
