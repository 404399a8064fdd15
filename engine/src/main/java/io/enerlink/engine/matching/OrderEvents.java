package io.enerlink.engine.matching;

import io.enerlink.engine.book.Orders;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Ledger;
import io.enerlink.engine.message.BalanceChangedEncoder;
import io.enerlink.engine.message.OrderAcceptedEncoder;
import io.enerlink.engine.message.OrderCanceledEncoder;
import io.enerlink.engine.message.OrderRejectedEncoder;
import io.enerlink.engine.message.OrderReplacedEncoder;
import io.enerlink.engine.message.PlaceOrderDecoder;
import io.enerlink.engine.message.TradedEncoder;

/** Writes what happens to orders, and numbers it for the accounts it happens to. */
final class OrderEvents {
    private final ExchangeState state;
    private final Events events;
    private final Orders orders;
    private final Accounts accounts;
    private final OrderAcceptedEncoder accepted = new OrderAcceptedEncoder();
    private final OrderRejectedEncoder rejected = new OrderRejectedEncoder();
    private final TradedEncoder traded = new TradedEncoder();
    private final OrderCanceledEncoder canceled = new OrderCanceledEncoder();
    private final OrderReplacedEncoder replaced = new OrderReplacedEncoder();
    private final BalanceChangedEncoder balanceChanged = new BalanceChangedEncoder();

    OrderEvents(ExchangeState state) {
        this.state = state;
        events = state.events;
        orders = state.orders;
        accounts = state.accounts;
    }

    void accepted(Incoming incoming, PlaceOrderDecoder command) {
        accepted(incoming, orders.id(incoming.order), command, accounts.nextSequence(incoming.accountId), false);
    }

    /** The same command came again: the first answer, under the account's last number. */
    void duplicate(Incoming incoming, long orderId, PlaceOrderDecoder command) {
        accepted(incoming, orderId, command, accounts.sequence(incoming.accountId), true);
    }

    private void accepted(Incoming incoming, long orderId, PlaceOrderDecoder command, long accountSeq,
            boolean duplicate) {
        int at = events.claim(OrderAcceptedEncoder.BLOCK_LENGTH, OrderAcceptedEncoder.TEMPLATE_ID);
        accepted.wrap(events.buffer(), at).correlationId(state.correlationId)
                .accountSeq(accountSeq).orderId(orderId).clientOrderId(incoming.clientOrderId)
                .priceTicks(incoming.priceTicks).quantityWh(incoming.quantityWh).leavesWh(incoming.quantityWh)
                .expiryMs(incoming.expiryMs).nonce(command.nonce()).accountId(incoming.accountId)
                .instrumentId(incoming.instrument.id).side(Events.code(incoming.side))
                .orderType((short) incoming.type.code()).timeInForce((short) incoming.timeInForce.code())
                .postOnly(Events.flag(incoming.postOnly)).duplicate(Events.flag(duplicate))
                .displayWh(incoming.displayWh).maxQuote(command.maxQuote()).epoch(command.epoch())
                .maxFeeBps(command.maxFeeBps());
    }

    void rejected(int templateId, int accountId, long orderId, long clientOrderId, int instrumentId,
            RejectReason reason) {
        int at = events.claim(OrderRejectedEncoder.BLOCK_LENGTH, OrderRejectedEncoder.TEMPLATE_ID);
        rejected.wrap(events.buffer(), at).correlationId(state.correlationId)
                .orderId(orderId).clientOrderId(clientOrderId).accountId(accountId).instrumentId(instrumentId)
                .commandTemplateId(templateId).reason((short) reason.code());
    }

    /** A resting order and the incoming one, both with what is left of them already lowered. */
    void traded(Incoming taker, int maker, long batchId, long priceTicks, long quantityWh, long quote, long makerFee,
            long takerFee) {
        int makerAccount = orders.accountId(maker);
        int at = events.claim(TradedEncoder.BLOCK_LENGTH, TradedEncoder.TEMPLATE_ID);
        traded.wrap(events.buffer(), at).tradeId(++state.lastTradeId).batchId(batchId)
                .priceTicks(priceTicks).quantityWh(quantityWh).quote(quote).makerOrderId(orders.id(maker))
                .makerClientOrderId(orders.clientOrderId(maker)).makerAccountSeq(accounts.nextSequence(makerAccount))
                .makerLeavesWh(orders.leavesWh(maker)).makerFee(makerFee).takerOrderId(orders.id(taker.order))
                .takerClientOrderId(taker.clientOrderId).takerAccountSeq(accounts.nextSequence(taker.accountId))
                .takerLeavesWh(taker.leavesWh).takerFee(takerFee).makerAccountId(makerAccount)
                .takerAccountId(taker.accountId).instrumentId(taker.instrument.id).takerSide(Events.code(taker.side));
        state.trades.add(priceTicks, quantityWh, orders.id(maker), orders.id(taker.order), makerFee, takerFee,
                makerAccount, taker.accountId, taker.instrument.id, taker.side.code());
    }

    void canceled(int order, int instrumentId, long leavesWh, CancelReason reason, long correlationId) {
        int accountId = orders.accountId(order);
        int at = events.claim(OrderCanceledEncoder.BLOCK_LENGTH, OrderCanceledEncoder.TEMPLATE_ID);
        canceled.wrap(events.buffer(), at).correlationId(correlationId)
                .accountSeq(accounts.nextSequence(accountId)).orderId(orders.id(order))
                .clientOrderId(orders.clientOrderId(order)).leavesWh(leavesWh).accountId(accountId)
                .instrumentId(instrumentId).reason((short) reason.code());
    }

    void replaced(int order, int instrumentId, long priceTicks, long quantityWh, long leavesWh, long expiryMs,
            boolean keptPriority) {
        int accountId = orders.accountId(order);
        int version = orders.version(order);
        SignedOrders signed = state.signed;
        signed.sequence(version, state.sequence);
        int at = events.claim(OrderReplacedEncoder.BLOCK_LENGTH, OrderReplacedEncoder.TEMPLATE_ID);
        replaced.wrap(events.buffer(), at).correlationId(state.correlationId)
                .accountSeq(accounts.nextSequence(accountId)).orderId(orders.id(order))
                .clientOrderId(orders.clientOrderId(order)).priceTicks(priceTicks).quantityWh(quantityWh)
                .leavesWh(leavesWh).expiryMs(expiryMs).accountId(accountId).instrumentId(instrumentId)
                .keptPriority(Events.flag(keptPriority)).displayWh(signed.displayWh(version))
                .maxQuote(signed.maxQuote(version)).epoch(signed.epoch(version)).maxFeeBps(signed.maxFeeBps(version));
    }

    void balanceChanged(int accountId) {
        Ledger ledger = state.ledger;
        int at = events.claim(BalanceChangedEncoder.BLOCK_LENGTH, BalanceChangedEncoder.TEMPLATE_ID);
        balanceChanged.wrap(events.buffer(), at)
                .etkFree(ledger.free(accountId, Asset.ETK)).etkReserved(ledger.reserved(accountId, Asset.ETK))
                .etkUnsettled(ledger.unsettled(accountId, Asset.ETK)).idrsFree(ledger.free(accountId, Asset.IDRS))
                .idrsReserved(ledger.reserved(accountId, Asset.IDRS))
                .idrsUnsettled(ledger.unsettled(accountId, Asset.IDRS)).debtUwh(ledger.debtUwh(accountId))
                .accountId(accountId);
    }
}
