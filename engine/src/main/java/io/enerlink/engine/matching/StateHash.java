package io.enerlink.engine.matching;

/** Folds longs, one after the other, into one. */
public final class StateHash {
    private long value = 0x9E37_79B9_7F4A_7C15L;

    public StateHash add(long word) {
        value = (value ^ word) * 0xFF51_AFD7_ED55_8CCDL;
        value ^= value >>> 32;
        return this;
    }

    public long value() { return value; }
}
