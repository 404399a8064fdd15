-- How each device is, by its newest heartbeat; MISSING once there was none for too long. No row: never heard.
CREATE TABLE device_health (
    meter_id TEXT PRIMARY KEY REFERENCES meter,
    health   TEXT NOT NULL,
    heard_at TIMESTAMPTZ NOT NULL
);

-- The newest command of a kind, which says how a device should be.
CREATE INDEX device_command_newest ON device_command (meter_id, kind, command_id DESC);

-- What flowed and is not burned yet, and debts; when it was looked at last.
ALTER TABLE prepaid ADD COLUMN reserved_uwh BIGINT NOT NULL DEFAULT 0;
