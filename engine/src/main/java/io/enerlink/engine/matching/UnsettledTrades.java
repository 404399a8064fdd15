package io.enerlink.engine.matching;

import io.enerlink.engine.book.Pair;
import io.enerlink.engine.image.StateImage;

/**
 * The single trades whose batch is not final, a cache line each: what their batch's root on the chain commits to, told
 * again after a start from a snapshot. Nothing here decides anything, so it is no part of the state's hash.
 */
final class UnsettledTrades {
    private static final int STRIDE_BITS = 3;
    private static final int PRICE = 0;
    private static final int QUANTITY = 1;
    private static final int MAKER = 2;
    private static final int TAKER = 3;
    private static final int MAKER_FEE = 4;
    private static final int TAKER_FEE = 5;
    private static final int ACCOUNTS = 6;
    private static final int INSTRUMENT_SIDE = 7;

    /** A ring: a trade's place is its id modulo its size. */
    private long[] ring = new long[64 << STRIDE_BITS];
    private long first = 1;
    private long next = 1;

    /** Takes the next trade, whose id follows the last one's. */
    void add(long priceTicks, long quantityWh, long makerOrderId, long takerOrderId, long makerFee, long takerFee,
            int makerAccountId, int takerAccountId, int instrumentId, int takerSide) {
        if (next - first << STRIDE_BITS == ring.length) grow();
        int at = at(next++);
        ring[at + PRICE] = priceTicks;
        ring[at + QUANTITY] = quantityWh;
        ring[at + MAKER] = makerOrderId;
        ring[at + TAKER] = takerOrderId;
        ring[at + MAKER_FEE] = makerFee;
        ring[at + TAKER_FEE] = takerFee;
        ring[at + ACCOUNTS] = Pair.of(makerAccountId, takerAccountId);
        ring[at + INSTRUMENT_SIDE] = Pair.of(instrumentId, takerSide);
    }

    /** The id of the oldest. */
    long first() { return first; }

    /** The batch with this trade as its last, and all before it, are final. */
    void forgetThrough(long tradeId) {
        first = tradeId + 1;
    }

    long priceTicks(long tradeId) {
        return ring[at(tradeId) + PRICE];
    }

    long quantityWh(long tradeId) {
        return ring[at(tradeId) + QUANTITY];
    }

    long makerOrderId(long tradeId) {
        return ring[at(tradeId) + MAKER];
    }

    long takerOrderId(long tradeId) {
        return ring[at(tradeId) + TAKER];
    }

    long makerFee(long tradeId) {
        return ring[at(tradeId) + MAKER_FEE];
    }

    long takerFee(long tradeId) {
        return ring[at(tradeId) + TAKER_FEE];
    }

    int makerAccountId(long tradeId) {
        return Pair.high(ring[at(tradeId) + ACCOUNTS]);
    }

    int takerAccountId(long tradeId) {
        return Pair.low(ring[at(tradeId) + ACCOUNTS]);
    }

    int instrumentId(long tradeId) {
        return Pair.high(ring[at(tradeId) + INSTRUMENT_SIDE]);
    }

    int takerSide(long tradeId) {
        return Pair.low(ring[at(tradeId) + INSTRUMENT_SIDE]);
    }

    private void grow() {
        long[] old = ring;
        ring = new long[old.length * 2];
        for (long trade = first; trade < next; trade++) {
            System.arraycopy(old, (int) trade << STRIDE_BITS & old.length - 1, ring, at(trade), 1 << STRIDE_BITS);
        }
    }

    private int at(long tradeId) {
        return (int) tradeId << STRIDE_BITS & ring.length - 1;
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        ring = image.carry(ring);
        first = image.carry(first);
        next = image.carry(next);
    }
}
