package io.enerlink.gateway.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.matching.CancelReason;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderRestatedDecoder;
import io.enerlink.engine.message.OrderReplacedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.feed.Execution.Fill;
import io.enerlink.gateway.feed.Execution.Type;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.OpenOrder;
import io.enerlink.gateway.session.OrderLookup;
import io.enerlink.gateway.session.Version;

/** Every account's orders, executions and balances, as the engine's events tell them. Bounded by the engine's accounts. */
public final class AccountFeed implements OrderLookup {
    private final Instruments instruments;
    private final ExecutionHistory history;
    private final Map<Integer, AccountView> accounts = new ConcurrentHashMap<>();

    /** @param limits how many executions are remembered */
    public AccountFeed(Instruments instruments, FeedLimits limits) {
        this.instruments = instruments;
        history = new ExecutionHistory(limits.executionsPerAccount(), limits.executionsAltogether());
    }

    @Override
    public OpenOrder find(int accountId, long orderId, long clientOrderId) {
        return account(accountId).find(orderId, clientOrderId);
    }

    /** @throws IllegalStateException for an account that the engine never opened */
    AccountView account(int accountId) {
        AccountView account = accounts.get(accountId);
        if (account == null) throw new IllegalStateException("account " + accountId + " was never opened");
        return account;
    }

    void opened(int accountId, Address address) {
        accounts.computeIfAbsent(accountId, id -> new AccountView(id, address, history));
    }

    void accepted(long sequence, long timestampMs, OrderAcceptedDecoder event, Version version) {
        OpenOrder order = new OpenOrder(event.orderId(), event.clientOrderId(),
                instruments.byId(event.instrumentId()), Side.of(event.side()), OrderType.of(event.orderType()),
                TimeInForce.of(event.timeInForce()), event.postOnly() != 0, event.priceTicks(), event.quantityWh(),
                event.leavesWh(), event.expiryMs(), event.nonce(), sequence, timestampMs, version);
        account(event.accountId()).on(new Execution(event.accountSeq(), Type.NEW, order, null, null, timestampMs));
    }

    /** An open order of an engine that started from a snapshot; what happened to it before is not remembered. */
    void restated(OrderRestatedDecoder event) {
        account(event.accountId()).restated(new OpenOrder(event.orderId(), event.clientOrderId(),
                instruments.byId(event.instrumentId()), Side.of(event.side()), OrderType.LIMIT,
                TimeInForce.of(event.timeInForce()), event.postOnly() != 0, event.priceTicks(), event.quantityWh(),
                event.leavesWh(), event.expiryMs(), event.nonce(), event.sequence(), event.acceptedMs(), null));
    }

    void traded(long timestampMs, TradedDecoder event) {
        Fill maker = new Fill(event.tradeId(), event.batchId(), event.priceTicks(), event.quantityWh(),
                event.makerFee(), true);
        Fill taker = new Fill(event.tradeId(), event.batchId(), event.priceTicks(), event.quantityWh(),
                event.takerFee(), false);
        filled(event.makerAccountId(), event.makerOrderId(), event.makerAccountSeq(), event.makerLeavesWh(), maker,
                timestampMs);
        filled(event.takerAccountId(), event.takerOrderId(), event.takerAccountSeq(), event.takerLeavesWh(), taker,
                timestampMs);
    }

    void canceled(long timestampMs, OrderCanceledDecoder event) {
        AccountView account = account(event.accountId());
        CancelReason reason = CancelReason.of(event.reason());
        Type type = reason == CancelReason.EXPIRED ? Type.EXPIRED : Type.CANCELED;
        OpenOrder order = known(account, event.orderId()).withLeaves(event.leavesWh());
        account.on(new Execution(event.accountSeq(), type, order, null, reason, timestampMs));
    }

    void replaced(long sequence, long timestampMs, OrderReplacedDecoder event, Version version) {
        AccountView account = account(event.accountId());
        OpenOrder order = known(account, event.orderId()).replaced(event.priceTicks(), event.quantityWh(),
                event.leavesWh(), event.expiryMs(), sequence, version);
        account.on(new Execution(event.accountSeq(), Type.REPLACED, order, null, null, timestampMs));
    }

    private void filled(int accountId, long orderId, long accountSeq, long leavesWh, Fill fill, long timestampMs) {
        AccountView account = account(accountId);
        OpenOrder order = known(account, orderId).withLeaves(leavesWh);
        account.on(new Execution(accountSeq, Type.TRADE, order, fill, null, timestampMs));
    }

    private static OpenOrder known(AccountView account, long orderId) {
        OpenOrder order = account.find(orderId, 0);
        if (order == null) throw new IllegalStateException("order " + orderId + " was never accepted");
        return order;
    }
}
