package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Money;

/** What an order has to pass, in the order of {@link RejectReason}. Changes nothing. */
final class OrderChecks {
    /** How far ahead the expiry of an order may lie that never rests: a minute. */
    static final long MAX_IMMEDIATE_EXPIRY_MS = 60_000;
    /** How far ahead the expiry of any other may lie: 90 days. */
    static final long MAX_EXPIRY_MS = 90L * 24 * 60 * 60 * 1000;

    private final ExchangeState state;
    private final Backlog backlog;

    /** The agent that signed what was checked last, or {@link Agents#NONE} for the account's own key. */
    private int agent;

    OrderChecks(ExchangeState state, Backlog backlog) {
        this.state = state;
        this.backlog = backlog;
    }

    RejectReason trading(Incoming incoming, int epoch) {
        if (state.storageLow) return RejectReason.STORAGE_LOW;
        if (incoming.instrument.state == TradingState.HALTED) return RejectReason.TRADING_HALTED;
        if (state.accounts.isStopped(incoming.accountId)) return RejectReason.ACCOUNT_STOPPED;
        if (state.accounts.epoch(incoming.accountId) != epoch) return RejectReason.WRONG_EPOCH;
        return RejectReason.NONE;
    }

    /** Finds out who signed; from then on that signer's nonce can be asked for and moved. */
    RejectReason signer(Incoming incoming, DirectBuffer buffer, int offset) {
        long first = buffer.getLong(offset);
        long second = buffer.getLong(offset + 8);
        int third = buffer.getInt(offset + 16);
        agent = Agents.NONE;
        if (state.accounts.isAddress(incoming.accountId, first, second, third)) return RejectReason.NONE;
        agent = state.agents.find(incoming.accountId, first, second, third);
        boolean valid = agent != Agents.NONE && state.agents.expiryMs(agent) > state.nowMs;
        return valid ? RejectReason.NONE : RejectReason.UNKNOWN_SIGNER;
    }

    long lastNonce(int accountId) {
        return agent == Agents.NONE ? state.accounts.nonce(accountId) : state.agents.nonce(agent);
    }

    void useNonce(int accountId, long nonce) {
        if (agent == Agents.NONE) state.accounts.nonce(accountId, nonce);
        else
            state.agents.nonce(agent, nonce);
    }

    RejectReason expiry(Incoming incoming) {
        if (incoming.expiryMs <= state.nowMs) return RejectReason.EXPIRED;
        long furthestMs = state.nowMs
                + (incoming.timeInForce.rests() ? MAX_EXPIRY_MS : MAX_IMMEDIATE_EXPIRY_MS);
        if (agent != Agents.NONE) furthestMs = Math.min(furthestMs, state.agents.expiryMs(agent));
        return incoming.expiryMs > furthestMs ? RejectReason.EXPIRY_TOO_FAR : RejectReason.NONE;
    }

    /** @param maxQuote as signed; 0 none */
    RejectReason terms(Incoming incoming, long maxQuote, long spent, int maxFeeBps) {
        Instrument instrument = incoming.instrument;
        if (incoming.quantityWh <= 0 || incoming.quantityWh > Money.MAX_QUANTITY_WH) return RejectReason.BAD_QUANTITY;
        if (instrument.isOffLot(incoming.quantityWh)) return RejectReason.BAD_LOT;
        if (incoming.priceTicks <= 0 || incoming.priceTicks >= Ladder.MAX_PRICE_TICKS) return RejectReason.BAD_PRICE;
        if (instrument.isOffTick(incoming.priceTicks)) return RejectReason.BAD_TICK;
        if (!instrument.inBand(incoming.priceTicks)) return RejectReason.OUT_OF_BAND;
        if (maxQuote != 0 && (incoming.side == Side.ASK || maxQuote <= spent)) return RejectReason.BAD_MAX_QUOTE;
        if (isBadDisplay(incoming)) return RejectReason.BAD_DISPLAY_QUANTITY;
        if (isBadTimeInForce(incoming)) return RejectReason.BAD_TIME_IN_FORCE;
        long notional = Money.notional(incoming.quantityWh, incoming.priceTicks);
        if (Math.min(notional, maxQuote == 0 ? notional : maxQuote) < instrument.minNotional) {
            return RejectReason.BELOW_MIN_NOTIONAL;
        }
        int feeBps = incoming.postOnly ? incoming.makerFeeBps : incoming.highestFeeBps();
        return feeBps > maxFeeBps ? RejectReason.FEE_ABOVE_MAX : RejectReason.NONE;
    }

    private static boolean isBadDisplay(Incoming incoming) {
        long displayWh = incoming.displayWh;
        return displayWh != 0 && (displayWh < 0 || displayWh > incoming.quantityWh
                || incoming.instrument.isOffLot(displayWh) || !incoming.timeInForce.rests());
    }

    private static boolean isBadTimeInForce(Incoming incoming) {
        if (incoming.timeInForce.rests()) return incoming.type == OrderType.MARKET;
        return incoming.postOnly || incoming.instrument.state == TradingState.AUCTION;
    }

    RejectReason openOrders(Incoming incoming) {
        boolean tooMany = incoming.timeInForce.rests()
                && incoming.instrument.openOrders(incoming.accountId) >= incoming.instrument.maxOpenOrders;
        return tooMany ? RejectReason.TOO_MANY_OPEN_ORDERS : RejectReason.NONE;
    }

    RejectReason backlog(Incoming incoming) {
        if (wouldTrade(incoming) && !backlog.hasRoomFor(incoming)) return RejectReason.SETTLEMENT_BACKLOG;
        return backlog.accountHasRoom(incoming.accountId) ? RejectReason.NONE : RejectReason.ACCOUNT_BACKLOG;
    }

    /**
     * Whether the owner can pay for the order if it trades at once.
     *
     * @param reserved what the order has set aside already, free again when it is replaced
     */
    RejectReason funds(Incoming incoming, long reserved) {
        return funds(incoming, reserved, incoming.postOnly ? incoming.makerFeeBps : incoming.highestFeeBps());
    }

    RejectReason funds(Incoming incoming, long reserved, int feeBps) {
        if (incoming.side == Side.ASK && state.ledger.debtUwh(incoming.accountId) > 0) return RejectReason.IN_DEBT;
        Asset pays = incoming.side.pays();
        long needed = pays == Asset.ETK ? Money.baseUwh(incoming.leavesWh)
                : Money.withFee(incoming.notional(), feeBps);
        boolean enough = needed - reserved <= state.ledger.free(incoming.accountId, pays);
        return enough ? RejectReason.NONE : RejectReason.INSUFFICIENT_BALANCE;
    }

    RejectReason postOnly(Incoming incoming) {
        return incoming.postOnly && wouldTrade(incoming) ? RejectReason.POST_ONLY_WOULD_TRADE : RejectReason.NONE;
    }

    private static boolean wouldTrade(Incoming incoming) {
        return incoming.instrument.state == TradingState.OPEN
                && incoming.instrument.book.wouldTrade(incoming.side, incoming.priceTicks);
    }
}
