-- +goose Up
-- What the map of a building and the plan of a year ask for.

ALTER TABLE room ADD COLUMN row_version INTEGER NOT NULL DEFAULT 1;
CREATE INDEX room_tower ON room (building_id) WHERE building_id IS NOT NULL;
CREATE INDEX service_record_open ON service_record (project_id, planned_on) WHERE done_on = '';
