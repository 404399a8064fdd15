-- What devices say lies in partitions by the time we received it (always about now, so a batch touches one or two); what
-- has had its time is dropped with its partition. These tables have no foreign keys: meters and reports are never
-- deleted, whoever writes a row holds its meter's lock, and a check a row would cost more than the row.

CREATE FUNCTION partition_name(parent TEXT, unit TEXT, since TIMESTAMPTZ) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT parent || to_char(since AT TIME ZONE 'UTC', CASE unit WHEN 'month' THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END)
$$;

-- Creates the partitions of [since, until) that are not there. What their default partition holds of them moves in.
CREATE FUNCTION create_partitions(parent TEXT, unit TEXT, since TIMESTAMPTZ, until TIMESTAMPTZ) RETURNS INT
LANGUAGE plpgsql AS $$
DECLARE
    one INTERVAL := ('1 ' || unit)::INTERVAL;
    low TIMESTAMPTZ := date_trunc(unit, since, 'UTC');
    high TIMESTAMPTZ;
    name TEXT;
    created INT := 0;
BEGIN
    WHILE low < until LOOP
        high := (low AT TIME ZONE 'UTC' + one) AT TIME ZONE 'UTC';
        name := partition_name(parent, unit, low);
        IF to_regclass(quote_ident(name)) IS NULL THEN
            EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent);
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING INDEXES)', name,
                parent || '_default');
            -- A generated column cannot be told what it is: the row goes in by the columns that can.
            EXECUTE format('WITH moved AS (DELETE FROM %I WHERE received_at >= %L AND received_at < %L RETURNING %s) '
                'INSERT INTO %I (%s) SELECT * FROM moved', parent || '_default', low, high, plain_columns(parent), name,
                plain_columns(parent));
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, low, high);
            created := created + 1;
        END IF;
        low := high;
    END LOOP;
    RETURN created;
END $$;

CREATE FUNCTION plain_columns(parent TEXT) RETURNS TEXT LANGUAGE sql STABLE AS $$
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = to_regclass(quote_ident(parent)) AND attnum > 0 AND attgenerated = '' AND NOT attisdropped
$$;

-- Readings: what is settled, and what audit and proofs recompute the chain's roots from. Never dropped.

ALTER TABLE reading RENAME TO reading_before;
DROP INDEX reading_history, reading_unsettled, reading_of_report, reading_held;
ALTER SEQUENCE reading_reading_id_seq OWNED BY NONE;

CREATE TABLE reading (
    reading_id       BIGINT NOT NULL DEFAULT nextval('reading_reading_id_seq'),
    meter_id         TEXT NOT NULL,
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
    payload_hash     TEXT NOT NULL,              -- of the bytes in message_log
    detail           TEXT,                       -- why it is held
    report_id        BIGINT,
    reviewed_by      BIGINT,
    -- Where history has it: a clock that is off does not move energy into another century.
    counted_at       TIMESTAMPTZ NOT NULL
        GENERATED ALWAYS AS (CASE WHEN status = 'CLOCK_OFF' THEN received_at ELSE sampled_at END) STORED,
    PRIMARY KEY (reading_id, received_at)
) PARTITION BY RANGE (received_at);
ALTER SEQUENCE reading_reading_id_seq OWNED BY reading.reading_id;
CREATE INDEX reading_history ON reading (meter_id, counted_at);
CREATE INDEX reading_unsettled ON reading (meter_id, epoch, reading_id) WHERE report_id IS NULL AND status = 'ACCEPTED';
CREATE INDEX reading_of_report ON reading (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX reading_held ON reading (meter_id, reading_id)
    WHERE status IN ('HELD', 'CLOCK_OFF') AND reviewed_by IS NULL;
CREATE TABLE reading_default PARTITION OF reading DEFAULT;
-- In each partition, as an index of the whole would need received_at: a repetition that is old enough to fall into another
-- one is refused for its age before it is looked for.
CREATE UNIQUE INDEX reading_default_once ON reading_default (meter_id, timestamp_ms, boot);

-- Detailed readings: all that the device said, of every subsystem.
CREATE TABLE reading_detail (
    reading_id  BIGINT NOT NULL,
    meter_id    TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    sampled_at  TIMESTAMPTZ NOT NULL,
    payload     JSONB NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX reading_detail_history ON reading_detail (meter_id, received_at);
CREATE TABLE reading_detail_default PARTITION OF reading_detail DEFAULT;

-- The raw log: every message but repetitions, as it came.
ALTER TABLE refused_message RENAME TO refused_message_before;
CREATE TABLE message_log (
    received_at TIMESTAMPTZ NOT NULL,
    topic       TEXT NOT NULL,
    meter_id    TEXT,                            -- null where nobody is registered
    reading_id  BIGINT,                          -- what it became
    payload     BYTEA NOT NULL,
    size        INT NOT NULL,                    -- payload may be cut where it was refused
    refusal     TEXT,
    detail      TEXT
) PARTITION BY RANGE (received_at);
CREATE INDEX message_log_history ON message_log (meter_id, received_at);
CREATE INDEX message_log_refused ON message_log (received_at) WHERE refusal IS NOT NULL;
CREATE TABLE message_log_default PARTITION OF message_log DEFAULT;

ALTER TABLE heartbeat RENAME TO heartbeat_before;
DROP INDEX heartbeat_history;
CREATE TABLE heartbeat (
    meter_id    TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    uptime_ms   BIGINT NOT NULL,
    status      TEXT NOT NULL,
    payload     JSONB NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX heartbeat_history ON heartbeat (meter_id, received_at);
CREATE TABLE heartbeat_default PARTITION OF heartbeat DEFAULT;

ALTER TABLE status_snapshot RENAME TO status_snapshot_before;
DROP INDEX status_snapshot_history;
CREATE TABLE status_snapshot (
    meter_id    TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    payload     JSONB NOT NULL
) PARTITION BY RANGE (received_at);
CREATE INDEX status_snapshot_history ON status_snapshot (meter_id, received_at);
CREATE TABLE status_snapshot_default PARTITION OF status_snapshot DEFAULT;

SELECT create_partitions('reading', 'month', min(received_at), max(received_at) + INTERVAL '1 millisecond'),
    create_partitions('reading_detail', 'month', min(received_at), max(received_at) + INTERVAL '1 millisecond')
FROM reading_before HAVING count(*) > 0;
SELECT create_partitions('message_log', 'week', min(received_at), max(received_at) + INTERVAL '1 millisecond')
FROM (SELECT received_at FROM reading_before UNION ALL SELECT received_at FROM refused_message_before) before
HAVING count(*) > 0;
SELECT create_partitions('heartbeat', 'month', min(received_at), max(received_at) + INTERVAL '1 millisecond')
FROM heartbeat_before HAVING count(*) > 0;
SELECT create_partitions('status_snapshot', 'month', min(received_at), max(received_at) + INTERVAL '1 millisecond')
FROM status_snapshot_before HAVING count(*) > 0;

INSERT INTO reading (reading_id, meter_id, boot, timestamp_ms, received_at, sampled_at, estimated, epoch, status,
    export_uwh, import_uwh, export_delta_uwh, import_delta_uwh, payload_hash, report_id, reviewed_by)
SELECT reading_id, meter_id, boot, timestamp_ms, received_at, sampled_at, estimated, epoch, status, export_uwh, import_uwh,
    export_delta_uwh, import_delta_uwh, payload_hash, report_id, reviewed_by FROM reading_before ORDER BY reading_id;
INSERT INTO reading_detail
SELECT reading_id, meter_id, received_at, sampled_at, payload FROM reading_before ORDER BY reading_id;
INSERT INTO message_log (received_at, topic, meter_id, reading_id, payload, size)
SELECT received_at, site || '/energy-monitor/sensors', meter_id, reading_id, raw, length(raw)
FROM reading_before JOIN meter USING (meter_id) WHERE raw IS NOT NULL ORDER BY reading_id;
INSERT INTO message_log (received_at, topic, payload, size, refusal, detail)
SELECT received_at, topic, payload, size, refusal, detail FROM refused_message_before ORDER BY message_id;
INSERT INTO heartbeat SELECT meter_id, received_at, uptime_ms, status, payload FROM heartbeat_before
ORDER BY heartbeat_id;
INSERT INTO status_snapshot SELECT meter_id, received_at, payload FROM status_snapshot_before ORDER BY snapshot_id;
DROP TABLE reading_before, refused_message_before, heartbeat_before, status_snapshot_before;

CREATE VIEW refused_message AS
SELECT received_at, topic, meter_id, payload, size, refusal, detail FROM message_log WHERE refusal IS NOT NULL;

-- Drops the partitions that ended before a moment, and empties the default one of what is older.
CREATE FUNCTION drop_partitions(parent TEXT, unit TEXT, before TIMESTAMPTZ) RETURNS INT LANGUAGE plpgsql AS $$
DECLARE
    name TEXT;
    low TIMESTAMP;
    dropped INT := 0;
BEGIN
    FOR name IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass(quote_ident(parent)) AND c.relname <> parent || '_default' ORDER BY 1 LOOP
        low := to_date(substr(name, length(parent) + 2) || CASE unit WHEN 'month' THEN '_01' ELSE '' END, 'YYYY_MM_DD');
        IF (low + ('1 ' || unit)::INTERVAL) AT TIME ZONE 'UTC' <= before THEN
            EXECUTE format('DROP TABLE %I', name);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    EXECUTE format('DELETE FROM %I WHERE received_at < %L', parent || '_default', before);
    RETURN dropped;
END $$;
