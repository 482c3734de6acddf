-- +goose Up
-- A case keeps the building of its room: the open cases of a steward's buildings are read from an index, however many others there
-- are. Triggers keep it whatever moves a case or renames a building.
ALTER TABLE service_case ADD COLUMN building_no TEXT NOT NULL DEFAULT '';
UPDATE service_case SET building_no = (SELECT r.building_no FROM room r WHERE r.id = service_case.room_id) WHERE room_id IS NOT NULL;
CREATE INDEX service_case_building ON service_case (project_id, building_no) WHERE is_open = 1 AND building_no <> '';
DROP INDEX service_case_step;
CREATE INDEX service_case_step ON service_case (project_id, step, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id,
    department, handler_id, intake_owner_id, room_id, building_no) WHERE step IS NOT NULL;
-- The lists of clocks read no clock but those they show; confirmations stand in a list of their own.
DROP INDEX case_clock_open;
CREATE INDEX case_clock_open ON case_clock (project_id, due_at, case_id, cycle_no, clock, anchor_at, at, missed_due_at, pending, paused_until) WHERE met_at = 0 AND off = 0 AND due_at <> 0;
CREATE INDEX case_clock_ack ON case_clock (project_id, clock, due_at, case_id) WHERE clock = 'ack' AND met_at = 0 AND off = 0 AND due_at <> 0;
-- What was called back and waits to be closed, and open revisits by who makes them.
CREATE INDEX service_case_called ON service_case (project_id, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id)
    WHERE is_open = 1 AND gate NOT IN ('', 'waiting');
CREATE INDEX revisit_whose ON revisit (project_id, assignee_id, due_at, id) WHERE status IN ('planned', 'in_progress');
-- +goose StatementBegin
CREATE TRIGGER service_case_building_new AFTER INSERT ON service_case WHEN NEW.room_id IS NOT NULL AND NEW.building_no = ''
BEGIN
    UPDATE service_case SET building_no = (SELECT r.building_no FROM room r WHERE r.id = NEW.room_id) WHERE id = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER service_case_building_moved AFTER UPDATE OF room_id ON service_case WHEN COALESCE(NEW.room_id, 0) <> COALESCE(OLD.room_id, 0)
BEGIN
    UPDATE service_case SET building_no = COALESCE((SELECT r.building_no FROM room r WHERE r.id = NEW.room_id), '') WHERE id = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER room_building_renamed AFTER UPDATE OF building_no ON room WHEN NEW.building_no <> OLD.building_no
BEGIN
    UPDATE service_case SET building_no = NEW.building_no WHERE room_id = NEW.id;
END;
-- +goose StatementEnd
