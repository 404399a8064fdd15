-- What a meter's readings and settlements come to, by quarters of an hour and by days in its zone. A quarter has the
-- readings made after its beginning up to its end: a register read at midnight tells of the day that ends.

CREATE TABLE energy_quarter (
    meter_id   TEXT NOT NULL,
    from_at    TIMESTAMPTZ NOT NULL,
    export_uwh BIGINT NOT NULL,                  -- credited
    import_uwh BIGINT NOT NULL,
    minted_uwh BIGINT NOT NULL,                  -- by reports made in it that took effect
    burned_uwh BIGINT NOT NULL,
    readings   INT NOT NULL,                     -- stored
    held       INT NOT NULL,                     -- of them, waiting for review
    PRIMARY KEY (meter_id, from_at)
);

CREATE TABLE energy_day (
    meter_id   TEXT NOT NULL,
    day        DATE NOT NULL,                    -- in the meter's zone
    export_uwh BIGINT NOT NULL,
    import_uwh BIGINT NOT NULL,
    minted_uwh BIGINT NOT NULL,
    burned_uwh BIGINT NOT NULL,
    readings   INT NOT NULL,
    held       INT NOT NULL,
    PRIMARY KEY (meter_id, day)
);

-- Quarters that something happened to since they were summed up. Written with what happened, by who holds the meter's lock.
CREATE TABLE rollup_due (
    meter_id TEXT NOT NULL,
    from_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (meter_id, from_at)
);

CREATE INDEX settlement_report_history ON settlement_report (meter_id, created_at) WHERE state = 'FINAL';

-- The quarter that a reading is of, and that a report is of.
CREATE FUNCTION reading_quarter(counted_at TIMESTAMPTZ) RETURNS TIMESTAMPTZ LANGUAGE sql STABLE AS $$
    SELECT date_bin('15 minutes', counted_at - INTERVAL '1 millisecond', 'epoch')
$$;
CREATE FUNCTION report_quarter(created_at TIMESTAMPTZ) RETURNS TIMESTAMPTZ LANGUAGE sql STABLE AS $$
    SELECT date_bin('15 minutes', created_at, 'epoch')
$$;

INSERT INTO rollup_due
SELECT meter_id, reading_quarter(counted_at) FROM reading
UNION
SELECT meter_id, report_quarter(created_at) FROM settlement_report WHERE state = 'FINAL';

-- Rows of meters change with every batch of readings: room beside them keeps the changes out of the indexes.
ALTER TABLE meter SET (fillfactor = 50);
ALTER TABLE meter_epoch SET (fillfactor = 50);
