-- Who owns meters. The address is a wallet's; keystore is a keystore V3 file where we hold its key, encrypted as it is there.
CREATE TABLE prosumer (
    prosumer_id   BIGSERIAL PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    registered_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE wallet (
    address     TEXT PRIMARY KEY,                -- lower-case 0x-hexadecimal
    prosumer_id BIGINT NOT NULL REFERENCES prosumer,
    keystore    JSONB,
    added_at    TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- A site has one meter at a time; those it replaced stay, retired, with all that is theirs.
ALTER TABLE meter DROP CONSTRAINT meter_site_key;
ALTER TABLE meter
    ADD COLUMN number       INT NOT NULL DEFAULT 1,
    ADD COLUMN model        TEXT NOT NULL DEFAULT 'reference',
    ADD COLUMN span_uwh     BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN onboarding   TEXT NOT NULL DEFAULT 'PASSED',
    ADD COLUMN capabilities TEXT[] NOT NULL DEFAULT '{}',
    -- Its turn: who waited longest comes first, so that none starves where a round has bounds.
    ADD COLUMN settled_at   TIMESTAMPTZ NOT NULL DEFAULT to_timestamp(0),
    ADD COLUMN retired_at   TIMESTAMPTZ,
    ADD COLUMN public_key   BYTEA,               -- Ed25519, 32 bytes, that signs its readings
    ADD COLUMN secret_hash  TEXT;                -- SHA-256 of what it shows to broker and gateway, hexadecimal
CREATE UNIQUE INDEX meter_at_site ON meter (site) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX meter_number ON meter (site, number);

-- What somebody should look at: one open row a meter and reason.
CREATE TABLE meter_flag (
    flag_id    BIGSERIAL PRIMARY KEY,
    meter_id   TEXT NOT NULL REFERENCES meter,
    reason     TEXT NOT NULL,
    detail     TEXT NOT NULL,                    -- of the newest
    times      BIGINT NOT NULL DEFAULT 1,
    first_at   TIMESTAMPTZ NOT NULL,
    last_at    TIMESTAMPTZ NOT NULL,
    cleared_by BIGINT
);
CREATE UNIQUE INDEX meter_flag_open ON meter_flag (meter_id, reason) WHERE cleared_by IS NULL;

-- What operators decided. Never changed, never deleted.
CREATE TABLE operator_action (
    action_id BIGSERIAL PRIMARY KEY,
    acted_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    operator  TEXT NOT NULL,
    action    TEXT NOT NULL,
    meter_id  TEXT NOT NULL REFERENCES meter,
    detail    JSONB NOT NULL,
    reason    TEXT NOT NULL
);
ALTER TABLE meter_flag ADD FOREIGN KEY (cleared_by) REFERENCES operator_action;

ALTER TABLE reading ADD COLUMN reviewed_by BIGINT REFERENCES operator_action;
-- The bytes as they came, which payload_hash is of; null for those stored before they were kept.
ALTER TABLE reading ADD COLUMN raw BYTEA;
DROP INDEX reading_held;
CREATE INDEX reading_held ON reading (meter_id, reading_id)
    WHERE status IN ('HELD', 'CLOCK_OFF') AND reviewed_by IS NULL;

-- Settlements that operators asked for, beside the periods.
CREATE TABLE settlement_request (
    request_id BIGSERIAL PRIMARY KEY,
    asked_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    operator   TEXT NOT NULL,
    taken_at   TIMESTAMPTZ
);
CREATE INDEX settlement_request_open ON settlement_request (request_id) WHERE taken_at IS NULL;

CREATE TABLE prepaid (
    meter_id       TEXT PRIMARY KEY REFERENCES meter,
    stage          TEXT NOT NULL DEFAULT 'ON',
    empty_since_ms BIGINT NOT NULL DEFAULT 0,
    credit_uwh     BIGINT NOT NULL DEFAULT 0,    -- when it was looked at last
    warn_uwh       BIGINT NOT NULL,
    shed_uwh       BIGINT NOT NULL,
    on_uwh         BIGINT NOT NULL,
    grace_ms       BIGINT NOT NULL,
    critical       BOOLEAN NOT NULL
);
