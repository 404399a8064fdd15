-- What operators do with wallets is recorded as what they do with meters: an action is about one or the other.
ALTER TABLE operator_action
    ALTER COLUMN meter_id DROP NOT NULL,
    ADD COLUMN wallet TEXT REFERENCES wallet,
    ADD CHECK ((meter_id IS NULL) <> (wallet IS NULL));
CREATE INDEX operator_action_wallet ON operator_action (wallet, action_id) WHERE wallet IS NOT NULL;
