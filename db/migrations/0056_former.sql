-- +goose Up
-- 1 for a customer with a link that has a last day, past or to come: former residents (domain.md §2) are read among these in the
-- order of their names. Whatever changes links keeps it.
ALTER TABLE customer ADD COLUMN link_ends INTEGER NOT NULL DEFAULT 0;
UPDATE customer SET link_ends = 1 WHERE id IN (SELECT o.customer_id FROM occupancy o WHERE o.moved_out_on <> '');
CREATE INDEX customer_link_ends ON customer (project_id, link_ends, sort_key, id) WHERE status = 'active' AND link_ends = 1;
-- +goose StatementBegin
CREATE TRIGGER occupancy_ends AFTER INSERT ON occupancy WHEN NEW.moved_out_on <> ''
BEGIN
    UPDATE customer SET link_ends = 1 WHERE id = NEW.customer_id AND link_ends = 0;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER occupancy_ends_otherwise AFTER UPDATE OF customer_id, moved_out_on ON occupancy
WHEN NEW.moved_out_on <> OLD.moved_out_on OR NEW.customer_id <> OLD.customer_id
BEGIN
    UPDATE customer SET link_ends = CASE WHEN EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = customer.id AND o.moved_out_on <> '') THEN 1 ELSE 0 END
    WHERE id IN (OLD.customer_id, NEW.customer_id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER occupancy_ends_never AFTER DELETE ON occupancy WHEN OLD.moved_out_on <> ''
BEGIN
    UPDATE customer SET link_ends = CASE WHEN EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = customer.id AND o.moved_out_on <> '') THEN 1 ELSE 0 END
    WHERE id = OLD.customer_id;
END;
-- +goose StatementEnd
