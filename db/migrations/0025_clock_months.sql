-- +goose Up
-- The condition of its own keeps this index out of the lists of open clocks, whatever order the indexes were made in.
DROP INDEX case_clock_month;
CREATE INDEX case_clock_month ON case_clock (project_id, (due_at + 0)) WHERE due_at + 0 > 0;
