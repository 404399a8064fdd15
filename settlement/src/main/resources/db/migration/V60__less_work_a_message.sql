-- A reading's message is kept once, as it came, beside the reading: it was there twice, as JSON and as bytes, each with an
-- index of long names. What is stored stays where it is: older rows have JSON here, and their bytes in message_log for as
-- long as it keeps them.
DROP INDEX reading_detail_history;
ALTER TABLE reading_detail
    DROP COLUMN meter_id,
    DROP COLUMN sampled_at,
    ALTER COLUMN payload DROP NOT NULL,
    ADD COLUMN raw BYTEA;
CREATE INDEX reading_detail_reading ON reading_detail (reading_id);

-- A reading above all of its meter's is no repetition, and is not looked for among them.
UPDATE meter m SET state = state || jsonb_build_object('highestMs',
    (SELECT coalesce(max(timestamp_ms), 0) FROM reading r WHERE r.meter_id = m.meter_id));

-- Read and written with every message, and never searched: as JSONB it was taken apart and put together each time.
ALTER TABLE meter ALTER COLUMN state TYPE TEXT USING state::TEXT;
