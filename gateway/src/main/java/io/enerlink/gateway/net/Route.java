package io.enerlink.gateway.net;

import java.util.concurrent.CompletableFuture;

/** What one path of the HTTP side does. On an event loop: must not block, may answer later from any thread. */
@FunctionalInterface
public interface Route {
    /**
     * Throws, or fails with, a {@link io.enerlink.gateway.protocol.ProtocolException} where the caller is told why.
     * The body of the call is valid only until this returns.
     */
    CompletableFuture<Reply> answer(HttpCall call);

    /** A route that answers at once, in JSON. */
    @FunctionalInterface
    interface Json {
        byte[] answer(HttpCall call);
    }

    static Route json(Json route) {
        return call -> Reply.json(route.answer(call)).now();
    }
}
