package io.enerlink.gateway.feed;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Executions that memory has forgotten. */
@FunctionalInterface
interface OlderExecutions {
    /** @param fromSeq that was asked for, or a higher one where what lies between is nowhere */
    record Page(long fromSeq, List<Execution> executions) {}

    /** Some from a number on, oldest first; none where they are not there yet. Fails where it cannot be asked now. */
    CompletableFuture<Page> from(int accountId, long seq);
}
