package io.enerlink.engine.matching;

import java.util.List;

import org.agrona.DirectBuffer;
import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.NaiveState.Account;
import io.enerlink.engine.matching.NaiveState.Address;
import io.enerlink.engine.matching.NaiveState.Agent;
import io.enerlink.engine.matching.NaiveState.Instrument;
import io.enerlink.engine.matching.NaiveState.Known;
import io.enerlink.engine.matching.NaiveState.Order;
import io.enerlink.engine.matching.NaiveState.Version;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.PlaceOrderDecoder;
import io.enerlink.engine.message.ReplaceOrderDecoder;

/** Places and replaces orders: the checks one after the other in the order of {@link RejectReason}. */
final class NaiveOrders {
    private static final long MINUTE_MS = 60_000;
    private static final long NINETY_DAYS_MS = 90L * 24 * 3_600_000;

    private final NaiveState state;
    private final NaiveEvents events;
    private final NaiveBatches batches;
    private final NaiveTrading trading;

    NaiveOrders(NaiveState state, NaiveEvents events, NaiveBatches batches, NaiveTrading trading) {
        this.state = state;
        this.events = events;
        this.batches = batches;
        this.trading = trading;
    }

    void place(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        PlaceOrderDecoder command = new PlaceOrderDecoder().wrapAndApplyHeader(buffer, offset, header);
        RejectReason reason = tryPlace(command);
        if (reason == RejectReason.NONE) return;
        events.rejected(PlaceOrderDecoder.TEMPLATE_ID, command.accountId(), 0, command.clientOrderId(),
                command.instrumentId(), reason);
    }

    private RejectReason tryPlace(PlaceOrderDecoder command) {
        boolean wellFormed = command.side() <= 1 && command.orderType() <= 1 && command.timeInForce() <= 3
                && command.selfTrade() <= 2 && command.postOnly() <= 1;
        if (!wellFormed) return RejectReason.MALFORMED;
        if (state.account(command.accountId()) == null) return RejectReason.UNKNOWN_ACCOUNT;
        if (!state.instruments.containsKey(command.instrumentId())) return RejectReason.UNKNOWN_INSTRUMENT;
        NaiveTaker taker = taker(command);
        Known known = command.clientOrderId() == 0 ? null : known(taker.account, command.clientOrderId());
        if (known != null && known.body == body(command)) {
            events.accepted(taker, known.orderId, true);
            return RejectReason.NONE;
        }
        if (known != null) return RejectReason.DUPLICATE_CLIENT_ORDER_ID;
        RejectReason reason = check(taker);
        if (reason == RejectReason.NONE) accept(taker, body(command));
        return reason;
    }

    private Known known(Account account, long clientOrderId) {
        return state.known.get(List.of((long) account.id, clientOrderId));
    }

    private NaiveTaker taker(PlaceOrderDecoder command) {
        NaiveTaker taker = new NaiveTaker();
        taker.account = state.account(command.accountId());
        taker.instrument = state.instruments.get(command.instrumentId());
        taker.clientOrderId = command.clientOrderId();
        taker.side = Side.of(command.side());
        taker.type = OrderType.of(command.orderType());
        taker.timeInForce = TimeInForce.of(command.timeInForce());
        taker.selfTrade = SelfTrade.of(command.selfTrade());
        taker.postOnly = command.postOnly() == 1;
        taker.priceTicks = command.priceTicks();
        taker.quantityWh = command.quantityWh();
        taker.leavesWh = command.quantityWh();
        taker.displayWh = command.displayWh();
        taker.maxQuote = command.maxQuote();
        taker.expiryMs = command.expiryMs();
        taker.nonce = command.nonce();
        taker.epoch = command.epoch();
        taker.maxFeeBps = command.maxFeeBps();
        taker.signer = Address.at(command.buffer(), command.offset() + PlaceOrderDecoder.signerEncodingOffset());
        taker.signature = new byte[65];
        command.getSignature(taker.signature, 0, 65);
        return taker;
    }

    /** Two commands with the same of this are the same order. */
    private static long body(PlaceOrderDecoder command) {
        long unsigned = command.orderType() | command.timeInForce() << 8 | command.postOnly() << 16
                | command.selfTrade() << 24 | (long) command.side() << 32 | (long) command.instrumentId() << 40;
        long signature = command.buffer().getLong(command.offset() + PlaceOrderDecoder.signatureEncodingOffset());
        return unsigned * 0x9E37_79B9_7F4A_7C15L + command.priceTicks() * 0xC2B2_AE3D_27D4_EB4FL
                + command.quantityWh() * 0x1656_67B1_9E37_79F9L + command.displayWh() * 0xFF51_AFD7_ED55_8CCDL
                + command.maxQuote() * 0xC4CE_B9FE_1A85_EC53L + command.expiryMs() * 0x8764_000B_9C1E_2D1BL
                + command.nonce() * 0x94D0_49BB_1331_11EBL + signature * 0xBF58_476D_1CE4_E5B9L
                + (command.maxFeeBps() | (long) command.epoch() << 16) * 0xD6E8_FEB8_6659_FD93L;
    }

    private RejectReason check(NaiveTaker taker) {
        RejectReason reason = mayTrade(taker);
        if (reason != RejectReason.NONE) return reason;
        if (!maySign(taker)) return RejectReason.UNKNOWN_SIGNER;
        if (taker.nonce <= lastNonce(taker)) return RejectReason.NONCE_TOO_LOW;
        reason = checkTerms(taker);
        if (reason != RejectReason.NONE) return reason;
        boolean full = taker.timeInForce.rests()
                && state.ordersOf(taker.account, taker.instrument).size() >= taker.instrument.maxOpenOrders;
        if (full) return RejectReason.TOO_MANY_OPEN_ORDERS;
        reason = checkEntry(taker, 0);
        if (reason != RejectReason.NONE) return reason;
        return state.freeIds.isEmpty() && state.places == state.config.maxOrders() ? RejectReason.BOOK_FULL
                : RejectReason.NONE;
    }

    private RejectReason mayTrade(NaiveTaker taker) {
        Instrument instrument = taker.instrument;
        if (state.storageLow) return RejectReason.STORAGE_LOW;
        if (instrument.state == TradingState.HALTED) return RejectReason.TRADING_HALTED;
        if (taker.account.stopped) return RejectReason.ACCOUNT_STOPPED;
        return taker.epoch == taker.account.epoch ? RejectReason.NONE : RejectReason.WRONG_EPOCH;
    }

    private boolean maySign(NaiveTaker taker) {
        if (taker.signer.equals(taker.account.address)) return true;
        Agent agent = state.agent(taker.account, taker.signer);
        return agent != null && agent.expiryMs > state.nowMs;
    }

    private long lastNonce(NaiveTaker taker) {
        if (taker.signer.equals(taker.account.address)) return taker.account.nonce;
        return state.agent(taker.account, taker.signer).nonce;
    }

    private long furthestExpiryMs(NaiveTaker taker) {
        long furthestMs = state.nowMs + (taker.timeInForce.rests() ? NINETY_DAYS_MS : MINUTE_MS);
        if (taker.signer.equals(taker.account.address)) return furthestMs;
        return Math.min(furthestMs, state.agent(taker.account, taker.signer).expiryMs);
    }

    private RejectReason checkTerms(NaiveTaker taker) {
        Instrument instrument = taker.instrument;
        if (taker.expiryMs <= state.nowMs) return RejectReason.EXPIRED;
        if (taker.expiryMs > furthestExpiryMs(taker)) return RejectReason.EXPIRY_TOO_FAR;
        if (taker.quantityWh <= 0 || taker.quantityWh > 1L << 32) return RejectReason.BAD_QUANTITY;
        if (taker.quantityWh % instrument.lotWh != 0) return RejectReason.BAD_LOT;
        if (taker.priceTicks <= 0 || taker.priceTicks >= 1L << 27) return RejectReason.BAD_PRICE;
        if (taker.priceTicks % instrument.tickSize != 0) return RejectReason.BAD_TICK;
        boolean outOfBand = instrument.bandHighTicks != 0
                && (taker.priceTicks < instrument.bandLowTicks || taker.priceTicks > instrument.bandHighTicks);
        if (outOfBand) return RejectReason.OUT_OF_BAND;
        boolean badQuote = taker.isQuoteBound() && (taker.side == Side.ASK || taker.maxQuote <= taker.spent);
        if (badQuote) return RejectReason.BAD_MAX_QUOTE;
        boolean badDisplay = taker.displayWh < 0 || taker.displayWh > taker.quantityWh
                || taker.displayWh % instrument.lotWh != 0 || taker.displayWh != 0 && !taker.timeInForce.rests();
        if (badDisplay) return RejectReason.BAD_DISPLAY_QUANTITY;
        boolean badTime = taker.timeInForce.rests() && taker.type == OrderType.MARKET
                || !taker.timeInForce.rests() && (taker.postOnly || instrument.state == TradingState.AUCTION);
        if (badTime) return RejectReason.BAD_TIME_IN_FORCE;
        long worth = taker.quantityWh * taker.priceTicks * 10;
        if (taker.isQuoteBound()) worth = Math.min(worth, taker.maxQuote);
        if (worth < instrument.minNotional) return RejectReason.BELOW_MIN_NOTIONAL;
        return taker.entryFeeBps() > taker.maxFeeBps ? RejectReason.FEE_ABOVE_MAX : RejectReason.NONE;
    }

    private RejectReason checkEntry(NaiveTaker taker, long reserved) {
        if (trading.wouldTrade(taker)
                && !batches.hasRoomFor(batches.executionsAtMost(trading.fillsAtMost(taker)))) {
            return RejectReason.SETTLEMENT_BACKLOG;
        }
        if (state.pendingExecutions(taker.account) >= state.maxPendingPerAccount) return RejectReason.ACCOUNT_BACKLOG;
        RejectReason reason = checkFunds(taker, reserved, taker.entryFeeBps());
        if (reason != RejectReason.NONE) return reason;
        return taker.postOnly && trading.wouldTrade(taker) ? RejectReason.POST_ONLY_WOULD_TRADE : RejectReason.NONE;
    }

    private RejectReason checkFunds(NaiveTaker taker, long reserved, int feeBps) {
        if (taker.side == Side.ASK && taker.account.debt > 0) return RejectReason.IN_DEBT;
        Asset pays = taker.side.pays();
        long notional = taker.notional();
        long needed = pays == Asset.ETK ? taker.leavesWh * 1_000_000 : notional + NaiveState.fee(notional, feeBps);
        return needed <= state.free(taker.account, pays) + reserved ? RejectReason.NONE
                : RejectReason.INSUFFICIENT_BALANCE;
    }

    private void accept(NaiveTaker taker, long body) {
        Order order = new Order();
        order.id = state.freeIds.isEmpty() ? (1L << 24) + state.places++ : state.freeIds.pop() + (1L << 24);
        order.clientOrderId = taker.clientOrderId;
        order.account = taker.account;
        order.instrument = taker.instrument;
        order.side = taker.side;
        order.selfTrade = taker.selfTrade;
        if (taker.signer.equals(taker.account.address)) taker.account.nonce = taker.nonce;
        else
            state.agent(taker.account, taker.signer).nonce = taker.nonce;
        if (taker.clientOrderId != 0) {
            order.known = new Known();
            order.known.account = taker.account.id;
            order.known.clientOrderId = taker.clientOrderId;
            order.known.orderId = order.id;
            order.known.body = body;
            state.known.put(List.of((long) taker.account.id, taker.clientOrderId), order.known);
        }
        apply(taker, order);
        events.accepted(taker, order.id, false);
        if (taker.timeInForce == TimeInForce.FOK && !trading.canFill(taker)) {
            events.canceled(order, CancelReason.FILL_OR_KILL, state.correlationId);
            trading.end(order);
            return;
        }
        trading.enter(taker, order);
    }

    private void apply(NaiveTaker taker, Order order) {
        order.version = trading.version(taker, order.id);
        order.priceTicks = taker.priceTicks;
        order.leavesWh = taker.leavesWh;
        order.makerFeeBps = taker.instrument.makerFeeBps;
    }

    void replace(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        ReplaceOrderDecoder command = new ReplaceOrderDecoder().wrapAndApplyHeader(buffer, offset, header);
        Order order = null;
        RejectReason reason = RejectReason.NONE;
        if (command.hasSignature() > 1) reason = RejectReason.MALFORMED;
        else if (state.account(command.accountId()) == null) reason = RejectReason.UNKNOWN_ACCOUNT;
        else {
            order = find(command.accountId(), command.orderId(), command.clientOrderId());
            if (order == null) reason = RejectReason.UNKNOWN_ORDER;
            else if (order.account.id != command.accountId()) reason = RejectReason.NOT_OWNER;
            else
                reason = command.hasSignature() == 1 ? replace(command, order) : reduce(command, order);
        }
        if (reason == RejectReason.NONE) return;
        events.rejected(ReplaceOrderDecoder.TEMPLATE_ID, command.accountId(), command.orderId(),
                command.clientOrderId(), order == null ? 0 : order.instrument.id, reason);
    }

    /** The open order that is named by its own id, or by the client's where that is 0. */
    Order find(int accountId, long orderId, long clientOrderId) {
        if (orderId != 0) return state.orders.get(orderId);
        Known known = state.known.get(List.of((long) accountId, clientOrderId));
        return known == null ? null : state.orders.get(known.orderId);
    }

    private RejectReason reduce(ReplaceOrderDecoder command, Order order) {
        Version version = order.version;
        long filledWh = version.quantityWh - order.leavesWh;
        long quantityWh = command.quantityWh();
        boolean samePrice = command.priceTicks() == 0 || command.priceTicks() == order.priceTicks;
        if (!samePrice || quantityWh > version.quantityWh) return RejectReason.SIGNATURE_REQUIRED;
        if (quantityWh < 0) return RejectReason.BAD_QUANTITY;
        if (quantityWh % order.instrument.lotWh != 0) return RejectReason.BAD_LOT;
        if (quantityWh <= filledWh) {
            trading.cancel(order, CancelReason.REPLACED_AWAY, state.correlationId);
            return RejectReason.NONE;
        }
        events.replaced(order, order.priceTicks, quantityWh, quantityWh - filledWh, version.expiryMs, true);
        version.quantityWh = quantityWh;
        reduceTo(order, quantityWh - filledWh);
        return RejectReason.NONE;
    }

    private void reduceTo(Order order, long leavesWh) {
        order.leavesWh = leavesWh;
        order.visibleWh = Math.min(order.visibleWh, leavesWh);
        state.touchedAccounts.add(order.account);
        state.touchLevel(order);
    }

    private RejectReason replace(ReplaceOrderDecoder command, Order order) {
        Version version = order.version;
        NaiveTaker taker = taker(command, order);
        RejectReason reason = mayTrade(taker);
        if (reason != RejectReason.NONE) return reason;
        if (!maySign(taker) || !taker.signer.equals(version.signer)) return RejectReason.UNKNOWN_SIGNER;
        if (taker.nonce != version.nonce) return RejectReason.NONCE_MISMATCH;
        reason = checkTerms(taker);
        if (reason != RejectReason.NONE) return reason;
        if (taker.leavesWh <= 0) {
            trading.cancel(order, CancelReason.REPLACED_AWAY, state.correlationId);
            return RejectReason.NONE;
        }
        boolean keepsPlace = taker.priceTicks == order.priceTicks && taker.quantityWh <= version.quantityWh
                && taker.displayWh == version.displayWh;
        reason = keepsPlace ? checkFunds(taker, order.reserve(), order.instrument.makerFeeBps)
                : checkEntry(taker, order.reserve());
        if (reason != RejectReason.NONE) return reason;
        if (keepsPlace) change(taker, order);
        else
            reenter(taker, order);
        return RejectReason.NONE;
    }

    private NaiveTaker taker(ReplaceOrderDecoder command, Order order) {
        NaiveTaker taker = new NaiveTaker();
        taker.account = order.account;
        taker.instrument = order.instrument;
        taker.clientOrderId = order.clientOrderId;
        taker.side = order.side;
        taker.type = OrderType.LIMIT;
        taker.timeInForce = order.version.timeInForce;
        taker.selfTrade = order.selfTrade;
        taker.postOnly = order.version.postOnly;
        taker.priceTicks = command.priceTicks();
        taker.quantityWh = command.quantityWh();
        taker.leavesWh = command.quantityWh() - (order.version.quantityWh - order.leavesWh);
        taker.displayWh = command.displayWh();
        taker.maxQuote = command.maxQuote();
        taker.spent = order.version.spent + batches.openQuote(order.version);
        taker.expiryMs = command.expiryMs();
        taker.nonce = command.nonce();
        taker.epoch = command.epoch();
        taker.maxFeeBps = command.maxFeeBps();
        taker.signer = Address.at(command.buffer(), command.offset() + ReplaceOrderDecoder.signerEncodingOffset());
        taker.signature = new byte[65];
        command.getSignature(taker.signature, 0, 65);
        return taker;
    }

    private void change(NaiveTaker taker, Order order) {
        long affordableWh = taker.affordableWh(order.priceTicks);
        if (affordableWh == 0) {
            trading.cancel(order, CancelReason.MAX_QUOTE, state.correlationId);
            return;
        }
        long cutWh = Math.max(0, taker.leavesWh - affordableWh);
        taker.leavesWh -= cutWh;
        reduceTo(order, taker.leavesWh);
        order.version = trading.version(taker, order.id);
        order.version.quantityWh -= cutWh;
        order.makerFeeBps = order.instrument.makerFeeBps;
        events.replaced(order, order.priceTicks, order.version.quantityWh, order.leavesWh, taker.expiryMs, true);
    }

    private void reenter(NaiveTaker taker, Order order) {
        state.touchedAccounts.add(order.account);
        trading.leaveBook(order);
        apply(taker, order);
        events.replaced(order, taker.priceTicks, taker.quantityWh, taker.leavesWh, taker.expiryMs, false);
        trading.enter(taker, order);
    }
}
