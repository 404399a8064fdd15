package io.enerlink.gateway.session;

/** The time that half of the requests, and 99 of a hundred, took at most; ns. */
public record Percentiles(long p50Ns, long p99Ns) {}
