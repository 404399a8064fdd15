package io.enerlink.gateway.client;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Money;

/**
 * Something that happened to one of the account's orders.
 *
 * @param seq rises by one for each report of the account
 * @param quantityWh the order's total
 * @param leavesWh what is still open
 * @param lastWh what this trade filled, 0 where it is none
 * @param fee of this trade in IDRS base units
 * @param reason why it was cancelled or rejected, empty otherwise
 */
public record ExecutionReport(long seq, Type type, long orderId, String clientOrderId, String symbol, Side side,
        long priceTicks, long quantityWh, long leavesWh, long lastPriceTicks, long lastWh, long fee, String liquidity,
        long tradeId, long batchId, String reason, long timestampMs) {
    /** What happened. */
    public enum Type {
        NEW, TRADE, CANCELED, EXPIRED, REPLACED, REJECTED
    }

    /** What this trade cost the account in IDRS base units, its fee included; below zero what it brought. */
    public long spent() {
        if (type != Type.TRADE) return 0;
        long quote = Math.multiplyExact(Money.QUOTE_PER_WH_TICK, Math.multiplyExact(lastPriceTicks, lastWh));
        return (side == Side.BID ? quote : -quote) + fee;
    }

    /** Whether the order can trade no more. */
    public boolean isLast() {
        return switch (type) {
            case NEW, REPLACED -> false;
            case TRADE -> leavesWh == 0;
            case CANCELED, EXPIRED, REJECTED -> true;
        };
    }
}
