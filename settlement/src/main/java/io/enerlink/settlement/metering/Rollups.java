package io.enerlink.settlement.metering;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import io.enerlink.settlement.store.Database;

/**
 * Sums up what happened at meters, by quarters of an hour and by days in their zones. A quarter is summed up from scratch
 * whenever something happened to it, a late reading or a decision as well, so it may be done as often as one likes.
 */
public final class Rollups {
    private static final int MAX_METERS = 200;
    /** Quarters of one transaction, which holds their meters' locks. */
    private static final int MAX_QUARTERS = 2_000;

    private final Database database;
    private volatile boolean running = true;

    public Rollups(Database database) { this.database = database; }

    /**
     * Sums up all quarters that are due and over.
     *
     * @return how many
     */
    public int run(long nowMs) {
        int sum = 0;
        for (int done = some(nowMs); done > 0 && running; done = some(nowMs)) sum += done;
        return sum;
    }

    /** Ends a run after what it is at. */
    void stop() {
        running = false;
    }

    private int some(long nowMs) {
        return database.jdbi().inTransaction(handle -> {
            List<String> meters = RollupTable.meters(handle, nowMs, MAX_METERS);
            if (meters.isEmpty()) return 0;
            MeterTable.lockIds(handle, meters); // nothing happens to them between the sums and their being noted
            List<RollupTable.Due> due = RollupTable.take(handle, meters, nowMs, MAX_QUARTERS);
            RollupTable.sumQuarters(handle, due);
            Set<RollupTable.Day> days = due.stream().map(RollupTable.Due::day)
                    .collect(Collectors.toCollection(HashSet::new));
            RollupTable.sumDays(handle, days);
            return due.size();
        });
    }
}
