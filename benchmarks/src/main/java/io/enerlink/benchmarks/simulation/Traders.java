package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.engine.message.OrderAcceptedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.PlaceOrderDecoder;
import io.enerlink.engine.message.TradedDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Clients who trade close around one price, change their minds, and ask again with the same order where no answer came.
 * They watch that no order of theirs is accepted twice.
 */
final class Traders implements EventHandler {
    static final int COUNT = 6;

    private static final int OPEN_REMEMBERED = 64;
    private static final int SENT_REMEMBERED = 32;
    private static final long MIDDLE_TICKS = 135_000;

    private record Open(int account, long number, long quantityWh) {}

    /** What icebergs show, by their numbers. */
    private final Map<Long, Long> displaysWh = new HashMap<>();

    private final Random random;
    private final Commands commands = new Commands();
    private final List<Open> open = new ArrayList<>();
    private final Set<Long> accepted = new HashSet<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final Deque<byte[]> unanswered = new ArrayDeque<>();
    private long lastNumber;

    Traders(Random random) { this.random = random; }

    /** These were sent to a process that died, and never answered. */
    void lost(List<byte[]> lost) {
        lost.stream().filter(command -> random.nextInt(4) > 0).forEach(unanswered::add);
    }

    byte[] next(long nowMs) {
        if (!unanswered.isEmpty() && random.nextInt(3) == 0) return unanswered.remove();
        if (!sent.isEmpty() && random.nextInt(30) == 0) return sent.get(random.nextInt(sent.size()));
        byte[] command = think(nowMs);
        if (sent.size() == SENT_REMEMBERED) sent.removeFirst();
        sent.add(command);
        return command;
    }

    private byte[] think(long nowMs) {
        int account = 1 + random.nextInt(COUNT);
        int what = random.nextInt(100);
        if (what < 66 || open.isEmpty()) return place(account, nowMs);
        Open order = open.get(random.nextInt(open.size()));
        if (what < 76) return commands.cancel(order.account(), order.number());
        if (what < 84)
            return commands.replace(order.account(), order.number(), price(), quantity(),
                    displayWh(order.number()), nowMs);
        if (what < 90)
            return commands.reduce(order.account(), order.number(), 1 + random.nextLong(order.quantityWh()));
        if (what < 93) return commands.cancelAfter(account, 1_000 + random.nextInt(5_000));
        if (what < 94) return commands.cancelAll(account);
        if (what < 97)
            return commands.withdraw(account, random.nextBoolean() ? Asset.ETK : Asset.IDRS,
                    1 + random.nextLong(1_000_000_000L), ++lastNumber, nowMs);
        return random.nextBoolean() ? commands.cancel(account, lastNumber + 1)
                : commands.place(account, 0, Side.BID, -1,
                        quantity(), TimeInForce.GTC, 0, 0, false, 0, nowMs);
    }

    private byte[] place(int account, long nowMs) {
        TimeInForce timeInForce = random.nextInt(3) > 0 ? TimeInForce.GTC
                : TimeInForce.values()[random.nextInt(TimeInForce.values().length)];
        Side side = random.nextBoolean() ? Side.BID : Side.ASK;
        long maxQuote = side == Side.BID && random.nextInt(8) == 0 ? 1 + random.nextLong(20_000_000_000L) : 0;
        long quantityWh = quantity();
        lastNumber++;
        if (open.size() == OPEN_REMEMBERED) open.removeFirst();
        open.add(new Open(account, lastNumber, quantityWh));
        if (timeInForce.rests() && random.nextInt(5) == 0)
            displaysWh.put(lastNumber, Math.ceilDiv(quantityWh, 1 + random.nextInt(5)));
        return commands.place(account, lastNumber, side, price(), quantityWh, timeInForce, random.nextInt(3), maxQuote,
                timeInForce.rests() && random.nextInt(8) == 0, displayWh(lastNumber), nowMs);
    }

    /** What an order shows, by its number; 0 shows all of it. */
    long displayWh(long number) {
        return displaysWh.getOrDefault(number, 0L);
    }

    private long price() {
        return MIDDLE_TICKS + random.nextInt(12) - 6;
    }

    private long quantity() {
        return random.nextInt(40) == 0 ? 1 + random.nextInt(3_000_000) : 1 + random.nextInt(20_000);
    }

    @Override
    public void onOrderAccepted(long sequence, long timestampMs, OrderAcceptedDecoder event) {
        if (event.duplicate() == 0 && !accepted.add(event.clientOrderId()))
            throw new Violation(Check.ACKNOWLEDGED, "order " + event.clientOrderId() + " of account "
                    + event.accountId() + " was taken twice");
    }

    /** What was taken is told again when it is asked for again. */
    @Override
    public void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {
        if (event.commandTemplateId() == PlaceOrderDecoder.TEMPLATE_ID && accepted.contains(event.clientOrderId()))
            throw new Violation(Check.ACKNOWLEDGED,
                    "order " + event.clientOrderId() + " was taken, and when it came again "
                            + RejectReason.of(event.reason()));
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        forget(event.clientOrderId());
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        if (event.makerLeavesWh() == 0) forget(event.makerClientOrderId());
        if (event.takerLeavesWh() == 0) forget(event.takerClientOrderId());
    }

    private void forget(long number) {
        open.removeIf(order -> order.number() == number);
    }
}
