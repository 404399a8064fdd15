-- What a transaction takes at most, where the sender knows; zero: not known.
ALTER TABLE outbox ADD COLUMN gas bigint NOT NULL DEFAULT 0;
