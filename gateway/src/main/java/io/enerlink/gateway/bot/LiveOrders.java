package io.enerlink.gateway.bot;

import io.enerlink.gateway.client.ExecutionReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bot's own orders in the book, as the execution reports tell them. Thread-safe. */
final class LiveOrders {
    private static final int REMEMBERED_ENDS = 256;

    private final Map<Long, LiveOrder> live = new LinkedHashMap<>();
    private final Map<Long, Boolean> ended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED_ENDS;
        }
    };
    private long filledWh;

    synchronized void on(ExecutionReport report) {
        filledWh += report.lastWh();
        if (report.isLast()) {
            live.remove(report.orderId());
            ended.put(report.orderId(), true);
        } else {
            live.put(report.orderId(), new LiveOrder(report.orderId(), Long.parseLong(report.clientOrderId()),
                    report.side(), report.priceTicks(), report.quantityWh(), report.leavesWh()));
        }
    }

    /** An order that was just placed, where its reports are still on their way. */
    synchronized void placed(long orderId, long nonce, Quote quote) {
        if (!ended.containsKey(orderId)) {
            live.putIfAbsent(orderId, new LiveOrder(orderId, nonce, quote.side(), quote.priceTicks(),
                    quote.quantityWh(), quote.quantityWh()));
        }
    }

    /** The exchange says that it is over. */
    synchronized void gone(long orderId) {
        live.remove(orderId);
        ended.put(orderId, true);
    }

    /** Everything was cancelled. */
    synchronized void clear() {
        live.keySet().forEach(orderId -> ended.put(orderId, true));
        live.clear();
    }

    synchronized List<LiveOrder> list() {
        return List.copyOf(live.values());
    }

    /** What was filled since this was asked the last time. */
    synchronized long takeFilledWh() {
        long taken = filledWh;
        filledWh = 0;
        return taken;
    }
}
