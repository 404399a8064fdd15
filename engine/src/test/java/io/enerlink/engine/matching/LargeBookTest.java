package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.BalanceChangedDecoder;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.LevelChangedDecoder;
import io.enerlink.engine.message.OrderCanceledDecoder;
import io.enerlink.engine.message.OrderRejectedDecoder;
import io.enerlink.engine.message.TradedDecoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Very many resting orders, under client order ids in no order, cancelled and swept away to the last one. */
class LargeBookTest implements EventHandler {
    private static final long EXPIRY_MS = RandomTrades.START_MS + 1_000_000_000;
    private static final int SELLERS = 7;
    private static final int BUYER = 8;

    private final Commands commands = new Commands();
    private final EventBuffer events = new EventBuffer(1 << 20);
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private MatchingEngine engine;
    private long sequence;
    private long tradedWh;
    private long canceled;
    private long levels;
    private long lastPriceTicks;
    private long lastClosed;
    private long lastSettled;
    private long etkReserved;

    private void apply() {
        events.clear();
        engine.onCommand(++sequence, RandomTrades.START_MS, commands.buffer, 0, commands.length, events);
        dispatcher.onEvents(sequence, RandomTrades.START_MS, events);
    }

    private void open(int orders) {
        engine = new MatchingEngine(new EngineConfig(16, 1, orders + 1));
        commands.addInstrument(1, "ETK-IDRS", 1, 1, 0, orders, 0, 0);
        apply();
        for (int account = 1; account <= BUYER; account++) {
            commands.openAccount(account);
            apply();
            Asset asset = account == BUYER ? Asset.IDRS : Asset.ETK;
            commands.marketEvent(account, MarketEventKind.DEPOSIT, asset, account, 1L << 61, 0, 0, 0, 0);
            apply();
        }
        commands.configureClearing(1_000, 4_096, 1 << 24, 1 << 24, 9);
        apply();
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000})
    void holdsAndGivesBackEveryOrder(int orders) {
        open(orders);
        SplittableRandom random = new SplittableRandom(orders);
        int[] ids = shuffled(orders, random);
        for (int i = 0; i < orders; i++) {
            commands.place(seller(ids[i]), seller(ids[i]), ids[i] + 1L, Side.ASK, 3, 1 + random.nextLong(1 << 22),
                    i + 1L, EXPIRY_MS);
            apply();
        }
        assertTrue(levels > orders / 2, "only " + levels + " levels");
        int[] ending = shuffled(orders, random);
        for (int i = 0; i < orders / 2; i++) {
            commands.cancel(seller(ending[i]), 0, ending[i] + 1L);
            apply();
        }
        assertEquals(orders / 2, canceled);
        sweep(orders);
        assertEquals(3L * (orders - orders / 2), tradedWh);
        assertEquals(0, levels);
        assertEquals(0, etkReserved);
    }

    private static int seller(int id) {
        return 1 + id % SELLERS;
    }

    /** Buys all there is, a piece at a time; prices only rise meanwhile. */
    private void sweep(int orders) {
        long before = -1;
        for (long nonce = 1; before != tradedWh; nonce++) {
            before = tradedWh;
            lastPriceTicks = 0;
            commands.place(BUYER, BUYER, nonce, Side.BID, 3L * orders / 50, 1 << 22, nonce,
                    RandomTrades.START_MS + 1_000)
                    .timeInForce((short) 1);
            apply();
            for (long batchId = lastSettled + 1; batchId <= lastClosed; batchId++) {
                commands.batchSettled(batchId);
                apply();
                lastSettled = batchId;
            }
        }
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            numbers[i] = numbers[other];
            numbers[other] = i;
        }
        return numbers;
    }

    @Override
    public void onOrderRejected(long sequence, long timestampMs, OrderRejectedDecoder event) {
        throw new AssertionError(RejectReason.of(event.reason()).toString());
    }

    @Override
    public void onOrderCanceled(long sequence, long timestampMs, OrderCanceledDecoder event) {
        if (event.reason() == CancelReason.USER.code()) canceled++;
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        assertTrue(event.priceTicks() >= lastPriceTicks, "a better price after a worse one");
        lastPriceTicks = event.priceTicks();
        tradedWh += event.quantityWh();
    }

    @Override
    public void onLevelChanged(long sequence, long timestampMs, LevelChangedDecoder event) {
        if (event.orders() == 0) levels--;
        else if (event.orders() == 1 && event.quantityWh() == 3 && canceled == 0) levels++;
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        lastClosed = event.batchId();
    }

    @Override
    public void onBalanceChanged(long sequence, long timestampMs, BalanceChangedDecoder event) {
        if (event.accountId() <= SELLERS) etkReserved = event.etkReserved();
    }
}
