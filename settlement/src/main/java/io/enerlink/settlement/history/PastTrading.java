package io.enerlink.settlement.history;

import io.enerlink.settlement.history.PastExecution.Fill;
import io.enerlink.settlement.history.PastExecution.PastOrder;
import io.enerlink.settlement.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads what the history holds. It may lag behind the engine. Every call asks the database and blocks. */
public final class PastTrading {
    /** An execution with its order as it was then: accepted, or last replaced before. */
    private static final String EXECUTION = """
            SELECT e.seq, e.type, e.order_id, o.client_order_id, o.instrument_id, o.side, o.order_type,
                   o.time_in_force, o.post_only, coalesce(r.price_ticks, o.price_ticks) price_ticks,
                   coalesce(r.quantity_wh, o.quantity_wh) quantity_wh, e.leaves_wh,
                   coalesce(r.expiry_ms, o.expiry_ms) expiry_ms, o.nonce, coalesce(r.sequence, o.sequence) sequence,
                   o.accepted_ms, t.trade_id, t.batch_id, t.price_ticks fill_ticks, t.quantity_wh fill_wh,
                   t.maker_order_id = e.order_id is_maker, t.maker_fee, t.taker_fee, e.reason, e.at_ms
            FROM execution e JOIN placed_order o USING (order_id) LEFT JOIN trade t USING (trade_id)
                 LEFT JOIN LATERAL (SELECT * FROM execution v WHERE v.order_id = e.order_id AND v.seq <= e.seq
                     AND v.type = 3 ORDER BY v.seq DESC LIMIT 1) r ON TRUE
            """;
    private static final String LAST_OF_ORDER = "e.seq = (SELECT max(l.seq) FROM execution l"
            + " WHERE l.order_id = o.order_id)";

    private final Database database;

    PastTrading(Database database) { this.database = database; }

    /** An account's executions from a number on, oldest first. */
    public List<PastExecution> executions(int accountId, long fromSeq, int limit) {
        return database.jdbi().withHandle(handle -> executions(handle.createQuery(EXECUTION
                + "WHERE e.account_id = :account AND e.seq >= :from ORDER BY e.seq LIMIT :limit")
                .bind("account", accountId).bind("from", fromSeq).bind("limit", limit)));
    }

    /** The number of the first execution of an account that the history could have. */
    public long earliestSeq(int accountId) {
        return database.jdbi().withHandle(handle -> handle
                .createQuery("SELECT coalesce((SELECT before_seq FROM account WHERE account_id = :account), 0) + 1")
                .bind("account", accountId).mapTo(Long.class).one());
    }

    /** The last that happened to an order, by either of its names (the other 0); of several of one name the newest. */
    public Optional<PastExecution> last(int accountId, long orderId, long clientOrderId) {
        String name = orderId != 0 ? "o.order_id = :name" : "o.client_order_id = :name";
        return database.jdbi().withHandle(handle -> executions(handle.createQuery(EXECUTION
                + "WHERE o.account_id = :account AND " + name + " AND " + LAST_OF_ORDER
                + " ORDER BY o.order_id DESC LIMIT 1").bind("account", accountId)
                .bind("name", orderId != 0 ? orderId : clientOrderId))).stream().findFirst();
    }

    /**
     * The last that happened to each order of an account, newest order first.
     *
     * @param beforeOrderId  only orders with a lower number; {@code Long.MAX_VALUE}: all
     * @param instrumentId   only of this one; 0: all
     * @param onlyEnded      no order that was still open
     */
    public List<PastExecution> orders(int accountId, long beforeOrderId, int instrumentId, boolean onlyEnded,
            int limit) {
        String more = (instrumentId == 0 ? "" : " AND o.instrument_id = :instrument")
                + (onlyEnded ? " AND (e.type = 2 OR e.type = 1 AND e.leaves_wh = 0)" : "");
        return database.jdbi().withHandle(handle -> {
            Query query = handle.createQuery(EXECUTION + "WHERE o.account_id = :account AND o.order_id < :before AND "
                    + LAST_OF_ORDER + more + " ORDER BY o.order_id DESC LIMIT :limit").bind("account", accountId)
                    .bind("before", beforeOrderId).bind("limit", limit);
            return executions(instrumentId == 0 ? query : query.bind("instrument", instrumentId));
        });
    }

    /** An instrument's trades below a number ({@code Long.MAX_VALUE}: the last), newest first. */
    public List<PastTrade> trades(int instrumentId, long beforeTradeId, int limit) {
        return database.jdbi().withHandle(handle -> handle.createQuery("""
                SELECT trade_id, price_ticks, quantity_wh, taker_side, at_ms FROM trade
                WHERE instrument_id = :instrument AND trade_id < :before ORDER BY trade_id DESC LIMIT :limit""")
                .bind("instrument", instrumentId).bind("before", beforeTradeId).bind("limit", limit)
                .map((row, context) -> new PastTrade(row.getLong(1), row.getLong(2), row.getLong(3), row.getInt(4),
                        row.getLong(5)))
                .list());
    }

    /** What arrived in an account's escrow, newest first, below a number ({@code Long.MAX_VALUE}: the last). */
    public List<PastDeposit> deposits(int accountId, long beforeEventSeq, int limit) {
        return database.jdbi().withHandle(handle -> handle.createQuery("""
                SELECT event_seq, asset, amount, at_ms FROM deposit
                WHERE account_id = :account AND event_seq < :before ORDER BY event_seq DESC LIMIT :limit""")
                .bind("account", accountId).bind("before", beforeEventSeq).bind("limit", limit)
                .map((row, context) -> new PastDeposit(row.getLong(1), row.getInt(2), row.getLong(3), row.getLong(4)))
                .list());
    }

    /** The highest number of a trade, 0 before the first. */
    public long lastTradeId() {
        return database.jdbi().withHandle(
                handle -> handle.createQuery("SELECT coalesce(max(trade_id), 0) FROM trade").mapTo(Long.class).one());
    }

    /** An instrument's candles of a length that began before a time ({@code Long.MAX_VALUE}: the last), newest first. */
    public List<Candle> candles(int instrumentId, long lengthMs, long beforeMs, int limit) {
        return database.jdbi().withHandle(handle -> handle.createQuery("""
                SELECT open_ms, open_ticks, high_ticks, low_ticks, close_ticks, volume_wh, trades FROM candle
                WHERE instrument_id = :instrument AND length_ms = :length AND open_ms < :before
                ORDER BY open_ms DESC LIMIT :limit""").bind("instrument", instrumentId).bind("length", lengthMs)
                .bind("before", beforeMs).bind("limit", limit)
                .map((row, context) -> new Candle(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4),
                        row.getLong(5), row.getLong(6), row.getLong(7)))
                .list());
    }

    private static List<PastExecution> executions(Query query) {
        return query.map(PastTrading::execution).list();
    }

    private static PastExecution execution(ResultSet row, StatementContext context) throws SQLException {
        PastOrder order = new PastOrder(row.getLong("order_id"), row.getLong("client_order_id"),
                row.getInt("instrument_id"), row.getInt("side"), row.getInt("order_type"), row.getInt("time_in_force"),
                row.getBoolean("post_only"), row.getLong("price_ticks"), row.getLong("quantity_wh"),
                row.getLong("leaves_wh"), row.getLong("expiry_ms"), row.getLong("nonce"), row.getLong("sequence"),
                row.getLong("accepted_ms"));
        int reason = row.getInt("reason");
        boolean canceled = !row.wasNull();
        return new PastExecution(row.getLong("seq"), PastExecution.Type.of(row.getInt("type")), order, fill(row),
                canceled ? reason : -1, row.getLong("at_ms"));
    }

    private static Fill fill(ResultSet row) throws SQLException {
        long tradeId = row.getLong("trade_id");
        if (row.wasNull()) return null;
        boolean maker = row.getBoolean("is_maker");
        return new Fill(tradeId, row.getLong("batch_id"), row.getLong("fill_ticks"), row.getLong("fill_wh"),
                row.getLong(maker ? "maker_fee" : "taker_fee"), maker);
    }
}
