package io.enerlink.settlement.metering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of commands to devices. */
final class CommandTable {
    private static final String COLUMNS = """
            command_id, correlation, site, c.meter_id, kind, payload, c.state, attempts, counter_uwh
            FROM device_command c JOIN meter m ON m.meter_id = c.meter_id""";

    private CommandTable() {}

    /** A command. {@code counterUwh} null unless it is a reset that was sent. */
    record Row(long id, String correlation, String site, String meterId, DeviceCommand command, CommandState state,
            int attempts, Long counterUwh) {

        /** The same once more sent. @param counterUwh now; what it was when it was sent first stays */
        Row sent(Long counterUwh) {
            return new Row(id, correlation, site, meterId, command, CommandState.SENT, attempts + 1,
                    this.counterUwh == null ? counterUwh : this.counterUwh);
        }
    }

    static void insert(Handle handle, String correlation, String meterId, DeviceCommand command) {
        handle.createUpdate("""
                INSERT INTO device_command (correlation, meter_id, kind, payload, state)
                SELECT :correlation, meter_id, :kind, :payload, 'PENDING' FROM meter
                WHERE meter_id = :meter AND retired_at IS NULL ON CONFLICT DO NOTHING""")
                .bind("correlation", correlation).bind("meter", meterId).bind("kind", command.kind().name())
                .bind("payload", command.payload()).execute();
    }

    /** How many of a meter's wait for its device. */
    static int open(Handle handle, String meterId) {
        return handle.createQuery("SELECT count(*) FROM device_command WHERE meter_id = :meter"
                + " AND state IN ('PENDING', 'SENT')").bind("meter", meterId).mapTo(Integer.class).one();
    }

    /** What was to be said of a kind is not to be said any more: the contrary is. */
    static void supersede(Handle handle, String meterId, DeviceCommand.Kind kind) {
        handle.createUpdate("""
                UPDATE device_command SET state = 'FAILED', changed_at = now()
                WHERE meter_id = :meter AND kind = :kind AND state IN ('PENDING', 'SENT')""").bind("meter", meterId)
                .bind("kind", kind.name()).execute();
    }

    /** A reset of each meter is enough; one on its way serves for the newest settlement, too. */
    static void insertResets(Handle handle, String transactionId, DeviceCommand reset) {
        handle.createUpdate("""
                INSERT INTO device_command (correlation, meter_id, kind, payload, state)
                SELECT DISTINCT ON (meter_id) 'reset-' || report_id, meter_id, :kind, :payload, 'PENDING'
                FROM settlement_report s JOIN meter m USING (meter_id)
                WHERE transaction_id = :transaction AND s.state = 'FINAL' AND retired_at IS NULL AND NOT EXISTS (
                    SELECT 1 FROM device_command c WHERE c.meter_id = s.meter_id AND c.kind = :kind
                        AND c.state IN ('PENDING', 'SENT'))
                ORDER BY meter_id, ordinal ON CONFLICT DO NOTHING""").bind("transaction", transactionId)
                .bind("kind", reset.kind().name()).bind("payload", reset.payload()).execute();
    }

    /** What is to be sent: never sent, or not acknowledged in time. */
    static List<Row> toSend(Handle handle, Duration timeout) {
        return list(handle, """
                m.retired_at IS NULL AND (c.state = 'PENDING'
                    OR c.state = 'SENT' AND sent_at < now() - :timeout * interval '1 ms')""", timeout);
    }

    static List<Row> sent(Handle handle) {
        return list(handle, "c.state = 'SENT' AND :timeout = 0", Duration.ZERO);
    }

    private static List<Row> list(Handle handle, String which, Duration timeout) {
        return handle.createQuery("SELECT " + COLUMNS + " WHERE " + which + " ORDER BY command_id LIMIT 1000")
                .bind("timeout", timeout.toMillis()).map((row, context) -> row(row)).list();
    }

    static Optional<Row> find(Handle handle, String correlation) {
        return handle.createQuery("SELECT " + COLUMNS + " WHERE correlation = :correlation")
                .bind("correlation", correlation).map((row, context) -> row(row)).findOne();
    }

    static List<DeviceCommands.Told> last(Handle handle, String meterId, int limit) {
        return handle.createQuery("""
                SELECT correlation, payload, state, attempts, created_at, changed_at FROM device_command
                WHERE meter_id = :meter ORDER BY command_id DESC LIMIT :limit""").bind("meter", meterId)
                .bind("limit", limit)
                .map((row, context) -> new DeviceCommands.Told(row.getString(1), row.getString(2),
                        CommandState.valueOf(row.getString(3)), row.getInt(4), row.getTimestamp(5).getTime(),
                        row.getTimestamp(6).getTime()))
                .list();
    }

    /** @return false where it is over */
    static boolean sent(Handle handle, Row command) {
        return handle.createUpdate("""
                UPDATE device_command SET state = 'SENT', attempts = :attempts, sent_at = now(), changed_at = now(),
                    counter_uwh = :counter
                WHERE command_id = :id AND state IN ('PENDING', 'SENT')""").bind("attempts", command.attempts())
                .bind("counter", command.counterUwh()).bind("id", command.id()).execute() > 0;
    }

    static void close(Handle handle, long id, CommandState state) {
        handle.createUpdate("""
                UPDATE device_command SET state = :state, changed_at = now()
                WHERE command_id = :id AND state IN ('PENDING', 'SENT')""").bind("state", state.name()).bind("id", id)
                .execute();
    }

    private static Row row(ResultSet row) throws SQLException {
        DeviceCommand command = new DeviceCommand(DeviceCommand.Kind.valueOf(row.getString("kind")),
                row.getString("payload"));
        return new Row(row.getLong("command_id"), row.getString("correlation"), row.getString("site"),
                row.getString("meter_id"), command, CommandState.valueOf(row.getString("state")),
                row.getInt("attempts"), row.getObject("counter_uwh", Long.class));
    }
}
