-- +goose Up
-- Instants end in _at and are unix seconds, UTC, 0 = none. Dates end in _on and read YYYY-MM-DD, '' = none. Money ends in _fen.

CREATE TABLE project (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    company TEXT NOT NULL DEFAULT '',
    timezone TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    takeover_on TEXT NOT NULL DEFAULT '',
    hotline TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'residential',
    created_at INTEGER NOT NULL
);

CREATE TABLE community (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    name TEXT NOT NULL
);

-- One row a version; a cycle of a case keeps the version it was born under.
CREATE TABLE settings (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    version INTEGER NOT NULL,
    body TEXT NOT NULL, -- JSON of crm.Settings
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project_id, version)
);

CREATE TABLE department (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (project_id, code)
);

CREATE TABLE category (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    level TEXT NOT NULL,
    sub_categories TEXT NOT NULL, -- labels, comma separated
    UNIQUE (project_id, code)
);

CREATE TABLE message_template (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL, -- placeholders in braces
    UNIQUE (project_id, code)
);

-- What the program keeps for itself: the key of the CSRF tokens, the mark of a restore.
CREATE TABLE keeping (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change INTEGER NOT NULL DEFAULT 0,
    pledged_at INTEGER NOT NULL DEFAULT 0,
    disabled_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE role_assignment (
    id INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    project_id INTEGER NOT NULL REFERENCES project (id),
    role TEXT NOT NULL,
    department TEXT NOT NULL DEFAULT '',
    buildings TEXT NOT NULL DEFAULT '', -- numbers, comma separated
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL DEFAULT 0 -- half-open: from this moment on the role is gone
);
CREATE INDEX role_assignment_staff ON role_assignment (staff_id, project_id);

CREATE TABLE session (
    id_hash TEXT PRIMARY KEY, -- SHA-256 of the cookie's id
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    project_id INTEGER NOT NULL REFERENCES project (id),
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    flash TEXT NOT NULL DEFAULT ''
);
CREATE INDEX session_staff ON session (staff_id);

-- Failed log-ins by account and by source, keys hashed.
CREATE TABLE login_throttle (
    key_hash TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    locked_until_at INTEGER NOT NULL DEFAULT 0
);

-- The first answer to a form that carried a key; the same key by the same person gets it again.
CREATE TABLE request_key (
    staff_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    subject TEXT NOT NULL, -- kind of the record that was answered with
    subject_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (staff_id, key)
);

-- The one log. Append-only by trigger, chained by hash; personal text stands in journal_text.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL DEFAULT 0,
    event_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    actor_id INTEGER NOT NULL DEFAULT 0, -- 0 = the system
    actor_role TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '', -- address the request came from
    kind TEXT NOT NULL,
    subject TEXT NOT NULL, -- case, customer, staff, import, ...
    subject_id INTEGER NOT NULL DEFAULT 0,
    customer_id INTEGER NOT NULL DEFAULT 0,
    cycle_no INTEGER NOT NULL DEFAULT 0,
    from_state TEXT NOT NULL DEFAULT '',
    to_state TEXT NOT NULL DEFAULT '',
    before TEXT NOT NULL DEFAULT '', -- JSON, no personal text
    after TEXT NOT NULL DEFAULT '',
    clock_anomaly INTEGER NOT NULL DEFAULT 0,
    text_digest TEXT NOT NULL DEFAULT '', -- salted SHA-256 of the text beside it
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX journal_subject ON journal (subject, subject_id, seq);
CREATE INDEX journal_customer ON journal (customer_id, seq) WHERE customer_id <> 0;
CREATE INDEX journal_kind ON journal (kind, recorded_at);

CREATE TABLE journal_text (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    salt TEXT NOT NULL,
    body TEXT NOT NULL -- JSON: note, texts; emptied by erasure
);

-- +goose StatementBegin
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_text_no_delete BEFORE DELETE ON journal_text
BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
-- +goose StatementEnd
-- Erasure may empty a text and nothing else.
-- +goose StatementBegin
CREATE TRIGGER journal_text_only_empty BEFORE UPDATE ON journal_text WHEN NEW.body <> '' OR NEW.seq <> OLD.seq
BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
-- +goose StatementEnd

CREATE TABLE building (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    community_id INTEGER NOT NULL REFERENCES community (id),
    phase TEXT NOT NULL DEFAULT '',
    no TEXT NOT NULL,
    UNIQUE (community_id, phase, no)
);

CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    building_id INTEGER NOT NULL REFERENCES building (id),
    no TEXT NOT NULL,
    UNIQUE (building_id, no)
);

CREATE TABLE room (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    building_id INTEGER REFERENCES building (id), -- none for a bay outside the buildings
    unit_id INTEGER REFERENCES unit (id),
    code TEXT NOT NULL, -- short code, 3-2-501
    building_no TEXT NOT NULL DEFAULT '', -- the steward's scope
    kind TEXT NOT NULL DEFAULT 'residential',
    floor INTEGER,
    area_m2 REAL,
    occupancy TEXT NOT NULL DEFAULT '',
    sort_key TEXT NOT NULL,
    import_id INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    UNIQUE (project_id, code)
);
CREATE INDEX room_order ON room (project_id, sort_key);

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    no TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL DEFAULT 'person',
    name TEXT NOT NULL,
    honorific TEXT NOT NULL DEFAULT '',
    org_credit_code TEXT NOT NULL DEFAULT '',
    contact_person TEXT NOT NULL DEFAULT '',
    preferred_channel TEXT NOT NULL DEFAULT '',
    contact_window TEXT NOT NULL DEFAULT '',
    do_not_disturb INTEGER NOT NULL DEFAULT 0,
    steward_id INTEGER REFERENCES staff (id),
    source TEXT NOT NULL DEFAULT '', -- counter, import, case
    note TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'active', -- active, former, merged, taken_back
    sort_key TEXT NOT NULL DEFAULT '', -- pinyin of the name
    import_id INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX customer_order ON customer (project_id, sort_key, id);
CREATE INDEX customer_name ON customer (project_id, name);

CREATE TABLE contact_point (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    project_id INTEGER NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT NOT NULL DEFAULT '',
    extension TEXT NOT NULL DEFAULT '',
    digits TEXT NOT NULL DEFAULT '', -- normalised number
    tail TEXT NOT NULL DEFAULT '', -- the same digits backwards, for the search by tail
    doubtful INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT 'ok', -- ok, wrong, stopped
    verified_at INTEGER NOT NULL DEFAULT 0,
    verified_by INTEGER NOT NULL DEFAULT 0,
    import_id INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX contact_point_customer ON contact_point (customer_id);
CREATE INDEX contact_point_tail ON contact_point (project_id, tail);

CREATE TABLE occupancy (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    room_id INTEGER NOT NULL REFERENCES room (id),
    relation TEXT NOT NULL,
    share_bp INTEGER NOT NULL DEFAULT 0, -- 1/10 000
    moved_in_on TEXT NOT NULL DEFAULT '',
    moved_out_on TEXT NOT NULL DEFAULT '',
    end_reason TEXT NOT NULL DEFAULT '',
    is_payer INTEGER NOT NULL DEFAULT 0,
    is_primary_contact INTEGER NOT NULL DEFAULT 0,
    import_id INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX occupancy_customer ON occupancy (customer_id);
CREATE INDEX occupancy_room ON occupancy (room_id);

-- Spellings of a name for the search box: whole pinyin and initials, every reading of the family name.
CREATE TABLE customer_spelling (
    project_id INTEGER NOT NULL,
    spelling TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    PRIMARY KEY (project_id, spelling, customer_id)
);
CREATE INDEX customer_spelling_customer ON customer_spelling (customer_id);

CREATE TABLE service_case (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    no TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    level TEXT NOT NULL,
    proposed_level TEXT NOT NULL,
    level_reason TEXT NOT NULL DEFAULT '',
    level_confirmed INTEGER NOT NULL DEFAULT 0,
    urgent INTEGER NOT NULL DEFAULT 0,
    confidential INTEGER NOT NULL DEFAULT 0,
    anonymous INTEGER NOT NULL DEFAULT 0,
    query_code TEXT NOT NULL DEFAULT '',
    customer_id INTEGER REFERENCES customer (id),
    room_id INTEGER REFERENCES room (id),
    place TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL,
    received_at INTEGER NOT NULL CHECK (received_at > 0),
    registered_at INTEGER NOT NULL CHECK (registered_at > 0),
    late_entry TEXT NOT NULL DEFAULT '',
    registrar_id INTEGER NOT NULL REFERENCES staff (id),
    intake_owner_id INTEGER NOT NULL REFERENCES staff (id),
    category TEXT NOT NULL,
    sub_category TEXT NOT NULL DEFAULT '',
    flags TEXT NOT NULL DEFAULT '',
    external_no TEXT NOT NULL DEFAULT '',
    external_due_at INTEGER NOT NULL DEFAULT 0,
    previous_id INTEGER REFERENCES service_case (id),
    drawn INTEGER NOT NULL DEFAULT 0,
    department TEXT NOT NULL DEFAULT '',
    handler_id INTEGER REFERENCES staff (id),
    returned_by TEXT NOT NULL DEFAULT '',
    summary TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    remedy_wanted TEXT NOT NULL DEFAULT '',
    first_step TEXT NOT NULL DEFAULT '',
    findings TEXT NOT NULL DEFAULT '',
    investigated_at INTEGER NOT NULL DEFAULT 0,
    response_text TEXT NOT NULL DEFAULT '',
    expected_on TEXT NOT NULL DEFAULT '',
    next_step TEXT NOT NULL DEFAULT '',
    resolution TEXT NOT NULL DEFAULT '',
    root_causes TEXT NOT NULL DEFAULT '',
    responsibility TEXT NOT NULL DEFAULT '',
    validity TEXT NOT NULL DEFAULT '',
    invalid_reason TEXT NOT NULL DEFAULT '',
    compensation_fen INTEGER NOT NULL DEFAULT 0,
    proposer_id INTEGER REFERENCES staff (id),
    proposed_at INTEGER NOT NULL DEFAULT 0,
    approval TEXT NOT NULL DEFAULT '',
    approver_id INTEGER REFERENCES staff (id),
    approved_at INTEGER NOT NULL DEFAULT 0,
    resolver_id INTEGER REFERENCES staff (id),
    resolved_at INTEGER NOT NULL DEFAULT 0,
    told_method TEXT NOT NULL DEFAULT '',
    told_whom TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL DEFAULT 0,
    gate TEXT NOT NULL DEFAULT '',
    gate_opens_at INTEGER NOT NULL DEFAULT 0, -- end of the wait after a written notice
    third_try_at INTEGER NOT NULL DEFAULT 0, -- what counts for the due of the revisit then
    decision TEXT NOT NULL DEFAULT '',
    withdrawal_by INTEGER REFERENCES staff (id),
    withdraw_reason TEXT NOT NULL DEFAULT '',
    closed_at INTEGER NOT NULL DEFAULT 0,
    closed_by INTEGER NOT NULL DEFAULT 0,
    closed_unconfirmed INTEGER NOT NULL DEFAULT 0,
    last_event_at INTEGER NOT NULL DEFAULT 0,
    cycle_no INTEGER NOT NULL DEFAULT 1,
    is_open INTEGER NOT NULL, -- follows state, for the indexes of the work lists
    next_due_at INTEGER NOT NULL DEFAULT 0, -- earliest open due, ours or external
    next_clock TEXT NOT NULL DEFAULT '', -- whose due that is, '' = external or none
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX service_case_recent ON service_case (project_id, id);
CREATE INDEX service_case_work ON service_case (project_id, next_due_at, id) WHERE is_open = 1;
CREATE INDEX service_case_state ON service_case (project_id, state, id);
CREATE INDEX service_case_customer ON service_case (customer_id, id);
CREATE INDEX service_case_room ON service_case (room_id, sub_category, received_at);
CREATE INDEX service_case_handler ON service_case (handler_id, is_open);
CREATE INDEX service_case_received ON service_case (project_id, received_at);

CREATE TABLE case_cycle (
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    no INTEGER NOT NULL,
    anchor_at INTEGER NOT NULL,
    settings_id INTEGER NOT NULL,
    paused_seconds INTEGER NOT NULL DEFAULT 0,
    reworks INTEGER NOT NULL DEFAULT 0,
    reminder_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, no)
);

-- Clocks are data, lateness is a question put to crm.Clock.Verdict.
CREATE TABLE case_clock (
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    cycle_no INTEGER NOT NULL,
    clock TEXT NOT NULL, -- ack, response, resolution, revisit
    project_id INTEGER NOT NULL,
    anchor_at INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL DEFAULT 0,
    met_at INTEGER NOT NULL DEFAULT 0,
    missed_due_at INTEGER NOT NULL DEFAULT 0,
    stated_by INTEGER NOT NULL DEFAULT 0,
    stated_at INTEGER NOT NULL DEFAULT 0,
    pending INTEGER NOT NULL DEFAULT 0,
    off INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, cycle_no, clock)
);
CREATE INDEX case_clock_open ON case_clock (project_id, due_at, case_id) WHERE met_at = 0 AND off = 0 AND due_at <> 0;
CREATE INDEX case_clock_due ON case_clock (project_id, clock, due_at);
CREATE INDEX case_clock_missed ON case_clock (project_id, missed_due_at, case_id) WHERE missed_due_at <> 0;
CREATE INDEX case_clock_pending ON case_clock (project_id, case_id) WHERE pending = 1;

CREATE TABLE ack_attempt (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    cycle_no INTEGER NOT NULL,
    at INTEGER NOT NULL,
    method TEXT NOT NULL,
    result TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES staff (id)
);
CREATE INDEX ack_attempt_case ON ack_attempt (case_id);

-- Why a clock was missed: proposed by its owner, accepted by the manager.
CREATE TABLE miss_reason (
    case_id INTEGER NOT NULL REFERENCES service_case (id),
    cycle_no INTEGER NOT NULL,
    clock TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    by_id INTEGER NOT NULL REFERENCES staff (id),
    at INTEGER NOT NULL,
    accepted_by INTEGER REFERENCES staff (id),
    accepted_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, cycle_no, clock)
);

CREATE TABLE revisit (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    case_id INTEGER REFERENCES service_case (id),
    cycle_no INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'planned',
    customer_id INTEGER REFERENCES customer (id),
    assignee_id INTEGER REFERENCES staff (id), -- none = supervisor or manager
    due_at INTEGER NOT NULL,
    done_at INTEGER NOT NULL DEFAULT 0,
    solved TEXT NOT NULL DEFAULT '',
    satisfaction INTEGER NOT NULL DEFAULT 0, -- 1-5, 0 = blank
    expectation INTEGER NOT NULL DEFAULT 0,
    comment TEXT NOT NULL DEFAULT '',
    new_need TEXT NOT NULL DEFAULT '',
    next_on TEXT NOT NULL DEFAULT '',
    notice_at INTEGER NOT NULL DEFAULT 0,
    notice_method TEXT NOT NULL DEFAULT '',
    dedupe_key TEXT NOT NULL UNIQUE
);
CREATE INDEX revisit_case ON revisit (case_id);
CREATE INDEX revisit_open ON revisit (project_id, due_at, id) WHERE status IN ('planned', 'in_progress');

CREATE TABLE revisit_attempt (
    id INTEGER PRIMARY KEY,
    revisit_id INTEGER NOT NULL REFERENCES revisit (id),
    at INTEGER NOT NULL,
    channel TEXT NOT NULL,
    result TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES staff (id)
);
CREATE INDEX revisit_attempt_revisit ON revisit_attempt (revisit_id);

CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL, -- no personal text
    subject TEXT NOT NULL DEFAULT '', -- case, customer
    subject_id INTEGER NOT NULL DEFAULT 0,
    assignee_id INTEGER REFERENCES staff (id),
    role TEXT NOT NULL DEFAULT '', -- who may do it when nobody is named
    department TEXT NOT NULL DEFAULT '',
    due_at INTEGER NOT NULL DEFAULT 0,
    done_at INTEGER NOT NULL DEFAULT 0,
    done_by INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    dedupe_key TEXT UNIQUE,
    created_at INTEGER NOT NULL,
    row_version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX task_open ON task (project_id, due_at, id) WHERE done_at = 0;
CREATE INDEX task_subject ON task (subject, subject_id);

CREATE TABLE import_batch (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL, -- customers
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    status TEXT NOT NULL, -- preview, committed, taken_back
    mapping TEXT NOT NULL DEFAULT '', -- JSON: column to field
    header_row INTEGER NOT NULL DEFAULT 0,
    partial INTEGER NOT NULL DEFAULT 0,
    counts TEXT NOT NULL DEFAULT '', -- JSON: outcome to rows
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    committed_at INTEGER NOT NULL DEFAULT 0,
    taken_back_at INTEGER NOT NULL DEFAULT 0,
    row_version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE import_row (
    batch_id INTEGER NOT NULL REFERENCES import_batch (id),
    row_no INTEGER NOT NULL, -- as in the sheet, from 1
    cells TEXT NOT NULL, -- JSON list
    outcome TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT '',
    customer_id INTEGER REFERENCES customer (id),
    PRIMARY KEY (batch_id, row_no)
);

-- A published month; a correction is a new version, the old one stays readable.
CREATE TABLE committee_report (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project (id),
    period TEXT NOT NULL, -- 2026-10
    version INTEGER NOT NULL,
    body TEXT NOT NULL, -- JSON, already suppressed
    body_hash TEXT NOT NULL, -- SHA-256 of body
    data_until_at INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    published_by INTEGER NOT NULL REFERENCES staff (id),
    UNIQUE (project_id, period, version)
);

-- Numbers handed out, gap-tolerant: cases by kind and day, customers by project.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
);
