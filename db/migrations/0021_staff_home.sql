-- +goose Up
-- Where staff live in the estate they work for: own and household files are for colleagues (domain.md §9). An entry ends, it is not removed.
CREATE TABLE staff_home (
    id INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    project_id INTEGER NOT NULL REFERENCES project (id),
    room_id INTEGER NOT NULL REFERENCES room (id),
    start_on TEXT NOT NULL,
    end_on TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX staff_home_now ON staff_home (staff_id, room_id) WHERE end_on = '';
