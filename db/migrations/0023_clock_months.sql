-- +goose Up
-- The clocks that fell due in a month, whatever their name: every new case wrote to four places of the index by name, and to
-- this one at its end. It is over an expression so that the lists of open clocks, which have an index of their own, do not
-- take it for theirs.
DROP INDEX case_clock_due;
CREATE INDEX case_clock_month ON case_clock (project_id, (due_at + 0)) WHERE due_at <> 0;
