package io.enerlink.engine.matching;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;

/** What a place or replace command asks for. */
final class NaiveTaker {
    NaiveState.Instrument instrument;
    NaiveState.Account account;
    long clientOrderId;
    Side side;
    OrderType type;
    TimeInForce timeInForce;
    SelfTrade selfTrade;
    boolean postOnly;
    long priceTicks;
    long quantityWh;
    long leavesWh;
    long displayWh;
    long maxQuote;
    long spent;
    long expiryMs;
    long nonce;
    int epoch;
    int maxFeeBps;
    NaiveState.Address signer;
    byte[] signature;

    boolean isQuoteBound() { return maxQuote != 0; }

    long quoteLeft() {
        return maxQuote - spent;
    }

    /** Whole lots that the rest of the quote limit buys at a price. */
    long affordableWh(long priceTicks) {
        if (!isQuoteBound()) return Long.MAX_VALUE;
        long affordableWh = quoteLeft() / (priceTicks * 10);
        return affordableWh - affordableWh % instrument.lotWh;
    }

    int highestFeeBps() {
        return Math.max(instrument.makerFeeBps, instrument.takerFeeBps);
    }

    int entryFeeBps() {
        return postOnly ? instrument.makerFeeBps : highestFeeBps();
    }

    /** The most that it can cost or bring without fee. */
    long notional() {
        long notional = leavesWh * priceTicks * 10;
        return isQuoteBound() ? Math.min(quoteLeft(), notional) : notional;
    }
}
