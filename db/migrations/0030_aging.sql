-- +goose Up
-- Complaints that the tick looks at by their age, and major ones whose customers hear from us every three days.
CREATE INDEX service_case_aging ON service_case (project_id, received_at, id) WHERE is_open = 1 AND kind = 'complaint' AND level <> 'major';
CREATE INDEX service_case_major ON service_case (project_id, id) WHERE is_open = 1 AND kind = 'complaint' AND level = 'major';
