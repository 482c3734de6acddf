-- +goose Up
-- What is open of a customer, without looking at all that ever was.
CREATE INDEX service_case_customer_open ON service_case (customer_id, id) WHERE is_open = 1;
