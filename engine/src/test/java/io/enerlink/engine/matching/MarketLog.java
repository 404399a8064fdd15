package io.enerlink.engine.matching;

import java.util.function.Function;

/** Hears what {@link MarketContract} logs. */
interface MarketLog {
    /** @param command tells the engine of it */
    void account(Function<Commands, Commands> command);

    void settled(long batchId);

    /** The last of the batches that were voided. */
    void voided(long batchId);
}
