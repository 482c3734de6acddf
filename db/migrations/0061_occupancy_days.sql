-- +goose Up
-- Who belongs to a room today is read from the index alone.
DROP INDEX occupancy_customer;
CREATE INDEX occupancy_customer ON occupancy (customer_id, moved_in_on, moved_out_on, relation);
