-- +goose Up
-- What an open case waits for is kept with it: a column of the board is a range of one small index. NULL once it has ended.
ALTER TABLE service_case ADD COLUMN step TEXT;
UPDATE service_case SET step = CASE
    WHEN EXISTS (SELECT 1 FROM case_clock a WHERE a.case_id = service_case.id AND a.cycle_no = service_case.cycle_no AND a.clock = 'ack' AND a.at = 0 AND a.off = 0 AND a.due_at <> 0) THEN 'to_confirm'
    WHEN state = 'assigned' THEN 'to_accept'
    WHEN state IN ('in_progress', 'on_hold') THEN 'in_hand'
    WHEN state = 'pending_revisit' THEN 'to_revisit'
    ELSE 'to_assign' END
WHERE is_open = 1;
-- What scopes ask for stands in it too: counting reads no case, and cards are read of those that are shown.
CREATE INDEX service_case_step ON service_case (project_id, step, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id,
    department, handler_id, intake_owner_id, room_id) WHERE step IS NOT NULL;
DROP INDEX case_clock_unconfirmed;
