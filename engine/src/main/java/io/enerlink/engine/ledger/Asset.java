package io.enerlink.engine.ledger;

/**
 * What balances are kept in: ETK in base units of 1 µWh, IDRS in base units of 0.000001 rupiah.
 * Travels as its {@linkplain #code() code}, so constants are only ever added at the end.
 */
public enum Asset {
    ETK, IDRS;

    private static final Asset[] VALUES = values();

    public int code() { return ordinal(); }

    public static boolean isCode(int code) {
        return code < VALUES.length;
    }

    /** @throws ArrayIndexOutOfBoundsException for a code that is none */
    public static Asset of(int code) {
        return VALUES[code];
    }
}
