-- +goose Up
-- The lists of the workbench, each a range in the order of what comes next: work in somebody's hands, in a department, in a
-- department and taken by nobody, and what waits for a supervisor or manager.
CREATE INDEX service_case_hands ON service_case (handler_id, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id)
    WHERE is_open = 1 AND state IN ('assigned', 'in_progress', 'on_hold');
CREATE INDEX service_case_department ON service_case (project_id, department, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id)
    WHERE is_open = 1 AND state IN ('assigned', 'in_progress', 'on_hold');
CREATE INDEX service_case_untaken ON service_case (project_id, department, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id)
    WHERE is_open = 1 AND state IN ('assigned', 'in_progress', 'on_hold') AND handler_id IS NULL;
DROP INDEX service_case_approval;
CREATE INDEX service_case_approval ON service_case (project_id, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id)
    WHERE is_open = 1 AND approval = 'pending';
DROP INDEX service_case_withdrawal;
CREATE INDEX service_case_withdrawal ON service_case (project_id, (CASE unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(next_due_at, 0), 253402300799)), id)
    WHERE is_open = 1 AND withdrawal_by IS NOT NULL;
