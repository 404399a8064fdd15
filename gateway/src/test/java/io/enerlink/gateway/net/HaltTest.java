package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.BalanceChangedEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.gateway.auth.SigningKey;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine halts: nobody waits for an answer that never comes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HaltTest {
    private final SigningKey buyer = SigningKey.generate();
    private final CountDownLatch halted = new CountDownLatch(1);

    @TempDir
    Path folder;

    private FailingDisk disk;
    private TestExchange exchange;
    private TestClient client;

    /** @param tap makes the listener that the engine tells of the gateway's */
    private void start(UnaryOperator<EventListener> tap) throws Exception {
        disk = new FailingDisk(folder);
        exchange = TestExchange.fresh(PipelineConfig.defaults(folder).withTickIntervalMs(0)
                .withOnHalt(cause -> halted.countDown()), disk, tap, GatewayConfig.demo("127.0.0.1", 0));
        exchange.deposit(buyer.address(), Asset.IDRS, 1_000_000_000_000L);
        client = exchange.client(buyer);
    }

    @AfterEach
    void stop() {
        client.close();
        exchange.close();
    }

    private long place(long nonce) {
        return client.begin("order.place", TestExchange.order(buyer, Side.BID, "1000.00", "1.000", nonce, ""));
    }

    private void assertUnanswered(long request) {
        JsonNode error = client.answer(request).path("error");
        assertEquals("UNAVAILABLE", error.path("name").asText());
        assertTrue(error.path("msg").asText().contains("before it answered"), error.toString());
    }

    private void awaitQueued(long commands) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (exchange.engine().queued() < commands) {
            assertTrue(System.nanoTime() < deadline, "not " + commands + " commands in the ring");
            Thread.onSpinWait();
        }
    }

    @Test
    void whoWaitsForWhatTheDiskFailedToKeepHearsThatNoAnswerComes() throws Exception {
        start(feeds -> feeds);
        disk.beforeForce(() -> {
            throw new StorageException("disk on fire");
        });
        assertUnanswered(place(1));
        assertEquals("UNAVAILABLE", client.answer(place(2)).path("error").path("name").asText());
    }

    /** Orders 2 to 4 are durable as one batch; a listener fails when the second is told, and the fifth waits. */
    @Test
    void inTheMiddleOfABatchWhatWasToldIsAnsweredAndTheRestHearsThatNoAnswerComes() throws Exception {
        Tap tap = new Tap();
        start(tap::of);
        CountDownLatch forceFirst = new CountDownLatch(1);
        disk.beforeForce(() -> TestExchange.await(forceFirst));
        tap.failAt(exchange.engine().lastSequence() + 2);
        long first = place(1);
        awaitQueued(1);
        long second = place(2);
        long third = place(3);
        long fourth = place(4);
        awaitQueued(4);
        forceFirst.countDown();
        TestExchange.await(tap.failing);
        long fifth = place(5);
        awaitQueued(4);
        tap.letFail.countDown();
        TestExchange.await(halted);

        assertEquals("open", client.answer(first).path("result").path("state").asText());
        assertEquals("open", client.answer(second).path("result").path("state").asText());
        assertUnanswered(third);
        assertUnanswered(fourth);
        assertUnanswered(fifth);
    }

    /** What follows in the same command would have decided the answer. */
    @Test
    void inTheMiddleOfACommandItsAnswerIsThatNoneComes() throws Exception {
        Tap tap = new Tap();
        start(tap::of);
        tap.spoilAt(exchange.engine().lastSequence() + 1);
        assertUnanswered(place(1));
    }

    /** Between engine and gateway: fails at one command behind the gateway, or adds to one what the gateway fails at. */
    private static final class Tap {
        final CountDownLatch failing = new CountDownLatch(1);
        final CountDownLatch letFail = new CountDownLatch(1);
        private volatile long failedSequence;
        private volatile long spoiltSequence;

        void failAt(long sequence) { failedSequence = sequence; }

        void spoilAt(long sequence) { spoiltSequence = sequence; }

        EventListener of(EventListener feeds) {
            return new EventListener() {
                @Override
                public void onEvents(long sequence, long timestampMs, EventBuffer events) {
                    feeds.onEvents(sequence, timestampMs, sequence == spoiltSequence ? spoilt(events) : events);
                    if (sequence != failedSequence) return;
                    failing.countDown();
                    TestExchange.await(letFail);
                    throw new IllegalStateException("a bug, as the test wants it");
                }

                @Override
                public void onBatchEnd() {
                    feeds.onBatchEnd();
                }

                @Override
                public void onHalt() {
                    feeds.onHalt();
                }
            };
        }

        /** With a balance of an account that was never opened. */
        private static EventBuffer spoilt(EventBuffer events) {
            EventBuffer spoilt = new EventBuffer(1 << 12);
            events.forEach((buffer, offset, length) -> {
                int at = spoilt.claim(length);
                spoilt.buffer().putBytes(at, buffer, offset, length);
            });
            int at = spoilt.claim(MessageHeaderEncoder.ENCODED_LENGTH + BalanceChangedEncoder.BLOCK_LENGTH);
            new BalanceChangedEncoder().wrapAndApplyHeader(spoilt.buffer(), at, new MessageHeaderEncoder())
                    .accountId(999);
            return spoilt;
        }
    }
}
