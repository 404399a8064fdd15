package io.enerlink.settlement.metering;

/**
 * How the device of a meter is.
 *
 * @param owner   of the meter
 * @param heardMs when its last heartbeat came, in ms since 1970; 0 when none ever did
 */
public record DeviceState(String meterId, String owner, DeviceHealth health, long heardMs) {}
