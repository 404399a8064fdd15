package io.enerlink.gateway.net;

import java.util.concurrent.CompletableFuture;

/** What answers an HTTP call with status 200. @param type as in Content-Type */
public record Reply(String type, byte[] body) {
    private static final String JSON = "application/json; charset=utf-8";

    public static Reply json(byte[] body) {
        return new Reply(JSON, body);
    }

    public CompletableFuture<Reply> now() {
        return CompletableFuture.completedFuture(this);
    }
}
