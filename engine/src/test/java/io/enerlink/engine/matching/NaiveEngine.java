package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.matching.NaiveState.Account;
import io.enerlink.engine.matching.NaiveState.Instrument;
import io.enerlink.engine.matching.NaiveState.LevelKey;
import io.enerlink.engine.matching.NaiveState.Order;
import io.enerlink.engine.message.AddInstrumentDecoder;
import io.enerlink.engine.message.BatchSettledDecoder;
import io.enerlink.engine.message.CancelAfterDecoder;
import io.enerlink.engine.message.CancelAllDecoder;
import io.enerlink.engine.message.CancelOrderDecoder;
import io.enerlink.engine.message.ChainViewDecoder;
import io.enerlink.engine.message.ConfigureClearingDecoder;
import io.enerlink.engine.message.DebtChangedDecoder;
import io.enerlink.engine.message.MarketEventDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OpenAccountDecoder;
import io.enerlink.engine.message.PlaceOrderDecoder;
import io.enerlink.engine.message.ReleaseWithdrawalDecoder;
import io.enerlink.engine.message.ReplaceOrderDecoder;
import io.enerlink.engine.message.ReserveWithdrawalDecoder;
import io.enerlink.engine.message.RevokeAgentDecoder;
import io.enerlink.engine.message.SetBandDecoder;
import io.enerlink.engine.message.SetFeesDecoder;
import io.enerlink.engine.message.SetStorageDecoder;
import io.enerlink.engine.message.SetTradingDecoder;
import io.enerlink.engine.message.TickDecoder;
import io.enerlink.engine.message.VoidPendingDecoder;

/** The engine once more, written to be obviously right: sorted maps and lists, and everything is counted when asked. */
final class NaiveEngine implements Engine {
    private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

    final NaiveState state;
    private final NaiveEvents events;
    private final NaiveBatches batches;
    private final NaiveTrading trading;
    private final NaiveOrders orders;
    private final NaiveOperators operators;
    private final NaiveChain chain;

    NaiveEngine(EngineConfig config) {
        state = new NaiveState(config);
        events = new NaiveEvents(state);
        batches = new NaiveBatches(state, events);
        trading = new NaiveTrading(state, events, batches);
        orders = new NaiveOrders(state, events, batches, trading);
        operators = new NaiveOperators(state, events, trading, batches, new NaiveAuction(state, events, trading));
        chain = new NaiveChain(state, events, batches, trading, operators);
    }

    @Override
    public void onCommand(long sequence, long timestampMs, DirectBuffer command, int offset, int length,
            EventBuffer buffer) {
        events.wrap(buffer);
        state.nowMs = Math.max(state.nowMs, timestampMs);
        state.correlationId = 0;
        fallDue();
        apply(command, offset, length);
        for (Account account : state.touchedAccounts) {
            chain.collect(account);
            events.balanceChanged(account);
        }
        state.touchedAccounts.clear();
        for (LevelKey level : state.touchedLevels) tell(level);
        state.touchedLevels.clear();
    }

    private void tell(LevelKey level) {
        long quantityWh = state.visibleWh(level);
        int count = level.instrument().side(level.side()).getOrDefault(level.priceTicks(), java.util.List.of()).size();
        NaiveState.Told now = new NaiveState.Told(quantityWh, count);
        NaiveState.Told before = state.told.getOrDefault(level, NaiveState.Told.NOTHING);
        if (!now.equals(before)) events.levelChanged(level, now);
        if (count == 0) state.told.remove(level);
        else
            state.told.put(level, now);
    }

    private void fallDue() {
        boolean doubted = state.instruments.values().stream().anyMatch(Instrument::clockIsDoubted);
        for (Account account : state.accounts) {
            if (doubted || account.id == 0 || account.cancelAtMs > state.nowMs) continue;
            account.cancelAtMs = Long.MAX_VALUE;
            trading.cancelAll(account, null, CancelReason.CANCEL_AFTER, 0);
        }
        trading.expire(order -> !order.instrument.clockIsDoubted());
        if (state.closesAtMs <= state.nowMs) batches.close();
        if (state.chainStaleAtMs <= state.nowMs) operators.haltStale();
    }

    private void apply(DirectBuffer command, int offset, int length) {
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(command, offset);
        int templateId = length < HEADER ? 0 : header.templateId();
        if (length >= HEADER + Long.BYTES) state.correlationId = command.getLong(offset + HEADER);
        int blockLength = blockLength(templateId);
        boolean complete = blockLength > 0 && length >= HEADER + blockLength && header.blockLength() == blockLength
                && header.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && header.version() == MessageHeaderDecoder.SCHEMA_VERSION;
        if (complete) dispatch(command, offset, header);
        else if (templateId >= PlaceOrderDecoder.TEMPLATE_ID && templateId <= ReplaceOrderDecoder.TEMPLATE_ID) {
            events.rejected(templateId, 0, 0, 0, 0, RejectReason.MALFORMED);
        } else {
            events.commandRejected(0, templateId, RejectReason.MALFORMED);
        }
    }

    private static int blockLength(int templateId) {
        if (templateId == RevokeAgentDecoder.TEMPLATE_ID) return RevokeAgentDecoder.BLOCK_LENGTH;
        int[] lengths = {-1, OpenAccountDecoder.BLOCK_LENGTH, PlaceOrderDecoder.BLOCK_LENGTH,
                CancelOrderDecoder.BLOCK_LENGTH, ReplaceOrderDecoder.BLOCK_LENGTH, CancelAllDecoder.BLOCK_LENGTH,
                CancelAfterDecoder.BLOCK_LENGTH, TickDecoder.BLOCK_LENGTH, MarketEventDecoder.BLOCK_LENGTH,
                DebtChangedDecoder.BLOCK_LENGTH, BatchSettledDecoder.BLOCK_LENGTH, AddInstrumentDecoder.BLOCK_LENGTH,
                ConfigureClearingDecoder.BLOCK_LENGTH, SetTradingDecoder.BLOCK_LENGTH, SetFeesDecoder.BLOCK_LENGTH,
                SetBandDecoder.BLOCK_LENGTH, ReserveWithdrawalDecoder.BLOCK_LENGTH,
                ReleaseWithdrawalDecoder.BLOCK_LENGTH};
        if (templateId == SetStorageDecoder.TEMPLATE_ID) return SetStorageDecoder.BLOCK_LENGTH;
        if (templateId == ChainViewDecoder.TEMPLATE_ID) return ChainViewDecoder.BLOCK_LENGTH;
        if (templateId == VoidPendingDecoder.TEMPLATE_ID) return VoidPendingDecoder.BLOCK_LENGTH;
        return templateId < lengths.length ? lengths[templateId] : -1;
    }

    private void dispatch(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        switch (header.templateId()) {
            case OpenAccountDecoder.TEMPLATE_ID -> operators.openAccount(buffer, offset, header);
            case PlaceOrderDecoder.TEMPLATE_ID -> orders.place(buffer, offset, header);
            case CancelOrderDecoder.TEMPLATE_ID -> cancel(buffer, offset, header);
            case ReplaceOrderDecoder.TEMPLATE_ID -> orders.replace(buffer, offset, header);
            case CancelAllDecoder.TEMPLATE_ID -> cancelAll(buffer, offset, header);
            case CancelAfterDecoder.TEMPLATE_ID -> cancelAfter(buffer, offset, header);
            case MarketEventDecoder.TEMPLATE_ID -> chain.market(buffer, offset, header);
            case DebtChangedDecoder.TEMPLATE_ID -> chain.debt(buffer, offset, header);
            case BatchSettledDecoder.TEMPLATE_ID -> chain.settled(buffer, offset, header);
            case AddInstrumentDecoder.TEMPLATE_ID -> operators.addInstrument(buffer, offset, header);
            case ConfigureClearingDecoder.TEMPLATE_ID -> operators.configureClearing(buffer, offset, header);
            case SetTradingDecoder.TEMPLATE_ID -> operators.setTrading(buffer, offset, header);
            case SetStorageDecoder.TEMPLATE_ID -> operators.setStorage(buffer, offset, header);
            case SetFeesDecoder.TEMPLATE_ID -> operators.setFees(buffer, offset, header);
            case SetBandDecoder.TEMPLATE_ID -> operators.setBand(buffer, offset, header);
            case ReserveWithdrawalDecoder.TEMPLATE_ID -> chain.reserveWithdrawal(buffer, offset, header);
            case ReleaseWithdrawalDecoder.TEMPLATE_ID -> chain.releaseWithdrawal(buffer, offset, header);
            case ChainViewDecoder.TEMPLATE_ID -> chain.view(buffer, offset, header);
            case VoidPendingDecoder.TEMPLATE_ID -> chain.voidPending(buffer, offset, header);
            case RevokeAgentDecoder.TEMPLATE_ID -> chain.revokeAgent(buffer, offset, header);
            case TickDecoder.TEMPLATE_ID -> {
                // Time has passed already.
            }
            default -> throw new IllegalStateException();
        }
    }

    private void cancel(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        CancelOrderDecoder command = new CancelOrderDecoder().wrapAndApplyHeader(buffer, offset, header);
        RejectReason reason = RejectReason.UNKNOWN_ACCOUNT;
        if (state.account(command.accountId()) != null) {
            Order order = orders.find(command.accountId(), command.orderId(), command.clientOrderId());
            if (order != null && order.account.id == command.accountId()) {
                trading.cancel(order, CancelReason.USER, state.correlationId);
                return;
            }
            reason = order == null ? RejectReason.UNKNOWN_ORDER : RejectReason.NOT_OWNER;
        }
        events.rejected(CancelOrderDecoder.TEMPLATE_ID, command.accountId(), command.orderId(),
                command.clientOrderId(), 0, reason);
    }

    private void cancelAll(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        CancelAllDecoder command = new CancelAllDecoder().wrapAndApplyHeader(buffer, offset, header);
        Account account = state.account(command.accountId());
        int instrumentId = command.instrumentId();
        int code = command.reason();
        boolean mayBeSent = code == CancelReason.USER.code() || code == CancelReason.DISCONNECT.code()
                || code == CancelReason.OPERATOR.code();
        RejectReason reason = RejectReason.NONE;
        if (!mayBeSent) reason = RejectReason.MALFORMED;
        else if (account == null) reason = RejectReason.UNKNOWN_ACCOUNT;
        else if (instrumentId != 0 && !state.instruments.containsKey(instrumentId)) {
            reason = RejectReason.UNKNOWN_INSTRUMENT;
        }
        if (reason != RejectReason.NONE) {
            events.commandRejected(command.accountId(), CancelAllDecoder.TEMPLATE_ID, reason);
            return;
        }
        int canceled = trading.cancelAll(account, state.instruments.get(instrumentId), CancelReason.of(code),
                state.correlationId);
        events.cancelAllDone(account.id, canceled);
    }

    private void cancelAfter(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        CancelAfterDecoder command = new CancelAfterDecoder().wrapAndApplyHeader(buffer, offset, header);
        Account account = state.account(command.accountId());
        long timeoutMs = command.timeoutMs();
        if (timeoutMs < 0 || timeoutMs > 24 * 3_600_000L) {
            events.commandRejected(command.accountId(), CancelAfterDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
        } else if (account == null) {
            events.commandRejected(command.accountId(), CancelAfterDecoder.TEMPLATE_ID, RejectReason.UNKNOWN_ACCOUNT);
        } else {
            account.cancelAtMs = timeoutMs == 0 ? Long.MAX_VALUE : state.nowMs + timeoutMs;
            events.commandDone(CancelAfterDecoder.TEMPLATE_ID);
        }
    }

    @Override
    public long stateHash() {
        return NaiveHash.of(state);
    }
}
