-- +goose Up
-- A case names the one it goes on from; its page names those that go on from it.
CREATE INDEX service_case_previous ON service_case (previous_id) WHERE previous_id IS NOT NULL;
-- Open tasks of a person, and of whoever holds a role.
CREATE INDEX task_person ON task (project_id, assignee_id, due_at, id) WHERE done_at = 0 AND assignee_id IS NOT NULL;
CREATE INDEX task_duty ON task (project_id, role, department, due_at, id) WHERE done_at = 0 AND assignee_id IS NULL;
-- What the next page says is kept in memory: it is told once, and a second write for it made every change wait twice.
ALTER TABLE session DROP COLUMN flash;
