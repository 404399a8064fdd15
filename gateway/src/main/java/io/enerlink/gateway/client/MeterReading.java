package io.enerlink.gateway.client;

/** What one of the account's meters has counted, in µWh. @param state what became of the reading, such as accepted */
public record MeterReading(String meterId, long exportUwh, long importUwh, String state, long timestampMs) {}
