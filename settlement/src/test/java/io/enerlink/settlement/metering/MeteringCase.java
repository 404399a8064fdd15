package io.enerlink.settlement.metering;

/** What happens to meters and their messages, as docs/METERING.md lists it: each row of its table is one of these. */
enum MeteringCase {
    COUNTER_FALLS("counter falls (reboot, reset)"),
    READS_ZERO("counter reads 0 once, then recovers"),
    DUPLICATE("duplicate message"),
    OUT_OF_ORDER("out of order, late"),
    GARBAGE("NaN, negative cumulative energy, sentinels such as 0xFFFFFFFF"),
    JUMP("implausible jump"),
    CLOCK("clock ahead or behind"),
    RESET_LOST("reset command lost, or energy between snapshot and reset"),
    REPLACED("meter replaced"),
    WRAPS("counter wraps"),
    REMAINDERS("sub-unit remainders"),
    LOCAL_DAY("DST, local day"),
    REPLAYED("replayed signed reading"),
    ONE_SIDE_COMMITTED("database committed, chain not, or the other way round"),
    DEBT("burn beyond the wallet's balance");

    final String row;

    MeteringCase(String row) { this.row = row; }
}
