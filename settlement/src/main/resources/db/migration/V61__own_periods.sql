-- A periodic meter's own period; 0: when the exchange settles. Looked for every few seconds among meters of which few have one.
ALTER TABLE meter ADD COLUMN period_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX meter_of_period ON meter (period_ms) WHERE period_ms > 0;
