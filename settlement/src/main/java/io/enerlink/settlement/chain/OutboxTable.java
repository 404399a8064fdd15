package io.enerlink.settlement.chain;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The outbox in PostgreSQL. Each method is one commit. */
final class OutboxTable implements OutboxStore {
    private static final String SELECT = """
            SELECT seq, id, key_role, to_address, state, nonce, hash, block_number, block_hash, block_timestamp,
                block_index, succeeded FROM outbox
            """;

    private final Database database;

    OutboxTable(Database database) { this.database = database; }

    @Override
    public boolean insert(TransactionRequest request) {
        return database.jdbi().withHandle(handle -> handle.createUpdate("""
                INSERT INTO outbox (id, key_role, to_address, data, gas, state)
                VALUES (:id, :key, :to, :data, :gas, 'PENDING') ON CONFLICT (id) DO NOTHING""").bind("id", request.id())
                .bind("key", request.key()).bind("to", request.to()).bind("data", request.data())
                .bind("gas", request.gas()).execute()) == 1;
    }

    @Override
    public List<OutboxEntry> find(Collection<String> ids) {
        return database.jdbi().withHandle(handle -> handle.createQuery(SELECT + "WHERE id = ANY(:ids)")
                .bindArray("ids", String.class, ids).map(OutboxTable::entry).list());
    }

    @Override
    public Optional<TransactionRequest> request(String id) {
        return database.jdbi().withHandle(handle -> handle.createQuery(
                "SELECT id, key_role, to_address, data, gas FROM outbox WHERE id = :id").bind("id", id)
                .map((row, context) -> new TransactionRequest(row.getString("id"),
                        KeyRole.valueOf(row.getString("key_role")), row.getString("to_address"), row.getBytes("data"),
                        row.getLong("gas")))
                .findOne());
    }

    @Override
    public void sign(List<Signed> signed) {
        database.jdbi().useTransaction(handle -> signed.forEach(each -> handle.createUpdate("""
                UPDATE outbox SET nonce = :nonce, signed = :signed, hash = :hash, changed_at = now()
                WHERE seq = :seq""").bind("seq", each.entry().seq()).bind("nonce", each.entry().nonce())
                .bind("signed", each.bytes()).bind("hash", each.entry().hash()).execute()));
    }

    @Override
    public byte[] signed(OutboxEntry entry) {
        return database.jdbi().withHandle(handle -> handle.createQuery("SELECT signed FROM outbox WHERE seq = :seq")
                .bind("seq", entry.seq()).mapTo(byte[].class).one());
    }

    @Override
    public List<OutboxEntry> inState(TransactionState state, int limit) {
        return database.jdbi().withHandle(
                handle -> handle.createQuery(SELECT + "WHERE state = :state ORDER BY seq LIMIT :limit")
                        .bind("state", state).bind("limit", limit).map(OutboxTable::entry).list());
    }

    @Override
    public List<OutboxEntry> inState(KeyRole key, TransactionState state, int limit) {
        return database.jdbi().withHandle(handle -> handle.createQuery(SELECT + """
                WHERE state = :state AND key_role = :key ORDER BY nonce NULLS LAST, seq LIMIT :limit""")
                .bind("state", state).bind("key", key).bind("limit", limit).map(OutboxTable::entry).list());
    }

    @Override
    public int count(TransactionState state) {
        return database.jdbi().withHandle(
                handle -> handle.createQuery("SELECT count(*) FROM outbox WHERE state = :state").bind("state", state)
                        .mapTo(Integer.class).one());
    }

    @Override
    public long nextNonce(KeyRole key) {
        return database.jdbi().withHandle(
                handle -> handle.createQuery("SELECT coalesce(max(nonce) + 1, 0) FROM outbox WHERE key_role = :key")
                        .bind("key", key).mapTo(Long.class).one());
    }

    /** The mined transaction furthest up the chain. */
    Optional<OutboxEntry> highest() {
        return database.jdbi().withHandle(handle -> handle.createQuery(SELECT + """
                WHERE block_number IS NOT NULL ORDER BY block_number DESC, block_index DESC LIMIT 1""")
                .map(OutboxTable::entry).findOne());
    }

    @Override
    public Optional<OutboxEntry> highestDone() {
        return database.jdbi().withHandle(handle -> handle.createQuery(SELECT + """
                WHERE block_number IS NOT NULL AND state IN ('FINAL', 'REVERTED')
                ORDER BY block_number DESC, block_index DESC LIMIT 1""").map(OutboxTable::entry).findOne());
    }

    /** The numbers of all blocks with transactions of ours, rising. */
    List<Long> minedBlocks() {
        return database.jdbi().withHandle(handle -> handle.createQuery("""
                SELECT DISTINCT block_number FROM outbox WHERE block_number IS NOT NULL ORDER BY block_number""")
                .mapTo(Long.class).list());
    }

    /** What of ours is in a block, in its order there. */
    List<OutboxEntry> inBlock(long blockNumber) {
        return database.jdbi().withHandle(
                handle -> handle.createQuery(SELECT + "WHERE block_number = :number ORDER BY block_index")
                        .bind("number", blockNumber).map(OutboxTable::entry).list());
    }

    @Override
    public void update(List<OutboxEntry> entries) {
        database.jdbi().useTransaction(handle -> entries.forEach(entry -> move(handle, entry)));
    }

    private static void move(Handle handle, OutboxEntry entry) {
        boolean mined = entry.blockHash() != null;
        handle.createUpdate("""
                UPDATE outbox SET state = :state, block_number = :blockNumber, block_hash = :blockHash,
                    block_timestamp = :blockTimestamp, block_index = :blockIndex, succeeded = :succeeded,
                    changed_at = now()
                WHERE seq = :seq""").bind("seq", entry.seq()).bind("state", entry.state())
                .bind("blockNumber", mined ? entry.blockNumber() : null)
                .bind("blockHash", entry.blockHash()).bind("blockTimestamp", mined ? entry.blockTimestamp() : null)
                .bind("blockIndex", mined ? entry.blockIndex() : null)
                .bind("succeeded", mined ? entry.succeeded() : null).execute();
    }

    @Override
    public void reason(OutboxEntry entry, String reason) {
        database.jdbi().useHandle(handle -> handle.createUpdate("UPDATE outbox SET reason = :reason WHERE seq = :seq")
                .bind("reason", reason).bind("seq", entry.seq()).execute());
    }

    @Override
    public Optional<String> reason(String id) {
        return database.jdbi().withHandle(handle -> handle.createQuery("SELECT reason FROM outbox WHERE id = :id")
                .bind("id", id).mapTo(String.class).findOne());
    }

    private static OutboxEntry entry(ResultSet row, StatementContext context) throws SQLException {
        boolean signed = row.getString("hash") != null;
        boolean mined = row.getString("block_hash") != null;
        return new OutboxEntry(row.getLong("seq"), row.getString("id"), KeyRole.valueOf(row.getString("key_role")),
                row.getString("to_address"), TransactionState.valueOf(row.getString("state")),
                signed ? row.getLong("nonce") : TransactionView.NONE, row.getString("hash"),
                mined ? row.getLong("block_number") : TransactionView.NONE, row.getString("block_hash"),
                mined ? row.getLong("block_timestamp") : TransactionView.NONE, row.getInt("block_index"),
                row.getBoolean("succeeded"));
    }
}
