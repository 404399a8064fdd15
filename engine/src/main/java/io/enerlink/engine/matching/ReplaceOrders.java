package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.ReplaceOrderDecoder;

/**
 * Changes open orders. An unsigned replacement only lowers the quantity. A signed one may change anything; the order
 * keeps its place where its price stays and neither its quantity rises nor its display changes.
 */
final class ReplaceOrders {
    private final ExchangeState state;
    private final OrderEvents events;
    private final OpenOrders openOrders;
    private final OrderChecks checks;
    private final Matcher matcher;
    private final Clearing clearing;
    private final Incoming incoming;
    private final ReplaceOrderDecoder command = new ReplaceOrderDecoder();

    /** The replaced order, its version so far, and what it has traded and spent. */
    private int order;
    private int version;
    private long filledWh;
    private long spent;

    ReplaceOrders(ExchangeState state, OrderEvents events, OpenOrders openOrders, OrderChecks checks,
            Matcher matcher, Clearing clearing, Incoming incoming) {
        this.state = state;
        this.events = events;
        this.openOrders = openOrders;
        this.checks = checks;
        this.matcher = matcher;
        this.clearing = clearing;
        this.incoming = incoming;
    }

    void apply(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        command.wrapAndApplyHeader(buffer, offset, header);
        RejectReason reason = find();
        if (reason == RejectReason.NONE) {
            version = state.orders.version(order);
            filledWh = state.signed.quantityWh(version) - state.orders.leavesWh(order);
            reason = command.hasSignature() == 1 ? replace(buffer) : reduce();
        }
        if (reason == RejectReason.NONE) return;
        int instrumentId = order == Orders.NONE ? 0 : openOrders.instrument(order).id;
        events.rejected(ReplaceOrderDecoder.TEMPLATE_ID, command.accountId(), command.orderId(),
                command.clientOrderId(), instrumentId, reason);
    }

    private RejectReason find() {
        order = Orders.NONE;
        if (command.hasSignature() > 1) return RejectReason.MALFORMED;
        if (!state.accounts.isOpen(command.accountId())) return RejectReason.UNKNOWN_ACCOUNT;
        order = state.findOrder(command.accountId(), command.orderId(), command.clientOrderId());
        if (order == Orders.NONE) return RejectReason.UNKNOWN_ORDER;
        return state.orders.accountId(order) == command.accountId() ? RejectReason.NONE : RejectReason.NOT_OWNER;
    }

    private RejectReason reduce() {
        long priceTicks = openOrders.priceTicks(order);
        long quantityWh = command.quantityWh();
        boolean onlyLess = (command.priceTicks() == 0 || command.priceTicks() == priceTicks)
                && quantityWh <= state.signed.quantityWh(version);
        if (!onlyLess) return RejectReason.SIGNATURE_REQUIRED;
        if (quantityWh < 0) return RejectReason.BAD_QUANTITY;
        if (openOrders.instrument(order).isOffLot(quantityWh)) return RejectReason.BAD_LOT;
        if (quantityWh <= filledWh) {
            openOrders.cancel(order, CancelReason.REPLACED_AWAY, state.correlationId);
            return RejectReason.NONE;
        }
        events.replaced(order, openOrders.instrument(order).id, priceTicks, quantityWh, quantityWh - filledWh,
                state.signed.expiryMs(version), true);
        openOrders.reduce(order, quantityWh - filledWh);
        state.signed.quantityWh(version, quantityWh);
        return RejectReason.NONE;
    }

    private RejectReason replace(DirectBuffer buffer) {
        read();
        RejectReason reason = check(buffer);
        if (reason != RejectReason.NONE) return reason;
        if (incoming.leavesWh <= 0) {
            openOrders.cancel(order, CancelReason.REPLACED_AWAY, state.correlationId);
            return RejectReason.NONE;
        }
        boolean keepsPlace = keepsPlace();
        reason = keepsPlace ? checks.funds(incoming, openOrders.reserve(order), incoming.makerFeeBps)
                : checkEntry();
        if (reason != RejectReason.NONE) return reason;
        if (keepsPlace) change(buffer);
        else
            reenter(buffer);
        return RejectReason.NONE;
    }

    private void read() {
        incoming.begin(openOrders.instrument(order));
        incoming.accountId = command.accountId();
        incoming.clientOrderId = state.orders.clientOrderId(order);
        incoming.side = state.orders.side(order);
        incoming.type = OrderType.LIMIT;
        incoming.timeInForce = TimeInForce.of(state.signed.timeInForce(version));
        incoming.selfTrade = state.orders.selfTrade(order);
        incoming.postOnly = state.signed.postOnly(version);
        incoming.priceTicks = command.priceTicks();
        incoming.quantityWh = command.quantityWh();
        incoming.leavesWh = incoming.quantityWh - filledWh;
        incoming.displayWh = command.displayWh();
        spent = state.signed.spent(version) + clearing.openQuote(state.orders.execution(order), version);
        incoming.quoteLeft = command.maxQuote() == 0 ? Incoming.NO_MAX_QUOTE : command.maxQuote() - spent;
        incoming.expiryMs = command.expiryMs();
        incoming.order = order;
    }

    private RejectReason check(DirectBuffer buffer) {
        RejectReason reason = checks.trading(incoming, command.epoch());
        if (reason != RejectReason.NONE) return reason;
        int signer = command.offset() + ReplaceOrderDecoder.signerEncodingOffset();
        reason = checks.signer(incoming, buffer, signer);
        if (reason != RejectReason.NONE) return reason;
        boolean sameSigner = state.signed.isSignedBy(version, buffer.getLong(signer), buffer.getLong(signer + 8),
                buffer.getInt(signer + 16));
        if (!sameSigner) return RejectReason.UNKNOWN_SIGNER;
        if (command.nonce() != state.signed.nonce(version)) return RejectReason.NONCE_MISMATCH;
        reason = checks.expiry(incoming);
        return reason != RejectReason.NONE ? reason
                : checks.terms(incoming, command.maxQuote(), spent, command.maxFeeBps());
    }

    private boolean keepsPlace() {
        return incoming.priceTicks == openOrders.priceTicks(order)
                && incoming.quantityWh <= state.signed.quantityWh(version)
                && incoming.displayWh == state.signed.displayWh(version);
    }

    private RejectReason checkEntry() {
        RejectReason reason = checks.backlog(incoming);
        if (reason != RejectReason.NONE) return reason;
        reason = checks.funds(incoming, openOrders.reserve(order));
        return reason != RejectReason.NONE ? reason : checks.postOnly(incoming);
    }

    private void change(DirectBuffer buffer) {
        matcher.cutToMaxQuote(incoming);
        if (incoming.stopped != null) {
            openOrders.cancel(order, incoming.stopped, state.correlationId);
            return;
        }
        openOrders.reduce(order, incoming.leavesWh);
        long reserved = openOrders.reserve(order);
        boolean newExpiry = incoming.expiryMs != state.signed.expiryMs(version);
        sign(buffer);
        openOrders.reserveAgain(order, reserved);
        if (newExpiry) openOrders.expiryChanged(order, incoming.expiryMs);
        tell(true);
    }

    private void reenter(DirectBuffer buffer) {
        boolean newExpiry = incoming.expiryMs != state.signed.expiryMs(version);
        openOrders.withdraw(order);
        sign(buffer);
        if (newExpiry) openOrders.expiryChanged(order, incoming.expiryMs);
        tell(false);
        matcher.enter(incoming);
    }

    /** Puts the new version in the old one's place; batches that hold fills of the old one keep it. */
    private void sign(DirectBuffer buffer) {
        int memory = state.signed.memory(version);
        int replacement = state.signed.add(++state.lastAcceptance, state.orders.id(order), incoming,
                command.maxQuote(), command.nonce(), command.epoch(), command.maxFeeBps());
        int at = command.offset();
        state.signed.signedQuantityWh(replacement, command.quantityWh());
        state.signed.acceptedMs(replacement, state.signed.acceptedMs(version));
        state.signed.sign(replacement, buffer, at + ReplaceOrderDecoder.signerEncodingOffset(),
                at + ReplaceOrderDecoder.signatureEncodingOffset());
        state.signed.spend(replacement, spent);
        state.signed.memory(replacement, memory);
        state.signed.release(version);
        incoming.version = replacement;
        state.orders.traits(order, replacement, incoming.side, incoming.makerFeeBps, incoming.selfTrade);
        state.orders.execution(order, Clearing.NONE);
    }

    private void tell(boolean keptPlace) {
        events.replaced(order, incoming.instrument.id, incoming.priceTicks, incoming.quantityWh, incoming.leavesWh,
                incoming.expiryMs, keptPlace);
    }
}
