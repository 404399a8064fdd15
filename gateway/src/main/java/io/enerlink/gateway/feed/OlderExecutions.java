package io.enerlink.gateway.feed;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Executions that memory has forgotten. */
@FunctionalInterface
interface OlderExecutions {
    /** Some from a number on, oldest first; none where there are none. Fails where it cannot be asked now. */
    CompletableFuture<List<Execution>> from(int accountId, long seq);
}
