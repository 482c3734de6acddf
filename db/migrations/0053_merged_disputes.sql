-- +goose Up
-- A fee disputed by a case goes on being disputed by the case that it was merged into, and goes back when the two are taken apart.
CREATE TABLE merged_dispute (
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    fee_id INTEGER NOT NULL REFERENCES fee_record (id),
    PRIMARY KEY (case_id, fee_id)
) WITHOUT ROWID;
CREATE INDEX merged_dispute_fee ON merged_dispute (fee_id);
CREATE INDEX fee_record_disputed ON fee_record (disputed_case_id) WHERE disputed_case_id IS NOT NULL;
