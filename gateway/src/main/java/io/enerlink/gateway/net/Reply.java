package io.enerlink.gateway.net;

import java.util.concurrent.CompletableFuture;

/** What answers an HTTP call that is not refused. @param type as in Content-Type */
public record Reply(int status, String type, byte[] body) {

    private static final int OK = 200;
    private static final int CREATED = 201;
    static final String JSON = "application/json; charset=utf-8";

    public Reply(String type, byte[] body) { this(OK, type, body); }

    public static Reply json(byte[] body) {
        return new Reply(OK, JSON, body);
    }

    /** Something is there now that was not before. */
    public static Reply created(byte[] body) {
        return new Reply(CREATED, JSON, body);
    }

    public CompletableFuture<Reply> now() {
        return CompletableFuture.completedFuture(this);
    }
}
