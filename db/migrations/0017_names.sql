-- +goose Up
-- Names as they are compared and read, see db/names.go, which fills this in when the file is opened.
DROP TABLE customer_spelling;
CREATE TABLE name_reading (
    project_id INTEGER NOT NULL,
    rank INTEGER NOT NULL, -- 0 the likeliest reading, 1 another one, 2 of what stands inside the name
    initials TEXT NOT NULL,
    sounds TEXT NOT NULL, -- the first syllables
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    PRIMARY KEY (project_id, rank, initials, sounds, customer_id)
);
CREATE INDEX name_reading_sounds ON name_reading (project_id, rank, sounds, customer_id);
CREATE INDEX name_reading_customer ON name_reading (customer_id);

ALTER TABLE customer ADD COLUMN name_key TEXT NOT NULL DEFAULT ''; -- usual characters, lower case, no blanks
DROP INDEX customer_name;
CREATE INDEX customer_name ON customer (project_id, name_key, id);
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;

-- The last four signs of a plate. PostgreSQL says right(plate, 4).
CREATE INDEX vehicle_tail ON vehicle (project_id, substr(plate, -4));
