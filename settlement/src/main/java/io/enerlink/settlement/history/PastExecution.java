package io.enerlink.settlement.history;

/**
 * What happened to an order of an account; units as in their names, the codes are the engine's.
 *
 * @param order  as it was after it
 * @param fill   of a trade, else null
 * @param reason of a cancellation, the engine's CancelReason, else -1
 */
public record PastExecution(long seq, Type type, PastOrder order, Fill fill, int reason, long atMs) {
    /** Stored as its ordinal: constants are only ever added at the end. */
    public enum Type {
        NEW, TRADE, CANCELED, REPLACED;

        static Type of(int code) {
            return values()[code];
        }
    }

    /** An account's part in a trade. @param fee in IDRS base units */
    public record Fill(long tradeId, long batchId, long priceTicks, long quantityWh, long fee, boolean maker) {}

    /** @param sequence of the command that accepted or last replaced it */
    public record PastOrder(long orderId, long clientOrderId, int instrumentId, int side, int orderType,
            int timeInForce, boolean postOnly, long priceTicks, long quantityWh, long leavesWh, long expiryMs,
            long nonce, long sequence, long acceptedMs) {}
}
