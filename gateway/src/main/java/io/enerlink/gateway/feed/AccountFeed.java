package io.enerlink.gateway.feed;

import io.enerlink.gateway.session.KnownAgents;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.engine.message.ReplaceOrderDecoder;
import io.enerlink.engine.message.PlaceOrderDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.matching.RejectReason;
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
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.OpenOrder;
import io.enerlink.gateway.session.OrderLookup;
import io.enerlink.gateway.session.Version;

/** Every account's orders, executions and balances, as the engine's events tell them. Bounded by the engine's accounts. */
public final class AccountFeed implements OrderLookup, KnownAgents {
    private final Instruments instruments;
    private final ExecutionHistory history;
    private final Map<Integer, AccountView> accounts = new ConcurrentHashMap<>();
    private volatile AgentListener agentListener = (account, agent, expiryMs) -> {};
    private final Map<Address, AccountView> byAddress = new ConcurrentHashMap<>();

    /** @param limits how many executions are remembered */
    public AccountFeed(Instruments instruments, FeedLimits limits) {
        this.instruments = instruments;
        history = new ExecutionHistory(limits.executionsPerAccount(), limits.executionsAltogether());
    }

    @Override
    public OpenOrder find(int accountId, long orderId, long clientOrderId) {
        return account(accountId).find(orderId, clientOrderId);
    }

    /** Where executions are that are not remembered. */
    void older(OlderExecutions older) {
        history.older(older);
    }

    /** @throws IllegalStateException for an account that the engine never opened */
    AccountView account(int accountId) {
        AccountView account = accounts.get(accountId);
        if (account == null) throw new IllegalStateException("account " + accountId + " was never opened");
        return account;
    }

    /** @throws io.enerlink.gateway.protocol.ProtocolException NOT_FOUND */
    AccountView account(Address address) {
        AccountView account = byAddress.get(address);
        if (account == null) throw Errors.NOT_FOUND.because("there is no account of " + address);
        return account;
    }

    @Override
    public long expiryMs(Address account, Address agent) {
        AccountView view = byAddress.get(account);
        return view == null ? 0 : view.expiryMs(agent);
    }

    /** Hears whose time as an agent has changed, on the matching thread. */
    @FunctionalInterface
    public interface AgentListener {
        void onAgent(Address account, Address agent, long expiryMs);
    }

    /** Once, before anybody logs on. */
    public void onAgentChanged(AgentListener listener) {
        agentListener = listener;
    }

    void agentChanged(int accountId, Address agent, long expiryMs) {
        AccountView view = account(accountId);
        view.agent(agent, expiryMs);
        agentListener.onAgent(view.address(), agent, expiryMs);
    }

    void opened(int accountId, Address address) {
        byAddress.put(address, accounts.computeIfAbsent(accountId, id -> new AccountView(id, address, history)));
    }

    /** A refusal changed nothing, so it has no number and is not remembered; whoever listens hears of it. */
    void rejected(long timestampMs, OrderRejectedDecoder event) {
        AccountView account = accounts.get(event.accountId());
        if (account == null) return;
        account.rejected(() -> JsonWriter.object().field("channel", "executions").field("type", "rejected")
                .field("method", method(event.commandTemplateId())).field("orderId", event.orderId())
                .id("clientOrderId", event.clientOrderId())
                .field("reason", RejectReason.of(event.reason()).name()).field("ts", timestampMs).end().bytes());
    }

    private static String method(int commandTemplateId) {
        return switch (commandTemplateId) {
            case PlaceOrderDecoder.TEMPLATE_ID -> "order.place";
            case ReplaceOrderDecoder.TEMPLATE_ID -> "order.replace";
            default -> "order.cancel";
        };
    }

    void accepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        Instrument instrument = instruments.byId(event.instrumentId());
        Side side = Side.of(event.side());
        Version version = new Version(event.accountId(), event.clientOrderId(), instrument, side, event.maxQuote(),
                event.maxFeeBps(), event.epoch(), event.displayWh());
        OpenOrder order = new OpenOrder(event.orderId(), event.clientOrderId(), instrument, side,
                OrderType.of(event.orderType()), TimeInForce.of(event.timeInForce()), event.postOnly() != 0,
                event.priceTicks(), event.quantityWh(), event.leavesWh(), event.expiryMs(), event.nonce(), sequence,
                timestampMs, version);
        account(event.accountId()).on(new Execution(event.accountSeq(), Type.NEW, order, null, null, timestampMs));
    }

    /** An open order of an engine that started from a snapshot; what happened to it before is not remembered. */
    void restated(OrderRestatedDecoder event) {
        Instrument instrument = instruments.byId(event.instrumentId());
        Side side = Side.of(event.side());
        Version version = new Version(event.accountId(), event.clientOrderId(), instrument, side, event.maxQuote(),
                event.maxFeeBps(), event.epoch(), event.displayWh());
        account(event.accountId()).restated(new OpenOrder(event.orderId(), event.clientOrderId(), instrument, side,
                OrderType.LIMIT, TimeInForce.of(event.timeInForce()), event.postOnly() != 0, event.priceTicks(),
                event.quantityWh(), event.leavesWh(), event.expiryMs(), event.nonce(), event.sequence(),
                event.acceptedMs(), version));
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

    void replaced(long sequence, long timestampMs, OrderReplacedDecoder event) {
        AccountView account = account(event.accountId());
        OpenOrder before = known(account, event.orderId());
        Version version = new Version(event.accountId(), event.clientOrderId(), before.instrument(), before.side(),
                event.maxQuote(), event.maxFeeBps(), event.epoch(), event.displayWh());
        OpenOrder order = before.replaced(event.priceTicks(), event.quantityWh(), event.leavesWh(), event.expiryMs(),
                sequence, version);
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
