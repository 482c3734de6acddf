-- +goose Up
-- How long a check holds is a setting and depends on the customer's type: the day of the check is kept, not the last valid one.
DROP INDEX customer_valid;
ALTER TABLE customer DROP COLUMN valid_until_on;
ALTER TABLE customer ADD COLUMN verified_on TEXT NOT NULL DEFAULT '';
CREATE INDEX customer_verified ON customer (project_id, verified_on, id) WHERE status = 'active';
CREATE INDEX service_contract_project ON service_contract (project_id, end_on, id);
CREATE INDEX stewardship_staff ON stewardship (staff_id) WHERE end_on = '';
