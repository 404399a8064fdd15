package io.enerlink.engine.matching;

import java.util.Arrays;
import java.util.function.IntConsumer;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.Pair;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.ledger.Ledger;

/** The resting orders as their accounts see them: what they reserve, and how they come and go. */
final class OpenOrders {
    private final ExchangeState state;
    private final OrderEvents events;
    private final Orders orders;
    private final Ledger ledger;
    private final Timers expiries;

    private long[] chosen = new long[16];
    private int chosenCount;

    OpenOrders(ExchangeState state, OrderEvents events) {
        this.state = state;
        this.events = events;
        orders = state.orders;
        ledger = state.ledger;
        expiries = new Timers(this::expiresAt);
    }

    private boolean expiresAt(long orderId, long expiryMs) {
        int order = orders.find(orderId);
        return order != Orders.NONE && state.signed.expiryMs(orders.version(order)) == expiryMs;
    }

    long nextExpiryMs() { return expiries.earliestMs(); }

    /** What a resting order has set aside. */
    long reserve(int order) {
        return orders.side(order).reserve(orders.leavesWh(order), priceTicks(order), orders.makerFeeBps(order));
    }

    long priceTicks(int order) {
        return state.levels.priceTicks(orders.level(order));
    }

    Instrument instrument(int order) {
        return state.instrument(state.levels.instrumentId(orders.level(order)));
    }

    /** Rests what is left of an accepted order, with what it needs set aside. */
    void rest(Incoming incoming) {
        int order = incoming.order;
        long visibleWh = incoming.displayWh == 0 ? incoming.leavesWh : Math.min(incoming.displayWh, incoming.leavesWh);
        ledger.reserve(incoming.accountId, incoming.side.pays(),
                incoming.side.reserve(incoming.leavesWh, incoming.priceTicks, incoming.makerFeeBps));
        incoming.instrument.book.rest(order, incoming.side, incoming.priceTicks, incoming.leavesWh, visibleWh);
        orders.execution(order, incoming.execution);
        if (orders.position(order) == Orders.NONE) list(incoming);
    }

    private void list(Incoming incoming) {
        incoming.instrument.countOrder(incoming.accountId, 1);
        orders.position(incoming.order, state.accounts.addOrder(incoming.accountId, incoming.order));
        expiries.add(orders.id(incoming.order), incoming.expiryMs);
    }

    private void unlist(int order) {
        int accountId = orders.accountId(order);
        int position = orders.position(order);
        instrument(order).countOrder(accountId, -1);
        int moved = state.accounts.removeOrder(accountId, position);
        orders.position(moved, position);
    }

    /**
     * Takes an order out of the book and frees what it had set aside. It has not ended: it stays listed among its
     * account's, and rests again or ends within the same command.
     */
    void withdraw(int order) {
        ledger.release(orders.accountId(order), orders.side(order).pays(), reserve(order));
        instrument(order).book.remove(order);
    }

    /** The order rested and is filled to the end. */
    void filled(int order) {
        instrument(order).book.remove(order);
        end(order);
    }

    /** Gives up the order's place and its signed version, and starts to forget its client order id. */
    void end(int order) {
        if (orders.position(order) != Orders.NONE) unlist(order);
        int version = orders.version(order);
        int memory = state.signed.memory(version);
        if (memory != ClientOrders.NONE) state.clientOrders.end(memory);
        state.signed.release(version);
        orders.remove(order);
    }

    /** Cancels a resting order. */
    void cancel(int order, CancelReason reason, long correlationId) {
        events.canceled(order, instrument(order).id, orders.leavesWh(order), reason, correlationId);
        withdraw(order);
        end(order);
    }

    /** Lowers what is left of a resting order, which keeps its place. */
    void reduce(int order, long leavesWh) {
        long released = reserve(order);
        instrument(order).book.reduce(order, leavesWh);
        released -= reserve(order);
        ledger.release(orders.accountId(order), orders.side(order).pays(), released);
    }

    /** The terms of a resting order changed: sets aside what it needs now instead of what it had. */
    void reserveAgain(int order, long reserved) {
        ledger.reserve(orders.accountId(order), orders.side(order).pays(), reserve(order) - reserved);
    }

    /** Another expiry came with a replacement that kept its place. */
    void expiryChanged(int order, long expiryMs) {
        expiries.add(orders.id(order), expiryMs);
    }

    /** Cancels the account's orders of one instrument, or of all when it is 0; first those that were accepted first. */
    int cancelAll(int accountId, int instrumentId, CancelReason reason, long correlationId) {
        chosenCount = 0;
        for (int i = 0; i < state.accounts.openCount(accountId); i++) {
            int order = state.accounts.openOrder(accountId, i);
            if (instrumentId == 0 || instrument(order).id == instrumentId) choose(order);
        }
        return cancelChosen(reason, correlationId);
    }

    /** Cancels every order with which the account gives that asset. */
    void cancelPaying(int accountId, Asset asset, CancelReason reason) {
        chosenCount = 0;
        for (int i = 0; i < state.accounts.openCount(accountId); i++) {
            int order = state.accounts.openOrder(accountId, i);
            if (orders.side(order).pays() == asset) choose(order);
        }
        cancelChosen(reason, 0);
    }

    /** Cancels what an agent signed with an expiry past its own, which has become shorter. */
    void cancelSignedPast(int accountId, long expiryMs, long first, long second, int third) {
        chosenCount = 0;
        for (int i = 0; i < state.accounts.openCount(accountId); i++) {
            int order = state.accounts.openOrder(accountId, i);
            int version = orders.version(order);
            if (state.signed.expiryMs(version) > expiryMs
                    && state.signed.isSignedBy(version, first, second, third))
                choose(order);
        }
        cancelChosen(CancelReason.STOPPED, 0);
    }

    /** Cancels the order that a key signed with that nonce, if it is open. */
    void cancelNonce(int accountId, long nonce, long first, long second, int third) {
        chosenCount = 0;
        for (int i = 0; i < state.accounts.openCount(accountId); i++) {
            int order = state.accounts.openOrder(accountId, i);
            int version = orders.version(order);
            if (state.signed.nonce(version) == nonce && state.signed.isSignedBy(version, first, second, third)) {
                choose(order);
            }
        }
        cancelChosen(CancelReason.STOPPED, 0);
    }

    /** Cancels every order whose expiry has come, but for those that {@link #expire(Instrument)} will find. */
    void expire() {
        chosenCount = 0;
        int due = expiries.advance(state.nowMs);
        for (int i = 0; i < due; i++) {
            int order = orders.find(expiries.due(i));
            if (!instrument(order).clockIsDoubted()) choose(order);
        }
        cancelChosen(CancelReason.EXPIRED, 0);
    }

    /** The clock is not doubted any more: cancels what it let expire meanwhile. */
    void expire(Instrument instrument) {
        chosenCount = 0;
        chooseExpired(instrument.book.ladder(Side.BID));
        chooseExpired(instrument.book.ladder(Side.ASK));
        cancelChosen(CancelReason.EXPIRED, 0);
    }

    private void chooseExpired(Ladder ladder) {
        for (int level = ladder.best(); level != Levels.NONE; level = ladder.next(level)) {
            for (int order = state.levels.first(level); order != Orders.NONE; order = orders.next(order)) {
                if (state.signed.expiryMs(orders.version(order)) <= state.nowMs) choose(order);
            }
        }
    }

    /** Shows an account's open orders, the one that was accepted first first. */
    void forEach(int accountId, IntConsumer visitor) {
        chosenCount = 0;
        for (int i = 0; i < state.accounts.openCount(accountId); i++) choose(state.accounts.openOrder(accountId, i));
        HeapSort.sort(chosen, chosenCount);
        for (int i = 0; i < chosenCount; i++) visitor.accept(place(chosen[i]));
    }

    private static int place(long chosen) {
        return Pair.low(chosen) & Orders.MAX - 1;
    }

    private void choose(int order) {
        if (chosenCount == chosen.length) chosen = Arrays.copyOf(chosen, chosenCount * 2);
        chosen[chosenCount++] = state.signed.acceptance(orders.version(order)) * Orders.MAX + order;
    }

    private int cancelChosen(CancelReason reason, long correlationId) {
        HeapSort.sort(chosen, chosenCount);
        int canceled = 0;
        for (int i = 0; i < chosenCount; i++) {
            if (i > 0 && chosen[i] == chosen[i - 1]) continue;
            cancel(place(chosen[i]), reason, correlationId);
            canceled++;
        }
        return canceled;
    }

    /** Carries when orders expire into an image, or out of one into what is new. */
    void carry(StateImage image) {
        expiries.carry(image);
    }
}
