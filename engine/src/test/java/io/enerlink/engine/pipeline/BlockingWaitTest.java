package io.enerlink.engine.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is woken by whom. */
@Timeout(60)
class BlockingWaitTest {
    private final BlockingWait wait = new BlockingWait();
    private final RingBuffer<Object> ring = RingBuffer.createMultiProducer(Object::new, 8, wait);
    private final SequenceBarrier barrier = ring.newBarrier();

    /** A stage's thread that waits for command 0, and what came of it. */
    private final class Stage {
        private final CompletableFuture<Long> available = new CompletableFuture<>();
        private final Thread thread;

        Stage() { this(barrier); }

        Stage(SequenceBarrier barrier) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                try {
                    available.complete(barrier.waitFor(0));
                } catch (Exception failed) {
                    available.completeExceptionally(failed);
                }
            });
        }

        Stage waiting() {
            while (LockSupport.getBlocker(thread) == null) Thread.onSpinWait();
            return this;
        }

        long await() throws Exception {
            return available.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCommandWakesWhoWaitsForIt() throws Exception {
        Stage one = new Stage().waiting();
        Stage other = new Stage().waiting();
        ring.publish(ring.next());

        assertEquals(0, one.await());
        assertEquals(0, other.await());
    }

    @Test
    void whoWaitsForAStageIsNotWokenByACommand() throws Exception {
        Sequence before = new Sequence();
        Stage behind = new Stage(ring.newBarrier(before)).waiting();
        ring.publish(ring.next());
        assertEquals(0, new Stage().await(), "who comes now needs not be woken");
        assertFalse(behind.available.isDone());

        before.set(0);
        wait.signalAllWhenBlocking();
        assertEquals(0, behind.await());
    }

    @Test
    void whoIsToStopIsWoken() {
        Stage stage = new Stage().waiting();
        barrier.alert();

        ExecutionException stopped = assertThrows(ExecutionException.class, stage::await);
        assertEquals(AlertException.class, stopped.getCause().getClass());
    }
}
