-- +goose Up
-- When an open clock is about to be missed: what is counted, and when the count grows next.
CREATE INDEX case_clock_soon ON case_clock (project_id, (due_at - CASE WHEN (due_at - anchor_at) / 5 > 7200 THEN (due_at - anchor_at) / 5 ELSE 7200 END))
    WHERE met_at = 0 AND off = 0 AND due_at <> 0 AND missed_due_at = 0;
