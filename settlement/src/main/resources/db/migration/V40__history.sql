-- What happened to orders, for whoever asks later than the exchange's memory reaches. Rebuilt from the journal: nothing
-- here is the only truth. Rows are added in the order of the engine's commands and never changed, but for candles.

-- Everything up to this command is here. A batch of rows and this number are committed together.
CREATE TABLE history (
    only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    sequence BIGINT NOT NULL
);
INSERT INTO history (sequence) VALUES (0);

CREATE TABLE account (
    account_id INT PRIMARY KEY,
    address    TEXT NOT NULL UNIQUE,
    before_seq BIGINT NOT NULL               -- of its last execution before the history began
);

-- Orders as they were accepted; what became of them is in execution.
CREATE TABLE placed_order (
    order_id        BIGINT PRIMARY KEY,
    account_id      INT NOT NULL,
    client_order_id BIGINT NOT NULL,
    instrument_id   INT NOT NULL,
    side            SMALLINT NOT NULL,       -- 0 bid, 1 ask
    order_type      SMALLINT NOT NULL,       -- 0 limit, 1 market
    time_in_force   SMALLINT NOT NULL,       -- the engine's TimeInForce
    post_only       BOOLEAN NOT NULL,
    price_ticks     BIGINT NOT NULL,
    quantity_wh     BIGINT NOT NULL,
    expiry_ms       BIGINT NOT NULL,
    nonce           BIGINT NOT NULL,
    sequence        BIGINT NOT NULL,         -- the command that accepted it
    accepted_ms     BIGINT NOT NULL
);
CREATE INDEX placed_order_account ON placed_order (account_id, order_id);
CREATE INDEX placed_order_client ON placed_order (account_id, client_order_id, order_id);

-- What the channel executions tells, an account's without a gap. price, quantity and expiry: of a replacement.
CREATE TABLE execution (
    account_id  INT NOT NULL,
    seq         BIGINT NOT NULL,
    type        SMALLINT NOT NULL,           -- 0 new, 1 trade, 2 canceled, 3 replaced
    order_id    BIGINT NOT NULL,
    leaves_wh   BIGINT NOT NULL,
    price_ticks BIGINT,
    quantity_wh BIGINT,
    expiry_ms   BIGINT,
    trade_id    BIGINT,
    reason      SMALLINT,                    -- the engine's CancelReason
    sequence    BIGINT NOT NULL,             -- the command that caused it
    at_ms       BIGINT NOT NULL,
    PRIMARY KEY (account_id, seq),
    CHECK ((type = 3) = (price_ticks IS NOT NULL)),
    CHECK ((type = 1) = (trade_id IS NOT NULL)),
    CHECK ((type = 2) = (reason IS NOT NULL))
);
CREATE INDEX execution_order ON execution (order_id, seq);

CREATE TABLE trade (
    trade_id         BIGINT PRIMARY KEY,
    batch_id         BIGINT NOT NULL,
    instrument_id    INT NOT NULL,
    price_ticks      BIGINT NOT NULL,
    quantity_wh      BIGINT NOT NULL,
    quote            BIGINT NOT NULL,        -- IDRS base units without fees
    taker_side       SMALLINT NOT NULL,
    maker_order_id   BIGINT NOT NULL,
    maker_account_id INT NOT NULL,
    maker_fee        BIGINT NOT NULL,
    taker_order_id   BIGINT NOT NULL,
    taker_account_id INT NOT NULL,
    taker_fee        BIGINT NOT NULL,
    sequence         BIGINT NOT NULL,
    at_ms            BIGINT NOT NULL
);
CREATE INDEX trade_instrument ON trade (instrument_id, trade_id);

CREATE TABLE candle (
    instrument_id INT NOT NULL,
    length_ms     BIGINT NOT NULL,
    open_ms       BIGINT NOT NULL,
    open_ticks    BIGINT NOT NULL,
    high_ticks    BIGINT NOT NULL,
    low_ticks     BIGINT NOT NULL,
    close_ticks   BIGINT NOT NULL,
    volume_wh     BIGINT NOT NULL,
    trades        BIGINT NOT NULL,
    PRIMARY KEY (instrument_id, length_ms, open_ms)
);

-- Until when a key may sign for an account, each time that changed.
CREATE TABLE approval (
    account_id INT NOT NULL,
    agent      TEXT NOT NULL,
    sequence   BIGINT NOT NULL,
    expiry_ms  BIGINT NOT NULL,
    at_ms      BIGINT NOT NULL,
    PRIMARY KEY (account_id, agent, sequence)
);

-- What arrived in escrow from wallets, as the chain's log said it.
CREATE TABLE deposit (
    event_seq  BIGINT PRIMARY KEY,           -- of the Market's log, in the order in which the engine heard it
    account_id INT NOT NULL,
    asset      SMALLINT NOT NULL,            -- 0 ETK, 1 IDRS
    amount     BIGINT NOT NULL,              -- base units
    sequence   BIGINT NOT NULL,
    at_ms      BIGINT NOT NULL
);
CREATE INDEX deposit_account ON deposit (account_id, event_seq);
