-- +goose Up
-- Open cases by what comes next; a case without a due stands last.
DROP INDEX service_case_work;
CREATE INDEX service_case_work ON service_case (project_id, (COALESCE(NULLIF(next_due_at, 0), 253402300799)), id) WHERE is_open = 1;
CREATE INDEX service_case_board ON service_case (project_id, state, (COALESCE(NULLIF(next_due_at, 0), 253402300799)), id) WHERE is_open = 1;
-- Cases that nobody has confirmed to the customer, the first column of the board.
CREATE INDEX case_clock_unconfirmed ON case_clock (project_id, due_at, case_id) WHERE clock = 'ack' AND at = 0 AND off = 0 AND due_at <> 0;
-- What waits for a supervisor or manager.
CREATE INDEX service_case_approval ON service_case (project_id, id) WHERE approval = 'pending';
CREATE INDEX service_case_withdrawal ON service_case (project_id, id) WHERE withdrawal_by IS NOT NULL;
