package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.PlaceOrderDecoder;

/** Takes new orders in: repeats are answered, bad ones refused, the others accepted and matched. */
final class PlaceOrders {
    private final ExchangeState state;
    private final OrderEvents events;
    private final OpenOrders openOrders;
    private final OrderChecks checks;
    private final Matcher matcher;
    private final Incoming incoming;
    private final PlaceOrderDecoder command = new PlaceOrderDecoder();

    PlaceOrders(ExchangeState state, OrderEvents events, OpenOrders openOrders, OrderChecks checks, Matcher matcher,
            Incoming incoming) {
        this.state = state;
        this.events = events;
        this.openOrders = openOrders;
        this.checks = checks;
        this.matcher = matcher;
        this.incoming = incoming;
    }

    void apply(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        command.wrapAndApplyHeader(buffer, offset, header);
        RejectReason reason = identify();
        if (reason == RejectReason.NONE) {
            read();
            int known = known();
            if (known != ClientOrders.NONE && state.clientOrders.body(known) == body()) {
                events.duplicate(incoming, state.clientOrders.orderId(known), command);
                return;
            }
            reason = known == ClientOrders.NONE ? check(buffer) : RejectReason.DUPLICATE_CLIENT_ORDER_ID;
        }
        if (reason == RejectReason.NONE) accept(buffer);
        else
            events.rejected(PlaceOrderDecoder.TEMPLATE_ID, command.accountId(), 0, command.clientOrderId(),
                    command.instrumentId(), reason);
    }

    private RejectReason identify() {
        boolean wellFormed = Side.isCode(command.side()) && OrderType.isCode(command.orderType())
                && TimeInForce.isCode(command.timeInForce()) && SelfTrade.isCode(command.selfTrade())
                && command.postOnly() <= 1;
        if (!wellFormed) return RejectReason.MALFORMED;
        if (!state.accounts.isOpen(command.accountId())) return RejectReason.UNKNOWN_ACCOUNT;
        return state.instrument(command.instrumentId()) == null ? RejectReason.UNKNOWN_INSTRUMENT : RejectReason.NONE;
    }

    private void read() {
        incoming.begin(state.instrument(command.instrumentId()));
        incoming.accountId = command.accountId();
        incoming.clientOrderId = command.clientOrderId();
        incoming.side = Side.of(command.side());
        incoming.type = OrderType.of(command.orderType());
        incoming.timeInForce = TimeInForce.of(command.timeInForce());
        incoming.selfTrade = SelfTrade.of(command.selfTrade());
        incoming.postOnly = command.postOnly() == 1;
        incoming.priceTicks = command.priceTicks();
        incoming.quantityWh = command.quantityWh();
        incoming.leavesWh = incoming.quantityWh;
        incoming.displayWh = command.displayWh();
        incoming.quoteLeft = command.maxQuote() == 0 ? Incoming.NO_MAX_QUOTE : command.maxQuote();
        incoming.expiryMs = command.expiryMs();
    }

    private int known() {
        return incoming.clientOrderId == 0 ? ClientOrders.NONE
                : state.clientOrders.find(incoming.accountId, incoming.clientOrderId);
    }

    /** What makes two commands the same order; the signature's first bytes stand for what it signs. */
    private long body() {
        long unsigned = command.orderType() | command.timeInForce() << 8 | command.postOnly() << 16
                | command.selfTrade() << 24 | (long) command.side() << 32 | (long) command.instrumentId() << 40;
        long signature = command.buffer().getLong(command.offset() + PlaceOrderDecoder.signatureEncodingOffset());
        return unsigned * 0x9E37_79B9_7F4A_7C15L + command.priceTicks() * 0xC2B2_AE3D_27D4_EB4FL
                + command.quantityWh() * 0x1656_67B1_9E37_79F9L + command.displayWh() * 0xFF51_AFD7_ED55_8CCDL
                + command.maxQuote() * 0xC4CE_B9FE_1A85_EC53L + command.expiryMs() * 0x8764_000B_9C1E_2D1BL
                + command.nonce() * 0x94D0_49BB_1331_11EBL + signature * 0xBF58_476D_1CE4_E5B9L
                + (command.maxFeeBps() | (long) command.epoch() << 16) * 0xD6E8_FEB8_6659_FD93L;
    }

    private RejectReason check(DirectBuffer buffer) {
        RejectReason reason = checks.trading(incoming, command.epoch());
        if (reason != RejectReason.NONE) return reason;
        reason = checks.signer(incoming, buffer, command.offset() + PlaceOrderDecoder.signerEncodingOffset());
        if (reason != RejectReason.NONE) return reason;
        if (command.nonce() <= checks.lastNonce(incoming.accountId)) return RejectReason.NONCE_TOO_LOW;
        reason = checks.expiry(incoming);
        if (reason != RejectReason.NONE) return reason;
        reason = checks.terms(incoming, command.maxQuote(), 0, command.maxFeeBps());
        if (reason != RejectReason.NONE) return reason;
        reason = checks.openOrders(incoming);
        if (reason != RejectReason.NONE) return reason;
        reason = checks.backlog(incoming);
        if (reason != RejectReason.NONE) return reason;
        reason = checks.funds(incoming, 0);
        if (reason != RejectReason.NONE) return reason;
        reason = checks.postOnly(incoming);
        if (reason != RejectReason.NONE) return reason;
        return state.orders.isFull() ? RejectReason.BOOK_FULL : RejectReason.NONE;
    }

    private void accept(DirectBuffer buffer) {
        int order = state.orders.add(incoming.clientOrderId, incoming.accountId);
        long orderId = state.orders.id(order);
        int version = state.signed.add(++state.lastAcceptance, orderId, incoming, command.maxQuote(),
                command.nonce(), command.epoch(), command.maxFeeBps());
        state.signed.acceptedMs(version, state.nowMs);
        state.signed.sequence(version, state.sequence);
        int at = command.offset();
        state.signed.sign(version, buffer, at + PlaceOrderDecoder.signerEncodingOffset(),
                at + PlaceOrderDecoder.signatureEncodingOffset());
        state.ordersAccepted++;
        incoming.order = order;
        incoming.version = version;
        state.orders.traits(order, version, incoming.side, incoming.makerFeeBps, incoming.selfTrade);
        checks.useNonce(incoming.accountId, command.nonce());
        if (incoming.clientOrderId != 0) {
            state.signed.memory(version,
                    state.clientOrders.add(incoming.accountId, incoming.clientOrderId, orderId, body()));
        }
        events.accepted(incoming, command);
        if (incoming.timeInForce == TimeInForce.FOK && !matcher.canFill(incoming)) kill();
        else
            matcher.enter(incoming);
    }

    private void kill() {
        events.canceled(incoming.order, incoming.instrument.id, incoming.leavesWh, CancelReason.FILL_OR_KILL,
                state.correlationId);
        openOrders.end(incoming.order);
    }
}
