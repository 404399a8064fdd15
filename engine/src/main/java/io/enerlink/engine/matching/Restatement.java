package io.enerlink.engine.matching;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.ledger.Money;
import io.enerlink.engine.message.AccountRestatedEncoder;
import io.enerlink.engine.message.OrderRestatedEncoder;
import io.enerlink.engine.message.StateRestatedEncoder;
import io.enerlink.engine.message.TradeRestatedEncoder;

/**
 * Tells everything that somebody outside may have to know, as it stands now: for listeners of an engine that came out of
 * a snapshot and never heard how it came to be so.
 */
final class Restatement {
    private static final int PART_BYTES = 1 << 20;

    private final ExchangeState state;
    private final OpenOrders openOrders;
    private final OrderEvents orderEvents;
    private final Clearing clearing;
    private final Withdrawals withdrawals;
    private final Events events;
    private final StateRestatedEncoder whole = new StateRestatedEncoder();
    private final AccountRestatedEncoder account = new AccountRestatedEncoder();
    private final OrderRestatedEncoder open = new OrderRestatedEncoder();
    private final TradeRestatedEncoder trade = new TradeRestatedEncoder();
    private EventBuffer buffer;
    private Runnable part;

    Restatement(ExchangeState state, OpenOrders openOrders, OrderEvents orderEvents, Clearing clearing,
            Withdrawals withdrawals) {
        this.state = state;
        this.openOrders = openOrders;
        this.orderEvents = orderEvents;
        this.clearing = clearing;
        this.withdrawals = withdrawals;
        events = state.events;
    }

    /** @param part told whenever a part of it is in the buffer, which it clears */
    void tell(EventBuffer buffer, Runnable part) {
        this.buffer = buffer;
        this.part = part;
        events.wrap(buffer);
        state.correlationId = 0;
        tellWhole();
        for (int id = 1; id <= state.maxInstrumentId(); id++) {
            if (state.instrument(id) != null) tell(state.instrument(id));
        }
        for (int id = 1; id <= state.accounts.last(); id++) tellAccount(id);
        for (int id = 1; id <= state.maxInstrumentId(); id++) {
            if (state.instrument(id) != null) tellLevels(state.instrument(id));
        }
        withdrawals.tellAgain(this::endMessage);
        clearing.tellAgain(this::tell, this::endMessage);
        part.run();
    }

    private void endMessage() {
        if (buffer.sizeBytes() >= PART_BYTES) part.run();
    }

    private void tellWhole() {
        int at = events.claim(StateRestatedEncoder.BLOCK_LENGTH, StateRestatedEncoder.TEMPLATE_ID);
        long oldest = clearing.oldestPending();
        long lastBatch = clearing.openBatchId() - 1;
        whole.wrap(events.buffer(), at).lastTradeId(state.lastTradeId).ordersAccepted(state.ordersAccepted)
                .lastBatchId(lastBatch).lastFinalBatchId(oldest == 0 ? lastBatch : oldest - 1)
                .lastEventSeq(state.lastEventSeq).repaidUwh(state.repaidUwh)
                .storageLow(Events.flag(state.storageLow));
    }

    private void tell(Instrument instrument) {
        events.instrumentAdded(0, instrument);
        events.tradingChanged(0, instrument);
        endMessage();
    }

    private void tellAccount(int accountId) {
        Accounts accounts = state.accounts;
        events.accountOpened(state, accountId);
        int at = events.claim(AccountRestatedEncoder.BLOCK_LENGTH, AccountRestatedEncoder.TEMPLATE_ID);
        account.wrap(events.buffer(), at).accountSeq(accounts.sequence(accountId))
                .lastNonce(Math.max(0, Math.max(accounts.nonce(accountId), state.agents.highestNonce(accountId))))
                .lastWithdrawalNonce(accounts.withdrawalNonce(accountId)).accountId(accountId)
                .epoch(accounts.epoch(accountId)).stopped(Events.flag(accounts.isStopped(accountId)));
        orderEvents.balanceChanged(accountId);
        if (accounts.repayment(accountId) > 0) events.debtReserved(state, accountId);
        state.agents.forEach(accountId, agent -> events.agentChanged(0, accountId, state.agents, agent));
        openOrders.forEach(accountId, this::tellOrder);
        endMessage();
    }

    private void tellOrder(int order) {
        Orders orders = state.orders;
        SignedOrders signed = state.signed;
        int version = orders.version(order);
        int at = events.claim(OrderRestatedEncoder.BLOCK_LENGTH, OrderRestatedEncoder.TEMPLATE_ID);
        open.wrap(events.buffer(), at).orderId(orders.id(order)).clientOrderId(orders.clientOrderId(order))
                .priceTicks(openOrders.priceTicks(order)).quantityWh(signed.quantityWh(version))
                .leavesWh(orders.leavesWh(order)).displayWh(signed.displayWh(version))
                .expiryMs(signed.expiryMs(version)).nonce(signed.nonce(version)).sequence(signed.sequence(version))
                .acceptedMs(signed.acceptedMs(version)).accountId(orders.accountId(order))
                .instrumentId(openOrders.instrument(order).id).side(Events.code(orders.side(order)))
                .timeInForce((short) signed.timeInForce(version)).postOnly(Events.flag(signed.postOnly(version)))
                .maxQuote(signed.maxQuote(version)).epoch(signed.epoch(version)).maxFeeBps(signed.maxFeeBps(version));
        endMessage();
    }

    private void tellLevels(Instrument instrument) {
        for (Side side : Side.values()) {
            Ladder ladder = instrument.book.ladder(side);
            for (int level = ladder.best(); level != Levels.NONE; level = ladder.next(level)) {
                events.levelChanged(state.levels, level);
                endMessage();
            }
        }
    }

    private void tell(long batchId, long tradeId) {
        UnsettledTrades trades = state.trades;
        int at = events.claim(TradeRestatedEncoder.BLOCK_LENGTH, TradeRestatedEncoder.TEMPLATE_ID);
        trade.wrap(events.buffer(), at).tradeId(tradeId).batchId(batchId).priceTicks(trades.priceTicks(tradeId))
                .quantityWh(trades.quantityWh(tradeId))
                .quote(Money.notional(trades.quantityWh(tradeId), trades.priceTicks(tradeId)))
                .makerOrderId(trades.makerOrderId(tradeId)).makerFee(trades.makerFee(tradeId))
                .takerOrderId(trades.takerOrderId(tradeId)).takerFee(trades.takerFee(tradeId))
                .makerAccountId(trades.makerAccountId(tradeId)).takerAccountId(trades.takerAccountId(tradeId))
                .instrumentId(trades.instrumentId(tradeId)).takerSide((short) trades.takerSide(tradeId));
        endMessage();
    }
}
