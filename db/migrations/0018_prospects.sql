-- +goose Up
-- First day of a customer's earliest link, '0001-01-01' where that is not known and '9999-12-31' without any link: who is a
-- prospect (domain.md §2) is a range of an index. Whatever changes links keeps it.
ALTER TABLE customer ADD COLUMN began_on TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE customer SET began_on = COALESCE((SELECT MIN(CASE o.moved_in_on WHEN '' THEN '0001-01-01' ELSE o.moved_in_on END) FROM occupancy o WHERE o.customer_id = customer.id), '9999-12-31');
CREATE INDEX customer_began ON customer (project_id, began_on, sort_key, id) WHERE status = 'active';
-- +goose StatementBegin
CREATE TRIGGER occupancy_began AFTER INSERT ON occupancy
BEGIN
    UPDATE customer SET began_on = CASE NEW.moved_in_on WHEN '' THEN '0001-01-01' ELSE NEW.moved_in_on END
    WHERE id = NEW.customer_id AND began_on > CASE NEW.moved_in_on WHEN '' THEN '0001-01-01' ELSE NEW.moved_in_on END;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER occupancy_began_otherwise AFTER UPDATE OF customer_id, moved_in_on ON occupancy
WHEN NEW.moved_in_on <> OLD.moved_in_on OR NEW.customer_id <> OLD.customer_id
BEGIN
    UPDATE customer SET began_on = COALESCE((SELECT MIN(CASE o.moved_in_on WHEN '' THEN '0001-01-01' ELSE o.moved_in_on END) FROM occupancy o WHERE o.customer_id = customer.id), '9999-12-31')
    WHERE id IN (OLD.customer_id, NEW.customer_id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER occupancy_began_never AFTER DELETE ON occupancy
BEGIN
    UPDATE customer SET began_on = COALESCE((SELECT MIN(CASE o.moved_in_on WHEN '' THEN '0001-01-01' ELSE o.moved_in_on END) FROM occupancy o WHERE o.customer_id = customer.id), '9999-12-31')
    WHERE id = OLD.customer_id;
END;
-- +goose StatementEnd
