-- +goose Up
-- Two customers who are alike and are not the same: somebody has looked. The lower id stands first.
CREATE TABLE customer_distinct (
    low_id INTEGER NOT NULL REFERENCES customer (id),
    high_id INTEGER NOT NULL REFERENCES customer (id),
    decided_at INTEGER NOT NULL,
    decided_by INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (low_id, high_id)
);
CREATE INDEX customer_distinct_high ON customer_distinct (high_id);
-- Numbers that more than one file may have, and people of one room.
CREATE INDEX contact_point_mobile ON contact_point (project_id, tail, customer_id) WHERE kind = 'mobile' AND doubtful = 0 AND status = 'ok';
DROP INDEX occupancy_room;
CREATE INDEX occupancy_room ON occupancy (room_id, customer_id);
CREATE INDEX customer_merge_gone ON customer_merge (gone_id);
