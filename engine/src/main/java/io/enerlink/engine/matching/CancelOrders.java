package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.Pair;
import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.message.CancelAfterDecoder;
import io.enerlink.engine.message.CancelAllDecoder;
import io.enerlink.engine.message.CancelOrderDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;

/** Cancels orders, one, all, or later unless the account shows itself again. */
final class CancelOrders {
    /** The longest time that cancel-after can be set to: a day. */
    static final long MAX_TIMEOUT_MS = 24L * 60 * 60 * 1000;

    private final ExchangeState state;
    private final OrderEvents events;
    private final OpenOrders openOrders;
    private final Timers timeouts;
    private final CancelOrderDecoder cancelOrder = new CancelOrderDecoder();
    private final CancelAllDecoder cancelAll = new CancelAllDecoder();
    private final CancelAfterDecoder cancelAfter = new CancelAfterDecoder();
    private long[] silent = new long[16];

    CancelOrders(ExchangeState state, OrderEvents events, OpenOrders openOrders) {
        this.state = state;
        this.events = events;
        this.openOrders = openOrders;
        timeouts = new Timers((accountId, dueMs) -> state.accounts.cancelAtMs((int) accountId) == dueMs);
    }

    void one(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        cancelOrder.wrapAndApplyHeader(buffer, offset, header);
        int accountId = cancelOrder.accountId();
        boolean isOpen = state.accounts.isOpen(accountId);
        int order = isOpen ? state.findOrder(accountId, cancelOrder.orderId(), cancelOrder.clientOrderId())
                : Orders.NONE;
        if (order != Orders.NONE && state.orders.accountId(order) == accountId) {
            openOrders.cancel(order, CancelReason.USER, state.correlationId);
            return;
        }
        RejectReason reason = !isOpen ? RejectReason.UNKNOWN_ACCOUNT
                : order == Orders.NONE ? RejectReason.UNKNOWN_ORDER : RejectReason.NOT_OWNER;
        events.rejected(CancelOrderDecoder.TEMPLATE_ID, accountId, cancelOrder.orderId(), cancelOrder.clientOrderId(),
                0, reason);
    }

    void all(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        cancelAll.wrapAndApplyHeader(buffer, offset, header);
        int accountId = cancelAll.accountId();
        int instrumentId = cancelAll.instrumentId();
        RejectReason reason = RejectReason.NONE;
        if (!isReason(cancelAll.reason())) reason = RejectReason.MALFORMED;
        else if (!state.accounts.isOpen(accountId)) reason = RejectReason.UNKNOWN_ACCOUNT;
        else if (instrumentId != 0 && state.instrument(instrumentId) == null) reason = RejectReason.UNKNOWN_INSTRUMENT;
        if (reason != RejectReason.NONE) {
            state.events.commandRejected(state.correlationId, accountId, CancelAllDecoder.TEMPLATE_ID, reason);
            return;
        }
        int canceled = openOrders.cancelAll(accountId, instrumentId, CancelReason.of(cancelAll.reason()),
                state.correlationId);
        state.events.cancelAllDone(state.correlationId, accountId, canceled);
    }

    private static boolean isReason(int code) {
        return code == CancelReason.USER.code() || code == CancelReason.DISCONNECT.code()
                || code == CancelReason.OPERATOR.code();
    }

    void after(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        cancelAfter.wrapAndApplyHeader(buffer, offset, header);
        int accountId = cancelAfter.accountId();
        long timeoutMs = cancelAfter.timeoutMs();
        RejectReason reason = RejectReason.NONE;
        if (timeoutMs < 0 || timeoutMs > MAX_TIMEOUT_MS) reason = RejectReason.MALFORMED;
        else if (!state.accounts.isOpen(accountId)) reason = RejectReason.UNKNOWN_ACCOUNT;
        if (reason != RejectReason.NONE) {
            state.events.commandRejected(state.correlationId, accountId, CancelAfterDecoder.TEMPLATE_ID, reason);
            return;
        }
        long dueMs = timeoutMs == 0 ? Long.MAX_VALUE : state.nowMs + timeoutMs;
        boolean changed = dueMs != state.accounts.cancelAtMs(accountId);
        state.accounts.cancelAtMs(accountId, dueMs);
        if (changed && timeoutMs != 0) timeouts.add(accountId, dueMs);
        state.events.commandDone(state.correlationId, CancelAfterDecoder.TEMPLATE_ID);
    }

    long nextTimeoutMs() { return timeouts.earliestMs(); }

    /** Cancels everything of the accounts that did not show themselves in time, by their numbers. */
    void timeOut() {
        int count = timeouts.advance(state.nowMs);
        if (silent.length < count) silent = new long[count * 2];
        for (int i = 0; i < count; i++) {
            silent[i] = timeouts.due(i);
        }
        HeapSort.sort(silent, count);
        for (int i = 0; i < count; i++) {
            int accountId = Pair.low(silent[i]);
            state.accounts.cancelAtMs(accountId, Long.MAX_VALUE);
            openOrders.cancelAll(accountId, 0, CancelReason.CANCEL_AFTER, 0);
        }
    }

    /** Carries when accounts time out into an image, or out of one into what is new. */
    void carry(StateImage image) {
        timeouts.carry(image);
    }
}
