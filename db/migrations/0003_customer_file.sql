-- +goose Up
CREATE INDEX room_building ON room (project_id, building_no);
CREATE INDEX building_no ON building (project_id, no);
CREATE INDEX revisit_customer ON revisit (customer_id) WHERE customer_id IS NOT NULL;

-- The last four digits of a case's number, for the search box. PostgreSQL says right(no, 4).
CREATE INDEX service_case_tail ON service_case (project_id, substr(no, -4), id);
