package io.enerlink.gateway.protocol;

/**
 * One request of a client.
 *
 * @param id     what the client named it, as JSON; it comes back in the answer. {@code null} as text where it had none
 * @param method the method's name
 * @param params its fields, which live until the same thread reads the next request
 */
public record Request(String id, String method, Params params) {}
