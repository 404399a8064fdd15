package io.enerlink.gateway.replay;

import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.matching.CancelReason;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.engine.message.AuctionUncrossedDecoder;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import java.util.function.LongConsumer;

/** The engine's events as lines of JSON, in their order. */
final class ReplayEvents implements EventHandler {
    private final ReplayOrders orders;
    private final Funds funds;
    private final JsonLines out;
    private final Grid ticks;
    private final Grid lots;
    private final LongConsumer closedBatch;

    /** The order that the current command brings, and whether it brings a replacement. */
    private ReplayOrder incoming;
    private String incomingId;
    private boolean replaces;
    private ReplayOrder newTerms;

    ReplayEvents(ReplayOrders orders, Funds funds, JsonLines out, Grid ticks, Grid lots, LongConsumer closedBatch) {
        this.orders = orders;
        this.funds = funds;
        this.out = out;
        this.ticks = ticks;
        this.lots = lots;
        this.closedBatch = closedBatch;
    }

    /** The next accepted order is this one; a refusal is for its id. */
    void expect(ReplayOrder order) {
        incoming = order;
        incomingId = order.id;
        replaces = false;
    }

    /** What comes next is about the order of this id; {@code terms} are its new ones, or null. */
    void expect(String id, ReplayOrder terms) {
        incomingId = id;
        newTerms = terms;
        replaces = terms != null;
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        orders.accepted(incoming, event.orderId());
        out.event("accepted").field("id", incoming.id).end();
    }

    @Override
    public void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {
        rejected(incomingId, RejectReason.of(event.reason()).name());
    }

    void rejected(String id, String reason) {
        out.event("rejected").field("id", id).field("reason", reason).end();
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        ReplayOrder taker = orders.open(event.takerOrderId());
        ReplayOrder maker = orders.open(event.makerOrderId());
        out.event("trade").field("taker", taker.id).field("maker", maker.id).steps("price", ticks, event.priceTicks())
                .steps("quantity", lots, event.quantityWh()).end();
        if (event.takerLeavesWh() == 0) orders.ended(taker);
        if (event.makerLeavesWh() == 0) orders.ended(maker);
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        ReplayOrder order = orders.open(event.orderId());
        orders.ended(order);
        out.event("canceled").field("id", order.id).steps("remaining", lots, event.leavesWh())
                .field("reason", CancelReason.of(event.reason()).name()).end();
    }

    @Override
    public void onOrderReplaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        ReplayOrder order = orders.open(event.orderId());
        if (replaces) take(order, newTerms);
        order.quantityWh = event.quantityWh();
        out.event(replaces ? "replaced" : "reduced").field("id", order.id);
        if (replaces) out.steps("price", ticks, event.priceTicks());
        out.steps("quantity", lots, event.quantityWh()).steps("remaining", lots, event.leavesWh());
        if (replaces) out.field("keptPriority", event.keptPriority() == 1);
        out.end();
        replaces = false;
    }

    private static void take(ReplayOrder order, ReplayOrder terms) {
        order.priceTicks = terms.priceTicks;
        order.displayWh = terms.displayWh;
        order.maxQuote = terms.maxQuote;
        order.expiryMs = terms.expiryMs;
    }

    @Override
    public void onAuctionUncrossed(long sequence, long timestampMs, AuctionUncrossedDecoder event) {
        out.event("auction").field("state", "ended").steps("price", ticks, event.priceTicks())
                .steps("quantity", lots, event.quantityWh()).steps("surplus", lots, event.surplusWh()).end();
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        funds.changed(event.accountId(), event.etkFree(), event.idrsFree());
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        closedBatch.accept(event.batchId());
    }
}
