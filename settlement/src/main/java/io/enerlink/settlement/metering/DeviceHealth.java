package io.enerlink.settlement.metering;

/** How a device is. */
public enum DeviceHealth {
    /** Its heartbeat says that all is well. */
    ALIVE,
    /** It says that something may go wrong. */
    WARNING,
    /** It says that something is wrong. */
    ERROR,
    /** It says nothing: no heartbeat for too long, or none ever. */
    MISSING
}
