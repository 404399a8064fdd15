package io.enerlink.gateway.replay;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The file's orders by their own ids and by the engine's. An id that was used once is never free again. */
final class ReplayOrders {
    /** Stands for every order that has ended. */
    private static final ReplayOrder ENDED = new ReplayOrder("", 0);
    private static final int SLOT_MASK = (1 << 24) - 1;

    private final Map<String, ReplayOrder> byId = new HashMap<>();
    private ReplayOrder[] bySlot = new ReplayOrder[1_024];

    boolean isUsed(String id) {
        return byId.containsKey(id);
    }

    /** The open order of an id, or null. */
    ReplayOrder open(String id) {
        ReplayOrder order = byId.get(id);
        return order == ENDED ? null : order;
    }

    /** The open order with the engine's id. Places in the engine's array are given away again, so few are enough. */
    ReplayOrder open(long orderId) {
        return bySlot[(int) orderId & SLOT_MASK];
    }

    void accepted(ReplayOrder order, long orderId) {
        order.orderId = orderId;
        byId.put(order.id, order);
        int slot = (int) orderId & SLOT_MASK;
        if (slot >= bySlot.length) bySlot = Arrays.copyOf(bySlot, Math.max(slot + 1, bySlot.length * 2));
        bySlot[slot] = order;
    }

    void ended(ReplayOrder order) {
        byId.put(order.id, ENDED);
    }
}
