-- +goose Up
-- What one clerk leaves to the next at the end of a shift, signed by both.
CREATE TABLE handover_card (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    on_date TEXT NOT NULL, -- local date on which the shift began
    shift TEXT NOT NULL,
    from_id INTEGER NOT NULL REFERENCES staff (id),
    to_id INTEGER NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    taken_at INTEGER NOT NULL DEFAULT 0, -- 0 = the receiver has not signed
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX handover_card_recent ON handover_card (project_id, id);
-- What was open when the card was written.
CREATE TABLE handover_item (
    card_id INTEGER NOT NULL REFERENCES handover_card (id),
    position INTEGER NOT NULL,
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    clock TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (card_id, position)
);
