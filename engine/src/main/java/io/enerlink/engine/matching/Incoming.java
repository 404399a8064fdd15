package io.enerlink.engine.matching;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.ledger.Money;

/** The order that a command brings, from its checks until it rests or ends. One for the whole engine, used again. */
final class Incoming {
    static final long NO_MAX_QUOTE = Long.MAX_VALUE;

    Instrument instrument;
    int accountId;
    long clientOrderId;
    Side side;
    OrderType type;
    TimeInForce timeInForce;
    SelfTrade selfTrade;
    boolean postOnly;
    long priceTicks;
    /** The order's total. */
    long quantityWh;
    /** What of it can still trade. */
    long leavesWh;
    long displayWh;
    /** What can still be spent, without fee; {@link #NO_MAX_QUOTE} when the order sets no limit. */
    long quoteLeft;
    long expiryMs;
    int makerFeeBps;
    int takerFeeBps;
    /** The order's place, its signed version and its execution in the open batch, once it is accepted. */
    int order;
    int version;
    int execution;
    /** Why what is left must not go on; null while it may. */
    CancelReason stopped;

    /** Nothing has happened to it yet; it is charged what the instrument charges now. */
    void begin(Instrument in) {
        instrument = in;
        makerFeeBps = in.makerFeeBps;
        takerFeeBps = in.takerFeeBps;
        execution = Clearing.NONE;
        stopped = null;
    }

    int highestFeeBps() { return Math.max(makerFeeBps, takerFeeBps); }

    /** The most its trades can cost or bring, without fee. */
    long notional() {
        return Math.min(quoteLeft, Money.notional(leavesWh, priceTicks));
    }
}
