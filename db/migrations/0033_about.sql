-- +goose Up
-- Complaints about staff, and recusal (domain.md §3.7): accounts, comma separated, with who leads the case instead.
ALTER TABLE service_case ADD COLUMN targets TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN recused TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN owner_id INTEGER REFERENCES staff (id);
ALTER TABLE service_case ADD COLUMN owner_role TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN statement TEXT NOT NULL DEFAULT '';
ALTER TABLE service_case ADD COLUMN statement_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX service_case_owner ON service_case (owner_id, id) WHERE owner_id IS NOT NULL;
-- The same by person: who must not know of which case.
CREATE TABLE case_bar (
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    PRIMARY KEY (staff_id, case_id)
) WITHOUT ROWID;
