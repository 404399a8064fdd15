-- Every batch of messages writes its meters' states and watermarks anew. No index may depend on what changes, and pages keep
-- room for it, or each of these writes is one into every index as well. Epochs are looked up by their meter.
DROP INDEX meter_epoch_due;
ALTER TABLE meter SET (fillfactor = 50);
ALTER TABLE meter_epoch SET (fillfactor = 50);
