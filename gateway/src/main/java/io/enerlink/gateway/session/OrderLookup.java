package io.enerlink.gateway.session;

/** Finds an account's open orders. */
@FunctionalInterface
public interface OrderLookup {
    /**
     * @param orderId       0 where the order is named by {@code clientOrderId}
     * @param clientOrderId 0 where it is named by {@code orderId}
     * @return null where the account has no such open order
     */
    OpenOrder find(int accountId, long orderId, long clientOrderId);
}
