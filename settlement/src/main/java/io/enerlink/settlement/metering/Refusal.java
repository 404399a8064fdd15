package io.enerlink.settlement.metering;

/** Why a message was refused: it is acknowledged, kept raw, counted, and changes nothing. */
public enum Refusal {
    /** More bytes than any meter has to say. */
    TOO_LARGE_MESSAGE,
    /** No topic of ours. */
    UNKNOWN_TOPIC,
    /** No meter is registered for the site. */
    UNKNOWN_METER,
    /** Not one JSON object, or one with a key twice. */
    MALFORMED_JSON,
    /** Something that must be there is not. */
    MISSING_FIELD,
    /** Text, NaN or infinity where a number belongs. */
    NOT_A_NUMBER,
    /** A value of the wrong kind or outside of its list. */
    INVALID_VALUE,
    /** A cumulative energy below zero. */
    NEGATIVE_ENERGY,
    /** A number that devices send when they have none, such as 0xFFFFFFFF. */
    SENTINEL,
    /** A number beyond what can be counted. */
    OUT_OF_RANGE,
    /** Measured longer ago than readings are taken. */
    TOO_OLD,
    /** Another message of the same meter and time says something else. */
    CONFLICT,
    /** The very message was heard before. Neither kept nor a fault; only counted. */
    DUPLICATE,
    /** The database cannot hold it. */
    UNSTORABLE,
    /** Signed readings are made, and not to come. */
    IN_THE_FUTURE,
    /** A signed reading that is not after the newest: replayed, or out of order. */
    NOT_RISING,
    /** Not signed by the meter's key. */
    BAD_SIGNATURE,
    /** Not by who may speak for the meter. */
    UNAUTHORIZED,
    /** The meter's policy takes readings over MQTT, or over HTTP, and not this way. */
    WRONG_WAY
}
