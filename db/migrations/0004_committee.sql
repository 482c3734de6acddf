-- +goose Up
-- What was published stays as it was: a correction is one more row.
-- +goose StatementBegin
CREATE TRIGGER committee_report_no_update BEFORE UPDATE ON committee_report
BEGIN
    SELECT RAISE(ABORT, 'committee_report is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER committee_report_no_delete BEFORE DELETE ON committee_report
BEGIN
    SELECT RAISE(ABORT, 'committee_report is append-only');
END;
-- +goose StatementEnd
