package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;
import java.util.Arrays;
import java.util.Locale;

/**
 * Everything that came of a flow, folded up: a hash of what each message did, a hash of the final depth, and what each
 * account has gained and lost. Two subjects agree when theirs are equal.
 */
public final class Answer {
    static final int MAKER_FEE_BPS = 10;
    static final int TAKER_FEE_BPS = 20;

    private static final int BPS = 10_000;
    /** IDRS base units a lot and tick, ETK base units a lot. */
    private static final long QUOTE = 10;
    private static final long BASE = 1_000_000;

    private long eventHash;
    private long depthHash;
    private long trades;
    private long refused;
    private final long[] etk = new long[Flow.ACCOUNTS + 1];
    private final long[] idrs = new long[Flow.ACCOUNTS + 1];
    private boolean balancesTold;
    private long messages;
    private long resting;
    private long levels;

    public void traded(long maker, long price, long quantity) {
        trades++;
        eventHash = fold(fold(fold(eventHash, maker), price), quantity);
    }

    /** Whether the message named an order that was there, or brought a new one. */
    public void ended(boolean applied) {
        if (!applied) refused++;
        eventHash = fold(eventHash, applied ? 1 : 0);
    }

    void level(int side, long price, long volume, long count) {
        depthHash = fold(fold(fold(fold(depthHash, side), price), volume), count);
    }

    /** What a trade does to the two that have it, by the rules of an exchange that takes fees. */
    void settle(int side, int taker, int maker, long price, long quantity) {
        balancesTold = true;
        long quote = quantity * price * QUOTE;
        int bid = side == 0 ? taker : maker;
        int ask = side == 0 ? maker : taker;
        etk[bid] += quantity * BASE;
        etk[ask] -= quantity * BASE;
        idrs[bid] -= quote;
        idrs[ask] += quote;
        idrs[taker] -= quote * TAKER_FEE_BPS / BPS;
        idrs[maker] -= quote * MAKER_FEE_BPS / BPS;
    }

    void gained(int account, long etkGained, long idrsGained) {
        balancesTold = true;
        etk[account] = etkGained;
        idrs[account] = idrsGained;
    }

    /** All trades and refusals, in order, as one line. */
    public String events() {
        return String.format(Locale.ROOT, "%016x %d %d", eventHash, trades, refused);
    }

    /** What {@link #events()} has to be: the textbook's. */
    public static String expectedEvents(Flow flow) {
        return Subjects.TEXTBOOK.create().answer(flow).events();
    }

    /** How large the book was after a message. */
    void sized(int restingOrders, int restingLevels) {
        messages++;
        resting += restingOrders;
        levels += restingLevels;
    }

    /** What the flow is like, from whoever told its sizes. */
    String character() {
        return String.format(Locale.ROOT,
                "%,d messages: on average %,d resting orders on %,d levels; %,d trades, %,d refused",
                messages, resting / messages, levels / messages, trades, refused);
    }

    /** @throws IllegalStateException that says what differs */
    void requireEqual(String subject, Answer other) {
        require(eventHash == other.eventHash, subject, "other trades or refusals: " + trades + " and " + refused
                + " instead of " + other.trades + " and " + other.refused);
        require(depthHash == other.depthHash, subject, "another final depth");
        if (!balancesTold || !other.balancesTold) return;
        require(Arrays.equals(etk, other.etk) && Arrays.equals(idrs, other.idrs), subject, "other balances");
    }

    private static void require(boolean holds, String subject, String difference) {
        if (!holds) throw new IllegalStateException(subject + " has " + difference);
    }

    private static long fold(long hash, long word) {
        long mixed = (hash ^ word) * 0xFF51_AFD7_ED55_8CCDL;
        return mixed ^ mixed >>> 32;
    }
}
