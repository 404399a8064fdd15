package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.BatchClosedDecoder;
import io.enerlink.engine.message.BatchSettledEncoder;
import io.enerlink.engine.message.CancelOrderEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;
import io.enerlink.engine.message.TradedDecoder;

/** Once its arrays have grown to what a market needs, the engine allocates nothing. */
class AllocationTest implements EventHandler {
    private static final int ACCOUNTS = 8;
    private static final int OPEN = 1_000;
    private static final int WARM_UP = 600_000;
    private static final int MEASURED = 200_000;
    /** An array that doubles because a market is larger than ever before is no steady state: then it is measured again. */
    private static final int ROUNDS = 5;
    private static final long EXPIRY_MS = RandomTrades.START_MS + 1_000_000_000;

    private final SplittableRandom random = new SplittableRandom(5);
    private final MatchingEngine engine = new MatchingEngine(new EngineConfig(16, 1, 1 << 16));
    private final EventBuffer events = new EventBuffer(1 << 20);
    private final EventDispatcher dispatcher = new EventDispatcher(this);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final HeapBuffer buffer = new HeapBuffer(512);
    private final HeapBuffer[] places = new HeapBuffer[ACCOUNTS + 1];
    private final HeapBuffer[] replaces = new HeapBuffer[ACCOUNTS + 1];
    private final PlaceOrderEncoder place = new PlaceOrderEncoder();
    private final ReplaceOrderEncoder replace = new ReplaceOrderEncoder();
    private final CancelOrderEncoder cancel = new CancelOrderEncoder();
    private final BatchSettledEncoder batchSettled = new BatchSettledEncoder();
    private long sequence;
    private long nextId = 1;
    private long lastClosed;
    private long lastSettled;
    private long trades;

    @Test
    void allocatesNothingInSteadyState() {
        open();
        run(WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertTrue(threads.isThreadAllocatedMemorySupported());
        long allocated = 1;
        for (int round = 0; round < ROUNDS && allocated > 0; round++) {
            long tradesBefore = trades;
            long before = threads.getCurrentThreadAllocatedBytes();
            run(MEASURED);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(trades > tradesBefore + MEASURED / 20, "hardly anything traded");
        }
        assertEquals(0, allocated, "bytes for " + MEASURED + " commands");
    }

    private void open() {
        Commands commands = new Commands();
        apply(commands.addInstrument(1, "ETK-IDRS", 1, 1, 0, 10_000, 10, 20));
        long eventSeq = 0;
        for (int account = 1; account <= ACCOUNTS; account++) {
            apply(commands.openAccount(account));
            for (Asset asset : Asset.values()) {
                apply(commands.marketEvent(++eventSeq, MarketEventKind.DEPOSIT, asset, account, 1L << 58, 0, 0, 0, 0));
            }
            commands.place(account, account, 1, Side.BID, 1, 1, 1, EXPIRY_MS);
            places[account] = copy(commands);
            commands.replace(account, account, 1, 1, 1, 1, EXPIRY_MS);
            replaces[account] = copy(commands);
        }
        apply(commands.configureClearing(1_000, 64, 1 << 20, 1 << 20, ACCOUNTS + 1));
    }

    private static HeapBuffer copy(Commands commands) {
        HeapBuffer copy = new HeapBuffer(commands.length);
        copy.putBytes(0, commands.buffer, 0, commands.length);
        return copy;
    }

    private void apply(Commands command) {
        buffer.putBytes(0, command.buffer, 0, command.length);
        apply(buffer, command.length);
    }

    private void apply(HeapBuffer command, int length) {
        events.clear();
        engine.onCommand(++sequence, RandomTrades.START_MS + sequence / 1_000, command, 0, length, events);
        dispatcher.onEvents(sequence, 0, events);
    }

    private static int accountOf(long id) {
        return 1 + (int) (id % ACCOUNTS);
    }

    private void run(int commands) {
        for (int i = 0; i < commands; i++) {
            int kind = random.nextInt(10);
            if (kind < 4) place();
            else if (kind < 6) replace();
            else if (kind < 9) cancel(Math.max(1, nextId - OPEN + random.nextInt(OPEN)));
            else
                settle();
        }
    }

    private void place() {
        long id = nextId++;
        int account = accountOf(id);
        boolean isBid = random.nextInt(2) == 0;
        long priceTicks = 10_000 + random.nextInt(60) - (isBid ? 50 : 10);
        place.wrapAndApplyHeader(places[account], 0, header).clientOrderId(id).nonce(id)
                .quantityWh(1 + random.nextInt(50))
                .side((short) (isBid ? 0 : 1)).priceTicks(priceTicks);
        apply(places[account], places[account].capacity());
        cancel(Math.max(1, id - OPEN));
    }

    private void replace() {
        long id = Math.max(1, nextId - 1 - random.nextInt(OPEN));
        int account = accountOf(id);
        replace.wrapAndApplyHeader(replaces[account], 0, header).clientOrderId(id).nonce(id)
                .quantityWh(1 + random.nextInt(50)).priceTicks(10_000 + random.nextInt(60) - 30);
        apply(replaces[account], replaces[account].capacity());
    }

    private void cancel(long id) {
        cancel.wrapAndApplyHeader(buffer, 0, header).clientOrderId(id).orderId(0).accountId(accountOf(id));
        apply(buffer, MessageHeaderEncoder.ENCODED_LENGTH + CancelOrderEncoder.BLOCK_LENGTH);
    }

    private void settle() {
        while (lastSettled < lastClosed) {
            batchSettled.wrapAndApplyHeader(buffer, 0, header).batchId(++lastSettled);
            apply(buffer, MessageHeaderEncoder.ENCODED_LENGTH + BatchSettledEncoder.BLOCK_LENGTH);
        }
    }

    @Override
    public void onBatchClosed(long sequence, long timestampMs, BatchClosedDecoder event) {
        lastClosed = event.batchId();
    }

    @Override
    public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
        trades++;
    }
}
