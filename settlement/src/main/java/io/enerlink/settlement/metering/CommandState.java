package io.enerlink.settlement.metering;

/** Where a command to a device is. */
public enum CommandState {
    /** Stored, not yet with the broker. */
    PENDING,
    /** With the broker. */
    SENT,
    /** The device said so, or its data show it. */
    ACKNOWLEDGED,
    /** No sign of it, however often it was sent. */
    TIMED_OUT,
    /** The device refused. */
    FAILED
}
