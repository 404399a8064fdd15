-- Energies are in µWh, times with a name in _ms are ms since 1970 or, where the name says so, of the device.

CREATE TABLE meter (
    meter_id          TEXT PRIMARY KEY,          -- its name on the chain
    site              TEXT NOT NULL UNIQUE,
    owner             TEXT NOT NULL,
    capacity_w        BIGINT NOT NULL,
    policy            TEXT NOT NULL,
    threshold_uwh     BIGINT NOT NULL,
    units             TEXT NOT NULL,
    zone              TEXT NOT NULL,
    registered_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
    on_chain          BOOLEAN NOT NULL DEFAULT FALSE,
    -- What its next reading is judged by; changes with the readings, in their transaction.
    state             JSONB NOT NULL,
    readings_accepted BIGINT NOT NULL DEFAULT 0,
    readings_held     BIGINT NOT NULL DEFAULT 0,
    -- What final settlements came to.
    minted_uwh        NUMERIC(30) NOT NULL DEFAULT 0,
    burned_uwh        NUMERIC(30) NOT NULL DEFAULT 0,
    carried_uwh       NUMERIC(30) NOT NULL DEFAULT 0,
    attempt           INT NOT NULL DEFAULT 0     -- reports without effect since the last one that had one
);

-- A time between two restarts of a meter's counters: where they began, where they are, and where the chain knows them.
CREATE TABLE meter_epoch (
    meter_id            TEXT NOT NULL REFERENCES meter,
    epoch               INT NOT NULL,
    baseline_export_uwh BIGINT NOT NULL,
    baseline_import_uwh BIGINT NOT NULL,
    export_uwh          BIGINT NOT NULL,
    import_uwh          BIGINT NOT NULL,
    final_export_uwh    BIGINT,                  -- null until the baseline is on the chain
    final_import_uwh    BIGINT,
    PRIMARY KEY (meter_id, epoch),
    CHECK (export_uwh >= baseline_export_uwh AND import_uwh >= baseline_import_uwh),
    CHECK (final_export_uwh <= export_uwh AND final_import_uwh <= import_uwh)
);
CREATE INDEX meter_epoch_due ON meter_epoch (meter_id, epoch)
    WHERE final_export_uwh IS NULL OR export_uwh > final_export_uwh OR import_uwh > final_import_uwh;

CREATE TABLE settlement_report (
    report_id        BIGSERIAL PRIMARY KEY,
    transaction_id   TEXT NOT NULL,
    ordinal          INT NOT NULL,               -- its place in the transaction
    meter_id         TEXT NOT NULL REFERENCES meter,
    epoch            INT NOT NULL,
    export_uwh       BIGINT NOT NULL,
    import_uwh       BIGINT NOT NULL,
    readings_root    TEXT NOT NULL,
    state            TEXT NOT NULL,
    refusal          TEXT,
    transaction_hash TEXT,
    minted_uwh       NUMERIC(30),
    burned_uwh       NUMERIC(30),
    debt_uwh         NUMERIC(30),                -- of the owner, after it
    carried_uwh      NUMERIC(30),                -- of the meter, after it
    created_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
    changed_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (transaction_id, ordinal)
);
CREATE INDEX settlement_report_open ON settlement_report (meter_id) WHERE state = 'PENDING';
CREATE INDEX settlement_report_meter ON settlement_report (meter_id, report_id);

CREATE TABLE reading (
    reading_id       BIGSERIAL PRIMARY KEY,
    meter_id         TEXT NOT NULL REFERENCES meter,
    boot             INT NOT NULL,
    timestamp_ms     BIGINT NOT NULL,            -- as the device says it
    received_at      TIMESTAMPTZ NOT NULL,
    sampled_at       TIMESTAMPTZ NOT NULL,
    estimated        BOOLEAN NOT NULL,           -- sampled_at is
    epoch            INT NOT NULL,
    status           TEXT NOT NULL,
    export_uwh       BIGINT NOT NULL,
    import_uwh       BIGINT NOT NULL,
    export_delta_uwh BIGINT NOT NULL,            -- credited
    import_delta_uwh BIGINT NOT NULL,
    payload_hash     TEXT NOT NULL,
    payload          JSONB NOT NULL,
    report_id        BIGINT REFERENCES settlement_report,
    UNIQUE (meter_id, timestamp_ms, boot)
);
CREATE INDEX reading_history ON reading (meter_id, sampled_at);
CREATE INDEX reading_unsettled ON reading (meter_id, epoch, reading_id) WHERE report_id IS NULL AND status = 'ACCEPTED';
CREATE INDEX reading_of_report ON reading (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX reading_held ON reading (meter_id, reading_id) WHERE status IN ('HELD', 'CLOCK_OFF');

CREATE TABLE refused_message (
    message_id  BIGSERIAL PRIMARY KEY,
    topic       TEXT NOT NULL,
    payload     BYTEA NOT NULL,
    size        INT NOT NULL,                    -- payload may be cut
    refusal     TEXT NOT NULL,
    detail      TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX refused_message_time ON refused_message (received_at);

CREATE TABLE refusal_count (
    refusal  TEXT PRIMARY KEY,
    messages BIGINT NOT NULL
);

CREATE TABLE heartbeat (
    heartbeat_id BIGSERIAL PRIMARY KEY,
    meter_id     TEXT NOT NULL REFERENCES meter,
    received_at  TIMESTAMPTZ NOT NULL,
    uptime_ms    BIGINT NOT NULL,
    status       TEXT NOT NULL,
    payload      JSONB NOT NULL
);
CREATE INDEX heartbeat_history ON heartbeat (meter_id, received_at);

CREATE TABLE status_snapshot (
    snapshot_id BIGSERIAL PRIMARY KEY,
    meter_id    TEXT NOT NULL REFERENCES meter,
    received_at TIMESTAMPTZ NOT NULL,
    payload     JSONB NOT NULL
);
CREATE INDEX status_snapshot_history ON status_snapshot (meter_id, received_at);

-- What owners owe, by the newest DebtChanged of each.
CREATE TABLE owner_debt (
    owner    TEXT PRIMARY KEY,
    seq      BIGINT NOT NULL,
    debt_uwh NUMERIC(30) NOT NULL
);

CREATE TABLE device_command (
    command_id  BIGSERIAL PRIMARY KEY,
    correlation TEXT NOT NULL UNIQUE,
    meter_id    TEXT NOT NULL REFERENCES meter,
    kind        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    state       TEXT NOT NULL,
    attempts    INT NOT NULL DEFAULT 0,
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    sent_at     TIMESTAMPTZ,
    changed_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    counter_uwh BIGINT                           -- of a settlement reset: the counters' sum when it was sent
);
CREATE INDEX device_command_open ON device_command (meter_id, command_id) WHERE state IN ('PENDING', 'SENT');
