-- +goose Up
-- The figures of the start pages, by month: closed cases with whether the customer was told all there is to tell, rounds by their due.
CREATE INDEX service_case_closed ON service_case (project_id, closed_at, (CASE WHEN next_step <> '' AND told_method <> '' THEN 1 ELSE 0 END)) WHERE state = 'closed';
CREATE INDEX revisit_due ON revisit (project_id, due_at);
