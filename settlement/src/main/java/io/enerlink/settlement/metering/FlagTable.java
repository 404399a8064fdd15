package io.enerlink.settlement.metering;

import java.sql.Timestamp;
import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of flags on meters. */
final class FlagTable {
    private static final int MAX_DETAIL = 300;

    private FlagTable() {}

    /** A reason to look at a meter. */
    record Raised(String meterId, Flag flag, String detail, long atMs) {}

    /** One row a meter and reason, however often it is raised before somebody clears it. */
    static void raise(Handle handle, Collection<Raised> flags) {
        if (flags.isEmpty()) return;
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO meter_flag (meter_id, reason, detail, first_at, last_at)
                VALUES (:meter, :reason, :detail, :at, :at)
                ON CONFLICT (meter_id, reason) WHERE cleared_by IS NULL
                DO UPDATE SET times = meter_flag.times + 1, detail = :detail, last_at = :at""");
        for (Raised flag : flags)
            batch.bind("meter", flag.meterId()).bind("reason", flag.flag().name())
                    .bind("detail", flag.detail().substring(0, Math.min(MAX_DETAIL, flag.detail().length())))
                    .bind("at", new Timestamp(flag.atMs())).add();
        batch.execute();
    }

    static void clear(Handle handle, String meterId, Collection<Flag> flags, long actionId) {
        handle.createUpdate("""
                UPDATE meter_flag SET cleared_by = :action
                WHERE meter_id = :meter AND reason = ANY(:reasons) AND cleared_by IS NULL""").bind("action", actionId)
                .bind("meter", meterId).bindArray("reasons", String.class, flags.stream().map(Flag::name).toArray())
                .execute();
    }
}
