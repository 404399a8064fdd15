package io.enerlink.gateway.session;

import io.enerlink.gateway.protocol.Request;

/** What a request's method does. */
@FunctionalInterface
public interface Method {
    /**
     * Answers now or later. Reads all its fields before anything takes effect.
     *
     * @throws io.enerlink.gateway.protocol.ProtocolException as the answer
     */
    void call(Session session, Request request);
}
