-- Transactions to the chain. A row is committed before the node first sees its bytes.
CREATE TABLE outbox (
    seq             BIGSERIAL PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    key_role        TEXT NOT NULL,
    to_address      TEXT,
    data            BYTEA NOT NULL,
    state           TEXT NOT NULL,
    nonce           BIGINT,
    signed          BYTEA,
    hash            TEXT UNIQUE,
    block_number    BIGINT,
    block_hash      TEXT,
    block_timestamp BIGINT,          -- seconds
    block_index     INT,             -- of the transaction in its block
    succeeded       BOOLEAN,         -- of its receipt
    reason          TEXT,            -- why it reverted
    created_at      TIMESTAMPTZ NOT NULL DEFAULT now(),
    changed_at      TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (key_role, nonce),
    CHECK ((nonce IS NULL) = (signed IS NULL) AND (nonce IS NULL) = (hash IS NULL)),
    CHECK ((block_number IS NULL) = (block_hash IS NULL) AND (block_number IS NULL) = (block_timestamp IS NULL))
);
CREATE INDEX outbox_open ON outbox (seq) WHERE state IN ('PENDING', 'SUBMITTED', 'MINED');
CREATE INDEX outbox_block ON outbox (block_number, block_index) WHERE block_number IS NOT NULL;

-- The one deployment this database belongs to.
CREATE TABLE deployment (
    only_row          BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    chain_id          BIGINT NOT NULL,
    genesis_hash      TEXT NOT NULL,
    genesis_timestamp BIGINT NOT NULL,   -- seconds
    admin             TEXT NOT NULL,
    first_block       BIGINT,            -- null until the contracts are there, as are the rest
    etk               TEXT,
    idrs              TEXT,
    converter         TEXT,
    market            TEXT,
    fee_recipient     TEXT,
    code_hash         TEXT               -- over the code of all four
);

-- Blocks whose logs were handled; the highest is where reading goes on, the others serve to find where a reorganisation began.
CREATE TABLE log_cursor (
    block_number BIGINT PRIMARY KEY,
    block_hash   TEXT NOT NULL
);

-- What the settlement of each closed batch is doing; can be rebuilt from the engine's journal and the chain.
CREATE TABLE batch (
    batch_id         BIGINT PRIMARY KEY,
    status           TEXT NOT NULL,
    trades           INT NOT NULL,
    executions       INT NOT NULL,
    trades_root      TEXT NOT NULL,
    transaction_hash TEXT,
    changed_at       TIMESTAMPTZ NOT NULL DEFAULT now()
);
