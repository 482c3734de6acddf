-- +goose Up
-- What a customer's file holds beside name, contacts and rooms (domain.md §2). Every row belongs to the project of its customer or
-- place; what is wrong is ended or superseded, never deleted.

ALTER TABLE occupancy ADD COLUMN lease_end_on TEXT NOT NULL DEFAULT '';
ALTER TABLE occupancy ADD COLUMN leaving_notice_on TEXT NOT NULL DEFAULT '';
ALTER TABLE occupancy ADD COLUMN agent_for INTEGER REFERENCES customer (id);
ALTER TABLE customer ADD COLUMN merged_into INTEGER REFERENCES customer (id);
ALTER TABLE customer ADD COLUMN privacy_notice_on TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN valid_until_on TEXT NOT NULL DEFAULT ''; -- last day the file counts as verified, written with each verification

CREATE TABLE contact_note (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    at INTEGER NOT NULL,
    form TEXT NOT NULL, -- spoken, written, online
    channel TEXT NOT NULL,
    direction TEXT NOT NULL, -- in, out
    summary TEXT NOT NULL,
    promise TEXT NOT NULL DEFAULT '',
    promise_on TEXT NOT NULL DEFAULT '',
    next_contact_on TEXT NOT NULL DEFAULT '',
    by_id INTEGER NOT NULL REFERENCES staff (id),
    created_at INTEGER NOT NULL
);
CREATE INDEX contact_note_customer ON contact_note (customer_id, at);

CREATE TABLE need (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    text TEXT NOT NULL,
    wanted_by_on TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'open', -- open, planned, met, declined
    case_id INTEGER REFERENCES service_case (id),
    note_id INTEGER REFERENCES contact_note (id),
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL DEFAULT 0,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX need_customer ON need (customer_id);
CREATE INDEX need_open ON need (project_id, id) WHERE status IN ('open', 'planned');

CREATE TABLE preference (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    recorded_on TEXT NOT NULL,
    ended_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX preference_customer ON preference (customer_id);
CREATE INDEX preference_key ON preference (key, value) WHERE ended_on = '';

CREATE TABLE consent (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    purpose TEXT NOT NULL, -- promotion, greeting, photos, named_survey, third_party, care, guardian
    text_version TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    method TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT '',
    withdrawn_at INTEGER NOT NULL DEFAULT 0,
    recorded_by INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX consent_customer ON consent (customer_id);

CREATE TABLE customer_tag (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    class TEXT NOT NULL, -- ordinary, care
    code TEXT NOT NULL,
    consent_id INTEGER REFERENCES consent (id), -- of a care tag
    started_on TEXT NOT NULL,
    ended_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX customer_tag_customer ON customer_tag (customer_id);
CREATE INDEX customer_tag_code ON customer_tag (code) WHERE ended_on = '';

CREATE TABLE extra_field (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- text, number, date, choice, yes_no
    choices TEXT NOT NULL DEFAULT '', -- one a line
    purpose TEXT NOT NULL,
    readers TEXT NOT NULL DEFAULT '', -- roles that may read and write it, comma separated, '' = whoever reads the file
    retired_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE extra_value (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    field_id INTEGER NOT NULL REFERENCES extra_field (id),
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (customer_id, field_id)
);

CREATE TABLE file_verification (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    verified_on TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES staff (id),
    method TEXT NOT NULL,
    changes TEXT NOT NULL DEFAULT ''
);
CREATE INDEX file_verification_customer ON file_verification (customer_id, verified_on);
CREATE INDEX customer_valid ON customer (project_id, valid_until_on, id) WHERE status = 'active';

-- Who is the steward of a customer since when; customer.steward_id is the one of today.
CREATE TABLE stewardship (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    start_on TEXT NOT NULL,
    end_on TEXT NOT NULL DEFAULT '', -- half-open
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX stewardship_customer ON stewardship (customer_id);
CREATE INDEX customer_steward ON customer (steward_id) WHERE steward_id IS NOT NULL;

CREATE TABLE service_contract (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    customer_id INTEGER REFERENCES customer (id), -- none: the project's own
    kind TEXT NOT NULL, -- preliminary, assembly, lease_services, vas
    no TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    start_on TEXT NOT NULL DEFAULT '',
    end_on TEXT NOT NULL DEFAULT '',
    fee_standard TEXT NOT NULL DEFAULT '',
    amount_fen INTEGER NOT NULL DEFAULT 0, -- a year
    renewal_of INTEGER REFERENCES service_contract (id),
    file_ref TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (project_id, no)
);
CREATE INDEX service_contract_customer ON service_contract (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX service_contract_signed ON service_contract (project_id, signed_on, id) WHERE customer_id IS NOT NULL;

CREATE TABLE facility (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    building_id INTEGER REFERENCES building (id),
    unit_id INTEGER REFERENCES unit (id),
    room_id INTEGER REFERENCES room (id),
    place TEXT NOT NULL DEFAULT '', -- of a common area
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'normal', -- normal, limited, stopped, under_repair
    answer TEXT NOT NULL DEFAULT '', -- what to tell callers while it is not normal
    warranty_until_on TEXT NOT NULL DEFAULT '',
    last_service_on TEXT NOT NULL DEFAULT '',
    next_service_on TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX facility_project ON facility (project_id, kind, id);
CREATE INDEX facility_building ON facility (building_id);
CREATE INDEX facility_room ON facility (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX facility_troubled ON facility (project_id, building_id) WHERE state <> 'normal';
CREATE INDEX facility_service ON facility (project_id, next_service_on) WHERE next_service_on <> '';

CREATE TABLE service_record (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    facility_id INTEGER REFERENCES facility (id),
    building_id INTEGER REFERENCES building (id),
    place TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL, -- hardware, hygiene_security, special, safety_check
    title TEXT NOT NULL,
    planned_on TEXT NOT NULL DEFAULT '',
    done_on TEXT NOT NULL DEFAULT '',
    by_name TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    case_id INTEGER REFERENCES service_case (id),
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX service_record_plan ON service_record (project_id, building_id, planned_on);
CREATE INDEX service_record_facility ON service_record (facility_id) WHERE facility_id IS NOT NULL;

-- Copied from the ledger of record, read-only here.
CREATE TABLE fee_record (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    room_id INTEGER REFERENCES room (id),
    item TEXT NOT NULL, -- property, parking, public_energy, vas, deposit, agency
    period TEXT NOT NULL,
    receivable_fen INTEGER NOT NULL,
    discount_fen INTEGER NOT NULL DEFAULT 0,
    due_on TEXT NOT NULL,
    disputed INTEGER NOT NULL DEFAULT 0, -- set by a supervisor; a linked open complaint disputes it as well
    disputed_case_id INTEGER REFERENCES service_case (id),
    import_id INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'active', -- active, taken_back
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX fee_record_customer ON fee_record (customer_id, due_on);
CREATE INDEX fee_record_due ON fee_record (project_id, due_on);
CREATE UNIQUE INDEX fee_record_one ON fee_record (project_id, customer_id, COALESCE(room_id, 0), item, period) WHERE status = 'active';

CREATE TABLE payment (
    id INTEGER PRIMARY KEY,
    fee_id INTEGER NOT NULL REFERENCES fee_record (id),
    amount_fen INTEGER NOT NULL, -- signed: a refund is negative
    paid_on TEXT NOT NULL,
    import_id INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'active'
);
CREATE INDEX payment_fee ON payment (fee_id);

CREATE TABLE vehicle (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    plate TEXT NOT NULL, -- upper case, without blanks and dots
    bay_room_id INTEGER REFERENCES room (id),
    label TEXT NOT NULL DEFAULT '',
    import_id INTEGER NOT NULL DEFAULT 0,
    ended_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX vehicle_plate ON vehicle (project_id, plate);
CREATE INDEX vehicle_customer ON vehicle (customer_id);

CREATE TABLE value_added_service (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    contact_level TEXT NOT NULL, -- high, medium, low
    retired_at INTEGER NOT NULL DEFAULT 0,
    row_version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (project_id, name)
);
CREATE TABLE vas_usage (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    service_id INTEGER NOT NULL REFERENCES value_added_service (id),
    used_on TEXT NOT NULL,
    qty INTEGER NOT NULL DEFAULT 1,
    amount_fen INTEGER NOT NULL DEFAULT 0,
    by_id INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX vas_usage_customer ON vas_usage (customer_id, used_on);
CREATE INDEX vas_usage_service ON vas_usage (service_id, used_on);

CREATE TABLE referral (
    id INTEGER PRIMARY KEY,
    referrer_id INTEGER NOT NULL REFERENCES customer (id),
    referred_id INTEGER NOT NULL REFERENCES customer (id),
    referred_on TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending', -- pending, successful, void
    why TEXT NOT NULL DEFAULT '', -- of a void one
    row_version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (referrer_id, referred_id)
);
CREATE INDEX referral_referred ON referral (referred_id);

CREATE TABLE customer_merge (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    kept_id INTEGER NOT NULL REFERENCES customer (id),
    gone_id INTEGER NOT NULL REFERENCES customer (id),
    merged_at INTEGER NOT NULL,
    merged_by INTEGER NOT NULL REFERENCES staff (id),
    moved TEXT NOT NULL, -- JSON: table to ids, and what changed on the kept file
    undone_at INTEGER NOT NULL DEFAULT 0,
    undone_by INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX customer_merge_kept ON customer_merge (kept_id);

CREATE TABLE export_job (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    no TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL, -- customers, cases
    query TEXT NOT NULL DEFAULT '', -- filters, no search words
    format TEXT NOT NULL, -- xlsx, csv
    plain INTEGER NOT NULL DEFAULT 0,
    purpose TEXT NOT NULL,
    status TEXT NOT NULL, -- waiting, ready, refused, expired
    asked_by INTEGER NOT NULL REFERENCES staff (id),
    asked_at INTEGER NOT NULL,
    decided_by INTEGER NOT NULL DEFAULT 0,
    decided_at INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL DEFAULT 0,
    row_count INTEGER NOT NULL DEFAULT 0,
    downloads INTEGER NOT NULL DEFAULT 0,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX export_job_recent ON export_job (project_id, id);

CREATE TABLE duty_roster (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    on_date TEXT NOT NULL,
    shift TEXT NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    UNIQUE (project_id, on_date, shift, staff_id)
);

-- One mapping of headings to fields a project and kind of list.
CREATE TABLE import_mapping (
    project_id INTEGER NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    heading TEXT NOT NULL, -- as in the sheet, normalised
    field TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (project_id, kind, heading)
);
-- What a row of an import made or changed, beside a customer.
ALTER TABLE import_row ADD COLUMN made TEXT NOT NULL DEFAULT ''; -- JSON: table to ids
