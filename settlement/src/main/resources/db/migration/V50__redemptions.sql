-- A payment is named by the hash of its reference, which the request for it holds too: so one without the other is found.
UPDATE outbox SET id = 'redeemed:0x' || encode(substring(data FROM 5 FOR 32), 'hex') WHERE id LIKE 'redeemed:%';
CREATE INDEX outbox_redemption ON outbox (seq) WHERE id LIKE 'redeem:%';
