-- +goose Up
-- The list of customers in the order of their names, and those who have moved out.
CREATE INDEX customer_listed ON customer (project_id, sort_key, id) WHERE status = 'active';
CREATE INDEX occupancy_ended ON occupancy (moved_out_on, customer_id) WHERE moved_out_on <> '';
